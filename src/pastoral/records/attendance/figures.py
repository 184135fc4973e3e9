"""Weeks counted by the rules of attendance: figures of the register, and of the sessions that were agreed (CODE-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pastoral.rules.attendance import Attendance, CodesUnknown, SessionFacts, attendance, codes_in_force, of_agreed
from pastoral.rules.calendar import Sessions

from .weeks import clipped, marked

Week = tuple[date, str]
"""(Monday, the twenty characters)"""

_counted: dict[tuple[str, str, date | None, date | None], Attendance] = {}
MOST_REMEMBERED = 50_000


def figures(weeks: Iterable[Week], nation: str, start: date, end: date) -> Attendance:
    """The register's own figures from `start` to `end`, both included."""
    attended = authorised = unauthorised = 0
    for monday, codes in weeks:
        one = _of_week(clipped(codes, monday, start, end), monday, nation)
        attended += one.attended.count
        authorised += one.authorised.count
        unauthorised += one.unauthorised.count
    return Attendance(Sessions(attended), Sessions(authorised), Sessions(unauthorised))


def figures_of_agreed(
    weeks: Iterable[Week], nation: str, start: date, end: date, away: frozenset[tuple[date, str]]
) -> Attendance:
    """The same without the sessions that were agreed to be out of school."""
    return of_agreed(
        (
            SessionFacts(on=day, half=half, code=code, agreed_away=(day, half) in away)
            for monday, codes in weeks
            for day, half, code in marked(clipped(codes, monday, start, end), monday)
        ),
        nation,
    )


def _of_week(codes: str, monday: date, nation: str) -> Attendance:
    """A week is counted once for each set of codes: most weeks of most pupils look the same."""
    key = codes, nation, _set_from(nation, monday), _set_from(nation, monday + timedelta(days=4))
    known = _counted.get(key)
    if known is None:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        sessions = (SessionFacts(on=day, half=half, code=code) for day, half, code in marked(codes, monday))
        known = _counted[key] = attendance(sessions, nation)
    return known


def _set_from(nation: str, day: date) -> date | None:
    try:
        return codes_in_force(nation, day).starts_on
    except CodesUnknown:
        return None
