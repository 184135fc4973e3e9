"""The working protocol: the school writes, sends and signs it; the provider reads and signs it, signed in or by link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import once
from pastoral.rules.placements.facts import PROTOCOL_LABELS
from pastoral.rules.sentences import Refused

from .. import at_provider as reads
from .. import forms_protocol as forms
from .. import protocol
from ..models import Place, Placement, Protocol, ProtocolAnswer
from ..services import protocols
from .at_provider import find_place
from .frame import (
    back_to,
    commissions,
    done,
    find,
    form_of,
    page,
    refused_message,
    section,
    sent_before,
    show_refusal,
    staff_only,
    version_of,
)


@allow(Permission.SEE_PLACEMENTS)
def overview(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The words of now, whether they were sent and signed, and the school's signature."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    access = request.access
    staff_only(access)
    may = commissions(access)
    if request.method == "POST" and not may:
        raise NotAllowed("sign")
    looked(access, row)
    words = protocols.current_words(access, row)
    latest = protocols.latest_of(access, row.pk)
    stands = latest is not None and words is not None and protocol.seal_of(words) == latest.seal
    answers = protocols.answers_of(access, latest) if latest is not None else []
    signed = {one.side for one in answers if one.state == ProtocolAnswer.State.SIGNED} if stands else set()
    form: Any = form_of(request, forms.SignForm) if may and stands and "school" not in signed and not row.is_closed else None
    if request.method == "POST" and form is None:
        return HttpResponseRedirect(back_to(row, "placement-protocol"))
    if request.method == "POST" and form.is_valid():
        try:
            protocols.sign_for_school(placement_id=row.pk, by=access, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row, "placement-protocol"), _("The protocol is signed for the school."))
    return page(
        request, "protocol", row, form=form, words=words, labels=labels(), latest=latest, stands=stands, answers=answers, may=may,
        asked=protocol.is_asked_for(row.policy_version_id), token=once.token(), signed=signed,
    )  # fmt: skip


def labels() -> dict[str, dict[str, str]]:
    """The words of each numbered thing, in the reader's language."""
    return {
        "items": {code: _(text) for code, text in PROTOCOL_LABELS.items()},
        "provider_items": {code: _(text) for code, text in protocol.PROVIDER_LABELS.items()},
        "belonging": {code: _(text) for code, text in protocol.BELONGING_LABELS.items()},
    }


@allow(Permission.COMMISSION)
def holders(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Who holds each of the ten responsibilities."""

    def write(row: Placement, form: Any) -> None:
        protocols.settle(placement_id=row.pk, version=version_of(request), by=request.access, items=form.items())

    return section(
        request, placement_id, form_class=forms.HoldersForm, write=write, title=_("Who holds what"), went_to="placement-protocol",
        intro=_("The school stays responsible for the child. Only 2 and 9 may be passed to the provider."),
        initial=lambda row: forms.holders_initial(protocols.draft_of(request.access, row.pk)),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def together(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What the provider does, staying in touch, challenge, exclusion, parents."""

    def write(row: Placement, form: Any) -> None:
        protocols.settle(placement_id=row.pk, version=version_of(request), by=request.access, **form.values())

    return section(
        request, placement_id, form_class=forms.TogetherForm, write=write, title=_("Working together"), went_to="placement-protocol",
        initial=lambda row: forms.together_initial(protocols.draft_of(request.access, row.pk)),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def belonging(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """How the child stays a member of the school."""

    def write(row: Placement, form: Any) -> None:
        protocols.settle(placement_id=row.pk, version=version_of(request), by=request.access, belonging=form.belonging())

    return section(
        request, placement_id, form_class=forms.BelongingForm, write=write, title=_("Staying a member of the school"),
        went_to="placement-protocol", intro=_("A child who is taught elsewhere still belongs to the school. Say who sees to it."),
        initial=lambda row: forms.belonging_initial(protocols.draft_of(request.access, row.pk)),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def send(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Seal the words and show them to the provider."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    where = back_to(row, "placement-protocol")
    try:
        protocols.send_protocol(placement_id=row.pk, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, where)
    return done(request, where, _("Sent. Now both sides sign the same words."))


@allow(Permission.SEE_PLACEMENTS)
@require_safe
def print_protocol(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The words that were sent, as PDF or Word."""
    row = find(request, placement_id)
    staff_only(request.access)
    latest = protocols.latest_of(request.access, row.pk)
    if latest is None:
        raise Http404
    looked(request.access, row)
    heading = {
        "pupil": f"{row.pupil.forename} {row.pupil.surname}", "school": row.school.name,
        "provider": row.provider.name if row.provider is not None else "",
    }  # fmt: skip
    code = protocol.FORM_CODE if protocol.has_form(row.policy_version_id) else ""
    return _printed(request, latest, heading, code)


@allow(Permission.WORK_FOR_PROVIDER)
def at_provider(request: PastoralRequest, place_id: int) -> HttpResponse:
    """The provider reads the words that were sent, and signs them or asks for a change."""
    again = sent_before(request)
    if again is not None:
        return again
    place = find_place(request, place_id)
    latest = _latest(request, place)
    looked(request.access, place)
    answers = protocols.answers_of(request.access, latest)
    form: Any = form_of(request, forms.AnswerForm) if _is_open(answers) else None
    here = reverse("provider-protocol", args=[place.pk])
    if request.method == "POST" and form is None:
        return HttpResponseRedirect(here)
    if request.method == "POST" and form.is_valid():
        try:
            protocols.answer_for_provider(
                place=place, protocol_id=_read(request), by=request.access, **{**form.cleaned_data, "note": form.cleaned_data["note"] or ""}
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, here, _("Thank you. The school has your answer."))
    context = {"place": place, "latest": latest, "words": latest.words, "labels": labels(), "answers": answers, "form": form}
    return render(request, "placements/protocol_provider.jinja", context, status=422 if form is not None and form.has_errors else 200)


@allow(Permission.WORK_FOR_PROVIDER)
@require_safe
def print_at_provider(request: PastoralRequest, place_id: int) -> HttpResponse:
    """The same words as PDF or Word, for the provider."""
    place = find_place(request, place_id)
    looked(request.access, place)
    heading = {"pupil": place.pupil_name, "school": place.school_name, "provider": place.provider.name}
    return _printed(request, _latest(request, place), heading, "")


@links.by_link("protocol")
def link_protocol(request: PastoralRequest, link: Any) -> HttpResponse:
    """Read and sign by link, while the place is shared with the provider that the link was made for."""
    access = request.access
    place = next((one for one in reads.places(access) if one.placement_id == link.subject_id), None)
    if place is None:
        raise Http404
    latest = _latest(request, place)
    if request.method != "POST":
        looked(access, place)
    answers = protocols.answers_of(access, latest)
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, token=once.token()) if _is_open(answers) else None
    match = request.resolver_match
    here = reverse("link-protocol", kwargs={"token": str(match.kwargs["token"]) if match else ""})
    if request.method == "POST":
        if form is None:
            return HttpResponseRedirect(here)
        if form.is_valid():
            clean = {**form.cleaned_data, "note": form.cleaned_data["note"] or ""}
            try:
                with transaction.atomic():
                    protocols.answer_for_provider(place=place, protocol_id=_read(request), how="link", by=access, **clean)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return HttpResponseRedirect(here)
    context = {"place": place, "latest": latest, "words": latest.words, "labels": labels(), "answers": answers, "form": form}
    return render(request, "placements/protocol_link.jinja", context, status=422 if form is not None and form.has_errors else 200)


def _latest(request: PastoralRequest, place: Place) -> Protocol:
    found = protocols.latest_of(request.access, place.placement_id)
    if found is None:
        raise Http404
    return found


def _is_open(answers: list[ProtocolAnswer]) -> bool:
    """Whether the provider has not signed these words yet."""
    mine = [one for one in answers if one.side == ProtocolAnswer.Side.PROVIDER]
    return not mine or mine[-1].state != ProtocolAnswer.State.SIGNED


def _read(request: PastoralRequest) -> int:
    """Which words were on the page that is answered."""
    given = request.POST.get("protocol", "")
    return int(given) if given.isdecimal() else 0


def _printed(request: PastoralRequest, row: Protocol, heading: dict[str, str], form_code: str) -> HttpResponse:
    file_format = request.GET.get("format", "pdf")
    try:
        content = protocols.print_words(
            row, heading=heading, language=request.GET.get("language", "en"), file_format=file_format, by=request.access,
            form_code=form_code,
        )  # fmt: skip
    except (Refused, ObjectDoesNotExist):
        raise Http404 from None
    return as_download(content, file_format, _("Working protocol"))
