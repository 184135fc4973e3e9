"""The family's page of a placement: who, where, when, why, how it goes, who to call, and what one can say to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, NotAllowed, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import once
from pastoral.records.cases.addresses import address
from pastoral.rules.sentences import Refused

from .. import forms_living as forms
from .. import living, queries
from ..models import Concern, Placement, Voice, VoiceAsk
from ..progress import readings, span_of
from ..rows import Rows, rows_of
from ..services import living as services
from ..services import worrying
from ..shown_family import calls_of, week_of
from .frame import back_to, done, find, form_of, page, sent_before, show_refusal

FAMILY = {Role.PARENT, Role.YOUNG_PERSON}
VOICE, OBJECTION = "voice", "objection"


@allow(Permission.SEE_PLACEMENTS)
def family(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Signed in: parents and the young person say how it goes; others who may see the placement read."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    access = request.access
    looked(access, row)
    may = bool(FAMILY & access.roles) and not row.is_closed
    asked = request.POST.get("ask", VOICE) if request.method == "POST" else ""
    voice = form_of(request, forms.MyVoiceForm) if may and asked in ("", VOICE) else _empty(forms.MyVoiceForm, may)
    objection = form_of(request, forms.ObjectionForm) if may and asked in ("", OBJECTION) else _empty(forms.ObjectionForm, may)
    if request.method == "POST":
        if not may:
            raise NotAllowed("answer")
        form = objection if asked == OBJECTION else voice
        if form.is_valid():
            try:
                said = _write(row, asked, form, access)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, back_to(row, "placement-family"), said)
    return page(
        request, "family_page", row, voice=voice, objection=objection, back=address("pupil", row.pupil_id), thanks="",
        form=objection if asked == OBJECTION else voice, **context_of(access, row, young=Role.YOUNG_PERSON in access.roles),
    )  # fmt: skip


def _empty(form_class: Any, may: bool) -> Any:
    return form_class(token=once.token()) if may else None


def _write(row: Placement, asked: str, form: Any, access: Access) -> str:
    young = Role.YOUNG_PERSON in access.roles
    if asked == OBJECTION:
        worrying.raise_concern(
            placement_id=row.pk, kind="disagreement", said=form.cleaned_data["objection"],
            raised_by=Concern.From.PUPIL if young else Concern.From.PARENT, by=access, permission=Permission.SEE_PLACEMENTS,
        )  # fmt: skip
        return _("Thank you. The school has been told. Below you see when it was read and what it answers.")
    services.record_voice(
        placement_id=row.pk, of=Voice.Of.PUPIL if young else Voice.Of.PARENT, name=access.actor, by=access, how=Voice.How.PASTORAL,
        permission=Permission.SEE_PLACEMENTS, **form.cleaned_data,
    )  # fmt: skip
    return _("Thank you. The school reads what you said.")


def context_of(access: Access, row: Placement, *, young: bool) -> dict[str, Any]:
    """What the family's page shows, signed in or by link."""
    own = rows_of(access, [row.pk]).get(row.pk, Rows())
    held = sorted((one.held_on, one.pk, one) for one in own.reviews if one.held_on is not None)
    return {
        "young": young,
        "name": row.pupil.preferred_name or row.pupil.forename,
        "week": week_of(own.sessions, timezone.localdate()),
        "readings": readings(own.objectives, living.points(access, row.pk), **span_of(row)),
        "planned": next((one for one in own.reviews if one.held_on is None), None),
        "last_review": held[-1][2] if held else None,
        "mine": living.said_by(access, own.concerns),
        "call": calls_of(row),
    }


@links.by_link("placement-voice")
def link_voice(request: PastoralRequest, link: Any) -> HttpResponse:
    """A parent was asked by message how it goes: the page, the question, and "this is not what we agreed"."""
    ask, row = _asked(request, link)
    access, here = request.access, request.path
    if request.method != "POST":
        looked(access, row)
    posted = request.POST if request.method == "POST" and not row.is_closed else None
    asked = posted.get("ask", VOICE) if posted is not None else ""
    voice = forms.MyVoiceForm(posted if asked == VOICE else None, token=once.token())
    objection = forms.ObjectionForm(posted if asked == OBJECTION else None, token=once.token())
    form = objection if asked == OBJECTION else voice
    if posted is not None and form.is_valid():
        if asked == OBJECTION:
            if not _twice(access, row, form.cleaned_data["objection"]):
                worrying.raise_concern(
                    placement_id=row.pk, kind="disagreement", said=form.cleaned_data["objection"], raised_by=Concern.From.PARENT, by=access,
                    contact_id=ask.contact_id, permission=Permission.BY_LINK,
                )  # fmt: skip
        elif not _answered(access, row, ask, form.cleaned_data):
            services.record_voice(
                placement_id=row.pk, of=Voice.Of.PARENT, name=ask.name, by=access, how=Voice.How.LINK, asked=ask,
                permission=Permission.BY_LINK, **form.cleaned_data,
            )  # fmt: skip
        return HttpResponseRedirect(f"{here}?thanks={asked}")
    context = {
        "row": row, "ask": ask, "voice": None if row.is_closed else voice, "objection": None if row.is_closed else objection,
        "thanks": request.GET.get("thanks", ""), "autosave": "", "form": form if posted is not None else None,
        **context_of(access, row, young=False),
    }  # fmt: skip
    return render(request, "placements/link_voice.jinja", context, status=422 if posted is not None else 200)


def _asked(request: PastoralRequest, link: Any) -> tuple[VoiceAsk, Placement]:
    """The question and its placement; 404 where either is gone, or the question is another child's."""
    try:
        ask = living.ask(request.access, link.subject_id)
        row = queries.placement(request.access, ask.placement_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if ask.pupil_id != link.pupil_id:
        raise Http404
    return ask, row


def _twice(access: Access, row: Placement, said: str) -> bool:
    """The same words within a minute are a second click of the same finger."""
    now, mine = timezone.now(), living.said_by(access, living.concerns(access, row.pk))
    return any(one.said == said and (now - one.raised_at).total_seconds() < 60 for one in mine)


def _answered(access: Access, row: Placement, ask: VoiceAsk, given: dict[str, Any]) -> bool:
    """This very answer is on the record already."""
    today = timezone.localdate()
    return any(
        one.asked_id == ask.pk and one.on == today and (one.going, one.said) == (given["going"], given["said"])
        for one in living.voices(access, row.pk)
    )


