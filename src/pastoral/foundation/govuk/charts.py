"""Progress drawn over time: where the points of a small line chart go. The table beside it says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 440, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 16, 34


@dataclass(frozen=True)
class Point:
    """A value on a day; x and y are in the drawing's own units."""

    on: dt.date
    value: float
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Chart:
    """A drawing of WIDTH by HEIGHT units, and the words that go with it."""

    title: str
    unit: str
    points: tuple[Point, ...]
    line: str
    ticks: tuple[tuple[float, str], ...]
    target: float | None = None
    target_y: float | None = None
    start: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def progress(
    values: Sequence[tuple[dt.date, float]],
    *,
    title: str,
    unit: str = "",
    target: float | None = None,
    start: float | None = None,
    lowest: float | None = None,
    highest: float | None = None,
) -> Chart:
    """A line through `values` (any order), with the target as a second line; the scale begins at 0 unless told."""
    ordered = sorted(values)
    seen = [value for _, value in ordered] + [value for value in (target, start) if value is not None]
    low = min([0.0, *seen]) if lowest is None else lowest
    high = max([*seen, low + 1]) if highest is None else highest
    first, last = (ordered[0][0], ordered[-1][0]) if ordered else (dt.date.min, dt.date.min)
    days = max((last - first).days, 1)

    def x_of(day: dt.date) -> float:
        inner = WIDTH - LEFT - RIGHT
        return round(LEFT + (inner / 2 if len(ordered) == 1 else inner * (day - first).days / days), 1)

    def y_of(value: float) -> float:
        share = (value - low) / ((high - low) or 1)
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(max(share, 0.0), 1.0), 1)

    points = tuple(Point(day, value, x_of(day), y_of(value)) for day, value in ordered)
    return Chart(
        title=title,
        unit=unit,
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        ticks=tuple((y_of(value), plain(value)) for value in (low, (low + high) / 2, high)),
        target=target,
        target_y=None if target is None else y_of(target),
        start=start,
    )


def plain(value: float) -> str:
    """2.0 as 2, 2.5 as 2.5."""
    return f"{value:.1f}".removesuffix(".0")
