"""/files/<id>/: always an attachment, never shown inside the site, and each opening is on the record."""

from __future__ import annotations

import logging

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked

from . import files
from .models import StoredFile

log = logging.getLogger(__name__)


@allow(Permission.SEE_PLANS)
@require_safe
def file_page(request: PastoralRequest, file_id: int) -> HttpResponseBase:
    """404 when the file is not visible, restricted without the permission, or gone from the disk."""
    try:
        file = files.file_for(request.access, file_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return attachment(request.access, file)


def attachment(access: Access, file: StoredFile) -> HttpResponseBase:
    """The file as an answer. The caller has checked that `access` may see it (pages by link do so themselves)."""
    try:
        content = files.open_bytes(file)
    except FileNotFoundError:
        log.error("File %s is on the record, but its bytes are not on the disk", file.pk)
        raise Http404 from None
    looked(access, file)
    answer = FileResponse(
        content, as_attachment=True, filename=files.download_name(file),
        content_type=files.MIME.get(file.file_format, "application/octet-stream"),
    )  # fmt: skip
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Content-Length"] = str(file.size)
    return answer
