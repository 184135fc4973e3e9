"""Pupils taught elsewhere: placements in alternative provision, off-site directions and managed moves."""

from pastoral.rules.placements import (  # importing them registers their rules
    directions,
    duties,
    england,
    hampshire,
    hampshire_living,
    local_directions,
    moves,
    npt,
    wales,
    wiltshire,
    worcestershire,
)
from pastoral.rules.placements.days import (
    half_term_ends,
    latest_invitation,
    latest_notice,
    provision_due,
    review_is_owed,
    school_days_unconfirmed,
)
from pastoral.rules.placements.direction_facts import (
    DirectedPlacement,
    DirectionFacts,
    DirectionNotice,
    DirectionReview,
    MoveFacts,
    ReviewRequest,
)
from pastoral.rules.placements.duties import belongs_on_the_register, section_19_applies
from pastoral.rules.placements.england import arranged_as
from pastoral.rules.placements.facts import (
    Concern,
    Objective,
    PlacementFacts,
    PlacementReview,
    SettingHours,
    Site,
    Slot,
)
from pastoral.rules.placements.lifecycle import DIRECTION, LIFECYCLES, MOVE, PLACEMENT, Allowed, Refused, decide
from pastoral.rules.placements.npt import data_owner, is_alternative_provision, kinds_that_apply
from pastoral.rules.placements.registry import DirectionLook, Look, MoveLook

__all__ = [
    "DIRECTION",
    "LIFECYCLES",
    "MOVE",
    "PLACEMENT",
    "Allowed",
    "Concern",
    "DirectedPlacement",
    "DirectionFacts",
    "DirectionLook",
    "DirectionNotice",
    "DirectionReview",
    "Look",
    "MoveFacts",
    "MoveLook",
    "Objective",
    "PlacementFacts",
    "PlacementReview",
    "Refused",
    "ReviewRequest",
    "SettingHours",
    "Site",
    "Slot",
    "arranged_as",
    "belongs_on_the_register",
    "data_owner",
    "decide",
    "directions",
    "duties",
    "england",
    "half_term_ends",
    "hampshire",
    "hampshire_living",
    "is_alternative_provision",
    "kinds_that_apply",
    "latest_invitation",
    "latest_notice",
    "local_directions",
    "moves",
    "npt",
    "provision_due",
    "review_is_owed",
    "school_days_unconfirmed",
    "section_19_applies",
    "wales",
    "wiltshire",
    "worcestershire",
]
