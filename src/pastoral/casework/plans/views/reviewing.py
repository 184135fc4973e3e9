"""Reviews (NPT-PSP-16, 17, 19, 20): begun, filled in by several, recorded once with one decision, and read ever after."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.parts import Column
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import drafts, once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack, language_now, pack_of, said
from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.psp import NextReview, ReviewFacts, fixed_reviews, next_review, next_review_of
from pastoral.rules.psp.schedule import Fixed
from pastoral.rules.reviews import latest_review_date
from pastoral.rules.sentences import Refused
from pastoral.rules.sentences import say as sentence

from .. import queries
from ..facts import facts_of
from ..forms.gathering import rows_said
from ..forms.reviewing import (
    ChangeForm,
    ReviewForm,
    as_initial,
    differences,
    kept_choices,
    reached_choices,
    review_questions,
)
from ..models import Commitment, Outcome, Plan, Review
from ..overview import decision_in_words
from ..rows import rows_of
from ..services import living, paperwork, reviewing
from ..services.changing import Stale
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal
from .readers import is_staff, staff_only
from .reading import language_names


@allow(Permission.SEE_PLANS)
def reviews_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The reviews so far, progress over time, the next one, and what to do when the plan must change before it."""
    access: Access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    if not access.may(Permission.TAKE_PART_IN_MEETING):
        staff_only(access)
    looked(access, plan)
    may = access.may(Permission.LEAD_PLANS) and plan.status == Plan.Status.LIVE
    form = form_of(request, ChangeForm, initial={"parents_contacted_on": plan.parents_contacted_on}) if may else None
    if request.method == "POST":
        access.require(Permission.LEAD_PLANS)
        if form is not None and form.is_valid():
            try:
                living.needs_to_change(plan_id=plan.pk, by=access, **form.cleaned_data)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, reverse("plan-reviews", args=[plan.pk]), _("It is on the record that the plan needs to change."))
    reviews = queries.reviews(access, plan)
    outcomes = queries.outcomes(access, plan)
    pack = pack_of(plan.policy_version_id)
    return plan_page(
        request, "living/reviews", plan, form=form, may=may, token=once.token(),
        held=[(row, decision_in_words(row, pack)) for row in reviews if row.held_on is not None],
        has_final=bool(pack.psp.verdicts), fixed=_fixed(access, plan),
        open_review=next((row for row in reviews if row.held_on is None), None),
        charts=_charts(plan, outcomes, queries.progress_series(access, plan)),
        late=plan.next_review_on is not None and plan.next_review_on < timezone.localdate() and plan.status == Plan.Status.LIVE,
    )  # fmt: skip


def _fixed(access: Access, plan: Plan) -> tuple[Fixed, NextReview] | None:
    """The fixed days of the plan's reviews, where the authority has any, and which is next."""
    policy = pack_of(plan.policy_version_id).psp
    if not (policy.review_schedule or policy.final_review_weeks) or plan.status not in (Plan.Status.LIVE, Plan.Status.REVIEWED):
        return None
    rows = rows_of(access, [plan.pk], ("meetings", "reviews"))[plan.pk]
    calendar = calendar_of(plan.school)
    first = rows.planning_meeting(1)
    begun = (first.held_on or first.on) if first else plan.starts_on or plan.opened_on
    held = [row for row in rows.reviews if row.held_on is not None]
    anchor = max(filter(None, (begun, plan.last_review_on)))
    following = next_review(
        begun, anchor, interim_held=sum(1 for row in held if not row.is_final), final_held=any(row.is_final for row in held),
        policy=policy, calendar=calendar,
    )  # fmt: skip
    return fixed_reviews(begun, policy, calendar), following


def _charts(plan: Plan, outcomes: list[Outcome], series: dict[int, list[tuple[dt.date, Any]]]) -> dict[int, Any]:
    """Outcome id → its drawing, for those that have numbers."""
    began = plan.starts_on or plan.agreed_on
    return {
        row.pk: progress_chart(
            title=f"{row.number}. {row.statement or row.measure}",
            measured=[Measured(day, value) for day, value in series.get(row.pk, ())],
            baseline=Measured(began, row.baseline),
            target=Measured(row.target_on, row.target),
            unit=row.unit,
            language=language_now(),
        )
        for row in outcomes
        if began is not None and row.baseline is not None and row.target is not None and row.target_on is not None
    }


@allow(Permission.LEAD_PLANS)
@require_POST
def begin(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Open the draft of the next review; a second click finds the same one."""
    plan = find_plan(request, plan_id)
    try:
        kind = request.POST.get("kind", "")
        row = reviewing.begin_review(plan_id=plan.pk, by=request.access, final={"final": True, "interim": False}.get(kind))
    except Refused as refused:
        return plan_page(
            request, "living/reviews", plan, status=422, errors=[FormError(say(one), "") for one in refused.reasons], form=None,
            may=False, token=once.token(), held=[], open_review=None, charts={}, late=False, has_final=False, fixed=None,
        )  # fmt: skip
    return done(request, reverse("review", args=[row.pk]))


@allow(Permission.SEE_PLANS)
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """A held review is read; a draft is filled in by who leads the plan."""
    access: Access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    try:
        row = queries.review(access, review_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    looked(access, row.plan)
    plan = row.plan
    there = rows_of(access, [plan.pk])[plan.pk]
    outcomes = [one for one in there.outcomes if one.state != Outcome.State.DROPPED]
    commitments = there.commitments
    if row.held_on is not None:
        return _held(request, row, outcomes, commitments)
    access.require(Permission.LEAD_PLANS)
    return _draft(request, row, outcomes, commitments)


def _draft(request: HttpRequest, row: Review, outcomes: list[Outcome], commitments: list[Commitment]) -> HttpResponse:
    access, plan = request.access, row.plan
    pack = pack_of(plan.policy_version_id)
    suggested, latest = suggestion(plan, row.number, timezone.localdate(), access, final=row.is_final)
    initial = {"held_on": timezone.localdate(), **as_initial(row, pack)}
    initial["next_review_on"] = initial["next_review_on"] or suggested
    form = form_of(
        request, ReviewForm, initial=initial, outcomes=outcomes, commitments=commitments, pack=pack, final=row.is_final
    )
    clashes: list[tuple[str, str, str, str]] = []
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = reviewing.save_review(review_id=row.pk, by=access, version=_version(form), **form.values())
                if "record" in request.POST:
                    _record(saved, form, access)
        except Stale:
            stale = True
            row = queries.review(access, row.pk)
            row.plan = plan
            if row.held_on is not None:
                return _held(request, row, outcomes, commitments, form=form)
            clashes = differences(form, as_initial(row, pack))
            form.data = _with(form.data, version=str(row.version), **_theirs_where_mine_is_empty(form, row))
            form.add_error(None, _("Somebody else saved this review while you were writing. Your words are still here."))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if "record" in request.POST:
                return done(request, reverse("review", args=[row.pk]), _("The review is recorded, and a copy is sent."))
            return done(request, reverse("review", args=[row.pk]), _("Saved. You can go on whenever you like."))
    return plan_page(
        request, "living/review", plan, form=form, row=row, outcomes=outcomes, commitments=_by_party(commitments),
        charts=_charts(plan, outcomes, queries.progress_series(access, plan) if row.number > 1 else {}), latest=latest, suggested=suggested,
        clashes=[(label, [Column(_("Your text"), mine, missing=_("Empty")), Column(_("Saved by somebody else"), theirs)])
                 for _name, label, mine, theirs in clashes if mine],
        autosave=drafts.address(request.path), status=409 if stale else 200,
    )  # fmt: skip


def _theirs_where_mine_is_empty(form: Any, row: Review) -> dict[str, str]:
    theirs = as_initial(row)
    taken = {}
    for name, _label, mine, other in differences(form, theirs):
        if not mine and name != "next_review_on":
            taken[name] = other
    return taken


def _with(data: Any, **values: str) -> Any:
    changed = data.copy()
    for name, value in values.items():
        changed[name] = value
    return changed


def _version(form: Any) -> int | None:
    given = form.cleaned_data.get("version") or ""
    return int(given) if given.isdecimal() else None


def _record(saved: Review, form: Any, access: Access) -> None:
    held_on = form.cleaned_data["held_on"]
    if held_on is None:
        raise Refused(sentence("NPT-PSP-20.day", "Say when the review was held."))
    reviewing.record_review(review_id=saved.pk, held_on=held_on, by=access)


def suggestion(
    plan: Plan, number: int, held_on: dt.date, access: Access | None = None, *, final: bool = False
) -> tuple[dt.date, dt.date]:
    """(suggested, latest) day of the next review: a week before the latest, sooner at first, and never in a holiday.

    Where the authority's reviews are at fixed weeks: the next of those, for which the plan's reviews are read as `access`.
    """
    policy, calendar = pack_of(plan.policy_version_id).psp, calendar_of(plan.school)
    if access is not None and (policy.review_schedule or policy.final_review_weeks):
        facts = facts_of(access, [plan])[plan.pk]
        facts = replace(facts, review_now=ReviewFacts(held_on=held_on, final=final))
        found = next_review_of(facts, policy, calendar, anchor=held_on, recorded=True)
        return found.suggested, found.latest
    latest = latest_review_date(held_on, policy.max_review_weeks, calendar)
    weeks = policy.first_review_weeks.count + (number - 1 if number > 1 else 0)
    sooner = CalendarWeeks(max(1, min(weeks, policy.max_review_weeks.count - 1)))
    return min(latest_review_date(held_on, sooner, calendar), latest), latest


def _by_party(commitments: list[Commitment]) -> list[tuple[str, list[Commitment]]]:
    return [
        (str(party.label), mine)
        for party in Commitment.Party
        if (mine := [row for row in commitments if row.party == party.value])
    ]


def _extra(row: Review, pack: Pack) -> list[tuple[str, str]]:
    """(question, answer) of what only this authority asks."""
    code = "review_final" if row.is_final and "review_final" in pack.forms else "review"
    return rows_said(pack.forms[code], row.answers, language_now())


def _title_of(key: str, row: Review, pack: Pack) -> str:
    """What the authority calls one of the questions."""
    found = next((one for one in review_questions(pack, final=row.is_final) if one.key == key), None)
    return said(found.text) if found is not None and pack.nation == "england" else ""


def _held(
    request: HttpRequest, row: Review, outcomes: list[Outcome], commitments: list[Commitment], *, form: Any = None
) -> HttpResponse:
    access, plan = request.access, row.plan
    pack = pack_of(plan.policy_version_id)
    reached, kept = dict(reached_choices()), dict(kept_choices())
    by_outcome, by_commitment = {one.pk: one for one in outcomes}, {one.pk: one for one in commitments}
    staff = is_staff(access)
    return plan_page(
        request, "living/review_held", plan, row=row, decision=decision_in_words(row, pack), lost=form,
        follows=said(pack.choice_text("verdict_next_steps", row.verdict_next)) if row.verdict_next else "",
        extra=_extra(row, pack), impact_title=_title_of("evaluation", row, pack),
        progress=[
            (by_outcome[one.outcome_id], one, reached.get(one.reached, ""))
            for one in sorted(row.progress.all(), key=lambda p: p.outcome_id)
            if one.outcome_id in by_outcome
        ],
        kept=[
            (by_commitment[one.commitment_id], one, kept.get(one.kept, ""))
            for one in sorted(row.kept.all(), key=lambda k: k.commitment_id)
            if one.commitment_id in by_commitment
        ],
        charts=_charts(plan, outcomes, queries.progress_series(access, plan)),
        sent=[one for one in queries.submissions(access, plan) if one.review_id == row.pk] if staff else [],
        files=[
            (one, language_names()[one.language])
            for one in paperwork.stored_of(access, plan) if one.kind == "psp-review" and one.subject_id == row.pk
        ],
        seal=f"{row.sha256[:6]} {row.sha256[6:12]}", staff=staff,
        next_day=date_long(row.next_review_on) if row.next_review_on else "",
    )  # fmt: skip
