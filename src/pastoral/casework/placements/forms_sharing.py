"""Forms of referrals and sharing: for the school or authority that commissions, for the provider, and for a parent by link."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import (
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    LongTextField,
    ManyField,
    NumberField,
    SelectField,
    TextField,
)
from pastoral.foundation.govuk.forms import PastoralForm

from .models import Consent, Referral, SharedSet

ACCEPT, OFFER, DECLINE = "accept", "offer", "decline"
DAYS = tuple((str(number), WEEKDAYS[number - 1]) for number in range(1, 6))
Pairs = Sequence[tuple[str, Any]]


def _choices(form: PastoralForm, name: str, pairs: Pairs) -> Any:
    """Give a field the choices that depend on the record; the field."""
    field: Any = form.fields[name]
    field.choices = list(pairs)
    return field


class MessageForm(PastoralForm):
    """A few words to the other side."""

    words = LongTextField(_("Your message"), max_characters=5_000, missing=_("Write your message"))


class AnswerForm(PastoralForm):
    """What the provider answers: yes as asked, yes from another day, or no and why."""

    answer = ChoiceField(
        _("Do you have a place?"),
        name=_("whether you have a place"),
        choices=(
            (ACCEPT, _("Yes, as the school asks")),
            (OFFER, _("Yes, but from another day or in another way")),
            (DECLINE, _("No")),
        ),
        reveals={ACCEPT: "start", OFFER: "first", DECLINE: "reason"},
        missing=_("Say whether you have a place"),
    )
    start = DateField(
        _("From which day?"), earliest=timezone.localdate, too_early=_("{Name} must be today or later"), required=False,
        hint=_("Leave it empty for the day that the school wants."),
    )  # fmt: skip
    first = DateField(
        _("Which is the first day you can offer?"), name=_("the first day"), earliest=timezone.localdate,
        too_early=_("{Name} must be today or later"),
    )  # fmt: skip
    reason = ChoiceField(_("Why not?"), name=_("why you have no place"), choices=Referral.Reason.choices)
    site = SelectField(_("Where?"), choices=(), required=False, prompt=_("Not decided"))
    words = LongTextField(
        _("Anything the school should know"), required=False, max_characters=5_000,
        hint=_("For example other times, who would teach the child, or who else might have a place."),
    )  # fmt: skip

    def __init__(self, *args: Any, sites: Pairs = (), **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "site", sites)


class ReferForm(PastoralForm):
    """What several providers are asked at once, without the child's name."""

    providers = ManyField(_("Which providers do you ask?"), choices=(), missing=_("Choose at least one provider"))
    need = ChoiceField(_("What is the main need?"), name=_("the main need"), choices=Referral.Need.choices)
    words = LongTextField(
        _("What does the child need from the place?"), name=_("what the child needs"), max_characters=5_000,
        hint=_("Do not write the child's name or anything by which the child could be known."),
    )  # fmt: skip
    assessment = LongTextField(
        _("What the assessment says"), max_characters=10_000, required=False,
        hint=_("It goes to each provider with the referral. Leave out names here too."),
    )  # fmt: skip
    hours = NumberField(_("Hours a week"), minimum=Decimal("0.5"), maximum=Decimal("32.5"), places=1, required=False, width=4)
    days = ManyField(_("On which days?"), choices=DAYS, required=False)
    start_wanted = DateField(
        _("From which day?"), earliest=timezone.localdate, too_early=_("{Name} must be today or later"), required=False
    )
    area = TextField(_("Area or district"), max_characters=60, required=False, hint=_("So that travel can be judged."))
    answer_by = DateField(
        _("By when do you need an answer?"), earliest=timezone.localdate, too_early=_("{Name} must be today or later"), required=False
    )

    def __init__(self, *args: Any, directory: Pairs = (), hints: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "providers", directory).hints = hints or {}


class SetForm(PastoralForm):
    """One of the eight sets of data."""

    state = ChoiceField(
        _("Is there any?"),
        name=_("whether there is any"),
        choices=((SharedSet.State.SHARED, _("Yes, share it")), (SharedSet.State.NONE, _("No, none exists"))),
        reveals={SharedSet.State.SHARED: "text"},
    )
    text = LongTextField(
        _("What the provider needs to know"), max_characters=20_000, required=False,
        hint=_("The provider reads this as soon as you save. Add a file below if that is better."),
    )  # fmt: skip
    file = FileField(_("Add a file"), required=False)


class ChildProtectionForm(SetForm):
    """The same for papers of child protection, which take a second yes."""

    confirmed = ManyField(
        _("Check once more"), required=False,
        choices=(("yes", _("The provider's safeguarding lead should have these papers, and I have checked with ours.")),),
    )  # fmt: skip


class WithdrawForm(PastoralForm):
    """Take shared data back."""

    reason = TextField(_("Why do you take it back?"), name=_("why you take it back"), max_characters=500)


class ConsentForm(PastoralForm):
    """Who was asked, how, and what they answered."""

    contact = ChoiceField(_("Who is asked?"), name=_("who is asked"), choices=(), reveals={"other": "person"})
    person = TextField(_("Name"), max_characters=150)
    how = ChoiceField(
        _("How?"), name=_("how they are asked"), choices=Consent.How.choices,
        reveals={Consent.How.IN_PERSON: "answer", Consent.How.TELEPHONE: "answer_telephone", Consent.How.PAPER: "answer_paper"},
    )  # fmt: skip
    answer = ChoiceField(_("What did they answer?"), name=_("what they answered"), choices=Consent.Answer.choices, required=False)
    answer_telephone = ChoiceField(
        _("What did they answer?"), name=_("what they answered"), choices=Consent.Answer.choices, required=False
    )
    answer_paper = ChoiceField(
        _("What did they answer?"), name=_("what they answered"), choices=Consent.Answer.choices, required=False
    )
    asked_on = DateField(
        _("On which day?"), name=_("the day"), latest=timezone.localdate, too_late=_("{Name} must be today or earlier"), required=False,
        hint=_("Leave it empty for today."),
    )  # fmt: skip
    words = LongTextField(_("What they said"), required=False, max_characters=5_000)

    def __init__(self, *args: Any, contacts: Pairs = (), **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "contact", [*contacts, ("other", _("Somebody else"))])


class NoteAnswerForm(PastoralForm):
    """The answer that came later."""

    answer = ChoiceField(_("What did they answer?"), name=_("what they answered"), choices=Consent.Answer.choices)
    words = LongTextField(_("What they said"), required=False, max_characters=5_000)


class OwnAnswerForm(PastoralForm):
    """A parent or young person answers by link."""

    answer = ChoiceField(
        _("May the school share information with the provider?"), name=_("your answer"),
        choices=((Consent.Answer.YES, _("Yes")), (Consent.Answer.NO, _("No"))), missing=_("Choose yes or no"),
    )  # fmt: skip
    words = LongTextField(_("Is there anything you want to say?"), required=False, max_characters=5_000)


class FirstLeadForm(PastoralForm):
    """Who leads the provider's account."""

    name = TextField(_("Name"), max_characters=150)
    email = EmailField(_("E-mail address"), autocomplete="off", name=_("the email address"))
    post = TextField(_("What is their job?"), max_characters=120, required=False)


class InviteForm(FirstLeadForm):
    """Somebody who works for the provider; which one is asked only where the lead leads several."""

    role = ChoiceField(_("What may they do?"), name=_("what they may do"), choices=())
    provider = ChoiceField(_("For which provider?"), name=_("the provider"), choices=())

    def __init__(self, *args: Any, roles: Pairs = (), providers: Pairs = (), **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "role", roles)
        if providers:
            _choices(self, "provider", providers)
        else:
            del self.fields["provider"]
