"""Tables of placements. `AboutPlacement` ones are the commissioner's; `PlacementScoped` ones the provider sees as well (ADR 0008)."""

from .deciding import Consultation, Cover, Elsewhere
from .direction import Direction, DirectionMove, DirectionNotice, DirectionReview, DirectionTold, ReviewRequest
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
from .protocol import Protocol, ProtocolAnswer, ProtocolDraft
from .referring import Referral
from .sharing import Consent, Message, SharedFile, SharedSet

__all__ = [
    "Concern",
    "ConcernReport",
    "Consent",
    "Consultation",
    "Cover",
    "Direction",
    "DirectionMove",
    "DirectionNotice",
    "DirectionReview",
    "DirectionTold",
    "Elsewhere",
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
    "Protocol",
    "ProtocolAnswer",
    "ProtocolDraft",
    "ProviderReport",
    "Ready",
    "Referral",
    "ReturnCheck",
    "ReviewRequest",
    "SafetyVisit",
    "Session",
    "SharedFile",
    "SharedSet",
    "Voice",
    "VoiceAsk",
    "WayBack",
]
