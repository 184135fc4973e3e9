"""The graduated response (Worcestershire): steps 1 to 6, actions 1 to 17b, and what goes to the authority."""

from pastoral.rules.graduated import (
    authority,
    needs,
    provision,
    reflection,
    steps,
)  # importing them registers their rules
from pastoral.rules.graduated.authority import education_due, fair_access_excludes
from pastoral.rules.graduated.facts import ActionFacts, DecisionFacts, GraduatedFacts, MoveFacts
from pastoral.rules.graduated.needs import UNLAWFUL_REASONS, cycle
from pastoral.rules.graduated.provision import (
    EHC_EVIDENCE,
    LEVELS,
    TOOLS,
    ehc_evidence_missing,
    levels_missing,
    levels_of,
)
from pastoral.rules.graduated.reflection import STATEMENTS, RatingFacts, ReflectionFacts
from pastoral.rules.graduated.steps import ACTIONS, Action, actions_of, missing_before_next, why_not

__all__ = [
    "ACTIONS",
    "EHC_EVIDENCE",
    "LEVELS",
    "STATEMENTS",
    "TOOLS",
    "UNLAWFUL_REASONS",
    "Action",
    "ActionFacts",
    "DecisionFacts",
    "GraduatedFacts",
    "MoveFacts",
    "RatingFacts",
    "ReflectionFacts",
    "actions_of",
    "authority",
    "cycle",
    "education_due",
    "ehc_evidence_missing",
    "fair_access_excludes",
    "levels_missing",
    "levels_of",
    "missing_before_next",
    "needs",
    "provision",
    "reflection",
    "steps",
    "why_not",
]
