"""What is asked when somebody signs, does not agree, or can't be asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.documents.signatures import MAX_PATH, check_path
from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import (
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    LongTextField,
    TextField,
)
from pastoral.foundation.govuk.forms import PastoralForm


class DrawnField(HiddenField):
    """A drawn signature: the path of an SVG, checked before anybody draws it again."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MAX_PATH)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return check_path(text)
        except ValueError:
            raise ValidationError(
                _("We could not read the drawn signature. Clear it and draw it again, or type your name."), code="drawn"
            ) from None


ANSWERS = (("yes", _("I agree with the plan")), ("no", _("I do not agree with the plan")))


class SignForm(PastoralForm):
    """Agree and sign, or do not agree and say why. `sha256` is the seal of the words that were on the page."""

    sha256 = HiddenField()
    answer = ChoiceField(
        _("Do you agree with the plan?"), choices=ANSWERS, reveals={"no": "reason"}, missing=_("Say whether you agree with the plan")
    )
    reason = LongTextField(
        _("Why do you not agree?"), hint=_("Use your own words. This is kept with the plan."), max_characters=5_000, rows=4,
        missing=_("Say why you do not agree"),
    )  # fmt: skip
    typed = TextField(_("Type your name to sign"), required=False, max_characters=150)
    drawn = DrawnField()

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("answer") == "yes" and not clean.get("typed") and not clean.get("drawn") and "drawn" not in self.errors:
            self.add_error("typed", _("Type your name, or draw your signature"))
        return clean


class CallForm(PastoralForm):
    """What was said on the telephone, written down by staff."""

    answer = ChoiceField(_("What did they say?"), choices=(("yes", _("They agree")), ("no", _("They do not agree"))),
                         missing=_("Say whether they agree"))  # fmt: skip
    on = DateField(_("When was the call?"), hint=_("For example, 23 11 2026"), latest=timezone.localdate,
                   too_late=_("The call can't be in the future"))  # fmt: skip
    reason = LongTextField(
        _("What was said, and which number did you call?"), max_characters=5_000, rows=5,
        missing=_("Write what was said, and the number that was called"),
    )  # fmt: skip


class PaperForm(PastoralForm):
    """A signed sheet, scanned or photographed."""

    answer = ChoiceField(
        _("What does the paper say?"), choices=(("yes", _("They agree")), ("no", _("They do not agree"))), reveals={"no": "reason"},
        missing=_("Say whether they agree"),
    )  # fmt: skip
    reason = LongTextField(_("Their reason, as it is written"), max_characters=5_000, rows=4, missing=_("Write down their reason"))
    on = DateField(_("Which date stands on the paper?"), latest=timezone.localdate, too_late=_("The date can't be in the future"))
    scan = FileField(_("The scan or photograph of the signed page"), kinds=uploads.SCANS, missing=_("Choose the scan of the signed page"))


class UnableForm(PastoralForm):
    """Why somebody could not be asked now."""

    reason = LongTextField(
        _("Why can they not sign now?"), hint=_("For example: at hospital this week, no answer after three calls."), rows=4,
        max_characters=5_000, missing=_("Say why they can't sign now"),
    )  # fmt: skip


class ProfessionalForm(PastoralForm):
    """One more person to be asked to sign."""

    name = TextField(_("Their name"), max_characters=150)
    post = TextField(_("Their post and organisation"), hint=_("For example, educational psychologist"), max_characters=60)
    email = EmailField(_("E-mail address"), hint=_("To send them the plan to sign. Leave it empty if they sign here."), required=False)


class EmptyForm(PastoralForm):
    """A button: nothing is asked, and refusals have somewhere to stand."""
