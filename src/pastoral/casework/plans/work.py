"""What a person's home page reads of plans: what is asked of them, what waits on others, their plans, and a child's own plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, Value, When, Window
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import Pupil

from .models import Attendee, Commitment, Contribution, Meeting, Outcome, Plan, Signature, Submission

ASKED = (Contribution.Status.ASKED, Contribution.Status.STARTED)
MOST = 60


@dataclass(frozen=True)
class Asked:
    """Views and signatures that are waited for: of the person who reads, and of others. At most sixty of each are read."""

    views_of_me: list[Contribution] = field(default_factory=list)
    views_of_others: list[Contribution] = field(default_factory=list)
    signatures_of_me: list[Signature] = field(default_factory=list)
    signatures_of_others: list[Signature] = field(default_factory=list)


def asked(access: Access) -> Asked:
    """Two queries."""
    views = (
        Contribution.objects.visible_to(access)
        .filter(status__in=ASKED)
        .exclude(plan__status=Plan.Status.CLOSED)
        .select_related("plan", "plan__pupil", "school__authority")
        # what is asked of the reader comes first, so that the limit never hides it
        .order_by(_mine_first(access), F("due_on").asc(nulls_last=True), "id")[:MOST]
    )
    signatures = (
        Signature.objects.visible_to(access)
        .filter(answer=Signature.Answer.WAITING, withdrawn_at__isnull=True)
        .exclude(plan__status=Plan.Status.CLOSED)
        .select_related("plan", "plan__pupil", "school__authority")
        .order_by(_mine_first(access), "asked_at", "id")[:MOST]
    )
    mine = access.user_id
    all_views, all_signatures = list(views), list(signatures)
    return Asked(
        views_of_me=[one for one in all_views if mine is not None and one.user_id == mine],
        views_of_others=[one for one in all_views if one.user_id != mine or mine is None],
        signatures_of_me=[one for one in all_signatures if mine is not None and one.user_id == mine],
        signatures_of_others=[one for one in all_signatures if one.user_id != mine or mine is None],
    )


def _mine_first(access: Access) -> Case:
    return Case(When(user_id=access.user_id, then=Value(0)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True)
class OpenPlans:
    """The first few open plans, the most pressing first, and how many there are in all."""

    listed: list[Plan]
    total: int
    overdue: int
    soon: int


def open_plans(access: Access, limit: int = 8) -> OpenPlans:
    """One query: late reviews first, then the next ones, then plans without a review date by age."""
    today = timezone.localdate()
    live = Q(status=Plan.Status.LIVE)
    found = list(
        Plan.objects.visible_to(access)
        .exclude(status=Plan.Status.CLOSED)
        .select_related("pupil", "lead")
        .only(
            "kind", "status", "next_review_on", "opened_on", "lead__name",
            "pupil__surname", "pupil__forename", "pupil__preferred_name",
        )  # fmt: skip
        .annotate(
            in_all=Window(Count("*")),
            late=Window(Count("pk", filter=live & Q(next_review_on__lt=today))),
            near=Window(Count("pk", filter=live & Q(next_review_on__range=(today, today + dt.timedelta(days=14))))),
        )
        .order_by(F("next_review_on").asc(nulls_last=True), "opened_on", "pk")[:limit]
    )
    first = found[0] if found else None
    return OpenPlans(
        listed=found, total=first.in_all if first else 0, overdue=first.late if first else 0, soon=first.near if first else 0
    )


def meetings_ahead(access: Access, limit: int = 5) -> list[Meeting]:
    """Meetings from today on that were neither held nor called off. One query."""
    return list(
        Meeting.objects.visible_to(access)
        .filter(on__gte=timezone.localdate(), held_on__isnull=True, cancelled_reason="")
        .exclude(plan__status=Plan.Status.CLOSED)
        .select_related("plan", "plan__pupil")
        .order_by("on", "starts_at", "id")[:limit]
    )


def named_pupils(access: Access, limit: int = 30) -> list[Pupil]:
    """The pupils that the reader is named for, each with their open plans as `open_plans`. Two queries."""
    open_ones = Plan.objects.visible_to(access).exclude(status=Plan.Status.CLOSED)
    return list(
        Pupil.objects.visible_to(access)
        .filter(pk__in=access.pupil_ids)
        .select_related("school")
        .prefetch_related(Prefetch("plan_set", open_ones.order_by("opened_on"), to_attr="open_plans"))
        .order_by("surname", "forename", "pk")[:limit]
    )


@dataclass(frozen=True)
class ChildPlan:
    """One child as the family and the child see them: the open plan (or none), in parts to be said in plain words."""

    pupil: Pupil
    plan: Plan | None
    outcomes: list[Outcome] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    meeting: Meeting | None = None
    views: list[Contribution] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    reply: Attendee | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether there is a plan to read yet; before, only that one is being made."""
        return self.plan is not None and self.plan.agreed_on is not None


def children(access: Access) -> list[ChildPlan]:
    """Every child that the reader is named for, with their plan. Seven queries, however many children."""
    pupils = named_pupils(access)
    plans = {plan.pk: plan for pupil in pupils for plan in pupil.open_plans}
    asked_now = asked(access)
    outcomes = Outcome.objects.visible_to(access).filter(plan_id__in=plans).exclude(state=Outcome.State.DROPPED)
    promises = Commitment.objects.visible_to(access).filter(plan_id__in=plans, ended_on__isnull=True)
    all_outcomes, all_promises = list(outcomes.order_by("number")), list(promises.order_by("party", "id"))
    meetings = meetings_ahead(access, limit=30)
    replies = _replies(access, meetings)
    found = []
    for pupil in pupils:
        plan = pupil.open_plans[0] if pupil.open_plans else None
        key = plan.pk if plan else None
        meeting = next((one for one in meetings if one.plan_id == key), None)
        found.append(
            ChildPlan(
                pupil=pupil,
                plan=plan,
                outcomes=[one for one in all_outcomes if one.plan_id == key],
                commitments=[one for one in all_promises if one.plan_id == key],
                meeting=meeting,
                views=[one for one in asked_now.views_of_me if one.plan_id == key],
                signatures=[one for one in asked_now.signatures_of_me if one.plan_id == key],
                reply=replies.get(meeting.pk) if meeting else None,
            )
        )
    return found


def _replies(access: Access, meetings: list[Meeting]) -> dict[int, Attendee]:
    if not meetings or access.user_id is None:
        return {}
    mine = Attendee.objects.visible_to(access).filter(meeting__in=[one.pk for one in meetings], user_id=access.user_id)
    return {one.meeting_id: one for one in mine}


def received_waiting(access: Access, limit: int = 5) -> tuple[list[Submission], int]:
    """What reached the authority and nobody has acknowledged, oldest first, and how many in all. One query."""
    found: list[Any] = list(
        Submission.objects.visible_to(access)
        .filter(recipient="authority", sent_at__isnull=False, acknowledged_at__isnull=True)
        .select_related("plan__pupil", "school")
        .only(
            "event", "sent_at", "school__name", "plan__status",
            "plan__pupil__surname", "plan__pupil__forename", "plan__pupil__preferred_name",
        )  # fmt: skip
        .annotate(in_all=Window(Count("*")))
        .order_by("sent_at", "id")[:limit]
    )
    return found, found[0].in_all if found else 0


def with_plans(access: Access, pupils: list[Pupil]) -> list[tuple[Pupil, list[Plan]]]:
    """Each pupil with their plans, the open one first. One query."""
    plans: dict[int, list[Plan]] = {pupil.pk: [] for pupil in pupils}
    if plans:
        for plan in Plan.objects.visible_to(access).filter(pupil_id__in=plans).order_by("-opened_on", "-pk"):
            plans[plan.pupil_id].append(plan)
    closed = Plan.Status.CLOSED
    return [(pupil, sorted(plans[pupil.pk], key=lambda plan: plan.status == closed)) for pupil in pupils]
