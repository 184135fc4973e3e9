"""Reads of the directory. The first argument is always whose eyes they are for."""

from __future__ import annotations

from django.db.models import QuerySet

from pastoral.foundation.access.value import Access

from .models import Listing, Provider, Site


def provider(access: Access, provider_id: int) -> Provider:
    """Raises `Provider.DoesNotExist`."""
    found: Provider = Provider.objects.visible_to(access).select_related("school").get(pk=provider_id)
    return found


def sites(access: Access, provider_ids: list[int]) -> QuerySet[Site]:
    """Every site of these providers that is not closed, in the order in which they were added."""
    return (
        Site.objects.visible_to(access)
        .filter(provider_id__in=provider_ids, closed_on__isnull=True)
        .order_by("provider_id", "pk")
    )


def listings(access: Access, provider_ids: list[int]) -> QuerySet[Listing]:
    """What the reader's own authorities say of these providers."""
    return Listing.objects.visible_to(access).filter(provider_id__in=provider_ids).select_related("authority")
