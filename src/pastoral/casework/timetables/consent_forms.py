"""What is asked when somebody agrees to a reduced timetable, takes it back, or says that it is not what was agreed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.casework.plans.forms.signing import EmptyForm, PaperForm, SignForm
from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .models import Consent

__all__ = [
    "AnswerForm",
    "CallForm",
    "ConsentForm",
    "EmptyForm",
    "MyAnswerForm",
    "NoLongerForm",
    "ObjectionAnswerForm",
    "ObjectionForm",
    "PaperForm",
    "ToldForm",
]

YES_NO = (("yes", _("I agree")), ("no", _("I do not agree")))
THEY = (("yes", _("They agree")), ("no", _("They do not agree")))
UNLISTED_ROLES = [one for one in Consent.Role.choices if one[0] != Consent.Role.CHILD]
UNLISTED_HOW = [one for one in Consent.How.choices if one[0] in (Consent.How.IN_PERSON, Consent.How.TELEPHONE, Consent.How.PAPER)]


class ConsentForm(SignForm):
    """By link and on the shared screen: as a plan is signed, with the words of this."""

    answer = fields.ChoiceField(
        _("Do you agree to fewer hours, as they stand above?"), choices=YES_NO, reveals={"no": "reason"},
        missing=_("Say whether you agree"),
    )  # fmt: skip
    reason = fields.LongTextField(
        _("Why do you not agree?"), hint=_("Use your own words. They are kept with your answer."), max_characters=2_000, rows=4,
        missing=_("Say why you do not agree"),
    )  # fmt: skip


class MyAnswerForm(PastoralForm):
    """A parent's or a young person's own answer, signed in. `seal` is that of the words on the page."""

    seal = fields.HiddenField()
    state = fields.ChoiceField(
        _("Do you agree to this?"), choices=[("agreed", _("Yes, I agree")), ("refused", _("No, I do not agree"))],
        missing=_("Say whether you agree"), hint=_("You can say no. Without a yes from home, your child stays in school full time."),
    )  # fmt: skip
    note = fields.LongTextField(
        _("Is there anything you want to say?"), required=False, rows=3, max_characters=2_000,
        hint=_("If you do not agree, please say why."),
    )  # fmt: skip

    def __init__(self, *args: Any, young: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if young:
            state: Any = self.fields["state"]
            state.label, state.hint = _("Is this all right for you?"), _("You can say no. The adults must listen to you.")
            state.choices = [("agreed", _("Yes")), ("refused", _("No"))]


class CallForm(PastoralForm):
    """Said on the telephone: who called, when, who listened (a recorded call)."""

    answer = fields.ChoiceField(_("What did they say?"), choices=THEY, missing=_("Say whether they agree"))
    on = fields.DateField(
        _("When was the call?"), hint=_("For example, 23 11 2026"), latest=timezone.localdate,
        too_late=_("The call can't be in the future"),
    )  # fmt: skip
    heard_by = fields.TextField(
        _("Who called, and who listened?"), hint=_("Two people of the school, for example Sioned Lewis and Huw Pritchard."),
        max_characters=150, missing=_("Write who called and who listened"),
    )  # fmt: skip
    reason = fields.LongTextField(
        _("What was said, and which number did you call?"), max_characters=2_000, rows=5,
        missing=_("Write what was said, and the number that was called"),
    )  # fmt: skip


class ToldForm(PastoralForm):
    """What the child said, in the child's words."""

    answer = fields.ChoiceField(_("What do they think?"), choices=THEY, missing=_("Say whether they agree"))
    on = fields.DateField(_("When did they say it?"), latest=timezone.localdate, too_late=_("The day can't be in the future"))
    reason = fields.LongTextField(
        _("What did they say, in their own words?"), max_characters=2_000, rows=5, missing=_("Write down what they said")
    )


class AnswerForm(PastoralForm):
    """Staff write down the answer of somebody who is not among the child's contacts, why, and in which capacity (T16)."""

    role = fields.ChoiceField(_("Who answered?"), choices=UNLISTED_ROLES, missing=_("Choose who answered"))
    name = fields.TextField(_("Their name"), max_characters=150, missing=_("Write their name"))
    unlisted_why = fields.LongTextField(
        _("Why do they answer, and why are they not among the child's contacts?"), rows=2, max_characters=500,
        missing=_("Say why somebody answers who is not among the child's contacts"),
    )  # fmt: skip
    state = fields.ChoiceField(
        _("What did they answer?"), choices=[one for one in Consent.State.choices if one[0] != Consent.State.WITHDRAWN],
        missing=_("Choose what they answered"),
    )  # fmt: skip
    on = fields.DateField(
        _("When?"), latest=timezone.localdate, too_late=_("The day can't be in the future"), missing=_("Enter the day")
    )
    how = fields.ChoiceField(_("How?"), choices=UNLISTED_HOW, missing=_("Choose how they answered"))
    lives_with = fields.YesNoField(_("Does the child live with them?"), required=False)
    delegated = fields.YesNoField(
        _("A foster carer: may they decide in the parents' place?"), required=False,
        hint=_("Without that, the child's social worker must authorise it."),
    )  # fmt: skip
    note = fields.LongTextField(
        _("What else did they say?"), required=False, rows=3, max_characters=2_000,
        hint=_("If they do not agree, write down why. For a paper, write who keeps it."),
    )  # fmt: skip


class NoLongerForm(PastoralForm):
    """A yes is taken back."""

    note = fields.LongTextField(
        _("Why do you no longer agree?"), rows=4, max_characters=2_000, missing=_("Say why you no longer agree"),
        hint=_("A few words are enough."),
    )  # fmt: skip


class ObjectionForm(PastoralForm):
    """One button; words are welcome and not needed."""

    said = fields.LongTextField(
        _("What is different from what you agreed?"), rows=3, max_characters=5_000, required=False,
        hint=_("You can also press the button without writing anything. Somebody will then talk with you."),
    )  # fmt: skip


class ObjectionAnswerForm(PastoralForm):
    answer = fields.LongTextField(
        _("What was done about it?"), rows=3, max_characters=5_000, missing=_("Write what was done"),
        hint=_("The family reads this, and your name."),
    )  # fmt: skip
