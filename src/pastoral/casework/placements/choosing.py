"""Which providers a commissioner may choose from: those on the authority's list, found by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from pastoral.foundation.access import Access
from pastoral.records.providers.models import Listing, Provider, Site

from .models import Placement

MOST = 20


@dataclass(frozen=True)
class Choice:
    """A provider that can be chosen, how it stands with the authority, and the places where it teaches."""

    provider: Provider
    status: str
    status_said: str
    sites: list[Site] = field(default_factory=list)


def listed(access: Access, row: Placement, words: str) -> list[Choice]:
    """Up to twenty of the authority's list whose name has these words, without those removed. Two queries."""
    found = (
        Listing.objects.visible_to(access).filter(authority=row.authority_id).exclude(status=Listing.Status.REMOVED)
        .select_related("provider").order_by("provider__name", "pk")
    )  # fmt: skip
    for word in words.split():
        found = found.filter(provider__name__icontains=word)
    rows = list(found[:MOST])
    sites = sites_of(access, [one.provider_id for one in rows])
    return [
        Choice(one.provider, one.status, one.get_status_display(), [site for site in sites if site.provider_id == one.provider_id])
        for one in rows
    ]


def sites_of(access: Access, provider_ids: list[int]) -> list[Site]:
    """The places where these providers teach now. One query."""
    return list(Site.objects.visible_to(access).filter(provider__in=provider_ids, closed_on__isnull=True)) if provider_ids else []
