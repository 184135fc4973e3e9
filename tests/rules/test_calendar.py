"""CAL-01 to CAL-05 and the vectors that need only a calendar."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.calendar import (
    Break,
    CalendarDays,
    CalendarUnknown,
    CalendarWeeks,
    SchoolCalendar,
    SchoolDays,
    Sessions,
    Term,
    in_weeks_preceding,
    length_in_days,
    within_calendar_weeks,
)
from pastoral.rules.reviews import latest_review_date, review_schedule


def oct_(day: int) -> date:
    return date(2026, 10, day)


def nov(day: int) -> date:
    return date(2026, 11, day)


def test_cal_01_units_do_not_mix() -> None:
    assert CalendarWeeks(6) != SchoolDays(6)
    assert SchoolDays(6) != Sessions(6)
    assert Sessions(6) != CalendarDays(6)
    with pytest.raises(TypeError):
        assert CalendarWeeks(6) < SchoolDays(7)  # type: ignore[operator]  # the point of the test
    assert SchoolDays(6) < SchoolDays(7)


def test_cal_02_school_days_of_this_school(calendar: SchoolCalendar) -> None:
    assert calendar.is_school_day(oct_(23))
    assert not calendar.is_school_day(oct_(24))  # Saturday
    assert not calendar.is_school_day(oct_(26))  # half term
    assert not calendar.is_school_day(date(2027, 5, 3))  # bank holiday in term
    assert not calendar.is_school_day(date(2026, 12, 21))  # between terms


def test_cal_02_inset_and_closures_do_not_count() -> None:
    autumn = Term("Autumn", date(2026, 9, 1), date(2026, 12, 18))
    shut = SchoolCalendar(terms=(autumn,), closed_days=frozenset({nov(2)}))
    assert not shut.is_school_day(nov(2))
    assert shut.add_school_days(date(2026, 10, 30), SchoolDays(1)) == nov(3)


def test_cal_03_day_of_receipt_is_day_nought(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(nov(3), SchoolDays(0)) == nov(3)
    assert calendar.add_school_days(nov(3), SchoolDays(1)) == nov(4)
    assert calendar.add_school_days(nov(7), SchoolDays(1)) == nov(9)  # received on a Saturday


def test_cal_04_t02_twelve_weeks_inclusive() -> None:
    assert length_in_days(date(2026, 9, 7), nov(29)) == CalendarDays(84)
    assert within_calendar_weeks(date(2026, 9, 7), nov(29), CalendarWeeks(12))
    assert not within_calendar_weeks(date(2026, 9, 7), nov(30), CalendarWeeks(12))


def test_t05_t06_sixth_consecutive_day(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(nov(2), SchoolDays(5)) == nov(9)
    assert calendar.add_school_days(oct_(22), SchoolDays(5)) == nov(5)


def test_t07_provision_from_the_sixth_school_day(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(oct_(12), SchoolDays(5)) == oct_(19)


def test_t08_fifteen_school_days_over_half_term(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(oct_(12), SchoolDays(15)) == nov(9)


def test_t09_window_in_wales(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(oct_(12), SchoolDays(6)) == oct_(20)
    assert calendar.add_school_days(oct_(12), SchoolDays(15)) == nov(9)


def test_t10_review_panel_application(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(nov(3), SchoolDays(15)) == nov(24)


def test_t14_two_school_days_before(calendar: SchoolCalendar) -> None:
    assert calendar.add_school_days(nov(16), SchoolDays(-2)) == nov(12)


def test_t15_ten_weeks_preceding() -> None:
    request = nov(20)
    days = [date(2026, 9, 10), date(2026, 9, 11), date(2026, 9, 12)]
    assert [in_weeks_preceding(day, event=request, weeks=CalendarWeeks(10)) for day in days] == [False, True, True]
    assert not in_weeks_preceding(request, event=request, weeks=CalendarWeeks(10))


def test_school_days_until_counts_down_and_goes_overdue(calendar: SchoolCalendar) -> None:
    assert calendar.school_days_until(oct_(23), nov(2)) == SchoolDays(1)
    assert calendar.school_days_until(nov(2), nov(2)) == SchoolDays(0)
    assert calendar.school_days_until(nov(2), oct_(23)) == SchoolDays(-1)


def test_neighbouring_school_days(calendar: SchoolCalendar) -> None:
    assert calendar.next_school_day(oct_(23)) == nov(2)
    assert calendar.last_school_day_on_or_before(nov(1)) == oct_(23)
    assert calendar.school_day_on_or_after(oct_(24)) == nov(2)
    assert calendar.school_day_on_or_after(nov(2)) == nov(2)


def test_terms_contain_their_half_terms(calendar: SchoolCalendar) -> None:
    term = calendar.term_containing(oct_(28))
    assert term is not None
    assert term.name == "Autumn"
    assert calendar.term_containing(date(2026, 12, 25)) is None


def test_outside_the_terms_it_estimates_and_says_so(calendar: SchoolCalendar) -> None:
    assert not calendar.is_estimated(date(2026, 12, 24))
    assert calendar.is_estimated(date(2027, 9, 6))
    assert calendar.is_school_day(date(2027, 9, 6))
    assert not calendar.is_school_day(date(2027, 8, 9))  # August: shut everywhere
    assert calendar.last_school_day_on_or_before(date(2027, 8, 20)) == date(2027, 7, 30)


def test_a_missing_term_is_unknown_not_a_holiday() -> None:
    gappy = SchoolCalendar(
        terms=(
            Term("Autumn", date(2025, 9, 1), date(2025, 12, 19)),
            Term("Summer", date(2026, 4, 13), date(2026, 7, 20)),
        )
    )
    assert gappy.is_estimated(date(2026, 2, 3))
    assert gappy.is_school_day(date(2026, 2, 3))


def test_far_outside_it_refuses(calendar: SchoolCalendar) -> None:
    with pytest.raises(CalendarUnknown):
        calendar.is_school_day(date(2035, 1, 8))
    with pytest.raises(CalendarUnknown):
        calendar.add_school_days(nov(3), SchoolDays(5000))


def test_a_calendar_without_terms_needs_an_anchor() -> None:
    with pytest.raises(ValueError, match="terms"):
        SchoolCalendar()
    bare = SchoolCalendar(estimate_around=nov(2), bank_holidays=frozenset({nov(3)}))
    assert bare.next_school_day(nov(2)) == nov(4)
    assert bare.is_estimated(nov(4))


def test_a_year_without_school_days_is_a_clear_error() -> None:
    year = [date(2024, 9, 1) + timedelta(days=n) for n in range(6 * 366)]
    never = SchoolCalendar(terms=(Term("Autumn", date(2026, 9, 1), date(2026, 12, 18)),), closed_days=frozenset(year))
    with pytest.raises(CalendarUnknown):
        never.next_school_day(nov(2))


def test_cal_02_a_year_with_terms_but_no_school_day_is_named(calendar: SchoolCalendar) -> None:
    assert calendar.year_without_school() is None
    autumn = Term("Autumn", date(2026, 9, 1), date(2026, 9, 8))
    shut = frozenset(date(2026, 9, 1) + timedelta(days=n) for n in range(8))
    assert SchoolCalendar(terms=(autumn,), closed_days=shut).year_without_school() == date(2026, 9, 1)
    one_day = SchoolCalendar(terms=(autumn,), closed_days=shut - {date(2026, 9, 3)})
    assert one_day.year_without_school() is None
    before = Term("Summer", date(2026, 4, 13), date(2026, 7, 20))
    assert SchoolCalendar(terms=(before, autumn), closed_days=shut).year_without_school() == date(2026, 9, 1)


def test_cal_05_t01_t03_reviews_by_calendar_weeks(calendar: SchoolCalendar) -> None:
    start = date(2026, 9, 7)
    assert latest_review_date(start, CalendarWeeks(6), calendar) == date(2026, 10, 19)
    twelve = tuple(CalendarWeeks(n) for n in (4, 8, 12))
    assert review_schedule(start, twelve, calendar) == (date(2026, 10, 5), nov(2), nov(30))


def test_impossible_terms_are_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Term("Autumn", nov(2), nov(1))
    with pytest.raises(ValueError, match="overlap"):
        SchoolCalendar(terms=(Term("A", nov(1), nov(9)), Term("B", nov(9), nov(20))))
    with pytest.raises(ValueError, match="outside the term"):
        Term("Autumn", nov(2), nov(20), (Break(nov(19), nov(24)),))


def test_looking_up_is_quick(calendar: SchoolCalendar) -> None:
    began = time.process_time()
    for _ in range(10_000):
        calendar.add_school_days(nov(3), SchoolDays(15))
    assert time.process_time() - began < 1


DAYS = st.dates(date(2026, 9, 1), date(2027, 7, 1))
NUMBERS = st.integers(1, 40)


@given(start=DAYS, number=NUMBERS)
def test_law_adding_and_counting_agree(calendar: SchoolCalendar, start: date, number: int) -> None:
    due = calendar.add_school_days(start, SchoolDays(number))
    assert calendar.school_days_between(start, due) == SchoolDays(number)
    back = calendar.add_school_days(start, SchoolDays(-number))
    assert calendar.school_days_between(start, back) == SchoolDays(-number)


@given(start=DAYS, number=NUMBERS)
def test_law_a_deadline_never_falls_in_a_holiday(calendar: SchoolCalendar, start: date, number: int) -> None:
    assert calendar.is_school_day(calendar.add_school_days(start, SchoolDays(number)))


@given(start=DAYS, later=st.integers(0, 60), number=NUMBERS)
def test_law_a_later_start_is_never_due_earlier(
    calendar: SchoolCalendar, start: date, later: int, number: int
) -> None:
    first = calendar.add_school_days(start, SchoolDays(number))
    second = calendar.add_school_days(start + timedelta(days=later), SchoolDays(number))
    assert first <= second


@given(start=DAYS, one=NUMBERS, two=NUMBERS)
def test_law_adding_in_two_goes_is_adding_at_once(calendar: SchoolCalendar, start: date, one: int, two: int) -> None:
    there = calendar.add_school_days(calendar.add_school_days(start, SchoolDays(one)), SchoolDays(two))
    assert there == calendar.add_school_days(start, SchoolDays(one + two))
