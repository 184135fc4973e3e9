"""The Pastoral Support Programme: facts, rules NPT-PSP-01 to 27, and what may be done at each stage."""

from pastoral.rules.psp import living, meeting, preparing  # importing them registers their rules
from pastoral.rules.psp.catalogue import RULES, Look, Rule, RuleFinding, judge
from pastoral.rules.psp.decide import Allowed, Refused, allowed_actions, decide
from pastoral.rules.psp.facts import (
    FACTOR_LABELS,
    INPUT_LABELS,
    SIGNATORY_LABELS,
    InputFacts,
    OutcomeFacts,
    PlanFacts,
    PspPolicy,
    ReviewFacts,
    SignatureFacts,
)
from pastoral.rules.psp.living import (
    latest_review,
    npt_psp_21_monitoring_group,
    npt_psp_22_record_holders,
    review_anchor,
)
from pastoral.rules.psp.notices import Notice, notices

__all__ = [
    "FACTOR_LABELS",
    "INPUT_LABELS",
    "RULES",
    "SIGNATORY_LABELS",
    "Allowed",
    "InputFacts",
    "Look",
    "Notice",
    "OutcomeFacts",
    "PlanFacts",
    "PspPolicy",
    "Refused",
    "ReviewFacts",
    "Rule",
    "RuleFinding",
    "SignatureFacts",
    "allowed_actions",
    "decide",
    "judge",
    "latest_review",
    "living",
    "meeting",
    "notices",
    "npt_psp_21_monitoring_group",
    "npt_psp_22_record_holders",
    "preparing",
    "review_anchor",
]
