"""Reads of plans. Every function takes whose eyes it is for."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from pastoral.foundation.access import Access

from .models import (
    Attendee,
    CheckIn,
    Commitment,
    CommitmentKept,
    Contribution,
    Meeting,
    Outcome,
    OutcomeProgress,
    Plan,
    Review,
    Revision,
    SectionAnswers,
    Signature,
    StatusChange,
    Submission,
)

DoesNotExist = Plan.DoesNotExist


def plan(access: Access, plan_id: int) -> Plan:
    """One plan with its pupil, school and lead. Raises `DoesNotExist` when it is not visible."""
    found: Plan = (
        Plan.objects.visible_to(access)
        .select_related("pupil", "school", "authority", "lead", "key_adult", "current_revision")
        .get(pk=plan_id)
    )
    # always the pupil's own: row security keeps them equal
    found.school.authority = found.authority
    found.pupil.school, found.pupil.authority = found.school, found.authority
    return found


def plans_of_pupil(access: Access, pupil_id: int) -> list[Plan]:
    """A pupil's plans, the open one first."""
    return list(Plan.objects.visible_to(access).filter(pupil=pupil_id).select_related("lead").order_by("-opened_on", "-id"))


def open_plan_of(access: Access, pupil_id: int, kind: str = Plan.Kind.PSP) -> Plan | None:
    return Plan.objects.visible_to(access).filter(pupil=pupil_id, kind=kind).exclude(status=Plan.Status.CLOSED).first()


def contributions(access: Access, plan: Plan) -> list[Contribution]:
    return list(Contribution.objects.visible_to(access).filter(plan=plan).order_by("input", "id"))


def contribution(access: Access, contribution_id: int) -> Contribution:
    found: Contribution = (
        Contribution.objects.visible_to(access)
        .select_related("plan__pupil__school", "plan__school", "plan__lead")
        .get(pk=contribution_id)
    )
    found.pupil = found.plan.pupil
    return found


def asked_of(access: Access) -> list[Contribution]:
    """Views that the person signed in was asked for and has not given."""
    return list(
        Contribution.objects.visible_to(access)
        .filter(user_id=access.user_id, status__in=[Contribution.Status.ASKED, Contribution.Status.STARTED])
        .select_related("plan__pupil")
        .order_by("due_on", "id")[:50]
    )


def planning_meeting(access: Access, plan: Plan) -> Meeting | None:
    """The planning meeting of the plan's present round, with its attendees."""
    return (
        Meeting.objects.visible_to(access)
        .filter(plan=plan, kind=Meeting.Kind.PLANNING, round=plan.round, cancelled_reason="")
        .prefetch_related(Prefetch("attendees", Attendee.objects.visible_to(access).order_by("id")))
        .order_by("-on", "-id")
        .first()
    )


def attendee(access: Access, attendee_id: int) -> Attendee:
    found: Attendee = (
        Attendee.objects.visible_to(access)
        .select_related("meeting__plan__pupil", "meeting__plan__lead", "meeting__school")
        .get(pk=attendee_id)
    )
    found.pupil = found.meeting.plan.pupil
    return found


def sections(access: Access, plan: Plan) -> dict[str, SectionAnswers]:
    """Section key → its answers in the present round."""
    rows = SectionAnswers.objects.visible_to(access).filter(plan=plan, round=plan.round)
    return {row.section: row for row in rows}


def outcomes(access: Access, plan: Plan) -> list[Outcome]:
    return list(Outcome.objects.visible_to(access).filter(plan=plan).exclude(state=Outcome.State.DROPPED).order_by("number"))


def outcome(access: Access, outcome_id: int) -> Outcome:
    return Outcome.objects.visible_to(access).select_related("plan__pupil").get(pk=outcome_id)


def commitments(access: Access, plan: Plan) -> list[Commitment]:
    return list(Commitment.objects.visible_to(access).filter(plan=plan, ended_on__isnull=True).order_by("party", "id"))


def commitment(access: Access, commitment_id: int) -> Commitment:
    return Commitment.objects.visible_to(access).select_related("plan__pupil").get(pk=commitment_id)


def signatures(access: Access, plan: Plan) -> list[Signature]:
    """Every signature asked for, oldest first, with the revision it is bound to."""
    return list(
        Signature.objects.visible_to(access).filter(plan=plan, withdrawn_at__isnull=True).select_related("revision").order_by("id")
    )


def signature(access: Access, signature_id: int) -> Signature:
    return Signature.objects.visible_to(access).select_related("plan__pupil", "revision").get(
        pk=signature_id
    )


def revisions(access: Access, plan: Plan) -> list[Revision]:
    return list(Revision.objects.visible_to(access).filter(plan=plan).order_by("number"))


def reviews(access: Access, plan: Plan) -> list[Review]:
    """Reviews with progress and promises, oldest first. Three queries."""
    return list(
        Review.objects.visible_to(access)
        .filter(plan=plan)
        .prefetch_related(
            Prefetch("progress", OutcomeProgress.objects.visible_to(access)),
            Prefetch("kept", CommitmentKept.objects.visible_to(access)),
        )
        .order_by("number")
    )


def review(access: Access, review_id: int) -> Review:
    found: Review = (
        Review.objects.visible_to(access)
        .select_related("plan__pupil", "plan__school", "plan__authority", "plan__lead", "plan__key_adult")
        .prefetch_related(
            Prefetch("progress", OutcomeProgress.objects.visible_to(access)),
            Prefetch("kept", CommitmentKept.objects.visible_to(access)),
        )
        .get(pk=review_id)
    )
    plan = found.plan
    plan.school.authority = plan.authority
    plan.pupil.school, plan.pupil.authority = plan.school, plan.authority
    return found


def check_ins(access: Access, plan: Plan, limit: int = 60) -> list[CheckIn]:
    return list(CheckIn.objects.visible_to(access).filter(plan=plan).order_by("-on", "-id")[:limit])


def submissions(access: Access, plan: Plan) -> list[Submission]:
    return list(Submission.objects.visible_to(access).filter(plan=plan).select_related("message", "review").order_by("id"))


def submission(access: Access, submission_id: int) -> Submission:
    return Submission.objects.visible_to(access).select_related("plan__pupil").get(pk=submission_id)


def status_changes(access: Access, plan: Plan) -> list[StatusChange]:
    return list(StatusChange.objects.visible_to(access).filter(plan=plan).order_by("at", "id"))


def progress_series(access: Access, plan: Plan) -> dict[int, list[tuple[Any, Any]]]:
    """Outcome id → [(date, value)] over the reviews held, for the drawing."""
    series: dict[int, list[tuple[Any, Any]]] = {}
    rows = (
        OutcomeProgress.objects.visible_to(access)
        .filter(review__plan=plan, review__held_on__isnull=False, value__isnull=False)
        .order_by("review__held_on")
        .values_list("outcome_id", "review__held_on", "value")
    )
    for outcome_id, held_on, value in rows:
        series.setdefault(outcome_id, []).append((held_on, value))
    return series
