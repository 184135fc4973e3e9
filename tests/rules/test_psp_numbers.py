"""One check, several numbers: under which a plan is judged, and in whose words (SYS-03); PLAN-01 to 33 and the other councils' own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.lifecycles import PSP, without
from pastoral.rules.psp import RULES, OutcomeFacts, PaperFacts, PlanFacts, PspPolicy, ReviewFacts, judge, number_of
from pastoral.rules.psp.catalogue import numbers

TODAY = date(2026, 9, 7)
EMPTY = PlanFacts(status="meeting", opened_on=date(2026, 9, 1), has_aln=True, disabled=True, engagement_difficult=True)


def rules_of(facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> dict[str, str]:
    return {found.rule: found.effect for found in judge(facts, policy, calendar, TODAY)}


def of(policy: PspPolicy, *families: str, **more: Any) -> PspPolicy:
    return replace(policy, families=(*families, "UK", "CAL", "PLAN"), nation="england", **more)


@pytest.mark.parametrize("status", [status for status in PSP.labels if status != "closed"])
@pytest.mark.parametrize("family", ["HIL", "HAM", "WIL", "WOR", "ENG"])
def test_sys_03_no_number_of_neath_port_talbot_in_england(
    policy: PspPolicy, calendar: SchoolCalendar, family: str, status: str
) -> None:
    late = ReviewFacts(date(2026, 6, 1), "continue")
    facts = replace(EMPTY, status=status, agreed_on=date(2026, 6, 1), began_on=date(2026, 6, 1), reviews=(late,), outcomes=(
        OutcomeFacts("1", "I stay", failing=("a",)),
    ))  # fmt: skip
    found = judge(facts, of(policy, family), calendar, TODAY)
    assert found
    for one in found:
        words = f"{one.sentence.english()} {one.remedy.english()} {one.sentence.code} {one.remedy.code}"
        assert one.rule.partition("-")[0] in (family, "PLAN"), one
        for foreign in ("NPT", "ALNCo", "Education Welfare", "individual development plan", "PSP " if family != "HIL" else "NPT"):
            assert foreign not in words, words


def test_a_check_goes_under_its_most_local_number(policy: PspPolicy) -> None:
    assert number_of("NPT-PSP-14", policy) == "NPT-PSP-14"
    assert number_of("NPT-PSP-14", of(policy, "HIL")) == "HIL-PSP-15"
    assert number_of("NPT-PSP-14", of(policy, "WOR")) == "PLAN-14"
    assert number_of("NPT-PSP-07", of(policy, "WOR")) == ""
    assert number_of("NPT-PSP-16", of(policy, "HAM")) == "HAM-AP-19"
    assert number_of("HIL-PSP-11", of(policy, "WOR")) == "WOR-GEN-07"


def test_no_check_speaks_twice(good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> None:
    nobody = replace(good, lead="", signatures=(), next_review_on=None)
    for families in (("NPT",), ("HIL",), ("WOR",), ("HAM",)):
        by = replace(policy, families=(*families, "PLAN"))
        said = [found.remedy.english() for found in judge(nobody, by, calendar, TODAY)]
        assert len(said) == len(set(said)) + 2  # three signatures are asked for in the same words


def test_a_rule_of_another_family_is_off(policy: PspPolicy) -> None:
    assert policy.severity("HIL-PSP-25", "BLOCK") == "OFF"
    assert policy.severity("NPT-PSP-03", "BLOCK") == "BLOCK"
    assert of(policy, "HIL").severity("NPT-PSP-03", "BLOCK") == "OFF"


PLAN_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # number, what makes it speak, what it is content with (besides the good plan)
    ("PLAN-01", {"earlier_strategies": ""}, {}),
    ("PLAN-03", {"lead": ""}, {}),
    ("PLAN-04", {"alnco_informed_on": None}, {}),
    ("PLAN-05", {"reasons": frozenset({"attendance"})}, {}),
    ("PLAN-06", {"needs_assessed": False}, {}),
    ("PLAN-08", {"status": "gathering", "inputs": ()}, {"status": "gathering"}),
    ("PLAN-09", {"status": "organising", "meeting_on": None}, {}),
    ("PLAN-10", {"chosen_adult_asked_on": None}, {}),
    ("PLAN-11", {"factors_considered": frozenset()}, {}),
    ("PLAN-12", {"outcomes": ()}, {}),
    ("PLAN-13", {"commitments": ()}, {}),
    ("PLAN-14", {"signatures": ()}, {}),
    ("PLAN-15", {"status": "agreed", "agreed_on": TODAY}, {"status": "agreed", "agreed_on": TODAY, "sent_on": TODAY}),
    ("PLAN-16", {"next_review_on": None}, {}),
    ("PLAN-17", {"reviews": (ReviewFacts(TODAY),)}, {"reviews": (ReviewFacts(TODAY, sent_on=TODAY),), "next_review_on": date(2026, 9, 28)}),
    ("PLAN-18", {"status": "live", "began_on": date(2026, 9, 1)}, {}),
    ("PLAN-19", {"status": "live", "change_wanted_on": TODAY}, {"status": "live"}),
    ("PLAN-20", {"status": "live", "review_now": ReviewFacts(TODAY)}, {"status": "live"}),
    ("PLAN-23", {"idp_reference": "Plan 7"}, {"idp_reference": "Plan 7", "idp_outcomes_linked": True}),
    ("PLAN-24", {"disabled": True}, {"disabled": True, "adjustments": "A quiet room"}),
    ("PLAN-25", {"reduced_timetable": True}, {"reduced_timetable": True, "safeguarding": "Nan is at home"}),
    ("PLAN-26", {"engagement_difficult": True}, {"engagement_difficult": True, "engagement_attempts": 1}),
    ("PLAN-27", {"child_views": ""}, {}),
    ("PLAN-28", {}, {"sections_written": frozenset({"assess"})}),
    ("PLAN-29", {}, {"outcomes": (OutcomeFacts("1", "I stay", written=frozenset({"step", "support"})),)}),
    ("PLAN-30", {}, {"ends_on": date(2026, 11, 30)}),
    ("PLAN-31", {}, {"papers": (PaperFacts("log", "present"),)}),
    ("PLAN-32", {"status": "live"}, {"status": "live", "reviews": (ReviewFacts(TODAY, final=True, verdict="successful"),)}),
    ("PLAN-33", {}, {"outcomes": (OutcomeFacts("1", "I stay", written=frozenset({"step", "support"})),)}),
]  # fmt: skip
ASKS_MORE: dict[str, Any] = {
    "sections_needed": ("assess",), "target_fields": ("step", "support"), "end_date_needed": True, "documents_wanted": ("log",),
    "verdicts": ("successful", "unsuccessful"),
}  # fmt: skip


@pytest.mark.parametrize(("number", "wrong", "right"), PLAN_CASES, ids=[case[0] for case in PLAN_CASES])
def test_plan_each_working_rule_speaks_and_is_silent(
    good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, number: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    plain = of(policy, **ASKS_MORE)
    assert number in rules_of(replace(good, **wrong), plain, calendar)
    assert number not in rules_of(replace(good, **right), plain, calendar)


def test_every_working_rule_is_here() -> None:
    assert {case[0] for case in PLAN_CASES} == {number for number in RULES if number.startswith("PLAN-")}
    assert all(len(set(all_of)) == len(all_of) for all_of in numbers().values())


LOCAL_CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("HAM-AP-04", "BLOCK", {}, {"outcomes": (OutcomeFacts("1", "I stay", written=frozenset({"baseline"})),)}),
    ("HAM-AP-05", "WARN", {"other_plans": frozenset({"ehcp"})}, {"other_plans": frozenset({"ehcp"}), "other_plans_linked": True}),
    ("HAM-AP-19", "BLOCK", {"next_review_on": None}, {}),
    ("WIL-RT-01", "BLOCK", {"reduced_timetable": True}, {}),
    ("WIL-RT-01", "BLOCK", {"reduced_timetable": True, "status": "live"}, {"reduced_timetable": True, "status": "closed"}),
    ("WIL-SG-01", "BLOCK", {}, {"safeguarding": "Nan, at home, 1pm to 3pm"}),
    ("WOR-GEN-07", "WARN", {}, {"sections_written": frozenset({"assess"})}),
    ("WOR-GEN-12", "WARN", {"disabled": True}, {"disabled": True, "adjustments": "A quiet room"}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "wrong", "right"), LOCAL_CASES)
def test_ham_wil_wor_each_rule_speaks_and_is_silent(
    good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, number: str, effect: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    by = of(policy, number.partition("-")[0], sections_needed=("assess",), target_fields=("baseline",))
    assert rules_of(replace(good, **wrong), by, calendar).get(number) == effect
    assert number not in rules_of(replace(good, **right), by, calendar)


def test_ham_ap_19_asks_for_a_review_date_and_knows_no_number_of_weeks(
    good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar
) -> None:
    hampshire = of(policy, "HAM")
    late = [one for one in judge(replace(good, next_review_on=date(2026, 11, 30)), hampshire, calendar, TODAY) if one.rule == "HAM-AP-19"]
    assert [(one.effect, one.stops("agree")) for one in late] == [("WARN", False)]  # the six weeks are ours
    before = [one for one in judge(replace(good, next_review_on=TODAY), hampshire, calendar, TODAY) if one.rule == "HAM-AP-19"]
    assert [one.stops("agree") for one in before] == [True]
    elsewhere = judge(replace(good, next_review_on=date(2026, 11, 30)), policy, calendar, TODAY)
    assert any(one.rule == "NPT-PSP-16" and one.stops("agree") for one in elsewhere)


def test_wor_gen_07_an_empty_part_is_worked_out_and_stops_nothing(
    good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar
) -> None:
    found = judge(good, of(policy, "WOR", sections_needed=("assess",)), calendar, TODAY)
    assert [one.stops("agree") for one in found if one.rule == "WOR-GEN-07"] == [False]
    assert RULES["WOR-GEN-07"].effect == "CALC"
    ours = judge(good, of(policy, "WIL", sections_needed=("assess",)), calendar, TODAY)
    assert [one.stops("agree") for one in ours if one.rule == "PLAN-28"] == [True]


def test_a_stage_that_is_not_used_is_gone_past() -> None:
    short = without(("sent",))
    assert short.moves["agreed"]["begin"] == "live"
    assert "send" not in short.moves["agreed"]
    assert "sent" not in short.used
    shorter = without(("gathering", "organising", "sent"))
    assert shorter.moves["deciding"]["begin_meeting"] == "meeting"
    assert "step_back" not in shorter.moves["meeting"]
    assert without(("organising",)).moves["meeting"]["step_back"] == "gathering"
    assert without(()).moves == PSP.moves
