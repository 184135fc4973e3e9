"""What the rules say: of one record, and to whom it falls."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When

from pastoral.foundation.access import Access, Role
from pastoral.foundation.accounts.cover import covering_for

from .models import Finding

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
TO_BE_DONE = (Finding.Effect.TASK, Finding.Effect.BLOCK, Finding.Effect.WARN)
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
    """What falls to this person, or to somebody they cover for: a queryset, what is due first at the top."""
    if access.user_id is None:
        return Finding.objects.none()
    people = {access.user_id} | covering_for(access.user_id)
    roles = [role for role, holders in FALLS_TO.items() if access.roles & holders]
    mine = Q(owner_id__in=people) | Q(owner__isnull=True, owner_role__in=roles)
    return (
        Finding.objects.visible_to(access)
        .filter(mine, cleared_on__isnull=True, effect__in=TO_BE_DONE)
        .select_related("pupil", "school__authority")
        .order_by(F("due_on").asc(nulls_last=True), _GRAVITY, "since", "pk")
    )


def owed_by(access: Access, limit: int) -> list[Finding]:
    """The first `limit` of what falls to this person. Two queries."""
    return list(owed(access)[:limit])


def for_subject(access: Access, subject_type: str, subject_id: int) -> list[Finding]:
    """What the rules say of one record now, the gravest first. One query."""
    return list(
        Finding.objects.visible_to(access)
        .filter(subject_type=subject_type, subject_id=subject_id, cleared_on__isnull=True)
        .select_related("owner")
        .order_by(_GRAVITY, "rule", "about")
    )


def history_of(access: Access, subject_type: str, subject_id: int) -> Any:
    """Every finding that a record has had, the newest first: a queryset, to be paginated."""
    return (
        Finding.objects.visible_to(access)
        .filter(subject_type=subject_type, subject_id=subject_id)
        .order_by("-since", "-pk")
    )
