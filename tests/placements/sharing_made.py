"""A placement shared with its provider, through the real services: what tests of registers, reports and living stand on."""

from __future__ import annotations

from typing import Any

from pastoral.casework.placements.models import Place, Placement
from pastoral.casework.placements.services import sharing
from pastoral.casework.placements.services.changing import changing
from pastoral.rules.placements.facts import DATA_LABELS

WORDS = {
    "assessment": "Reading age 9 years 2 months; works best before lunch.",
    "attendance": "62% since September.",
    "individual_plans": "Pastoral Support Programme: calm start, one key adult.",
    "contacts": "Elin Morgan, mother, 01792 000001.",
    "agencies": "Youth service.",
    "key_staff": "Siân Rees, pastoral lead.",
}


def share_all(world: Any, placement: Placement, persona: str = "pastoral-lead") -> Place:
    """All eight sets: six with words, none of the papers of child protection and of an education, health and care plan.

    Sets the world's provider where the placement has none.
    """
    with world.acting(persona) as by:
        if placement.provider_id is None:
            with changing(placement.pk, "test.provider", by=by) as change:
                change.set(provider_id=world.provider.pk)
        sets = {code: sharing.Given("shared", WORDS[code]) if code in WORDS else sharing.Given("none") for code in DATA_LABELS}
        return sharing.share(placement_id=placement.pk, sets=sets, by=by)


def access_there(world: Any, persona: str = "provider-staff") -> Any:
    """The provider's access as of now: what was shared since the test began is in it."""
    return world.access(persona)
