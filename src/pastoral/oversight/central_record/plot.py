"""Schools as circles on a plain plan of the authority, to scale: where each lies, and how far apart. Pure: no request, no database.

No tiles and no service from outside: only the schools' own positions on the national grid, in metres.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTH, LOWEST, HIGHEST, MARGIN = 360.0, 240.0, 420.0, 34.0
SMALLEST, LARGEST = 12.0, 27.0  # radius: a finger can press the smallest
LETTER, LINE = 6.4, 14.0  # the room that a letter of a place's name takes, and its height
MOST_PLACES = 9
STEPS_KM = (1, 2, 5, 10, 20, 50, 100)


class OnMap(Protocol):
    """A school with its place on the national grid and how many children are counted there."""

    @property
    def town(self) -> str: ...
    @property
    def easting(self) -> int | None: ...
    @property
    def northing(self) -> int | None: ...
    @property
    def together(self) -> int: ...


@dataclass(frozen=True)
class Circle:
    """A school with children: its circle at x and y, moved aside from where it lies (`home_x`, `home_y`) if it hid another."""

    school: OnMap
    x: float
    y: float
    radius: float
    home_x: float
    home_y: float

    @property
    def moved(self) -> bool:
        return math.hypot(self.x - self.home_x, self.y - self.home_y) > self.radius / 2


@dataclass(frozen=True)
class Place:
    """The name of a town, its middle at x and its foot at y."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Plan:
    """The whole drawing, in units of which a phone shows about one for each pixel."""

    width: float
    height: float
    circles: tuple[Circle, ...]
    quiet: tuple[tuple[float, float], ...]  # schools where every child is in full time
    places: tuple[Place, ...]
    across: tuple[float, ...]  # lines of the national grid
    down: tuple[float, ...]
    bar: float  # the length of the scale's bar
    bar_km: int


def plan_of(schools: Sequence[OnMap]) -> Plan | None:
    """The plan of those schools that say where they lie; None where none does."""
    known = [one for one in schools if one.easting is not None and one.northing is not None]
    if not known:
        return None
    east, north = [one.easting or 0 for one in known], [one.northing or 0 for one in known]
    wide, high = max(max(east) - min(east), 2_000), max(max(north) - min(north), 2_000)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
    height = max(LOWEST, high * scale + 2 * MARGIN)
    left, top = (max(east) + min(east)) / 2 - WIDTH / 2 / scale, (max(north) + min(north)) / 2 + height / 2 / scale

    def at(one: OnMap) -> tuple[float, float]:
        return ((one.easting or 0) - left) * scale, (top - (one.northing or 0)) * scale

    most = max(6, *(one.together for one in known))
    full = sorted((one for one in known if one.together), key=lambda one: -one.together)
    circles = _apart([_circle(one, *at(one), most) for one in full], height)
    quiet = tuple((round(x, 1), round(y, 1)) for x, y in (at(one) for one in known if not one.together))
    step = next((km for km in STEPS_KM if km * 1000 * scale >= 45), STEPS_KM[-1])
    return Plan(
        width=WIDTH,
        height=round(height, 1),
        circles=circles,
        quiet=quiet,
        places=_places([(one.town.partition(",")[0].strip(), *at(one)) for one in known], circles, quiet, height),
        across=_lines(top - height / scale, top, step, lambda metres: (top - metres) * scale),
        down=_lines(left, left + WIDTH / scale, step, lambda metres: (metres - left) * scale),
        bar=round(step * 1000 * scale, 1),
        bar_km=step,
    )


def _circle(school: OnMap, x: float, y: float, most: int) -> Circle:
    """The circle's area goes with the number of children."""
    radius = max(SMALLEST, LARGEST * math.sqrt(school.together / most))
    return Circle(school, x, y, round(radius, 1), round(x, 1), round(y, 1))


def _apart(circles: list[Circle], height: float) -> tuple[Circle, ...]:
    """Push circles that hide each other aside, a little at a time, and keep them on the sheet."""
    spots = [[one.x, one.y] for one in circles]
    for _round in range(120):
        still = True
        for first in range(len(circles)):
            for second in range(first + 1, len(circles)):
                a, b = spots[first], spots[second]
                wanted = circles[first].radius + circles[second].radius + 2
                apart = math.hypot(b[0] - a[0], b[1] - a[1])
                if apart >= wanted:
                    continue
                still = False
                turn = math.atan2(b[1] - a[1], b[0] - a[0]) if apart > 0.01 else second * 2.4  # any way, the same each time
                push = (wanted - apart) / 2
                for spot, sign in ((a, -1), (b, 1)):
                    spot[0] += sign * push * math.cos(turn)
                    spot[1] += sign * push * math.sin(turn)
        for one, spot in zip(circles, spots, strict=True):
            spot[0] = min(max(spot[0], one.radius + 2), WIDTH - one.radius - 2)
            spot[1] = min(max(spot[1], one.radius + 2), height - one.radius - 2)
        if still:
            break
    return tuple(
        Circle(one.school, round(x, 1), round(y, 1), one.radius, one.home_x, one.home_y)
        for one, (x, y) in zip(circles, spots, strict=True)
    )


def _places(
    named: list[tuple[str, float, float]], circles: Sequence[Circle], quiet: Sequence[tuple[float, float]], height: float
) -> tuple[Place, ...]:
    """The towns with the most schools, each where its name hides no circle and no other name; left out where there is no room."""
    towns: dict[str, list[tuple[float, float]]] = {}
    for name, x, y in named:
        if name:
            towns.setdefault(name, []).append((x, y))
    taken = [_around(one) for one in circles] + [(x - 5, y - 5, x + 5, y + 5) for x, y in quiet]
    found: list[Place] = []
    for name, spots in sorted(towns.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        half = len(name) * LETTER / 2
        middle_x = sum(x for x, _y in spots) / len(spots)
        middle_y = sum(y for _x, y in spots) / len(spots)
        for down in (6, 19, -8, 30, -20, 42, -32, 56, -46, 70):
            x, y = min(max(middle_x, half + 4), WIDTH - half - 4), middle_y + down
            box = (x - half, y - LINE + 3, x + half, y + 3)
            if box[1] > 2 and box[3] < height - 22 and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(Place(name, round(x, 1), round(y, 1)))
                break
        if len(found) == MOST_PLACES:
            break
    return tuple(found)


def _around(circle: Circle) -> tuple[float, float, float, float]:
    r = circle.radius
    return circle.x - r, circle.y - r, circle.x + r, circle.y + r


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lines(first: float, last: float, step_km: int, place: Callable[[float], float]) -> tuple[float, ...]:
    step = step_km * 1000
    count = math.ceil(first / step)
    return tuple(round(place(metres * step), 1) for metres in range(count, math.floor(last / step) + 1))
