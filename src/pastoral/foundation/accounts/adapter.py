"""allauth's hooks: no open sign-up, our own words and messages, single sign-on only for people who were invited."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.access import ROLES
from pastoral.foundation.access.requests import PastoralRequest

from .messages import send_password_changed, send_password_reset
from .models import User
from .signing_in import record_sign_in
from .who import access_of

SIGNED_IN_A_MOMENT_AGO = 300  # seconds


class InvitationOnly(DefaultAccountAdapter):
    """Accounts begin with an invitation; every message goes through the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries with this e-mail address. Wait five minutes, then try again."
        ),
        "account_inactive": gettext_lazy("This account is closed."),
        "incorrect_password": gettext_lazy("That is not your password. Try again."),
        "enter_current_password": gettext_lazy("That is not the password you have now. Try again."),
        "incorrect_code": gettext_lazy("That code is not right. Wait for a new one, then enter it."),
        "password_min_length": gettext_lazy("The password must be {0} characters or more."),
    }

    def is_open_for_signup(self, request: PastoralRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        send_password_reset(user=user, address=context["password_reset_url"], key=f"password-reset:{uuid4()}")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What allauth would send beside that (to an address that has no account) is not sent: nobody is told who has one."""

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        if template_prefix in (
            "account/email/password_changed",
            "account/email/password_reset",
            "account/email/password_set",
        ):
            send_password_changed(user=user, key=f"password-changed:{uuid4()}")

    def get_reset_password_from_key_url(self, key: str) -> str:
        # never from the request's Host header
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.BASE_URL) + path.replace("UID-KEY", key)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not asked again of somebody who signed in a moment ago: they have just proved who they are."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < SIGNED_IN_A_MOMENT_AGO:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def login(self, request: PastoralRequest, user: Any) -> None:
        super().login(request, user)
        record_sign_in(user)

    def add_message(self, request: PastoralRequest, level: Any, *args: Any, **kwargs: Any) -> None:
        """allauth's own notices are not shown where our pages say the same; the few that help are in our words."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        said = {
            "account/messages/password_changed.txt": _("Your password is changed."),
            "account/messages/password_set.txt": _("Your password is set."),
            "mfa/messages/totp_activated.txt": _("The app on your phone is set up."),
            "mfa/messages/totp_deactivated.txt": _("The app on your phone is not used any more."),
            "mfa/messages/recovery_codes_generated.txt": _(
                "You have new recovery codes. The old ones do not work any more."
            ),
            "mfa/messages/webauthn_added.txt": _("The passkey is added."),
            "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
        }.get(template)
        if said is None and kwargs.get("message"):
            said = str(kwargs["message"])
        if said is not None:
            from django.contrib import messages

            messages.add_message(request, level, said)


class SingleSignOn(DefaultSocialAccountAdapter):
    """A council's own sign-in (OpenID Connect): it opens accounts that exist, and makes none."""

    def is_open_for_signup(self, request: PastoralRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: PastoralRequest, sociallogin: Any) -> None:
        """Connect by a verified address; anybody else is told, in plain words, to ask for an invitation."""
        if sociallogin.is_existing:
            user = sociallogin.user
        else:
            user = self._invited(sociallogin)
        if user is None or not user.is_active:
            raise ImmediateHttpResponse(render(request, "accounts/not_invited.jinja", status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def _invited(self, sociallogin: Any) -> User | None:
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        found = list(User.objects.filter(email__in=verified)[:2])
        return found[0] if len(found) == 1 else None


class SecondFactor(DefaultMFAAdapter):
    """TOTP, passkeys and recovery codes. Outside the demo a member of staff cannot remove their last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code is not right. Wait for a new one, then enter it."),
        "cannot_delete_authenticator": gettext_lazy(
            "You need a second way to prove that it is you. Set up another one before you remove this one."
        ),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("My passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if settings.DEMO or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not must_have_second_factor(authenticator.user)


def must_have_second_factor(user: Any) -> bool:
    """Whether this person holds a staff role (outside the demo such a person needs a second factor)."""
    return any(ROLES[role].staff for role in access_of(user).roles)
