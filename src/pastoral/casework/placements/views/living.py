"""A placement that lives: who watches, visits, contact, voices, progress, reviews, and the provider's reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import and_list, date_long
from pastoral.foundation.questions import once
from pastoral.rules.placements.destinations import LOOKED_AT
from pastoral.rules.sentences import Refused

from .. import clocks, forms_ending, living
from .. import forms_living as forms
from ..facts import facts_of
from ..models import JointReview, Placement
from ..progress import Reading, readings, span_of
from ..report_document import html_of
from ..services import living as services
from ..services import reporting, reviewing
from .frame import back_to, done, find, page, refused_message, section, sent_before, version_of

PARTY = dict(forms.PARTIES)
WHOM = dict(forms.WHOM)


@allow(Permission.COMMISSION)
def watch(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The named member of home-school staff (NPT-AP-09)."""
    people = dict(living.school_people(request.access, placement_id))

    def write(row: Placement, form: Any) -> None:
        key = form.cleaned_data["user"]
        services.name_monitor(
            placement_id=row.pk, name=people[int(key)] if key else form.cleaned_data["name"], user_id=int(key) if key else None,
            version=version_of(request), by=request.access,
        )  # fmt: skip

    def form_class(*args: Any, **kwargs: Any) -> Any:
        form = forms.MonitorForm(*args, **kwargs)
        user: Any = form.fields["user"]
        user.choices = [(str(key), name) for key, name in people.items()]
        return form

    def initial(row: Placement) -> dict[str, Any]:
        known = row.monitor_user_id in people
        return {"user": str(row.monitor_user_id) if known else "", "name": "" if known else row.monitor}

    return section(
        request, placement_id, form_class=form_class, write=write, initial=initial, title=_("Who watches over it"),
        intro=_("One member of the school’s staff follows how the child attends, how it learns and whether it is safe there."),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def visits(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The school's visits to the provider, and a new one."""

    def write(row: Placement, form: Any) -> None:
        services.record_visit(placement_id=row.pk, by=request.access, **form.cleaned_data)

    def kept(row: Placement) -> list[tuple[Any, str]]:
        return [
            (one, _in_a_row([_(LOOKED_AT[code]) for code in one.looked_at if code in LOOKED_AT]))
            for one in living.visits(request.access, row.pk)
        ]

    return section(
        request, placement_id, form_class=forms.VisitForm, write=write, initial=lambda row: {"visited_by": row.monitor},
        title=_("Visits by the school"), went_to="placement-visits", template="living_visits", kept=kept,
    )  # fmt: skip


@allow(Permission.COMMISSION)
def contact(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The log of contact with provider, child and parents."""

    def write(row: Placement, form: Any) -> None:
        services.record_contact(placement_id=row.pk, by=request.access, **form.cleaned_data)

    def kept(row: Placement) -> list[tuple[Any, str]]:
        return [
            (one, _in_a_row([str(WHOM[code]) for code in one.whom if code in WHOM]))
            for one in living.contacts_made(request.access, row.pk)
        ]

    return section(
        request, placement_id, form_class=forms.ContactForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("Contact with provider and child"), went_to="placement-contact", template="living_contact", kept=kept,
        due=lambda row: services.contact_due(living.contacts_made(request.access, row.pk), row),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def voices(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What child and parents say of the placement; staff write it down, or ask by message."""

    def write(row: Placement, form: Any) -> None:
        services.record_voice(placement_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.VoiceForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("What the child and the parents say"), went_to="placement-voices", template="living_voices",
        kept=lambda row: living.voices(request.access, row.pk), asked=lambda row: living.asks(request.access, row.pk),
        contacts=lambda row: [
            (one, once.token()) for one in living.family_contacts(request.access, row.pupil_id, timezone.localdate())
        ],
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def ask_voice(request: PastoralRequest, placement_id: int, contact_id: int) -> HttpResponse:
    """Write to a parent and ask how it is going."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    went_to = back_to(row, "placement-voices")
    try:
        ask = services.ask_for_voice(placement_id=row.pk, contact_id=contact_id, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("%(name)s was written to.") % {"name": ask.name})


@allow(Permission.COMMISSION)
def progress(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Each objective drawn from its starting point, and a new reading."""
    access = request.access
    objectives = living.objectives(access, placement_id)

    def write(row: Placement, form: Any) -> None:
        services.record_progress(
            placement_id=row.pk, on=form.cleaned_data["on"], points=form.points(), summary=form.cleaned_data["summary"], by=access
        )

    def drawn(row: Placement) -> list[Reading]:
        return readings(objectives, living.points(access, row.pk), **span_of(row))

    return section(
        request, placement_id, form_class=forms.progress_form(objectives, with_summary=True), write=write,
        initial=lambda row: {"on": timezone.localdate(), "summary": row.progress}, title=_("Progress"),
        went_to="placement-progress", template="living_progress", readings=drawn,
    )  # fmt: skip


@allow(Permission.COMMISSION)
def reviews(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The reviews that were held, the next one, and recording one."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        reviewing.record_review(placement_id=row.pk, by=access, version=version_of(request), **form.cleaned_data)

    def all_of(row: Placement) -> list[JointReview]:
        """Read with the facts, the latest first."""
        return sorted(row.hangs.reviews, key=lambda one: (one.planned_for, one.pk), reverse=True)

    return section(
        request, placement_id, form_class=forms.ReviewForm, write=write,
        initial=lambda row: {"held_on": min(row.next_review_on or timezone.localdate(), timezone.localdate()), "progress": row.progress},
        title=_("Reviews"), went_to="placement-reviews", template="living_reviews", due=lambda row: _due(request, row),
        planned=lambda row: next((one for one in all_of(row) if one.held_on is None), None),
        kept=lambda row: [(one, _parties(one)) for one in all_of(row) if one.held_on is not None], token=once.token(),
        running=lambda row: row.stage == Placement.Stage.LIVE,
    )  # fmt: skip


def _parties(one: JointReview) -> str:
    return _in_a_row([str(PARTY[code]) for code in one.took_part if code in PARTY])


def _in_a_row(words: list[str]) -> str:
    """ "The school, the provider and the child"."""
    return and_list([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


@allow(Permission.COMMISSION)
def plan_review(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Set or move the day of the next review."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        reviewing.plan_review(placement_id=row.pk, by=access, **form.cleaned_data)

    def initial(row: Placement) -> dict[str, Any]:
        planned = living.planned_review(access, row.pk)
        if planned is not None:
            return {"planned_for": planned.planned_for, "starts": planned.starts, "where": planned.where}
        return {"planned_for": row.next_review_on}

    return section(
        request, placement_id, form_class=forms.ReviewPlanForm, write=write, initial=initial, title=_("Plan the next review"),
        went_to="placement-reviews", template="living_review_plan", due=lambda row: _due(request, row),
    )  # fmt: skip


def _due(request: PastoralRequest, row: Placement) -> dt.date | None:
    """The last day of the next review by the rules: they ask for nothing but the placement itself."""
    return reviewing.due_by(row, facts_of(request.access, [row], of_itself=True)[row.pk])


@allow(Permission.COMMISSION)
@require_POST
def invite(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Ask everybody to the review, with a calendar file."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    went_to = back_to(row, "placement-reviews")
    try:
        told = reviewing.invite(placement_id=row.pk, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    said = ngettext("%(n)s person was written to: %(names)s.", "%(n)s people were written to: %(names)s.", len(told))
    return done(request, went_to, said % {"n": len(told), "names": ", ".join(told)})


@allow(Permission.COMMISSION)
def informed(request: PastoralRequest, placement_id: int, review_id: int) -> HttpResponse:
    """When parents and professionals heard of the progress that a review saw."""
    found = _review(request, placement_id, review_id)

    def write(row: Placement, form: Any) -> None:
        reviewing.informed(review_id=found.pk, on=form.cleaned_data["on"], by=request.access)

    return section(
        request, placement_id, form_class=forms.InformedForm, write=write,
        initial=lambda row: {"on": found.informed_on or timezone.localdate()}, title=_("Who heard of the progress"),
        intro=_("Review of %(day)s: parents and professionals hear of the progress.") % {"day": date_long(found.held_on)},
        went_to="placement-reviews",
    )  # fmt: skip


def _review(request: PastoralRequest, placement_id: int, review_id: int) -> JointReview:
    try:
        found = living.review(request.access, review_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.placement_id != placement_id or found.held_on is None:
        raise Http404
    return found


@allow(Permission.COMMISSION)
def reports(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What the provider reported and owes; asking for the final report, or copying one that came on paper."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        reporting.ask_final_report(placement_id=row.pk, due_on=form.cleaned_data["due_on"], by=access)

    return section(
        request, placement_id, form_class=forms_ending.AskReportForm, write=write,
        initial=lambda row: {"due_on": max(row.ends_on or timezone.localdate(), timezone.localdate())},
        title=_("Reports of the provider"), went_to="placement-reports", template="living_reports",
        kept=lambda row: living.reports(access, row.pk), clock=lambda row: clocks.in_words(row, clocks.FINAL_REPORT),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def paper_report(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Copy a final report that came on paper or by mail."""

    def write(row: Placement, form: Any) -> None:
        given = dict(form.cleaned_data)
        reporting.record_paper_report(placement_id=row.pk, on=given.pop("on"), by=request.access, **given)

    return section(
        request, placement_id, form_class=forms_ending.PaperReportForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("Copy a final report"), intro=_("For a report that came on paper or by e-mail. All four parts are needed."),
        went_to="placement-reports",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def report(request: PastoralRequest, placement_id: int, report_id: int) -> HttpResponse:
    """One report that was sent, as it stands for good."""
    row = find(request, placement_id)
    try:
        found = living.report(request.access, report_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.placement_id != row.pk:
        raise Http404
    if found.sent_at is None:
        return HttpResponseRedirect(reverse("placement-reports", args=[row.pk]))
    looked(request.access, row)
    return page(request, "living_report", row, report=found, document=html_of(row, found), back=back_to(row, "placement-reports"))
