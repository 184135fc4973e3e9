"""The pages of a pupil's case: people, notes, timeline, and who looked."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts, once
from pastoral.records.pupils.presenter import audience, identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.sentences import Refused

from . import presenter, queries, services, timeline
from .forms import CorrectionForm, EndForm, NoteForm, PersonForm
from .invitations import invite


@allow(Permission.SEE_PUPILS)
def timeline_page(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    looked(access, pupil)
    kind = request.GET.get("kind", "")
    listed = timeline.entries(access, pupil, request.GET.get("page"), kind=kind)
    texts = queries.texts_of(access, [e.link_key for e in listed.items if e.link_name == "pupil-note" and e.link_key])
    kinds = sorted(((code, str(words)) for code, words in timeline.KINDS.items()), key=lambda pair: pair[1])
    return _page(
        request, "timeline", pupil, "pupil-timeline",
        list=listed, events=presenter.events_of(list(listed.items), texts), kinds=kinds, kind=kind if kind in timeline.KINDS else "",
    )  # fmt: skip


@allow(Permission.SEE_PUPILS)
def people_page(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    looked(access, pupil)
    involved, ended = queries.people(access, pupil)
    return _page(
        request, "people", pupil, "pupil-people",
        involved=involved, ended=ended, may_change=access.may(Permission.INVITE_TO_CASE), audience=audience(access, pupil),
        family_posts=("parent", "child"),
    )  # fmt: skip


@allow(Permission.INVITE_TO_CASE)
def add_person(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    form, sent = _form(request, PersonForm)
    if sent is not None:
        return sent
    if form.is_valid():
        clean = form.cleaned_data
        invited = invite(pupil, by=access, **clean) if clean.pop("invite") else None
        if invited is None:
            services.involve(pupil, by=access, **clean)
            said = _("%(name)s is now on the list of people.") % {"name": clean["name"]}
        else:
            said = invited
        return _done(request, form, reverse("pupil-people", args=[pupil.pk]), said)
    return _page(request, "add_person", pupil, "pupil-people", form=form)


@allow(Permission.INVITE_TO_CASE)
def end_person(request: PastoralRequest, pupil_id: int, involvement_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    try:
        person = queries.involvement(access, pupil, involvement_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    form, sent = _form(request, EndForm, initial={"on": timezone.localdate()})
    if sent is not None:
        return sent
    if form.is_valid():
        try:
            services.end_involvement(person, by=access, on=form.cleaned_data["on"])
        except Refused as refused:
            _show_refusal(form, refused, "on")
        else:
            said = _("%(name)s is no longer involved.") % {"name": person.name}
            return _done(request, form, reverse("pupil-people", args=[pupil.pk]), said)
    return _page(request, "end_person", pupil, "pupil-people", form=form, person=person)


@allow(Permission.SEE_PUPILS)
def notes_page(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    looked(access, pupil)
    listed = queries.notes(access, pupil, request.GET.get("page"))
    rows = [
        {"note": note, "status": presenter.level_status(note.level), "may_correct": services.may_correct(note, access)}
        for note in listed.items
    ]
    return _page(
        request, "notes", pupil, "pupil-notes", list=listed, rows=rows, may_write=access.may(Permission.WRITE_NOTES)
    )


@allow(Permission.WRITE_NOTES)
def add_note(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    form, sent = _form(request, NoteForm, levels=services.levels_for(access), initial={"level": "staff"})
    if sent is not None:
        return sent
    if form.is_valid():
        services.write_note(pupil, by=access, **form.cleaned_data)
        return _done(request, form, reverse("pupil-notes", args=[pupil.pk]), _("The note is on the record."))
    return _page(request, "note_form", pupil, "pupil-notes", form=form, note=None)


@allow(Permission.WRITE_NOTES)
def correct_note(request: PastoralRequest, pupil_id: int, note_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    back = reverse("pupil-notes", args=[pupil.pk])
    try:
        note = queries.note(access, pupil, note_id)
    except ObjectDoesNotExist:
        went_to = _sent_before(request)
        if went_to is not None:
            return went_to
        raise Http404 from None
    if not services.may_correct(note, access):
        access.require(Permission.SEE_RESTRICTED_NOTES)
    looked(access, pupil)
    initial = {"text": note.text, "level": note.level}
    form, sent = _form(request, CorrectionForm, levels=services.levels_for(access), initial=initial)
    if sent is not None:
        return sent
    if form.is_valid():
        try:
            services.correct_note(note, by=access, **form.cleaned_data)
        except Refused as refused:
            _show_refusal(form, refused)
        else:
            return _done(request, form, back, _("The correction is on the record. The first note is kept with it."))
    return _page(request, "note_form", pupil, "pupil-notes", form=form, note=note)


@allow(Permission.SEE_WHO_LOOKED)
def who_looked_page(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    access, pupil = request.access, _pupil(request, pupil_id)
    looked(access, pupil)
    listed = queries.who_looked(access, pupil, request.GET.get("page"))
    rows = [
        {"look": look, "who": presenter.who(look, access), "what": presenter.looked_at(look)} for look in listed.items
    ]
    return _page(
        request, "who_looked", pupil, "pupil-who-looked", list=listed, rows=rows, family=queries.reads_as_family(access)
    )


def _pupil(request: PastoralRequest, pupil_id: int) -> Any:
    try:
        return find_pupil(request.access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _form(request: PastoralRequest, form_class: Any, **kwargs: Any) -> tuple[Any, HttpResponse | None]:
    """The form of this page, filled from what was posted or drafted; or the answer that the same form had already."""
    access = request.access
    if request.method != "POST":
        return form_class(draft=drafts.load(access, request.path), token=once.token(), **kwargs), None
    sent = _sent_before(request)
    if sent is not None:
        return None, sent
    form = form_class(request.POST, **kwargs)
    if not form.is_valid():
        with suppress(drafts.TooBig):  # the page shows what was posted all the same
            drafts.keep(access, request.path, draft_of(request.POST))
    return form, None


def _sent_before(request: PastoralRequest) -> HttpResponse | None:
    """Where the same form went when it was first sent (a double click, the back button)."""
    went_to = once.already(request.access, request.POST.get("submission_token", "")) if request.method == "POST" else None
    return HttpResponseRedirect(went_to) if went_to else None


def _done(request: PastoralRequest, form: Any, went_to: str, said: str) -> HttpResponse:
    """The form is written: forget its draft, remember its token, and say so on the next page."""
    drafts.drop(request.access, request.path)
    once.done(request.access, form.submission_token, went_to)
    messages.success(request, said)
    return HttpResponseRedirect(went_to)


def _show_refusal(form: Any, refused: Refused, field: str | None = None) -> None:
    for reason in refused.reasons:
        form.add_error(field, say(reason))


def _page(request: PastoralRequest, template: str, pupil: Any, current: str, **more: Any) -> HttpResponse:
    context = {
        "pupil": pupil,
        "identity": identity(request.access, pupil),
        "links": presenter.pupil_links(request.access, pupil.pk, current),
        "autosave": drafts.address(request.path),
        "kept": drafts.kept(request.access, request.path) if "form" in more and request.method != "POST" else None,
        "discard": f"{reverse('draft-drop')}?{urlencode({'key': request.path})}",
        **more,
    }
    status = 422 if getattr(more.get("form"), "has_errors", False) else 200
    return render(request, f"cases/{template}.jinja", context, status=status)
