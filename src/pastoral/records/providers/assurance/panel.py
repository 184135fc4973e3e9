"""What a provider's page shows of its assurance: how it stands, what has run out and what soon will."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access, Permission

from ..models import Listing, Provider
from . import queries
from .judging import standings
from .showing import standing_tag


def assurance_panel(access: Access, provider: Provider) -> dict[str, Any] | None:
    """The reader's own authority's word; a provider that it does not list is said to be on no list."""
    if not access.may(Permission.SEE_DIRECTORY):
        return None
    listing = queries.listing_of(access, provider.pk)
    found = None
    if listing is not None:
        listing.provider = provider
        (found,) = standings(access, [listing])
    return {
        "template": "providers/assurance/_panel.jinja",
        "context": {
            "provider": provider,
            "standing": found,
            "tag": standing_tag(found) if found is not None else None,
            "blocks": [one for one in found.findings if one.effect == "BLOCK"] if found is not None else [],
            "down": listing is not None and listing.status in (Listing.Status.SUSPENDED, Listing.Status.REMOVED),
        },
    }
