"""Inviting somebody to an account, and what becomes of the invitation. The token is kept only as a hash."""

from __future__ import annotations

import datetime as dt
import secrets
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone, translation

from pastoral.foundation.access import ROLES, Access, Permission, Reach, Role
from pastoral.foundation.audit.recording import recording

from .messages import send_invitation
from .models import Invitation, Membership, PupilGrant, User

DAYS = 7
SCHOOL_LEADS = (Role.PASTORAL_LEAD, Role.ALNCO, Role.DSL, Role.HEAD)
SCHOOL_ROLES = (*SCHOOL_LEADS, Role.SCHOOL_OFFICE, Role.TEACHER)
AUTHORITY_ROLES = (
    Role.EWO, Role.SAFEGUARDING_OFFICER, Role.INCLUSION_OFFICER, Role.MONITORING_GROUP, Role.DIRECTOR,
    Role.AUTHORITY_ADMIN,
)  # fmt: skip


def roles_to_give(access: Access) -> tuple[Role, ...]:
    """The roles that this person may invite to: a school's own, or an authority's and the leads of its schools."""
    if access.may(Permission.MANAGE_AUTHORITY):
        return (*AUTHORITY_ROLES, *SCHOOL_LEADS)
    return SCHOOL_ROLES if access.may(Permission.MANAGE_SCHOOL) else ()


def may_invite(
    access: Access, *, role: Role, authority_id: int | None, school_authority_id: int | None, school_id: int | None
) -> bool:
    """Whether this person may invite to `role` there."""
    if role not in roles_to_give(access):
        return False
    if role in AUTHORITY_ROLES:
        return school_id is None and authority_id in access.authority_ids
    if school_id is None:
        return False
    return school_id in access.school_ids or (
        access.may(Permission.MANAGE_AUTHORITY) and school_authority_id in access.authority_ids
    )


def invite(
    *,
    email: str,
    name: str,
    role: Role,
    authority_id: int | None,
    school_id: int | None = None,
    provider_id: int | None = None,
    pupil: Any = None,
    agency: str = "",
    post: str = "",
    language: str = "en-gb",
    by: Access,
) -> Invitation:
    """Invite one person by e-mail. An open invitation of the same address to the same role and place is replaced.

    Who may invite to what is for the caller to have asked (`may_invite`, or the permission to invite to a case).
    """
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation(
        email=email.strip().lower(), name=name, role=role, authority_id=authority_id, school_id=school_id, provider_id=provider_id,
        pupil_id=getattr(pupil, "pk", pupil), agency=agency, post=post, token_hash=_hash(token),
        invited_by_id=by.user_id, expires_at=now + dt.timedelta(days=DAYS),
    )  # fmt: skip
    with recording("person.invited", by=by) as record:
        open_invitations().filter(
            email=invitation.email,
            role=role,
            authority_id=authority_id,
            school_id=school_id,
            provider_id=provider_id,
            pupil_id=invitation.pupil_id,
        ).update(withdrawn_at=now)
        invitation.save()
        record.about(invitation, changes={"role": str(role)})
        send_invitation(invitation=invitation, token=token, inviter=by.actor, language=language, by=by)
    return invitation


def resend(*, invitation: Invitation, language: str = "en-gb", by: Access) -> None:
    """A new link with seven new days; the old one stops working."""
    token = secrets.token_urlsafe(32)
    with recording("invitation.resent", by=by, subject=invitation):
        invitation.token_hash, invitation.expires_at = _hash(token), timezone.now() + dt.timedelta(days=DAYS)
        invitation.save(update_fields=["token_hash", "expires_at"])
        send_invitation(invitation=invitation, token=token, inviter=by.actor, language=language, by=by)


def withdraw(*, invitation: Invitation, by: Access) -> None:
    """The link stops working."""
    with recording("invitation.withdrawn", by=by, subject=invitation):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])


def by_token(token: str, *, held: bool = False) -> Invitation | None:
    """The invitation with this token, whatever became of it; `held` locks it for a change."""
    found = Invitation.objects.select_related("school", "authority").filter(token_hash=_hash(token))
    return (found.select_for_update(of=("self",)) if held else found).first()


def state(invitation: Invitation) -> str:
    """ "open", "accepted", "withdrawn" or "expired"."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "open" if invitation.expires_at > timezone.now() else "expired"


def accept(*, invitation: Invitation, name: str = "", password: str = "", existing: User | None = None) -> User:
    """Open the account (or give an existing one the new role). The caller has checked that the invitation is open."""
    today = timezone.localdate()
    user = existing or User.objects.create_user(
        invitation.email, name=name, password=password, language="cy" if translation.get_language() == "cy" else "en-gb"
    )
    if existing is None:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    by = Access(user_id=user.pk, actor=user.name, home_authority_ids=frozenset({invitation.authority_id} - {None}))
    with recording("invitation.accepted", by=by, subject=invitation):
        if ROLES[Role(invitation.role)].reach is Reach.PUPILS and invitation.pupil_id:
            PupilGrant.objects.get_or_create(
                user=user, pupil_id=invitation.pupil_id, role=invitation.role, until=None,
                defaults={"since": today, "given_by_id": invitation.invited_by_id},
            )  # fmt: skip
        at_provider = ROLES[Role(invitation.role)].reach is Reach.PROVIDER
        if at_provider and invitation.provider_id:
            # The authority of the invitation is where its letter is kept: nobody works there by it.
            Membership.objects.get_or_create(
                user=user, role=invitation.role, provider_id=invitation.provider_id, until=None,
                defaults={"since": today, "post": invitation.post},
            )  # fmt: skip
        works_here = not at_provider and invitation.role not in (Role.PARENT, Role.YOUNG_PERSON)
        if works_here and (invitation.school_id or invitation.authority_id):
            Membership.objects.get_or_create(
                user=user,
                role=invitation.role,
                authority_id=invitation.authority_id,
                school_id=invitation.school_id,
                until=None,
                defaults={"since": today, "agency": invitation.agency, "post": invitation.post},
            )
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
    return user


def open_invitations() -> Any:
    """Invitations nobody has taken up or taken back yet (expired ones too: they can be sent again)."""
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).order_by("-created_at", "-pk")


def invitations_seen_by(access: Access) -> Any:
    """The open invitations of this person's school or authority."""
    return open_invitations().filter(_of_place(access)).select_related("school", "authority", "invited_by")


def people_seen_by(access: Access) -> Any:
    """The memberships of this person's school or authority, today."""
    today = timezone.localdate()
    return (
        Membership.objects.filter(_of_place(access), since__lte=today)
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .select_related("user", "school", "authority")
        .order_by("user__name", "pk")
    )


def end_membership(*, membership: Membership, by: Access) -> None:
    """Somebody has left: from today on they see nothing of the place."""
    with recording("membership.ended", by=by) as record:
        membership.until = timezone.localdate() - dt.timedelta(days=1)
        membership.save(update_fields=["until"])
        record.about(membership, changes={"until": str(membership.until)})


def _of_place(access: Access) -> Q:
    if access.may(Permission.MANAGE_AUTHORITY):
        return Q(authority_id__in=access.authority_ids) | Q(school__authority_id__in=access.authority_ids)
    return Q(school_id__in=access.school_ids) if access.school_ids else Q(pk__in=[])


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
