"""The child's week over all settings, without a database (HRS-01, HRS-03, HRS-05, WIL-SG-01)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from pastoral.casework.placements import week
from pastoral.casework.placements.week import SchoolDay, Stretch
from pastoral.rules.engine import Policy

NINE, NOON, HALF_PAST, ONE, THREE = dt.time(9), dt.time(12), dt.time(12, 30), dt.time(13), dt.time(15)
WILTSHIRE = Policy(nation="england", values={"hours.day_starts": "09:00", "hours.day_ends": "15:00"})
NO_TIMES: dict[str, Any] = {"day_starts": None, "day_ends": None, "lunch_starts": None, "lunch_ends": None}


def stretch(day: int, starts: dt.time, ends: dt.time, place: str = "provider") -> Stretch:
    return Stretch(day, starts, ends, place)


def test_wil_sg_01_nine_to_three_is_the_day_until_the_school_says_otherwise() -> None:
    assert week.day_of(SimpleNamespace(**NO_TIMES), WILTSHIRE) == SchoolDay(NINE, THREE, None, "policy")
    own = NO_TIMES | {"day_starts": dt.time(8, 40), "day_ends": dt.time(15, 10)}
    assert week.day_of(SimpleNamespace(**own), WILTSHIRE).said_by == "school"
    assert week.day_of(SimpleNamespace(**NO_TIMES), Policy()) == SchoolDay()


def test_hrs_05_what_no_setting_covers_is_listed_and_work_at_home_covers_nothing() -> None:
    day = SchoolDay(NINE, THREE)
    whole = [stretch(n, NINE, THREE, "school") for n in (2, 3, 4, 5)]
    gaps = week.uncovered([*whole, stretch(1, NINE, NOON), stretch(1, NOON, ONE, "home")], day)
    assert [(one.weekday, one.starts, one.ends) for one in gaps] == [(1, NOON, THREE)]
    assert week.uncovered(whole, SchoolDay()) == []  # nobody has said when the day is


def test_hrs_01_lunch_counts_where_the_school_week_is_measured_and_not_in_taught_hours() -> None:
    day = SchoolDay(NINE, THREE, (HALF_PAST, ONE))
    hampshire = Policy(values={"hours.measured_by": "full_entitlement", "hours.week_expectation": 32.5})
    welsh = Policy(values={"hours.measured_by": "taught_hours"})
    one_day = [stretch(1, NINE, THREE)]
    assert week.hours_of(one_day, week.counted_lunch(hampshire, day)) == Decimal("6.00")
    assert week.hours_of(one_day, week.counted_lunch(welsh, day)) == Decimal("5.50")


def test_hrs_03_time_in_two_settings_at_once_counts_once() -> None:
    assert week.hours_of([stretch(1, NINE, NOON), stretch(1, dt.time(11), ONE, "tuition")]) == Decimal("4.00")


def test_times_that_are_to_come_hold_only_where_none_do_yet() -> None:
    first = SimpleNamespace(since=None, until=dt.date(2026, 11, 29))
    then = SimpleNamespace(since=dt.date(2026, 11, 30), until=None)
    assert week.in_force([first, then], dt.date(2026, 11, 29)) == [first]
    assert week.in_force([first, then], dt.date(2026, 11, 30)) == [then]
    assert week.in_force([then], dt.date(2026, 11, 1)) == [then]


def at(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


@pytest.mark.parametrize("seed", range(60))
def test_covered_and_uncovered_time_make_the_whole_day(seed: int) -> None:
    draw = Random(seed)  # no secret: weeks that are the same in every run
    stretches = []
    for _n in range(draw.randint(0, 6)):
        begins = 420 + draw.randint(0, 500)
        stretches.append(stretch(draw.randint(1, 5), at(begins), at(begins + draw.randint(5, 300))))
    gaps = week.uncovered(stretches, SchoolDay(NINE, THREE))
    assert not week.clashes(gaps, stretches)
    outside = [stretch(day, starts, ends) for day in week.DAYS for starts, ends in ((dt.time(0), NINE), (THREE, dt.time(23, 59)))]
    inside = week.hours_of([*stretches, *outside]) - week.hours_of(outside)
    assert abs(inside + week.hours_of(gaps) - 30) <= Decimal("0.02")  # each is rounded to the hundredth
