"""NPT-PSP-01 to 27: for each number at least one plan that passes and one that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import CalendarDays, SchoolCalendar
from pastoral.rules.commitments import Commitment, Party
from pastoral.rules.psp import (
    RULES,
    InputFacts,
    OutcomeFacts,
    PlanFacts,
    PspPolicy,
    ReviewFacts,
    RuleFinding,
    SignatureFacts,
    judge,
    notices,
    npt_psp_21_monitoring_group,
    npt_psp_22_record_holders,
)

TODAY = date(2026, 9, 7)
Found = Callable[..., list[RuleFinding]]


@pytest.fixture
def found(good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> Found:
    """The findings of one rule for the good plan with these facts changed."""

    def look(number: str, *, on: date = TODAY, by: PspPolicy = policy, **changes: Any) -> list[RuleFinding]:
        return [each for each in judge(replace(good, **changes), by, calendar, on) if each.rule == number]

    return look


LIVE: dict[str, Any] = {
    "status": "live",
    "agreed_on": date(2026, 9, 7),
    "sent_on": date(2026, 9, 8),
    "began_on": date(2026, 9, 8),
}


def effects(findings: list[RuleFinding]) -> list[str]:
    return [each.effect for each in findings]


def test_a_good_plan_has_no_findings(good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> None:
    assert judge(good, policy, calendar, TODAY) == ()


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # rule, its effect, what makes it speak, what (besides the good plan) it is content with
    ("NPT-PSP-01", "INFO", {"earlier_strategies": " "}, {}),
    ("NPT-PSP-02", "BLOCK", {"reduced_timetable": True}, {"reduced_timetable": False}),
    ("NPT-PSP-02", "BLOCK", {"alternative_provision": True}, {"status": "closed", "alternative_provision": True}),
    ("NPT-PSP-03", "BLOCK", {"lead": ""}, {}),
    ("NPT-PSP-04", "BLOCK", {"alnco_informed_on": None}, {"status": "deciding", "alnco_informed_on": None}),
    ("NPT-PSP-04", "TASK", {"status": "gathering", "alnco_informed_on": None}, {"status": "gathering"}),
    ("NPT-PSP-04", "TASK", {"staff_informed_on": None}, {}),
    ("NPT-PSP-05", "WARN", {"reasons": frozenset({"attendance"})}, {"ewo_involved_on": TODAY}),
    ("NPT-PSP-05", "BLOCK", {"reduced_timetable": True}, {"reduced_timetable": True, "ewo_involved_on": TODAY}),
    ("NPT-PSP-06", "WARN", {"has_aln": True}, {"has_aln": True, "idp_reference": "IDP 7"}),
    ("NPT-PSP-06", "WARN", {"has_aln": True}, {"has_aln": True, "idp_reason": "Sudden change"}),
    ("NPT-PSP-06", "WARN", {"needs_assessed": False}, {"needs_assessed": None}),
    (
        "NPT-PSP-07", "TASK",
        {"reasons": frozenset({"exclusion_risk"})},
        {"reasons": frozenset({"exclusion_risk"}), "wellbeing_informed_on": TODAY},
    ),
    ("NPT-PSP-08", "WARN", {"inputs": tuple(InputFacts(k, "answered") for k in ("staff", "child", "parent",
                                                                                  "agencies"))}, {}),
    ("NPT-PSP-09", "BLOCK", {"status": "organising", "meeting_on": None}, {}),
    ("NPT-PSP-09", "INFO", {"status": "organising"}, {"status": "gathering", "venue": ""}),
    ("NPT-PSP-10", "WARN", {"chosen_adult_asked_on": None}, {"chosen_adult": ""}),
    ("NPT-PSP-11", "INFO", {"factors_considered": frozenset({"health"})}, {}),
    ("NPT-PSP-12", "BLOCK", {"outcomes": ()}, {}),
    (
        "NPT-PSP-12", "BLOCK",
        {"outcomes": (), "fewer_outcomes_reason": "None could be found"},
        {"outcomes": (OutcomeFacts("1", "One"),), "fewer_outcomes_reason": "One thing at a time"},
    ),
    ("NPT-PSP-12", "WARN", {"outcomes": tuple(OutcomeFacts(n, n, ("h",) if n == "b" else ()) for n in "abc")}, {}),
    ("NPT-PSP-23", "INFO", {"idp_reference": "IDP 7"}, {"idp_reference": "IDP 7", "idp_outcomes_linked": True}),
    ("NPT-PSP-24", "WARN", {"disabled": True}, {"disabled": True, "adjustments": "A quiet room"}),
    ("NPT-PSP-25", "BLOCK", {"reduced_timetable": True}, {"reduced_timetable": True, "safeguarding": "Nan at home"}),
    ("NPT-PSP-26", "INFO", {"engagement_difficult": True}, {"engagement_difficult": True, "engagement_attempts": 1}),
    ("NPT-PSP-27", "BLOCK", {"child_views": "\n"}, {}),
    ("NPT-PSP-27", "BLOCK", {"child_views_method": ""}, {}),
    ("NPT-PSP-15", "TASK", {**LIVE, "sent_on": None}, LIVE),
    ("NPT-PSP-16", "BLOCK", {"next_review_on": None}, {"next_review_on": date(2026, 10, 19)}),
    ("NPT-PSP-16", "BLOCK", {"next_review_on": date(2026, 10, 20)}, {}),
    ("NPT-PSP-16", "BLOCK", {"next_review_on": date(2026, 9, 7)}, {}),
    ("NPT-PSP-17", "TASK", {"reviews": (ReviewFacts(TODAY),)}, {"reviews": (ReviewFacts(TODAY, sent_on=TODAY),)}),
    ("NPT-PSP-18", "TASK", LIVE, {**LIVE, "status": "sent"}),
    ("NPT-PSP-19", "TASK", {**LIVE, "change_wanted_on": TODAY}, {**LIVE, "change_wanted_on": TODAY,
                                                               "parents_contacted_on": TODAY}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_passes_and_fails(
    found: Found, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    assert effect in effects(found(number, **bad))
    assert found(number, **fine) == []


def test_npt_psp_02_a_purely_medical_reduction_needs_only_the_healthcare_plan(found: Found) -> None:
    medical: dict[str, Any] = {"reduced_timetable": True, "purely_medical": True}
    assert effects(found("NPT-PSP-02", **medical)) == ["BLOCK"]
    assert found("NPT-PSP-02", **medical, healthcare_plan="IHP 3") == []
    assert effects(found("NPT-PSP-02", **medical, healthcare_plan="IHP", alternative_provision=True)) == ["BLOCK"]


def test_npt_psp_02_a_plan_may_not_close_under_a_running_arrangement(found: Found) -> None:
    (finding,) = found("NPT-PSP-02", **LIVE, reduced_timetable=True)
    assert finding.stops("close")
    assert not finding.stops("record_review")


def test_npt_psp_04_the_task_has_a_day_and_goes_red(found: Found) -> None:
    (soon,) = found("NPT-PSP-04", on=date(2026, 9, 3), status="gathering", alnco_informed_on=None)
    (late,) = found("NPT-PSP-04", on=date(2026, 9, 4), status="gathering", alnco_informed_on=None)
    assert (soon.due, soon.colour, late.colour) == (date(2026, 9, 3), "amber", "red")


def test_npt_psp_08_says_which_input_and_where_it_stands(found: Found) -> None:
    inputs = (
        InputFacts("staff", "answered"),
        InputFacts("child", "asked", date(2026, 9, 1), date(2026, 9, 4)),
        InputFacts("parent", "waived", reason="Asked not to take part"),
        InputFacts("interventions", "waived"),
    )
    findings = found("NPT-PSP-08", status="gathering", inputs=inputs)
    assert [each.about for each in findings] == ["input:child", "input:interventions", "input:agencies"]
    assert [each.sentence.code for each in findings] == ["NPT-PSP-08.asked", "NPT-PSP-08.waived", "NPT-PSP-08"]
    assert "the child's own views" in findings[0].sentence.english()
    assert findings[0].due == date(2026, 9, 4)


def test_npt_psp_09_notice_by_the_authoritys_number(found: Found, policy: PspPolicy) -> None:
    ten = replace(policy, notice_days=CalendarDays(10))
    assert effects(found("NPT-PSP-09", by=ten, status="organising")) == ["WARN"]
    assert found("NPT-PSP-09", by=ten, status="organising", invited_on=date(2026, 8, 28)) == []
    (silent,) = found("NPT-PSP-09", status="organising")
    assert "no local rule" in silent.sentence.english()


def test_npt_psp_13_only_the_child_acts(found: Found) -> None:
    findings = found("NPT-PSP-13", commitments=(Commitment(Party.CHILD, "Behave", "Cai", TODAY),))
    assert effects(findings) == ["WARN", "BLOCK", "BLOCK"]
    assert "only the child" in findings[0].sentence.english()


def test_npt_psp_13_a_promise_without_owner_or_date_is_warned_of(found: Found, good: PlanFacts) -> None:
    vague = Commitment(Party.PROFESSIONAL, "Help out", key="77")
    findings = found("NPT-PSP-13", commitments=(*good.commitments, vague))
    assert effects(findings) == ["WARN", "WARN"]
    assert {each.about for each in findings} == {"commitment:77"}


SIGNED = (SignatureFacts("child", "agreed", TODAY), SignatureFacts("school", "agreed", TODAY))


@pytest.mark.parametrize(
    ("parent", "code"),
    [
        (SignatureFacts("parent", "agreed", TODAY), None),
        (SignatureFacts("parent", "refused", TODAY, "It asks too much of him"), None),
        (SignatureFacts("parent", "missing", reason="At work; link sent"), None),
        (SignatureFacts("parent", "refused", TODAY, " "), "NPT-PSP-14.refused"),
        (SignatureFacts("parent"), "NPT-PSP-14"),
        (SignatureFacts("parent", "agreed", TODAY, binds=False), "NPT-PSP-14.changed"),
        (SignatureFacts("parent", "refused", TODAY, "No", binds=False), "NPT-PSP-14.changed"),
    ],
)
def test_npt_psp_14_at_the_meeting(found: Found, parent: SignatureFacts, code: str | None) -> None:
    findings = found("NPT-PSP-14", signatures=(*SIGNED, parent))
    assert [each.sentence.code for each in findings] == ([code] if code else [])
    assert all(each.stops("agree") for each in findings)


def test_npt_psp_14_a_gap_with_a_reason_is_a_task_afterwards(found: Found) -> None:
    gap = SignatureFacts("parent", "missing", reason="At work; link sent")
    assert effects(found("NPT-PSP-14", **LIVE, signatures=(*SIGNED, gap))) == ["TASK"]


def test_npt_psp_14_the_last_answer_counts(found: Found) -> None:
    refused = SignatureFacts("parent", "refused", TODAY)
    assert found("NPT-PSP-14", signatures=(refused, *SIGNED, SignatureFacts("parent", "agreed", TODAY))) == []


def test_npt_psp_15_due_after_agreement(found: Found) -> None:
    (finding,) = found("NPT-PSP-15", status="agreed", agreed_on=TODAY, on=date(2026, 9, 10))
    assert (finding.due, finding.colour) == (date(2026, 9, 9), "red")


def test_npt_psp_16_live_plan_owes_a_review(found: Found) -> None:
    (soon,) = found("NPT-PSP-16", **LIVE, on=date(2026, 9, 28))
    (late,) = found("NPT-PSP-16", **LIVE, on=date(2026, 9, 29))
    assert (soon.due, soon.colour, late.colour) == (date(2026, 9, 28), "amber", "red")
    assert late.sentence.code == "NPT-PSP-16.overdue"


def test_npt_psp_16_counts_from_the_last_review(found: Found) -> None:
    review = ReviewFacts(date(2026, 9, 28), "continue", "Better", "Fine", sent_on=date(2026, 9, 28))
    ok = found("NPT-PSP-16", **LIVE, on=date(2026, 10, 1), reviews=(review,), next_review_on=date(2026, 11, 9))
    late = found("NPT-PSP-16", **LIVE, on=date(2026, 10, 1), reviews=(review,), next_review_on=date(2026, 11, 10))
    assert effects(ok) == ["TASK"]
    assert "BLOCK" in effects(late)


def test_npt_psp_18_weekly_but_not_in_the_holidays(found: Found) -> None:
    ins = (date(2026, 10, 20),)
    (due,) = found("NPT-PSP-18", **LIVE, on=date(2026, 10, 29), check_ins=ins)
    assert (due.due, due.effect) == (date(2026, 11, 2), "TASK")
    (gap,) = found("NPT-PSP-18", **LIVE, on=date(2026, 11, 3), check_ins=ins)
    assert (gap.effect, gap.colour, gap.owner) == ("WARN", "amber", "key_adult")
    (none,) = found("NPT-PSP-18", **LIVE, on=date(2026, 9, 16))
    assert none.sentence.code == "NPT-PSP-18.none"


def test_npt_psp_20_a_review_needs_a_decision_and_its_effect(found: Found) -> None:
    good_review = ReviewFacts(date(2026, 9, 28), "continue", "Calmer", "It helps", next_on=date(2026, 11, 9))
    assert found("NPT-PSP-20", **LIVE, review_now=good_review) == []
    for change, code in (
        ({"decision": ""}, "NPT-PSP-20"),
        ({"decision": "maybe"}, "NPT-PSP-20"),
        ({"evaluation": ""}, "NPT-PSP-20.evaluation"),
        ({"child_view": ""}, "NPT-PSP-20.child_view"),
    ):
        findings = found("NPT-PSP-20", **LIVE, review_now=replace(good_review, **change))
        assert [each.sentence.code for each in findings] == [code]


def test_npt_psp_21_termly(calendar: SchoolCalendar) -> None:
    owed = npt_psp_21_monitoring_group((date(2026, 7, 1),), calendar, date(2026, 11, 20))
    assert owed is not None
    assert owed.due == date(2026, 12, 18)
    assert owed.owner == "authority"
    assert npt_psp_21_monitoring_group((date(2026, 9, 30),), calendar, date(2026, 11, 20)) is None
    assert npt_psp_21_monitoring_group((), calendar, date(2026, 12, 25)) is None


def test_npt_psp_22_who_keeps_a_record(good: PlanFacts) -> None:
    assert npt_psp_22_record_holders(good) == {"school"}
    attendance = replace(good, reasons=frozenset({"attendance"}))
    assert npt_psp_22_record_holders(attendance) == {"school", "ewo"}
    hours = replace(good, reduced_timetable=True)
    assert npt_psp_22_record_holders(hours) == {"school", "ewo", "deputy_safeguarding_officer"}


def test_every_number_from_1_to_27_is_somewhere() -> None:
    elsewhere = {"NPT-PSP-21", "NPT-PSP-22"}  # about an authority and about access, not about one plan
    npt = {number for number in RULES if number.startswith("NPT-")}
    assert npt | elsewhere == {f"NPT-PSP-{number:02}" for number in range(1, 28)}
    assert all(rule.title and rule.source and rule.force in "MSG" for rule in RULES.values())


def test_the_authority_may_weigh_a_rule_differently(found: Found, policy: PspPolicy) -> None:
    strict = replace(policy, severities=(("NPT-PSP-10", "BLOCK"), ("NPT-PSP-11", "OFF")))
    (finding,) = found("NPT-PSP-10", by=strict, chosen_adult_asked_on=None)
    assert finding.effect == "BLOCK"
    assert finding.colour == "red"
    assert finding.stops("begin_meeting")
    assert found("NPT-PSP-11", by=strict, factors_considered=frozenset()) == []


def test_every_finding_reads_in_english_and_has_an_owner(policy: PspPolicy, calendar: SchoolCalendar) -> None:
    bare = PlanFacts(
        reasons=frozenset({"attendance", "exclusion_risk"}), has_aln=True, needs_assessed=False, disabled=True,
        reduced_timetable=True, engagement_difficult=True, began_on=date(2026, 9, 1), change_wanted_on=TODAY,
        commitments=(Commitment(Party.CHILD, "{x}"),), reviews=(ReviewFacts(TODAY),),
        outcomes=(OutcomeFacts("1", "{0}", ("a", "h")),), review_now=ReviewFacts(TODAY, "continue"),
    )  # fmt: skip
    seen = set()
    for status in ("deciding", "gathering", "organising", "meeting", "agreed", "sent", "live", "reviewed", "closed"):
        for each in judge(replace(bare, status=status), policy, calendar, TODAY):
            assert each.owner
            assert each.colour in ("red", "amber", "green")
            for text in (each.sentence.english(), each.remedy.english()):
                assert text.endswith((".", "?", "”")), text
            seen.add(each.rule)
    assert len(seen) >= 22


def test_notices_of_an_agreed_plan(good: PlanFacts) -> None:
    plain = {notice.recipient for notice in notices("plan_agreed", good)}
    assert plain == {"parent", "authority", "alnco"}
    much = replace(
        good, reasons=frozenset({"exclusion_risk"}), reduced_timetable=True, has_social_worker=True,
        alternative_provision=True,
    )  # fmt: skip
    assert {notice.recipient for notice in notices("plan_agreed", much)} == {
        "parent", "authority", "alnco", "ewo", "deputy_safeguarding_officer", "social_worker", "provider",
    }  # fmt: skip
    review = {notice.recipient: notice.kind for notice in notices("review_recorded", much)}
    assert review["social_worker"] == "invite"
    assert "alnco" not in review
    assert [notice.recipient for notice in notices("exclusion_risk", much)] == ["wellbeing_service"]
    assert notices("exclusion_risk", good) == ()
    with pytest.raises(ValueError, match="No notices"):
        notices("party", good)
