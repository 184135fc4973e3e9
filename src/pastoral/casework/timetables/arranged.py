"""What reduced timetables arrange for each school day: what the education ledger counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.ledger import Arranged, PlannedHours
from pastoral.rules.ledger.facts import AWAY, HOME, NOWHERE

from .grid import Cell, Period, stretches_of_day
from .in_force import Held, held, rows_in
from .models import Timetable


def arranged_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[Arranged]]:
    """Pupil's key → each stretch of each school day that a reduced timetable arranges, both days included. Three queries.

    Until today: the grids that were in force. From then on, steps still to come as they are planned (`planned`). Of the days of a
    step to come whose week nobody has prepared there are no stretches: `planned_of` tells its hours.
    """
    found: dict[int, list[Arranged]] = {}
    rows = rows_in(access, pupil_ids, start, end)
    calendars = calendars_of({row.school_id: row.school for row, _grids, _steps in rows}.values()) if rows else {}
    today = timezone.localdate()
    for row, grids, steps in rows:
        own = found.setdefault(row.pupil_id, [])
        for one in held(row, grids, steps, start, end, today=today):
            made: dict[tuple[int, int], list[tuple[Period, Cell]]] = {}
            if one.hours is None:
                for day, week in one.days(calendars[row.school_id]):
                    at = (week, day.isoweekday())
                    if at not in made:
                        made[at] = stretches_of_day(one.periods, one.cells, *at)
                    own.extend(_arranged(row, one, day, period, cell) for period, cell in made[at])
    return found


def planned_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[PlannedHours]]:
    """Pupil's key → the taught minutes a week, all of them, of each step to come that has hours and no week yet. One query."""
    found: dict[int, list[PlannedHours]] = {}
    today = timezone.localdate()
    for row, grids, steps in rows_in(access, pupil_ids, start, end):
        for one in held(row, grids, steps, start, end, today=today):
            if one.hours is not None:
                minutes = int((one.hours * 60).to_integral_value())
                found.setdefault(row.pupil_id, []).append(PlannedHours(one.from_, one.to, minutes, row.pk))
    return found


def _arranged(row: Timetable, one: Held, day: dt.date, period: Period, cell: Mapping[str, str]) -> Arranged:
    place, what = cell["place"], cell.get("what", "")
    setting = {NOWHERE: "", HOME: HOME, "provider": what or place, "tuition": what or place}.get(place, place)
    return Arranged(
        day, period["starts"], period["ends"], AWAY if place == NOWHERE else period["kind"], setting, place, one.planned, row.pk
    )
