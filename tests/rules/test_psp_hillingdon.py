"""HIL-PSP-01 to 25: Hillingdon's plan with its fixed reviews, verdict and everyone's signature; T03."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar
from pastoral.rules.commitments import Commitment, Party
from pastoral.rules.psp import (
    RULES,
    Allowed,
    AttendeeFacts,
    InputFacts,
    OutcomeFacts,
    PaperFacts,
    PlanFacts,
    PspPolicy,
    Refused,
    ReviewFacts,
    RuleFinding,
    SignatureFacts,
    decide,
    decision_of,
    fixed_reviews,
    judge,
    next_review_of,
)

TODAY = date(2026, 9, 7)
WHOLE = frozenset({"step", "measure", "reward", "support"})
PEOPLE = (
    AttendeeFacts("child", "Cai", True, True, "1"),
    AttendeeFacts("parent", "Mair", True, True, "2"),
    AttendeeFacts("professional", "Outreach", True, False, "3"),
)
Found = Callable[..., list[RuleFinding]]


@pytest.fixture(scope="module")
def hillingdon(policy: PspPolicy) -> PspPolicy:
    """Hillingdon's parameters (rules catalogue 2.2 and 6)."""
    return replace(
        policy,
        families=("ENG", "UK", "CAL", "HIL", "PLAN"),
        nation="england",
        unused_stages=("sent",),
        reviews_are_sent=False,
        max_review_weeks=CalendarWeeks(8),
        review_schedule=(CalendarWeeks(4), CalendarWeeks(8)),
        interim_reviews_needed=1,
        final_review_weeks=CalendarWeeks(12),
        verdicts=("successful", "unsuccessful"),
        signatories=("everyone_present",),
        target_fields=("step", "measure", "reward", "support"),
        outcome_sequence=False,
        end_date_needed=True,
        check_in_choices=("weekly", "fortnightly", "daily"),
        documents_wanted=("behaviour_log", "senco_comments"),
        sections_needed=("assess", "plan"),
        part_titles=(("assess", "Assess"), ("plan", "Plan")),
    )


@pytest.fixture(scope="module")
def whole(good: PlanFacts) -> PlanFacts:
    """A plan at the meeting of which Hillingdon's rules have nothing to say."""
    return replace(
        good,
        attendees=PEOPLE,
        papers=(PaperFacts("behaviour_log", "present"), PaperFacts("senco_comments", "not_applicable")),
        first_meeting_on=TODAY,
        sections_written=frozenset({"assess", "plan"}),
        assessments=frozenset({"mentor"}),
        consequences="Time in the library",
        check_in_every="weekly",
        ends_on=date(2026, 11, 30),
        next_review_on=date(2026, 10, 5),
        outcomes=tuple(replace(one, written=WHOLE) for one in good.outcomes),
        signatures=tuple(SignatureFacts(f"attendee:{key}", "agreed", TODAY) for key in ("1", "2")),
    )


@pytest.fixture
def found(whole: PlanFacts, hillingdon: PspPolicy, calendar: SchoolCalendar) -> Found:
    def look(number: str, *, on: date = TODAY, by: PspPolicy = hillingdon, **changes: Any) -> list[RuleFinding]:
        return [each for each in judge(replace(whole, **changes), by, calendar, on) if each.rule == number]

    return look


def test_a_whole_plan_has_no_findings(whole: PlanFacts, hillingdon: PspPolicy, calendar: SchoolCalendar) -> None:
    assert judge(whole, hillingdon, calendar, TODAY) == ()


LIVE: dict[str, Any] = {"status": "live", "agreed_on": TODAY, "began_on": TODAY, "parents_contacted_on": TODAY}
INTERIM = ReviewFacts(date(2026, 10, 5), "continue", "Calmer", "Good", date(2026, 11, 2))
FINAL = ReviewFacts(
    date(2026, 11, 30), "cease", "Calmer", "Good", final=True, verdict="successful", verdict_next="celebrate"
)
FAILED = replace(FINAL, decision="next_steps", verdict="unsuccessful", verdict_next="referral")
AFTER: dict[str, Any] = {**LIVE, "status": "reviewed", "reviews": (INTERIM, FAILED)}
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("HIL-PSP-01", "INFO", {"status": "deciding"}, {"status": "gathering"}),
    ("HIL-PSP-02", "INFO", {"reasons": frozenset()}, {"reasons": frozenset({"behaviour"})}),
    (
        "HIL-PSP-03", "WARN",
        {"other_plans": frozenset({"behaviour_plan"})},
        {"other_plans": frozenset({"behaviour_plan"}), "behaviour_plan_ended_on": TODAY},
    ),
    (
        "HIL-PSP-04", "INFO",
        {"other_plans": frozenset({"sen_support"})},
        {"other_plans": frozenset({"sen_support"}), "other_plans_linked": True},
    ),
    (
        "HIL-PSP-05", "WARN",
        {"commitments": (Commitment(Party.PARENT, "A word at breakfast", "Mair", TODAY),)},
        {},
    ),
    ("HIL-PSP-06", "BLOCK", {"status": "organising", "attendees": PEOPLE[:1]}, {"status": "organising"}),
    ("HIL-PSP-07", "INFO", {"assessments": frozenset()}, {}),
    (
        "HIL-PSP-08", "INFO",
        {"status": "gathering", "inputs": (InputFacts("child", "asked"),)},
        {"status": "gathering", "inputs": (InputFacts("child", "answered"),)},
    ),
    ("HIL-PSP-09", "WARN", {"status": "organising", "attendees": PEOPLE[:2]}, {"status": "organising"}),
    ("HIL-PSP-10", "INFO", {"attendees": (replace(PEOPLE[0], present=None), PEOPLE[1])}, {}),
    ("HIL-PSP-11", "BLOCK", {"sections_written": frozenset({"assess"})}, {}),
    ("HIL-PSP-12", "WARN", {"outcomes": (OutcomeFacts("1", "I stay", written=frozenset({"support"})),)}, {}),
    ("HIL-PSP-13", "INFO", {"consequences": ""}, {}),
    ("HIL-PSP-14", "BLOCK", {"outcomes": (OutcomeFacts("1", "I stay", written=WHOLE - {"support"}),)}, {}),
    ("HIL-PSP-15", "BLOCK", {"signatures": (SignatureFacts("attendee:1", "agreed", TODAY),)}, {}),
    ("HIL-PSP-15", "BLOCK", {"attendees": (), "signatures": ()}, {}),
    ("HIL-PSP-16", "WARN", {"check_in_every": ""}, {}),
    ("HIL-PSP-16", "TASK", {**LIVE, "check_in_every": "fortnightly"}, {"status": "agreed", "agreed_on": TODAY}),
    ("HIL-PSP-17", "INFO", {**LIVE, "parents_contacted_on": None}, LIVE),
    ("HIL-PSP-18", "TASK", {"next_review_on": None}, {}),
    ("HIL-PSP-18", "TASK", {"next_review_on": date(2026, 11, 9)}, {"next_review_on": date(2026, 11, 2)}),
    (
        "HIL-PSP-19", "INFO",
        {**LIVE, "reviews": (replace(INTERIM, unkept=2),)},
        {**LIVE, "reviews": (replace(INTERIM, unkept=2, further_measures="A mentor"),)},
    ),
    ("HIL-PSP-20", "BLOCK", LIVE, {**LIVE, "reviews": (INTERIM, FINAL)}),
    ("HIL-PSP-20", "BLOCK", {**LIVE, "review_now": replace(FINAL, verdict="")}, {**LIVE, "review_now": FINAL}),
    ("HIL-PSP-21", "INFO", {**LIVE, "review_now": replace(FINAL, verdict_next="")}, {**LIVE, "review_now": FINAL}),
    ("HIL-PSP-22", "TASK", {**LIVE, "change_wanted_on": date(2026, 9, 9)}, LIVE),
    ("HIL-PSP-23", "TASK", AFTER, {**AFTER, "reviews": (INTERIM, FINAL)}),
    (
        "HIL-PSP-24", "WARN",
        {**AFTER, "reasons": frozenset({"exclusion_risk"})},
        {**AFTER, "reasons": frozenset({"exclusion_risk"}), "wellbeing_informed_on": TODAY},
    ),
    ("HIL-PSP-25", "BLOCK", {"ends_on": None}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "wrong", "right"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_hil_psp_each_rule_speaks_and_is_silent(
    found: Found, number: str, effect: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    speaks = found(number, **wrong)
    assert effect in [each.effect for each in speaks], speaks
    assert effect not in [each.effect for each in found(number, **right)]
    assert all(each.sentence.english() and each.remedy.english() for each in speaks)


def test_every_number_of_hillingdon_is_judged() -> None:
    assert {number for number in RULES if number.startswith("HIL-")} == {f"HIL-PSP-{n:02}" for n in range(1, 26)}
    assert {case[0] for case in CASES} == {number for number in RULES if number.startswith("HIL-")}


def test_t03_hillingdon_reviews(hillingdon: PspPolicy, calendar: SchoolCalendar, whole: PlanFacts) -> None:
    fixed = fixed_reviews(date(2026, 9, 7), hillingdon, calendar)
    assert fixed.interim == (date(2026, 10, 5), date(2026, 11, 2))
    assert fixed.final == date(2026, 11, 30)
    first = next_review_of(whole, hillingdon, calendar, anchor=TODAY)
    assert (first.suggested, first.latest, first.is_final) == (date(2026, 10, 5), date(2026, 11, 2), False)
    # the eighth week may be left out: one interim review is enough
    second = next_review_of(replace(whole, reviews=(INTERIM,)), hillingdon, calendar, anchor=date(2026, 10, 5))
    assert (second.suggested, second.latest) == (date(2026, 11, 2), date(2026, 11, 30))
    both = (INTERIM, replace(INTERIM, held_on=date(2026, 11, 2)))
    last = next_review_of(replace(whole, reviews=both), hillingdon, calendar, anchor=date(2026, 11, 2))
    assert (last.suggested, last.is_final) == (date(2026, 11, 30), True)
    late = next_review_of(replace(whole, reviews=both), hillingdon, calendar, anchor=date(2026, 12, 4))
    assert late.latest == date(2026, 12, 7)


def act(status: str, action: str, facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> Allowed | Refused:
    return decide(status, action, facts, policy, calendar=calendar, today=TODAY, reason="-")


def test_hil_psp_18_is_a_task_and_stops_neither_agreement_nor_review(
    whole: PlanFacts, hillingdon: PspPolicy, calendar: SchoolCalendar
) -> None:
    for day in (None, date(2026, 11, 9)):  # none at all, and past the eighth week
        agreed = act("meeting", "agree", replace(whole, next_review_on=day), hillingdon, calendar)
        assert isinstance(agreed, Allowed), agreed
        now = replace(INTERIM, next_on=day)
        assert isinstance(act("live", "record_review", replace(whole, **LIVE, review_now=now), hillingdon, calendar), Allowed)
    (due,) = [one for one in judge(replace(whole, **LIVE), hillingdon, calendar, date(2026, 11, 3)) if one.rule == "HIL-PSP-18"]
    assert (due.effect, due.colour, due.due) == ("TASK", "red", date(2026, 10, 5))  # neither the fourth week nor the eighth


def test_nothing_is_sent_so_an_agreed_plan_begins(whole: PlanFacts, hillingdon: PspPolicy, calendar: SchoolCalendar) -> None:
    agreed = replace(whole, agreed_on=TODAY)
    begun = act("agreed", "begin", agreed, hillingdon, calendar)
    assert isinstance(begun, Allowed)
    assert begun.next_status == "live"
    assert isinstance(act("agreed", "send", agreed, hillingdon, calendar), Refused)


def test_hil_psp_20_no_end_without_a_verdict(whole: PlanFacts, hillingdon: PspPolicy, calendar: SchoolCalendar) -> None:
    live = replace(whole, **LIVE)
    early = act("live", "record_review", replace(live, review_now=replace(INTERIM, decision="cease")), hillingdon, calendar)
    assert isinstance(early, Refused)
    assert "HIL-PSP-20.none" in [reason.code for reason in early.reasons]
    ended = act("live", "record_review", replace(live, reviews=(INTERIM,), review_now=FINAL), hillingdon, calendar)
    assert isinstance(ended, Allowed)
    assert ended.next_status == "closed"
    waits = act("live", "record_review", replace(live, reviews=(INTERIM,), review_now=FAILED), hillingdon, calendar)
    assert isinstance(waits, Allowed)
    assert waits.next_status == "reviewed"


def test_what_a_verdict_does_to_the_plan() -> None:
    assert decision_of("successful", "") == "cease"
    assert decision_of("successful", "monitored_support") == "next_steps"
    assert decision_of("unsuccessful", "referral") == "next_steps"
    assert decision_of("", "") == ""


def test_hil_psp_16_daily_is_due_the_next_day(found: Found) -> None:
    (due,) = found("HIL-PSP-16", **LIVE, check_in_every="daily")
    assert due.due == date(2026, 9, 8)
    (weekly,) = found("HIL-PSP-16", **LIVE)
    assert weekly.due == date(2026, 9, 14)
