"""What people are sent about their accounts: neutral words, in their language, through the outbox."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.foundation.access import ROLES, Access, Role
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.services import send

from .models import Invitation, PupilGrant, User
from .who import access_of


def send_invitation(*, invitation: Invitation, token: str, inviter: str, language: str, by: Access) -> None:
    """The letter with the link to open an account."""
    address = settings.BASE_URL + reverse("invitation", kwargs={"token": token})
    place = invitation.provider or invitation.school or invitation.authority
    role = ROLES[Role(invitation.role)].title

    def text() -> str:
        return wording.letter(
            invitation.name,
            _("%(inviter)s invites you to Pastoral, where schools and councils look after children together.")
            % {"inviter": inviter},
            _("You will be: %(role)s, %(place)s.") % {"role": role, "place": place} if place else "",
            _("Open your account here. The link works once, until %(date)s:") % {"date": _date(invitation)},
            address,
            _("If you did not expect this, you can leave it: without the link nobody can open the account."),
        ).replace("\n\n\n\n", "\n\n")

    send(
        key=f"invitation:{invitation.pk}:{invitation.token_hash[:16]}",
        kind="invitation",
        to_name=invitation.name,
        to_email=invitation.email,
        language=language,
        subject=wording.subject(language, lambda: _("Open your Pastoral account")),
        body=wording.body(language, text),
        authority_id=authority_for(invitation.authority_id),
        school_id=invitation.school_id,
        by=by,
    )


def send_password_reset(*, user: User, address: str, key: str) -> None:
    """The letter with the link to choose a new password."""
    _to(
        user,
        key=key,
        kind="password_reset",
        subject=lambda: _("Choose a new password"),
        text=lambda: wording.letter(
            user.name,
            _("Somebody, we hope you, asked to choose a new password for your Pastoral account."),
            address,
            _("If it was not you, do nothing: your password stays as it is."),
        ),
    )


def send_password_changed(*, user: User, key: str) -> None:
    """A word to the owner that their password is another one now."""
    _to(
        user,
        key=key,
        kind="password_changed",
        subject=lambda: _("Your Pastoral password was changed"),
        text=lambda: wording.letter(
            user.name, _("Your password was changed just now. If it was not you, tell your school or council at once.")
        ),
    )


def authority_for(authority_id: int | None) -> int:
    """The authority a message is kept under: the person's own, else the first in use."""
    if authority_id is not None:
        return authority_id
    first = apps.get_model("organisations.Authority").objects.filter(in_use=True).order_by("pk").first()
    if first is None:
        raise LookupError("No authority is in use: load one before anybody is written to.")
    return int(first.pk)


def authority_of_user(user: User) -> int:
    """The authority of a person: where they work, else where the child is whom they are named for."""
    access = access_of(user)
    if access.home_authority_ids:
        return min(access.home_authority_ids)
    grant = PupilGrant.objects.filter(user=user, until__isnull=True).order_by("pk").first()
    if grant is not None:
        from pastoral.foundation.access.row_security import entered

        with entered(access):
            pupils = apps.get_model("pupils.Pupil").objects.visible_to(access)
            found = pupils.filter(pk=grant.pupil_id).values_list("authority_id", flat=True).first()
        if found is not None:
            return int(found)
    return authority_for(None)


def _to(user: User, *, key: str, kind: str, subject: Callable[[], str], text: Callable[[], str]) -> None:
    send(
        key=key,
        kind=kind,
        to_name=user.name,
        to_email=user.email,
        language=user.language,
        subject=wording.subject(user.language, subject),
        body=wording.body(user.language, text),
        authority_id=authority_of_user(user),
        by=access_of(user),
    )


def _date(invitation: Invitation) -> str:
    from pastoral.foundation.govuk.words import date_long

    return date_long(invitation.expires_at)
