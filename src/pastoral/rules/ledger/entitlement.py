"""What a full week of teaching is, and how it falls on days and half days without a minute lost.

Rounding: a week of W minutes gives weekday k (Monday 0) the minutes from W·k/5 to W·(k+1)/5, both rounded down, so that the five
days always make W. The morning of a day has half of it, rounded up, the afternoon the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pastoral.rules.engine import Policy
from pastoral.rules.reduced.hours import full_time_hours

SCHOOL_WEEK = 5  # days


@dataclass(frozen=True, slots=True)
class FullWeek:
    """Minutes of teaching in a full week and who says so: the policy in force, or the school's own times; None where nobody does."""

    minutes: int | None = None
    said_by: Literal["", "policy", "school"] = ""


def full_week(year: int | None, policy: Policy | None, school_week: int | None = None) -> FullWeek:
    """The figure of the year group in force here (HRS-01, NPT-RT-01), else the school's own taught week; never another authority's."""
    hours = full_time_hours(year, policy) if policy is not None else None
    if hours is not None:
        return FullWeek(int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP)), "policy")
    return FullWeek(school_week, "school") if school_week else FullWeek()


def of_day(minutes_a_week: int, weekday: int) -> int:
    """The share of one weekday (Monday 0 to Friday 4); the five shares make the week."""
    return minutes_a_week * (weekday + 1) // SCHOOL_WEEK - minutes_a_week * weekday // SCHOOL_WEEK


def halves(minutes_of_day: int) -> tuple[int, int]:
    """(morning, afternoon) of a day whose times nobody wrote down."""
    return minutes_of_day - minutes_of_day // 2, minutes_of_day // 2
