"""What one provider wrote of the child never becomes the next one's.

Row security lets a provider read what hangs on a placement, whoever wrote it. So a placement on which one provider has told a
concern, measured, signed or reported stays that provider's; for the next one there is a new placement.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from pastoral.foundation.access import Access
from pastoral.rules.sentences import Refused, say

from ..models import ConcernReport, Place, Placement, ProgressPoint, ProtocolAnswer, ProviderReport, Ready

# What a provider says about a child before the placement has begun; afterwards there is no other provider.
SAID: tuple[tuple[Any, Q], ...] = (
    (ConcernReport, Q()), (ProviderReport, Q(by_name__gt="") | Q(sent_at__isnull=False)), (ProgressPoint, Q(from_provider=True)),
    (Ready, Q(who=Ready.Who.PROVIDER)), (ProtocolAnswer, Q(side=ProtocolAnswer.Side.PROVIDER)),
)  # fmt: skip


def refuse_what_another_wrote(by: Access, row: Placement, provider_id: int) -> None:
    """Raises `Refused` where a provider before this one wrote about the child on this placement. One query where none was let in."""
    place = Place.objects.visible_to(by).select_related("provider").filter(placement=row).exclude(provider_id=provider_id).first()
    if place is not None and any(model.objects.visible_to(by).filter(which, placement=row).exists() for model, which in SAID):
        raise Refused((say(
            "AP.provider_wrote",
            "{provider} has already written about the child here, and another provider may not read it. "
            "Close this placement and open a new one.",
            provider=place.provider.name,
        ),))  # fmt: skip
