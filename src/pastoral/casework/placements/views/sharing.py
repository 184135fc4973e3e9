"""Sharing with the provider, set by set; asking for consent; taking back; and the page on which a parent answers by link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.audit.recording import looked
from pastoral.rules.placements.facts import DATA_LABELS
from pastoral.rules.sentences import Refused

from .. import sharing_shown as reads
from ..forms_sharing import (
    ChildProtectionForm,
    ConsentForm,
    MessageForm,
    NoteAnswerForm,
    OwnAnswerForm,
    SetForm,
    WithdrawForm,
)
from ..models import Placement, SharedSet
from ..services import consenting, messaging, sharing
from .frame import (
    back_to,
    commissions,
    done,
    find,
    page,
    refused_message,
    section,
    show_refusal,
    staff_only,
    version_of,
)

PAGE = "placement-sharing"


@allow(Permission.SEE_PLACEMENTS)
@require_safe
def overview(request: PastoralRequest, placement_id: int) -> HttpResponse:
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    writes = commissions(request.access)
    if writes:
        messaging.mark_read_at_school(placement=row, by=request.access)
    return page(request, "sharing", row, writes=writes, **reads.parts_of(request.access, row))


@allow(Permission.COMMISSION)
def one_set(request: PastoralRequest, placement_id: int, data: str) -> HttpResponse:
    if data not in DATA_LABELS:
        raise Http404
    access = request.access

    def initial(row: Placement) -> dict[str, Any]:
        now = reads.current_set(access, row, data)
        return {"state": now.state, "text": now.text} if now is not None else {}

    def write(row: Placement, form: Any) -> None:
        given = form.cleaned_data
        is_shared = given["state"] == SharedSet.State.SHARED
        files = (given["file"],) if is_shared and given["file"] is not None else ()
        sharing.share(
            placement_id=row.pk, sets={data: sharing.Given(given["state"], given["text"] or "", files)},
            confirmed=bool(given.get("confirmed")), version=version_of(request), by=access,
        )  # fmt: skip

    is_private = data == sharing.CHILD_PROTECTION
    return section(
        request, placement_id, form_class=ChildProtectionForm if is_private else SetForm, write=write, initial=initial,
        title=reads.title_of(data), went_to=PAGE, button=_("Save and share"),
        intro=_("The provider sees this as soon as you save, until the placement ends or you take it back."),
        form_kwargs=lambda row: {"files": request.FILES} if request.method == "POST" else {},
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def none_exists(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Every set that was ticked does not exist."""
    chosen = [one for one in request.POST.getlist("data") if one in DATA_LABELS]
    return _deed(
        request, placement_id,
        lambda row: sharing.share(placement_id=row.pk, sets={one: sharing.Given("none") for one in chosen}, by=request.access),
        _("Saved."),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def withdraw(request: PastoralRequest, placement_id: int) -> HttpResponse:
    return _withdraw(request, placement_id, "")


@allow(Permission.COMMISSION)
def withdraw_one(request: PastoralRequest, placement_id: int, data: str) -> HttpResponse:
    if data not in DATA_LABELS:
        raise Http404
    return _withdraw(request, placement_id, data)


@allow(Permission.COMMISSION)
@require_POST
def withdraw_file(request: PastoralRequest, file_id: int) -> HttpResponse:
    try:
        placement_id = reads.placement_of_file(request.access, file_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return _deed(
        request, placement_id, lambda row: sharing.withdraw_file(file_id=file_id, by=request.access), _("The file is taken back.")
    )


@allow(Permission.COMMISSION)
@require_POST
def resume(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """After a placement was reopened."""
    return _deed(
        request, placement_id, lambda row: sharing.resume_sharing(placement_id=row.pk, by=request.access), _("Shared again.")
    )


@allow(Permission.COMMISSION)
def message(request: PastoralRequest, placement_id: int) -> HttpResponse:
    return section(
        request, placement_id, form_class=MessageForm, initial=lambda row: {}, title=_("Write to the provider"), went_to=PAGE,
        write=lambda row, form: messaging.from_school(placement=row, words=form.cleaned_data["words"], by=request.access),
        intro=_("Everybody who works with this child at the provider can read it while the placement is shared."), button=_("Send"),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def consent(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Consent is always sought, and the answer kept (HAM-AP-12)."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        given = form.cleaned_data
        answer = given.get("answer") or given.get("answer_telephone") or given.get("answer_paper") or ""
        other = given["contact"] == "other"
        consenting.ask(
            placement_id=row.pk, contact_id=None if other else int(given["contact"]), person=given["person"] or "", how=given["how"],
            asked_on=given["asked_on"], answer=answer, words=given["words"], by=access,
        )  # fmt: skip

    return section(
        request, placement_id, form_class=ConsentForm, write=write, initial=lambda row: {}, title=_("Ask for consent to share"),
        intro=_("Ask always, and keep the answer. What the law says must be shared is shared also after a no: say so when you ask."),
        went_to=PAGE, form_kwargs=lambda row: {"contacts": reads.contacts_of(access, row)},
    )  # fmt: skip


@allow(Permission.COMMISSION)
def consent_answer(request: PastoralRequest, consent_id: int) -> HttpResponse:
    try:
        asked = reads.consent_of(request.access, consent_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return section(
        request, asked.placement_id, form_class=NoteAnswerForm, initial=lambda row: {"answer": asked.answer, "words": asked.words},
        title=_("What %(name)s answered") % {"name": asked.person}, went_to=PAGE,
        write=lambda row, form: consenting.note_answer(
            consent_id=asked.pk, answer=form.cleaned_data["answer"], words=form.cleaned_data["words"], by=request.access
        ),
    )  # fmt: skip


@links.by_link(consenting.PURPOSE)
def by_link(request: PastoralRequest, link: SignedLink) -> HttpResponse:
    """The page of a parent, or the young person: what would be shared with whom, and yes or no."""
    access = request.access
    try:
        asked = consenting.of_link(link, access)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = OwnAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            consenting.answer_by_link(link=link, answer=form.cleaned_data["answer"], words=form.cleaned_data["words"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return render(request, "placements/link_share_done.jinja", {"asked": asked})
    context = {
        "asked": asked, "form": form, "sets": [reads.title_of(code) for code in DATA_LABELS],
        "provider": asked.placement.provider.name if asked.placement.provider else "",
    }  # fmt: skip
    return render(request, "placements/link_share.jinja", context, status=422 if form.has_errors else 200)


def _withdraw(request: PastoralRequest, placement_id: int, data: str) -> HttpResponse:
    return section(
        request, placement_id, form_class=WithdrawForm, initial=lambda row: {}, went_to=PAGE, button=_("Take it back"),
        title=_("Take back: %(what)s") % {"what": reads.title_of(data)} if data else _("Take back everything"),
        intro=_("The provider sees it no more from this moment, its files too. It stays on your own record that it was shared."),
        write=lambda row, form: sharing.withdraw(placement_id=row.pk, data=data, reason=form.cleaned_data["reason"], by=request.access),
    )  # fmt: skip


def _deed(request: PastoralRequest, placement_id: int, write: Callable[[Placement], Any], said: str) -> HttpResponse:
    row = find(request, placement_id)
    went_to = back_to(row, PAGE)
    try:
        write(row)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, said)
