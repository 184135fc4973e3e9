"""The plan's tables, by thing."""

from .checkins import CheckIn
from .contributions import Contribution
from .meetings import Attendee, Meeting, SectionAnswers
from .outcomes import Commitment, Outcome
from .plan import Plan, Revision, StatusChange
from .reviews import CommitmentKept, OutcomeProgress, Review
from .signatures import Signature
from .submissions import Submission

__all__ = [
    "Attendee",
    "CheckIn",
    "Commitment",
    "CommitmentKept",
    "Contribution",
    "Meeting",
    "Outcome",
    "OutcomeProgress",
    "Plan",
    "Review",
    "Revision",
    "SectionAnswers",
    "Signature",
    "StatusChange",
    "Submission",
]
