"""What a plan says, whole, as plain JSON: what is sealed, signed, drawn as a document and sent. Rows are never read twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Need

from . import queries
from .models import Attendee, Commitment, Outcome, Plan, Review


def content_of(access: Access, plan: Plan) -> dict[str, Any]:
    """The plan's present words. Dates are ISO, decimals are text, so that equal content is equal JSON."""
    meeting = queries.planning_meeting(access, plan)
    today = timezone.localdate()
    needs = {n.kind: n for n in Need.objects.visible_to(access).filter(pupil=plan.pupil_id) if n.until is None or n.until >= today}
    care = {
        c.kind for c in CareStatus.objects.visible_to(access).filter(pupil=plan.pupil_id) if c.until is None or c.until >= today
    }
    pupil = plan.pupil
    return {
        "plan": plan.pk,
        "round": plan.round,
        "kind": plan.kind,
        "policy_version": plan.policy_version_id,
        "child": {
            "name": f"{pupil.forename} {pupil.surname}",
            "known_as": pupil.known_as,
            "date_of_birth": pupil.date_of_birth.isoformat(),
            "school": plan.school.name,
            "upn": pupil.upn,
            "free_school_meals": pupil.free_school_meals,
            "looked_after": CareStatus.Kind.LOOKED_AFTER in care,
            "school_idp": Need.Kind.SCHOOL_IDP in needs,
            "la_idp": Need.Kind.LA_IDP in needs,
            "aln_need": "; ".join(sorted({n.detail for n in needs.values() if n.detail})),
        },
        "attendance_percent": _text(plan.attendance_percent),
        "exclusions_count": plan.exclusions_count,
        "exclusion_days": _text(plan.exclusion_days),
        "meeting_on": _day((meeting.held_on or meeting.on) if meeting else None),
        "attendees": [_attendee(a) for a in meeting.attendees.all()] if meeting else [],
        "lead": plan.lead.name if plan.lead else "",
        "lead_post": plan.lead_post,
        "reasons": sorted(plan.reasons),
        "concern": plan.concern,
        "strategies_tried": plan.strategies_tried,
        "chosen_adult": plan.chosen_adult,
        "sections": {key: row.answers for key, row in sorted(queries.sections(access, plan).items())},
        "outcomes": [_outcome(o) for o in queries.outcomes(access, plan)],
        "fewer_outcomes_reason": plan.fewer_outcomes_reason,
        "check_in_every": plan.check_in_every,
        "ends_on": _day(plan.ends_on),
        "add_ons": sorted(plan.add_ons),
        "other_plans_note": plan.other_plans_note,
        "commitments": [_commitment(c) for c in queries.commitments(access, plan)],
        "next_review_on": _day(plan.next_review_on),
    }


def review_content(access: Access, review: Review) -> dict[str, Any]:
    """What a review says, whole."""
    outcomes = {o.pk: o for o in queries.outcomes(access, review.plan)}
    series = queries.progress_series(access, review.plan)
    commitments = {c.pk: c for c in queries.commitments(access, review.plan)}
    return {
        "plan": review.plan_id,
        "review": review.number,
        "began_on": _day(review.plan.starts_on or review.plan.agreed_on),
        "due_on": _day(review.due_on),
        "held_on": _day(review.held_on),
        "attended_by": review.attended_by,
        "child_view": review.child_view,
        "parent_view": review.parent_view,
        "evaluation": review.evaluation,
        "decision": review.decision,
        "decision_note": review.decision_note,
        "is_final": review.is_final,
        "verdict": review.verdict,
        "verdict_next": review.verdict_next,
        "answers": review.answers,
        "next_review_on": _day(review.next_review_on),
        "progress": [
            {
                **_outcome(outcomes[row.outcome_id]),
                "value": _text(row.value),
                "reached": row.reached,
                "comment": row.comment,
                "series": _series(series.get(row.outcome_id, []), review.held_on, row.value),
            }
            for row in sorted(review.progress.all(), key=lambda row: row.outcome_id)
            if row.outcome_id in outcomes
        ],
        "kept": [
            {**_commitment(commitments[row.commitment_id]), "kept": row.kept, "comment": row.comment}
            for row in sorted(review.kept.all(), key=lambda row: row.commitment_id)
            if row.commitment_id in commitments
        ],
    }


def _series(earlier: list[tuple[dt.date, Decimal]], held_on: dt.date | None, value: Decimal | None) -> list[list[str | None]]:
    """What was measured up to and with this review, as [ISO day, number]."""
    points = [(day, number) for day, number in earlier if held_on is None or day < held_on]
    if held_on is not None and value is not None:
        points.append((held_on, value))
    return [[_day(day), _text(number)] for day, number in points]


def _attendee(row: Attendee) -> dict[str, Any]:
    return {"name": row.name, "role": row.role, "agency": row.agency, "party": row.party, "present": row.present, "reply": row.reply}


def _outcome(row: Outcome) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "statement": row.statement,
        "positive_change": row.positive_change,
        "from_child": row.from_child,
        "starting_point": row.starting_point,
        "measure": row.measure,
        "unit": row.unit,
        "baseline": _text(row.baseline),
        "target": _text(row.target),
        "target_on": _day(row.target_on),
        "steps": row.steps,
        "reward": row.reward,
        "supported_by": row.supported_by,
        "assessment": row.assessment,
    }


def _commitment(row: Commitment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "party": row.party,
        "owner_name": row.owner_name,
        "owner_agency": row.owner_agency,
        "text": row.text,
        "by_when": _day(row.by_when),
        "ongoing": row.ongoing,
        "outcome": row.outcome_id,
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def plain_number(value: Decimal | int) -> str:
    """62.10 as 62.1, 0.00 as 0: without the zeros that only the column holds."""
    return format(Decimal(value).normalize(), "f")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain_number(value)
