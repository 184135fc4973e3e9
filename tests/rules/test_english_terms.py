"""CAL-09 and ENG-EX-16: what a term is for England's thresholds."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.english_terms import easter_monday, reference_period, term_period

SIX_TERMS = SchoolCalendar(
    terms=(
        Term("1", date(2026, 9, 2), date(2026, 10, 23)),
        Term("2", date(2026, 11, 2), date(2026, 12, 18)),
        Term("3", date(2027, 1, 4), date(2027, 2, 5)),
        Term("4", date(2027, 2, 15), date(2027, 3, 19)),
        Term("5", date(2027, 4, 5), date(2027, 5, 28)),
        Term("6", date(2027, 6, 7), date(2027, 7, 20)),
    )
)


@pytest.mark.parametrize(
    ("year", "monday"),
    [(2024, date(2024, 4, 1)), (2025, date(2025, 4, 21)), (2026, date(2026, 4, 6)), (2027, date(2027, 3, 29))],
)
def test_cal_09_easter_monday_is_computed(year: int, monday: date) -> None:
    assert easter_monday(year) == monday


def test_cal_09_easter_monday_is_the_bank_holiday_of_a_century() -> None:
    published = holidays.country_holidays("GB", subdiv="ENG", years=range(2000, 2100))
    assert {easter_monday(year) for year in range(2000, 2100)} == {
        day for day, name in published.items() if "Easter Monday" in name
    }


def test_cal_09_a_school_with_three_terms_counts_by_its_own(calendar: SchoolCalendar) -> None:
    autumn = term_period(date(2026, 10, 12), calendar)
    assert (autumn.start, autumn.end, autumn.by_reference_dates) == (date(2026, 9, 1), date(2027, 1, 3), False)
    assert term_period(date(2027, 3, 1), calendar).start == date(2027, 1, 4)
    assert term_period(date(2027, 7, 20), calendar).end == date(2027, 8, 31)
    assert date(2027, 1, 4) not in autumn


def test_cal_09_any_other_pattern_counts_by_reference_dates() -> None:
    autumn = term_period(date(2026, 10, 12), SIX_TERMS)
    assert (autumn.start, autumn.end, autumn.by_reference_dates) == (date(2026, 8, 1), date(2026, 12, 31), True)
    assert term_period(date(2027, 3, 29), SIX_TERMS).end == date(2027, 3, 29)  # Easter Monday itself
    assert term_period(date(2027, 3, 30), SIX_TERMS).start == date(2027, 3, 30)
    assert term_period(date(2027, 7, 31), SIX_TERMS).end == date(2027, 7, 31)


def test_eng_ex_16_terms_that_are_not_known_are_never_guessed() -> None:
    unknown = SchoolCalendar(estimate_around=date(2026, 11, 2))
    assert term_period(date(2026, 11, 2), unknown).by_reference_dates


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 30)))
def test_cal_09_law_the_periods_follow_without_gap_or_overlap(day: date) -> None:
    period, following = reference_period(day), reference_period(reference_period(day).end + timedelta(days=1))
    assert day in period
    assert following.start == period.end + timedelta(days=1)


@given(day=st.dates(date(2026, 9, 1), date(2027, 8, 30)))
def test_cal_09_law_a_school_s_own_terms_leave_no_day_out(calendar: SchoolCalendar, day: date) -> None:
    assert day in term_period(day, calendar)
    assert term_period(day, calendar).start <= term_period(day + timedelta(days=1), calendar).start
