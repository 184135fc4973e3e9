"""The family's page of a direction: the notice, the reviews, and asking for one; signed in or by link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans.views.documents import LANGUAGES
from pastoral.foundation.access import NotAllowed, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.files import files_of
from pastoral.foundation.questions import once
from pastoral.records.pupils.facts import facts_of_many
from pastoral.rules.sentences import Refused

from ..models import Direction, ReviewRequest
from . import noticing, queries, reviewing, showing
from .facts import facts_of
from .forms import OUTCOMES, AskForm
from .frame import back_to, done, find, form_of, page, sent_before, show_refusal
from .letter import fields_of
from .rows import rows_of
from .words import fallen_on, words_of


@allow(Permission.SEE_PLANS)
def family(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """For the family and those named for the child, signed in."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, direction_id)
    access = request.access
    looked(access, row)
    asker = _asker(request, row)
    form: Any = form_of(request, AskForm) if asker is not None else None
    if request.method == "POST":
        if form is None or asker is None:
            raise NotAllowed("ask")
        if form.is_valid():
            try:
                reviewing.ask_for_review(
                    direction_id=row.pk, asked_by=asker[0], name=asker[1], words=form.cleaned_data["words"], how="page", by=access,
                    permission=Permission.SIGN,
                )  # fmt: skip
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, back_to(row, "direction-family") + "#asked", _("Thank you. The school has your request."))
    kept = files_of(access, row) if row.notice_seal else []
    files = [one for one in kept if one.template_version.endswith(f"/{row.notice_seal[:24]}")]
    return page(
        request, "family", row, back=reverse("pupil", args=[row.pupil_id]), form=form, files=files, languages=LANGUAGES,
        **_context(request, row),
    )  # fmt: skip


@links.by_link("direction")
def link_direction(request: PastoralRequest, link: Any) -> HttpResponse:
    """The same page by link, for the parent it was sent to, while they may still speak for the child."""
    access = request.access
    try:
        told = queries.told_row(access, link.subject_id)
        row = queries.direction(access, told.direction_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if told.pupil_id != link.pupil_id:
        raise Http404
    child = facts_of_many(access, [row.pupil])[row.pupil_id]
    parent = next((one for one in child.contacts if one.id == told.contact_id and one.parental_responsibility), None)
    if parent is None:
        return render(request, "placements/directions/link_ended.jinja", {"row": row}, status=410)
    if request.method != "POST":
        looked(access, row)
    may_ask = row.is_running and reviewing.may_ask(row, "parent")
    form = AskForm(request.POST if request.method == "POST" else None, token=once.token()) if may_ask else None
    match = request.resolver_match
    here = reverse("link-direction", kwargs={"token": str(match.kwargs["token"]) if match else ""})
    if request.method == "POST":
        if form is None:
            return HttpResponseRedirect(here)
        if form.is_valid():
            words = form.cleaned_data["words"]
            if _twice(request, row, parent.name, words):
                return HttpResponseRedirect(here + "#asked")
            try:
                with transaction.atomic():
                    reviewing.ask_for_review(
                        direction_id=row.pk, asked_by="parent", name=parent.name, words=words, how="link", by=access,
                        permission=Permission.BY_LINK,
                    )  # fmt: skip
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return HttpResponseRedirect(here + "#asked")
    context = {"row": row, "form": form, "autosave": "", "who": told.recipient_name, "files": [], **_context(request, row)}
    return render(request, "placements/directions/link.jinja", context, status=422 if form is not None and form.has_errors else 200)


def _context(request: PastoralRequest, row: Direction) -> dict[str, Any]:
    access = request.access
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    words = words_of(row)
    return {
        "words": words, "fields": fields_of(words), "fallen": fallen_on(row),
        "weeks": noticing.weeks_of(row), "reviews": own.reviews, "outcomes": dict(OUTCOMES),
        "requests": showing.requests_of(row, own.requests, facts, family=True), "name": row.pupil.preferred_name or row.pupil.forename,
    }  # fmt: skip


def _asker(request: PastoralRequest, row: Direction) -> tuple[str, str] | None:
    """(role, name) of somebody of the family who may ask for a review now; None for everybody else."""
    access = request.access
    if not row.is_running or not access.may(Permission.SIGN):
        return None
    if Role.YOUNG_PERSON in access.roles and reviewing.may_ask(row, "pupil"):
        return ReviewRequest.By.PUPIL, f"{row.pupil.forename} {row.pupil.surname}"
    if Role.PARENT in access.roles and reviewing.may_ask(row, "parent"):
        child = facts_of_many(access, [row.pupil])[row.pupil_id]
        me = next((one for one in child.contacts if one.user_id == access.user_id and one.parental_responsibility), None)
        return (ReviewRequest.By.PARENT, me.name) if me is not None else None
    return None


def _twice(request: PastoralRequest, row: Direction, name: str, words: str) -> bool:
    """The same words within a minute are a second click of the same finger."""
    return any(
        one.name == name and one.words == words and (timezone.now() - one.at).total_seconds() < 60
        for one in queries.requests(request.access, [row.pk]).get(row.pk, [])
    )
