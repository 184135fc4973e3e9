"""What reduced timetables arrange for each school day: what the education ledger counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.ledger import Arranged, PlannedHours
from pastoral.rules.ledger.facts import AWAY, HOME, NOWHERE

from .grid import Cell, Period, stretches_of_day
from .in_force import Held, held, rows_in
from .models import Timetable

Found = tuple[dict[int, list[Arranged]], dict[int, list[PlannedHours]]]


def arranged_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[Arranged]]:
    """Pupil's key → each stretch of each school day that a reduced timetable arranges, both days included. Three queries.

    Until today: the grids that were in force. From then on, steps still to come as they are planned (`planned`). Of the days of a
    step to come whose week nobody has prepared there are no stretches: `planned_of` tells its hours.
    """
    return both_of(access, pupil_ids, start, end)[0]


def planned_of(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[PlannedHours]]:
    """Pupil's key → the taught minutes a week, all of them, of each step to come that has hours and no week yet. One query."""
    return both_of(access, pupil_ids, start, end, calendars={})[1]


def both_of(
    access: Access,
    pupil_ids: Iterable[int],
    start: dt.date,
    end: dt.date,
    *,
    calendars: Mapping[int, SchoolCalendar] | None = None,
) -> Found:
    """What is arranged and what is planned, from the same rows: one query where the `calendars` of the schools are given."""
    arranged: dict[int, list[Arranged]] = {}
    planned: dict[int, list[PlannedHours]] = {}
    rows = rows_in(access, pupil_ids, start, end)
    if calendars is None:
        calendars = calendars_of({row.school_id: row.school for row, _grids, _steps in rows}.values()) if rows else {}
    today = timezone.localdate()
    for row, grids, steps in rows:
        own = arranged.setdefault(row.pupil_id, [])
        for one in held(row, grids, steps, start, end, today=today):
            if one.hours is not None:
                minutes = int((one.hours * 60).to_integral_value())
                planned.setdefault(row.pupil_id, []).append(PlannedHours(one.from_, one.to, minutes, row.pk))
            elif row.school_id in calendars:
                made: dict[tuple[int, int], list[tuple[Period, Cell]]] = {}
                for day, week in one.days(calendars[row.school_id]):
                    at = (week, day.isoweekday())
                    if at not in made:
                        made[at] = stretches_of_day(one.periods, one.cells, *at)
                    own.extend(_arranged(row, one, day, period, cell) for period, cell in made[at])
    return arranged, planned


def _arranged(row: Timetable, one: Held, day: dt.date, period: Period, cell: Mapping[str, str]) -> Arranged:
    place, what = cell["place"], cell.get("what", "")
    setting = {NOWHERE: "", HOME: HOME, "provider": what or place, "tuition": what or place}.get(place, place)
    return Arranged(
        day, period["starts"], period["ends"], _kind(period, place), setting, place, one.planned, row.pk
    )


def _kind(period: Mapping[str, str], place: str) -> str:
    """Nobody teaches at no place; lunch is lunch even there, for it parts the sessions of the register."""
    return AWAY if place == NOWHERE and period["kind"] != "lunch" else period["kind"]
