"""Deadlines of exclusion: T08 to T10, and what the day of receipt, holidays and months do to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.exclusions import Case
from pastoral.rules.exclusions.board import board_window
from pastoral.rules.exclusions.committee import committee_window
from pastoral.rules.exclusions.deadlines import (
    Window,
    before,
    claim_by,
    deemed_received,
    further_notice_by,
    months_on,
    within,
)
from pastoral.rules.exclusions.review import apply_by
from pastoral.rules.exclusions.wales import Provision, provision_days

from .conftest import WALES

MakeCase = Callable[..., Case]
PERMANENT = {"kind": "permanent", "first_day": date(2026, 10, 12), "last_day": None, "decided_on": date(2026, 10, 12)}
NOTIFIED = {"board_notified_on": date(2026, 10, 12)}


def test_eng_ex_15_t08_fifteen_school_days_over_half_term(case: MakeCase) -> None:
    assert board_window(case(**PERMANENT, **NOTIFIED)) == Window(None, date(2026, 11, 9))


def test_wal_ex_06_t09_the_sixth_to_the_fifteenth_school_day(case: MakeCase) -> None:
    window = committee_window(case(by=WALES, **PERMANENT, **NOTIFIED))
    assert window == Window(date(2026, 10, 20), date(2026, 11, 9))


def test_wal_ex_06_in_the_middle_band_the_fiftieth_is_the_limit_and_the_fifteenth_the_target(case: MakeCase) -> None:
    middle = {"first_day": date(2026, 10, 5), "last_day": date(2026, 10, 12), **NOTIFIED}  # six days
    assert committee_window(case(by=WALES, **middle)) is None  # nobody asked
    asked = committee_window(case(by=WALES, **middle, representations_on=date(2026, 10, 13)))
    assert asked == Window(date(2026, 10, 20), date(2027, 1, 11), date(2026, 11, 9))


def test_eng_ex_15_the_bands_of_the_board(case: MakeCase) -> None:
    asked = {"representations_on": date(2026, 10, 13), **NOTIFIED}
    five = {"first_day": date(2026, 10, 5), "last_day": date(2026, 10, 9)}
    six = {"first_day": date(2026, 10, 5), "last_day": date(2026, 10, 12)}
    sixteen = {"first_day": date(2026, 9, 21), "last_day": date(2026, 10, 12)}
    assert board_window(case(**five, **asked)) is None
    assert board_window(case(**six, **NOTIFIED)) is None
    assert board_window(case(**six, **asked)) == Window(None, date(2027, 1, 11))  # 50 school days
    assert board_window(case(**sixteen, **NOTIFIED)) == Window(None, date(2026, 11, 9))
    assert board_window(case(**sixteen)) is None  # not told yet: nothing to count from


def test_eng_irp_01_t10_fifteen_school_days_after_the_notice(case: MakeCase) -> None:
    decided = {**PERMANENT, "board_decision": "upheld", "decision_received_on": date(2026, 11, 3)}
    assert apply_by(case(**decided)) == date(2026, 11, 24)
    assert apply_by(case(**{**decided, "board_decision": "reinstated"})) is None


def test_wal_ex_14_both_readings_of_when_education_starts(case: MakeCase) -> None:
    early, late = date(2026, 10, 19), date(2026, 11, 9)
    assert provision_days(case(by=WALES, on=date(2026, 10, 15), **PERMANENT)) == Provision(early, late, None, None)
    assert provision_days(case(by=WALES, **PERMANENT, provision_from=early)) == Provision(early, late, True, True)
    assert provision_days(case(by=WALES, **PERMANENT, provision_from=date(2026, 11, 3))) == Provision(early, late, False, True)
    assert provision_days(case(by=WALES, on=date(2026, 11, 10), **PERMANENT)) == Provision(early, late, False, False)
    assert provision_days(case(by=WALES)) is None


def test_eng_irp_08_a_letter_counts_from_the_second_working_day() -> None:
    shut = {date(2026, 12, 25), date(2026, 12, 28)}

    def working(day: date) -> bool:
        return day.weekday() < 5 and day not in shut

    assert deemed_received(date(2026, 11, 5), working) == date(2026, 11, 9)  # Thursday: Friday, Monday
    assert deemed_received(date(2026, 11, 7), working) == date(2026, 11, 10)  # Saturday
    assert deemed_received(date(2026, 12, 24), working) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2026, 11, 2), date(2027, 5, 2)), (date(2026, 8, 31), date(2027, 2, 28)), (date(2027, 8, 31), date(2028, 2, 29)),
     (date(2026, 6, 30), date(2026, 12, 30))],
)  # fmt: skip
def test_eng_irp_10_six_months_on(day: date, later: date) -> None:
    assert months_on(day, 6) == later
    assert claim_by(day) < later


def test_counting_in_school_days(calendar: SchoolCalendar) -> None:
    assert within(date(2026, 10, 23), 1, calendar) == date(2026, 11, 2)
    assert before(date(2026, 11, 9), 5, calendar) == date(2026, 11, 2)
    assert further_notice_by(date(2026, 11, 9)) == date(2026, 11, 7)
