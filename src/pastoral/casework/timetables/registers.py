"""Where a child on reduced hours is to be in each session of the register, so that marks can be counted and compared (table 3.4).

A session is marked at the start of its half day, so the half day's first lesson settles it: in school, the child is due there,
and later lessons away change nothing; away with nobody's class, the session is agreed leave, also where the child comes in later.
A first lesson at a provider makes it a session there, which the provider confirms (CODE-02); so does one with a tutor, whom the
school or the authority asks like a provider. At an inclusion centre the child is taught by the school (NPT-RT-22): leave is no
mark for it. Nothing is said where a half day away goes on at a provider, and where a day has no lesson at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.records.attendance.weeks import HALVES
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.attendance.facts import Half

from .grid import cell_of, lessons, of_day
from .in_force import DAY, Held, held, rows_in
from .models import Timetable

CONFIRMED = frozenset({"provider", "tuition"})  # somebody who is not the school says whether the child came
AWAY_PLACES = frozenset({"home", "none"})
NOON = "12:30"  # where a day has no lunch among its periods
COMPARED_DAYS = 14


def agreed_away(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, frozenset[tuple[dt.date, str]]]:
    """Pupil's key → sessions that are agreed to be out of school. Queries as for `due_of`."""
    found: dict[int, frozenset[tuple[dt.date, str]]] = {}
    for row, due in due_of(access, pupil_ids, start, end):
        away = frozenset((one.on, one.half) for one in due if one.agreed_away)
        if away:
            found[row.pupil_id] = found.get(row.pupil_id, frozenset()) | away
    return found


def due_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> Iterator[tuple[Timetable, list[SessionFacts]]]:
    """Each timetable that ran in this time, with the sessions that the grids in force settle.

    One query; three where a cycle has several weeks, which are counted by the school's calendar.
    """
    running = [
        (row, held(row, grids, steps, start, end))
        for row, grids, steps in rows_in(access, pupil_ids, start, end)
        if row.began_on is not None
    ]
    schools = {row.school_id: row.school for row, entries in running if any(one.weeks > 1 for one in entries)}
    calendars = calendars_of(schools.values()) if schools else {}
    for row, entries in running:
        found: list[SessionFacts] = []
        for one in entries:
            days = one.days(calendars[row.school_id]) if one.weeks > 1 else ((day, 1) for day in _weekdays(one))
            found.extend(_sessions(one, days))
        yield row, found


def _weekdays(one: Held) -> Iterator[dt.date]:
    day = one.from_
    while day <= one.to:
        if day.isoweekday() <= 5:
            yield day
        day += DAY


def _sessions(one: Held, days: Iterable[tuple[dt.date, int]]) -> Iterator[SessionFacts]:
    known: dict[tuple[int, int, Half], SessionFacts | None] = {}
    for day, week in days:
        for half in HALVES:
            at = (week, day.isoweekday(), half)
            if at not in known:
                known[at] = _settled(one, day, *at)
            session = known[at]
            if session is not None:
                yield replace(session, on=day)


def _settled(one: Held, day: dt.date, week: int, weekday: int, half: Half) -> SessionFacts | None:
    """What the grid says of this half day of the cycle; None where it settles nothing."""
    own = [one.periods[number] for number in of_day(one.periods, weekday)]
    lunch = min((period["starts"] for period in own if period["kind"] == "lunch"), default=NOON)
    numbers = [n for n in lessons(one.periods, weekday) if (one.periods[n]["starts"] < lunch) == (half == "am")]
    places = [cell_of(one.cells, week, weekday, n)["place"] for n in numbers]
    if not places:
        return None
    if places[0] == "school":
        return SessionFacts(on=day, half=half, place="school")
    if places[0] == "inclusion_centre":
        return SessionFacts(on=day, half=half, place="centre")
    if places[0] in CONFIRMED:
        who = cell_of(one.cells, week, weekday, numbers[0]).get("what", "")
        nature = who or (_("Tutor") if places[0] == "tuition" else "")
        return SessionFacts(on=day, half=half, place="provider", arranged_by="school", nature=nature)
    if places[0] in AWAY_PLACES and all(place in AWAY_PLACES or place == "school" for place in places):
        return SessionFacts(on=day, half=half, place="home", agreed_away=True)
    return None
