"""From rows to the frozen facts that rules/psp takes: in bulk, a fixed number of queries for any number of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need
from pastoral.rules.commitments import Commitment as Promise
from pastoral.rules.commitments import Party
from pastoral.rules.outcomes import failing
from pastoral.rules.psp import (
    AttendeeFacts,
    InputFacts,
    OutcomeFacts,
    PaperFacts,
    PlanFacts,
    ReviewFacts,
    SignatureFacts,
)

from .models import Attendee, Commitment, Contribution, Outcome, Plan, Review, Signature, Submission
from .outcome_facts import eight_tests
from .rows import Rows, rows_of

# Questions of the form that a rule reads; every pack's PSP form has them under these keys (a test checks each pack).
CHILD_VIEWS = "child_views"
CHILD_VIEWS_METHOD = "child_views_method"
ADJUSTMENTS = "adjustments"
SAFEGUARDING = "safeguarding"
FACTOR_PREFIX = "factor_"
FACTORS_NO_PART = "factors_no_part"
# Questions that a form may have and a rule then reads.
CONSEQUENCES = "consequences"
ASSESSMENTS = "assessments"
FURTHER_MEASURES = "further_measures"

ALN_NEEDS = {Need.Kind.SCHOOL_IDP, Need.Kind.LA_IDP, Need.Kind.SEN_SUPPORT, Need.Kind.EHCP}
_ANSWERS = {"agrees": "agreed", "refuses": "refused"}


HOURS: dict[str, Callable[[list[Any]], dict[str, bool]]] = {}
"""What rows of apps above (Rows.beside) say of a plan's hours: `reduced_timetable`, `alternative_provision`, `purely_medical`."""


def _hours(own: Rows) -> dict[str, bool]:
    said = [read(own.beside.get(name, [])) for name, read in HOURS.items()]
    return {
        "reduced_timetable": any(one.get("reduced_timetable") for one in said),
        "alternative_provision": any(one.get("alternative_provision") for one in said),
        "purely_medical": any(one.get("purely_medical") for one in said),
    }


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
            **_hours(own),
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
            other_plans=frozenset(plan.other_plans),
            other_plans_linked=bool(plan.other_plans_note.strip()),
            behaviour_plan_ended_on=plan.behaviour_plan_ended_on,
            attendees=tuple(_attendee(row) for row in own.attendees_of(meeting)),
            papers=tuple(PaperFacts(code, str(paper.get("state") or "")) for code, paper in plan.papers.items()),
            first_meeting_on=_first_meeting(own),
            sections_written=_written(own, plan),
            assessments=frozenset(answers.get(ASSESSMENTS) or ()),
            consequences=str(answers.get(CONSEQUENCES) or ""),
            check_in_every=plan.check_in_every,
            ends_on=plan.ends_on,
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
                OutcomeFacts(str(row.pk), row.statement, _failing(row, today), written_fields(row))
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
                    final=row.is_final,
                    verdict=row.verdict,
                    verdict_next=row.verdict_next,
                    further_measures=str(row.answers.get(FURTHER_MEASURES) or ""),
                    unkept=sum(1 for one in own.kept if one.review_id == row.pk and one.kept in ("no", "partly")),
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
            final=review.is_final,
            verdict=review.verdict,
            verdict_next=review.verdict_next,
            further_measures=str(review.answers.get(FURTHER_MEASURES) or ""),
        ),
    )


def _attendee(row: Attendee) -> AttendeeFacts:
    return AttendeeFacts(row.party, row.name, row.invited_at is not None, row.present, str(row.pk))


def _first_meeting(own: Rows) -> dt.date | None:
    """The day from which fixed reviews are counted: a plan that was changed keeps its first one."""
    first = own.planning_meeting(1)
    return (first.held_on or first.on) if first else None


def _written(own: Rows, plan: Plan) -> frozenset[str]:
    """The parts of the form in which something is written, those with tables of their own included."""
    sections = {row.section for row in own.sections if row.round == plan.round and any(_says(value) for value in row.answers.values())}
    parts = {
        "outcomes": any(row.statement.strip() for row in own.outcomes if row.state != Outcome.State.DROPPED),
        "commitments": bool(own.commitments),
        "attendees": any(row.present is not None for row in own.attendees_of(own.planning_meeting(plan.round))),
        "review_date": plan.next_review_on is not None,
        "header": True,
    }
    return frozenset(sections | {part for part, there in parts.items() if there})


def _says(value: Any) -> bool:
    return value.strip() != "" if isinstance(value, str) else value not in (None, [], {})


def written_fields(row: Outcome) -> frozenset[str]:
    """Which of what a target may have to say is written (rules.psp.TARGET_FIELDS)."""
    given = {
        "step": row.steps,
        "measure": row.measure,
        "reward": row.reward,
        "support": row.supported_by or " ".join(str(text) for text in row.support.values()),
        "baseline": row.starting_point or ("-" if row.baseline is not None else ""),
        "assessment": row.assessment,
    }
    return frozenset(name for name, text in given.items() if text.strip())


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
    people = dict.fromkeys(row.attendee_id for row in rows if row.attendee_id is not None)
    groups = [(party, [row for row in rows if row.party == party]) for party in Signature.Party.values]
    groups += [(f"attendee:{pk}", [row for row in rows if row.attendee_id == pk]) for pk in people]
    for party, own in groups:
        current = [row for row in own if row.revision_id == revision and row.answer != Signature.Answer.WAITING]
        agreed = [row for row in current if row.answer == Signature.Answer.AGREES]
        older = [row for row in own if row.revision_id != revision and row.answer in _ANSWERS]
        if current:
            row = (agreed or current)[-1]
            result.append(SignatureFacts(party, _ANSWERS.get(row.answer, "missing"), row.answered_on, row.reason, name=row.name))
        elif older:
            row = older[-1]
            result.append(SignatureFacts(party, _ANSWERS[row.answer], row.answered_on, row.reason, binds=False, name=row.name))
    return tuple(result)
