"""Percentages, returns, persistent absence, and how registers are kept: ENG-REG and WAL-REG, CODE-04."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules import engine
from pastoral.rules.attendance import AttendanceFacts, SessionFacts, attendance, of_agreed
from pastoral.rules.attendance.codes import SETS
from pastoral.rules.attendance.counting import days_without_leave, longest_run, most_in_school_weeks
from pastoral.rules.calendar import SchoolCalendar, Sessions
from pastoral.rules.engine import Look, Policy, RuleFinding

TODAY = date(2026, 12, 18)
NUMBERS = {
    "attendance.unauthorised_return_days": 10, "attendance.sickness_return_days": 15, "attendance.persistent_percent": 10,
    "attendance.severe_percent": 50, "attendance.penalty_sessions": 10, "attendance.penalty_school_weeks": 10,
    "attendance.register_open_minutes": 30, "attendance.keep_years": 6, "attendance.reason_within_days": 5,
}  # fmt: skip
ENGLAND = Policy("plain-england", "england", NUMBERS, ("ENG", "UK", "CAL", "CODE"))
WALES = Policy("plain-wales", "wales", {**NUMBERS, "attendance.keep_years": 3}, ("WAL", "UK", "CAL", "CODE"))
CALENDAR_START = date(2026, 9, 1)


def days(calendar: SchoolCalendar, number: int, start: date = CALENDAR_START) -> list[date]:
    """So many school days from a day on."""
    found = [calendar.school_day_on_or_after(start)]
    while len(found) < number:
        found.append(calendar.next_school_day(found[-1]))
    return found


def sessions(on: list[date], code: str, **more: Any) -> tuple[SessionFacts, ...]:
    return tuple(SessionFacts(day, half, code, **more) for day in on for half in ("am", "pm"))


@pytest.fixture
def found(calendar: SchoolCalendar) -> Any:
    def look(policy: Policy, number: str, **facts: Any) -> list[RuleFinding]:
        seen = engine.judge("attendance", Look(AttendanceFacts(**facts), policy, calendar, facts.pop("today", TODAY)))
        return [one for one in seen if one.rule == number]

    return look


def test_the_percentage_counts_only_those_expected(calendar: SchoolCalendar) -> None:
    ten = days(calendar, 10)
    of = attendance((*sessions(ten[:6], "/"), *sessions(ten[6:8], "I"), *sessions(ten[8:9], "O"), *sessions(ten[9:], "D")), "england")
    assert (of.attended, of.authorised, of.unauthorised, of.possible) == (Sessions(12), Sessions(4), Sessions(2), Sessions(18))
    assert of.percent == Decimal("66.7")
    in_wales = attendance(sessions(ten, "D"), "wales")
    assert in_wales.percent == Decimal("100.0")  # dual registration is attendance there
    assert attendance((), "england").percent is None


def test_code_04_two_figures_under_reduced_hours(found: Any, calendar: SchoolCalendar) -> None:
    five = days(calendar, 5)
    kept = (*sessions(five[:3], "/"), *sessions(five[3:], "C2", agreed_away=True, place="home"))
    (told,) = found(ENGLAND, "CODE-04", sessions=kept)
    assert told.sentence.english() == "Attendance is 60.0 per cent of all sessions, and 100.0 per cent of those agreed."
    assert of_agreed(kept, "england").percent == Decimal("100.0")
    assert found(ENGLAND, "CODE-04", sessions=sessions(five, "/")) == []


def test_eng_reg_01_sessions_without_an_entry(found: Any, calendar: SchoolCalendar) -> None:
    three = days(calendar, 3)
    with_a_gap = (SessionFacts(three[0], "am", "/"), *sessions(three[2:], "/"))
    (missing,) = found(ENGLAND, "ENG-REG-01", sessions=with_a_gap)
    assert "3 sessions" in missing.sentence.english()
    assert found(ENGLAND, "ENG-REG-01", sessions=with_a_gap, boarder=True) == []
    assert found(ENGLAND, "ENG-REG-01", sessions=sessions(days(calendar, 45), "/")) == []  # half term is no gap


def test_eng_reg_02_wal_reg_04_entries_are_kept(found: Any) -> None:
    assert found(ENGLAND, "ENG-REG-02", entries_deleted_before=date(2020, 12, 18)) == []
    (early,) = found(ENGLAND, "ENG-REG-02", entries_deleted_before=date(2020, 12, 19))
    assert early.stops("delete_entries")
    assert found(WALES, "WAL-REG-04", entries_deleted_before=date(2023, 12, 18)) == []
    assert len(found(WALES, "WAL-REG-04", entries_deleted_before=date(2023, 12, 19))) == 1
    assert [one.effect for one in found(ENGLAND, "ENG-REG-02", kept_electronically=False)] == ["WARN"]
    silent = replace(ENGLAND, values={})
    assert found(silent, "ENG-REG-02", entries_deleted_before=date(2026, 1, 1)) == []  # no number, no rule (SYS-06)
    assert len(found(WALES, "WAL-REG-04", entries_deleted_before=date(2024, 2, 29))) == 1  # a day that 2027 does not have


def test_eng_reg_03_wal_reg_03_the_register_closes(found: Any) -> None:
    assert found(ENGLAND, "ENG-REG-03", register_open_minutes_am=30, register_open_minutes_pm=30) == []
    assert len(found(ENGLAND, "ENG-REG-03", register_open_minutes_am=31)) == 1
    assert len(found(ENGLAND, "ENG-REG-03", register_open_minutes_am=20, register_open_minutes_pm=30)) == 1
    assert found(WALES, "WAL-REG-03", register_open_minutes_am=20, register_open_minutes_pm=30) == []
    assert len(found(WALES, "WAL-REG-03", register_open_minutes_pm=45)) == 1


@pytest.mark.parametrize(("policy", "number"), [(ENGLAND, "ENG-REG-09"), (WALES, "WAL-REG-01")])
def test_ten_days_without_leave_are_reported(found: Any, calendar: SchoolCalendar, policy: Policy, number: str) -> None:
    ten = days(calendar, 10, date(2026, 10, 19))  # over half term
    (owed,) = found(policy, number, sessions=sessions(ten, "O"))
    assert owed.effect == "TASK"
    assert found(policy, number, sessions=sessions(ten, "O"), absence_return_on=ten[9]) == []
    assert found(policy, number, sessions=sessions(ten[:9], "O")) == []
    assert found(policy, number, sessions=(*sessions(ten[:5], "O"), *sessions(ten[5:6], "I"), *sessions(ten[6:], "O"))) == []
    assert [one.sentence.code for one in found(policy, number, attends_regularly=False)] == [f"{number}.irregular"]
    assert found(policy, number, attends_regularly=False, absence_return_on=TODAY) == []


def test_eng_reg_09_half_a_day_in_school_breaks_the_run(calendar: SchoolCalendar) -> None:
    ten = days(calendar, 10)
    mixed = (*sessions(ten[:4], "O"), SessionFacts(ten[4], "am", "/"), SessionFacts(ten[4], "pm", "O"), *sessions(ten[5:], "O"))
    without = days_without_leave(mixed, "england")
    assert longest_run(without, calendar) == tuple(ten[5:])


def test_eng_reg_10_fifteen_days_of_illness(found: Any, calendar: SchoolCalendar) -> None:
    assert found(ENGLAND, "ENG-REG-10", sickness_expected_days=14) == []
    (owed,) = found(ENGLAND, "ENG-REG-10", sickness_expected_days=15)
    assert "not settled" in owed.sentence.english()
    ill = sessions(days(calendar, 6), "I")
    assert len(found(ENGLAND, "ENG-REG-10", sessions=ill, sickness_expected_days=9)) == 1
    assert found(ENGLAND, "ENG-REG-10", sessions=ill, sickness_expected_days=8) == []
    assert found(ENGLAND, "ENG-REG-10", sickness_expected_days=20, sickness_return_on=TODAY) == []


def test_eng_reg_11_joiners_and_leavers(found: Any) -> None:
    (owed,) = found(ENGLAND, "ENG-REG-11", joined_on=date(2026, 12, 15))
    assert (owed.due, owed.colour) == (date(2026, 12, 20), "amber")
    (late,) = found(ENGLAND, "ENG-REG-11", joined_on=date(2026, 12, 12))
    assert late.colour == "red"
    assert found(ENGLAND, "ENG-REG-11", joined_on=date(2026, 12, 12), joined_return_on=date(2026, 12, 14)) == []
    assert [one.about for one in found(ENGLAND, "ENG-REG-11", left_on=TODAY)] == ["left"]
    assert found(ENGLAND, "ENG-REG-11", left_on=TODAY, left_return_on=TODAY) == []


def test_eng_reg_08_five_school_days_over_half_term(found: Any) -> None:
    (owed,) = found(ENGLAND, "ENG-REG-08", sessions=(SessionFacts(date(2026, 10, 22), "am", "N"),))
    assert owed.due == date(2026, 11, 5)


def test_eng_reg_14_ten_sessions_in_ten_school_weeks(found: Any, calendar: SchoolCalendar) -> None:
    one_each = [day for day in days(calendar, 75) if day.weekday() == 2]  # Wednesdays
    five_weeks = sessions(one_each[:5], "O")
    assert [one.effect for one in found(ENGLAND, "ENG-REG-14", sessions=five_weeks)] == ["WARN"]
    assert found(ENGLAND, "ENG-REG-14", sessions=five_weeks[:9]) == []
    spread = tuple(SessionFacts(day, "am", "O") for day in one_each[:11])
    assert most_in_school_weeks(spread, 10, calendar) == Sessions(10)  # the eleventh week is outside; half term is no week
    assert found(ENGLAND, "ENG-REG-14", sessions=tuple(SessionFacts(day, "am", "O") for day in one_each[:9])) == []


def test_eng_reg_15_persistent_and_severe(found: Any, calendar: SchoolCalendar) -> None:
    ten = days(calendar, 10)
    at_ten = (*sessions(ten[:9], "/"), *sessions(ten[9:], "I"))
    assert [one.sentence.code for one in found(ENGLAND, "ENG-REG-15", sessions=at_ten)] == ["ENG-REG-15"]
    half = (*sessions(ten[:5], "/"), *sessions(ten[5:], "I"))
    assert [one.colour for one in found(ENGLAND, "ENG-REG-15", sessions=half)] == ["red"]
    assert found(ENGLAND, "ENG-REG-15", sessions=(*sessions(ten, "/"), SessionFacts(ten[9], "am", "I"))) == []


def test_wal_reg_02_more_than_ten_per_cent(found: Any, calendar: SchoolCalendar) -> None:
    ten = days(calendar, 10)
    at_ten = (*sessions(ten[:9], "/"), *sessions(ten[9:], "I"))
    assert found(WALES, "WAL-REG-02", sessions=at_ten) == []  # exactly ten is not more than ten
    more = (*sessions(ten[:8], "/"), *sessions(ten[8:], "I"))
    assert [one.effect for one in found(WALES, "WAL-REG-02", sessions=more)] == ["WARN"]


def test_every_finding_reads_in_english(calendar: SchoolCalendar) -> None:
    ten = days(calendar, 12)
    facts = AttendanceFacts(
        sessions=sessions(ten, "O"), joined_on=TODAY, left_on=TODAY, register_open_minutes_am=40, register_open_minutes_pm=20,
        sickness_expected_days=20, entries_deleted_before=TODAY, kept_electronically=False,
    )  # fmt: skip
    for policy in (ENGLAND, WALES):
        seen = engine.judge("attendance", Look(facts, policy, calendar, TODAY))
        assert len(seen) >= 4
        for one in seen:
            assert "{" not in one.sentence.english() + one.remedy.english()
            assert one.sentence.english().endswith(".")


CODES = sorted({code for one in SETS if one.nation == "england" for code in one.codes})


@given(given_codes=st.lists(st.sampled_from(CODES), max_size=60))
def test_law_attended_and_absent_are_the_possible_sessions(given_codes: list[str]) -> None:
    of = attendance((SessionFacts(date(2026, 9, 1) + timedelta(days=n), "am", c) for n, c in enumerate(given_codes)), "england")
    assert of.attended.count + of.absent.count == of.possible.count <= len(given_codes)
    assert of.percent is None or 0 <= of.percent <= 100
    assert of.absent_more_than(10) <= of.absent_at_least(10)


def test_a_whole_year_of_one_pupil_is_judged_quickly(calendar: SchoolCalendar) -> None:
    year = AttendanceFacts(born=date(2012, 5, 14), sessions=sessions(days(calendar, 185), "O", present=False))
    look = Look(year, ENGLAND, calendar, date(2027, 7, 21))
    engine.judge("attendance", look)
    began = time.process_time()
    for _ in range(20):
        engine.judge("attendance", look)
    assert (time.process_time() - began) / 20 < 0.025  # some 4 ms alone on the machine
