"""The plan of a placement as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.rules.sentences import Refused

from ..services import printing
from .frame import find, staff_only


@allow(Permission.SEE_PLACEMENTS)
@require_safe
def print_plan(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """As it stands today, in a language of the authority; 404 for a language or a format that is not offered."""
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    try:
        content = printing.print_plan(row, language=language, file_format=file_format, by=request.access)
    except Refused:
        raise Http404 from None
    return as_download(content, file_format, _("Plan of the placement"))
