"""What a placement must know of its provider: how the authority's list has it, its declaration, its checks, where it teaches."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.rules.providers import Declaration

from ..models import DatedItem, Listing, Site
from .facts import Pair, declared_from, declared_rows


@dataclass(frozen=True)
class Checks:
    """Of some providers, with some authorities. A pair is (authority, provider)."""

    listings: dict[Pair, Listing]
    declared: dict[Pair, Declaration]
    confirmations: dict[int, list[DatedItem]]  # the written confirmations of a provider's checks, whoever received them (ENG-KC-02)
    sites: dict[int, list[Site]]  # that are open

    def confirmed(self, provider: int, *, school: int, authority: int, by_authority: bool) -> tuple[dt.date, dt.date | None] | None:
        """Day and last day of the confirmation that counts for a placement: who commissions it must have received it.

        One that another school, or another authority, has in its files protects nobody here.
        """
        for row in reversed(self.confirmations.get(provider, [])):
            mine = row.received_by_id is None and row.checked_for_id == authority if by_authority else row.received_by_id == school
            if mine:
                return row.dated_on or row.given_at.date(), row.ends_on
        return None


def checks_of(access: Access, authorities: Iterable[int], providers: Iterable[int]) -> Checks:
    """One query, however many."""
    ours, theirs = list(authorities), list(providers)
    confirmations = DatedItem.objects.visible_to(access).filter(
        provider__in=theirs, kind=DatedItem.Kind.CONFIRMATION, state=DatedItem.State.CHECKED
    )
    read = together(
        listings=Listing.objects.visible_to(access).filter(authority__in=ours, provider__in=theirs),
        confirmed=confirmations.order_by("ends_on", "pk"),
        sites=Site.objects.visible_to(access).filter(provider__in=theirs, closed_on__isnull=True).order_by("pk"),
        **declared_rows(access, ours, theirs),
    )
    listings = {(row.authority_id, row.provider_id): row for row in read["listings"]}
    declared = {pair: one for pair, one in declared_from(read["declarations"], read["staff"]).items() if pair in listings}
    sites: dict[int, list[Site]] = defaultdict(list)
    for site in read["sites"]:
        sites[site.provider_id].append(site)
    confirmed: dict[int, list[DatedItem]] = defaultdict(list)
    for row in read["confirmed"]:
        confirmed[row.provider_id].append(row)
    return Checks(listings, declared, confirmed, sites)
