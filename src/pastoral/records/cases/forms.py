"""The forms of a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .models import Involvement, Note

LEVEL_HINTS = {
    Note.Level.SHARED: _("The family and the young person can read it too."),
    Note.Level.STAFF: _("The family and the young person cannot see it."),
    Note.Level.RESTRICTED: _("Only people who lead on safeguarding and senior staff can see it."),
}


class NoteForm(PastoralForm):
    text = fields.LongTextField(_("What happened, or what you want to record"), rows=8, name=_("note"), missing=_("Write the note"))
    level = fields.ChoiceField(_("Who may read this note?"), missing=_("Select who may read this note"))

    def __init__(self, *args: Any, levels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        level.choices = [(value, Note.Level(value).label) for value in levels]  # type: ignore[attr-defined]  # a ChoiceField
        level.hints = {value: LEVEL_HINTS[Note.Level(value)] for value in levels}  # type: ignore[attr-defined]  # a ChoiceField


class CorrectionForm(NoteForm):
    reason = fields.TextField(
        _("Why is it being corrected?"), max_characters=300, name=_("reason"), missing=_("Say why the note is being corrected"),
        hint=_("The first note stays on the record, with this reason."),
    )  # fmt: skip
    field_order = ["text", "level", "reason"]


class PersonForm(PastoralForm):
    name = fields.TextField(_("Full name"), max_characters=150, name=_("name"), autocomplete="off")
    involved_as = fields.SelectField(
        _("Involved as"), choices=Involvement.As.choices, missing=_("Select what they are involved as")
    )
    agency = fields.TextField(
        _("Organisation"), required=False, max_characters=120, hint=_("For someone from outside the school, like CAMHS.")
    )
    email = fields.EmailField(_("E-mail address"), required=False, name=_("e-mail address"), autocomplete="off")
    telephone = fields.PhoneField(_("Telephone number"), required=False, name=_("telephone number"), autocomplete="off")
    invite = fields.YesNoField(
        _("Should they be able to sign in and see this child's record?"),
        hint=_("They see this child only. We send an invitation to their e-mail address."),
    )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if clean.get("invite") and not clean.get("email") and "email" not in self.errors:
            self.add_error("email", ValidationError(_now("Enter an e-mail address to send the invitation to"), code="required"))
        return clean


class EndForm(PastoralForm):
    on = fields.DateField(
        _("Last day"), latest=timezone.localdate, name=_("last day"), hint=_("If they could sign in to see this child, they no longer can.")
    )
