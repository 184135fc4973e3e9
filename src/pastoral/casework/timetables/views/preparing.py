"""Proposing a reduced timetable and preparing it: why, care, travel, who is asked, risks."""

from __future__ import annotations

from typing import Any

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
from pastoral.foundation.questions import drafts
from pastoral.records.policy.queries import NoPolicy
from pastoral.records.pupils.presenter import identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.sentences import Refused

from .. import forms, queries
from ..grid import seal_of
from ..models import Timetable
from ..rows import rows_of
from ..services import asking, opening
from .frame import done, find, form_of, page, section, sent_before, show_refusal, staff_only, version_of


@allow(Permission.LEAD_PLANS)
def open_timetable(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """Propose one for a pupil."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    try:
        pupil = find_pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    there = next((row for row in queries.of_pupil(access, pupil.pk) if not row.is_closed), None)
    if there is not None and request.method != "POST":
        messages.info(
            request, _("%(name)s already has a reduced timetable that is open. This is it.") % {"name": pupil.known_as}
        )
        return HttpResponseRedirect(reverse("timetable", args=[there.pk]))
    form = form_of(request, forms.DetailsForm)
    if request.method == "POST" and form.is_valid():
        try:
            row = opening.open_timetable(pupil_id=pupil.pk, by=access, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
        except NoPolicy:
            form.add_error("start_on", _("The authority's rules for that day are not in Pastoral yet."))
        else:
            return done(
                request,
                reverse("timetable", args=[row.pk]),
                _("The reduced timetable is proposed. This is what is needed next."),
            )
    looked(access, pupil)
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "form": form, "autosave": drafts.address(request.path),
        "back": reverse("pupil", args=[pupil.pk]),
    }  # fmt: skip
    return render(request, "timetables/open.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.LEAD_PLANS)
def details(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The dates and the reasons."""

    def write(row: Timetable, form: Any) -> None:
        opening.settle_details(timetable_id=row.pk, version=version_of(request), by=request.access, **form.values())

    return section(
        request,
        timetable_id,
        form_class=forms.DetailsForm,
        write=write,
        initial=forms.details_initial,
        title=_("Dates and reasons"),
    )


@allow(Permission.LEAD_PLANS)
def care(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who watches over it, and what is checked."""

    def initial(row: Timetable) -> dict[str, Any]:
        return {name: getattr(row, name) for name in forms.CareForm.base_fields}

    def write(row: Timetable, form: Any) -> None:
        opening.settle_care(timetable_id=row.pk, version=version_of(request), by=request.access, **form.values())

    return section(
        request, timetable_id, form_class=forms.CareForm, write=write, initial=initial, title=_("Care meanwhile")
    )


@allow(Permission.LEAD_PLANS)
def travel(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Travel agreed; and the travel change form where the child gets help with travel (F-NPT-08)."""

    def write(row: Timetable, form: Any) -> None:
        opening.settle_travel(timetable_id=row.pk, version=version_of(request), by=request.access, **form.values())

    return section(
        request, timetable_id, form_class=forms.TravelForm, write=write, initial=forms.travel_initial, title=_("Travel"),
        intro=_("Transport runs at the school's own times. Even a form that is sanctioned does not promise a change."),
        form_kwargs=lambda row: {"assisted": row.pupil.travel_assistance},
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def asking_page(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who was asked: the EWO and referrals in a form; agencies and answers as lists with a page each to add."""

    def initial(row: Timetable) -> dict[str, Any]:
        return {name: getattr(row, name) for name in forms.AskedForm.base_fields}

    def write(row: Timetable, form: Any) -> None:
        opening.settle_asked(timetable_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    own = rows_of(request.access, [timetable_id]).get(timetable_id)
    return section(
        request, timetable_id, form_class=forms.AskedForm, write=write, initial=initial, title=_("Who is asked, and who agrees"),
        template="asking", own=own, seal_of=seal_of,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def add_answer(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Write down what a parent, carer, social worker or the child answered."""

    def write(row: Timetable, form: Any) -> None:
        asking.record_answer(timetable_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, timetable_id, form_class=forms.AnswerForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("Write down an answer"), went_to="timetable-asking",
        intro=_("The answer is bound to the dates and the timetable as they are now. If those change, people are asked again."),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def add_agency(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """An agency: when it was asked and what it said."""

    def write(row: Timetable, form: Any) -> None:
        asking.save_agency(timetable_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, timetable_id, form_class=forms.AgencyForm, write=write, initial=lambda row: {}, title=_("An agency"),
        went_to="timetable-asking", intro=_("Write an agency that is on the list again to change what stands there."),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def risks(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The risk assessments, and the form for another."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    form = form_of(request, forms.RiskForm)
    if request.method == "POST" and form.is_valid():
        try:
            asking.record_risk(timetable_id=row.pk, by=request.access, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("timetable-risks", args=[row.pk]), _("The risk assessment is on the record."))
    return page(request, "risks", row, form=form, own=rows_of(request.access, [row.pk])[row.pk])
