"""Who is told of what: the notification matrix (rules catalogue 3.3) asked for one event of one child.

`rules/psp/notices.py`, `rules/reduced/notices.py` and `rules/exclusions/notices.py` say the same of their own records, with
due days; a test holds them to this table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pastoral.rules.engine import Policy
from pastoral.rules.gates import families_of
from pastoral.rules.notice_matrix import CONDITIONS, EVENTS, HOW_SOON_LABELS, MATRIX, Cell, EventFacts, Row
from pastoral.rules.sentences import Sentence, say

__all__ = ["EVENTS", "EventFacts", "Notice", "rows_for", "told", "told_under"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One recipient's part in an event. `kind` is agree, copy, tell, invite or involve; `rule` is "" where only 3.3 has it."""

    recipient: str  # a role
    kind: str
    column: str  # of the table
    why: Sentence
    how_soon: Sentence
    rule: str
    source: str
    is_duty: bool = True  # false for what is planned or good practice


def rows_for(event: str, families: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of the matrix about an event where these families are in force; ValueError for an event it does not have."""
    if event not in EVENTS:
        raise ValueError(f"No notices are defined for {event!r}.")
    return tuple(row for row in MATRIX if row.event == event and (not row.only or row.only in families))


def told(event: str, facts: EventFacts, *, nation: str, authority: str = "") -> tuple[Notice, ...]:
    """Who is told of an event, in the order of the table. `authority` is its family ("NPT"); ValueError for another event."""
    return _told(event, facts, families_of(nation, authority))


def told_under(event: str, facts: EventFacts, policy: Policy) -> tuple[Notice, ...]:
    """The same by an authority's policy, which also says who asks to be told of reduced hours."""
    asked = facts.asked | frozenset(policy.value("reduced.tell") or ())
    return _told(event, replace(facts, asked=asked), policy.families)


def _told(event: str, facts: EventFacts, families: tuple[str, ...]) -> tuple[Notice, ...]:
    found: dict[tuple[str, str, str], Notice] = {}
    for row in rows_for(event, families):
        for cell in row.cells:
            if (not cell.only or cell.only in families) and CONDITIONS[cell.when][1](facts):
                # Once in each column, by the first rule that says so.
                found.setdefault((cell.column, cell.recipient, cell.kind), _notice(row, cell, families))
    return tuple(found.values())


def _notice(row: Row, cell: Cell, families: tuple[str, ...]) -> Notice:
    rule = next((rule for rule in cell.rules if any(rule.startswith(f"{family}-") for family in families)), "")
    code, event = rule or "NOTICE", say("NOTICE.event", row.title)
    condition = say("NOTICE.when", CONDITIONS[cell.when][0])
    return Notice(
        cell.recipient,
        cell.kind,
        cell.column,
        say(f"{code}.notice", "{event}.", event=event)
        if cell.when == "always"
        else say(f"{code}.notice", "{event}, {condition}.", event=event, condition=condition),
        say("NOTICE.how_soon", HOW_SOON_LABELS[cell.how_soon]),
        rule,
        row.source,
        cell.how_soon not in ("planned", "good_practice"),
    )
