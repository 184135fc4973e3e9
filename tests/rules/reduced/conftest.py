"""A reduced timetable of Year 9 that breaks no rule, in Wales and in England, and the policies it is judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.reduced import (
    KIND,
    AgencyFacts,
    AgreementFacts,
    DayTimes,
    JudgementFacts,
    Look,
    ReducedFacts,
    RiskFacts,
    Slot,
    StepFacts,
)

TODAY = date(2026, 9, 21)
HOURS = {"hours.foundation_ks1": 21, "hours.ks2": 23.5, "hours.ks3_year_10": 24, "hours.year_11": 25}

NPT = Policy(
    "neath-port-talbot", "wales",
    {
        **HOURS, "reduced.max_weeks": 12, "reduced.week_kind": "calendar", "reduced.extension_by": "director",
        "reduced.plan_needed": "psp", "reduced.without_plan": "medical_healthcare_plan", "reduced.audit": "matrix",
        "reduced.audit_least_sessions": 5,
        "attendance.code_reduced_hours": "C", "attendance.code_provider": "B",
    },
    ("WAL", "NPT", "UK", "CAL", "HRS"),
)  # fmt: skip
ENGLAND = Policy("plain-england", "england", {"hours.week_expectation": 32.5}, ("ENG", "UK", "CAL", "HRS"))
HILLINGDON = replace(
    ENGLAND, authority="hillingdon", families=("ENG", "HIL", "UK", "CAL", "HRS"),
    values={**HOURS, "reduced.max_weeks": 6, "reduced.week_kind": "calendar", "reduced.tell": ("attendance_support", "virtual_school")},
)  # fmt: skip
WILTSHIRE = replace(
    ENGLAND, authority="wiltshire", families=("ENG", "WIL", "UK", "CAL", "HRS"),
    values={"reduced.plan_needed": "rep", "reduced.tell": ("authority",), "hours.day_starts": "09:00", "hours.day_ends": "15:00"},
)  # fmt: skip
WORCESTERSHIRE = replace(ENGLAND, authority="worcestershire", families=("ENG", "WOR", "UK", "CAL", "HRS"))
POLICIES = {"NPT": NPT, "HRS": NPT, "ENG": ENGLAND, "WIL": WILTSHIRE, "WOR": WORCESTERSHIRE}

AGREED_ON = date(2026, 9, 2)


def mornings(taught: str = "12:00", responsible: str = "Mum") -> tuple[Slot, ...]:
    """Nine o'clock to noon in school, then at home with somebody named; the day ends at three."""
    return tuple(
        slot
        for day in range(1, 6)
        for slot in (
            Slot(1, day, "09:00", taught),
            Slot(1, day, taught, "15:00", kind="away", responsible=responsible),
        )
    )


def full_week(hours_a_day: str = "14:00") -> tuple[Slot, ...]:
    return tuple(Slot(1, day, "09:00", hours_a_day) for day in range(1, 6))


GOOD = ReducedFacts(
    status="active",
    year=9,
    compulsory_age=True,
    has_plan=False,
    travel_assistance=False,
    start_on=date(2026, 9, 7),
    end_on=date(2026, 10, 16),
    reason="mental_health",
    circumstance="reintegration",
    rationale="She has been away since Easter; the hospital's letter asks for a gradual return.",
    avenues_tried="Mentor, quiet room, later start.",
    safeguarding_concern=False,
    hours_per_day=(Decimal(3),),
    slots=mornings(),
    school_day=(DayTimes("09:00", "15:00"),),
    psp="PSP 12",
    psp_agreed=True,
    psp_short_targets=True,
    psp_long_targets=True,
    psp_reviews_kept=True,
    rep="REP 3",
    monitor="Ms Owen, deputy head",
    steps=(
        StepFacts(date(2026, 9, 7), Decimal(15)),
        StepFacts(date(2026, 9, 28), Decimal(20)),
        StepFacts(date(2026, 10, 17), Decimal(24)),
    ),
    next_review_on=date(2026, 9, 28),
    agreements=(AgreementFacts("parent", "agreed", AGREED_ON, lives_with=True, times_and_dates=True),),
    ewo_consulted_on=AGREED_ON,
    agencies=(AgencyFacts("CAMHS", AGREED_ON, AGREED_ON),),
    no_referrals_reason="CAMHS is already involved.",
    risks=(
        RiskFacts("home", AGREED_ON, "low", "RA 1"),
        RiskFacts("travel", AGREED_ON, "managed", "RA 2"),
        RiskFacts("safeguarding", AGREED_ON, "low", "RA 3"),
    ),
    travel_agreed_on=AGREED_ON,
    authority_told_on=date(2026, 9, 4),
    deputy_sent_on=date(2026, 9, 4),
    ewo_told_on=date(2026, 9, 4),
    parents_told_slots_on=AGREED_ON,
    officers_kept_informed=True,
    judgements=(JudgementFacts("G-a", True, "File read", "Deputy Education Safeguarding Officer", date(2026, 9, 14)),),
    sessions_agreed=10,
    sessions_attended=10,
    panel_reviewed_on=date(2026, 9, 15),
    panel_actions=0,
)

Found = Callable[..., list[RuleFinding]]


@pytest.fixture
def found(calendar: SchoolCalendar) -> Found:
    """The findings of one rule for the good timetable with these facts changed, by the policy of the rule's family."""

    def look(number: str, *, on: date = TODAY, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
        facts = replace(GOOD, **changes)
        policy = by or POLICIES[number.split("-")[0]]
        return [
            each for each in engine.judge(KIND, Look(facts, policy, calendar, on, facts.start_on)) if each.rule == number
        ]

    return look
