"""The papers of a reduced timetable as files, what goes to the authority, who was told and with which papers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pastoral.casework.plans.views.documents import FORMATS, LANGUAGES
from pastoral.casework.plans.views.signing import as_download, own_token
from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import FileField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.policy.packs import Pack, language_now, pack_of, said
from pastoral.rules.reduced.checklist import ChecklistItem
from pastoral.rules.sentences import Refused

from .. import queries
from ..facts import facts_of
from ..form_document import TRAVEL, Papers, forms_of, title_of
from ..judging import CHECKLIST_PAGES
from ..models import Manifest, Notice, Timetable
from ..rows import rows_of
from ..services import paperwork, telling
from .frame import back_to, done, find, is_staff, page, refused_message, sent_before, show_refusal, staff_only


class HealthcarePlanForm(PastoralForm):
    """The child's individual healthcare plan."""

    file = FileField(
        gettext_lazy("The individual healthcare plan"), kinds=uploads.ALL_KINDS, missing=gettext_lazy("Choose the file"),
        hint=gettext_lazy("It goes with the papers to the authority. Without a file, they say that the school holds it."),
    )  # fmt: skip


@allow(Permission.SEE_PLANS)
def documents_page(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """What the pack for the authority holds and lacks, the kept files with their hash, and each form to print as it stands."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    access = request.access
    staff_only(access)
    looked(access, row)
    may_upload = paperwork.can_upload(access, row)
    if request.method == "POST" and not may_upload:
        raise NotAllowed("upload")
    form = HealthcarePlanForm(request.POST, request.FILES, token=once.token()) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            paperwork.keep_healthcare_plan(timetable_id=row.pk, upload=form.cleaned_data["file"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row, "timetable-documents"), _("The healthcare plan is kept."))
    papers = paperwork.papers_of(access, row, signed=False)
    kept = paperwork.kept_of(access, row)
    medical = bool(row.healthcare_plan.strip()) or papers.facts.purely_medical
    languages = papers.pack.languages
    return page(
        request, "documents", row, form=(form or HealthcarePlanForm(token=once.token())) if may_upload and (medical or form) else None,
        wanted=_wanted(papers, kept), missing=_missing(papers), kept=_kept(kept),
        forms=[(code, title_of(papers, code, language_now())) for code in forms_of(papers)],
        languages=[(code, LANGUAGES[code]) for code in (*languages, *(("both",) if len(languages) > 1 else ()))],
        manifests=[_manifest(one, papers.pack) for one in paperwork.manifests_of(access, row)], told=row.status not in DRAFTED,
    )  # fmt: skip


DRAFTED = ("proposed", "consulted", "risk_assessed", "agreed")


def _wanted(papers: Papers, kept: list[Any]) -> list[dict[str, Any]]:
    """Each paper of the pack with how it stands."""
    row, found = papers.row, []
    for one in paperwork.wanted(papers, kept, language_now()):
        if one.paper == "psp":
            there = row.plan is not None and row.plan.agreed_on is not None
            state = Status(_("Agreed"), "good") if there else Status(_("Not agreed yet"), "late")
        elif one.paper == paperwork.HEALTHCARE_PLAN:
            state = Status(_("Held by the school"), "now") if one.held else Status(_("Kept here"), "good")
        elif one.paper == TRAVEL:
            state = Status(_("Sent"), "good") if row.transport.get("sent_on") else Status(_("Not sent yet"), "late")
        else:
            state = Status(_("Fills itself"), "quiet")
        title = one.title or _("Individual healthcare plan")
        found.append({"title": title, "status": state, "href": _where(one.paper)})
    return found


def _where(paper: str) -> str:
    return {TRAVEL: "timetable-travel", "psp": "", paperwork.HEALTHCARE_PLAN: "timetable-details"}.get(paper, "")


def _missing(papers: Papers) -> list[tuple[ChecklistItem, str, str]]:
    """What the checklist still asks for before the pack may go (NPT-RT-13): (item, words, page)."""
    if not papers.pack.policy.in_force("NPT-RT-13"):
        return []
    return [(item, _(item.text), CHECKLIST_PAGES[item.code]) for item in papers.items if not item.ready]


def _kept(rows: list[Any]) -> list[dict[str, Any]]:
    """The kept files, each paper once with its kinds of file, newest first."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        made = row.origin == "made"
        key = (row.kind, row.language, row.template_version) if made else (row.pk,)
        one = found.setdefault(
            key,
            {"title": row.title, "language": LANGUAGES.get(row.language, row.language) if made else "", "at": row.made_at,
             "by": row.made_by.name if row.made_by else "", "files": []},
        )  # fmt: skip
        one["files"].insert(0, (FORMATS.get(row.file_format, row.file_format.upper()), row))
    return list(found.values())


def _manifest(row: Manifest, pack: Pack) -> dict[str, Any]:
    items = [
        {**one, "format_said": FORMATS.get(one.get("format", ""), one.get("format", "").upper()), "held": "file" not in one,
         "language_said": LANGUAGES.get(one.get("language", ""), "")}
        for one in row.items
    ]  # fmt: skip
    return {"row": row, "items": items, "to": row.notice.recipient_name, "title": said(pack.labels.role(row.notice.recipient))}


@allow(Permission.SEE_PLANS)
@require_safe
def print_now(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """One form, or all in one file, as PDF or Word, in one of the authority's languages. Not kept."""
    row = find(request, timetable_id)
    if not is_staff(request.access):
        raise NotAllowed("print")
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    form = request.GET.get("form", "")
    try:
        content = paperwork.print_now(timetable_id=row.pk, language=language, file_format=file_format, form=form, by=request.access)
    except Refused:
        raise Http404 from None
    return as_download(content, file_format, _("Reduced timetable"))


@allow(Permission.SEE_PLANS)
def notices(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who is told when it starts, who was told, whether it arrived, and with which papers."""
    row = find(request, timetable_id)
    access = request.access
    staff_only(access)
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    started = any(one.event == "reduced_starts" for one in own.notices)
    ahead = [] if started else telling.told(access, row, "reduced_starts", facts)
    token = once.token()
    manifests = {one.notice_id: one for one in paperwork.manifests_of(access, row)} if own.notices else {}
    told = telling.notices_of(access, row) if own.notices else []
    pack = pack_of(row.policy_version_id)
    return page(
        request, "notices", row, ahead=[(one, say(one.why)) for one in ahead], may=access.may(Permission.LEAD_PLANS),
        sent=[_sent(one, pack, manifests.get(one.pk), token) for one in told],
    )  # fmt: skip


def events() -> dict[str, str]:
    return {
        "reduced_starts": _("It starts"), "reduced_beyond_limit": _("A longer time is asked for"),
        "decided": _("A longer time was decided"), "objection": _("The family says: this is not what we agreed"),
        "no_longer": _("Somebody no longer agrees"), telling.TRAVEL_CHANGE: _("Request to change journeys"),
    }  # fmt: skip


def _sent(row: Notice, pack: Pack, manifest: Manifest | None, token: str) -> dict[str, Any]:
    if row.message is None:
        status = Status(_("Hand over a copy"), "soon")
    elif row.message.status == "failed":
        status = Status(_("Did not arrive"), "late")
    elif row.message.status == "queued":
        status = Status(_("On its way"), "now")
    else:
        status = Status(_("Sent"), "good")
    papers = len({one["paper"] for one in manifest.items}) if manifest is not None else 0
    return {
        "row": row, "title": said(pack.labels.role(row.recipient)) if row.recipient in pack.labels.roles else "", "status": status,
        "event": events().get(row.event, ""), "papers": papers, "token": own_token(token, f"again-{row.pk}"),
    }  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def send_again(request: PastoralRequest, notice_id: int) -> HttpResponse:
    """The same message once more, to the address that is on the record now."""
    again = sent_before(request)
    if again is not None:
        return again
    try:
        row: Timetable = queries.timetable(request.access, telling.timetable_of(request.access, notice_id))
    except ObjectDoesNotExist:
        raise Http404 from None
    went_to = back_to(row, "timetable-notices")
    try:
        sent = telling.send_again(notice_id=notice_id, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("Sent again to %(name)s.") % {"name": sent.recipient_name})
