"""The plan of a placement as a file, as it stands and not kept."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.word import render_docx
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from ..facts import facts_of
from ..models import Placement
from ..plan_document import document
from ..rows import rows_of

RENDERERS = {"pdf": render_pdf, "docx": render_docx}
NOT_OFFERED = say("T27.language", "That language or kind of file is not offered.")


def print_plan(row: Placement, *, language: str, file_format: str, by: Access) -> bytes:
    """The plan of a placement. "both" is Welsh and English together, where the authority writes in both."""
    if language not in languages_of(row.policy_version_id) or file_format not in RENDERERS:
        raise Refused((NOT_OFFERED,))
    own = rows_of(by, [row.pk])[row.pk]
    with recording("placement.printed", by=by, subject=row, changes={"language": language, "format": file_format}):
        printable = document(row, own, facts_of(by, [row], {row.pk: own})[row.pk], language, timezone.localdate())
    return RENDERERS[file_format](printable)


def languages_of(policy_version_id: int) -> tuple[str, ...]:
    """The languages of the authority's papers, and both together where there are two."""
    languages = pack_of(policy_version_id).languages
    return (*languages, "both") if len(languages) > 1 else tuple(languages)
