"""The rules of a placement in alternative provision: for each number one placement that passes and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding, judge
from pastoral.rules.placements import Concern, Objective, PlacementReview, SettingHours, Site, Slot

from .examples import ENDING, LIVE, NON_SCHOOL, PLACEMENT, TODAY, policy_of

Found = Callable[..., list[RuleFinding]]


@pytest.fixture
def found(calendar: SchoolCalendar) -> Found:
    """What one rule finds of the good placement with these facts changed."""

    def look(number: str, *, on: date = TODAY, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
        facts = replace(PLACEMENT, **changes)
        seen: Look[Any, Any] = Look(facts, by or policy_of(number), calendar, on, facts.starts_on)
        return [each for each in judge("placement", seen) if each.rule == number]

    return look


@pytest.mark.parametrize("family", ["NPT", "HAM", "WIL", "WOR", "ENG", "WAL"])
def test_a_good_placement_has_no_findings(calendar: SchoolCalendar, family: str) -> None:
    for changes in ({}, LIVE):
        facts = replace(PLACEMENT, **changes)
        seen: Look[Any, Any] = Look(facts, policy_of(family), calendar, TODAY, facts.starts_on)
        owed_anyway = {"NPT-AP-10", "ENG-KC-05", "HAM-PRO-02"}  # the next review, the next report
        assert [str(each.sentence) for each in judge("placement", seen) if each.rule not in owed_anyway] == []


UNTOLD = (Concern("safeguarding", TODAY, "1", authority_told_on=TODAY),)
SETTLED = (Concern("safeguarding", TODAY, "1", TODAY, TODAY, placement_reviewed_on=TODAY),)
GAP = {"slots": (Slot("Friday", "13:00", "15:00"),)}
UNTAGGED = (Objective("Reads"), Objective("Goes to college", ("next_step",)))
HALF = (SettingHours("The Barn", 12.5, "The Barn"),)
PEX = {"reason": "permanent_exclusion", "excluded_from": date(2026, 9, 2)}
OUT = {"reason": "illness", "without_education_since": date(2026, 9, 1)}

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # rule, its effect, what makes it speak, what (besides the good placement) it is content with
    ("NPT-AP-01", "INFO", {"setting": "inclusion_centre"}, {"setting": "tuition"}),
    ("NPT-AP-01", "WARN", {"setting": ""}, {}),
    ("NPT-AP-02", "BLOCK", {"rationale": " "}, {"rationale": "", "setting": "inclusion_centre"}),
    ("NPT-AP-03", "WARN", {"reason": "behaviour"}, {}),
    ("NPT-AP-04", "BLOCK", {"pupil_consulted_on": None}, {}),
    ("NPT-AP-04", "BLOCK", {"parent_consulted_on": None}, {}),
    ("NPT-AP-04", "BLOCK", {"agencies_involved": None}, {"agencies_involved": False, "agencies_consulted_on": None}),
    ("NPT-AP-04", "BLOCK", {"agencies_consulted_on": None}, {}),
    ("NPT-AP-05", "BLOCK", {"plan_status": "gathering"}, {"plan_status": "agreed"}),
    ("NPT-AP-06", "BLOCK", {"declaration_on": None}, {"stage": "considering", "declaration_on": None}),
    ("NPT-AP-06", "BLOCK", {"declaration_expires_on": date(2026, 9, 13)}, {"declaration_expires_on": date(2026, 9, 14)}),
    ("NPT-AP-06", "TASK", {"declaration_sent_on": None}, {}),
    ("NPT-AP-07", "TASK", {**LIVE, "authority_told_on": None}, LIVE),
    ("NPT-AP-07", "TASK", {**LIVE, "provider_is_new": True},
     {**LIVE, "provider_is_new": True, "authority_told_of_provider_on": TODAY}),
    ("NPT-AP-08", "WARN", {**LIVE, "attendance_confirmed_to": date(2026, 9, 3)}, LIVE),
    ("NPT-AP-08", "WARN", {**LIVE, "codes_used": frozenset({"B", "C"})}, LIVE),
    ("NPT-AP-09", "BLOCK", {"monitor": ""}, {}),
    ("NPT-AP-09", "TASK", {**LIVE, "safety_checked_on": None}, {"safety_checked_on": None}),
    ("NPT-AP-10", "TASK", LIVE, {"stage": "preparing"}),
    ("NPT-AP-11", "BLOCK", {"home_school": ""}, {}),
    ("NPT-AP-11", "WARN", {"on_home_roll": False}, {}),
    ("NPT-AP-13", "INFO", {"objectives": UNTAGGED}, {"objectives": UNTAGGED[1:]}),
    ("NPT-AP-13", "INFO", {"objectives": (Objective("Reads", ("attainment",)),)}, {}),
    ("NPT-AP-14", "TASK", {"concerns": UNTOLD}, {"concerns": SETTLED}),
    ("NPT-AP-15", "WARN", {"shape": ""}, {"shape": "part_of_reduced_timetable"}),
    ("NPT-PSP-25", "BLOCK", GAP, {}),
    ("HAM-ACT-01", "WARN", {"arranged_by": "authority"}, {"arranged_by": "authority", "provider_kind": "education_centre"}),
    ("HAM-AP-01", "BLOCK", {"needs_assessed_on": None}, {}),
    ("HAM-AP-01", "BLOCK", {"stage": "considering", "assessment_shared_on": None}, {"stage": "considering"}),
    ("HAM-AP-02", "WARN", {"settings": HALF}, {"settings": HALF, "medical_reason": "Letter of the consultant"}),
    ("HAM-AP-02", "WARN", {"settings": (SettingHours("The Barn"),)}, {}),
    ("HAM-AP-03", "INFO", {"complements": ""}, {"complements": "", "shape": "full_time"}),
    ("HAM-AP-04", "BLOCK", {"objectives": ()}, {}),
    ("HAM-AP-04", "BLOCK", {"baseline": ""}, {"baseline": "", "stage": "considering"}),
    ("HAM-AP-04", "WARN", {"providers_compared": 1}, {"providers_compared": 3}),
    ("HAM-AP-04", "WARN", {"timeframe": ""}, {}),
    ("HAM-AP-04", "WARN", {"assessment_arrangements": ""}, {}),
    ("HAM-AP-04", "WARN", {"monitoring_arrangements": ""}, {}),
    ("HAM-AP-05", "WARN", {"has_ehcp": True}, {"has_ehcp": True, "linked_plans": frozenset({"ehcp"})}),
    ("HAM-AP-05", "WARN", {"has_child_protection_plan": True}, {}),
    ("HAM-AP-06", "INFO", {**LIVE, "progress": ""}, LIVE),
    ("HAM-AP-06", "INFO", {**LIVE, "attendance_confirmed_to": None}, {"progress": ""}),
    ("HAM-AP-07", "INFO", {"liaison": ""}, {}),
    ("HAM-AP-07", "INFO", {"challenge": ""}, {}),
    ("HAM-AP-08", "TASK", {"concerns": (Concern("below_standard", TODAY),)},
     {"concerns": (Concern("below_standard", TODAY, authority_told_on=TODAY), Concern("safeguarding", TODAY))}),
    ("HAM-AP-09", "BLOCK", {"protocol_school_on": None}, {}),
    ("HAM-AP-09", "BLOCK", {"protocol_provider_on": None}, {}),
    ("HAM-AP-09", "BLOCK", {"commissioner": ""}, {}),
    ("HAM-AP-09", "BLOCK", {"purpose": ""}, {}),
    ("HAM-AP-10", "WARN", {"readiness": ""}, {"readiness": "", "reintegration_is_objective": False}),
    ("HAM-AP-11", "BLOCK", {"no_such_data": frozenset()}, {"shared_data": frozenset(PLACEMENT.shared_data | {"agencies"})}),
    ("HAM-AP-12", "WARN", {"consent_asked_on": None}, {}),
    ("HAM-AP-13", "TASK", {**LIVE, "last_contact_on": None}, LIVE),
    ("HAM-AP-14", "INFO", {"agencies": ()}, {"agencies": (), "agencies_involved": False}),
    ("HAM-AP-14", "INFO", {"agencies": (), "agencies_involved": None}, {}),
    ("HAM-AP-15", "INFO", {"provider_framework": ""}, {}),
    ("HAM-AP-16", "WARN", {"provider_framework": "not_listed", "area_manager_asked_on": TODAY}, {}),
    ("HAM-AP-17", "WARN", {"registration": "home"}, {"registration": "home", **NON_SCHOOL}),
    ("HAM-AP-17", "WARN", {"dual_from": date(2026, 9, 15)}, {"dual_from": date(2026, 9, 14)}),
    ("HAM-AP-18", "INFO", {"objectives": UNTAGGED}, {}),
    ("HAM-AP-19", "BLOCK", {"first_review_on": None}, {}),
    ("HAM-PAR-01", "BLOCK", GAP, {"slots": ()}),
    ("HAM-PRO-01", "BLOCK", {"delegated": frozenset({"1", "2"})}, {}),
    ("HAM-END-01", "BLOCK", {**ENDING, "reason": "suspension", "reintegration_plan": ""},
     {**ENDING, "reintegration_plan": ""}),
    ("HAM-END-02", "TASK", {**ENDING, "final_report_on": None, "no_report_reason": "The provider closed"}, ENDING),
    ("HAM-END-03", "WARN", {**ENDING, "pupil_view": ""}, ENDING),
    ("HAM-END-04", "WARN", {**ENDING, "returns_to_school": False}, ENDING),
    ("HAM-END-05", "BLOCK", {**ENDING, "destination": ""}, ENDING),
    ("WIL-VOICE-01", "TASK", {**LIVE, "pupil_voice_on": None}, LIVE),
    ("WIL-VOICE-01", "TASK", {**LIVE, "parent_voice_on": None}, {"parent_voice_on": None}),
    ("WIL-FUND-01", "INFO", {"fund": ""}, {}),
    ("WIL-FUND-01", "INFO", {"fund_amount": None}, {}),
    ("WIL-FUND-01", "INFO", {"sen_category": ""}, {"sen_category": "none"}),
    ("WIL-TIER-01", "INFO", {"tier": ""}, {"tier": "mainstream_plus"}),
    ("WIL-P16-01", "TASK", {**LIVE, "year_group": 11}, {**LIVE, "year_group": 11, "transition_plan": "College"}),
    ("WIL-P16-01", "INFO", {"stage": "closed", "year_group": 11}, {"stage": "closed"}),
    ("WIL-SG-01", "BLOCK", GAP, {}),
    ("WIL-QA-01", "WARN", {"provider_status": "listed"}, {}),
    ("WIL-QA-01", "WARN", {"quality_assured_until": date(2026, 9, 13)}, {"quality_assured_until": date(2026, 9, 14)}),
    ("WIL-D6-01", "TASK", {**PEX, "starts_on": None}, {**PEX, **LIVE}),
    ("WIL-D6-01", "WARN", {**PEX, "resident_here": None}, {**PEX, "resident_here": False}),
    ("WOR-UNR-01", "WARN", {**NON_SCHOOL, "shape": "full_time", "settings": HALF}, {**NON_SCHOOL, "shape": "full_time"}),
    ("WOR-UNR-01", "WARN", {**NON_SCHOOL, "rationale": ""}, {"rationale": ""}),
    ("WOR-UNR-02", "BLOCK", {**NON_SCHOOL, "provider_test": "met"}, {**NON_SCHOOL, "provider_test": "below"}),
    ("WOR-UNR-02", "WARN", {**NON_SCHOOL, "provider_test": "unknown"}, {"provider_test": ""}),
    ("WOR-UNR-04", "BLOCK", {"purpose": ""}, {}),
    ("WOR-UNR-04", "BLOCK", {"objectives": ()}, {}),
    ("WOR-UNR-04", "BLOCK", {"timeframe": "", "ends_on": None}, {"timeframe": ""}),
    ("WOR-UNR-04", "BLOCK", {"first_review_on": None}, {}),
    ("WOR-UNR-04", "WARN", {"reviews": (PlacementReview(TODAY, frozenset({"school", "provider"})),)},
     {"reviews": (PlacementReview(TODAY, frozenset({"school", "provider", "pupil", "parent"})),)}),
    ("WOR-UNR-05", "BLOCK", {**NON_SCHOOL, "four_answers": frozenset({"nature", "quality", "monitoring"})}, NON_SCHOOL),
    ("WOR-UNR-06", "TASK", {"concerns": (Concern("unregistered_school", TODAY),)}, {"concerns": SETTLED}),
    ("WOR-UNR-06", "TASK", {"concerns": (Concern("adult_conduct", TODAY, ofsted_told_on=TODAY),)},
     {"concerns": (Concern("adult_conduct", TODAY, lado_told_on=TODAY),)}),
    ("WOR-DIR-02", "INFO", NON_SCHOOL, {}),
    ("WOR-DIR-03", "BLOCK", {"provider_status": "suspended"}, {**LIVE, "provider_status": "suspended"}),
    ("WOR-DIR-05", "WARN", {"age": 17}, {"age": 16}),
    ("WOR-DIR-05", "WARN", {"district": "Redditch"}, {"district": "Redditch", "provider_districts": frozenset()}),
    ("ENG-AP-02", "INFO", {"arranged_by": ""}, {}),
    ("ENG-AP-02", "WARN", {"reason": "permanent_exclusion"}, {"reason": "permanent_exclusion", "arranged_by": "authority"}),
    ("ENG-AP-03", "WARN", {"setting": "home_education"}, {"setting": "in_school_unit"}),
    ("ENG-AP-04", "WARN", {"part_time_reason": ""}, {"part_time_reason": "", "shape": "full_time"}),
    ("ENG-AP-04", "WARN", {"part_time_reason": "", "shape": "full_time", "settings": HALF}, {"settings": HALF}),
    ("ENG-AP-05", "BLOCK", {"objectives": ()}, {}),
    ("ENG-AP-05", "BLOCK", {"baseline": ""}, {}),
    ("ENG-AP-05", "BLOCK", {"first_review_on": None}, {}),
    ("ENG-AP-05", "WARN", {"exit_plan": ""}, {}),
    ("ENG-AP-05", "WARN", {**ENDING, "destination": ""}, ENDING),
    ("ENG-AP-05", "WARN", {**ENDING, "verdict": ""}, ENDING),
    ("ENG-AP-06", "WARN", {"parent_agreed_on": None}, {"parent_agreed_on": None, "directed": True}),
    ("ENG-AP-06", "WARN", {"parent_agreed_on": None, "reason": "direction"}, {"reason": "direction"}),
    ("ENG-KC-01", "BLOCK", {"commissioner": ""}, {}),
    ("ENG-KC-01", "WARN", {"needs_met_on": None}, {}),
    ("ENG-KC-02", "BLOCK", {"checks_confirmed_on": None}, {}),
    ("ENG-KC-02", "BLOCK", {"confirmation_expires_on": date(2026, 9, 13)}, {"confirmation_expires_on": date(2026, 9, 14)}),
    ("ENG-KC-03", "WARN", {"changes_in_writing": None}, {}),
    ("ENG-KC-04", "BLOCK", {"sites": ()}, {}),
    ("ENG-KC-04", "BLOCK", {"sites": (Site("The Barn", "1 Mill Lane"), Site("The Yard"))}, {}),
    ("ENG-KC-05", "TASK", LIVE, {"stage": "preparing"}),
    ("ENG-KC-06", "TASK", {"concerns": UNTOLD}, {"concerns": SETTLED}),
    ("ENG-S19-01", "TASK", OUT, {**OUT, "compulsory_age": False}),
    ("ENG-S19-02", "INFO", {"compulsory_age_ends_on": date(2026, 10, 1), "exams_left": False},
     {"compulsory_age_ends_on": date(2026, 10, 1), "exams_left": None}),
    ("ENG-S19-03", "WARN", {"arranged_by": "authority", "reason": "illness"},
     {"arranged_by": "authority", "reason": "illness", "medical_reason": "Tires quickly"}),
    ("ENG-S19-04", "TASK", {"reason": "illness", "missed_school_days": 15}, {"reason": "illness", "missed_school_days": 14}),
    ("WAL-S19-01", "TASK", OUT, {**OUT, "stage": "live"}),
    ("ENG-CNIS-03", "INFO", {"settings": ()}, {}),
    ("WAL-EO-01", "INFO", {"setting": ""}, {"setting": "pupil_referral_unit"}),
    ("WAL-EO-02", "BLOCK", {"commissioner": ""}, {}),
    ("WAL-EO-02", "BLOCK", {"objectives": ()}, {}),
    ("WAL-EO-02", "BLOCK", {"baseline": ""}, {}),
    ("WAL-EO-02", "BLOCK", {"first_review_on": None}, {}),
    ("WAL-EO-03", "BLOCK", {"sites": ()}, {}),
    ("WAL-EO-03", "BLOCK", {"sites": (Site("The Yard"),)}, {}),
    ("WAL-EO-03", "BLOCK", {"provider_registration": ""}, {"provider_registration": "not_applicable"}),
    ("WAL-EO-03", "WARN", {**ENDING, "destination": ""}, ENDING),
    ("WAL-EO-02", "BLOCK", {"shared_data": frozenset(), "no_such_data": frozenset()}, {"no_such_data": frozenset()}),
    ("ENG-AP-05", "BLOCK", {"shared_data": frozenset(), "no_such_data": frozenset()}, {"shared_data": frozenset()}),
    ("WAL-EO-04", "BLOCK", {"plan_status": ""}, {"plan_status": "", "shape": "full_time"}),
    ("ENG-UNR-01", "BLOCK", {**NON_SCHOOL, "provider_test": ""}, {**NON_SCHOOL, "provider_test": "below"}),
    ("ENG-UNR-01", "WARN", {**NON_SCHOOL, "provider_test": "early_warning"}, {"provider_test": "early_warning"}),
    ("WAL-UNR-01", "BLOCK", {**NON_SCHOOL, "provider_test": "met"}, {**NON_SCHOOL, "provider_test": "below"}),
    ("HRS-05", "BLOCK", GAP, {}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_speaks_and_is_silent(
    found: Found, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    findings = found(number, **bad)
    assert effect in {each.effect for each in findings}
    assert all(each.sentence.english() and each.remedy.english() and each.owner for each in findings)
    assert found(number, **fine) == []


def test_what_must_be_there_stops_the_start(found: Found) -> None:
    blocking = [(number, bad) for number, effect, bad, _fine in CASES if effect == "BLOCK" and "ending" not in bad.values()]
    for number, bad in blocking:
        assert any(each.stops("start") for each in found(number, **bad)), number


def test_npt_ap_10_counts_from_the_start_or_the_last_review(found: Found) -> None:
    (first,) = found("NPT-AP-10", **LIVE)
    assert first.due == date(2026, 10, 13)  # six weeks after 1 September
    held = PlacementReview(date(2026, 9, 21), informed_on=date(2026, 9, 22))
    (second,) = found("NPT-AP-10", on=date(2026, 9, 30), **LIVE, reviews=(held,))
    assert second.due == date(2026, 11, 2)
    untold = found("NPT-AP-10", on=date(2026, 9, 30), **LIVE, reviews=(PlacementReview(date(2026, 9, 21)),))
    assert [each.about for each in untold] == ["review", "informed"]


def test_npt_ap_10_without_an_interval_says_so(found: Found) -> None:
    silent = policy_of("NPT", placement__review=None)
    (none,) = found("NPT-AP-10", by=silent, **LIVE, first_review_on=None)
    assert "no local rule" in none.sentence.english()
    assert found("NPT-AP-10", by=silent, **LIVE) == []


def test_npt_ap_05_only_where_a_plan_is_needed(found: Found) -> None:
    assert found("NPT-AP-05", by=policy_of("NPT", placement__plan_needed=None), plan_status="") == []


def test_npt_ap_06_expiry_counts_from_the_first_day(found: Found) -> None:
    expires = {"declaration_expires_on": date(2026, 9, 13)}  # after today, before the start
    (finding,) = found("NPT-AP-06", **expires)
    assert finding.stops("start")
    assert found("NPT-AP-06", **{**LIVE, **expires}) == []


def test_npt_ap_08_counts_the_school_days_without_a_report(found: Found) -> None:
    (finding,) = found("NPT-AP-08", on=date(2026, 9, 14), **LIVE)
    assert finding.sentence.values()["days"] == 5  # 7 to 11 September
    (from_start,) = found("NPT-AP-08", **{**LIVE, "attendance_confirmed_to": None})
    assert from_start.sentence.values()["days"] == 4  # 1 to 4 September
    assert found("NPT-AP-08", on=date(2026, 9, 1), **{**LIVE, "attendance_confirmed_to": None}) == []


def test_npt_ap_14_is_due_at_once(found: Found) -> None:
    (finding,) = found("NPT-AP-14", on=date(2026, 9, 8), concerns=UNTOLD)
    assert (finding.due, finding.colour, finding.about) == (TODAY, "red", "concern:1")


def test_ham_ap_02_without_a_number_says_no_local_rule(found: Found) -> None:
    silent = policy_of("HAM", hours__week_expectation=None)
    (finding,) = found("HAM-AP-02", by=silent)
    assert finding.effect == "INFO"
    assert "no local rule" in finding.sentence.english()


def test_ham_ap_11_names_each_missing_set(found: Found) -> None:
    (finding,) = found("HAM-AP-11", shared_data=frozenset(), no_such_data=frozenset())
    assert len(finding.sentence.values()["data"]) == 8
    assert found("HAM-AP-11", by=policy_of("HAM", placement__data_sets=None), shared_data=frozenset()) == []


def test_ham_ap_12_never_stops_the_start(found: Found) -> None:
    (finding,) = found("HAM-AP-12", consent_asked_on=None)
    assert not finding.gates


def test_ham_ap_16_warns_and_asks_for_the_area_manager(found: Found) -> None:
    findings = found("HAM-AP-16", provider_framework="not_listed")
    assert [each.effect for each in findings] == ["WARN", "TASK"]


def test_ham_pro_02_weekly_then_late(found: Found) -> None:
    live = {**LIVE, "attendance_confirmed_to": date(2026, 9, 4)}
    assert found("HAM-PRO-02", on=TODAY, **live) == []  # a weekend lies between: nothing to report yet
    (due,) = found("HAM-PRO-02", on=date(2026, 9, 11), **live)
    (late,) = found("HAM-PRO-02", on=date(2026, 9, 12), **live)
    assert (due.effect, due.due, late.effect) == ("TASK", date(2026, 9, 11), "WARN")
    assert found("HAM-PRO-02", by=policy_of("HAM", placement__attendance_report="daily"), on=date(2026, 9, 20), **live) == []


def test_t30_closing_without_final_report_warns_without_destination_stops(found: Found) -> None:
    report = found("HAM-END-02", **{**ENDING, "final_report_on": None})
    assert [each.effect for each in report] == ["TASK", "WARN"]
    assert not any(each.stops("close") for each in report)
    reasoned = found("HAM-END-02", **{**ENDING, "final_report_on": None, "no_report_reason": "The provider closed"})
    assert [each.effect for each in reasoned] == ["TASK"]
    (destination,) = found("HAM-END-05", **{**ENDING, "destination": ""})
    assert destination.stops("close")


def test_wil_d6_01_the_sixth_school_day(found: Found) -> None:
    first = {"reason": "permanent_exclusion", "excluded_from": date(2026, 10, 12), "arranged_by": "authority"}
    (owed,) = found("WIL-D6-01", on=date(2026, 10, 13), **first, starts_on=None)
    assert owed.due == date(2026, 10, 19)
    assert found("WIL-D6-01", **{**LIVE, **first, "starts_on": date(2026, 10, 19)}) == []
    (late,) = found("WIL-D6-01", **{**LIVE, **first, "starts_on": date(2026, 10, 20)})
    assert late.effect == "WARN"
    by_school = policy_of("WIL", placement__day_six_by="school")
    assert found("WIL-D6-01", by=by_school, **first, starts_on=None) == []


def test_wor_unr_02_silences_the_national_rule_that_says_the_same(found: Found) -> None:
    met = {**NON_SCHOOL, "provider_test": "met"}
    assert found("ENG-UNR-01", by=policy_of("WOR"), **met) == []
    assert found("WOR-UNR-02", **met)[0].stops("start")


def test_a_national_rule_does_not_say_again_what_the_authority_says(found: Found) -> None:
    bare = {"objectives": (), "baseline": "", "first_review_on": None, "shared_data": frozenset(), "no_such_data": frozenset()}
    assert [each.about for each in found("ENG-AP-05", **bare)] == ["objectives", "baseline", "first_review", "shared"]
    assert found("ENG-AP-05", by=policy_of("HAM"), **bare) == []
    assert [each.about for each in found("ENG-AP-05", by=policy_of("WOR"), **bare)] == ["baseline", "shared"]
    off = replace(policy_of("HAM"), severities={"HAM-AP-04": "OFF"})
    assert [each.about for each in found("ENG-AP-05", by=off, **bare)] == ["objectives", "baseline"]


def test_a_day_beyond_the_calendar_breaks_nothing(calendar: SchoolCalendar) -> None:
    far = replace(PLACEMENT, **{**LIVE, **PEX, "starts_on": date(1990, 1, 1), "excluded_from": date(1989, 1, 1)})
    for family, silent in (("NPT", "NPT-AP-10"), ("HAM", "HAM-PRO-02"), ("WIL", "WIL-D6-01")):
        found = judge("placement", Look(far, policy_of(family), calendar, TODAY, TODAY))
        assert silent not in {each.rule for each in found}


def test_hrs_05_gives_way_to_the_authoritys_own_rule(found: Found) -> None:
    assert found("HRS-05", by=policy_of("HAM"), **GAP) == []
    assert found("HRS-05", by=policy_of("WAL"), **GAP)[0].stops("start")


def test_eng_kc_05_ends_with_each_half_term(found: Found) -> None:
    (first,) = found("ENG-KC-05", **LIVE)
    assert first.due == date(2026, 10, 23)  # the last school day before half term
    held = {**LIVE, "reviews": (PlacementReview(date(2026, 10, 12), frozenset()),)}
    (second,) = found("ENG-KC-05", on=date(2026, 10, 13), **held)
    assert second.due == date(2026, 12, 18)
    (overdue,) = found("ENG-KC-05", on=date(2026, 11, 2), **LIVE)
    assert overdue.colour == "red"


def test_eng_kc_05_says_what_is_not_verified(found: Found) -> None:
    (finding,) = found("ENG-KC-05", **LIVE)
    assert "not checked against the guidance" in finding.remedy.english()


def test_eng_s19_02_six_weeks_before_the_end(found: Found) -> None:
    ends = date(2027, 6, 25)
    last = {"compulsory_age_ends_on": ends, "exams_left": False, "starts_on": None}
    assert found("ENG-S19-02", on=date(2027, 5, 13), **last) == []
    assert found("ENG-S19-02", on=date(2027, 5, 14), **last)
    assert found("ENG-S19-01", on=date(2027, 5, 14), **last, **OUT) == []
    assert found("WAL-S19-01", on=date(2027, 5, 14), **last, **OUT)  # an English exception (SYS-03)


def test_eng_cnis_01_only_from_the_day_the_policy_names(found: Found) -> None:
    untold = {**LIVE, "authority_told_on": None}
    assert found("ENG-CNIS-01", **untold) == []
    since = policy_of("ENG", placement__children_not_in_school_from=date(2026, 9, 1))
    assert [each.effect for each in found("ENG-CNIS-01", by=since, **untold)] == ["TASK"]
    assert found("ENG-CNIS-01", by=since, **{**untold, "arranged_by": "authority"}) == []


def test_eng_nsap_02_is_planned_and_no_duty(found: Found) -> None:
    untold = {**LIVE, **NON_SCHOOL, "authority_told_on": None}
    (finding,) = found("ENG-NSAP-02", **untold)
    assert finding.effect == "INFO"
    assert "not one yet" in finding.remedy.english()
    assert found("ENG-NSAP-02", **{**LIVE, **NON_SCHOOL}) == []
    assert found("ENG-NSAP-02", **{**LIVE, "authority_told_on": None}) == []  # a school
    assert found("ENG-NSAP-02", **{**untold, "starts_on": date(2025, 7, 31)}) == []  # before the standards


def test_eng_nsap_03_only_where_the_policy_sets_a_limit(found: Found) -> None:
    twelve = policy_of("ENG", placement__non_school_weeks=12)
    dates = {"starts_on": date(2026, 9, 7), "ends_on": date(2026, 11, 30)}
    assert found("ENG-NSAP-03", **NON_SCHOOL, **dates) == []
    assert [each.effect for each in found("ENG-NSAP-03", by=twelve, **NON_SCHOOL, **dates)] == ["WARN"]
    assert found("ENG-NSAP-03", by=twelve, **NON_SCHOOL, **{**dates, "ends_on": date(2026, 11, 29)}) == []


def test_a_rule_of_one_nation_is_never_applied_in_the_other(found: Found) -> None:
    assert found("ENG-KC-04", by=policy_of("NPT"), sites=()) == []
    assert found("WAL-EO-03", by=policy_of("HAM"), sites=()) == []
    assert found("HAM-AP-11", by=policy_of("WIL"), shared_data=frozenset()) == []
