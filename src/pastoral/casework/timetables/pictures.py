"""The week as a picture to scale, for families: five days side by side, what is where, and the same in words under it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pastoral.rules.reduced.hours import DAYS as DAY_NAMES
from pastoral.rules.reduced.hours import minutes
from pastoral.rules.sentences import mark

from . import grid
from .forms import PLACE_LABELS
from .models import Timetable

SHORT = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"))
LEFT, TOP, COLUMN, GAP, HEIGHT = 46.0, 26.0, 62.0, 3.0, 250.0  # the drawing's units; it is 360 wide


@dataclass(frozen=True)
class Block:
    """A stretch of one day in one place."""

    x: float
    y: float
    width: float
    height: float
    place: str  # grid.PLACES
    lines: tuple[str, ...]  # the place's name, a word on each line
    text_y: float


@dataclass(frozen=True)
class DayWords:
    """One day, or several that are alike: their names, and a sentence for each stretch."""

    days: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """One week of the cycle."""

    number: int
    columns: tuple[tuple[float, str], ...]  # (middle, short name of the day)
    blocks: tuple[Block, ...]
    times: tuple[tuple[float, str], ...]  # where a line is drawn, and the time beside it
    words: tuple[DayWords, ...]
    tall: float


@dataclass(frozen=True)
class Stretch:
    starts: str
    ends: str
    place: str
    responsible: str


def week_pictures(row: Timetable, cells: dict[str, grid.Cell] | None = None) -> list[Picture]:
    """A picture for each week of the cycle; nothing before the times of the day are known."""
    own = row.cells if cells is None else cells
    if not row.periods:
        return []
    first = min(minutes(period["starts"]) for period in row.periods)
    last = max(minutes(period["ends"]) for period in row.periods)
    return [_picture(row, own, week, first, last) for week in range(1, row.weeks + 1)]


def _picture(row: Timetable, cells: dict[str, grid.Cell], week: int, first: int, last: int) -> Picture:
    scale = HEIGHT / max(last - first, 1)
    blocks, columns, times = [], [], set()
    by_day = {day: stretches(row, cells, week, day) for day in grid.DAYS}
    for place, day in enumerate(grid.DAYS):
        x = LEFT + place * (COLUMN + GAP)
        columns.append((round(x + COLUMN / 2, 1), _(SHORT[day - 1])))
        for one in by_day[day]:
            top, tall = (minutes(one.starts) - first) * scale, (minutes(one.ends) - minutes(one.starts)) * scale
            lines = tuple(str(PLACE_LABELS[one.place]).split(" ")) if tall >= 20 else ()
            lines = lines if tall >= 16 * len(lines) + 4 else lines[:1]
            blocks.append(
                Block(
                    round(x, 1), round(TOP + top, 1), COLUMN, round(tall - 2, 1), one.place, lines,
                    round(TOP + top + tall / 2 - 8 * (len(lines) - 1) + 4, 1),
                )
            )  # fmt: skip
            times |= {one.starts, one.ends}
    return Picture(
        week, tuple(columns), tuple(blocks), _spaced([(round(TOP + (minutes(at) - first) * scale, 1), at) for at in sorted(times)]),
        _words(by_day), TOP + HEIGHT + 14,
    )  # fmt: skip


def _spaced(times: list[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Times that are too close to be read beside each other are left out, but never the first."""
    found: list[tuple[float, str]] = []
    for y, at in times:
        if not found or y - found[-1][0] >= 15:
            found.append((y, at))
    return tuple(found)


def stretches(row: Timetable, cells: dict[str, grid.Cell], week: int, day: int) -> list[Stretch]:
    """One day without seams: periods beside each other in the same place are one; a break belongs to what is beside it."""
    found: list[Stretch] = []
    for period, cell in grid.stretches_of_day(row.periods, cells, week, day):
        place = cell["place"]
        responsible = "" if place in grid.ATTENDED else cell.get("responsible", "")
        if found and found[-1].place == place and found[-1].responsible == responsible:
            found[-1] = Stretch(found[-1].starts, period["ends"], place, responsible)
        else:
            found.append(Stretch(period["starts"], period["ends"], place, responsible))
    return found


def _words(by_day: dict[int, list[Stretch]]) -> tuple[DayWords, ...]:
    """Days that are alike are said once."""
    groups: list[tuple[list[int], list[Stretch]]] = []
    for day, stretches_ in by_day.items():
        alike = next((one for one in groups if one[1] == stretches_), None)
        if alike is None:
            groups.append(([day], stretches_))
        else:
            alike[0].append(day)
    return tuple(DayWords(_days(days), tuple(sentence(one) for one in said)) for days, said in groups)


def _days(days: list[int]) -> str:
    names = [_(DAY_NAMES[day - 1]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def sentence(one: Stretch) -> str:
    """ "09:00 to 12:40: school", and who is responsible where nobody teaches."""
    said = _("%(starts)s to %(ends)s: %(place)s") % {
        "starts": one.starts, "ends": one.ends, "place": str(PLACE_LABELS[one.place]).lower(),
    }  # fmt: skip
    if one.responsible:
        return _("%(said)s. %(who)s is responsible.") % {"said": said, "who": one.responsible}
    if one.place not in grid.ATTENDED:
        return _("%(said)s. It is not written yet who is responsible.") % {"said": said}
    return said
