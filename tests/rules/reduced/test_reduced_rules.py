"""NPT-RT, NPT-TR, ENG-PTT and the authorities' own rules: for each number facts that it finds fault with, and facts it accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.reduced import (
    KIND,
    AgencyFacts,
    AgreementFacts,
    ExtensionFacts,
    JudgementFacts,
    Look,
    ReducedFacts,
    ReducedReviewFacts,
    RegisterFacts,
    RiskFacts,
    Slot,
    StepFacts,
    TransportFacts,
    central_register,
    panel_list,
)

from .conftest import (
    AGREED_ON,
    ENGLAND,
    GOOD,
    HILLINGDON,
    NPT,
    TODAY,
    WILTSHIRE,
    WORCESTERSHIRE,
    Found,
    full_week,
    mornings,
)

SOON = date(2026, 9, 25)
FORM = TransportFacts(
    applied_online=True, entitlement="T-17", school_signed_on=AGREED_ON, change_described=True,
    sanctioned_by="Pupil Wellbeing", sanctioned_on=AGREED_ON, sent_on=AGREED_ON,
)  # fmt: skip
PROVIDER = (*mornings()[2:], Slot(1, 1, "09:00", "12:00", setting="farm", setting_kind="provider"))


def answer(role: str, state: str = "agreed", **more: Any) -> AgreementFacts:
    return AgreementFacts(role, state, AGREED_ON, **more)


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # rule, its effect, what makes it speak, what it accepts (each on top of the good timetable)
    ("NPT-RT-01", "INFO", {}, {"slots": ()}),
    ("NPT-RT-02", "BLOCK", {"circumstance": ""}, {}),
    ("NPT-RT-02", "BLOCK", {"rationale": " "}, {"status": "closed", "rationale": ""}),
    ("NPT-RT-02", "WARN", {"avenues_tried": ""}, {"avenues_tried": "", "reason": "medical"}),
    ("NPT-RT-02", "WARN", {"managed_move": True}, {}),
    ("NPT-RT-03", "BLOCK", {"end_on": None}, {}),
    ("NPT-RT-03", "BLOCK", {"end_on": date(2026, 9, 1)}, {}),
    ("NPT-RT-03", "WARN", {"end_on": date(2026, 11, 30)}, {"end_on": date(2026, 11, 29)}),
    ("NPT-RT-03", "TASK", {"end_on": date(2026, 9, 18)}, {"status": "closed", "end_on": date(2026, 9, 18)}),
    ("NPT-RT-04", "BLOCK", {"psp": ""}, {}),
    ("NPT-RT-04", "BLOCK", {"psp_agreed": False}, {}),
    ("NPT-RT-05", "BLOCK", {"end_on": date(2026, 11, 30)}, {"end_on": date(2026, 11, 29)}),
    ("NPT-RT-06", "BLOCK", {"agreements": ()}, {}),
    ("NPT-RT-06", "BLOCK", {"agreements": (answer("parent", "refused"),)}, {}),
    ("NPT-RT-06", "BLOCK", {"ewo_consulted_on": None}, {}),
    ("NPT-RT-06", "BLOCK", {"agencies": (AgencyFacts("CAMHS"),)}, {}),
    (
        "NPT-RT-06", "BLOCK", {"child_protection": True},
        {"child_protection": True, "agreements": (answer("parent"), answer("social_worker"))},
    ),
    ("NPT-RT-07", "BLOCK", {"looked_after": True}, {}),
    ("NPT-RT-08", "BLOCK", {"risks": (RiskFacts("home", AGREED_ON, "significant"),)}, {}),
    ("NPT-RT-09", "BLOCK", {"risks": ()}, {}),
    ("NPT-RT-09", "BLOCK", {"risks": (RiskFacts("home", AGREED_ON, "unmanaged"),)}, {}),
    (
        "NPT-RT-09", "TASK", {"risks": (RiskFacts("home", AGREED_ON, "low", review_on=date(2026, 9, 18)),)},
        {"risks": (RiskFacts("home", AGREED_ON, "low", review_on=SOON),)},
    ),
    ("NPT-RT-10", "BLOCK", {"slots": mornings(responsible="")}, {}),
    ("NPT-RT-10", "BLOCK", {"slots": ()}, {}),
    (
        "NPT-RT-11", "TASK", {"status": "agreed", "authority_told_on": None, "start_on": SOON},
        {"status": "risk_assessed", "authority_told_on": None},
    ),
    ("NPT-RT-11", "WARN", {"authority_told_on": None}, {}),
    ("NPT-RT-11", "WARN", {"authority_told_on": date(2026, 9, 9)}, {"authority_told_on": date(2026, 9, 7)}),
    ("NPT-RT-12", "TASK", {"deputy_sent_on": None}, {"status": "consulted", "deputy_sent_on": None}),
    ("NPT-RT-13", "BLOCK", {"authority_told_on": None, "no_referrals_reason": ""}, {"authority_told_on": None}),
    ("NPT-RT-14", "BLOCK", {"steps": ()}, {}),
    ("NPT-RT-14", "WARN", {"steps": (StepFacts(SOON, Decimal(20)),)}, {"steps": (StepFacts(SOON, Decimal(24)),)}),
    (
        "NPT-RT-14", "WARN",
        {"steps": (StepFacts(date(2026, 9, 7), Decimal(18)), StepFacts(SOON, Decimal(15)), StepFacts(SOON, Decimal(24)))}, {},
    ),
    ("NPT-RT-14", "WARN", {"steps": (StepFacts(date(2026, 11, 2), Decimal(24)),)}, {}),
    ("NPT-RT-15", "BLOCK", {"monitor": ""}, {}),
    (
        "NPT-RT-16", "WARN", {"register": (RegisterFacts(date(2026, 9, 8), "pm", "away", "O"),)},
        {"register": (RegisterFacts(date(2026, 9, 8), "pm", "away", "C"),)},
    ),
    (
        "NPT-RT-17", "BLOCK", {"register": (RegisterFacts(date(2026, 9, 8), "am", "provider", "B"),)},
        {"register": (RegisterFacts(date(2026, 9, 8), "am", "provider", "B", True),)},
    ),
    (
        "NPT-RT-18", "BLOCK", {"register": (RegisterFacts(date(2026, 9, 8), "am", "home", "B"),)},
        {"register": (RegisterFacts(date(2026, 9, 8), "am", "home", "C"),)},
    ),
    ("NPT-RT-19", "INFO", {"judgements": ()}, {}),
    ("NPT-RT-20", "WARN", {"alp_in_place": True}, {"alp_in_place": True, "alp_checked": True}),
    ("NPT-RT-21", "BLOCK", {"travel_assistance": True}, {"travel_assistance": True, "transport": FORM}),
    ("NPT-RT-21", "INFO", {"travel_assistance": None}, {}),
    ("NPT-RT-22", "INFO", {"inclusion_centre": True}, {}),
    ("NPT-RT-23", "INFO", {"staggered_start": True, "year": 0}, {"year": 0}),
    ("NPT-RT-23", "BLOCK", {"staggered_start": True, "year": 3}, {}),
    (
        "NPT-RT-24", "BLOCK", {"slots": PROVIDER, "provider_leads_back": True},
        {"slots": PROVIDER, "provider_leads_back": True, "provider_work": "Animal care", "provider_purpose": "Trust"},
    ),
    ("NPT-RT-24", "BLOCK", {"slots": PROVIDER, "provider_work": "Animal care", "provider_purpose": "Trust"}, {}),
    ("NPT-RT-25", "WARN", {"disabled": True}, {"disabled": True, "equality_checked": True}),
    ("NPT-RT-26", "INFO", {"safeguarding_concern": None}, {"safeguarding_concern": True}),
    (
        "NPT-TR-01", "BLOCK", {"travel_assistance": True, "transport": replace(FORM, entitlement="")},
        {"travel_assistance": True, "transport": FORM},
    ),
    (
        "NPT-TR-02", "BLOCK", {"travel_assistance": True, "transport": replace(FORM, school_signed_on=None)},
        {"travel_assistance": True, "transport": FORM},
    ),
    ("NPT-TR-02", "BLOCK", {"travel_assistance": True, "transport": replace(FORM, sanctioned_on=None)}, {}),
    (
        "NPT-TR-02", "BLOCK",
        {"travel_assistance": True, "transport": replace(FORM, sanctioned_on=date(2026, 9, 1))}, {"transport": None},
    ),
    ("NPT-TR-03", "INFO", {"travel_assistance": True, "transport": FORM}, {}),
    (
        "NPT-TR-03", "INFO", {"travel_assistance": True, "transport": replace(FORM, decision="refused")},
        {
            "travel_assistance": True,
            "transport": replace(FORM, decision="refused", school_told_on=AGREED_ON, parent_told_on=AGREED_ON),
        },
    ),
    (
        "NPT-TR-04", "INFO", {"transport": replace(FORM, decision="agreed")},
        {"transport": replace(FORM, decision="agreed", contract="K-9")},
    ),
    ("HRS-01", "WARN", {"slots": (Slot(1, 1, "09:00", "12:00", "break"),)}, {}),
    ("HRS-03", "WARN", {"slots": (*mornings(), Slot(1, 1, "11:00", "13:00", setting="farm", setting_kind="provider"))}, {}),
    ("HRS-04", "WARN", {"hours_per_day": (Decimal(4),)}, {"hours_per_day": (Decimal(3),) * 5}),
    ("HRS-04", "WARN", {"hours_per_day": (Decimal(3), Decimal(3), Decimal(3), Decimal(3))}, {"hours_per_day": ()}),
    ("HRS-05", "WARN", {"school_day": ()}, {}),
    ("ENG-PTT-01", "BLOCK", {"rationale": ""}, {}),
    ("ENG-PTT-02", "BLOCK", {"agreements": ()}, {}),
    ("ENG-PTT-02", "BLOCK", {"agreements": (answer("parent", lives_with=False, times_and_dates=True),)}, {}),
    ("ENG-PTT-02", "BLOCK", {"agreements": (answer("parent", lives_with=True),)}, {}),
    ("ENG-PTT-02", "BLOCK", {"compulsory_age": False}, {}),
    ("ENG-PTT-03", "BLOCK", {"next_review_on": None}, {}),
    ("ENG-PTT-03", "TASK", {"next_review_on": date(2026, 9, 18)}, {"next_review_on": TODAY}),
    ("ENG-PTT-03", "WARN", {"next_review_on": date(2026, 10, 19)}, {}),
    (
        "ENG-PTT-03", "WARN", {"reviews": (ReducedReviewFacts(date(2026, 9, 14), "unchanged", with_pupil=False),)},
        {"reviews": (ReducedReviewFacts(date(2026, 9, 14), "unchanged", with_pupil=True, with_parents=True),)},
    ),
    ("ENG-PTT-04", "WARN", {"reason": "behaviour"}, {}),
    ("ENG-PTT-05", "BLOCK", {"end_on": None}, {"end_on": date(2027, 3, 1)}),
    ("ENG-PTT-06", "TASK", {"has_social_worker": True}, {"has_social_worker": True, "social_worker_told_on": AGREED_ON}),
    ("ENG-PTT-06", "TASK", {"has_ehcp": True, "authority_told_on": None}, {"has_ehcp": True}),
    ("ENG-PTT-06", "WARN", {"reason": "medical"}, {"reason": "medical", "healthcare_plan": "IHP 4"}),
    ("ENG-PTT-07", "BLOCK", {"sanction": True}, {}),
    ("ENG-PTT-07", "BLOCK", {"agreements": (answer("parent", "refused"),)}, {"agreements": ()}),
    ("ENG-PTT-09", "WARN", {"has_ehcp": True}, {"has_ehcp": True, "equality_checked": True}),
    ("ENG-PTT-11", "WARN", {"risks": (RiskFacts("home", AGREED_ON, "low", "RA 1"),)}, {}),
    ("ENG-HRS-01", "INFO", {}, {"mainstream": False}),
    ("WIL-RT-01", "BLOCK", {"rep": ""}, {}),
    ("WIL-RT-01", "TASK", {"authority_told_on": None}, {"status": "proposed", "authority_told_on": None}),
    ("WIL-SG-01", "BLOCK", {"slots": mornings(responsible="")}, {}),
    ("WIL-SG-01", "BLOCK", {"parents_told_slots_on": None}, {"slots": full_week("15:00"), "parents_told_slots_on": None}),
    ("WIL-CAFE-01", "INFO", {"panel_reviewed_on": None}, {}),
    ("WIL-CAFE-01", "INFO", {"panel_actions": None}, {"status": "proposed", "panel_reviewed_on": None}),
    ("WOR-GEN-09", "TASK", {"authority_told_on": None}, {}),
]


@pytest.mark.parametrize(("rule", "effect", "speaks", "accepts"), CASES)
def test_each_rule_finds_its_fault_and_accepts_what_is_right(
    rule: str, effect: str, speaks: dict[str, Any], accepts: dict[str, Any], found: Found
) -> None:
    assert effect in [each.effect for each in found(rule, **speaks)]
    assert found(rule, **accepts) == []


def codes(findings: list[Any]) -> list[str]:
    return [each.sentence.code for each in findings]


@pytest.mark.parametrize("policy", [NPT, ENGLAND, WILTSHIRE, WORCESTERSHIRE])
def test_nothing_stops_the_good_timetable(policy: Policy, calendar: SchoolCalendar) -> None:
    found = engine.judge(KIND, Look(GOOD, policy, calendar, TODAY, GOOD.start_on))
    assert {each.effect for each in found} <= {"INFO"}


def test_npt_rt_01_full_hours_are_no_reduced_timetable(found: Found) -> None:
    assert codes(found("NPT-RT-01", slots=full_week())) == ["NPT-RT-01.full"]  # 25 hours
    assert codes(found("NPT-RT-01", slots=full_week("13:45"), year=11)) == ["NPT-RT-01"]  # 23.75 hours


def test_npt_rt_04_t17_medical_with_a_healthcare_plan_needs_no_psp(found: Found) -> None:
    medical: dict[str, Any] = {"reason": "medical", "circumstance": "illness", "psp": "", "psp_agreed": False}
    assert found("NPT-RT-04", **medical, healthcare_plan="IHP 4") == []
    assert codes(found("NPT-RT-04", **medical)) == ["NPT-RT-04.medical"]


def test_npt_rt_05_t02_84_days_are_allowed_and_the_85th_needs_the_director(found: Found) -> None:
    assert found("NPT-RT-05", end_on=date(2026, 11, 29)) == []
    (one,) = found("NPT-RT-05", end_on=date(2026, 11, 30))
    assert one.sentence.values() == {"days": 85, "limit": date(2026, 11, 29)}
    assert one.stops("authorise")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ExtensionFacts(AGREED_ON, date(2026, 12, 4)), "NPT-RT-05.asked"),
        (ExtensionFacts(AGREED_ON, date(2026, 12, 4), decision="refused", decided_on=AGREED_ON), "NPT-RT-05.refused"),
        (
            ExtensionFacts(AGREED_ON, date(2026, 12, 4), decision="authorised", decided_on=AGREED_ON, decided_by="head"),
            "NPT-RT-05.record",
        ),
        (
            ExtensionFacts(AGREED_ON, date(2026, 12, 4), decision="authorised", decided_on=AGREED_ON, decided_by="director"),
            None,
        ),
    ],
)
def test_npt_rt_05_only_the_directors_own_decision_opens_the_way(
    asked: ExtensionFacts, code: str | None, found: Found
) -> None:
    findings = found("NPT-RT-05", end_on=date(2026, 12, 4), extension=asked)
    assert codes(findings) == ([] if code is None else [code])


def test_npt_rt_05_an_authorisation_covers_only_the_days_it_names(found: Found) -> None:
    given = ExtensionFacts(AGREED_ON, date(2026, 12, 4), decision="authorised", decided_on=AGREED_ON, decided_by="director")
    assert found("NPT-RT-05", end_on=date(2026, 12, 11), extension=given) != []


def test_npt_rt_05_one_that_simply_goes_on_needs_the_director_too(found: Found) -> None:
    assert found("NPT-RT-05", on=date(2026, 11, 29), end_on=date(2026, 11, 27)) == []
    assert codes(found("NPT-RT-05", on=date(2026, 11, 30), end_on=date(2026, 11, 27))) == ["NPT-RT-05"]


def test_npt_rt_04_an_authority_that_names_no_exception_has_none(found: Found) -> None:
    strict = replace(NPT, values={**NPT.values, "reduced.without_plan": None})
    assert codes(found("NPT-RT-04", by=strict, reason="medical", psp="", healthcare_plan="IHP 4")) == ["NPT-RT-04"]


def test_hrs_05_names_open_times_where_no_authority_has_a_rule_of_its_own(found: Found) -> None:
    open_grid = {"slots": mornings(responsible="")}
    (one,) = found("HRS-05", by=ENGLAND, **open_grid)
    assert "Monday of week 1 from 12:00 to 15:00" in one.sentence.english()
    assert found("HRS-05", by=NPT, **open_grid) == []
    assert found("HRS-05", by=WILTSHIRE, **open_grid) == []
    assert found("HRS-05", by=ENGLAND) == []


def test_eng_ptt_03_an_interval_only_where_the_authority_names_one(found: Found) -> None:
    two_weeks = replace(ENGLAND, values={**ENGLAND.values, "reduced.review_weeks": 2})
    assert codes(found("ENG-PTT-03", by=two_weeks)) == ["ENG-PTT-03.interval"]  # 21 September is the last day
    assert found("ENG-PTT-03", by=two_weeks, next_review_on=TODAY) == []
    assert found("ENG-PTT-03") == []


@pytest.mark.parametrize(("when", "due"), [("by_start", GOOD.start_on), ("on_agreement", AGREED_ON), (None, None)])
def test_wor_gen_09_is_due_when_the_authority_says(when: str | None, due: date | None, found: Found) -> None:
    by = replace(WORCESTERSHIRE, values={"reduced.notice_to_authority": when})
    (one,) = found("WOR-GEN-09", by=by, authority_told_on=None, agreed_on=AGREED_ON)
    assert one.due == due


def test_wil_cafe_01_the_group_sees_first_whom_it_has_not_looked_at() -> None:
    seen = replace(GOOD, key="seen")
    new = replace(GOOD, key="new", status="proposed", panel_reviewed_on=None)
    assert panel_list((seen, new, replace(GOOD, key="over", status="closed"))) == ("new", "seen")


def test_npt_rt_07_t16_a_carer_without_delegated_authority_does_not_decide(found: Found) -> None:
    carer, worker = answer("foster_carer", delegated=False), answer("social_worker")
    (one,) = found("NPT-RT-07", looked_after=True, agreements=(carer,))
    assert one.effect == "BLOCK"
    assert one.stops("agree")
    assert found("NPT-RT-07", looked_after=True, agreements=(answer("foster_carer", delegated=True),)) == []
    assert found("NPT-RT-07", looked_after=True, agreements=(carer, worker)) == []


def test_npt_rt_08_significant_risk_stops_every_step(found: Found) -> None:
    (one,) = found("NPT-RT-08", risks=(RiskFacts("community", AGREED_ON, "significant"),))
    assert all(one.stops(action) for action in ("assess_risk", "agree", "notify", "begin", "authorise"))


def test_npt_rt_10_names_each_open_time(found: Found) -> None:
    grid = tuple(slot for slot in mornings() if not (slot.day == 3 and slot.kind == "away"))
    (one,) = found("NPT-RT-10", slots=grid)
    assert "Wednesday of week 1 from 12:00 to 15:00" in one.sentence.english()
    assert "Tuesday" not in one.sentence.english()


def test_npt_rt_13_names_each_item_that_is_missing(found: Found) -> None:
    findings = found("NPT-RT-13", status="agreed", authority_told_on=None, steps=(), agreements=())
    assert [each.about for each in findings] == ["checklist:agreement", "checklist:return"]


def test_npt_rt_21_t23_assisted_travel_without_the_form_stops_the_notification(found: Found) -> None:
    (one,) = found("NPT-RT-21", travel_assistance=True, status="agreed", authority_told_on=None)
    assert one.stops("notify")
    assert found("NPT-RT-21", travel_assistance=True, transport=replace(FORM, sent_on=None)) != []


def test_npt_rt_22_and_23_the_guidance_is_silent_where_it_does_not_apply(calendar: SchoolCalendar) -> None:
    for outside in ({"inclusion_centre": True}, {"staggered_start": True, "year": 0}):
        facts = ReducedFacts(**outside)  # nothing else recorded
        found = engine.judge(KIND, Look(facts, NPT, calendar, TODAY))
        assert {each.rule for each in found} <= {"NPT-RT-22", "NPT-RT-23"}


def test_npt_rt_19_the_central_register_lists_who_is_not_in_full_time(calendar: SchoolCalendar) -> None:
    older = replace(GOOD, key="older", start_on=date(2026, 6, 1))
    rows = central_register((GOOD, older, replace(GOOD, status="closed"), replace(GOOD, inclusion_centre=True)))
    assert [row.key for row in rows] == ["older", "timetable"]
    assert (rows[1].hours, rows[1].settings, rows[1].responsible) == (Decimal(15), ("school",), ("Mum",))


def test_eng_ptt_02_is_in_force_since_19_august_2024(found: Found) -> None:
    assert found("ENG-PTT-02", agreements=(), start_on=date(2024, 8, 18)) == []
    assert found("ENG-PTT-02", agreements=(), start_on=date(2024, 8, 19)) != []


def test_eng_ptt_08_only_where_the_authority_names_a_limit(found: Found) -> None:
    long: dict[str, Any] = {"end_on": date(2026, 10, 19)}  # 43 days
    assert [each.effect for each in found("ENG-PTT-08", by=HILLINGDON, **long)] == ["WARN"]
    assert found("ENG-PTT-08", by=HILLINGDON, end_on=date(2026, 10, 18)) == []  # 42 days
    assert found("ENG-PTT-08", by=ENGLAND, **long) == []


def test_eng_ptt_08_tells_the_officer_for_this_child(found: Found) -> None:
    assert [each.about for each in found("ENG-PTT-08", by=HILLINGDON, ewo_told_on=None)] == ["tell:attendance_support"]
    looked_after = found("ENG-PTT-08", by=HILLINGDON, ewo_told_on=None, looked_after=True)
    assert [each.about for each in looked_after] == ["tell:virtual_school"]


def test_eng_hrs_02_compares_taught_hours_with_the_ombudsmans_figures(found: Found) -> None:
    assert [each.effect for each in found("ENG-HRS-02", by=HILLINGDON)] == ["INFO"]
    assert found("ENG-HRS-02", by=HILLINGDON, slots=full_week()) == []
    assert found("ENG-HRS-02", by=ENGLAND) == []  # no figures, nothing to compare


def test_no_rule_of_one_nation_speaks_in_the_other(calendar: SchoolCalendar) -> None:
    bare = ReducedFacts(start_on=date(2026, 9, 7), slots=mornings(responsible=""))
    for policy, foreign in ((NPT, "ENG"), (ENGLAND, "NPT"), (WILTSHIRE, "WOR"), (WORCESTERSHIRE, "WIL")):
        found = engine.judge(KIND, Look(bare, policy, calendar, TODAY))
        assert found
        assert not [each.rule for each in found if each.rule.startswith(foreign)]


def test_npt_aud_02_a_judgement_without_evidence_does_not_count(found: Found) -> None:
    assert codes(found("NPT-AUD-02", judgements=(JudgementFacts("G-a", True),))) == ["NPT-AUD-02"]
    assert codes(found("NPT-AUD-02", judgements=(JudgementFacts("A2", False, "seen", "x", TODAY),))) == ["NPT-AUD-02.computed"]
    assert found("NPT-AUD-02") == []
