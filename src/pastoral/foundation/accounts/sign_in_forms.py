"""allauth's forms in our words. Each keeps allauth's own checks; only labels and hints are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as _ChangePassword,
)
from allauth.account.forms import (
    LoginForm as _Login,
)
from allauth.account.forms import (
    ReauthenticateForm as _PasswordAgain,
)
from allauth.account.forms import (
    ResetPasswordForm as _Forgotten,
)
from allauth.account.forms import (
    ResetPasswordKeyForm as _NewPassword,
)
from allauth.account.forms import (
    SetPasswordForm as _FirstPassword,
)
from allauth.mfa.base.forms import AuthenticateForm as _Code
from allauth.mfa.base.forms import ReauthenticateForm as _CodeAgain
from allauth.mfa.totp.forms import ActivateTOTPForm as _FirstCode
from allauth.mfa.webauthn.forms import AddWebAuthnForm as _AddPasskey
from allauth.mfa.webauthn.forms import EditWebAuthnForm as _NamePasskey
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 12 characters. Three words that do not belong together make a good password.")
CODE_HINT = _("The 6 figures that the app on your phone shows now, or one of your recovery codes.")


class OurWords:
    """Puts `words` (field → label, hint, what to say when it is empty) in place of allauth's."""

    words: dict[str, tuple[Any, Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, missing) in self.words.items():
            if name in self.fields:  # type: ignore[attr-defined]  # mixed into forms
                field = self.fields[name]  # type: ignore[attr-defined]  # as above
                field.label, field.help_text = label, hint
                field.error_messages["required"] = missing
                field.widget.attrs.pop("placeholder", None)


class SignInForm(OurWords, _Login):
    words = {
        "login": (_("E-mail address"), "", _("Enter your e-mail address")),
        "password": (_("Password"), "", _("Enter your password")),
    }


class ForgottenForm(OurWords, _Forgotten):
    words = {"email": (_("E-mail address"), "", _("Enter your e-mail address"))}


class NewPasswordForm(OurWords, _NewPassword):
    words = {
        "password1": (_("New password"), PASSWORD_HINT, _("Enter a new password")),
        "password2": (_("The new password again"), "", _("Enter the new password again")),
    }


class ChangePasswordForm(OurWords, _ChangePassword):
    words = {
        "oldpassword": (_("Your password now"), "", _("Enter the password you have now")),
        "password1": (_("New password"), PASSWORD_HINT, _("Enter a new password")),
        "password2": (_("The new password again"), "", _("Enter the new password again")),
    }


class FirstPasswordForm(OurWords, _FirstPassword):
    words = {
        "password1": (_("Password"), PASSWORD_HINT, _("Enter a password")),
        "password2": (_("The password again"), "", _("Enter the password again")),
    }


class PasswordAgainForm(OurWords, _PasswordAgain):
    words = {"password": (_("Your password"), "", _("Enter your password"))}


class CodeForm(OurWords, _Code):
    words = {"code": (_("Code"), CODE_HINT, _("Enter the code"))}


class CodeAgainForm(OurWords, _CodeAgain):
    words = {"code": (_("Code"), CODE_HINT, _("Enter the code"))}


class FirstCodeForm(OurWords, _FirstCode):
    words = {"code": (_("Code"), _("The 6 figures that the app shows now."), _("Enter the code that the app shows"))}


class AddPasskeyForm(OurWords, _AddPasskey):
    words = {
        "name": (_("A name for this passkey"), _("For example: “my phone”."), _("Enter a name")),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Your device then asks for your fingerprint, face or PIN, and you need no password."),
            "",
        ),
    }


class NamePasskeyForm(OurWords, _NamePasskey):
    words = {"name": (_("Name"), "", _("Enter a name"))}
