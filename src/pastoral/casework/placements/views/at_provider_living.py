"""What a provider's people do about a child on a phone: a concern, progress, a report, whether the child is ready to return."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans.views.frame import done, form_of, sent_before, show_refusal
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import drafts
from pastoral.rules.placements.destinations import CONCERN_LABELS
from pastoral.rules.sentences import Refused

from .. import forms_ending, living
from .. import forms_living as forms
from ..models import Place, ProviderReport
from ..progress import readings
from ..services import ending, reporting, worrying
from ..services import living as services

WORK = Permission.WORK_FOR_PROVIDER


def _place(request: PastoralRequest, place_id: int) -> Place:
    """The child's place, or 404: not shared, ended, another provider's."""
    try:
        return living.place(request.access, place_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _page(request: PastoralRequest, template: str, place: Place, form: Any, **more: Any) -> HttpResponse:
    context = {
        "place": place, "form": form, "back": reverse("provider-pupil", args=[place.pk]), "autosave": drafts.address(request.path), **more
    }
    return render(request, f"placements/{template}.jinja", context, status=422 if form.has_errors else 200)


@allow(WORK)
def concern(request: PastoralRequest, place_id: int) -> HttpResponse:
    """Tell the school's safeguarding lead at once (NPT-AP-14); below, what was told before and whether it was read."""
    again = sent_before(request)
    if again is not None:
        return again
    place = _place(request, place_id)
    access = request.access
    looked(access, place)
    form = form_of(request, forms.ProviderConcernForm)
    if request.method == "POST" and form.is_valid():
        try:
            worrying.tell_school(place=place, by=access, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("provider-concern", args=[place.pk]), _("The school’s safeguarding lead has been told."))
    told = [(one, _(CONCERN_LABELS[one.kind])) for one in living.concern_reports(access, place.placement_id)]
    return _page(request, "at_provider_concern", place, form, told=told)


@allow(WORK)
def progress(request: PastoralRequest, place_id: int) -> HttpResponse:
    """A reading of each objective, and how it has gone so far; and whether the child is ready to return."""
    again = sent_before(request)
    if again is not None:
        return again
    place = _place(request, place_id)
    access = request.access
    looked(access, place)
    objectives = living.objectives(access, place.placement_id)
    form = form_of(request, forms.progress_form(objectives, with_summary=False), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.report_progress(place=place, on=form.cleaned_data["on"], points=form.points(), by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("provider-progress", args=[place.pk]), _("Saved. The school can read it now."))
    drawn = readings(objectives, living.points(access, place.placement_id), start=place.first_on or place.shared_on, end=place.last_on)
    return _page(request, "at_provider_progress", place, form, readings=drawn)


@allow(WORK)
def ready(request: PastoralRequest, place_id: int) -> HttpResponse:
    """The provider's own word on whether the child is ready to go back."""
    again = sent_before(request)
    if again is not None:
        return again
    place = _place(request, place_id)
    access = request.access
    looked(access, place)
    form = form_of(request, forms_ending.ProviderReadyForm)
    if request.method == "POST" and form.is_valid():
        ending.say_ready_at_provider(place=place, by=access, **form.cleaned_data)
        return done(request, reverse("provider-pupil", args=[place.pk]), _("Thank you. The school can read it now."))
    return _page(request, "at_provider_ready", place, form)


@allow(WORK)
def report(request: PastoralRequest, report_id: int) -> HttpResponse:
    """A report that a school asked for: kept while it is written, sent once."""
    again = sent_before(request)
    if again is not None:
        return again
    access = request.access
    try:
        found = living.report(access, report_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    place = living.place_of(access, found.placement_id)
    if place is None:
        raise Http404
    looked(access, place)
    if found.sent_at is not None:
        return HttpResponseRedirect(reverse("provider-pupil", args=[place.pk]))
    form = form_of(request, forms_ending.ReportForm, initial={name: getattr(found, name) for name in reporting.WRITTEN})
    if request.method == "POST" and form.is_valid():
        send_it = request.POST.get("do") != "keep"
        try:
            reporting.save_report(report_id=found.pk, by=access, send_it=send_it, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if send_it:
                return done(request, reverse("provider-pupil", args=[place.pk]), _("The report is with the school."))
            return done(request, reverse("provider-report", args=[found.pk]), _("Kept. It is not sent yet."))
    final = found.kind == ProviderReport.Kind.FINAL
    return _page(request, "at_provider_report", place, form, report=found, final=final)
