"""The provider's page of a direction: the notice as it was given, to read and to print."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.documents import LANGUAGES
from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked, recording

from ..models import DirectionNotice, Place
from ..views.at_provider import find_place
from . import handing
from .letter import Heading, fields_of, letter
from .noticing import RENDERERS
from .words import kept


@allow(Permission.WORK_FOR_PROVIDER)
@require_safe
def notice(request: PastoralRequest, place_id: int, notice_id: int) -> HttpResponse:
    """What the family was told in writing; 404 once it was taken back."""
    place, found = _found(request, place_id, notice_id)
    looked(request.access, place)
    words = kept(found.words)
    context: dict[str, Any] = {
        "place": place, "notice": found, "words": words, "fields": fields_of(words), "back": reverse("provider-pupil", args=[place.pk]),
        "languages": [(code, LANGUAGES[code]) for code in _languages(place)],
    }  # fmt: skip
    return render(request, "placements/directions/at_provider.jinja", context)


@allow(Permission.WORK_FOR_PROVIDER)
@require_safe
def print_notice(request: PastoralRequest, place_id: int, notice_id: int) -> HttpResponse:
    """The same as PDF or Word."""
    place, found = _found(request, place_id, notice_id)
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    if language not in _languages(place) or file_format not in RENDERERS:
        raise Http404
    looked(request.access, place)
    heading = Heading(place.pupil_name, place.school_name, telephone=place.home_telephone)
    with recording("direction.printed", by=request.access, subject=found, changes={"language": language, "format": file_format}):
        content = RENDERERS[file_format](letter(kept(found.words), heading, language))
    return as_download(content, file_format, _("Notice of an off-site direction"))


def _found(request: PastoralRequest, place_id: int, notice_id: int) -> tuple[Place, DirectionNotice]:
    place = find_place(request, place_id)
    try:
        return place, handing.copy_of(request.access, place, notice_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _languages(place: Place) -> tuple[str, ...]:
    """English, and Welsh beside it for a provider that works in Welsh."""
    return ("en", "cy", "both") if "cy" in place.provider.languages else ("en",)
