"""A placement, a direction and a managed move about which no rule has anything to say, and the policies of their authorities."""

from __future__ import annotations

from datetime import date
from typing import Any

from pastoral.rules.engine import Policy
from pastoral.rules.placements import (
    DirectionFacts,
    DirectionNotice,
    MoveFacts,
    Objective,
    PlacementFacts,
    SettingHours,
    Site,
    Slot,
)
from pastoral.rules.placements.facts import DATA_LABELS, QUESTION_LABELS

TODAY = date(2026, 9, 7)  # a Monday
AGREED = date(2026, 9, 2)

ENGLAND: dict[str, Any] = {
    "hours.week_expectation": 32.5,
    "attendance.code_provider": "B",
    "direction.notice_school_days": 2,
    "direction.review_request_weeks": 10,
    "direction.invite_days": 6,
    "direction.outcome_days": 6,
    "direction.academies_from": date(2026, 7, 26),
    "managed_move.trial_allowed": False,
    "placement.vetting": ("written_confirmation",),
    "placement.review": "half_termly",
    "placement.illness_days": 15,
    "placement.provision_from_day": 6,
    "provider.unregistered_pupils": 5,
    "provider.unregistered_any_of": ("looked_after", "ehcp"),
    "provider.full_time_hours": 18,
}
WALES: dict[str, Any] = {
    "attendance.code_provider": "B",
    "provider.unregistered_pupils": 5,
    "provider.unregistered_any_of": ("statement",),
}
LOCAL: dict[str, dict[str, Any]] = {
    "NPT": {
        "psp.max_review_weeks": 6,
        "placement.plan_needed": True,
        "placement.vetting": ("declaration",),
        "placement.tell_authority": ("at_start", "new_provider"),
        "placement.review": "plan_interval",
        "placement.attendance_report": "daily",
        "placement.dbs_years": 3,
        "placement.references": 2,
        "placement.training_months": 12,
        "placement.declaration_months": 12,
    },
    "HAM": {
        "placement.data_sets": tuple(DATA_LABELS),
        "placement.consent_for_data": "sought",
        "placement.registration": "dual_first_day",
        "placement.attendance_report": "weekly",
        "placement.final_report": "required",
        "placement.destination": True,
        "placement.vetting": ("framework", "written_confirmation"),
    },
    "WIL": {"placement.vetting": ("quality_assurance",), "placement.day_six_by": "residence"},
    "WOR": {"placement.vetting": ("quality_assurance", "four_questions")},
}


def policy_of(number: str, **values: Any) -> Policy:
    """The policy of the authority whose rule has this number; a national rule is judged in a plain authority of its nation.

    A keyword names a parameter with two underscores for the full stop.
    """
    family = number.partition("-")[0]
    nation = "wales" if family in ("WAL", "NPT") else "england"
    own = (family,) if family in LOCAL else ()
    given = {key.replace("__", "."): value for key, value in values.items()}
    return Policy(
        family,
        nation,
        {**(WALES if nation == "wales" else ENGLAND), **LOCAL.get(family, {}), **given},
        (*own, "WAL" if nation == "wales" else "ENG", "UK", "CAL", "HRS"),
    )


# Ready to start on Monday 14 September 2026 with a registered provider.
PLACEMENT = PlacementFacts(
    stage="preparing",
    shape="part_time",
    reason="learning",
    rationale="She learns best in small groups; see the psychologist's report.",
    arranged_by="school",
    commissioner="Ysgol Afon",
    home_school="Ysgol Afon",
    on_home_roll=True,
    starts_on=date(2026, 9, 14),
    ends_on=date(2026, 12, 18),
    timeframe="One term",
    year_group=9,
    age=13,
    district="Wychavon",
    resident_here=True,
    compulsory_age=True,
    pupil_consulted_on=AGREED,
    parent_consulted_on=AGREED,
    agencies_involved=True,
    agencies_consulted_on=AGREED,
    agencies=("Youth Service",),
    parent_agreed_on=AGREED,
    plan_status="live",
    needs_assessed_on=AGREED,
    assessment_shared_on=AGREED,
    providers_compared=2,
    tier="targeted",
    fund="SLA",
    fund_amount=900.0,
    sen_category="send",
    purpose="Small-group teaching",
    objectives=(Objective("Reads for ten minutes a day", ("attainment", "next_step")),),
    baseline="Reads for two minutes",
    assessment_arrangements="Reading record",
    monitoring_arrangements="Mr Price, every week",
    exit_plan="Back to class in January",
    complements="English moves there; options stay",
    settings=(SettingHours("School", 20.0), SettingHours("The Barn", 12.5, "The Barn")),
    part_time_reason="She keeps her options in school",
    reintegration_is_objective=True,
    readiness="Four calm weeks",
    first_review_on=date(2026, 10, 12),
    protocol_school_on=AGREED,
    protocol_provider_on=AGREED,
    delegated=frozenset({"2", "9"}),
    liaison="Mr Price and Ms Rees",
    challenge="Head to head within a week",
    shared_data=frozenset(DATA_LABELS) - {"agencies"},
    no_such_data=frozenset({"agencies"}),
    consent_asked_on=AGREED,
    registration="dual",
    dual_from=date(2026, 9, 14),
    monitor="Mr Price",
    slots=(Slot("Friday", "13:00", "15:00", "Her father"),),
    slots_listed=True,
    provider="The Barn",
    provider_kind="school",
    provider_status="approved",
    provider_registration="urn",
    provider_framework="listed",
    provider_test="below",
    provider_least_age=11,
    provider_most_age=16,
    provider_districts=frozenset({"Wychavon"}),
    declaration_on=AGREED,
    declaration_expires_on=date(2027, 9, 2),
    declaration_sent_on=AGREED,
    checks_confirmed_on=AGREED,
    changes_in_writing=True,
    needs_met_on=AGREED,
    sites=(Site("The Barn", "1 Mill Lane"),),
    quality_assured_until=date(2027, 9, 2),
    four_answers=frozenset(QUESTION_LABELS),
    provider_is_new=False,
)
LIVE: dict[str, Any] = {
    "stage": "live",
    "starts_on": date(2026, 9, 1),
    "dual_from": date(2026, 9, 1),
    "authority_told_on": AGREED,
    "attendance_confirmed_to": date(2026, 9, 4),
    "codes_used": frozenset({"B"}),
    "safety_checked_on": AGREED,
    "last_contact_on": AGREED,
    "progress": "Reads for five minutes",
    "parent_voice_on": AGREED,
    "pupil_voice_on": AGREED,
}
ENDING: dict[str, Any] = {
    **LIVE,
    "stage": "ending",
    "final_report_on": AGREED,
    "verdict": "Objectives reached",
    "pupil_view": "I liked it",
    "destination": "return_to_school",
    "reintegration_plan": "Two weeks, step by step",
    "returns_to_school": True,
}
NON_SCHOOL: dict[str, Any] = {"provider_kind": "non_school", "provider_registration": "not_applicable"}

NOTICE = DirectionNotice(
    given_on=date(2026, 11, 12),
    address="1 Mill Lane",
    report_to="Ms Rees",
    days=10,
    reasons="Fights in the yard",
    objectives="Calm at break",
    starts="09:00",
    ends="15:00",
    break_starts="12:00",
    break_ends="13:00",
    to_parent_on=date(2026, 11, 12),
)
DIRECTION = DirectionFacts(
    stage="deciding",
    school_kind="maintained",
    decided_on=date(2026, 11, 10),
    starts_on=date(2026, 11, 16),
    ends_on=date(2026, 12, 18),
    purpose="behaviour",
    objectives="Calm at break",
    timeframe="Five weeks",
    monitoring="Mr Price rings every Friday",
    review_every="Every two weeks",
    first_review_on=date(2026, 11, 27),
    review_people=frozenset({"head", "parent", "board_nominee"}),
    plan_set_on=date(2026, 11, 10),
    notice=NOTICE,
    to_school=False,
    parents_engaged_on=date(2026, 11, 9),
    pupil_views="I want to come back",
    parents_informed_on=date(2026, 11, 12),
    reintegration_plan="Two weeks, step by step",
)
MOVE = MoveFacts(
    stage="proposed",
    agreed_on=date(2026, 11, 10),
    starts_on=date(2026, 11, 30),
    parent_agreed_on=date(2026, 11, 9),
    home_head_agreed_on=date(2026, 11, 9),
    new_head_agreed_on=date(2026, 11, 10),
    pupil_views="I want a new start",
    exclusion_threatened=False,
    best_interest="A new start near her aunt",
    panel_on=date(2026, 11, 5),
    council_told_on=date(2026, 11, 10),
)
