"""What pages show of a timetable: the week as a table, the hours against full time, the staircase back, the checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import date_short, say
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.key_stages import YearGroup
from pastoral.rules.reduced import ReducedFacts, hours
from pastoral.rules.reduced.hours import DAYS as DAY_NAMES
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.period import last_day_within

from . import grid
from .forms import PLACE_LABELS, period_name
from .models import Timetable


def day_names() -> list[str]:
    return [_(name) for name in DAY_NAMES[:5]]


@dataclass(frozen=True)
class Lesson:
    """One cell of the week: `key` under which it is posted; `tone` names its colour, `words` say the same."""

    key: str
    place: str
    words: str
    what: str
    responsible: str


@dataclass(frozen=True)
class Line:
    """One period of the day. Without `lessons` it is a break."""

    name: str
    starts: str
    ends: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Week:
    number: int
    lines: tuple[Line, ...]


def week_tables(row: Timetable, cells: dict[str, grid.Cell] | None = None) -> list[Week]:
    """The grid, week by week, as rows of periods and columns of days."""
    own = row.cells if cells is None else cells
    taught = set(grid.lessons(row.periods))
    return [
        Week(
            week,
            tuple(
                Line(
                    period_name(period), period["starts"], period["ends"],
                    tuple(_lesson(own, week, day, number) for day in grid.DAYS) if number in taught else (),
                )
                for number, period in enumerate(row.periods)
            ),
        )
        for week in range(1, row.weeks + 1)
    ]  # fmt: skip


def _lesson(cells: dict[str, grid.Cell], week: int, day: int, number: int) -> Lesson:
    cell = grid.cell_of(cells, week, day, number)
    return Lesson(
        grid.key_of(week, day, number),
        cell["place"],
        str(PLACE_LABELS[cell["place"]]),
        cell["what"],
        cell.get("responsible", ""),
    )


@dataclass(frozen=True)
class Hours:
    """Taught hours: each day of each week, each week, and a week on average, against full time (None: no figure)."""

    days: tuple[tuple[str, ...], ...]
    weeks: tuple[str, ...]
    average: str
    full: str
    missing: str
    percent: int
    faults: tuple[str, ...] = ()


def hours_of(row: Timetable, cells: dict[str, grid.Cell], policy: Policy) -> Hours:
    """The grid by the hours engine (HRS-01 to 04)."""
    slots = grid.slots_of(row.periods, cells, row.weeks)
    year = _year(row)
    full = hours.full_time_hours(year.number if year else None, policy)
    average = hours.average_taught_hours(slots)
    return Hours(
        days=tuple(
            tuple(plain(hours.in_hours(hours.day_minutes(slots, week, day, taught_only=True))) for day in grid.DAYS)
            for week in range(1, row.weeks + 1)
        ),
        weeks=tuple(plain(hours.in_hours(hours.taught_minutes(slots, week))) for week in range(1, row.weeks + 1)),
        average=plain(average),
        full=plain(full) if full is not None else "",
        missing=plain(max(full - average, Decimal(0))) if full is not None else "",
        percent=min(100, round(average / full * 100)) if full else 0,
        faults=_faults(row, slots),
    )  # fmt: skip


def _faults(row: Timetable, slots: Any) -> tuple[str, ...]:
    """Where the header says other hours a day than the grid (HRS-04)."""
    facts = ReducedFacts(slots=slots, hours_per_day=grid.hours_from(row.hours_per_day))
    from pastoral.rules.reduced.counting import agrees_with_grid

    if (
        not facts.hours_per_day
        or not slots
        or agrees_with_grid(facts, taught_only=True)
        or agrees_with_grid(facts, taught_only=False)
    ):
        return ()
    return (
        _("“Hours a day” says %(said)s: that is not what this timetable adds up to.")
        % {"said": ", ".join(row.hours_per_day)},
    )


def _year(row: Timetable) -> YearGroup | None:
    from pastoral.records.pupils.facts import year_of

    return year_of(row.pupil, timezone.localdate())


@dataclass(frozen=True)
class Mark:
    """A line across the staircase: today, the end, the limit, a review."""

    x: float
    label: str
    kind: str
    level: int = 0


@dataclass(frozen=True)
class Stair:
    """One step of the staircase as a rectangle, in the drawing's units."""

    x: float
    y: float
    width: float
    height: float
    hours: str
    on: dt.date
    needs: str
    state: str  # reached, planned, missed


@dataclass(frozen=True)
class Staircase:
    stairs: tuple[Stair, ...]
    marks: tuple[Mark, ...]
    holidays: tuple[tuple[float, float], ...]
    full_y: float
    full: str
    full_on: dt.date | None
    limit_on: dt.date | None
    too_late: bool


WIDTH, HEIGHT, TOP, LEFT = 640.0, 220.0, 60.0, 10.0


def staircase(
    row: Timetable, facts: ReducedFacts, steps: Sequence[Any], policy: Policy, calendar: SchoolCalendar
) -> Staircase | None:
    """The way back drawn to scale: the hours now, then each step; nothing without a first day, a grid or a figure for full time."""
    full = hours.full_time_hours(facts.year, policy)
    now = facts.history[0].hours if facts.history else facts.taught_hours
    if row.start_on is None or now is None or full is None or not steps:
        return None
    start, today = row.start_on, timezone.localdate()
    limit = last_day_within(start, policy, calendar)
    ends = [
        day
        for day in (row.end_on, limit, steps[-1].on + dt.timedelta(days=14), *(step.on for step in steps))
        if day is not None
    ]
    last = max(ends)
    days = max((last - start).days + 1, 1)
    top = max([full, *(step.hours for step in steps)])

    def x_of(day: dt.date) -> float:
        return round(LEFT + WIDTH * min(max((day - start).days, 0), days) / days, 1)

    def height_of(number: Decimal) -> float:
        return round(HEIGHT * float(number) / float(top), 1) if top else 0

    stairs = []
    points = [(start, now, "", "reached"), *((step.on, step.hours, step.needs, _state(step, today)) for step in steps)]
    for place, (on, number, needs, state) in enumerate(points):
        until = points[place + 1][0] if place + 1 < len(points) else last + dt.timedelta(days=1)
        x, tall = x_of(on), height_of(number)
        stairs.append(
            Stair(x, round(TOP + HEIGHT - tall, 1), round(x_of(until) - x, 1), tall, plain(number), on, needs, state)
        )
    full_on = next((step.on for step in steps if step.hours >= full), None)
    marks = [
        Mark(x_of(day), text, kind, level)
        for day, text, kind, level in (
            (today, _("Today"), "today", 0),
            (limit, _("Last day within the limit"), "limit", 1),
            (row.end_on, _("Ends"), "end", 0),
            (row.next_review_on, _("Review"), "review", 1),
        )
        if day is not None and start <= day <= last
    ]
    return Staircase(
        tuple(stairs), tuple(marks), _holidays(start, last, calendar, x_of), round(TOP + HEIGHT - height_of(full), 1), plain(full),
        full_on, limit, limit is not None and (full_on is None or full_on > limit + dt.timedelta(days=1)),
    )  # fmt: skip


def _state(step: Any, today: dt.date) -> str:
    if getattr(step, "reached_on", None) is not None:
        return "reached"
    return "missed" if step.on < today else "planned"


def _holidays(start: dt.date, last: dt.date, calendar: SchoolCalendar, x_of: Any) -> tuple[tuple[float, float], ...]:
    """Stretches of a week or more without school, as (from, width)."""
    found, day = [], start
    while day <= last:
        if not calendar.is_school_day(day):
            end = day
            while end < last and not calendar.is_school_day(end + dt.timedelta(days=1)):
                end += dt.timedelta(days=1)
            if (end - day).days >= 4:
                found.append((x_of(day), round(x_of(end + dt.timedelta(days=1)) - x_of(day), 1)))
            day = end
        day += dt.timedelta(days=1)
    return tuple(found)


def step_words(step: Any) -> str:
    return _("From %(day)s: %(hours)s hours a week") % {"day": date_short(step.on), "hours": plain(step.hours)}


def sentences(reasons: Sequence[Any]) -> list[str]:
    return [say(reason) for reason in reasons]
