"""Reads of what assures a provider. The first argument is always whose eyes they are for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from pastoral.foundation.access import Access
from pastoral.records.organisations.models import Authority

from ..models import (
    DatedItem,
    Declaration,
    DeclaredStaff,
    Listing,
    ListingMove,
    Provider,
    Site,
    ThemeStanding,
    Visit,
    VisitAction,
    VisitArea,
)


def provider(access: Access, provider_id: int) -> Provider:
    """Raises `Provider.DoesNotExist`."""
    found: Provider = Provider.objects.visible_to(access).get(pk=provider_id)
    return found


def own_provider(access: Access) -> Provider:
    """The provider that somebody leads (the first, where they lead several). Raises `Provider.DoesNotExist`."""
    return provider(access, min(access.provider_ids, default=0))


def sites(access: Access, provider_id: int) -> list[Site]:
    return list(Site.objects.visible_to(access).filter(provider=provider_id, closed_on__isnull=True).order_by("pk"))


def listing_of(access: Access, provider_id: int) -> Listing | None:
    """What the reader's own authority says of a provider; None where it says nothing yet."""
    found: Listing | None = (
        listings(access).filter(provider=provider_id, authority__in=access.authority_ids | access.home_authority_ids).first()
    )
    return found


def listings(access: Access) -> QuerySet[Listing]:
    """With provider and authority loaded, by the provider's name."""
    found: QuerySet[Listing] = Listing.objects.visible_to(access).select_related("provider", "authority")
    return found.order_by("provider__name", "pk")


def listings_of_provider(access: Access, provider_id: int) -> list[Listing]:
    return list(listings(access).filter(provider=provider_id))


def listings_for(access: Access, authority_ids: Iterable[int], provider_ids: Iterable[int]) -> dict[tuple[int, int], Listing]:
    """(authority, provider) → the authority's word on it. One query."""
    found = Listing.objects.visible_to(access).filter(authority__in=list(authority_ids), provider__in=list(provider_ids))
    return {(row.authority_id, row.provider_id): row for row in found}


def authorities_that_list(provider_id: int) -> list[int]:
    """The keys of every authority in use that has a provider on its list, whoever asks: they hear of a suspension."""
    everyone = Listing.objects.unscoped(reason="every authority that uses a provider hears that another suspended it")
    return list(everyone.filter(provider=provider_id, authority__in_use=True).values_list("authority_id", flat=True))


def moves(access: Access, listing: Listing) -> list[ListingMove]:
    """Newest first."""
    return list(ListingMove.objects.visible_to(access).filter(listing=listing).order_by("-at", "-pk"))


def items(access: Access, provider_id: int) -> list[DatedItem]:
    """What stands or waits, with site and file; what was replaced is history."""
    found = DatedItem.objects.visible_to(access).filter(provider=provider_id).exclude(state=DatedItem.State.REPLACED)
    return list(found.select_related("site", "file", "checked_for"))


def item(access: Access, item_id: int) -> DatedItem:
    """Raises `DatedItem.DoesNotExist`."""
    found: DatedItem = DatedItem.objects.visible_to(access).select_related("provider", "site", "file").get(pk=item_id)
    return found


def waiting(access: Access, provider_ids: Iterable[int]) -> dict[int, int]:
    """Provider's key → how many of its items wait to be checked. One query."""
    found = DatedItem.objects.visible_to(access).filter(provider__in=list(provider_ids), state=DatedItem.State.GIVEN)
    return dict(found.order_by().values_list("provider_id").annotate(Count("pk")))


def confirmations(access: Access, provider_ids: Iterable[int]) -> dict[int, tuple[dt.date, dt.date | None]]:
    """Provider's key → the day and the last day of its written confirmation of checks (ENG-KC-02). One query."""
    found: dict[int, tuple[dt.date, dt.date | None]] = {}
    rows = DatedItem.objects.visible_to(access).filter(
        provider__in=list(provider_ids), kind=DatedItem.Kind.CONFIRMATION, state=DatedItem.State.CHECKED
    )
    for row in rows.order_by("ends_on", "pk"):
        found[row.provider_id] = (row.dated_on or row.given_at.date(), row.ends_on)
    return found


def open_sites(access: Access, provider_ids: Iterable[int]) -> dict[int, list[Site]]:
    """Provider's key → the places where it teaches. One query."""
    found: dict[int, list[Site]] = defaultdict(list)
    for site in Site.objects.visible_to(access).filter(provider__in=list(provider_ids), closed_on__isnull=True).order_by("pk"):
        found[site.provider_id].append(site)
    return found


def declarations(access: Access, provider_id: int) -> list[Declaration]:
    """Newest first, asked ones too."""
    found = Declaration.objects.visible_to(access).filter(provider=provider_id).select_related("authority", "school")
    return list(found.order_by("-pk")[:20])


def declaration(access: Access, declaration_id: int) -> Declaration:
    """Raises `Declaration.DoesNotExist`."""
    found: Declaration = (
        Declaration.objects.visible_to(access).select_related("provider", "authority", "school", "file").get(pk=declaration_id)
    )
    return found


def themes(access: Access, provider_id: int) -> list[ThemeStanding]:
    """Newest first."""
    found = ThemeStanding.objects.visible_to(access).filter(provider=provider_id).select_related("authority")
    return list(found.order_by("-assessed_on", "-pk"))


def visits(access: Access, provider_id: int) -> list[Visit]:
    return list(Visit.objects.visible_to(access).filter(provider=provider_id).select_related("site", "authority"))


def visits_due(access: Access) -> list[Visit]:
    """Of the reader's authorities, not held yet, the one that is due first in front."""
    found = Visit.objects.visible_to(access).filter(authority__in=access.authority_ids, held_on__isnull=True)
    return list(found.select_related("provider", "site").order_by("due_on", "pk"))


def visit(access: Access, visit_id: int) -> Visit:
    """Raises `Visit.DoesNotExist`."""
    found: Visit = Visit.objects.visible_to(access).select_related("provider", "site", "authority").get(pk=visit_id)
    return found


def areas(access: Access, row: Visit) -> list[VisitArea]:
    return list(VisitArea.objects.visible_to(access).filter(visit=row))


def actions(access: Access, *, visit: Visit | None = None, provider_id: int | None = None) -> list[VisitAction]:
    """Of one visit, or all of a provider that are not closed."""
    which = Q(visit=visit) if visit is not None else Q(provider=provider_id, closed_on__isnull=True)
    return list(VisitAction.objects.visible_to(access).filter(which).order_by("due_on", "pk"))


def action(access: Access, action_id: int) -> VisitAction:
    """Raises `VisitAction.DoesNotExist`."""
    found: VisitAction = VisitAction.objects.visible_to(access).get(pk=action_id)
    return found


def late_actions(access: Access, today: dt.date) -> dict[int, int]:
    """Provider's key → how many things to put right are late with the reader's authorities. One query."""
    found = VisitAction.objects.visible_to(access).filter(
        authority__in=access.authority_ids, done_on__isnull=True, closed_on__isnull=True, due_on__lt=today
    )
    counted: Any = found.order_by().values_list("provider_id").annotate(Count("pk"))
    return dict(counted)


def staff_of(access: Access, row: Declaration) -> list[DeclaredStaff]:
    return list(DeclaredStaff.objects.visible_to(access).filter(declaration=row).order_by("pk"))


def authority(access: Access) -> Authority | None:
    """The authority that somebody works for, or whose school they work in."""
    return Authority.objects.filter(pk__in=access.authority_ids | access.home_authority_ids).order_by("pk").first()
