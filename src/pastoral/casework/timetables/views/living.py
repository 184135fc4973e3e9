"""The way back, reviews, a longer time, who is told, moving on, and what the family says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import REDUCED, hours
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.way_back import Planned, suggest
from pastoral.rules.sentences import Refused

from .. import forms, showing
from ..facts import facts_of
from ..models import Timetable
from ..rows import rows_of
from ..services import asking, moving
from .frame import (
    back_to,
    done,
    find,
    form_of,
    page,
    refused_message,
    sent_before,
    show_refusal,
    staff_only,
    version_of,
)
from .week import _summary

SPARE = 3


@allow(Permission.LEAD_PLANS)
def way_back(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The steps back to full time, drawn; and variants to try out, each with where it lands."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    own = rows_of(request.access, [row.pk])[row.pk]
    facts, policy, calendar = (
        facts_of(request.access, [row], {row.pk: own})[row.pk],
        pack_of(row.policy_version_id).policy,
        calendar_of(row.school),
    )
    full = hours.full_time_hours(facts.year, policy)
    posted = request.method == "POST"
    lines = _lines(request) if posted else [(step.on.isoformat(), plain(step.hours), step.needs) for step in own.steps]
    refused: list[str] = []
    if posted:
        try:
            steps = _steps(lines)
            asking.set_steps(timetable_id=row.pk, steps=steps, version=version_of(request), by=request.access)
        except Refused as problem:
            refused = [say(reason) for reason in problem.reasons]
        except ValueError:
            refused = [_("Give each step a day and a number of hours.")]
        else:
            return done(request, reverse("timetable-way-back", args=[row.pk]), _("The way back is saved."))
    variant = forms.VariantForm(request.GET or None)
    tried, why_not = _tried(variant, row, facts, full, calendar)
    return page(
        request, "way_back", row, lines=[*lines, *[("", "", "")] * SPARE], errors=_summary(refused), token=once.token(),
        stairs=showing.staircase(row, facts, own.steps, policy, calendar), variant=variant, tried=tried, why_not=why_not,
        tried_stairs=showing.staircase(row, facts, tried, policy, calendar) if tried else None,
        full=plain(full) if full is not None else "", now=plain(facts.taught_hours) if facts.taught_hours is not None else "",
        status=422 if refused else 200,
    )  # fmt: skip


def _lines(request: PastoralRequest) -> list[tuple[str, str, str]]:
    found = zip(request.POST.getlist("on"), request.POST.getlist("hours"), request.POST.getlist("needs"), strict=False)
    return [
        (on.strip(), number.strip(), needs.strip())
        for on, number, needs in found
        if on.strip() or number.strip() or needs.strip()
    ][:20]


def _steps(lines: list[tuple[str, str, str]]) -> list[tuple[dt.date, Decimal, str]]:
    """ValueError where a day or a number is not one."""
    try:
        found = [(dt.date.fromisoformat(on), Decimal(number.replace(",", ".")), needs) for on, number, needs in lines]
    except InvalidOperation:
        raise ValueError("not a number") from None
    if any(not number.is_finite() for _on, number, _needs in found):
        raise ValueError("not a number")
    return found


def _tried(variant: Any, row: Timetable, facts: Any, full: Decimal | None, calendar: Any) -> tuple[list[Planned], str]:
    if (
        not variant.is_bound
        or not variant.is_valid()
        or variant.cleaned_data["more"] is None
        or variant.cleaned_data["every"] is None
    ):
        return [], ""
    now = facts.history[-1].hours if facts.history else facts.taught_hours
    if row.start_on is None or full is None or now is None:
        return [], _("Fill in the first day and the timetable first.")
    start = max(row.start_on, timezone.localdate()) if facts.history else row.start_on
    try:
        return list(
            suggest(
                start,
                now,
                full,
                more=variant.cleaned_data["more"],
                every_weeks=variant.cleaned_data["every"],
                calendar=calendar,
            )
        ), ""
    except ValueError:
        return [], _("That way never gets to full time in twenty steps.")


@allow(Permission.LEAD_PLANS)
def reviews(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The reviews that were held, and while it runs the form for another."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    own = rows_of(request.access, [row.pk])[row.pk]
    running = row.status == Timetable.Status.ACTIVE
    extends = bool(pack_of(row.policy_version_id).policy.value("reduced.extension_by"))
    form = None
    if running:
        open_steps = [(str(step.pk), showing.step_words(step)) for step in own.steps if step.reached_on is None]
        form = form_of(
            request, forms.ReviewForm, initial={"held_on": timezone.localdate()}, steps=open_steps, may_extend=extends
        )
    elif not row.is_closed:
        form = form_of(request, forms.NextReviewForm, initial={"on": row.next_review_on})
    if request.method == "POST" and form is None:
        raise NotAllowed("review")
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            if running:
                clean = dict(form.cleaned_data)
                step = clean.pop("step_id") or ""
                clean["why"] = clean.get("why") or ""
                moving.record_review(
                    timetable_id=row.pk, by=request.access, step_id=int(step) if step.isdecimal() else None, **clean
                )
            else:
                moving.set_next_review(timetable_id=row.pk, on=form.cleaned_data["on"], by=request.access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row), _("The review is on the record.") if running else _("Saved."))
    return page(request, "reviews", row, form=form, own=own, running=running)


@allow(Permission.SEE_PLANS)
def extension(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """A request to go on for longer: asked by the school, passed on by the group, decided by the Director."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    own = rows_of(request.access, [row.pk])[row.pk]
    asked = own.extensions[-1] if own.extensions else None
    waiting = asked is not None and not asked.decision and row.status == Timetable.Status.EXTENSION
    may_decide = (
        waiting
        and asked is not None
        and asked.via_group_on is not None
        and request.access.may(Permission.DECIDE_EXTENSIONS)
    )
    may_pass = (
        waiting
        and asked is not None
        and asked.via_group_on is None
        and request.access.may(Permission.FORWARD_EXTENSIONS)
    )
    form = (
        form_of(request, forms.DecisionForm, initial={"until": asked.until if asked else None}) if may_decide else None
    )
    if request.method == "POST":
        if form is None:
            raise NotAllowed("decide")
        if form.is_valid():
            try:
                moving.decide_extension(timetable_id=row.pk, by=request.access, **form.cleaned_data)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(
                    request,
                    back_to(row, "timetable-extension"),
                    _("Your decision is on the record, and the school is told."),
                )
    return page(
        request,
        "extension",
        row,
        form=form,
        requests=list(reversed(own.extensions)),
        may_pass=may_pass,
        waiting=waiting,
        token=once.token(),
    )


@allow(Permission.FORWARD_EXTENSIONS)
@require_POST
def pass_on(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The authority's group passes the request on to the Director."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    went_to = back_to(row, "timetable-extension")
    try:
        moving.pass_on(timetable_id=row.pk, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("The request is with the Director."))


@allow(Permission.LEAD_PLANS)
@require_POST
def move(request: PastoralRequest, timetable_id: int, action: str) -> HttpResponse:
    """One action by button; what the rules refuse is said on the overview."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    if action not in moving.BY_BUTTON:
        raise Http404
    if action in REDUCED.needs_reason and not request.POST.get("reason", "").strip():
        return refused_message(request, Refused((moving.WHY,)), back_to(row) + "#more")
    try:
        moving.move(timetable_id=row.pk, action=action, reason=request.POST.get("reason", ""), by=request.access)
    except Refused as refused:
        return refused_message(request, refused, back_to(row))
    return done(request, back_to(row), _("Done: %(what)s") % {"what": _(REDUCED.actions[action])})
