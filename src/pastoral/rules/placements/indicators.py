"""Wiltshire's sixteen indicators (WIL-KPI) as data, and how small numbers are kept from being read as children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pastoral.rules.placements.small_numbers import hidden_parts
from pastoral.rules.sentences import mark

HIDDEN = None  # a cell that is not shown


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; `measures` are what is reported: count, rate, percent, duration, score, sum."""

    number: int
    code: str
    title: str
    measures: tuple[str, ...]

    @property
    def rule(self) -> str:
        return f"WIL-KPI-{self.number:02}"


INDICATORS: tuple[Indicator, ...] = (
    Indicator(1, "suspensions", mark("Suspensions, all pupils"), ("rate",)),
    Indicator(2, "suspensions_ehcp", mark("Suspensions of pupils with an EHCP"), ("rate",)),
    Indicator(3, "permanent_exclusions", mark("Permanent exclusions"), ("rate",)),
    Indicator(4, "day_six", mark("Full-time education on or before day 6"), ("percent",)),
    Indicator(5, "attendance", mark("Attendance in alternative provision"), ("percent",)),
    Indicator(6, "returns", mark("Return to lessons in mainstream"), ("rate",)),
    Indicator(7, "english_and_maths", mark("English and maths in alternative provision"), ("percent",)),
    Indicator(8, "post_16", mark("In or out of education, employment or training after the last year"), ("percent",)),
    Indicator(9, "offered_full_time", mark("Pupils offered full-time education"), ("percent",)),
    Indicator(10, "reduced_provision", mark("Pupils on a reduced education provision plan"), ("count", "duration")),
    Indicator(11, "absent_from_education", mark("Cases and finished actions of the CAFE group"), ("count", "percent")),
    Indicator(12, "places", mark("Places there are and places needed, registered or not"), ("count",)),
    Indicator(13, "outreach", mark("Outreach and what came of it"), ("count",)),
    Indicator(14, "directions_and_moves", mark("Off-site directions and managed moves"), ("count", "percent")),
    Indicator(15, "voice", mark("What pupils and parents say"), ("count", "score")),
    Indicator(16, "spend", mark("What is spent, by fund"), ("sum",)),
)
# Every indicator is cut by each of these.
CUTS: Mapping[str, tuple[str, ...]] = {
    "sen": ("sen_support", "ehcna", "ehcp", "none"),
    "social_worker": ("yes", "no"),
    "pupil_premium": ("yes", "no"),
    "reduced_provision": ("yes", "no"),
    "phase": ("primary", "secondary", "post_16"),
}
FURTHER_CUTS: Mapping[str, tuple[str, ...]] = {"places": ("registered", "non_registered")}


def shown_count(count: int, under: int | None) -> int | None:
    """A count, or HIDDEN where it is under the limit (`kpi.suppress_under`); no limit hides nothing."""
    return HIDDEN if under is not None and count < under else count


def shown_percent(part: int, whole: int, under: int | None) -> float | None:
    """A percentage to one decimal; HIDDEN where the part, the rest or the whole is under the limit, or the whole is 0."""
    if whole == 0 or (under is not None and min(part, whole - part, whole) < under):
        return HIDDEN
    return round(100 * part / whole, 1)


def shown_cells(cells: Mapping[str, int], under: int | None) -> dict[str, int | None]:
    """The cells of one cut whose total is shown: what is hidden can not be worked out from it and the others.

    {} where no choice of cells would keep it hidden.
    """
    hidden = hidden_parts(cells, under)
    if hidden.total and sum(cells.values()) >= (under or 0):
        return {}
    return {name: HIDDEN if name in hidden.parts else count for name, count in cells.items()}
