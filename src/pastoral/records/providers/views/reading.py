"""One provider's page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.govuk.parts import Row
from pastoral.foundation.govuk.words import date_long

from .. import panels, presenter, profile, queries, searching
from ..models import Listing, ProfileChange, Provider


@allow(Permission.SEE_DIRECTORY)
@require_safe
def one(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """A provider: what it offers, where, how it stands with the reader's authority, and what was checked."""
    access = request.access
    provider = provider_or_404(request, provider_id)
    listing = searching.listings_by_provider(access, [provider.pk]).get(provider.pk)
    manages = access.may(Permission.MANAGE_DIRECTORY)
    context = {
        "provider": provider,
        "listing": listing,
        "standing": presenter.standing(listing),
        "standing_rows": _standing_rows(listing),
        "registration": presenter.registration(provider),
        "offer": presenter.offer_rows(provider),
        "contact": presenter.contact_rows(provider),
        "sites": presenter.sites_shown(list(queries.sites(access, [provider.pk]))),
        "waiting": [change_line(one) for one in queries.waiting_changes(access, provider.pk)],
        "manages": manages,
        "may_check": manages and listing is not None,
        "panels": panels.panels_of(access, provider, request),
    }
    return render(request, "providers/provider.jinja", context)


def provider_or_404(request: PastoralRequest, provider_id: int) -> Provider:
    """The provider as far as this person may see it."""
    try:
        return queries.provider(request.access, provider_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def change_line(change: ProfileChange) -> dict[str, Any]:
    """A change as it is shown: what stands, what is said, by whom."""
    return {
        "change": change,
        "label": profile.label(change.field),
        "before": profile.shown(change.field, change.before) or _("Not said"),
        "after": profile.shown(change.field, change.after) or _("Nothing"),
        "state": str(change.get_state_display()),
        "tone": {"waiting": "waiting", "accepted": "good", "refused": "late"}.get(change.state, "quiet"),
    }


def _standing_rows(listing: Listing | None) -> list[Row]:
    if listing is None:
        return []
    found = [
        (_("List"), listing.list_name),
        (_("Framework"), str(listing.get_framework_display()) if listing.framework else ""),
        (_("Last quality check"), date_long(listing.qa_on) if listing.qa_on else ""),
        (_("Next quality check"), date_long(listing.next_qa_on) if listing.next_qa_on else ""),
        (_("Approved until"), date_long(listing.approved_until) if listing.approved_until else ""),
        (_("Why"), listing.reason if listing.status in ("suspended", "removed", "applying") else ""),
    ]
    return [Row(question, answer) for question, answer in found if answer]
