"""The hours engine (HRS-01 to 07), the period of a reduced timetable, and progress from review to review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.reduced import DayTimes, ReducedReviewFacts, Slot, StepFacts, gaps, is_reduced, uncovered
from pastoral.rules.reduced.counting import no_increase
from pastoral.rules.reduced.england import school_week_hours
from pastoral.rules.reduced.hours import (
    against_full_time,
    average_taught_hours,
    full_time_hours,
    hours_at,
    taught_minutes,
    week_minutes,
)
from pastoral.rules.reduced.period import last_day_within, length, school_weeks

from .conftest import ENGLAND, GOOD, NPT, TODAY, Found, full_week, mornings

SCHOOL_WEEKS = replace(NPT, values={**NPT.values, "reduced.week_kind": "school"})


@pytest.mark.parametrize(
    ("year", "taught", "reduced"),
    [(9, "24", False), (9, "23.75", True), (11, "24", True), (11, "25", False), (0, "21", False), (3, "21", True), (6, "23.5", False)],
)
def test_npt_rt_01_t04_full_time_goes_by_the_year_group(year: int, taught: str, reduced: bool) -> None:
    assert is_reduced(year, Decimal(taught), NPT) is reduced


def test_npt_rt_01_says_nothing_where_no_figure_is_known() -> None:
    assert is_reduced(12, Decimal(10), NPT) is None
    assert is_reduced(9, Decimal(10), ENGLAND) is None
    assert full_time_hours(None, NPT) is None


DAY = (
    Slot(1, 1, "08:50", "09:00", "registration"),
    Slot(1, 1, "09:00", "11:00"),
    Slot(1, 1, "11:00", "11:20", "break"),
    Slot(1, 1, "11:20", "12:20"),
    Slot(1, 1, "12:20", "13:00", "lunch"),
    Slot(1, 1, "15:00", "16:00", "after_school"),
)


def test_hrs_01_lunch_break_and_registration_are_not_taught_but_are_in_the_english_week() -> None:
    assert taught_minutes(DAY, 1) == 180
    assert week_minutes(DAY, 1) == 250  # 8.50 to 13.00, without the club after school


def test_hrs_01_work_at_home_is_neither() -> None:
    home = (Slot(1, 1, "09:00", "12:00", setting="home", setting_kind="home"),)
    assert (taught_minutes(home, 1), week_minutes(home, 1)) == (0, 0)


def test_hrs_02_a_cycle_is_averaged_and_each_week_tested(found: Found) -> None:
    # week 1 has 26 hours, week 2 has 23: 24.5 on average, yet week 2 is under 24
    grid = (
        *(Slot(1, day, "09:00", "14:12") for day in range(1, 6)),
        *(Slot(2, day, "09:00", "13:36") for day in range(1, 6)),
    )
    test = against_full_time(grid, Decimal(24))
    assert (test.average, test.weeks_under, test.is_reduced) == (Decimal("24.5"), (2,), True)
    (one,) = found("HRS-02", slots=grid)
    assert one.sentence.values() == {"weeks": "2"}
    assert found("HRS-02", slots=full_week()) == []
    elsewhere = replace(NPT, values={**NPT.values, "hours.measured_by": "week_expectation"})
    assert found("HRS-02", by=elsewhere, slots=grid) == []


def test_hrs_03_hours_add_up_over_settings_and_an_hour_in_two_places_counts_once() -> None:
    farm = Slot(1, 1, "13:00", "15:00", setting="farm", setting_kind="provider")
    assert average_taught_hours((*mornings(), farm)) == Decimal(17)
    double = Slot(1, 1, "11:00", "13:00", setting="farm", setting_kind="provider")
    assert average_taught_hours((*mornings(), double)) == Decimal(16)


def test_hrs_04_the_header_agrees_with_taught_time_or_with_time_in_school(found: Found) -> None:
    grid = (*mornings(), *(Slot(1, day, "12:00", "12:30", "lunch") for day in range(1, 6)))
    assert found("HRS-04", slots=grid, hours_per_day=(Decimal(3),)) == []
    assert found("HRS-04", slots=grid, hours_per_day=(Decimal("3.5"),)) == []
    assert found("HRS-04", slots=grid, hours_per_day=(Decimal("3.25"),)) != []


def test_hrs_04_days_at_home_are_told_apart(found: Found) -> None:
    monday = (Slot(1, 1, "09:00", "12:00"),)
    assert found("HRS-04", slots=monday, hours_per_day=(Decimal(3),)) == []
    assert found("HRS-04", slots=monday, hours_per_day=tuple(map(Decimal, (3, 0, 0, 0, 0)))) == []
    assert found("HRS-04", slots=monday, hours_per_day=(Decimal(3),) * 5) != []


def test_hrs_05_gaps_name_who_is_responsible_and_where_nobody_is() -> None:
    grid = (
        Slot(1, 1, "09:30", "12:00"),
        Slot(1, 1, "12:00", "14:00", "away", responsible="Nan"),
    )
    found = gaps(grid, (DayTimes("09:00", "15:00", day=1),))
    assert sorted((gap.starts, gap.ends, gap.responsible) for gap in found) == [
        ("09:00", "09:30", ""), ("12:00", "14:00", "Nan"), ("14:00", "15:00", ""),
    ]  # fmt: skip


def test_hrs_05_a_day_without_any_slot_is_one_gap_in_every_week_of_the_cycle() -> None:
    grid = (Slot(1, 1, "09:00", "15:00"), Slot(2, 1, "09:00", "15:00"))
    open_slots = uncovered(grid, (DayTimes("09:00", "15:00"),))
    assert [(gap.week, gap.day) for gap in open_slots] == [(1, 2), (1, 3), (1, 4), (1, 5), (2, 2), (2, 3), (2, 4), (2, 5)]


def test_wil_sg_01_counts_nine_to_three_whatever_the_schools_own_times(found: Found) -> None:
    till_two = full_week("14:00")
    (slots,) = found("WIL-SG-01", slots=till_two, school_day=(DayTimes("09:00", "14:00"),))
    assert "14:00 to 15:00" in slots.sentence.english()


def test_hrs_06_no_more_hours_across_two_reviews(found: Found) -> None:
    reviews = tuple(ReducedReviewFacts(day) for day in (date(2026, 9, 11), date(2026, 9, 18)))
    flat = (StepFacts(date(2026, 9, 7), Decimal(15)),)
    assert [each.effect for each in found("HRS-06", reviews=reviews, history=flat)] == ["WARN"]
    raised = (*flat, StepFacts(date(2026, 9, 18), Decimal(18)))
    assert found("HRS-06", reviews=reviews, history=raised) == []


def test_hrs_06_one_review_or_no_history_tells_nothing() -> None:
    one = replace(GOOD, reviews=(ReducedReviewFacts(date(2026, 9, 11)),), history=(StepFacts(date(2026, 9, 7), Decimal(15)),))
    assert no_increase(one, TODAY) is None
    two = replace(GOOD, reviews=(ReducedReviewFacts(date(2026, 9, 11)), ReducedReviewFacts(date(2026, 9, 18))))
    assert no_increase(two, TODAY) is None


def test_hrs_07_hours_at_one_provider_are_those_of_the_whole_cycle() -> None:
    farm = (Slot(1, 1, "09:00", "12:00", setting="farm", setting_kind="provider"), Slot(2, 1, "09:00", "12:00"))
    assert hours_at(farm, "farm") == Decimal("1.5")
    assert hours_at((), "farm") == 0


def test_eng_hrs_01_the_schools_week_counts_breaks(found: Found) -> None:
    assert school_week_hours((DayTimes("08:45", "15:15"),)) == Decimal("32.5")
    assert school_week_hours((DayTimes("08:45", "15:15"), DayTimes("08:45", "13:15", day=5))) == Decimal("30.5")
    assert found("ENG-HRS-01", school_day=(DayTimes("08:45", "15:15"),)) == []
    assert found("ENG-HRS-01", by=Policy("x", "england", {}, ("ENG",))) == []  # no expectation, nothing said


def test_cal_04_the_limit_in_calendar_weeks_and_in_school_weeks(calendar: SchoolCalendar) -> None:
    start = date(2026, 9, 7)
    assert last_day_within(start, NPT, calendar) == date(2026, 11, 29)
    assert last_day_within(start, SCHOOL_WEEKS, calendar) == date(2026, 12, 6)  # half term does not count
    assert not length(start, date(2026, 12, 6), SCHOOL_WEEKS, calendar).over
    assert length(start, date(2026, 12, 7), SCHOOL_WEEKS, calendar).over
    assert last_day_within(start, ENGLAND, calendar) is None
    assert school_weeks(start, date(2026, 11, 29), calendar) == 11


def test_cal_04_a_period_beyond_the_calendar_is_still_counted_in_days(calendar: SchoolCalendar) -> None:
    long_ago = length(date(2006, 9, 7), date(2006, 9, 8), NPT, calendar)
    assert (long_ago.days, long_ago.school_weeks, long_ago.over) == (2, None, False)


@pytest.mark.parametrize("bad", ["9", "24:00", "09:60", "nine", "-1:00", ""])
def test_a_time_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        DayTimes(bad, "15:00")


@pytest.mark.parametrize(
    "wrong", [{"ends": "08:00"}, {"week": 0}, {"day": 8}, {"kind": "party"}, {"setting_kind": "moon"}]
)
def test_a_slot_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Slot(**{"week": 1, "day": 1, "starts": "09:00", "ends": "10:00", **wrong})  # type: ignore[arg-type]  # wrong on purpose
