"""The forms of a pupil, contacts, needs and care, and of an import."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import (
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    NumberField,
    PhoneField,
    SelectField,
    TextField,
    YesNoField,
)
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.upn import Upn, check_upn

from .models import CareStatus, Contact, Language, Need, Sex
from .queries import YEARS
from .reading import POSTCODE

YEAR_CHOICES = [("", _("Worked out from the date of birth")), ("N", _("Nursery")), ("R", _("Reception"))] + [
    (year, _("Year {number}").format(number=year))
    for year in YEARS[2:]  # type: ignore[str-format]  # lazy text
]


class UpnField(TextField):
    """A UPN, checked to its letter; the clean value has no spaces."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        checked = check_upn(text)
        if isinstance(checked, Upn):
            return checked.text
        from pastoral.foundation.govuk.words import say

        raise self.error("{reasons}", reasons=" ".join(say(reason) for reason in checked.reasons))


class PostcodeField(TextField):
    """A postcode, written as the post office writes it."""

    def clean(self, value: Any) -> str:
        text = "".join(super().clean(value).split()).upper()
        found = POSTCODE.fullmatch(text)
        if text and not found:
            raise self.error(_("Enter a full postcode, like SA13 1PJ"))
        return f"{found[1]} {found[2]}" if found else ""


class PupilForm(PastoralForm):
    forename = TextField(_("First name"), max_characters=100, name=_("the first name"))
    surname = TextField(_("Last name"), max_characters=100, name=_("the last name"))
    middle_names = TextField(_("Middle names"), max_characters=100, required=False)
    preferred_name = TextField(_("Known as"), hint=_("If it is not the first name"), max_characters=100, required=False)
    date_of_birth = DateField(
        _("Date of birth"), hint=_("For example, 27 3 2013"), latest=timezone.localdate, name=_("the date of birth"),
        too_late=_("The date of birth must be in the past"),
    )  # fmt: skip
    upn = UpnField(_("UPN"), hint=_("13 characters, like B801200005001"), required=False, width=20, spellcheck=False)
    sex = ChoiceField(_("Sex"), choices=Sex.choices, inline=True)
    year_group = SelectField(
        _("Year group"), choices=YEAR_CHOICES, required=False, prompt=_("Worked out from the date of birth")
    )
    registration_group = TextField(_("Registration group"), max_characters=20, width=10, required=False)
    language = ChoiceField(
        _("Which language should we use with this pupil?"), choices=Language.choices, inline=True, name=_("a language")
    )
    first_language = TextField(_("First language at home"), max_characters=60, required=False)
    free_school_meals = YesNoField(_("Free school meals?"))
    disabled = YesNoField(_("Disabled (Equality Act 2010)?"), hint=_("Leave open if you do not know"), required=False)
    travel_assistance = YesNoField(_("Help with travel to school?"))
    address_line_1 = TextField(_("Address line 1"), max_characters=120, required=False)
    address_line_2 = TextField(_("Address line 2"), max_characters=120, required=False)
    town = TextField(_("Town"), max_characters=80, required=False)
    postcode = PostcodeField(_("Postcode"), width=10, max_characters=10, required=False, name=_("a full postcode"))
    left_on = DateField(_("Left the school on"), hint=_("Leave empty while the pupil is on roll"), required=False)

    def __init__(self, *args: Any, adding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if adding:
            del self.fields["left_on"]


class ContactForm(PastoralForm):
    name = TextField(_("Full name"), max_characters=150, name=_("the full name"))
    relationship = SelectField(
        _("Who are they to the child?"), choices=Contact.Relationship.choices, name=_("who they are")
    )
    parental_responsibility = YesNoField(
        _("Do they have parental responsibility?"), hint=_("They may agree to a plan for the child")
    )
    delegated_authority = YesNoField(
        _("Do they have delegated authority?"),
        hint=_("Only for a foster carer who may agree in place of the authority"),
    )
    lives_with_child = YesNoField(_("Does the child live with them?"))
    may_be_contacted = YesNoField(_("May we contact them?"), hint=_("Choose no where a court or social worker says so"))
    email = EmailField(_("E-mail address"), required=False, name=_("an e-mail address"))
    telephone = PhoneField(_("Telephone"), required=False, name=_("a telephone number"))
    reach_by = ChoiceField(
        _("How do they want to be reached?"), choices=Contact.Reach.choices, name=_("how to reach them")
    )
    language = ChoiceField(
        _("Which language do they want?"), hint=_("Ask, do not assume"), choices=Language.choices, name=_("a language")
    )
    language_asked_on = DateField(
        _("When were they asked about language?"),
        latest=timezone.localdate,
        required=False,
        name=_("the day they were asked"),
    )
    interpreter = TextField(
        _("Interpreter needed for"), hint=_("For example, Polish or BSL"), max_characters=60, required=False
    )
    priority = NumberField(
        _("In which order do we contact them?"), hint=_("1 is first"), minimum=1, maximum=99, name=_("the order")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs = {"email": _("Enter an e-mail address, or choose another way to reach them"),
                 "telephone": _("Enter a telephone number, or choose another way to reach them")}  # fmt: skip
        way = data.get("reach_by")
        if way in needs and not data.get(way) and way not in self.errors and data.get("may_be_contacted"):
            self.add_error(way, str(needs[way]))
        return data


class EndForm(PastoralForm):
    on = DateField(_("What was their last day as a contact?"), name=_("the last day"))


class NeedForm(PastoralForm):
    kind = ChoiceField(_("What is it?"), choices=Need.Kind.choices, missing=_("Select what it is"))
    detail = TextField(_("Details"), hint=_("For example, speech and language"), max_characters=200, required=False)
    reference = TextField(_("Reference"), max_characters=60, required=False)
    since = DateField(_("Since"), name=_("the day it began"))
    reviewed_on = DateField(
        _("Last reviewed on"), required=False, latest=timezone.localdate, name=_("the day of the review")
    )
    until = DateField(_("Ended on"), hint=_("Leave empty while it goes on"), required=False, name=_("the day it ended"))


class CareForm(PastoralForm):
    kind = ChoiceField(_("What is it?"), choices=CareStatus.Kind.choices, missing=_("Select what it is"))
    since = DateField(_("Since"), name=_("the day it began"))
    until = DateField(_("Ended on"), hint=_("Leave empty while it goes on"), required=False, name=_("the day it ended"))


class PupilFileField(FileField):
    """A file of pupils. Only its size is judged here: the reader says plainly what any other file is (reading.py)."""

    def clean(self, data: Any, initial: Any = None) -> uploads.Upload | None:
        if not data or not data.size or data.size > uploads.limit():
            return super().clean(data, initial)
        kind = "xml" if (data.name or "").lower().endswith(".xml") else "csv"
        return uploads.Upload(uploads.safe_name(data.name or "", kind=kind), kind, data.size, data)


class ImportForm(PastoralForm):
    file = PupilFileField(
        _("File with pupils"), hint=_("A Common Transfer File (.xml) or a class list (.csv)"), kinds=("xml", "csv"),
        missing=_("Choose a file with pupils"),
    )  # fmt: skip

    def __init__(self, *args: Any, schools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(schools) > 1:
            self.fields["school"] = SelectField(_("Which school?"), choices=schools, name=_("a school"))
