"""Exclusion in England and Wales: counters in quarter days, deadlines in school days, and the rules of both nations."""

from pastoral.rules.exclusions import (  # importing registers their rules
    board,
    committee,
    counting,
    england,
    from_2026,
    review,
    wales,
)
from pastoral.rules.exclusions.catalogue import KIND, Case, Look, case_of, count
from pastoral.rules.exclusions.facts import (
    GROUND_LABELS,
    NOTICE_LABELS,
    RECIPIENT_LABELS,
    AppealFacts,
    ExclusionFacts,
    NoticeFacts,
    ReviewPanelFacts,
)
from pastoral.rules.exclusions.notices import ExclusionNotice, notices
from pastoral.rules.exclusions.totals import Spell, Totals, provision_day, run_of

__all__ = [
    "GROUND_LABELS",
    "KIND",
    "NOTICE_LABELS",
    "RECIPIENT_LABELS",
    "AppealFacts",
    "Case",
    "ExclusionFacts",
    "ExclusionNotice",
    "Look",
    "NoticeFacts",
    "ReviewPanelFacts",
    "Spell",
    "Totals",
    "board",
    "case_of",
    "committee",
    "count",
    "counting",
    "england",
    "from_2026",
    "notices",
    "provision_day",
    "review",
    "run_of",
    "wales",
]
