"""The grid as it is stored and as the rules read it: periods of a day, weeks of a cycle, and a cell for each period of each day.

A period is {"name", "starts", "ends", "kind"}, and "days" ("1234": not on Friday) where it is not on all five; a cell stands
under "week-day-period" (period counted from 0) and is {"place", "what", "responsible"}. Only taught periods have cells: breaks
and lunch follow the lessons beside them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pastoral.rules.reduced import DayTimes, Slot
from pastoral.rules.reduced.hours import AWAY, TAUGHT, minutes

PLACES = ("school", "inclusion_centre", "provider", "tuition", "home", "none")
ATTENDED = ("school", "inclusion_centre", "provider", "tuition")
PERIOD_KINDS = (TAUGHT, "registration", "worship", "break", "lunch")
DAYS = (1, 2, 3, 4, 5)
EVERY_DAY = "12345"

Period = dict[str, str]
Cell = dict[str, str]

PRIMARY: tuple[Period, ...] = (
    {"name": "", "starts": "09:00", "ends": "12:00", "kind": TAUGHT},
    {"name": "", "starts": "12:00", "ends": "13:00", "kind": "lunch"},
    {"name": "", "starts": "13:00", "ends": "15:15", "kind": TAUGHT},
)
SECONDARY: tuple[Period, ...] = (
    {"name": "", "starts": "08:40", "ends": "09:00", "kind": "registration"},
    {"name": "1", "starts": "09:00", "ends": "09:50", "kind": TAUGHT},
    {"name": "2", "starts": "09:50", "ends": "10:40", "kind": TAUGHT},
    {"name": "", "starts": "10:40", "ends": "11:00", "kind": "break"},
    {"name": "3", "starts": "11:00", "ends": "11:50", "kind": TAUGHT},
    {"name": "4", "starts": "11:50", "ends": "12:40", "kind": TAUGHT},
    {"name": "", "starts": "12:40", "ends": "13:30", "kind": "lunch"},
    {"name": "5", "starts": "13:30", "ends": "14:20", "kind": TAUGHT},
    {"name": "6", "starts": "14:20", "ends": "15:10", "kind": TAUGHT},
)


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch of one day, from its first to its last taught period, in which no setting has the child."""

    week: int
    day: int
    periods: tuple[int, ...]
    starts: str
    ends: str
    responsible: str

    @property
    def key(self) -> str:
        return f"{self.week}-{self.day}-{self.periods[0]}"


def key_of(week: int, day: int, period: int) -> str:
    return f"{week}-{day}-{period}"


def cell_of(cells: Mapping[str, Cell], week: int, day: int, period: int) -> Cell:
    """A cell; one that nobody filled in is an ordinary lesson at school."""
    return cells.get(key_of(week, day, period)) or {"place": "school", "what": "", "responsible": ""}


def takes_place(period: Mapping[str, str], day: int) -> bool:
    """Whether the day (1 is Monday) has this period."""
    return str(day) in period.get("days", EVERY_DAY)


def of_day(periods: Sequence[Period], day: int) -> list[int]:
    """The numbers of the periods that a day has."""
    return [number for number, period in enumerate(periods) if takes_place(period, day)]


def lessons(periods: Sequence[Period], day: int | None = None) -> list[int]:
    """Which periods are taught, by their number: on one day, or on any."""
    return [
        number
        for number, period in enumerate(periods)
        if period["kind"] == TAUGHT and (day is None or takes_place(period, day))
    ]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of the times of a day: at which input, and for "overlap" with which line, on which day."""

    number: int
    field: str  # starts, ends, days
    kind: str  # time, order, overlap, days
    other: int = -1
    day: int = 0


def faults_of_periods(periods: Sequence[Period]) -> list[Fault]:
    """What is wrong with the times of a day, whatever the order of its lines."""
    found: list[Fault] = []
    good: list[int] = []
    for number, period in enumerate(periods):
        wrong = [Fault(number, name, "time") for name in ("starts", "ends") if not is_time(period[name])]
        if not wrong and minutes(period["ends"]) <= minutes(period["starts"]):
            wrong.append(Fault(number, "ends", "order"))
        if not any(takes_place(period, day) for day in DAYS):
            wrong.append(Fault(number, "days", "days"))
        found += wrong
        if not wrong:
            good.append(number)
    for number in good:
        clash = next(
            ((other, day) for other in good if other < number for day in DAYS if _both(periods[other], periods[number], day)), None
        )
        if clash is not None:
            found.append(Fault(number, "starts", "overlap", *clash))
    return sorted(found, key=lambda fault: fault.number)


def _both(one: Period, other: Period, day: int) -> bool:
    """Whether two periods want the same time of a day."""
    if not (takes_place(one, day) and takes_place(other, day)):
        return False
    return minutes(one["starts"]) < minutes(other["ends"]) and minutes(other["starts"]) < minutes(one["ends"])


def in_order(periods: Sequence[Period]) -> list[Period]:
    """The lines of a day as the day goes: what the grid counts by."""
    return sorted(periods, key=lambda period: (period["starts"], period["ends"]))


def is_time(text: str) -> bool:
    """Whether this is a time of a day, such as 09:00; 30:00 is not."""
    try:
        minutes(text)
    except ValueError:
        return False
    return True


def school_day(periods: Sequence[Period]) -> tuple[DayTimes, ...]:
    """When the usual day starts and ends: once for all days, or each where they differ; nothing without periods."""
    times = {
        day: (min(periods[n]["starts"] for n in own), max(periods[n]["ends"] for n in own))
        for day in DAYS
        if (own := of_day(periods, day))
    }
    if len(times) == len(DAYS) and len(set(times.values())) == 1:
        return (DayTimes(*times[1]),)
    return tuple(DayTimes(starts, ends, day) for day, (starts, ends) in times.items())


def slots_of(periods: Sequence[Period], cells: Mapping[str, Cell], weeks: int) -> tuple[Slot, ...]:
    """The grid as the hours engine reads it; nothing without periods."""
    return tuple(
        _slot(period, cell, week, day)
        for week in range(1, weeks + 1)
        for day in DAYS
        for period, cell in stretches_of_day(periods, cells, week, day)
    )


def stretches_of_day(
    periods: Sequence[Period], cells: Mapping[str, Cell], week: int, day: int
) -> list[tuple[Period, Cell]]:
    """Each period that a day of the cycle has, with where the child is then."""
    found = []
    taught = lessons(periods, day)
    for number in of_day(periods, day):
        period = periods[number]
        own = cell_of(cells, week, day, number)
        if period["kind"] != TAUGHT:
            # a break between two lessons at places is spent at the one before; at the edge of a part of a day, with nobody's class
            beside = [
                max((n for n in taught if n < number), default=None),
                min((n for n in taught if n > number), default=None),
            ]
            neighbours = [cell_of(cells, week, day, n) for n in beside if n is not None]
            away = next((cell for cell in neighbours if cell["place"] not in ATTENDED), None)
            own = away or (neighbours[0] if neighbours else own)
        found.append((period, own))
    return found


def _slot(period: Period, cell: Cell, week: int, day: int) -> Slot:
    place, what = cell["place"], cell.get("what", "")
    common: dict[str, Any] = {
        "week": week,
        "day": day,
        "starts": period["starts"],
        "ends": period["ends"],
        "activity": what,
    }
    responsible = cell.get("responsible", "")
    if place == "none":
        return Slot(kind=AWAY, setting="", setting_kind="home", responsible=responsible, **common)
    if place == "home":
        return Slot(kind=period["kind"], setting="home", setting_kind="home", responsible=responsible, **common)
    if place in ("provider", "tuition"):
        return Slot(kind=period["kind"], setting=what or place, setting_kind="provider", **common)
    return Slot(kind=period["kind"], setting=place, setting_kind=place, **common)


def away_of(periods: Sequence[Period], cells: Mapping[str, Cell], weeks: int) -> list[Away]:
    """The stretches for which somebody must be responsible, day by day (NPT-RT-10, WIL-SG-01)."""
    found: list[Away] = []
    for week in range(1, weeks + 1):
        for day in DAYS:
            run: list[int] = []
            for number in [*lessons(periods, day), -1]:
                away = number >= 0 and cell_of(cells, week, day, number)["place"] not in ATTENDED
                if away:
                    run.append(number)
                elif run:
                    found.append(_away(periods, cells, week, day, run))
                    run = []
    return found


def _away(periods: Sequence[Period], cells: Mapping[str, Cell], week: int, day: int, run: list[int]) -> Away:
    names = {cell_of(cells, week, day, number).get("responsible", "") for number in run}
    return Away(
        week,
        day,
        tuple(run),
        periods[run[0]]["starts"],
        periods[run[-1]]["ends"],
        names.pop() if len(names) == 1 else "",
    )


def copy_day(
    cells: Mapping[str, Cell], week: int, day: int, to: list[tuple[int, int]], periods: Sequence[Period]
) -> dict[str, Cell]:
    """The cells with one day copied onto others. A lesson that only the other day has, copies the one at its time, or stays."""
    result = dict(cells)
    own = set(lessons(periods, day))
    for other_week, other_day in to:
        for number in lessons(periods, other_day):
            source = number if number in own else _at_its_time(periods, own, number)
            if source is not None:
                result[key_of(other_week, other_day, number)] = dict(cell_of(cells, week, day, source))
    return result


def _at_its_time(periods: Sequence[Period], among: Iterable[int], number: int) -> int | None:
    """Which of these periods has the most time in common with another."""

    def common(other: int) -> int:
        one, two = periods[number], periods[other]
        return min(minutes(one["ends"]), minutes(two["ends"])) - max(minutes(one["starts"]), minutes(two["starts"]))

    best = max(among, key=common, default=None)
    return best if best is not None and common(best) > 0 else None


def moved(
    cells: Mapping[str, Cell], old: Sequence[Period], new: Sequence[Period], weeks: int
) -> dict[str, Cell]:
    """The cells of a grid whose times change: a lesson keeps what it holds where its time stays, or else its name."""
    result: dict[str, Cell] = {}
    for day in DAYS:
        there = lessons(old, day)
        by_time = {(old[n]["starts"], old[n]["ends"]): n for n in there}
        by_name = {old[n]["name"]: n for n in there if old[n]["name"]}
        for number in lessons(new, day):
            period = new[number]
            before = by_time.get((period["starts"], period["ends"]), by_name.get(period["name"]))
            for week in range(1, weeks + 1):
                kept = cells.get(key_of(week, day, before)) if before is not None else None
                if kept:
                    result[key_of(week, day, number)] = kept
    return without_outsiders(result, new, weeks)


def without_outsiders(cells: Mapping[str, Cell], periods: Sequence[Period], weeks: int) -> dict[str, Cell]:
    """Only the cells that the grid has, each with its three parts; a place nobody knows is an ordinary lesson."""
    kept = {}
    for week in range(1, weeks + 1):
        for day in DAYS:
            for number in lessons(periods, day):
                cell = cell_of(cells, week, day, number)
                place = cell.get("place", "")
                kept[key_of(week, day, number)] = {
                    "place": place if place in PLACES else "school",
                    "what": cell.get("what", "")[:120],
                    "responsible": cell.get("responsible", "")[:150] if place not in ATTENDED else "",
                }
    return kept


def digest_of(cells: Mapping[str, Cell], periods: Sequence[Period], weeks: int) -> str:
    """SHA-256 of a week as its editor sees it: the lessons and what each is, not who is responsible."""
    there = without_outsiders(cells, periods, weeks)
    words = {"periods": list(periods), "weeks": weeks, "cells": {key: [cell["place"], cell["what"]] for key, cell in there.items()}}
    return hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_of(timetable: Any) -> str:
    """SHA-256 of what people agree to: the dates, the hours and the grid. Who is responsible may change without a new yes."""
    words = {
        "start": timetable.start_on.isoformat() if timetable.start_on else "",
        "end": timetable.end_on.isoformat() if timetable.end_on else "",
        "weeks": timetable.weeks,
        **_order_of_weeks(timetable),
        "periods": timetable.periods,
        "cells": {key: [cell["place"], cell["what"]] for key, cell in sorted(timetable.cells.items())},
    }
    return hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _order_of_weeks(timetable: Any) -> dict[str, Any]:
    """Which calendar week is which week of the cycle: part of what is agreed where there is more than one."""
    if timetable.weeks == 1:
        return {}
    first = first_monday(timetable)
    return {"first_week": first.isoformat() if first else "", "holidays_count": timetable.holidays_count}


def first_monday(row: Any) -> dt.date | None:
    """The Monday of week 1, of a timetable or a grid: as the lead said, or of the week of the first day."""
    day: dt.date | None = row.first_week or getattr(row, "start_on", None)
    return monday_of(day) if day is not None else None


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def hours_from(texts: list[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)
