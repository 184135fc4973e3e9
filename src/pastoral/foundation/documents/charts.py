"""Progress against an outcome, drawn on the server as an SVG that prints in black and reads without its colours."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from django.utils.translation import gettext as _
from django.utils.translation import override

from .tree import Chart, Language, Table
from .wording import printable, say_date

Number = int | Decimal
WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 120, 20, 40  # room for the labels, in the same units
_MOST_DATES = 7


@dataclass(frozen=True)
class Measured:
    """One reading of an outcome."""

    day: datetime.date
    value: Number


def progress_chart(
    *,
    title: str,
    measured: Sequence[Measured],
    language: Language,
    baseline: Measured | None = None,
    target: Measured | None = None,
    unit: str = "",
) -> Chart:
    """A line from the starting point through each reading, with the target as a line and a diamond on its day.

    Without a starting point or a target (the weekly check-in has neither) they are left out; `measured` may not be empty then.

    `unit` is a word that follows numbers in the text ("lessons"). The chart carries the same figures as a table.
    """
    readings = sorted(measured, key=lambda reading: reading.day)
    with override("cy" if language == "cy" else "en-gb"):
        said = _words(title, readings, baseline, target, unit, language)
        table = _table(readings, baseline, target, unit, language)
        svg = _svg(readings, baseline, target, title=printable(title), description=said, language=language)
    return Chart(svg=svg, caption=title, alternative=said, table=table)


def _words(
    title: str, readings: list[Measured], baseline: Measured | None, target: Measured | None, unit: str, language: Language
) -> str:
    sentences = [printable(title).rstrip(".") + "."]
    if baseline is not None:
        sentences.append(
            _("Starting point: {value} on {date}.").format(
                value=_with_unit(baseline.value, unit), date=say_date(baseline.day, language)
            )
        )
    if readings:
        sentences.append(
            _("Latest: {value} on {date}.").format(
                value=_with_unit(readings[-1].value, unit), date=say_date(readings[-1].day, language)
            )
        )
    else:
        sentences.append(_("Nothing measured yet."))
    if target is not None:
        sentences.append(
            _("Target: {value} by {date}.").format(
                value=_with_unit(target.value, unit), date=say_date(target.day, language)
            )
        )
    return " ".join(sentences)


def _table(
    readings: list[Measured], baseline: Measured | None, target: Measured | None, unit: str, language: Language
) -> Table:
    named = [(_("Measured"), reading) for reading in readings]
    if baseline is not None:
        named.insert(0, (_("Starting point"), baseline))
    if target is not None:
        named.append((_("Target"), target))
    rows = tuple((say_date(reading.day, language), name, _with_unit(reading.value, unit)) for name, reading in named)
    return Table(headings=(_("Date"), _("What"), _("Value")), rows=rows, widths=(2, 2, 2))


def _svg(
    readings: list[Measured],
    baseline: Measured | None,
    target: Measured | None,
    *,
    title: str,
    description: str,
    language: Language,
) -> str:
    drawn = readings if baseline is None else [baseline, *readings]
    every = drawn if target is None else [*drawn, target]
    if not every:
        raise ValueError("a chart needs something to draw")
    first, last = min(r.day for r in every), max(r.day for r in every)
    ticks = _ticks(min(r.value for r in every), max(r.value for r in every))

    def x(day: datetime.date) -> float:
        share = (day - first).days / max(1, (last - first).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Number | float) -> float:
        share = (float(value) - ticks[0]) / (ticks[-1] - ticks[0])
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    context: dict[str, Any] = {
        "language": language,
        "title": title,
        "description": description,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - BOTTOM,
        "ticks": [(y(tick), _number(tick)) for tick in ticks],
        "days": _labels([(x(r.day), _short(r.day)) for r in sorted(every, key=lambda r: r.day)]),
        "points": [(x(r.day), y(r.value), _number(r.value)) for r in drawn],
        "baseline": baseline and (y(baseline.value), _("Start: {value}").format(value=_number(baseline.value))),
        "target": target and (x(target.day), y(target.value), _("Target: {value}").format(value=_number(target.value))),
    }
    return _template().render(context)


def _ticks(low: Number, high: Number) -> list[float]:
    """Round numbers that span the values; zero is always there, so that no change looks bigger than it is."""
    bottom, top = min(0.0, float(low)), max(0.0, float(high))
    rough = (top - bottom or 1) / 4
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    start, stop = math.floor(bottom / step), math.ceil(top / step)
    return [round(step * i, 6) for i in range(start, max(stop, start + 1) + 1)]


def _labels(days: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """As many day labels as fit without touching, always with the last."""
    room = (WIDTH - LEFT - RIGHT) / _MOST_DATES
    kept = [days[-1]]
    for at, label in reversed(days[:-1]):
        if kept[-1][0] - at >= room:
            kept.append((at, label))
    return kept[::-1]


def _short(day: datetime.date) -> str:
    return f"{day.day}/{day.month}"


def _number(value: Number | float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _with_unit(value: Number, unit: str) -> str:
    return f"{_number(value)} {unit}".strip()


@cache
def _template() -> jinja2.Template:
    folder = Path(__file__).parent / "templates" / "documents"
    templates = jinja2.FileSystemLoader(folder)
    environment = jinja2.Environment(loader=templates, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("progress.svg")
