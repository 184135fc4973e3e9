"""Which week holds on which day: the grids that came into force, and the ones that steps to come have planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import F, Q

from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.foundation.access import Access
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.reduced.facts import RUNNING

from .grid import Cell, Period, first_monday, monday_of
from .models import Grid, Step, Timetable

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
AGREED_AHEAD = (Timetable.Status.AGREED, Timetable.Status.NOTIFIED)
LONG = (
    "rationale", "avenues_tried", "referrals", "no_referrals_reason", "known_risks", "provider_work", "provider_purpose", "transport",
    "closing_note",
)  # fmt: skip
_GRIDS = Part(Grid, "its.timetable_id = {outer}", ("in_force_from", "id"))
_STEPS = Part(Step, "its.timetable_id = {outer}", ("on", "id"))


@dataclass(frozen=True, slots=True)
class Held:
    """A grid from one day to another, both included. `hours` is set where a step to come has hours and no grid (then no cells)."""

    from_: dt.date
    to: dt.date
    weeks: int
    first_week: dt.date
    holidays_count: bool
    periods: list[Period] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    planned: bool = False
    hours: Decimal | None = None

    def days(self, calendar: SchoolCalendar) -> Iterator[tuple[dt.date, int]]:
        """Each school day of it, with its week of the cycle."""
        monday, week, day = None, 1, self.from_
        while day <= self.to:
            if meets(calendar, day):
                if monday != monday_of(day):
                    monday = monday_of(day)
                    week = week_of_cycle(day, self.weeks, self.first_week, calendar, holidays_count=self.holidays_count)
                yield day, week
            day += DAY


def week_of_cycle(
    day: dt.date, weeks: int, first_week: dt.date, calendar: SchoolCalendar, *, holidays_count: bool = False
) -> int:
    """Which week of the cycle a day lies in: the week of `first_week` is 1. A week without school is left out unless it counts."""
    if weeks == 1:
        return 1
    first, monday = monday_of(first_week), monday_of(day)
    if holidays_count:
        return (monday - first).days // 7 % weeks + 1
    passed, step = 0, WEEK if monday >= first else -WEEK
    at = first
    while at != monday:
        counted = at if step > dt.timedelta() else at + step
        passed += any(meets(calendar, counted + DAY * n) for n in range(7))
        at += step
    return (passed if monday >= first else -passed) % weeks + 1


def meets(calendar: SchoolCalendar, day: dt.date) -> bool:
    """Whether it is a school day; so far away that nobody knows, it is none."""
    try:
        return calendar.is_school_day(day)
    except CalendarUnknown:
        return False


def rows_in(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> list[tuple[Timetable, list[Grid], list[Step]]]:
    """The timetables of these pupils that hold on a day of this time, with their grids and steps. One query.

    Those that never were agreed, and those that are no reduced timetables (NPT-RT-22, 23), are left out.
    """
    found = (
        Timetable.objects.visible_to(access)
        .filter(pupil_id__in=list(pupil_ids), excluded="")
        .filter(start_on__lte=end)
        .filter(_agreed())
        .exclude(end_on__lt=start).exclude(closed_on__lt=start)
        .select_related("school__authority").defer(*LONG)
        .annotate(its_grids=Its(F("pk"), part=_GRIDS), its_steps=Its(F("pk"), part=_STEPS))
        .order_by("start_on", "pk")
    )  # fmt: skip
    return [
        (row, [row_from(_GRIDS, one) for one in row.its_grids], [row_from(_STEPS, one) for one in row.its_steps])
        for row in found
    ]


def _agreed() -> Q:
    return Q(began_on__isnull=False) | Q(status__in=AGREED_AHEAD)


def held(
    row: Timetable, grids: list[Grid], steps: list[Step], start: dt.date, end: dt.date, *, today: dt.date | None = None
) -> list[Held]:
    """What holds from `start` to `end`, in order and without gaps. With `today`, steps still to come are taken as they are planned."""
    last = min(day for day in (end, row.end_on, row.closed_on) if day is not None)
    entries = _in_force(row, grids)
    if not entries and row.began_on is None and row.status in AGREED_AHEAD and row.start_on is not None:
        ahead = max(row.start_on, today) if today is not None else row.start_on
        entries = [_of(row, ahead)]
    if today is not None and row.closed_on is None and (row.status in RUNNING or row.status in AGREED_AHEAD):
        entries += _to_come(entries, grids, steps, today)
    found = []
    for place, one in enumerate(entries):
        to = min(last, entries[place + 1].from_ - DAY) if place + 1 < len(entries) else last
        if one.from_ <= to and to >= start:
            found.append(replace(one, from_=max(one.from_, start), to=to))
    return found


def _in_force(row: Timetable, grids: list[Grid]) -> list[Held]:
    by_day: dict[dt.date, Held] = {}
    for one in grids:
        if one.in_force_from is not None:
            by_day[one.in_force_from] = _of(one, one.in_force_from)
    return [by_day[day] for day in sorted(by_day)]


def _to_come(entries: list[Held], grids: list[Grid], steps: list[Step], today: dt.date) -> list[Held]:
    """A step that was missed plans nothing any more; one whose week is not prepared has only its hours."""
    prepared = {one.step_id: one for one in grids if one.in_force_from is None}
    found = []
    for step in steps:
        if step.reached_on is not None or step.on < today or not entries or step.on <= entries[-1].from_:
            continue
        grid = prepared.get(step.pk)
        if grid is not None:
            now = entries[-1]
            found.append(
                replace(_of(grid, step.on), planned=True, first_week=now.first_week, holidays_count=now.holidays_count)
            )
        else:
            found.append(replace(entries[-1], from_=step.on, periods=[], cells={}, planned=True, hours=step.hours))
    return found


def _of(one: Timetable | Grid, from_: dt.date) -> Held:
    return Held(
        from_, from_, one.weeks, first_monday(one) or monday_of(from_), one.holidays_count, list(one.periods), dict(one.cells)
    )
