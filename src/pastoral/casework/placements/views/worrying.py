"""Concerns about a placement, at school: reading, acting, telling others, and answering the family. The provider's page is beside."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.questions import once
from pastoral.rules.placements.destinations import CONCERN_LABELS

from .. import clocks, living
from .. import forms_living as forms
from ..models import Concern, Placement
from ..services import worrying
from .frame import done, find, section, sent_before, version_of

FAMILY = (Concern.From.PARENT, Concern.From.PUPIL)


@allow(Permission.COMMISSION)
def concerns(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """All concerns, those that nobody has read first; and writing one down."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        given = form.cleaned_data
        worrying.raise_concern(
            placement_id=row.pk, kind=given["kind"], said=given["said"], raised_by=given["raised_by"], by_name=given["by_name"].strip(),
            by=access,
        )  # fmt: skip

    def kept(row: Placement) -> list[tuple[Concern, str]]:
        rows = sorted(living.concerns(access, row.pk), key=lambda one: (one.read_at is not None, one.resolved_on is not None))
        return [(one, _(CONCERN_LABELS[one.kind])) for one in rows]

    return section(
        request, placement_id, form_class=forms.ConcernForm, write=write,
        initial=lambda row: {"raised_by": "school"}, title=_("Concerns"), went_to="placement-concerns", template="living_concerns",
        kept=kept,
    )  # fmt: skip


@allow(Permission.COMMISSION)
def concern(request: PastoralRequest, placement_id: int, concern_id: int) -> HttpResponse:
    """One concern: what was said, and what the school did."""
    found = _find(request, placement_id, concern_id)

    def write(row: Placement, form: Any) -> None:
        worrying.act_on(concern_id=found.pk, by=request.access, version=version_of(request), **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.ConcernActForm, write=write,
        initial=lambda row: {name: getattr(found, name) for name in worrying.ACTS}, title=_(CONCERN_LABELS[found.kind]),
        went_to="placement-concerns", template="living_concern", said=found, token=once.token(), from_family=found.raised_by in FAMILY,
        read_by=lambda row: found.raised_at + clocks.read_within(row), clock=lambda row: clocks.in_words(row, clocks.CONCERN),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def read(request: PastoralRequest, placement_id: int, concern_id: int) -> HttpResponse:
    """I have read it and see to it: the clock stops."""
    again = sent_before(request)
    if again is not None:
        return again
    found = _find(request, placement_id, concern_id)
    worrying.read_concern(concern_id=found.pk, by=request.access)
    return done(request, reverse("placement-concern", args=[placement_id, found.pk]), _("Thank you. It is on the record that you have it."))


@allow(Permission.COMMISSION)
def answer(request: PastoralRequest, placement_id: int, concern_id: int) -> HttpResponse:
    """What the family reads about what it said."""
    found = _find(request, placement_id, concern_id)
    if found.raised_by not in FAMILY:
        raise Http404

    def write(row: Placement, form: Any) -> None:
        worrying.answer_family(concern_id=found.pk, answer=form.cleaned_data["answer"], version=version_of(request), by=request.access)

    return section(
        request, placement_id, form_class=forms.AnswerForm, write=write, initial=lambda row: {"answer": found.answer},
        title=_("Answer the family"), intro=found.said, went_to="placement-concerns",
    )  # fmt: skip


def _find(request: PastoralRequest, placement_id: int, concern_id: int) -> Concern:
    find(request, placement_id)
    try:
        found = living.concern(request.access, concern_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.placement_id != placement_id:
        raise Http404
    return found
