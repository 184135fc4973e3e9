"""The people of a provider: looked after by its own leads. A provider's first lead is invited by an officer of an authority."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import Access, Permission, Role
from pastoral.rules.sentences import Refused, say

from . import invitations
from .models import Invitation, Membership

ROLES_THERE = (Role.PROVIDER_LEAD, Role.PROVIDER_STAFF)
LAST_LEAD = say("ACC.last_lead", "This is the only lead. Invite another lead first.")
HAS_LEAD = say("ACC.has_lead", "This provider has a lead already, who invites its people.")
NOT_YOURS = say("ACC.not_yours", "You may not invite people to this provider.")


def led_by(access: Access) -> frozenset[int]:
    """The providers that this person leads; whoever works for two may lead one only."""
    return access.led_provider_ids & access.provider_ids if access.may(Permission.LEAD_PROVIDER) else frozenset()


def leads(access: Access, provider_id: int | None) -> bool:
    """Whether this person leads this provider: working there as well is not enough."""
    return provider_id in led_by(access)


def people_of(access: Access) -> list[Membership]:
    """Everybody who works today for a provider that this person leads."""
    found = _today(Membership.objects.filter(provider_id__in=led_by(access), role__in=ROLES_THERE))
    return list(found.select_related("user").order_by("provider_id", "user__name", "pk"))


def invitations_of(access: Access) -> list[Invitation]:
    """Invitations to a provider that this person leads, not taken up and not taken back."""
    return list(invitations.open_invitations().filter(provider_id__in=led_by(access)))


def has_lead(provider_id: int) -> bool:
    """Whether somebody leads it, or has been invited to and may still come."""
    return _leads(provider_id).exists() or any(
        invitations.state(one) == "open"
        for one in invitations.open_invitations().filter(provider_id=provider_id, role=Role.PROVIDER_LEAD)
    )


def invite(
    *, provider_id: int, email: str, name: str, role: Role, post: str = "", authority_id: int | None, language: str = "en-gb", by: Access
) -> Invitation:
    """Invite somebody to work for a provider. Its lead invites anybody there; an officer its first lead and nobody else.

    A lead sees every child that any authority shared with the provider: so an officer may not add one beside those there are.
    `authority_id` is where the letter is kept.
    """
    if role not in ROLES_THERE:
        raise ValueError(f"{role} is no role at a provider")
    if provider_id not in led_by(by):
        if not by.may(Permission.MANAGE_DIRECTORY) or role is not Role.PROVIDER_LEAD:
            raise Refused((NOT_YOURS,))
        if has_lead(provider_id):
            raise Refused((HAS_LEAD,))
    return invitations.invite(
        email=email, name=name, role=role, authority_id=authority_id, provider_id=provider_id, post=post, language=language, by=by
    )


def withdraw(*, invitation_id: int, by: Access) -> None:
    """Raises Invitation.DoesNotExist for one of another provider."""
    found = invitations.open_invitations().get(pk=invitation_id, provider_id__in=led_by(by))
    invitations.withdraw(invitation=found, by=by)


def membership(access: Access, membership_id: int) -> Membership:
    """Raises Membership.DoesNotExist for somebody of another provider, or who has left."""
    found = _today(Membership.objects.filter(provider_id__in=led_by(access), role__in=ROLES_THERE)).select_related("user")
    one: Membership = found.get(pk=membership_id)
    return one


def end(*, membership_id: int, by: Access) -> None:
    """Somebody has left: they see nothing from now on. Raises `Refused` for the last lead, whoever asks."""
    there = membership(by, membership_id)
    if there.role == Role.PROVIDER_LEAD and not _leads(there.provider_id).exclude(pk=there.pk).exists():
        raise Refused((LAST_LEAD,))
    invitations.end_membership(membership=there, by=by)


def _leads(provider_id: int | None) -> Any:
    return _today(Membership.objects.filter(provider_id=provider_id, role=Role.PROVIDER_LEAD, user__is_active=True))


def _today(found: Any) -> Any:
    today = timezone.localdate()
    return found.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
