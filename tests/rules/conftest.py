"""The calendar of the test vectors (rules catalogue, 3.6), and a plan that breaks no rule."""

from __future__ import annotations

from datetime import date

import pytest

from pastoral.rules.calendar import Break, CalendarDays, CalendarWeeks, SchoolCalendar, SchoolDays, Term
from pastoral.rules.commitments import Commitment, Party
from pastoral.rules.psp import (
    FACTOR_LABELS,
    INPUT_LABELS,
    InputFacts,
    OutcomeFacts,
    PlanFacts,
    PspPolicy,
    SignatureFacts,
)


@pytest.fixture(scope="session")
def calendar() -> SchoolCalendar:
    """Monday to Friday, half term 26 to 30 October 2026, no INSET; a whole school year."""
    return SchoolCalendar(
        terms=(
            Term("Autumn", date(2026, 9, 1), date(2026, 12, 18), (Break(date(2026, 10, 26), date(2026, 10, 30)),)),
            Term("Spring", date(2027, 1, 4), date(2027, 3, 19), (Break(date(2027, 2, 8), date(2027, 2, 12)),)),
            Term("Summer", date(2027, 4, 5), date(2027, 7, 20), (Break(date(2027, 5, 31), date(2027, 6, 4)),)),
        ),
        bank_holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 5, 3), date(2027, 5, 31)}),
    )


NPT_POLICY = PspPolicy(
    max_review_weeks=CalendarWeeks(6),
    first_review_weeks=CalendarWeeks(3),
    check_in_days=CalendarDays(7),
    notice_days=None,
    outcomes_wanted=3,
    inputs_wanted=tuple(INPUT_LABELS),
    factors=tuple(FACTOR_LABELS),
    signatories=("child", "school", "parent"),
    review_decisions=("continue", "amend", "cease", "next_steps"),
    alnco_within=SchoolDays(2),
    send_within=SchoolDays(2),
    review_copy_within=SchoolDays(2),
)


@pytest.fixture(scope="session")
def policy() -> PspPolicy:
    """Neath Port Talbot's parameters, with invented days where its guidance names none."""
    return NPT_POLICY


# A plan about which no rule has anything to say at the meeting, on Monday 7 September 2026.
GOOD = PlanFacts(
    status="meeting",
    opened_on=date(2026, 9, 1),
    reasons=frozenset({"disengagement"}),
    earlier_strategies="Seating plan; calls home.",
    needs_assessed=True,
    lead="Mrs Hughes",
    alnco_informed_on=date(2026, 9, 2),
    staff_informed_on=date(2026, 9, 2),
    inputs=tuple(InputFacts(kind, "answered") for kind in INPUT_LABELS),
    meeting_on=date(2026, 9, 7),
    venue="The library",
    invited_on=date(2026, 9, 1),
    chosen_adult_asked_on=date(2026, 9, 2),
    chosen_adult="Nan",
    child_views="I like art. Maths is loud.",
    child_views_method="Talking while drawing",
    factors_considered=frozenset(FACTOR_LABELS),
    outcomes=tuple(OutcomeFacts(str(n), f"Outcome {n}") for n in (1, 2, 3)),
    commitments=(
        Commitment(Party.SCHOOL_PROACTIVE, "Seat near the door", "Mr Price", date(2026, 9, 8)),
        Commitment(Party.PARENT, "A word at breakfast", "Mair", date(2026, 9, 8)),
        Commitment(Party.CHILD, "Say when it is loud", "Cai", date(2026, 9, 8)),
    ),
    signatures=tuple(SignatureFacts(party, "agreed", date(2026, 9, 7)) for party in ("child", "school", "parent")),
    next_review_on=date(2026, 9, 28),
)


@pytest.fixture(scope="session")
def good() -> PlanFacts:
    return GOOD
