"""What pages show of a timetable: the week as a table, the hours against full time, the staircase back, the checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import and_list, date_long, date_short, say
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
    """One cell of the week: `key` under which it is posted; `place` names its colour, `words` say the same.

    Where the day has no such lesson all of it is empty.
    """

    key: str
    place: str
    words: str
    what: str
    responsible: str


@dataclass(frozen=True)
class Line:
    """One period of the day. Without `lessons` it is a break. `days` says on which days, where not on all."""

    name: str
    starts: str
    ends: str
    lessons: tuple[Lesson, ...]
    days: str = ""


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
                    tuple(_lesson(row, own, week, day, number) for day in grid.DAYS) if number in taught else (),
                    days_of(period),
                )
                for number, period in enumerate(row.periods)
            ),
        )
        for week in range(1, row.weeks + 1)
    ]  # fmt: skip


def days_of(period: grid.Period) -> str:
    """On which days a period takes place: nothing for all, "Friday", or "not on Friday"."""
    names = day_names()
    on = [name for day, name in zip(grid.DAYS, names, strict=True) if grid.takes_place(period, day)]
    off = [name for name in names if name not in on]
    if not off:
        return ""
    return _("not on %(days)s") % {"days": and_list(off)} if len(off) < len(on) else and_list(on)


def _lesson(row: Timetable, cells: dict[str, grid.Cell], week: int, day: int, number: int) -> Lesson:
    if not grid.takes_place(row.periods[number], day):
        return Lesson("", "", "", "", "")
    cell = grid.cell_of(cells, week, day, number)
    return Lesson(
        grid.key_of(week, day, number),
        cell["place"],
        str(PLACE_LABELS[cell["place"]]),
        cell["what"],
        cell.get("responsible", ""),
    )


@dataclass(frozen=True)
class Difference:
    """A lesson that two people filled in differently."""

    where: str
    mine: str
    theirs: str


def differences(row: Timetable, mine: dict[str, grid.Cell], theirs: dict[str, grid.Cell]) -> list[Difference]:
    """The lessons that differ, in the order of the week."""
    found = []
    for week in range(1, row.weeks + 1):
        for day in grid.DAYS:
            for number in grid.lessons(row.periods, day):
                one, other = grid.cell_of(mine, week, day, number), grid.cell_of(theirs, week, day, number)
                if (one["place"], one["what"]) != (other["place"], other["what"]):
                    where = f"{_when(row, week, day)}, {period_name(row.periods[number])}"
                    found.append(Difference(where, _cell_words(one), _cell_words(other)))
    return found


def _cell_words(cell: grid.Cell) -> str:
    place = str(PLACE_LABELS[cell["place"]])
    return f"{place}: {cell['what']}" if cell["what"] else place


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
    unknown: str = ""  # why there is nothing to compare with


def hours_of(
    row: Timetable, cells: dict[str, grid.Cell], policy: Policy, *, step: Decimal | None = None
) -> Hours:
    """The grid by the hours engine (HRS-01 to 04); `step`: what a step of the way back says of this week."""
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
        faults=_faults(row, slots) if step is None else _not_the_step(average, step),
        unknown="" if full is not None else _no_figure(year),
    )  # fmt: skip


def _no_figure(year: YearGroup | None) -> str:
    if year is None:
        return _("The child’s year group is not on record, so these hours can’t be compared with full time.")
    return _("For %(year)s no rule says how many hours are full time, so these hours can’t be compared with it.") % {
        "year": say(year.label)
    }


def _not_the_step(average: Decimal, step: Decimal) -> tuple[str, ...]:
    """Where a week prepared for a step has other hours than the step says."""
    if abs(average - step) < Decimal("0.05"):
        return ()
    said = _("The step says %(step)s taught hours a week, and this week has %(week)s: add lessons, or change the step.")
    more = _("The step says %(step)s taught hours a week, and this week has %(week)s: take lessons off, or change the step.")
    return ((said if average < step else more) % {"step": plain(step), "week": plain(average)},)


def _faults(row: Timetable, slots: Any) -> tuple[str, ...]:
    """Where the header says other hours a day than the grid (HRS-04), with the first day that differs."""
    facts = ReducedFacts(slots=slots, hours_per_day=grid.hours_from(row.hours_per_day))
    from pastoral.rules.reduced.counting import agrees_with_grid

    if (
        not facts.hours_per_day
        or not slots
        or agrees_with_grid(facts, taught_only=True)
        or agrees_with_grid(facts, taught_only=False)
    ):
        return ()
    for week in hours.cycle(slots):
        for day in grid.DAYS:
            here = hours.in_hours(hours.day_minutes(slots, week, day, taught_only=True))
            header = facts.hours_per_day
            said = header[0] if len(header) == 1 else header[day - 1]
            if here != said.quantize(Decimal("0.01")) and (here or len(header) > 1):
                return (
                    _("“Hours a day” (under “Dates and reasons”) says %(said)s for %(day)s. Here it is %(here)s taught hours.")
                    % {"said": plain(said) if said else "0", "day": _when(row, week, day), "here": plain(here) if here else "0"},
                )  # fmt: skip
    return ()


def _when(row: Timetable, week: int, day: int) -> str:
    name = day_names()[day - 1]
    return name if row.weeks == 1 else _("%(day)s of week %(week)s") % {"day": name, "week": week}


def weeks_in_words(row: Timetable) -> str:
    """Which calendar week is week 1; nothing where every week is the same."""
    first = grid.first_monday(row)
    if row.weeks == 1 or first is None:
        return ""
    said = _("The week of %(day)s is week 1.") % {"day": date_long(first)}
    if row.holidays_count:
        return said + " " + _("A week without school counts as a week too.")
    return said + " " + _("A week without school is not counted.")


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
        return float(round(LEFT + WIDTH * min(max((day - start).days, 0), days) / days, 1))

    def height_of(number: Decimal) -> float:
        return float(round(HEIGHT * float(number) / float(top), 1)) if top else 0.0

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
