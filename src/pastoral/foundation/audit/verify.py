"""`pastoral audit verify`: does the chain still say what was written? Runs as the owner; the work is PostgreSQL's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

_BROKEN = """
with links as (
    select l.*, lag(l.hash) over chain_order as hash_before, lag(l.position) over chain_order as position_before
    from audit_link l window chain_order as (partition by l.chain order by l.position)
), entries as (
    select 'audit_event' as tbl, id, to_jsonb(e) as content from audit_event e
    union all select 'audit_viewed', id, to_jsonb(v) from audit_viewed v
)
select k.chain, k.position, k."table", k.entry, k.day,
    case
        when k.position <> coalesce(k.position_before, 0) + 1 then 'missing link before this one'
        when k.previous <> coalesce(k.hash_before, repeat('0', 64)) then 're-ordered or replaced'
        when n.id is null then 'missing'
        else 'changed'
    end
from links k left join entries n on n.tbl = k."table" and n.id = k.entry
where k.position <> coalesce(k.position_before, 0) + 1
   or k.previous <> coalesce(k.hash_before, repeat('0', 64))
   or n.id is null
   or k.hash <> audit_hash(k.previous, k.position, k."table", audit_content(n.content))
union all
select coalesce((n.content->>'authority_id')::bigint, 0), null, n.tbl, n.id, ((n.content->>'at')::timestamptz at time zone 'UTC')::date,
    'not in the chain'
from entries n left join audit_link k on k."table" = n.tbl and k.entry = n.id where k.id is null
order by 1, 2 nulls last limit 1000
"""


@dataclass(frozen=True)
class Fault:
    chain: int
    position: int | None
    table: str
    entry: int
    day: str
    problem: str


@dataclass(frozen=True)
class Head:
    """The end of a chain; kept elsewhere, it also proves that nothing was cut off the end."""

    chain: int
    length: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    faults: tuple[Fault, ...]
    heads: tuple[Head, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def verify_chains() -> Verdict:
    """Check every link of every chain. At most the first 1,000 faults are named."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        faults = tuple(Fault(c, p, t, e, str(d), why) for c, p, t, e, d, why in cursor.fetchall())
        cursor.execute(
            "select distinct on (chain) chain, position, hash from audit_link order by chain, position desc"
        )
        heads = tuple(Head(*row) for row in cursor.fetchall())
    return Verdict(faults, heads)
