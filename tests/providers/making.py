"""Providers for tests, written through the gates: `make_provider(world, "Name", ...)`, `list_provider(authority, provider, ...)`."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.records.providers.models import Listing, Provider, Site

DEFAULTS: dict[str, Any] = {
    "registration": "not_applicable", "registration_text": "N/A", "kinds": ["alternative_provision"], "modes": ["face_to_face"],
    "phases": ["secondary"], "least_age": 11, "most_age": 16, "all_districts": True,
}  # fmt: skip


def make_provider(
    world: Any, name: str = "Sail Loft", *, status: str = "approved", authority: Authority | None = None, listed: bool = True,
    sites: tuple[dict[str, Any], ...] = ({"address": "1 Harbour Street", "postcode": "SA11 1AA"},), **more: Any,
) -> Provider:  # fmt: skip
    """A provider with its sites, listed with the world's first authority (or `authority`) unless `listed` is False."""
    whose = authority or world.authority
    with entered(Access.system(authority_id=whose.pk, doing="tests")) as access, recording("provider.added", by=access) as record:
        provider = Provider(name=name, added_by=whose, **{**DEFAULTS, **more})
        provider.save()
        for site in sites:
            Site(provider=provider, **{"name": name, **site}).save()
        record.about(provider)
    if listed:
        list_provider(whose, provider, status=status)
    return provider


def list_provider(authority: Authority, provider: Provider, *, status: str = "approved", **more: Any) -> Listing:
    """One authority's word on a provider: made, or changed where there is one already."""
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access, recording("provider.listed", by=access) as record:
        listing = Listing.objects.visible_to(access).filter(authority=authority, provider=provider).first()
        listing = listing or Listing(authority=authority, provider=provider)
        for field, value in {"status": status, **more}.items():
            setattr(listing, field, value)
        listing.save()
        record.about(listing)
    return listing
