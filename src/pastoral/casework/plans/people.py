"""Who can be named, asked or invited for a plan: staff of the school with an account, and the child's own contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import ROLES, Access, Role
from pastoral.foundation.accounts.models import Membership, PupilGrant
from pastoral.records.pupils.models import Contact

# A member of staff "senior enough" to lead (NPT-PSP-03): those whose role may lead plans in their school.
SENIOR = (Role.HEAD, Role.PASTORAL_LEAD, Role.ALNCO, Role.DSL)


@dataclass(frozen=True)
class Staff:
    """One member of staff; `post` is the local title where there is one."""

    user_id: int
    name: str
    post: str
    email: str
    language: str
    senior: bool

    @property
    def said(self) -> str:
        return f"{self.name} ({self.post})" if self.post else self.name


def staff_for(pupil: Any) -> list[Staff]:
    """Staff of the pupil's school, and teachers named for the pupil, by name. Two queries; each person once."""
    today = timezone.localdate()
    current = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today)) & Q(user__is_active=True)
    found: dict[int, Staff] = {}
    members = Membership.objects.filter(current, school=pupil.school_id).select_related("user")
    for one in sorted(members, key=lambda one: Role(one.role) not in SENIOR):
        found.setdefault(one.user_id, _staff(one.user, one.post or str(ROLES[Role(one.role)].title), Role(one.role) in SENIOR))
    for grant in PupilGrant.objects.filter(current, pupil=pupil.pk, role=Role.TEACHER).select_related("user"):
        found.setdefault(grant.user_id, _staff(grant.user, str(ROLES[Role.TEACHER].title), False))
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.user_id))


def child_account(pupil_id: int) -> int | None:
    """The pupil's own account, if they have one."""
    today = timezone.localdate()
    found: int | None = (
        PupilGrant.objects.filter(Q(until__isnull=True) | Q(until__gte=today), pupil=pupil_id, role=Role.YOUNG_PERSON)
        .values_list("user_id", flat=True)
        .first()
    )
    return found


def account_of(pupil_id: int, email: str) -> int | None:
    """The account at this address of somebody who is named for the pupil: then the page to answer on is in their work, too."""
    if not email:
        return None
    today = timezone.localdate()
    found: int | None = (
        PupilGrant.objects.filter(
            Q(until__isnull=True) | Q(until__gte=today), pupil=pupil_id, user__is_active=True, user__email=email.strip().lower()
        )
        .values_list("user_id", flat=True)
        .first()
    )
    return found


def contacts_of(access: Access, pupil_id: int) -> list[Contact]:
    """The child's contacts now who may be reached, the first to call first."""
    today = timezone.localdate()
    return list(
        Contact.objects.visible_to(access)
        .filter(Q(until__isnull=True) | Q(until__gte=today), pupil=pupil_id, may_be_contacted=True)
        .order_by("priority", "id")
    )


def _staff(user: Any, post: str, senior: bool) -> Staff:
    return Staff(user.pk, user.name, post, user.email, user.language, senior)
