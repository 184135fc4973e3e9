"""Tables of placements. `AboutPlacement` ones are the commissioner's; `PlacementScoped` ones the provider sees as well (ADR 0008)."""

from .ending import Following, Ready, ReturnCheck, WayBack
from .living import (
    Concern,
    ConcernReport,
    InTouch,
    JointReview,
    ProgressPoint,
    ProviderReport,
    SafetyVisit,
    Voice,
    VoiceAsk,
)
from .placement import Move, Notice, Objective, Place, Placement, Session
from .referring import Referral
from .sharing import Consent, Message, SharedFile, SharedSet

__all__ = [
    "Concern",
    "ConcernReport",
    "Consent",
    "Following",
    "InTouch",
    "JointReview",
    "Message",
    "Move",
    "Notice",
    "Objective",
    "Place",
    "Placement",
    "ProgressPoint",
    "ProviderReport",
    "Ready",
    "Referral",
    "ReturnCheck",
    "SafetyVisit",
    "Session",
    "SharedFile",
    "SharedSet",
    "Voice",
    "VoiceAsk",
    "WayBack",
]
