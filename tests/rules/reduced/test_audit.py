"""The audit matrix (F-NPT-06, NPT-AUD-01 to 04), the checklist (F-NPT-05) and the register code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.reduced import (
    AgencyFacts,
    AgreementFacts,
    JudgementFacts,
    RatingFacts,
    ReducedFacts,
    ReducedReviewFacts,
    RiskFacts,
    StepFacts,
    checklist,
    leave_may_be_coded,
)
from pastoral.rules.reduced.audit import INDICATORS, Audit, attended_percent, audit

from .conftest import AGREED_ON, ENGLAND, GOOD, NPT, TODAY, Found, mornings

OFFICER = "Deputy Education Safeguarding Officer"
WORKER = AgreementFacts("social_worker", "agreed", AGREED_ON)
LOOKED_AFTER: dict[str, Any] = {"looked_after": True, "agreements": (WORKER,)}


@pytest.fixture
def rated(calendar: SchoolCalendar) -> Any:
    def rate(*, on: date = TODAY, by: Policy = NPT, **changes: Any) -> Audit:
        return audit(replace(GOOD, **changes), by, calendar, on)

    return rate


def judged(code: str, holds: bool) -> JudgementFacts:
    return JudgementFacts(code, holds, "Seen in the file", OFFICER, TODAY)


def test_npt_aud_01_green_needs_every_green_indicator(rated: Any) -> None:
    found = rated()
    assert (found.colour, found.provisional, found.unsettled) == ("green", False, ())


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("G-a", {"judgements": ()}),
        ("G1", {"agreements": ()}),
        ("G2", {"psp_reviews_kept": None}),
        ("G4", {"deputy_sent_on": None}),
        ("G5", {"officers_kept_informed": None}),
        ("G6", {"risks": (RiskFacts("home", AGREED_ON, "low", review_on=date(2026, 9, 18)),)}),
    ],
)
def test_npt_aud_01_a_green_that_is_missing_leaves_it_not_yet_rated(code: str, changes: dict[str, Any], rated: Any) -> None:
    found = rated(**changes)
    assert (found.colour, found.unsettled) == ("not_rated", (code,))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("A3", {"parents_unhappy": True}),
        ("A1", {"judgements": (judged("A1", True),)}),
        (
            "A2",
            {
                "reviews": (ReducedReviewFacts(date(2026, 9, 11)), ReducedReviewFacts(date(2026, 9, 18))),
                "history": (StepFacts(date(2026, 9, 7), Decimal(15)),),
            },
        ),
        ("A-a", {"end_on": date(2026, 11, 30)}),
    ],
)
def test_npt_aud_01_any_amber_makes_it_amber(code: str, changes: dict[str, Any], rated: Any) -> None:
    found = rated(**changes)
    assert (found.colour, found.holding("amber")) == ("amber", (code,))


def test_npt_aud_01_a_timetable_that_runs_on_past_its_end_is_beyond_the_limit(rated: Any) -> None:
    assert rated(on=date(2026, 11, 30)).holding("amber") == ("A-a",)
    assert rated(on=date(2026, 11, 29)).holding("amber") == ()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("R-a", {"judgements": (judged("R-a", True),)}),
        ("R-b", {"steps": ()}),
        ("R-c", {"agencies": (AgencyFacts("CAMHS", AGREED_ON),)}),
        ("R1", {"known_risks": frozenset({"cce"})}),
        ("R2", {"sessions_attended": 0}),
    ],
)
def test_npt_aud_01_any_red_makes_it_red_until_an_officer_confirms(code: str, changes: dict[str, Any], rated: Any) -> None:
    found = rated(**changes, parents_unhappy=True)
    assert (found.colour, found.provisional, found.holding("red")) == ("red", True, (code,))
    confirmed = RatingFacts("confirmed", "I agree", OFFICER, TODAY)
    assert rated(**changes, rating=confirmed).provisional is False


def test_npt_aud_01_only_a_running_timetable_of_a_matrix_authority_has_a_colour(found: Found) -> None:
    assert [each.colour for each in found("NPT-AUD-01", parents_unhappy=True)] == ["amber"]
    assert [each.colour for each in found("NPT-AUD-01", known_risks=frozenset({"cse"}))] == ["red"]
    assert [each.colour for each in found("NPT-AUD-01", judgements=())] == ["grey"]
    assert found("NPT-AUD-01") == []
    assert found("NPT-AUD-01", parents_unhappy=True, status="agreed") == []
    assert found("NPT-AUD-01", parents_unhappy=True, by=replace(NPT, values={})) == []


def test_npt_aud_01_names_every_indicator_that_makes_the_colour(found: Found) -> None:
    (one,) = found("NPT-AUD-01", known_risks=frozenset({"cse"}), steps=())
    text = one.sentence.english()
    assert "There is no real long-term plan or way out; A known risk of significant harm" in text


def test_npt_aud_02_a_later_complete_judgement_wins_and_an_empty_one_does_not_count(rated: Any) -> None:
    earlier = JudgementFacts("A1", True, "No work done", OFFICER, date(2026, 9, 14))
    assert rated(judgements=(judged("G-a", True), earlier, judged("A1", False))).colour == "green"
    assert rated(judgements=(judged("G-a", True), earlier, JudgementFacts("A1", False))).colour == "amber"


def test_npt_aud_02_nobody_judges_what_the_record_settles(rated: Any) -> None:
    assert rated(deputy_sent_on=None, judgements=(judged("G-a", True), judged("G4", True))).colour == "not_rated"


def test_npt_aud_03_t22_status_alone_is_provisional_red_and_an_officer_may_lower_it(rated: Any, found: Found) -> None:
    assert (rated(**LOOKED_AFTER).colour, rated(**LOOKED_AFTER).provisional) == ("red", True)
    (one,) = found("NPT-AUD-03", **LOOKED_AFTER)
    assert (one.effect, one.owner) == ("TASK", "deputy_safeguarding_officer")
    lowered = RatingFacts("lowered", "Settled placement; social worker agrees", OFFICER, TODAY)
    assert rated(**LOOKED_AFTER, rating=lowered).colour == "green"
    assert found("NPT-AUD-03", **LOOKED_AFTER, rating=lowered) == []
    assert found("NPT-AUD-03") == []


@pytest.mark.parametrize(
    "rating",
    [
        RatingFacts("lowered", "", OFFICER, TODAY),
        RatingFacts("lowered", "Fine", "", TODAY),
        RatingFacts("lowered", "Fine", OFFICER, None),
        RatingFacts("lowered", "Fine", OFFICER, AGREED_ON, until=date(2026, 9, 18)),
    ],
)
def test_npt_aud_03_lowering_without_reason_name_or_date_or_past_its_end_does_nothing(rating: RatingFacts, rated: Any) -> None:
    assert rated(**LOOKED_AFTER, rating=rating).colour == "red"


def test_npt_aud_03_a_lowered_colour_needs_its_reason(found: Found) -> None:
    (one,) = found("NPT-AUD-03", **LOOKED_AFTER, rating=RatingFacts("lowered", "", OFFICER, TODAY))
    assert one.sentence.code == "NPT-AUD-03.reason"


def test_npt_aud_03_a_known_risk_cannot_be_lowered_away(rated: Any) -> None:
    lowered = RatingFacts("lowered", "Fine", OFFICER, TODAY)
    assert rated(**LOOKED_AFTER, rating=lowered, known_risks=frozenset({"abuse"})).colour == "red"


def test_npt_aud_04_asks_for_the_figures_that_progress_and_attendance_need(found: Found) -> None:
    reviews = (ReducedReviewFacts(date(2026, 9, 11)), ReducedReviewFacts(date(2026, 9, 18)))
    history = (StepFacts(date(2026, 9, 7), Decimal(15)),)
    assert [each.about for each in found("NPT-AUD-04", reviews=reviews)] == ["history"]
    assert [each.about for each in found("NPT-AUD-04", sessions_attended=None)] == ["attendance"]
    assert found("NPT-AUD-04", reviews=reviews, history=history) == []


@pytest.mark.parametrize(("agreed", "attended", "holds"), [(5, 0, True), (4, 0, None), (5, 1, None), (0, 0, None)])
def test_npt_aud_04_a_few_missed_sessions_are_not_a_time_of_non_attendance(
    agreed: int, attended: int, holds: bool | None, rated: Any
) -> None:
    found = rated(sessions_agreed=agreed, sessions_attended=attended, judgements=())
    assert next(one.holds for one in found.indicators if one.code == "R2") is holds


@pytest.mark.parametrize(("least", "holds"), [(3, True), (4, None), (None, None)])
def test_npt_aud_04_how_many_missed_sessions_are_a_time_is_the_packs_number(least: int | None, holds: bool | None, rated: Any) -> None:
    by = replace(NPT, values={**NPT.values, "reduced.audit_least_sessions": least})
    found = rated(by=by, sessions_agreed=3, sessions_attended=0, judgements=())
    assert next(one.holds for one in found.indicators if one.code == "R2") is holds


def test_npt_aud_04_attendance_is_of_the_agreed_sessions() -> None:
    assert attended_percent(replace(GOOD, sessions_agreed=9, sessions_attended=8)) == 88
    assert attended_percent(replace(GOOD, sessions_agreed=0)) is None


def test_every_indicator_of_the_matrix_is_there() -> None:
    assert {code for code, (colour, _text) in INDICATORS.items() if colour == "green"} == {
        "G-a", "G-b", "G1", "G2", "G3", "G4", "G5", "G6",
    }  # fmt: skip
    assert len(INDICATORS) == 18


def test_the_eight_items_of_the_checklist_are_worked_out() -> None:
    items = checklist(GOOD, GOOD.school_day)
    assert [item.code for item in items] == ["referrals", "risks", "plan", "agreement", "care", "travel", "idp", "return"]
    assert all(item.ready for item in items)
    assert [item.answer for item in items] == [False, True, True, True, True, True, False, True]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("referrals", {"no_referrals_reason": ""}),
        ("risks", {"risks": ()}),
        ("plan", {"psp_agreed": False}),
        ("agreement", {"agreements": ()}),
        ("agreement", {"looked_after": True}),
        ("care", {"slots": mornings(responsible="")}),
        ("travel", {"travel_agreed_on": None}),
        ("travel", {"travel_assistance": True}),
        ("idp", {"has_plan": None}),
        ("idp", {"has_plan": True}),
        ("return", {"steps": ()}),
    ],
)
def test_each_item_of_the_checklist_can_be_missing(code: str, changes: dict[str, Any]) -> None:
    missing = [item.code for item in checklist(replace(GOOD, **changes), GOOD.school_day) if not item.ready]
    assert missing == [code]


def test_a_healthcare_plan_stands_in_for_the_psp_on_the_checklist() -> None:
    medical = replace(GOOD, psp="", psp_agreed=False, reason="medical", healthcare_plan="IHP 4")
    plan = next(item for item in checklist(medical, GOOD.school_day) if item.code == "plan")
    assert (plan.answer, plan.ready) == (False, True)


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"status": "risk_assessed"}, False),
        ({"compulsory_age": False}, False),
        ({"next_review_on": None}, False),
        ({"end_on": None}, False),
        ({"end_on": date(2026, 9, 20)}, False),
        ({"slots": ()}, False),
        ({"agreements": (AgreementFacts("parent", "agreed", AGREED_ON, lives_with=False, times_and_dates=True),)}, False),
    ],
)
def test_eng_ptt_02_c2_only_inside_an_approved_record(changes: dict[str, Any], may: bool) -> None:
    assert leave_may_be_coded(replace(GOOD, **changes), TODAY, ENGLAND) is may


def test_npt_rt_16_code_c_needs_the_agreement_of_who_may_decide() -> None:
    assert leave_may_be_coded(GOOD, TODAY, NPT) is True
    assert leave_may_be_coded(replace(GOOD, looked_after=True), TODAY, NPT) is False
    assert leave_may_be_coded(ReducedFacts(), TODAY, NPT) is False
