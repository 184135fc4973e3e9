"""The grid as it is stored and as the rules read it: periods of a day, weeks of a cycle, and a cell for each period of each day.

A period is {"name", "starts", "ends", "kind"}; a cell stands under "week-day-period" (period counted from 0) and is
{"place", "what", "responsible"}. Only taught periods have cells: breaks and lunch follow the lessons beside them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pastoral.rules.reduced import DayTimes, Slot
from pastoral.rules.reduced.hours import AWAY, TAUGHT, minutes

PLACES = ("school", "inclusion_centre", "provider", "tuition", "home", "none")
ATTENDED = ("school", "inclusion_centre", "provider", "tuition")
PERIOD_KINDS = (TAUGHT, "registration", "worship", "break", "lunch")
DAYS = (1, 2, 3, 4, 5)

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


def lessons(periods: list[Period]) -> list[int]:
    """Which periods are taught, by their number."""
    return [number for number, period in enumerate(periods) if period["kind"] == TAUGHT]


def faults_of_periods(periods: list[Period]) -> list[tuple[int, str]]:
    """What is wrong with the times of a day: (number of the period, "time", "order" or "overlap")."""
    found: list[tuple[int, str]] = []
    reached = -1
    for number, period in enumerate(periods):
        try:
            starts, ends = minutes(period["starts"]), minutes(period["ends"])
        except ValueError:
            found.append((number, "time"))
            continue
        if ends <= starts:
            found.append((number, "order"))
        elif starts < reached:
            found.append((number, "overlap"))
        reached = max(reached, ends)
    return found


def school_day(periods: list[Period]) -> tuple[DayTimes, ...]:
    """When the usual day starts and ends; nothing without periods."""
    if not periods:
        return ()
    return (DayTimes(min(p["starts"] for p in periods), max(p["ends"] for p in periods)),)


def slots_of(periods: list[Period], cells: Mapping[str, Cell], weeks: int) -> tuple[Slot, ...]:
    """The grid as the hours engine reads it; nothing without periods."""
    return tuple(
        slot for week in range(1, weeks + 1) for day in DAYS for slot in _slots_of_day(periods, cells, week, day)
    )


def _slots_of_day(periods: list[Period], cells: Mapping[str, Cell], week: int, day: int) -> list[Slot]:
    found = []
    taught = lessons(periods)
    for number, period in enumerate(periods):
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
        found.append(_slot(period, own, week, day))
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


def away_of(periods: list[Period], cells: Mapping[str, Cell], weeks: int) -> list[Away]:
    """The stretches for which somebody must be responsible, day by day (NPT-RT-10, WIL-SG-01)."""
    found: list[Away] = []
    taught = lessons(periods)
    for week in range(1, weeks + 1):
        for day in DAYS:
            run: list[int] = []
            for number in [*taught, -1]:
                away = number >= 0 and cell_of(cells, week, day, number)["place"] not in ATTENDED
                if away:
                    run.append(number)
                elif run:
                    found.append(_away(periods, cells, week, day, run))
                    run = []
    return found


def _away(periods: list[Period], cells: Mapping[str, Cell], week: int, day: int, run: list[int]) -> Away:
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
    cells: Mapping[str, Cell], week: int, day: int, to: list[tuple[int, int]], periods: list[Period]
) -> dict[str, Cell]:
    """The cells with one day copied onto others."""
    result = dict(cells)
    for other_week, other_day in to:
        for number in lessons(periods):
            result[key_of(other_week, other_day, number)] = dict(cell_of(cells, week, day, number))
    return result


def without_outsiders(cells: Mapping[str, Cell], periods: list[Period], weeks: int) -> dict[str, Cell]:
    """Only the cells that the grid has, each with its three parts; a place nobody knows is an ordinary lesson."""
    kept = {}
    for week in range(1, weeks + 1):
        for day in DAYS:
            for number in lessons(periods):
                cell = cell_of(cells, week, day, number)
                place = cell.get("place", "")
                kept[key_of(week, day, number)] = {
                    "place": place if place in PLACES else "school",
                    "what": cell.get("what", "")[:120],
                    "responsible": cell.get("responsible", "")[:150] if place not in ATTENDED else "",
                }
    return kept


def seal_of(timetable: Any) -> str:
    """SHA-256 of what people agree to: the dates, the hours and the grid. Who is responsible may change without a new yes."""
    words = {
        "start": timetable.start_on.isoformat() if timetable.start_on else "",
        "end": timetable.end_on.isoformat() if timetable.end_on else "",
        "weeks": timetable.weeks,
        "periods": timetable.periods,
        "cells": {key: [cell["place"], cell["what"]] for key, cell in sorted(timetable.cells.items())},
    }
    return hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def hours_from(texts: list[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)
