"""Papers of a provider: judged by what is in them, kept outside the web root, given out as attachments only."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import looked, recording
from pastoral.foundation.documents import stored
from pastoral.foundation.documents.files import ENDINGS, MIME, safe_title
from pastoral.foundation.govuk import uploads
from pastoral.rules.sentences import Refused, Sentence

from ..models import ProviderFile

log = logging.getLogger(__name__)
CHECK = (Permission.MANAGE_DIRECTORY, Permission.COMMISSION)


def keep(provider_id: int, upload: Any, *, by: Access, title: str = "") -> ProviderFile:
    """Keep what a form's FileField took, or Django's own UploadedFile. Raises `Refused` for what is not what it says."""
    found = upload if isinstance(upload, uploads.Upload) else uploads.check(upload, kinds=uploads.ALL_KINDS)
    if isinstance(found, uploads.Refusal):
        raise Refused(Sentence(f"FILE.{found.code}", found.text, tuple(sorted(found.params.items()))))
    found.file.seek(0)
    content = found.file.read(uploads.limit() + 1)
    with recording("provider.file_kept", by=by) as record:
        row = ProviderFile(
            provider_id=provider_id, title=safe_title(title or found.name), file_format=found.kind, sha256=stored.put(content),
            size=len(content), kept_by=by.actor[:200],
        )  # fmt: skip
        row.save()
        record.about(row, changes={"format": row.file_format, "size": row.size, "sha256": row.sha256})
    return row


def attachment(access: Access, file_id: int) -> HttpResponseBase:
    """The file, for the provider's lead and for those who check or use it; papers name members of staff.

    Raises `ProviderFile.DoesNotExist`, `NotAllowed`, and 404 where the disk lost it.
    """
    row: ProviderFile = ProviderFile.objects.visible_to(access).get(pk=file_id)
    if not any(access.may(one) for one in CHECK) and not leads(access, row.provider_id):
        raise NotAllowed(Permission.MANAGE_DIRECTORY)
    try:
        content = stored.open_file(row.sha256)
    except FileNotFoundError:
        log.error("File %s of a provider is on the record, but its bytes are not on the disk", row.pk)
        raise Http404 from None
    looked(access, row)
    name = row.title if row.title.lower().endswith(f".{ENDINGS.get(row.file_format, row.file_format)}") else (
        f"{row.title}.{ENDINGS.get(row.file_format, row.file_format)}"
    )  # fmt: skip
    answer = FileResponse(
        content, as_attachment=True, filename=name, content_type=MIME.get(row.file_format, "application/octet-stream")
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Content-Length"] = str(row.size)
    return answer
