"""Single rules of the ledger: what a full week is, what counts as offered, and what a missing mark means."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.engine import Policy
from pastoral.rules.ledger import Arranged, FullWeek, Ledger, PlannedHours, full_week, ledger
from pastoral.rules.ledger.entitlement import halves, of_day

MONDAY = date(2026, 9, 7)
WEEK = [MONDAY + timedelta(days=number) for number in range(5)]
NPT = Policy("671", "wales", {"hours.foundation_ks1": 21, "hours.ks2": 23.5, "hours.ks3_year_10": 24, "hours.year_11": 25})
SILENT = Policy("926", "england", {"hours.week_expectation": 32.5})


def counted(arranged: Any = (), *, full: int | None = 1440, today: date = date(2026, 9, 14), **more: Any) -> Ledger:
    given: dict[str, Any] = {
        "start": MONDAY, "end": WEEK[-1], "calendar": SchoolCalendar((Term("Autumn", date(2026, 9, 1), date(2026, 12, 18)),)),
        "nation": "wales", "full_week": lambda monday: FullWeek(full, "policy" if full else ""), **more,
    }  # fmt: skip
    return ledger(today=today, arranged=arranged, **given)


def lesson(day: date, starts: str, ends: str, kind: str = "school", name: str = "", what: str = "taught") -> Arranged:
    return Arranged(day, starts, ends, what, name or kind, kind)


@pytest.mark.parametrize(("year", "hours"), [(0, 21), (2, 21), (3, 23.5), (6, 23.5), (7, 24), (10, 24), (11, 25)])
def test_npt_rt_01_a_full_week_is_the_figure_of_the_year_group_in_force(year: int, hours: float) -> None:
    assert full_week(year, NPT) == FullWeek(round(hours * 60), "policy")


def test_eng_hrs_02_the_hours_of_an_open_week_are_never_the_entitlement() -> None:
    assert full_week(9, SILENT) == FullWeek(None, "")
    assert full_week(9, SILENT, 1500) == FullWeek(1500, "school")
    assert full_week(12, NPT) == FullWeek(None, ""), "no figure of another year group"
    assert full_week(9, None) == FullWeek(None, "")


@pytest.mark.parametrize("week", [1260, 1410, 1440, 1500, 1337, 1499, 1])
def test_the_days_of_a_week_and_the_halves_of_a_day_lose_no_minute(week: int) -> None:
    days = [of_day(week, weekday) for weekday in range(5)]
    assert sum(days) == week
    assert max(days) - min(days) <= 1
    assert [sum(halves(day)) for day in days] == days


def test_hrs_01_only_taught_time_counts() -> None:
    arranged = [lesson(MONDAY, "09:00", "10:00"), lesson(MONDAY, "10:00", "10:20", what="break"),
                lesson(MONDAY, "12:00", "13:00", what="lunch"), lesson(MONDAY, "08:40", "09:00", what="registration")]  # fmt: skip
    assert counted(arranged, end=MONDAY).weeks[0].offered == 60


def test_npt_rt_18_work_at_home_is_shown_and_is_never_offered_education() -> None:
    (week,) = counted([lesson(MONDAY, "09:00", "12:00", "home")], end=MONDAY).weeks
    assert (week.offered, week.at_home, week.by_arrangement) == (0, 180, 288)


def test_hrs_03_time_in_two_places_at_once_counts_once_and_for_the_school() -> None:
    arranged = [lesson(MONDAY, "09:00", "11:00", "provider", "Cwm Farm"), lesson(MONDAY, "10:00", "12:00")]
    (week,) = counted(arranged, end=MONDAY).weeks
    assert {one.name: one.minutes for one in week.offers} == {"school": 120, "Cwm Farm": 60}


def test_a_mark_counts_the_minutes_arranged_in_its_half_day_and_no_mark_is_unknown() -> None:
    arranged = [one for day in WEEK for one in (
        lesson(day, "09:00", "12:00"), lesson(day, "12:00", "13:00", what="lunch"), lesson(day, "13:00", "14:00")
    )]  # fmt: skip
    marks = {(WEEK[0], "am"): "/", (WEEK[0], "pm"): "I", (WEEK[1], "am"): "O", (WEEK[2], "am"): "Y"}
    (week,) = counted(arranged, marks=marks).weeks
    assert (week.attended, week.authorised, week.unauthorised) == (180, 60, 180)
    assert week.unknown == 1200 - 420, "a closure of the school and a missing mark say nothing of the child"
    assert week.missed == 240 + 60 + 180


def test_a_child_with_no_reduced_timetable_is_full_time_and_a_day_absent_is_a_day() -> None:
    seen = counted(marks={(MONDAY, "am"): "I", (MONDAY, "pm"): "I"})
    assert (seen.weeks[0].offered, seen.totals.missed, seen.totals.days) == (1440, 288, Fraction(1))


def test_days_and_weeks_are_whole_and_rounded_down() -> None:
    away = [lesson(day, "09:00", "10:00", "none", what="away") for day in WEEK]
    short = counted([*away, lesson(WEEK[4], "10:00", "10:01")]).totals
    assert (short.missed, short.whole_days, short.weeks_and_days, short.is_exact) == (1439, 4, (0, 4), False)
    assert counted(away).totals.weeks_and_days == (1, 0)


def test_only_days_on_roll_and_days_of_school_are_owed() -> None:
    assert counted(on_roll=[(WEEK[2], None)]).weeks[0].entitled == 3 * 288
    assert counted(on_roll=[(None, WEEK[0])]).weeks[0].entitled == 288
    assert counted(on_roll=[(WEEK[4] + timedelta(days=1), None)]).weeks == ()
    shut = SchoolCalendar((Term("Autumn", date(2026, 9, 1), date(2026, 12, 18)),), closed_days=frozenset(WEEK[:2]))
    assert counted(calendar=shut).weeks[0].entitled == 3 * 288


def test_what_lies_ahead_is_planned_and_not_yet_missed() -> None:
    steps = [PlannedHours(MONDAY, WEEK[-1], 600, 1)]
    (week,) = counted(planned=steps, today=WEEK[2]).weeks
    assert (week.offered_past, week.offered) == (2 * 288, 2 * 288 + 3 * 120)
    assert (week.missed, week.by_arrangement) == (0, 3 * 168)


def test_without_an_entitlement_nothing_is_missed_by_arrangement() -> None:
    seen = counted([lesson(MONDAY, "09:00", "10:00")], full=None, marks={(MONDAY, "am"): "O"})
    assert (seen.weeks[0].entitled, seen.weeks[0].by_arrangement) == (None, None)
    assert (seen.totals.by_arrangement, seen.totals.by_absence, seen.totals.days) == (0, 60, 0)
    assert seen.totals.weeks_without_entitlement == 1
