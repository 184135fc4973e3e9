"""Proposing a reduced timetable and preparing it: why, care, travel, who is asked, risks."""

from __future__ import annotations

from collections.abc import Callable
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

from .. import answering, consent_forms, forms, queries
from ..models import Timetable
from ..naming import proposing
from ..rows import rows_of
from ..services import asking, opening
from .frame import done, find, form_of, page, section, sent_before, show_refusal, staff_only, version_of

# Said at once where what was proposed is no reduced timetable (NPT-RT-22, 23); the rules say it on the record as well.
EXCLUDED: dict[str, Callable[[], str]] = {
    Timetable.Excluded.INCLUSION_CENTRE: lambda: _(
        "Time at a pupil inclusion centre is not a reduced timetable: the child is taught there. Nothing more is needed; withdraw it."
    ),
    Timetable.Excluded.STAGGERED_START: lambda: _(
        "A staggered start in reception is not a reduced timetable: the guidance does not apply to it. Nothing more is needed; withdraw it."
    ),
}


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
                EXCLUDED[row.excluded]() if row.excluded else _("The reduced timetable is proposed. This is what is needed next."),
            )
    looked(access, pupil)
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "form": form, "autosave": drafts.address(request.path),
        "back": reverse("pupil", args=[pupil.pk]), "title": proposing(pupil.authority_id, timezone.localdate()),
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
def asking_page(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who answers, how, and why again; the EWO and referrals in a form; agencies as a list with a page to add one."""

    def initial(row: Timetable) -> dict[str, Any]:
        return {name: getattr(row, name) for name in forms.AskedForm.base_fields}

    def write(row: Timetable, form: Any) -> None:
        opening.settle_asked(timetable_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    own = rows_of(request.access, [timetable_id]).get(timetable_id)
    return section(
        request, timetable_id, form_class=forms.AskedForm, write=write, initial=initial, title=_("Who is asked, and who agrees"),
        template="asking", own=own, asked=lambda row: answering.shown(row, own) if own is not None else None,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def add_answer(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Write down the answer of somebody who is not among the child's contacts, and why."""

    def write(row: Timetable, form: Any) -> None:
        asking.record_answer(timetable_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, timetable_id, form_class=consent_forms.AnswerForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("The answer of somebody who is not on the record"), went_to="timetable-asking",
        intro=_("Only where somebody decides who is not among the child's contacts. Everyone else answers from the list of people."),
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
