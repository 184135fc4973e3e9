"""Reads for the pages about a provider's people, and what an officer sees of them on the provider's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission, Role
from pastoral.foundation.accounts import at_providers
from pastoral.records.providers.models import Listing, Provider


def led(access: Access) -> list[Provider]:
    """The providers that this person leads, by name."""
    return list(Provider.objects.visible_to(access).filter(pk__in=sorted(at_providers.led_by(access))))


def roles_there() -> list[tuple[str, str]]:
    return [
        (Role.PROVIDER_STAFF.value, _("Registers, reports, concerns and answers to referrals")),
        (Role.PROVIDER_LEAD.value, _("All of that, and our details, our checks and our people")),
    ]


def authority_for_letters(access: Access, provider_id: int) -> int | None:
    """Where a letter to this provider is kept: the officer's own authority, else the first that lists the provider."""
    if access.authority_ids:
        return min(access.authority_ids)
    found = Listing.objects.visible_to(access).filter(provider_id=provider_id).order_by("pk").first()
    return found.authority_id if found is not None else None


def people_panel(access: Access, provider: Any) -> dict[str, Any] | None:
    """For officers: whether somebody at the provider has an account, and the way to invite its first lead."""
    if not access.may(Permission.MANAGE_DIRECTORY):
        return None
    return {
        "template": "placements/provider_people_panel.jinja",
        "context": {
            "has_lead": at_providers.has_lead(provider.pk),
            "href": reverse("provider-first-lead", args=[provider.pk]),
        },
    }
