"""The forms of accounts: inviting, opening an account, being away, support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import ROLES, Role
from pastoral.foundation.govuk.fields import ChoiceField, DateField, EmailField, LongTextField, SelectField, TextField
from pastoral.foundation.govuk.forms import PastoralForm

from .models import User
from .sign_in_forms import PASSWORD_HINT
from .support import SHORTEST_REASON


class InviteForm(PastoralForm):
    """`roles` may be given by this inviter; `places` are (value, name) of the schools they may invite to."""

    name = TextField(_("Full name"), max_characters=150, autocomplete="off")
    email = EmailField(_("Work e-mail address"), autocomplete="off")
    role = ChoiceField(_("Role"), missing=_("Choose what this person does"))
    school = SelectField(_("School"), missing=_("Choose the school"), required=False)
    post = TextField(
        _("What this person’s post is called"), required=False, max_characters=120,
        hint=_("For example: “Head of Year 9”. Others see it beside the name."),
    )  # fmt: skip
    language = ChoiceField(
        _("Language of the invitation"), choices=[("en-gb", _("English")), ("cy", _("Welsh and English"))], inline=True
    )

    def __init__(self, *args: Any, roles: Iterable[Role], places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, ROLES[role].title) for role in roles]  # type: ignore[attr-defined]  # a choice field
        self.places = places
        if len(places) > 1:
            self.fields["school"].choices = places  # type: ignore[attr-defined]  # as above
        else:
            del self.fields["school"]


class AcceptForm(forms.Form):
    """A name and a password for a new account."""

    name = TextField(_("Your full name"), max_characters=150, autocomplete="name")
    password1 = forms.CharField(
        label=_("Password"), help_text=PASSWORD_HINT, strip=False, error_messages={"required": _("Enter a password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("The password again"), strip=False, error_messages={"required": _("Enter the password again")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same. Enter them again."))
        if first:
            try:
                validate_password(first, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as refusal:
                self.add_error("password1", refusal)
        return cleaned


class CoverForm(PastoralForm):
    """Being away; `people` are (id, name) of colleagues."""

    since = DateField(_("First day away"), missing=_("Enter the first day you are away"))
    until = DateField(_("Last day away"), missing=_("Enter the last day you are away"))
    covered_by = SelectField(_("Who covers for you?"), missing=_("Choose who covers for you"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covered_by"].choices = people  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until:
            if until < since:
                self.add_error(
                    "until", ValidationError(_("The last day must be the first day or after it"), code="invalid")
                )
            elif until < timezone.localdate():
                self.add_error("until", ValidationError(_("The last day must be today or later"), code="invalid"))
            elif until - since > dt.timedelta(days=366):
                self.add_error("until", ValidationError(_("You can be away for a year at most"), code="invalid"))
        return cleaned


class SupportForm(PastoralForm):
    """`authorities` are (id, name) of those in use."""

    authority = SelectField(_("Council"), missing=_("Choose the council"))
    reason = LongTextField(
        _("Why do you need to look?"), missing=_("Say why you need to look"), max_characters=500, rows=3,
        hint=_("The council sees what you write here. Give the number of their request. Do not name a child."),
    )  # fmt: skip

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = authorities  # type: ignore[attr-defined]  # a choice field

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason) < SHORTEST_REASON:
            raise ValidationError(_("Say why in at least 10 characters"), code="too_short")
        return reason
