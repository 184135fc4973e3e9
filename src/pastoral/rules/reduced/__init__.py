"""Reduced (part-time) timetables: facts, the hours engine, NPT-RT, NPT-TR, NPT-AUD, ENG-PTT and the authorities' own rules."""

from pastoral.rules.reduced import (  # importing registers their rules
    agreeing,
    audit,
    counting,
    england,
    register,
    telling,
)
from pastoral.rules.reduced.catalogue import KIND, Look, usual_day
from pastoral.rules.reduced.checklist import ChecklistItem, checklist, leave_may_be_coded, pack_missing
from pastoral.rules.reduced.facts import (
    CIRCUMSTANCE_LABELS,
    KNOWN_RISK_LABELS,
    REASON_LABELS,
    AgencyFacts,
    AgreementFacts,
    ExtensionFacts,
    JudgementFacts,
    RatingFacts,
    ReducedFacts,
    ReducedReviewFacts,
    RegisterFacts,
    RiskFacts,
    StepFacts,
    TransportFacts,
)
from pastoral.rules.reduced.hours import DayTimes, Gap, Slot, gaps, is_reduced, uncovered
from pastoral.rules.reduced.lifecycle import REDUCED, Allowed, Refused, decide
from pastoral.rules.reduced.notices import Notice, notices
from pastoral.rules.reduced.register import RegisterRow, central_register, panel_list

__all__ = [
    "CIRCUMSTANCE_LABELS",
    "KIND",
    "KNOWN_RISK_LABELS",
    "REASON_LABELS",
    "REDUCED",
    "AgencyFacts",
    "AgreementFacts",
    "Allowed",
    "ChecklistItem",
    "DayTimes",
    "ExtensionFacts",
    "Gap",
    "JudgementFacts",
    "Look",
    "Notice",
    "RatingFacts",
    "ReducedFacts",
    "ReducedReviewFacts",
    "Refused",
    "RegisterFacts",
    "RegisterRow",
    "RiskFacts",
    "Slot",
    "StepFacts",
    "TransportFacts",
    "agreeing",
    "audit",
    "central_register",
    "checklist",
    "counting",
    "decide",
    "england",
    "gaps",
    "is_reduced",
    "leave_may_be_coded",
    "notices",
    "pack_missing",
    "panel_list",
    "register",
    "telling",
    "uncovered",
    "usual_day",
]
