"""The progress chart: its drawing, its words and its table say the same."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pastoral.foundation.documents import charts
from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.documents.tree import Chart

START = datetime.date(2026, 11, 4)
SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.integers(-50, 5000) | st.decimals(0, 100, places=2)
READINGS = st.builds(Measured, st.dates(START, datetime.date(2027, 7, 20)), NUMBERS)


def after(weeks: int, value: int | Decimal) -> Measured:
    return Measured(START + datetime.timedelta(weeks=weeks), value)


def drawn(**more: object) -> Chart:
    usual = {
        "title": "Lessons",
        "measured": [after(2, 3), after(1, 2)],
        "baseline": after(0, 1),
        "target": after(6, 4),
        "language": "en",
        "unit": "lessons",
    }
    return progress_chart(**{**usual, **more})  # type: ignore[arg-type]  # a mixed dict of keyword arguments


def test_words_and_table() -> None:
    chart = drawn()
    assert chart.alternative == (
        "Lessons. Starting point: 1 lessons on 4 November 2026. Latest: 3 lessons on 18 November 2026. "
        "Target: 4 lessons by 16 December 2026."
    )
    assert chart.table is not None
    assert [row[0] for row in chart.table.rows] == [
        "4 November 2026",
        "11 November 2026",
        "18 November 2026",
        "16 December 2026",
    ]


def test_drawing_has_title_description_and_text_labels() -> None:
    root = etree.fromstring(drawn(title="Lessons & <more>").svg.encode())
    assert root.get("role") == "img"
    assert root.get("lang") == "en"
    assert root.findtext(f"{SVG}title") == "Lessons & <more>"
    assert "Target: 4" in {text.text for text in root.iter(f"{SVG}text")}
    dashes = {line.get("stroke-dasharray") for line in root.iter(f"{SVG}line", f"{SVG}polyline")}
    assert len(dashes) == 3  # start, target and readings differ without their colours


def test_dates_are_welsh_in_welsh() -> None:
    assert "4 Tachwedd 2026" in drawn(language="cy").alternative


def test_nothing_measured_yet() -> None:
    assert "Nothing measured yet." in drawn(measured=[]).alternative


@given(st.lists(READINGS, max_size=30), READINGS, READINGS)
def test_everything_lies_inside_the_picture(readings: list[Measured], baseline: Measured, target: Measured) -> None:
    root = etree.fromstring(drawn(measured=readings, baseline=baseline, target=target).svg.encode())
    for circle in root.iter(f"{SVG}circle"):
        assert charts.LEFT <= float(circle.get("cx", "")) <= charts.WIDTH - charts.RIGHT
        assert charts.TOP <= float(circle.get("cy", "")) <= charts.HEIGHT - charts.BOTTOM
    assert len(list(root.iter(f"{SVG}circle"))) == len(readings) + 1
    days = [float(text.get("x", "")) for text in root.iter(f"{SVG}text") if "/" in (text.text or "")]
    assert all(later - earlier > 30 for earlier, later in itertools.pairwise(days))
