"""When a provider is suspended, removed or taken back: everybody who has a child there is told, and the rules look again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.outbox.jobs import for_authority
from pastoral.records.providers.assurance.queries import authorities_that_list
from pastoral.records.providers.models import Listing, ListingMove

from .models import Placement
from .services.changing import changing
from .services.telling import PAGES, SUBJECTS, tell

DOWN = (Listing.Status.SUSPENDED, Listing.Status.REMOVED)
OWN, ELSEWHERE, BACK = "provider_suspended", "provider_elsewhere", "provider_reinstated"
SUBJECTS |= {
    OWN: _("A provider that you use is suspended"),
    ELSEWHERE: _("Another council has suspended a provider that you use"),
    BACK: _("A provider that you use is no longer suspended"),
}
PAGES |= {OWN: "placement", ELSEWHERE: "placement", BACK: "placement"}
OPEN = (Placement.Stage.CONSIDERING, Placement.Stage.PREPARING, Placement.Stage.LIVE, Placement.Stage.ENDING)


def provider_moved(by: Access, listing: Listing, move: ListingMove) -> None:
    """Inside the move's transaction. A date that passed takes each authority's own status down, so others are told only of an
    officer's act, and never why: the reason is the other council's."""
    if move.after in DOWN and move.before not in DOWN:
        _tell(listing.authority_id, listing.provider_id, OWN, move.pk)
        if not move.by_itself:
            for authority_id in authorities_that_list(listing.provider_id):
                if authority_id != listing.authority_id:
                    _tell(authority_id, listing.provider_id, ELSEWHERE, move.pk)
    elif move.before in DOWN and move.after not in DOWN:
        _tell(listing.authority_id, listing.provider_id, BACK, move.pk)


def _tell(authority_id: int, provider_id: int, event: str, key: int) -> None:
    """The lead of each placement at the home school and the authority; a finding follows from the rules looking again."""
    with for_authority(authority_id, doing="assurance of providers") as access:
        there = Placement.objects.visible_to(access).filter(authority=authority_id, provider=provider_id, stage__in=OPEN)
        for placement_id in there.order_by("pk").values_list("pk", flat=True):
            with changing(placement_id, "placement.provider_moved", by=access) as change:
                tell(change, event, "lead", "authority", key=str(key))
