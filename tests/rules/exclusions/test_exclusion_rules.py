"""ENG-EX, ENG-26, ENG-IRP, ENG-REI and WAL-EX: for each number facts that it finds fault with, and facts that it accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.engine import Policy
from pastoral.rules.exclusions import (
    KIND,
    AppealFacts,
    ExclusionFacts,
    Look,
    NoticeFacts,
    ReviewPanelFacts,
    Spell,
    notices,
)

from .conftest import ENGLAND, FIRST, GOOD, HILLINGDON, WALES, WORCESTERSHIRE, Found

PERMANENT: dict[str, Any] = {"kind": "permanent", "last_day": None, "provision_from": FIRST}
UPHELD: dict[str, Any] = {
    **PERMANENT, "board_notified_on": FIRST, "board_met_on": date(2026, 11, 16), "board_decision": "upheld",
    "decision_letter_on": date(2026, 11, 17), "decision_received_on": date(2026, 11, 18), "decision_reasons": True,
    "decision_rights": True,
}  # fmt: skip
LATER = date(2026, 11, 20)
PANEL = ReviewPanelFacts(date(2026, 11, 20), members=("lay", "head", "governor"), chair="lay")
HEARD = replace(PANEL, heard_on=date(2026, 12, 4), outcome="upheld", papers_sent_on=date(2026, 11, 25))
QUASHED = replace(HEARD, outcome="quashed", notice_on=date(2026, 12, 7))
APPEAL = AppealFacts(date(2026, 11, 20), True, True, date(2026, 12, 4), ("lay", "head", "governor"), "upheld")
WITHOUT = {"notices": ()}
EXAM = {"exam_on": date(2026, 11, 12)}
SEPARATION: dict[str, Any] = {"kind": "separation", "last_day": date(2026, 11, 20)}


def told(*recipients: str, **more: Any) -> dict[str, Any]:
    return {"notices": tuple(NoticeFacts(one, FIRST, FIRST) for one in recipients), **more}


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # rule, its effect, what makes it speak, what it accepts (each on top of the good exclusion)
    ("ENG-EX-01", "BLOCK", {"decided_by": "deputy"}, {"decided_by": "acting_head"}),
    ("ENG-EX-01", "BLOCK", {"ground": "unmet_need"}, {}),
    ("ENG-EX-01", "BLOCK", {"ground": ""}, {"ground": "other_discipline"}),
    ("ENG-EX-01", "WARN", {"reason": " "}, {}),
    ("ENG-EX-04", "BLOCK", {"original_last_day": FIRST}, {"original_last_day": date(2026, 11, 3)}),
    ("ENG-EX-04", "BLOCK", {**PERMANENT, "converted_from": "suspension"}, {"converted_from": "suspension"}),
    (
        "ENG-EX-04", "WARN", {"history": (Spell(date(2026, 10, 22), date(2026, 10, 23)),)},
        {"history": (Spell(date(2026, 10, 22), date(2026, 10, 23)),), "follows_on_reason": "A second assault came to light."},
    ),
    (
        "ENG-EX-04", "WARN", {**PERMANENT, "history": (Spell(date(2026, 10, 22), date(2026, 10, 23)),)},
        {**PERMANENT, "history": (Spell(date(2026, 10, 19), date(2026, 10, 20)),)},
    ),
    ("ENG-EX-05", "TASK", WITHOUT, {}),
    ("ENG-EX-05", "BLOCK", {"status": "decided", **WITHOUT}, {"status": "decided"}),
    ("ENG-EX-05", "TASK", {"notices": (NoticeFacts("parent", FIRST),)}, {}),
    ("ENG-EX-05", "TASK", {"notice_contents": frozenset({"period", "reasons"})}, {"status": "closed", **WITHOUT}),
    ("ENG-EX-06", "TASK", {**WITHOUT, "last_session": "am", "last_day": FIRST}, told("authority")),
    ("ENG-EX-07", "TASK", {"has_social_worker": True}, told("social_worker", has_social_worker=True)),
    ("ENG-EX-07", "TASK", {"looked_after": True}, told("virtual_school", looked_after=True)),
    ("ENG-EX-08", "TASK", WITHOUT, {}),
    ("ENG-EX-08", "BLOCK", {"status": "decided", **WITHOUT, **PERMANENT}, {**PERMANENT}),
    ("ENG-EX-08", "BLOCK", {"status": "decided", **WITHOUT, **EXAM}, {**EXAM}),
    ("ENG-EX-09", "TASK", {**PERMANENT, "home_authority_differs": True}, {"home_authority_differs": True}),
    ("ENG-EX-10", "TASK", {"provision_notice_on": None}, {"provision_notice_on": None, "kind": "lunchtime", "lunchtimes": 2}),
    ("ENG-EX-10", "WARN", {"provision_notice_on": date(2026, 11, 3)}, {}),
    (
        "ENG-EX-10", "TASK", {**PERMANENT, "provision_from": None, "provision_notice_complete": False},
        {**PERMANENT, "provision_notice_complete": False, "provision_notice_waived": True},
    ),
    ("ENG-EX-11", "TASK", {"work_set_on": None}, {"work_set_on": None, "kind": "lunchtime", "lunchtimes": 2}),
    ("ENG-EX-12", "TASK", {"last_day": date(2026, 11, 9)}, {}),
    ("ENG-EX-12", "WARN", {"last_day": date(2026, 11, 20), "provision_from": date(2026, 11, 10)}, {}),
    (
        "ENG-EX-12", "WARN", {**PERMANENT, "provision_full_time": False},
        {**PERMANENT, "provision_full_time": False, "plan_limits_hours": True},
    ),
    ("ENG-EX-12", "TASK", {**PERMANENT, "provision_from": None}, {**PERMANENT, "provision_from": date(2026, 11, 9)}),
    ("ENG-EX-13", "WARN", {"exams_done": True}, {}),
    ("ENG-EX-13", "INFO", {"exams_done": True, "year": 11}, {"year": 11}),
    ("ENG-EX-13", "INFO", {"plan_limits_hours": True, "has_ehcp": True}, {"plan_limits_hours": True}),
    ("ENG-EX-14", "INFO", {"looked_after": True}, {"looked_after": True, "provision_from": FIRST}),
    ("ENG-EX-15", "TASK", {**PERMANENT, "board_notified_on": FIRST}, {}),
    ("ENG-EX-15", "WARN", {**UPHELD, "board_met_on": date(2026, 11, 24)}, {**UPHELD, "board_met_on": date(2026, 11, 23)}),
    ("ENG-EX-15", "TASK", {"representations_on": FIRST}, {"representations_on": FIRST, "board_met_on": LATER}),
    ("ENG-EX-15", "TASK", EXAM, {**EXAM, "board_met_on": date(2026, 11, 10)}),
    ("ENG-EX-15", "WARN", {"board_decision": "reinstated"}, {"board_decision": "noted"}),
    ("ENG-EX-17", "WARN", {"board_remote": True}, {"board_remote": True, "remote_asked": True}),
    ("ENG-EX-17", "WARN", {"board_remote": True, "remote_asked": True, "remote_conditions_met": False}, {}),
    ("ENG-EX-19", "TASK", {**UPHELD, "decision_letter_on": None}, UPHELD),
    ("ENG-EX-19", "WARN", {**UPHELD, "decision_rights": False}, {}),
    ("ENG-EX-19", "WARN", {**UPHELD, "decision_reasons": False}, {}),
    ("ENG-IRP-01", "INFO", UPHELD, {**UPHELD, "panel": PANEL}),
    ("ENG-IRP-01", "WARN", {**UPHELD, "panel": replace(PANEL, applied_on=date(2026, 12, 10))}, {}),
    ("ENG-IRP-02", "TASK", {**UPHELD, "panel": PANEL}, {**UPHELD, "panel": HEARD}),
    ("ENG-IRP-02", "WARN", {**UPHELD, "panel": replace(HEARD, heard_on=date(2026, 12, 14))}, UPHELD),
    ("ENG-IRP-03", "WARN", {"panel": replace(PANEL, members=("lay", "head"))}, {"panel": PANEL}),
    (
        "ENG-IRP-03", "WARN", {"panel": replace(PANEL, chair="head")},
        {"panel": replace(PANEL, members=("lay", "head", "governor", "head", "governor"))},
    ),
    ("ENG-IRP-04", "BLOCK", {"panel": replace(HEARD, outcome="reinstated")}, {"panel": HEARD}),
    ("ENG-IRP-04", "BLOCK", {"panel": replace(HEARD, outcome="")}, {"panel": PANEL}),
    ("ENG-IRP-05", "TASK", {"panel": replace(PANEL, expert_asked=True)}, {"panel": PANEL}),
    ("ENG-IRP-05", "TASK", {"panel": replace(PANEL, expert_asked=True, expert_appointed=False)},
     {"panel": replace(PANEL, expert_asked=True, expert_appointed=True)}),
    ("ENG-IRP-06", "TASK", {"panel": QUASHED}, {"panel": HEARD}),
    (
        "ENG-IRP-06", "INFO", {"panel": replace(QUASHED, reconsidered_on=date(2026, 12, 14), reinstated=False)},
        {"panel": replace(QUASHED, reconsidered_on=date(2026, 12, 14), reinstated=True)},
    ),
    ("ENG-IRP-07", "TASK", {"panel": replace(HEARD, papers_sent_on=None)}, {"panel": HEARD}),
    ("ENG-IRP-07", "WARN", {"panel": replace(HEARD, papers_sent_on=date(2026, 12, 1))}, {}),
    ("ENG-IRP-09", "BLOCK", {**UPHELD, "roll_deleted_on": date(2026, 12, 1)}, {**UPHELD, "roll_deleted_on": date(2026, 12, 10)}),
    ("ENG-IRP-09", "INFO", UPHELD, {}),
    ("ENG-IRP-10", "INFO", {"has_send": True}, {}),
    ("ENG-REI-01", "TASK", {"reintegration_planned_on": None}, {"reintegration_planned_on": None, **PERMANENT}),
    ("ENG-REI-01", "BLOCK", {"kept_out_for_meeting": True}, {}),
    ("ENG-REI-02", "WARN", {"returns_part_time": True}, {"returns_part_time": True, "part_time_reason": "Hospital"}),
    ("ENG-26-01", "WARN", {**PERMANENT, "last_resort": ""}, {"last_resort": ""}),
    ("ENG-26-02", "TASK", SEPARATION, {**SEPARATION, "arranged_by_authority_on": FIRST}),
    ("ENG-26-02", "WARN", {**SEPARATION, "arranged_by_authority_on": FIRST, "reason": ""}, {}),
    ("ENG-26-02", "TASK", {**SEPARATION, "arranged_by_authority_on": FIRST, "reintegration_planned_on": None}, {}),
    ("ENG-26-03", "INFO", SEPARATION, {}),
    ("ENG-26-04", "WARN", {"pressed_to_leave": True}, {}),
    ("ENG-26-04", "WARN", {"roll_deleted_on": LATER}, {**UPHELD, "roll_deleted_on": LATER}),
    ("ENG-26-05", "TASK", {"looked_after": True}, {"looked_after": True, "pep_review_considered_on": FIRST}),
    ("HIL-PSP-24", "WARN", {"authority_asked_on": None}, {}),
    ("HIL-PSP-24", "WARN", {"authority_asked_on": date(2026, 11, 3)}, {}),
    ("WOR-GEN-12", "WARN", {"disabled": True}, {"disabled": True, "adjustments": "Breaks; a quiet room"}),
    ("WOR-GEN-13", "WARN", {"previously_looked_after": True}, {"previously_looked_after": True, "duties_checked": True}),
    ("WAL-EX-01", "TASK", told("parent"), {}),
    ("WAL-EX-01", "WARN", {"born": None}, {"born": date(2016, 5, 1), **told("parent")}),
    ("WAL-EX-04", "TASK", WITHOUT, {}),
    ("WAL-EX-04", "TASK", {"notices": (NoticeFacts("parent", FIRST), NoticeFacts("pupil", FIRST, FIRST))}, {}),
    (
        "WAL-EX-04", "WARN", {"notices": (NoticeFacts("parent", FIRST, date(2026, 11, 4)), NoticeFacts("pupil", FIRST, FIRST))},
        {"notices": (NoticeFacts("parent", FIRST, date(2026, 11, 3)), NoticeFacts("pupil", FIRST, FIRST))},
    ),
    ("WAL-EX-05", "TASK", WITHOUT, {}),
    ("WAL-EX-05", "BLOCK", {"status": "decided", "last_day": date(2026, 11, 9), **WITHOUT}, {"last_day": date(2026, 11, 9)}),
    ("WAL-EX-05", "TASK", {**PERMANENT, "home_authority_differs": True}, {"home_authority_differs": True}),
    ("WAL-EX-06", "TASK", {**PERMANENT, "board_notified_on": FIRST}, {}),
    ("WAL-EX-06", "WARN", {**UPHELD, "board_met_on": date(2026, 11, 9)}, {**UPHELD, "board_met_on": date(2026, 11, 10)}),
    ("WAL-EX-06", "WARN", {**UPHELD, "board_met_on": date(2026, 11, 24)}, {**UPHELD, "board_met_on": date(2026, 11, 23)}),
    ("WAL-EX-06", "TASK", {"representations_on": FIRST}, {"representations_on": FIRST, "board_met_on": LATER}),
    ("WAL-EX-06", "WARN", {"board_decision": "reinstated"}, {}),
    ("WAL-EX-07", "TASK", EXAM, {**EXAM, "board_met_on": date(2026, 11, 11)}),
    ("WAL-EX-07", "WARN", {**EXAM, "board_met_on": LATER}, {**EXAM, "board_met_on": LATER, "chair_alone": True}),
    ("WAL-EX-08", "TASK", {**UPHELD, "decision_letter_on": None}, UPHELD),
    ("WAL-EX-08", "WARN", {**UPHELD, "decision_letter_on": date(2026, 11, 18)}, {}),
    ("WAL-EX-09", "INFO", {**UPHELD, "heard": frozenset({"head"})}, UPHELD),
    ("WAL-EX-10", "WARN", {"head_on_board": True}, {"board_members": 3}),
    ("WAL-EX-10", "WARN", {"board_members": 2}, {"board_members": 1, "chair_alone": True}),
    ("WAL-EX-11", "BLOCK", {"appeal": replace(APPEAL, outcome="quashed")}, {"appeal": APPEAL}),
    ("WAL-EX-12", "INFO", UPHELD, {**UPHELD, "appeal": APPEAL}),
    ("WAL-EX-12", "WARN", {**UPHELD, "appeal": replace(APPEAL, lodged_on=date(2026, 12, 9))}, {}),
    ("WAL-EX-12", "WARN", {**UPHELD, "appeal": replace(APPEAL, grounds=False)}, {}),
    ("WAL-EX-12", "TASK", {**UPHELD, "appeal": replace(APPEAL, heard_on=None)}, {}),
    ("WAL-EX-13", "WARN", {"appeal": replace(APPEAL, members=("lay", "head"))}, {"appeal": APPEAL}),
    ("WAL-EX-14", "TASK", {**PERMANENT, "provision_from": None}, PERMANENT),
    ("WAL-EX-14", "WARN", {**PERMANENT, "provision_from": date(2026, 11, 10)}, {}),
    ("WAL-EX-14", "TASK", {"work_set_on": None}, {}),
    ("WAL-EX-15", "WARN", {"board_remote": True}, {"board_remote": True, "remote_conditions_met": True}),
    ("WAL-EX-16", "INFO", {"return_fields": frozenset({"name"})}, {}),
    ("WAL-EX-17", "BLOCK", {"ground": "minor"}, {"ground": "serious_harm"}),
    ("WAL-EX-17", "BLOCK", {"ground": "other_discipline"}, {"ground": "persistent_breach"}),
    ("WAL-EX-18", "INFO", {"on_probabilities": None}, {}),
    ("WAL-EX-19", "WARN", {"panel": PANEL}, {"appeal": APPEAL}),
    ("WAL-EX-19", "WARN", {"directed_off_site": True}, {}),
    ("WAL-EX-19", "WARN", told("virtual_school"), told("social_worker")),
]


@pytest.mark.parametrize(("rule", "effect", "speaks", "accepts"), CASES)
def test_each_rule_finds_its_fault_and_accepts_what_is_right(
    rule: str, effect: str, speaks: dict[str, Any], accepts: dict[str, Any], found: Found
) -> None:
    assert effect in [each.effect for each in found(rule, **speaks)]
    assert found(rule, **accepts) == []


def codes(findings: list[Any]) -> list[str]:
    return [each.sentence.code for each in findings]


@pytest.mark.parametrize("policy", [ENGLAND, WALES, HILLINGDON, WORCESTERSHIRE])
def test_the_good_exclusion_has_no_findings(policy: Policy, calendar: SchoolCalendar) -> None:
    assert engine.judge(KIND, Look(GOOD, policy, calendar, FIRST, FIRST)) == ()


def test_eng_ex_08_t11_eleven_lunchtimes_owe_the_board_a_notice_at_once(found: Found) -> None:
    lunch: dict[str, Any] = {"kind": "lunchtime", "last_day": None, "first_day": date(2026, 9, 7), **WITHOUT}
    assert codes(found("ENG-EX-08", **lunch, lunchtimes=10)) == ["ENG-EX-08.termly"]
    assert codes(found("ENG-EX-08", **lunch, lunchtimes=11)) == ["ENG-EX-08"]


def test_wal_ex_05_t12_twenty_one_lunchtimes_owe_it_within_a_school_day(found: Found) -> None:
    lunch: dict[str, Any] = {"kind": "lunchtime", "last_day": None, "first_day": date(2026, 9, 7), **WITHOUT}
    assert codes(found("WAL-EX-05", **lunch, lunchtimes=20)) == ["WAL-EX-05.termly"]
    assert codes(found("WAL-EX-05", **lunch, lunchtimes=21)) == ["WAL-EX-05.committee", "WAL-EX-05"]


def test_eng_ex_12_t05_the_school_provides_from_the_sixth_day(found: Found) -> None:
    (one,) = found(
        "ENG-EX-12", first_day=date(2026, 11, 9), last_day=date(2026, 11, 10),
        history=(Spell(date(2026, 11, 2), date(2026, 11, 6)),),
    )  # fmt: skip
    assert (one.due, one.owner) == (date(2026, 11, 9), "governing_board")


def test_eng_ex_12_t07_the_authority_provides_after_a_permanent_exclusion(found: Found) -> None:
    (one,) = found("ENG-EX-12", kind="permanent", first_day=date(2026, 10, 12), last_day=None)
    assert (one.due, one.owner) == (date(2026, 10, 19), "authority")


def test_eng_ex_07_t28_three_more_notices(calendar: SchoolCalendar) -> None:
    facts = replace(GOOD, last_day=FIRST, looked_after=True, has_social_worker=True)
    recipients = [each.recipient for each in notices("excluded", facts, ENGLAND, calendar, FIRST)]
    assert recipients == ["parent", "authority", "social_worker", "virtual_school", "governing_board"]


def test_eng_ex_07_is_in_force_since_september_2022() -> None:
    terms = (Term("Summer", date(2022, 4, 25), date(2022, 7, 22)), Term("Autumn", date(2022, 9, 1), date(2022, 12, 16)))
    calendar = SchoolCalendar(terms=terms)
    for first, speaks in ((date(2022, 7, 4), False), (date(2022, 9, 5), True)):
        facts = replace(GOOD, first_day=first, last_day=first, decided_on=first, has_social_worker=True)
        found = engine.judge(KIND, Look(facts, ENGLAND, calendar, first, first))
        assert ("ENG-EX-07" in {each.rule for each in found}) is speaks


def test_eng_26_02_separation_exists_since_26_july_2026_and_counts_nothing(found: Found) -> None:
    assert found("ENG-26-02", **{**SEPARATION, "first_day": date(2026, 7, 25)}) == []
    assert found("ENG-26-02", **{**SEPARATION, "first_day": date(2026, 7, 26)}) != []
    long = {**SEPARATION, "last_day": date(2027, 3, 1)}
    assert found("ENG-EX-02", **long) == []
    assert found("ENG-EX-12", **long) == []


def test_eng_26_03_is_content_once_an_authority_has_set_the_code(found: Found) -> None:
    coded = replace(ENGLAND, values={**ENGLAND.values, "attendance.code_separation": "Y7"})
    assert found("ENG-26-03", **SEPARATION, by=coded) == []


def test_eng_26_01_is_not_asked_of_an_exclusion_before_its_day(found: Found) -> None:
    assert found("ENG-26-01", **{**PERMANENT, "last_resort": "", "first_day": date(2026, 7, 24)}) == []


def test_eng_ex_11_no_work_is_owed_for_days_on_which_there_is_full_time_education(found: Found) -> None:
    week = (Spell(date(2026, 11, 2), date(2026, 11, 6)),)
    after: dict[str, Any] = {"first_day": date(2026, 11, 9), "last_day": date(2026, 11, 10), "work_set_on": None}
    assert found("ENG-EX-11", **after, history=week) == []
    (one,) = found("ENG-EX-11", **after, history=(Spell(date(2026, 11, 3), date(2026, 11, 6)),))
    assert (one.sentence.values()["first"], one.sentence.values()["last"]) == (date(2026, 11, 9), date(2026, 11, 9))


def test_eng_ex_10_a_further_notice_is_never_due_before_the_decision(found: Found) -> None:
    (one,) = found(
        "ENG-EX-10", first_day=date(2026, 11, 9), last_day=date(2026, 11, 10), decided_on=date(2026, 11, 9),
        provision_notice_on=date(2026, 11, 9), provision_notice_complete=False,
        history=(Spell(date(2026, 11, 2), date(2026, 11, 6)),),
    )  # fmt: skip
    assert one.due == date(2026, 11, 9)


def test_eng_ex_16_does_not_say_what_nobody_knows(found: Found) -> None:
    unknown = SchoolCalendar(estimate_around=FIRST)
    codes_there = [each.sentence.code for each in engine.judge(KIND, Look(GOOD, ENGLAND, unknown, FIRST, FIRST))]
    assert codes_there == ["ENG-EX-16.unknown"]


def test_eng_ex_15_overdue_is_red(found: Found) -> None:
    late = date(2026, 11, 24)
    (one,) = found("ENG-EX-15", on=late, **PERMANENT, board_notified_on=FIRST)
    assert (one.due, one.colour) == (date(2026, 11, 23), "red")


def test_eng_ex_16_says_when_reference_dates_count(found: Found, calendar: SchoolCalendar) -> None:
    assert found("ENG-EX-16") == []
    one_term = SchoolCalendar(terms=calendar.terms[:1])
    found_there = engine.judge(KIND, Look(GOOD, ENGLAND, one_term, FIRST, FIRST))
    assert [each.rule for each in found_there] == ["ENG-EX-16"]


def test_eng_ex_18_cancelling_before_the_board_meets(found: Found) -> None:
    everyone = tuple(NoticeFacts(who, FIRST, about="cancellation") for who in ("parent", "governing_board", "authority"))
    done: dict[str, Any] = {"cancelled_on": FIRST, "reinstated_on": FIRST, "notices": everyone}
    assert found("ENG-EX-18", **done) == []
    assert [each.about for each in found("ENG-EX-18", **{**done, "reinstated_on": None})] == ["return"]
    assert codes(found("ENG-EX-18", **done, board_met_on=FIRST)) == ["ENG-EX-18.met"]
    assert codes(found("ENG-EX-18", **done, earlier_days_year=Decimal("45.5"))) == ["ENG-EX-18.limit"]
    assert codes(found("ENG-EX-18", **done, looked_after=True)) == ["ENG-EX-18"]
    unexplained = (replace(everyone[0], reasons=False), *everyone[1:])
    assert codes(found("ENG-EX-18", **{**done, "notices": unexplained})) == ["ENG-EX-18.reasons"]
    assert found("ENG-EX-18") == []


def test_a_cancelled_exclusion_is_left_alone_by_the_other_rules(calendar: SchoolCalendar) -> None:
    facts = ExclusionFacts(first_day=FIRST, last_day=FIRST, cancelled_on=FIRST)
    found = engine.judge(KIND, Look(facts, ENGLAND, calendar, FIRST, FIRST))
    assert {each.rule for each in found} == {"ENG-EX-18"}


def test_wal_ex_14_late_by_one_reading_and_in_time_by_the_other(found: Found) -> None:
    assert codes(found("WAL-EX-14", **{**PERMANENT, "provision_from": date(2026, 11, 16)})) == ["WAL-EX-14.between"]
    assert codes(found("WAL-EX-14", **{**PERMANENT, "provision_from": date(2026, 12, 1)})) == ["WAL-EX-14.late"]
    (one,) = found("WAL-EX-14", **{**PERMANENT, "provision_from": None})
    assert "do not agree" in one.sentence.english()


def test_eng_ex_12_english_provision_is_not_asked_of_a_welsh_suspension(found: Found) -> None:
    assert found("ENG-EX-12", by=WALES, last_day=date(2026, 11, 20)) == []


def test_eng_irp_09_nobody_is_taken_off_the_roll_while_the_board_thinks_again(found: Found) -> None:
    gone: dict[str, Any] = {**UPHELD, "roll_deleted_on": date(2026, 12, 18)}
    assert found("ENG-IRP-09", **gone, panel=QUASHED) != []
    again = replace(QUASHED, reconsidered_on=date(2026, 12, 14), reinstated=False)
    assert found("ENG-IRP-09", **gone, panel=again) == []
    assert found("ENG-IRP-09", **gone, panel=replace(again, reinstated=True)) != []
    assert found("ENG-IRP-09", **gone, panel=HEARD) == []


def test_eng_irp_06_without_the_packs_number_there_is_a_task_and_no_day(found: Found) -> None:
    silent = replace(ENGLAND, values={k: v for k, v in ENGLAND.values.items() if k != "exclusion.reconsider_days"})
    (one,) = found("ENG-IRP-06", by=silent, panel=QUASHED)
    assert (one.due, one.sentence.code) == (None, "ENG-IRP-06.undated")


def test_numbers_that_no_pack_gives_are_not_invented(calendar: SchoolCalendar) -> None:
    bare = replace(ENGLAND, values={})
    facts = replace(GOOD, **{**UPHELD, "provision_from": None})
    found = {each.rule for each in engine.judge(KIND, Look(facts, bare, calendar, LATER, FIRST))}
    assert found.isdisjoint({"ENG-EX-02", "ENG-EX-12", "ENG-EX-15", "ENG-IRP-01", "CAL-07"})


def test_no_rule_of_one_nation_speaks_in_the_other(calendar: SchoolCalendar) -> None:
    facts = ExclusionFacts(kind="permanent", first_day=FIRST)
    for policy, foreign in ((WALES, "ENG"), (ENGLAND, "WAL")):
        found = {each.rule for each in engine.judge(KIND, Look(facts, policy, calendar, FIRST, FIRST))}
        assert found
        assert not [rule for rule in found if rule.startswith(foreign)]


@pytest.mark.parametrize("first", [date(1990, 1, 1), date(2050, 1, 1)])
def test_days_beyond_the_calendar_raise_nothing(first: date, calendar: SchoolCalendar) -> None:
    for policy in (ENGLAND, WALES):
        engine.judge(KIND, Look(replace(GOOD, first_day=first, last_day=first), policy, calendar, FIRST, first))


def test_who_is_told_of_a_permanent_exclusion_in_england(calendar: SchoolCalendar) -> None:
    facts = replace(GOOD, **PERMANENT, home_authority_differs=True, at_provider=True)
    told_of = [(each.recipient, each.how_soon) for each in notices("excluded", facts, ENGLAND, calendar, FIRST)]
    assert told_of == [
        (who, "without_delay") for who in ("parent", "authority", "governing_board", "home_authority", "provider")
    ]


def test_who_is_told_in_wales(calendar: SchoolCalendar) -> None:
    short = notices("excluded", replace(GOOD, has_social_worker=True), WALES, calendar, FIRST)
    assert [(each.recipient, each.how_soon, each.in_writing) for each in short] == [
        ("pupil", "without_delay", True), ("parent", "without_delay", True), ("authority", "termly", False),
        ("governing_board", "termly", False), ("social_worker", "good_practice", False),
    ]  # fmt: skip
    assert short[2].due == date(2026, 12, 18)
    permanent = notices("excluded", replace(GOOD, **PERMANENT, home_authority_differs=True), WALES, calendar, FIRST)
    assert [each.due for each in permanent if each.how_soon == "one_school_day"] == [FIRST + timedelta(days=1)] * 3


def test_who_is_told_of_a_cancelled_exclusion(calendar: SchoolCalendar) -> None:
    facts = replace(GOOD, cancelled_on=FIRST, looked_after=True, has_social_worker=True)
    assert [each.recipient for each in notices("cancelled", facts, ENGLAND, calendar, FIRST)] == [
        "parent", "governing_board", "authority", "social_worker", "virtual_school",
    ]  # fmt: skip
    assert notices("cancelled", facts, WALES, calendar, FIRST) == ()
    assert notices("excluded", facts, ENGLAND, calendar, FIRST) == ()
    with pytest.raises(ValueError, match="No notices"):
        notices("birthday", facts, ENGLAND, calendar, FIRST)
