"""From rows to the frozen facts that rules/psp takes: in bulk, a fixed number of queries for any number of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need
from pastoral.rules.commitments import Commitment as Promise
from pastoral.rules.commitments import Party
from pastoral.rules.outcomes import failing
from pastoral.rules.psp import InputFacts, OutcomeFacts, PlanFacts, ReviewFacts, SignatureFacts

from .models import Commitment, Contribution, Outcome, Plan, Review, Signature, Submission
from .outcome_facts import eight_tests
from .rows import Rows, rows_of

# Questions of the form that a rule reads; every pack's PSP form has them under these keys (a test checks each pack).
CHILD_VIEWS = "child_views"
CHILD_VIEWS_METHOD = "child_views_method"
ADJUSTMENTS = "adjustments"
SAFEGUARDING = "safeguarding"
FACTOR_PREFIX = "factor_"
FACTORS_NO_PART = "factors_no_part"

ALN_NEEDS = {Need.Kind.SCHOOL_IDP, Need.Kind.LA_IDP, Need.Kind.SEN_SUPPORT, Need.Kind.EHCP}
_ANSWERS = {"agrees": "agreed", "refuses": "refused"}


def facts_of(access: Access, plans: Iterable[Plan], rows: Mapping[int, Rows] | None = None) -> dict[int, PlanFacts]:
    """Plan id → its facts. One query, however many plans, or none where `rows` are given. `plans` were loaded with their pupil."""
    found = {plan.pk: plan for plan in plans}
    today = timezone.localdate()
    there = rows_of(access, found) if rows is None else rows

    result: dict[int, PlanFacts] = {}
    for plan in found.values():
        own = there[plan.pk]
        needs, care = _now(own.needs, today), _now(own.care, today)
        workers = _now([c for c in own.contacts if c.relationship == Contact.Relationship.SOCIAL_WORKER], today)
        answers = {
            key: value
            for row in own.sections
            if row.round == plan.round
            for key, value in row.answers.items()
        }
        meeting = own.planning_meeting(plan.round)
        kinds = {need.kind for need in needs}
        sent = [s for s in own.submissions if s.recipient == "authority" and s.sent_at is not None]
        # A plan that was changed is sent again: what went out before was another text.
        plan_sent = [s for s in sent if s.event == Submission.Event.AGREED and s.revision_id and s.revision_id == plan.current_revision_id]
        review_sent = {s.review_id: timezone.localdate(s.sent_at) for s in sent if s.event == Submission.Event.REVIEWED}
        live = [c for c in own.changes if c.after == Plan.Status.LIVE]
        closed = [c for c in own.changes if c.after == Plan.Status.CLOSED]
        result[plan.pk] = PlanFacts(
            status=plan.status,
            key=str(plan.pk),
            closed_from=closed[-1].before if closed else "",
            opened_on=plan.opened_on,
            reasons=frozenset(plan.reasons),
            earlier_strategies=plan.strategies_tried,
            needs_assessed=plan.needs_assessed,
            lead=plan.lead.name if plan.lead is not None else "",
            alnco_informed_on=plan.alnco_informed_on,
            staff_informed_on=plan.staff_informed_on,
            ewo_involved_on=plan.ewo_involved_on,
            wellbeing_informed_on=plan.wellbeing_informed_on,
            has_aln=bool(kinds & ALN_NEEDS),
            idp_reference=plan.idp_reference,
            idp_reason=plan.no_idp_reason,
            idp_outcomes_linked=plan.idp_outcomes_linked,
            disabled=bool(plan.pupil.disabled),
            adjustments=str(answers.get(ADJUSTMENTS) or ""),
            looked_after=any(c.kind == CareStatus.Kind.LOOKED_AFTER for c in care),
            has_social_worker=bool(workers),
            safeguarding=str(answers.get(SAFEGUARDING) or ""),
            inputs=_inputs(own.contributions),
            meeting_on=(meeting.held_on or meeting.on) if meeting else None,
            venue=meeting.venue if meeting else "",
            invited_on=timezone.localdate(meeting.invited_at) if meeting and meeting.invited_at else None,
            chosen_adult_asked_on=plan.chosen_adult_asked_on,
            chosen_adult=plan.chosen_adult,
            engagement_difficult=plan.engagement_difficult,
            engagement_attempts=len([line for line in plan.engagement_attempts.splitlines() if line.strip()]),
            child_views=str(answers.get(CHILD_VIEWS) or ""),
            child_views_method=str(answers.get(CHILD_VIEWS_METHOD) or ""),
            factors_considered=_factors(answers),
            outcomes=tuple(
                OutcomeFacts(str(row.pk), row.statement, _failing(row, today))
                for row in own.outcomes
                if row.state != Outcome.State.DROPPED
            ),
            fewer_outcomes_reason=plan.fewer_outcomes_reason,
            commitments=tuple(_promise(row, plan) for row in own.commitments),
            signatures=_signatures(own.signatures, plan.current_revision_id),
            next_review_on=plan.next_review_on,
            agreed_on=plan.agreed_on,
            sent_on=timezone.localdate(max(s.sent_at for s in plan_sent)) if plan_sent else None,
            began_on=timezone.localdate(live[0].at) if live else plan.starts_on,
            check_ins=tuple(row.on for row in own.check_ins),
            reviews=tuple(
                ReviewFacts(
                    held_on=row.held_on,
                    decision=row.decision,
                    evaluation=row.evaluation,
                    child_view=row.child_view,
                    next_on=row.next_review_on,
                    sent_on=review_sent.get(row.pk),
                    key=str(row.pk),
                )
                for row in own.reviews
                if row.held_on is not None
            ),
            change_wanted_on=plan.change_wanted_on,
            parents_contacted_on=plan.parents_contacted_on,
        )
    return result


def with_review(facts: PlanFacts, review: Review, *, held_on: dt.date) -> PlanFacts:
    """The same facts with the review that is being recorded."""
    return replace(
        facts,
        review_now=ReviewFacts(
            held_on=held_on,
            decision=review.decision,
            evaluation=review.evaluation,
            child_view=review.child_view,
            next_on=review.next_review_on,
            key=str(review.pk),
        ),
    )


def _now(rows: list[Any], today: dt.date) -> list[Any]:
    return [row for row in rows if (row.since is None or row.since <= today) and (row.until is None or row.until >= today)]


def _inputs(rows: list[Contribution]) -> tuple[InputFacts, ...]:
    """One fact for each of the five inputs: answered if anybody answered; waived only if nobody was left waiting."""
    result = []
    for kind in Contribution.Input.values:
        own = [row for row in rows if row.input == kind]
        if not own:
            continue
        answered = [row for row in own if row.status in (Contribution.Status.ANSWERED, Contribution.Status.DECLINED)]
        waived = [row for row in own if row.status == Contribution.Status.WAIVED]
        if answered:
            state, reason = "answered", ""
        elif waived and len(waived) == len(own):
            state, reason = "waived", waived[-1].declined_reason
        else:
            state, reason = "asked", ""
        due = [row.due_on for row in own if row.due_on is not None]
        result.append(
            InputFacts(kind, state, timezone.localdate(min(row.asked_at for row in own)), max(due, default=None), reason)
        )
    return tuple(result)


def _factors(answers: dict[str, Any]) -> frozenset[str]:
    """A factor is considered when something is written about it, or it is ticked as playing no part."""
    written = {
        key.removeprefix(FACTOR_PREFIX)
        for key, value in answers.items()
        if key.startswith(FACTOR_PREFIX) and str(value or "").strip()
    }
    return frozenset(written | set(answers.get(FACTORS_NO_PART) or ()))


def _promise(row: Commitment, plan: Plan) -> Promise:
    # an ongoing promise is due again at each review
    by = row.by_when or ((plan.next_review_on or dt.date.max) if row.ongoing else None)
    return Promise(party=Party(row.party), text=row.text, owner=row.owner_name, by=by, key=str(row.pk))


def _failing(row: Outcome, today: dt.date) -> tuple[str, ...]:
    return failing(eight_tests(row, today))


def _signatures(rows: list[Signature], revision: int | None) -> tuple[SignatureFacts, ...]:
    """Each signatory's answer to the present revision; an answer to an older one no longer binds.

    Where two parents are asked, one who agrees answers for the party; otherwise the latest answer does.
    """
    result = []
    for party in Signature.Party.values:
        own = [row for row in rows if row.party == party]
        current = [row for row in own if row.revision_id == revision and row.answer != Signature.Answer.WAITING]
        agreed = [row for row in current if row.answer == Signature.Answer.AGREES]
        older = [row for row in own if row.revision_id != revision and row.answer in _ANSWERS]
        if current:
            row = (agreed or current)[-1]
            result.append(SignatureFacts(party, _ANSWERS.get(row.answer, "missing"), row.answered_on, row.reason))
        elif older:
            row = older[-1]
            result.append(SignatureFacts(party, _ANSWERS[row.answer], row.answered_on, row.reason, binds=False))
    return tuple(result)
