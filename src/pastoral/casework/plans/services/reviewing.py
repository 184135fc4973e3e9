"""Reviews (NPT-PSP-16, 17, 20): begun as a draft, filled by several, recorded once with exactly one decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.documents.stored import seal
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import decision_of, next_review_of, review_anchor
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..content import review_content
from ..facts import facts_of, with_review
from ..models import Commitment, CommitmentKept, Outcome, OutcomeProgress, Plan, Review
from .changing import Stale, changing
from .moving import take
from .sending import send_review

DRAFT_FIELDS = frozenset({
    "attended_by", "child_view", "parent_view", "evaluation", "decision", "decision_note", "next_review_on", "verdict",
    "verdict_next", "answers",
})  # fmt: skip


def begin_review(*, plan_id: int, by: Access, final: bool | None = None) -> Review:
    """Open the draft of the next review, or give the one that is open.

    `final`: whether it is the meeting that judges the plan (HIL-PSP-20); left out, the fixed days decide. An open draft in
    which nothing was written yet changes its kind.
    """
    with changing(plan_id, "review.begun", by=by) as change:
        plan = change.plan
        if plan.status != Plan.Status.LIVE:
            raise Refused(say("NPT-PSP-16.live", "Reviews are held while the plan is live."))
        row = Review.objects.visible_to(by).filter(plan=plan, held_on__isnull=True).first()
        if row is None:
            last = Review.objects.visible_to(by).filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
            row = Review(**scope_of(plan.pupil), plan=plan, number=last + 1, due_on=plan.next_review_on)
            row.is_final = _is_final(plan, by) if final is None else final and _has_final(plan)
            row.save()
        elif final is not None and row.is_final != (final and _has_final(plan)):
            row.is_final = final and _has_final(plan)
            row.verdict = row.verdict_next = row.decision = ""
            row.save()
        change.record.about(row, changes={"final": row.is_final})
    return row


def _has_final(plan: Plan) -> bool:
    return bool(pack_of(plan.policy_version_id).psp.verdicts)


def _is_final(plan: Plan, by: Access) -> bool:
    """Whether the review that is due now is the final one, by the fixed days of the authority."""
    if not _has_final(plan):
        return False
    facts = facts_of(by, [plan])[plan.pk]
    anchor = review_anchor(facts) or timezone.localdate()
    policy = pack_of(plan.policy_version_id).psp
    return next_review_of(facts, policy, calendar_of(plan.school), anchor=anchor).is_final


def save_review(
    *,
    review_id: int,
    by: Access,
    version: int | None = None,
    progress: dict[int, dict[str, Any]] | None = None,
    kept: dict[int, dict[str, Any]] | None = None,
    **values: Any,
) -> Review:
    """Keep what was filled in so far. `progress` is outcome id → {value, reached, comment}; `kept` commitment id → {kept, comment}."""
    unknown = set(values) - DRAFT_FIELDS
    if unknown:
        raise ValueError(f"not fields of a review: {sorted(unknown)}")
    with changing(_plan_of(review_id, by), "review.saved", by=by) as change:
        change.looks = False  # the rules read held reviews only
        row = _draft(review_id, by)
        if version is not None and row.version != version:
            raise Stale(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        plan = change.plan
        _rows(row, OutcomeProgress, "outcome", Outcome, progress or {}, by=by, plan=plan)
        _rows(row, CommitmentKept, "commitment", Commitment, kept or {}, by=by, plan=plan)
        change.record.about(row, changes={"fields": sorted(values)})
    return row


def record_review(*, review_id: int, held_on: dt.date, by: Access, version: int | None = None) -> Review:
    """Hold the review: the rules check it, the plan takes its decision, a copy goes to the authority and the family.

    Raises `Refused` with a sentence for everything missing; nothing is written then.
    """
    with changing(_plan_of(review_id, by), "plan.reviewed", by=by) as change:
        row = _draft(review_id, by)
        plan = change.plan
        if version is not None and row.version != version:
            raise Stale(row)
        _check_day(held_on, plan, by)
        if row.is_final:
            row.decision = decision_of(row.verdict, row.verdict_next)  # a verdict says what becomes of the plan
            row.next_review_on = None
        facts = with_review(facts_of(by, [plan])[plan.pk], row, held_on=held_on)
        policy = pack_of(plan.policy_version_id).psp
        if row.next_review_on is None and row.decision == Review.Decision.CONTINUE and policy.review_schedule:
            # the guidance fixes the days, and to choose one is a task only (HIL-PSP-18)
            row.next_review_on = next_review_of(facts, policy, calendar_of(plan.school), anchor=held_on, recorded=True).suggested
            facts = with_review(facts, row, held_on=held_on)
        missing = _incomplete(row, by)
        if missing:
            raise Refused(missing)
        ends = row.decision == Review.Decision.CEASE
        take(change, "record_review", facts, reason=row.decision_note, closing_outcome=(row.verdict or "cease") if ends else "")
        row.held_on, row.recorded_by = held_on, by.actor
        row.sha256 = seal(review_content(by, row))
        row.version += 1
        row.save()
        change.set(last_review_on=held_on)
        if row.next_review_on is not None and plan.status != PSP.closed:
            change.set(next_review_on=row.next_review_on)
        if ends:
            _mark_reached(row, by)
        change.record.about(row, changes={"decision": row.decision, "sha256": row.sha256})
        change.tell("review.held", link=("review", row.pk), decision=row.decision)
        send_review(change, row, facts_of(by, [plan])[plan.pk])
    return row


def _plan_of(review_id: int, by: Access) -> int:
    plan_id: int = Review.objects.visible_to(by).values_list("plan_id", flat=True).get(pk=review_id)
    return plan_id


def _draft(review_id: int, by: Access) -> Review:
    row: Review = Review.objects.visible_to(by).select_for_update(of=("self",)).select_related("plan").get(pk=review_id)
    if row.held_on is not None:
        raise Refused(say("NPT-PSP-20.held", "This review is recorded and can't be changed. Put what is new in the next review."))
    return row


def _check_day(held_on: dt.date, plan: Plan, by: Access) -> None:
    if held_on > timezone.localdate():
        raise Refused(say("NPT-PSP-20.future", "The review can't have been held in the future."))
    after = max(filter(None, (plan.agreed_on, plan.last_review_on)), default=None)
    if after is not None and held_on < after:
        raise Refused(
            (
                say(
                    "NPT-PSP-16.order",
                    "The review must be on or after {after}: the day the plan was agreed or last reviewed.",
                    after=after,
                ),
            )
        )


def _incomplete(row: Review, by: Access) -> tuple[Any, ...]:
    """Progress must be said of each outcome, and kept or not of each promise (F-NPT, Stage Five)."""
    missing = []
    said = {p.outcome_id for p in OutcomeProgress.objects.visible_to(by).filter(review=row) if p.reached or p.value is not None}
    for outcome in queries.outcomes(by, row.plan):
        if outcome.pk not in said:
            missing.append(say("NPT-PSP-20.progress", "Say how far outcome {number} has come.", number=outcome.number))
    told = {k.commitment_id for k in CommitmentKept.objects.visible_to(by).filter(review=row).exclude(kept="")}
    open_promises = [c for c in queries.commitments(by, row.plan) if c.pk not in told]
    if open_promises:
        missing.append(say("NPT-PSP-20.kept", "Say of each promise whether it was kept. Still open: {count}.", count=len(open_promises)))
    return tuple(missing)


def _rows(row: Review, model: Any, name: str, target: Any, given: dict[int, dict[str, Any]], *, by: Access, plan: Plan) -> None:
    """One row for each outcome or promise of this plan; a key of another plan is ignored, as a forged form would send."""
    mine = set(target.objects.visible_to(by).filter(plan=plan, pk__in=given).values_list("pk", flat=True))
    have = {getattr(r, f"{name}_id"): r for r in model.objects.visible_to(by).filter(review=row)}
    new = [model(**scope_of(plan.pupil), review=row, **{f"{name}_id": key}, **given[key]) for key in mine - set(have)]
    changed = []
    for key in mine & set(have):
        if any(getattr(have[key], field) != value for field, value in given[key].items()):
            for field, value in given[key].items():
                setattr(have[key], field, value)
            changed.append(have[key])
    model.objects.bulk_create(new)
    if changed:
        model.objects.visible_to(by).bulk_update(changed, sorted({field for key in mine for field in given[key]}))


def _mark_reached(row: Review, by: Access) -> None:
    for progress in OutcomeProgress.objects.visible_to(by).filter(review=row, reached="yes").select_related("outcome"):
        progress.outcome.state = Outcome.State.REACHED
        progress.outcome.save()
