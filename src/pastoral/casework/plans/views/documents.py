"""The plan as files: what was kept, what can be printed now, and whether a file in hand is the sealed one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.fields import FileField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.sentences import Refused

from ..meeting_page import FORM
from ..services import paperwork
from ..sharing import may_read_form
from .frame import find_plan, plan_page
from .readers import is_staff
from .signing import as_download

LANGUAGES = {"en": gettext_lazy("English"), "cy": gettext_lazy("Welsh"), "both": gettext_lazy("Welsh and English together")}
FORMATS = {"pdf": "PDF", "docx": "Word"}


class CheckForm(PastoralForm):
    """A file whose hash is compared; nothing of it is kept."""

    file = FileField(gettext_lazy("The file to check"), kinds=("pdf", "docx"), missing=gettext_lazy("Choose the file to check"))


@allow(Permission.SEE_PLANS)
def documents_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Kept documents with their hash; a file can be compared with them."""
    access: Access = request.access
    plan = find_plan(request, plan_id)
    looked(access, plan)
    kept = paperwork.stored_of(access, plan)
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    found, checked = None, ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        checked = hashlib.file_digest(upload.file, "sha256").hexdigest()
        found = next((one for one in kept if one.sha256 == checked), None)
    may_print = is_staff(access) or access.may(Permission.TAKE_PART_IN_MEETING)
    languages = pack_of(plan.policy_version_id).languages
    return plan_page(
        request, "living/documents", plan, form=form, kept=[_file(one) for one in kept], checked=checked,
        found=_file(found) if found else None, may_print=may_print,
        languages=[(code, LANGUAGES[code]) for code in (*languages, *(("both",) if len(languages) > 1 else ()))],
    )  # fmt: skip


def _file(row: Any) -> dict[str, Any]:
    return {"row": row, "language": LANGUAGES.get(row.language, row.language), "format": FORMATS.get(row.file_format, row.file_format)}


@allow(Permission.SEE_PLANS)
@require_safe
def print_now(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The form as it stands, or an empty one; `form` names one beside it, for those who may read that one on its page.

    Those who took part may print; families get what was sealed and kept.
    """
    access: Access = request.access
    plan = find_plan(request, plan_id)
    if not (is_staff(access) or access.may(Permission.TAKE_PART_IN_MEETING)):
        raise NotAllowed("print")
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    blank, form = request.GET.get("blank") == "1", request.GET.get("form", FORM)
    if form != FORM and not may_read_form(access, plan, form):
        raise Http404
    try:
        content = paperwork.print_now(plan_id=plan.pk, language=language, file_format=file_format, blank=blank, form=form, by=access)
    except Refused:
        raise Http404 from None
    title = _("Plan form") if form == FORM else said(pack_of(plan.policy_version_id).forms[form].title)
    return as_download(content, file_format, title)
