# ruff: noqa: S608  # every name put into SQL here is one of our own columns (FACTS); values go as parameters or by COPY
"""Imports of registers: rows are streamed into a temporary table, and the database compares and writes them as one set.

Identity is the URN in England and the school number in Wales; a number-only row joins the one school that has it as
LAEstab. A blank cell, or a column that a register lacks, never overwrites what is known (so the same file twice changes
nothing, and a thin register does not thin out a rich one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from pastoral.foundation.access.value import Access
from pastoral.foundation.audit.recording import recording
from pastoral.rules.sentences import Sentence, say

from .models import Authority, School
from .registers import Rejected, SchoolRow, UnknownRegister, open_register, open_table, plain

Progress = Callable[[int, int], None]
"""Called with the lines read and the lines in the file."""

COMMAND_LINE = Access(actor="Pastoral: import from the command line")
FACTS = {
    "name": "text", "kind": "text", "phase": "text", "welsh_medium": "text", "street": "text", "town": "text",
    "postcode": "text", "telephone": "text", "lowest_age": "smallint", "highest_age": "smallint", "opened_on": "date",
    "easting": "integer", "northing": "integer",
    "closed_on": "date", "is_open": "boolean",
}  # fmt: skip
WELSH_CODES = range(660, 682)
AUTHORITY_COLUMNS = {
    "oldlacode": "code", "lacode": "code", "code": "code", "newlacode": "ons_code", "onscode": "ons_code",
    "laname": "name", "name": "name", "regioncode": "region_code",
}  # fmt: skip


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `notes` are for the person who ran it; `kind` names the register that was recognised."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    kind: str = ""
    notes: tuple[Sentence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [row.as_dict() for row in self.rejected],
        }


class _DryRun(Exception):
    """Rolls back what a dry run wrote."""


def import_schools(
    path: Path, *, by: Access = COMMAND_LINE, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Schools of a national register. Raises `UnknownRegister` for a file that is none; bad rows are reported, not raised."""
    report: ImportReport | None = None
    try:
        with transaction.atomic(), connection.cursor() as cursor, open_register(Path(path)) as register:
            _make_table(cursor)
            rejected = _copy(cursor, register, progress)
            report = _write(cursor, rejected, register.kind)
            if dry_run:
                raise _DryRun
            _say_what_happened(by, "schools.imported", School(), report)
    except _DryRun:
        pass
    assert report is not None
    return report


def import_authorities(
    path: Path, *, by: Access = COMMAND_LINE, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Authorities and their codes; schools that waited for their authority are tied to it. Raises `UnknownRegister`."""
    report: ImportReport | None = None
    try:
        with transaction.atomic(), open_table(Path(path), AUTHORITY_COLUMNS) as table:
            if not {"code", "name"} <= set(table.places) or "urn" in {plain(name) for name in table.header}:
                raise UnknownRegister(
                    say(
                        "REG.authorities",
                        "This is not a list of authorities. Its columns are: {found}. We need old_la_code (3 digits) and la_name.",
                        found=", ".join(table.header)[:500],
                    )
                )
            report = _write_authorities(table, progress)
            if dry_run:
                raise _DryRun
            _say_what_happened(by, "authorities.imported", Authority(), report)
    except _DryRun:
        pass
    assert report is not None
    return report


def _say_what_happened(by: Access, verb: str, subject: School | Authority, report: ImportReport) -> None:
    counts = {
        "created": report.created, "updated": report.updated, "unchanged": report.unchanged,
        "rejected": len(report.rejected), "register": report.kind,
    }  # fmt: skip
    with recording(verb, by=by) as record:
        record.about(subject, changes=counts)


def _make_table(cursor: Any) -> None:
    cursor.execute("drop table if exists pg_temp.register_row")
    columns = ", ".join(f"{name} {kind}" for name, kind in FACTS.items())
    cursor.execute(
        "create temp table register_row (line int primary key, urn text not null, number text not null, la_code text, "
        f"la_name text, year text, {columns}, school_id bigint, authority_id bigint, same_as int, verdict text) on commit drop"
    )


def _copy(cursor: Any, register: Any, progress: Progress | None) -> list[Rejected]:
    rejected: list[Rejected] = []
    names = ["line", "urn", "number", "la_code", "la_name", "year", *FACTS]
    with cursor.copy(f"copy register_row ({', '.join(names)}) from stdin") as copy:
        for row in register.rows():
            if isinstance(row, SchoolRow):
                facts = [row.facts.get(name) for name in FACTS]
                copy.write_row([row.line, row.urn, row.number, row.la_code, row.la_name, row.year, *facts])
            else:
                rejected.append(row)
            if progress is not None and row.line % 500 == 0:
                progress(min(row.line, register.table.total), register.table.total)
    if progress is not None:
        progress(register.table.total, register.table.total)
    cursor.execute("create index on register_row (urn); create index on register_row (number); analyze register_row")
    return rejected


_DIFFERENT = " or ".join(f"(r.{name} is not null and r.{name} is distinct from s.{name})" for name in FACTS)
_SAME_FACTS = " and ".join(f"r.{name} is not distinct from w.{name}" for name in FACTS)

_MATCH = (
    # The same school more than once in a file: the newest year speaks, then the first row.
    """with best as (
        select line, first_value(line) over (
            partition by case when urn <> '' then 'u' || urn else 'n' || number end order by year desc, line
        ) as chosen from register_row)
    update register_row r set same_as = chosen from best where best.line = r.line and chosen <> r.line""",
    "update register_row r set school_id = s.id from organisations_school s where r.urn <> '' and s.urn = r.urn",
    """update register_row r set school_id = s.id from organisations_school s
    where r.school_id is null and r.number <> '' and s.urn = '' and s.number = r.number""",
    """update register_row r set school_id = found.id from (
        select number, min(id) as id from organisations_school where number <> '' group by number having count(*) = 1
    ) found where r.school_id is null and r.urn = '' and found.number = r.number""",
    # Two rows that turn out to be one school (one by URN, one by its number).
    """with best as (
        select line, first_value(line) over (partition by school_id order by (urn = ''), year desc, line) as chosen
        from register_row where school_id is not null and same_as is null)
    update register_row r set same_as = chosen from best where best.line = r.line and chosen <> r.line""",
    """insert into organisations_authority (code, ons_code, name, name_cy, nation, in_use, is_demo)
    select la_code, '', min(la_name), '', case when la_code between '660' and '681' then 'wales' else 'england' end, false, false
    from register_row where la_name <> '' and la_code <> '' group by la_code on conflict (code) do nothing""",
    "update register_row r set authority_id = a.id from organisations_authority a where a.code = r.la_code",
    # A school whose authority works here may hold pupils, whose row security hangs on that authority.
    """update register_row r set verdict = 'moved' from organisations_school s
    join organisations_authority a on a.id = s.authority_id
    where s.id = r.school_id and r.same_as is null and r.authority_id <> s.authority_id and (a.in_use or s.is_demo)""",
    f"""update register_row r set verdict = case when (
        {_DIFFERENT} or (r.urn <> '' and r.urn <> s.urn) or (r.number <> '' and r.number <> s.number)
        or (r.authority_id is not null and r.authority_id is distinct from s.authority_id)
    ) then 'updated' else 'unchanged' end
    from organisations_school s where s.id = r.school_id and r.same_as is null and r.verdict is null""",
    "update register_row set verdict = 'created' where school_id is null and same_as is null",
    f"""update register_row r set verdict = case when w.line is not null and w.number = r.number and {_SAME_FACTS}
    then 'unchanged' else 'repeated' end from register_row w where w.line = r.same_as""",
)


def _write(cursor: Any, rejected: list[Rejected], kind: str) -> ImportReport:
    # In one transaction PostgreSQL's counts of both tables are those of before, often of none: left to itself it compares
    # each row with each.
    cursor.execute("set local enable_nestloop = off")
    for statement in _MATCH:
        cursor.execute(statement)
    coalesced = ", ".join(f"{name} = coalesce(r.{name}, s.{name})" for name in FACTS)
    cursor.execute(
        f"update organisations_school s set {coalesced}, authority_id = coalesce(r.authority_id, s.authority_id), "
        "urn = coalesce(nullif(r.urn, ''), s.urn), number = coalesce(nullif(r.number, ''), s.number), source = %s "
        "from register_row r where r.school_id = s.id and r.verdict = 'updated'",
        [kind[:60]],
    )
    cursor.execute("set local enable_nestloop to default")
    chosen = ", ".join(
        f"coalesce({name}, '')" if sort == "text" else "coalesce(is_open, true)" if name == "is_open" else name
        for name, sort in FACTS.items()
    )
    cursor.execute(
        f"insert into organisations_school (urn, number, authority_id, source, name_cy, is_demo, {', '.join(FACTS)}) "
        f"select urn, number, authority_id, %s, '', false, {chosen} from register_row where verdict = 'created' order by line",
        [kind[:60]],
    )
    cursor.execute("select verdict, count(*) from register_row group by verdict")
    counts = dict(cursor.fetchall())
    cursor.execute(
        "select line, verdict, same_as, urn from register_row where verdict in ('repeated', 'moved') order by line"
    )
    for line, verdict, same_as, urn in cursor.fetchall():
        rejected.append(Rejected(line, "urn" if urn else "number", _why(verdict, same_as)))
    return ImportReport(
        created=counts.get("created", 0),
        updated=counts.get("updated", 0),
        unchanged=counts.get("unchanged", 0),
        rejected=tuple(sorted(rejected, key=lambda row: row.row)),
        kind=kind,
        notes=_notes(cursor),
    )


def _why(verdict: str, same_as: int) -> Sentence:
    if verdict == "moved":
        return say(
            "REG.moved",
            "The register says that this school now belongs to another authority. Its pupils are in Pastoral, so we left it as it is.",
        )
    return say(
        "REG.repeated",
        "This school is also in row {row}, which we used because it is newer or comes first.",
        row=same_as,
    )


def _notes(cursor: Any) -> tuple[Sentence, ...]:
    cursor.execute("select count(*) from register_row where authority_id is null and la_code <> '' and same_as is null")
    (unknown,) = cursor.fetchone()
    if not unknown:
        return ()
    return (
        say(
            "REG.authority_later",
            "{count} schools have the code of an authority that we do not know yet. Import the list of authorities, "
            "and they are joined to it.",
            count=unknown,
        ),
    )


def _write_authorities(table: Any, progress: Progress | None) -> ImportReport:
    known = {authority.code: authority for authority in Authority.objects.all()}
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    rejected: list[Rejected] = []
    seen: dict[str, int] = {}
    for line, cells in table.lines:
        if progress is not None:
            progress(min(line, table.total), table.total)
        if isinstance(cells, Sentence):
            rejected.append(Rejected(line, "row", cells))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        values = {name: " ".join(cells[place].split()) for name, place in table.places.items() if place < len(cells)}
        problem = _authority_problem(values, seen)
        if problem:
            rejected.append(Rejected(line, *problem))
            continue
        seen[values["code"]] = line
        counts[_keep_authority(values, known)] += 1
    with connection.cursor() as cursor:
        cursor.execute(
            "update organisations_school s set authority_id = a.id from organisations_authority a "
            "where s.authority_id is null and s.number <> '' and a.code = left(s.number, 3)"
        )
    return ImportReport(**counts, rejected=tuple(rejected), kind="Authorities")


def _authority_problem(values: dict[str, str], seen: dict[str, int]) -> tuple[str, Sentence] | None:
    code, name = values.get("code", ""), values.get("name", "")
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        return "code", say("REG.la", "An authority's code has 3 digits; this is “{given}”.", given=code[:20])
    if not name or len(name) > 120:
        return "name", say("REG.la_name", "The authority's name is missing or longer than 120 characters.")
    if code in seen:
        return "code", say("REG.repeated_la", "The code {code} is also in row {row}.", code=code, row=seen[code])
    return None


def _keep_authority(values: dict[str, str], known: dict[str, Authority]) -> str:
    code, ons = values["code"], values.get("ons_code", "")[:9]
    authority = known.get(code)
    if authority is None:
        nation = Authority.Nation.WALES if int(code) in WELSH_CODES else Authority.Nation.ENGLAND
        known[code] = Authority.objects.create(code=code, name=values["name"], ons_code=ons, nation=nation)
        return "created"
    if authority.name == values["name"] and (not ons or authority.ons_code == ons):
        return "unchanged"
    authority.name, authority.ons_code = values["name"], ons or authority.ons_code
    authority.save(update_fields=["name", "ons_code"])
    return "updated"
