"""One provider's page."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow

from .. import panels, queries


@allow(Permission.SEE_DIRECTORY)
@require_safe
def one(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """A provider: what it offers, where, how it stands with the reader's authority, and what was checked."""
    access = request.access
    try:
        provider = queries.provider(access, provider_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    context = {
        "provider": provider,
        "sites": list(queries.sites(access, [provider.pk])),
        "listings": list(queries.listings(access, [provider.pk])),
        "panels": panels.panels_of(access, provider, request),
    }
    return render(request, "providers/provider.jinja", context)
