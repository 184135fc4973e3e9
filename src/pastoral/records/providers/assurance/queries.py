"""Reads of what assures a provider. The first argument is always whose eyes they are for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.together import together
from pastoral.foundation.accounts.at_providers import led_by
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
    return provider(access, min(led_by(access), default=0))


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


def authorities_that_list(provider_id: int) -> list[int]:
    """The keys of every authority in use that has a provider on its list, whoever asks: they hear of a suspension."""
    in_use = frozenset(Authority.objects.filter(in_use=True).values_list("pk", flat=True))
    everyone = Listing.objects.unscoped(reason="every authority that uses a provider hears that another suspended it")
    with entered(Access(actor="Pastoral: a suspended provider", authority_ids=in_use)):
        return list(everyone.filter(provider=provider_id, authority_id__in=in_use).values_list("authority_id", flat=True))


def items(access: Access, provider_id: int) -> list[DatedItem]:
    """What stands or waits, with site and file; what was replaced is history.

    What another school received tells that it has a child there: it is for that school, its authority and the provider.
    """
    ours = Q(received_by=None) | Q(received_by__in=access.school_ids) | Q(checked_for__in=access.authority_ids)
    found = DatedItem.objects.visible_to(access).filter(ours | Q(provider__in=access.provider_ids), provider=provider_id)
    found = found.exclude(state=DatedItem.State.REPLACED)
    return list(found.select_related("site", "file", "checked_for", "received_by"))


def item(access: Access, item_id: int) -> DatedItem:
    """Raises `DatedItem.DoesNotExist`."""
    found: DatedItem = DatedItem.objects.visible_to(access).select_related("provider", "site", "file").get(pk=item_id)
    return found


def waiting(access: Access, provider_ids: Iterable[int]) -> dict[int, int]:
    """Provider's key → how many of its items wait to be checked. One query."""
    found = DatedItem.objects.visible_to(access).filter(provider__in=list(provider_ids), state=DatedItem.State.GIVEN)
    return dict(found.order_by().values_list("provider_id").annotate(Count("pk")))


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


@dataclass(frozen=True)
class Hanging:
    """What was seen of one provider, the newest first, and what it must put right."""

    themes: list[ThemeStanding]  # with the authority, where it was one
    visits: list[Visit]  # with the site
    actions: list[VisitAction]  # that are not closed, first the one due first
    moves: list[ListingMove]  # of the listing that was asked for


def hanging(access: Access, provider_id: int, listing: Listing | None = None) -> Hanging:
    """One query."""
    themes = ThemeStanding.objects.visible_to(access).filter(provider=provider_id)
    visits = Visit.objects.visible_to(access).filter(provider=provider_id)
    found = together(
        themes=themes.order_by("-assessed_on", "-pk"), visits=visits,
        actions=VisitAction.objects.visible_to(access).filter(provider=provider_id, closed_on__isnull=True),
        moves=ListingMove.objects.visible_to(access).filter(listing=listing).order_by("-at", "-pk"),
        authorities=Authority.objects.filter(pk__in=themes.order_by().values("authority_id")),
        sites=Site.objects.visible_to(access).filter(pk__in=visits.order_by().values("site_id")),
    )  # fmt: skip
    authorities, sites = ({row.pk: row for row in found.pop(name)} for name in ("authorities", "sites"))
    for theme in found["themes"]:
        theme.authority = authorities.get(theme.authority_id)
    for one in found["visits"]:
        one.site = sites.get(one.site_id)
    return Hanging(**found)


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


def actions(access: Access, visit: Visit) -> list[VisitAction]:
    """Of one visit, closed ones too."""
    return list(VisitAction.objects.visible_to(access).filter(visit=visit).order_by("due_on", "pk"))


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
