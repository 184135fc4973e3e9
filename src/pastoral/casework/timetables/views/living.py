"""The way back, reviews, a longer time, who is told, moving on, and what the family says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import REDUCED, hours
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.way_back import CLOSE_ENOUGH, Planned, suggest
from pastoral.rules.sentences import Refused, Sentence
from pastoral.rules.sentences import say as say_

from .. import forms, grid, showing
from ..facts import facts_of
from ..models import Step, Timetable
from ..naming import who_extends
from ..rows import rows_of
from ..services import asking, grids, moving
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
from .week import _day

SPARE = 3
MOST_HOURS = 40


@dataclass(frozen=True)
class WeekOfStep:
    """A step on the page of the way back: `taught` is what its prepared week adds up to, nothing where none is prepared.

    `agrees`: that is what the step says.
    """

    key: int
    words: str
    reached_on: dt.date | None
    taught: str
    agrees: bool


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
    errors: list[FormError] = []
    if posted:
        try:
            steps = _steps(lines, row)
            asking.set_steps(timetable_id=row.pk, steps=steps, version=version_of(request), by=request.access)
        except Refused as problem:
            errors = [FormError(say(reason), _where(reason)) for reason in problem.reasons]
        else:
            return done(request, reverse("timetable-way-back", args=[row.pk]), _("The way back is saved."))
    variant = forms.VariantForm(request.GET or None)
    tried, why_not = _tried(variant, row, facts, full, calendar)
    return page(
        request, "way_back", row, lines=[*lines, *[("", "", "")] * SPARE], errors=errors, token=once.token(),
        weeks_of_steps=_weeks_of_steps(request, row, own.steps), wrong={error.href for error in errors},
        stairs=showing.staircase(row, facts, own.steps, policy, calendar), variant=variant, tried=tried, why_not=why_not,
        tried_stairs=showing.staircase(row, facts, tried, policy, calendar) if tried else None,
        full=plain(full) if full is not None else "", now=plain(facts.taught_hours) if facts.taught_hours is not None else "",
        status=422 if errors else 200,
    )  # fmt: skip


def _weeks_of_steps(request: PastoralRequest, row: Timetable, steps: list[Step]) -> list[WeekOfStep]:
    """Each step to come with the week that is prepared for it, if any."""
    prepared = grids.prepared_for(request.access, row) if steps else {}
    found = []
    for step in steps:
        own = prepared.get(step.pk)
        taught = grids.taught(row, grid.moved(own.cells, own.periods, row.periods, row.weeks)) if own is not None else None
        agrees = taught is not None and abs(taught - step.hours) < CLOSE_ENOUGH
        found.append(WeekOfStep(step.pk, showing.step_words(step), step.reached_on, plain(taught) if taught is not None else "", agrees))
    return found


def _lines(request: PastoralRequest) -> list[tuple[str, str, str]]:
    found = zip(request.POST.getlist("on"), request.POST.getlist("hours"), request.POST.getlist("needs"), strict=False)
    return [
        (on.strip(), number.strip(), needs.strip())
        for on, number, needs in found
        if on.strip() or number.strip() or needs.strip()
    ][:20]


def _steps(lines: list[tuple[str, str, str]], row: Timetable) -> list[tuple[dt.date, Decimal, str]]:
    """Raises `Refused` with every fault, each with its step (`n`) and its field."""
    wrong: list[Sentence] = []
    found: list[tuple[dt.date, Decimal, str]] = []
    there: dict[dt.date, int] = {}
    for n, (on, number, needs) in enumerate(lines, start=1):
        day, hours_a_week = _day(on), _decimal(number)
        if day is None:
            wrong.append(say_("RT.step_day", "Step {n}, “From”: choose the day on which it begins.", n=n))
        elif day in there:
            wrong.append(say_("RT.step_same_day", "Step {n}, “From”: step {other} is on that day too.", n=n, other=there[day]))
        elif row.start_on is not None and day < row.start_on:
            wrong.append(say_("RT.step_before", "Step {n}, “From”: it must not be before the first day, {start}.", n=n, start=row.start_on))
        else:
            there[day] = n
        if hours_a_week is None:
            wrong.append(say_("RT.step_number", "Step {n}, “Hours a week”: write a number, for example 18 or 18.5.", n=n))
        elif not 0 <= hours_a_week <= MOST_HOURS:
            wrong.append(say_("RT.step_range", "Step {n}, “Hours a week”: from 0 to {most}.", n=n, most=MOST_HOURS))
        if day is not None and hours_a_week is not None:
            found.append((day, hours_a_week, needs))
    if wrong:
        raise Refused(tuple(wrong))
    return found


def _where(reason: Sentence) -> str:
    n = reason.values().get("n")
    if n is None:
        return ""
    return f"#hours-{n}" if reason.code in ("RT.step_number", "RT.step_range") else f"#on-{n}"


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
        prepared = grids.prepared_for(request.access, row)
        open_steps = [
            (str(step.pk), _with_its_week(showing.step_words(step), step.pk in prepared))
            for step in own.steps
            if step.reached_on is None
        ]
        form = form_of(
            request, forms.ReviewForm, initial={"held_on": timezone.localdate()}, steps=open_steps, may_extend=extends,
            extended_by=who_extends(row.policy_version_id) if extends else "",
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


def _with_its_week(words: str, is_prepared: bool) -> str:
    if is_prepared:
        return _("%(step)s (its week is prepared)") % {"step": words}
    return _("%(step)s (its week is not prepared: change the timetable too)") % {"step": words}


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
    if asked is None and not pack_of(row.policy_version_id).policy.value("reduced.extension_by"):
        raise Http404  # nobody in this authority authorises a longer time
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
