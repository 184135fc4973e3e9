"""Keeping a draft while somebody types, and throwing it away when they ask."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.text import draft_of, tidy

from . import drafts


@allow(Permission.SIGNED_IN)
@require_POST
def draft_save(request: PastoralRequest) -> HttpResponse:
    """JSON {key, values}, or a form with ?key=: answers {saved_at}; 400 says what is wrong, 413 that it is too long."""
    key, values = _read(request)
    if not key.startswith("/") or not isinstance(values, dict):
        return JsonResponse({"error": _("This could not be kept: the page did not say which form it is.")}, status=400)
    try:
        saved_at = drafts.keep(request.access, key, values)
    except drafts.TooBig as refusal:
        return JsonResponse({"error": str(refusal)}, status=413)
    return JsonResponse({"saved_at": timezone.localtime(saved_at).strftime("%-H:%M")})


@allow(Permission.SIGNED_IN)
@require_POST
def draft_drop(request: PastoralRequest) -> HttpResponse:
    """Forget the draft of the page `key` and go back to that page, empty."""
    key = request.GET.get("key", "")
    drafts.drop(request.access, key)
    safe = url_has_allowed_host_and_scheme(key, allowed_hosts=None, require_https=settings.SECURE_SSL_REDIRECT)
    return HttpResponseRedirect(key if safe and key.startswith("/") else "/")


def _read(request: PastoralRequest) -> tuple[str, Any]:
    if request.content_type == "application/json":
        try:
            said = json.loads(request.body)
        except ValueError:
            return "", None
        if not isinstance(said, dict):
            return "", None
        values = said.get("values")
        return str(said.get("key") or request.GET.get("key", "")), _tidy(values) if isinstance(values, dict) else None
    return request.GET.get("key", ""), draft_of(request.POST)


def _tidy(values: dict[Any, Any]) -> dict[str, list[str]] | None:
    tidied: dict[str, list[str]] = {}
    for name, value in values.items():
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(one, (str, int, float, bool)) or one is None for one in several):
            return None
        tidied[str(name)] = ["" if one is None else tidy(str(one)) for one in several]
    return tidied
