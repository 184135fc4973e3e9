"""What the rules say: of one record, and to whom it falls."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import pupil_scope_q
from pastoral.foundation.accounts.cover import covering_for
from pastoral.foundation.accounts.models import Membership

from .escalation import TO_BE_DONE, TOLD
from .models import Eased, Easing, Escalated, Finding, FindingEvent
from .registry import JUDGES

# A role that a rule names as owner → the roles of people to whom it falls when it names nobody.
FALLS_TO: dict[str, frozenset[Role]] = {
    "lead": frozenset({Role.PASTORAL_LEAD}),
    "key_adult": frozenset({Role.TEACHER, Role.PASTORAL_LEAD}),
    "alnco": frozenset({Role.ALNCO}),
    "head": frozenset({Role.HEAD}),
    "dsl": frozenset({Role.DSL}),
    "ewo": frozenset({Role.EWO}),
    "deputy_safeguarding_officer": frozenset({Role.SAFEGUARDING_OFFICER}),
    "wellbeing_service": frozenset({Role.INCLUSION_OFFICER}),
    "authority": frozenset({Role.INCLUSION_OFFICER, Role.MONITORING_GROUP}),
    "monitoring_group": frozenset({Role.MONITORING_GROUP}),
    "director": frozenset({Role.DIRECTOR}),
}
_GRAVITY = Case(
    When(effect=Finding.Effect.BLOCK, then=Value(0)),
    When(effect=Finding.Effect.TASK, then=Value(1)),
    When(effect=Finding.Effect.WARN, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def finding(access: Access, finding_id: int) -> Finding:
    """One finding, open or cleared, with its pupil and school. Raises `Finding.DoesNotExist`."""
    found: Finding = (
        Finding.objects.visible_to(access).select_related("pupil", "school__authority", "owner").get(pk=finding_id)
    )
    return found


def owed(access: Access) -> Any:
    """What falls to this person, to somebody they cover for, or has gone up to them: a queryset, what is due first at the top.

    What an officer accepted is owed by nobody until the end date is past.
    """
    if access.user_id is None:
        return Finding.objects.none()
    away = covering_for(access.user_id)
    people = {access.user_id} | away
    held = access.roles | _roles_of(away)
    roles = [role for role, holders in FALLS_TO.items() if held & holders]
    mine = Q(owner_id__in=people) | Q(owner__isnull=True, owner_role__in=roles)
    if held & TOLD[Escalated.HEAD]:
        mine |= ~Q(escalated="")
    elif held & TOLD[Escalated.AUTHORITY]:
        mine |= Q(escalated=Escalated.AUTHORITY)
    return (
        Finding.objects.visible_to(access)
        .filter(mine, cleared_on__isnull=True, effect__in=TO_BE_DONE)
        .exclude(accepted_on(timezone.localdate()))
        .select_related("pupil", "school__authority")
        .order_by(F("due_on").asc(nulls_last=True), _GRAVITY, "since", "pk")
    )


def accepted_on(day: dt.date) -> Q:
    """Findings that an officer accepted and that are not back yet on this day."""
    return Q(eased=Eased.ACCEPTED, eased_until__gte=day)


def _roles_of(people: set[int]) -> frozenset[Role]:
    """The roles that people hold today. One query, none for nobody."""
    if not people:
        return frozenset()
    today = timezone.localdate()
    current = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    return frozenset(
        Role(role) for role in Membership.objects.filter(current, user_id__in=people).values_list("role", flat=True)
    )


def owed_by(access: Access, limit: int) -> list[Finding]:
    """The first `limit` of what falls to this person. Two queries."""
    return list(owed(access)[:limit])


def for_subject(access: Access, subject_type: str, subject_id: int) -> list[Finding]:
    """What the rules say of one record now, the gravest first; what an officer decided of each with it. One query.

    Each has `easing_by` and `easing_why` (None where nothing was decided).
    """
    return list(
        Finding.objects.visible_to(access)
        .filter(subject_type=subject_type, subject_id=subject_id, cleared_on__isnull=True)
        .select_related("owner", "school__authority")
        .annotate(
            easing_by=_of_easing(access, "decided_by_name"),
            easing_why=_of_easing(access, "reason"),
        )
        .order_by(_GRAVITY, "rule", "about")
    )


def _of_easing(access: Access, column: str) -> Subquery:
    open_one = Easing.objects.visible_to(access).filter(finding=OuterRef("pk"), ended_at__isnull=True)
    return Subquery(open_one.values(column)[:1])


def history_of(access: Access, subject_type: str, subject_id: int) -> Any:
    """Every finding that a record has had, the newest first: a queryset, to be paginated."""
    return (
        Finding.objects.visible_to(access)
        .filter(subject_type=subject_type, subject_id=subject_id)
        .order_by("-since", "-pk")
    )


def cleared_of(access: Access, subject_type: str, subject_id: int) -> Any:
    """What was once found of a record and is put right: a queryset, the latest first."""
    return (
        history_of(access, subject_type, subject_id)
        .filter(cleared_on__isnull=False)
        .select_related("owner", "school__authority")
        .order_by("-cleared_on", "-pk")
    )


def events_of(access: Access, finding: Finding) -> list[FindingEvent]:
    """Everything that happened to a finding, the newest first. One query."""
    return list(FindingEvent.objects.visible_to(access).filter(finding=finding).order_by("-at", "-pk"))


def easing_of(access: Access, finding: Finding) -> Easing | None:
    """The decision that holds, if there is one. One query, none where nothing was decided."""
    if not finding.eased:
        return None
    found: Easing | None = Easing.objects.visible_to(access).filter(finding=finding, ended_at__isnull=True).first()
    return found


def sees_all(access: Access) -> bool:
    """Whether this person reads all that the rules say of a child they see, not only what falls to them."""
    return not access.pupil_ids or Role.TEACHER in access.roles


def record_of(access: Access, subject_type: str, subject_id: int) -> Any:
    """A record that is judged, with its pupil, for those who may read all that the rules say of it; None for others."""
    if subject_type not in JUDGES:
        return None
    model = apps.get_model(subject_type)
    found = model.objects.visible_to(access).filter(pk=subject_id)
    if not sees_all(access):  # named for the pupil
        prefix = {"pupil": "pk"} if subject_type == "pupils.pupil" else {}
        found = found.filter(pupil_scope_q(replace(access, pupil_ids=frozenset()), **prefix))
    school = "school__authority" if subject_type == "pupils.pupil" else "pupil__school__authority"
    return found.select_related(school).first()
