"""Where a child on reduced hours is to be in each session of the register, so that marks can be counted and compared (table 3.4).

Only what the agreed grid settles is said: half days wholly at school, and half days for which nobody has the child. A half
day in parts, or at a provider, is left out; so are weeks of a cycle that differ, and the time after a step was reached, because
the grid says nothing of those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from pastoral.foundation.access import Access
from pastoral.records.attendance.weeks import HALVES
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.attendance.facts import Half

from .grid import cell_of, lessons
from .models import Step, Timetable

AWAY_PLACES = frozenset({"home", "none"})
NOON = "12:30"  # where a day has no lunch among its periods
COMPARED_DAYS = 14


def agreed_away(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, frozenset[tuple[dt.date, str]]]:
    """Pupil's key → sessions that are agreed to be out of school. Two queries."""
    found: dict[int, frozenset[tuple[dt.date, str]]] = {}
    for row, due in due_of(access, pupil_ids, start, end):
        away = frozenset((one.on, one.half) for one in due if one.agreed_away)
        if away:
            found[row.pupil_id] = found.get(row.pupil_id, frozenset()) | away
    return found


def due_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> Iterator[tuple[Timetable, list[SessionFacts]]]:
    """Each timetable that ran in this time, with the sessions that its grid settles. Two queries."""
    rows = list(
        Timetable.objects.visible_to(access)
        .filter(pupil_id__in=list(pupil_ids), began_on__lte=end, excluded="")
        .only("pupil_id", "status", "began_on", "start_on", "end_on", "closed_on", "weeks", "periods", "cells")
    )
    reached = Step.objects.visible_to(access).filter(timetable__in=rows, reached_on__isnull=False) if rows else []
    first_step: dict[int, dt.date] = {}
    for step in reached:
        if step.reached_on is not None:
            first_step[step.timetable_id] = min(step.reached_on, first_step.get(step.timetable_id, step.reached_on))
    for row in rows:
        yield row, _sessions(row, first_step.get(row.pk), start, end)


def _sessions(row: Timetable, first_step: dt.date | None, start: dt.date, end: dt.date) -> list[SessionFacts]:
    day_before = first_step - dt.timedelta(days=1) if first_step else None
    last = min(day for day in (end, row.end_on, row.closed_on, day_before) if day is not None)
    day = max(start, row.began_on or start, row.start_on or start)
    halves = {(weekday, half): _is_away(row, weekday, half) for weekday in range(1, 6) for half in HALVES}
    found = []
    while day <= last:
        for half in HALVES:
            away = halves.get((day.isoweekday(), half))
            if away is not None:
                found.append(SessionFacts(on=day, half=half, place="home" if away else "school", agreed_away=away))
        day += dt.timedelta(days=1)
    return found


def _is_away(row: Timetable, weekday: int, half: Half) -> bool | None:
    """Whether nobody has the child for the whole half day, in every week of the cycle; None where it is neither so nor so."""
    lunch = min((period["starts"] for period in row.periods if period["kind"] == "lunch"), default=NOON)
    numbers = [n for n in lessons(row.periods) if (row.periods[n]["starts"] < lunch) == (half == "am")]
    places = {cell_of(row.cells, week, weekday, n)["place"] for week in range(1, row.weeks + 1) for n in numbers}
    if places and places <= AWAY_PLACES:
        return True
    return False if places == {"school"} else None
