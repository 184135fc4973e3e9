"""The register against what was agreed: CODE-01 to CODE-04, and a part-time pattern that nobody agreed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from pastoral.records.attendance.comparing import Comparison, Pattern, compare
from pastoral.records.attendance.weeks import session_at
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.calendar import Break, SchoolCalendar, Term
from pastoral.rules.engine import Policy

MONDAY = dt.date(2026, 9, 7)
TODAY = dt.date(2026, 11, 20)
HALF_TERM = Break(dt.date(2026, 10, 26), dt.date(2026, 10, 30))
CALENDAR = SchoolCalendar(terms=(Term("Autumn", dt.date(2026, 9, 1), dt.date(2026, 12, 18), (HALF_TERM,)),))
WALES = Policy("neath-port-talbot", "wales", {"attendance.code_reduced_hours": "C"}, ("WAL", "NPT", "UK", "CODE"))
ENGLAND = Policy("plain", "england", {}, ("ENG", "UK", "CODE"))
BORN = dt.date(2013, 2, 11)


def week(monday: dt.date, codes: str) -> dict[tuple[dt.date, str], str]:
    return {session_at(monday, slot): code for slot, code in enumerate(codes.split()) if code != "."}


def mornings_only(monday: dt.date, place: str = "home") -> list[SessionFacts]:
    due = [SessionFacts(on=day, half=half) for day, half in (session_at(monday, slot) for slot in range(10))]
    return [replace(one, place=place, agreed_away=True) if one.half == "pm" else one for one in due]


def compared(codes: str, due: list[SessionFacts], policy: Policy = WALES) -> Comparison:
    return compare(marks=week(MONDAY, codes), due=due, policy=policy, calendar=CALENDAR, today=TODAY, born=BORN)


def rules_of(found: Comparison) -> set[tuple[str, str]]:
    return {(one.rule, one.about) for one in found.findings if one.effect != "INFO"}


def test_code_01_a_register_that_says_what_was_agreed_is_quiet() -> None:
    found = compared("/ C / C / C / C / C", mornings_only(MONDAY))
    assert rules_of(found) == set()
    assert found.agreed is not None
    assert (found.register.percent, found.agreed.percent) == (Decimal("50.0"), Decimal("100.0"))
    assert (found.missing, found.pattern) == ((), None)


def test_code_01_in_school_although_agreed_out_is_a_mismatch() -> None:
    found = compared(r"/ \ / C / C / C / C", mornings_only(MONDAY))
    assert ("CODE-01", "session:2026-09-07:pm") in rules_of(found)


def test_code_01_a_step_up_that_did_not_happen() -> None:
    """Full time was agreed again, and the register still has C in the afternoons."""
    due = [replace(one, place="school", agreed_away=False) for one in mornings_only(MONDAY)]
    found = compared("/ C / C / C / C / C", due)
    assert ("CODE-01", "session:2026-09-07:pm") in rules_of(found)
    assert found.agreed is None


@pytest.mark.parametrize("policy", [WALES, ENGLAND])
def test_code_01_at_an_inclusion_centre_leave_does_not_fit_and_every_mark_of_teaching_does(policy: Policy) -> None:
    due = [replace(one, place="centre", agreed_away=False) for one in mornings_only(MONDAY)]
    away = {"wales": "C", "england": "C2"}[policy.nation]
    found = compared(" ".join(("/", "\\", "L", "\\", away, "\\", "/", "\\", "/", "\\")), due, policy)
    assert {about for rule, about in rules_of(found) if rule == "CODE-01"} == {"session:2026-09-09:am"}
    told = next(one for one in found.findings if one.about == "session:2026-09-09:am")
    assert told.effect in ("WARN", "BLOCK")


def test_code_02_an_inclusion_centre_outside_the_school_is_confirmed_like_any_place_outside() -> None:
    due = [replace(one, place="centre", agreed_away=False) for one in mornings_only(MONDAY)]
    found = compared("B \\ / \\ / \\ / \\ / \\", due)
    assert rules_of(found) == {("CODE-02", "session:2026-09-07:am")}


def test_npt_rt_18_work_at_home_is_never_b() -> None:
    found = compared("/ B / C / C / C / C", mornings_only(MONDAY))
    assert ("NPT-RT-18", "session:2026-09-07:pm") in rules_of(found)


def test_code_02_a_session_at_a_provider_without_its_word() -> None:
    due = [replace(one, place="provider", agreed_away=False, arranged_by="school", supervised=True) if one.half == "pm" else one
           for one in mornings_only(MONDAY)]  # fmt: skip
    found = compared("/ B / B / B / B / B", due)
    assert {("CODE-02", "session:2026-09-07:pm"), ("CODE-03", "session:2026-09-07:pm")} <= rules_of(found)
    confirmed = compared("/ B / B / B / B / B", [replace(one, confirmed=True) if one.half == "pm" else one for one in due])
    assert rules_of(confirmed) == set()


def test_code_04_both_figures_are_told() -> None:
    found = compared("/ C O C / C / C / C", mornings_only(MONDAY))
    told = next(one for one in found.findings if one.rule == "CODE-04")
    assert told.sentence.values() == {"whole": "40.0", "agreed": "80.0"}


def test_eng_reg_06_england_expects_c2() -> None:
    found = compared("/ C / C2 / C2 / C2 / C2", mornings_only(MONDAY), ENGLAND)
    assert ("ENG-REG-06", "session:2026-09-07:pm") in rules_of(found)
    assert all(about.endswith("07:pm") for _rule, about in rules_of(found))


def test_sessions_that_are_over_without_a_mark_are_missing() -> None:
    found = compared("/ C . . / C / C / C", mornings_only(MONDAY))
    assert found.missing == ((MONDAY + dt.timedelta(days=1), "am"), (MONDAY + dt.timedelta(days=1), "pm"))


@pytest.mark.parametrize(("policy", "code"), [(WALES, "C"), (ENGLAND, "C2")])
def test_a_part_time_pattern_that_nobody_agreed_is_found_after_three_weeks(policy: Policy, code: str) -> None:
    def seen(weeks: int) -> Pattern | None:
        marks: dict[tuple[dt.date, str], str] = {}
        for number in range(weeks):
            marks |= week(MONDAY + dt.timedelta(weeks=number), rf"/ \ / {code} / \ / \ / {code}")
        return compare(marks=marks, due=(), policy=policy, calendar=CALENDAR, today=TODAY).pattern

    assert seen(2) is None
    assert seen(3) == Pattern(((1, "pm"), (4, "pm")), MONDAY, 3)


def test_a_week_that_breaks_the_pattern_ends_it_and_half_term_does_not() -> None:
    codes = {0: "C", 1: "C", 2: "\\", 5: "C", 6: "C", 8: "C"}  # week 7 is half term
    marks = {(MONDAY + dt.timedelta(weeks=number, days=4), "pm"): code for number, code in codes.items()}
    pattern = compare(marks=marks, due=(), policy=WALES, calendar=CALENDAR, today=TODAY).pattern
    assert pattern == Pattern(((4, "pm"),), MONDAY + dt.timedelta(weeks=5), 3)


def test_agreed_hours_are_no_undeclared_pattern() -> None:
    marks: dict[tuple[dt.date, str], str] = {}
    due: list[SessionFacts] = []
    for number in range(4):
        monday = MONDAY + dt.timedelta(weeks=number)
        marks |= week(monday, "/ C / C / C / C / C")
        due += mornings_only(monday)
    assert compare(marks=marks, due=due, policy=WALES, calendar=CALENDAR, today=TODAY).pattern is None
    half = [one for one in due if one.on.weekday() != 4]
    assert compare(marks=marks, due=half, policy=WALES, calendar=CALENDAR, today=TODAY).pattern == Pattern(((4, "pm"),), MONDAY, 4)
