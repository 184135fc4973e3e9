"""CAL-05 and NPT-PSP-16: reviews."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar
from pastoral.rules.reviews import check_review_date, latest_review_date, review_schedule, suggested_first_review

SIX = CalendarWeeks(6)
START = date(2026, 9, 7)


def codes(proposed: date, calendar: SchoolCalendar, latest: date = date(2026, 10, 19)) -> list[str]:
    return [sentence.code for sentence in check_review_date(proposed, START, latest, calendar)]


def test_t01_six_weeks(calendar: SchoolCalendar) -> None:
    assert latest_review_date(START, SIX, calendar) == date(2026, 10, 19)


def test_t03_hillingdon_schedule(calendar: SchoolCalendar) -> None:
    weeks = (CalendarWeeks(4), CalendarWeeks(8), CalendarWeeks(12))
    assert review_schedule(START, weeks, calendar) == (date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 30))


def test_cal_05_a_holiday_moves_it_earlier(calendar: SchoolCalendar) -> None:
    assert latest_review_date(date(2026, 9, 14), SIX, calendar) == date(2026, 10, 23)
    assert latest_review_date(date(2026, 11, 20), SIX, calendar) == date(2026, 12, 18)


def test_cal_05_where_all_is_holiday_it_is_the_first_day_back(calendar: SchoolCalendar) -> None:
    assert latest_review_date(date(2026, 12, 18), CalendarWeeks(2), calendar) == date(2027, 1, 4)


def test_the_first_review_comes_earlier(calendar: SchoolCalendar) -> None:
    first = suggested_first_review(START, first=CalendarWeeks(3), longest=SIX, calendar=calendar)
    assert first == date(2026, 9, 28)
    assert suggested_first_review(START, first=CalendarWeeks(9), longest=SIX, calendar=calendar) == date(2026, 10, 19)


def test_npt_psp_16_a_good_date_passes(calendar: SchoolCalendar) -> None:
    assert codes(date(2026, 10, 19), calendar) == []
    assert codes(date(2026, 9, 8), calendar) == []


def test_npt_psp_16_before_the_meeting_fails(calendar: SchoolCalendar) -> None:
    assert codes(date(2026, 9, 6), calendar) == ["NPT-PSP-16.before"]
    assert codes(START, calendar) == ["NPT-PSP-16.before"]


def test_npt_psp_16_too_late_fails_and_says_the_last_day(calendar: SchoolCalendar) -> None:
    (sentence,) = check_review_date(date(2026, 10, 20), START, date(2026, 10, 19), calendar)
    assert sentence.code == "NPT-PSP-16.late"
    assert "on or before Monday 19 October 2026" in sentence.english()


def test_npt_psp_16_in_a_holiday_fails_with_a_suggestion(calendar: SchoolCalendar) -> None:
    (sentence,) = check_review_date(date(2026, 10, 28), START, date(2026, 11, 2), calendar)
    assert sentence.code == "NPT-PSP-16.holiday"
    assert sentence.values()["suggestion"] == date(2026, 10, 23)


@given(start=st.dates(date(2026, 9, 1), date(2027, 5, 28)), weeks=st.integers(1, 12))
def test_law_never_late_never_in_a_holiday(calendar: SchoolCalendar, start: date, weeks: int) -> None:
    due = latest_review_date(start, CalendarWeeks(weeks), calendar)
    assert calendar.is_school_day(due)
    assert due > start
    window = [start + timedelta(days=n) for n in range(1, weeks * 7 + 1)]
    if any(calendar.is_school_day(day) for day in window):
        assert due <= start + timedelta(weeks=weeks)
