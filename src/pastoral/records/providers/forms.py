"""The forms of the directory: search, a provider, its sites, an import, and what an officer answers to a change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import (
    ChoiceField,
    EmailField,
    FileField,
    LongTextField,
    ManyField,
    NumberField,
    PhoneField,
    SelectField,
    TextField,
    YesNoField,
)
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import say

from . import tables, vocabulary
from .models import Site
from .reading import tidy_postcode

KILOMETRES = ("5", "10", "20", "40")


def _choices(known: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(known.items())


class SearchForm(PastoralForm):
    """What is looked for; nothing in it has to be answered."""

    marks_optional = False

    q = TextField(_("Words in the name or the offer"), required=False)
    age = NumberField(_("Age of the pupil"), required=False, minimum=0, maximum=30, width=2, name=_("the age"))
    district = SelectField(_("District"), required=False, prompt=_("Any district"), name=_("a district"))
    phase = SelectField(
        _("Phase"), required=False, prompt=_("Any phase"), choices=_choices(vocabulary.PHASES), name=_("a phase")
    )
    kind = SelectField(
        _("Kind of offer"), required=False, prompt=_("Any kind"), choices=_choices(vocabulary.KINDS), name=_("a kind")
    )
    mode = SelectField(
        _("How it teaches"), required=False, prompt=_("Any way"), choices=_choices(vocabulary.MODES), name=_("a way")
    )
    need = SelectField(
        _("Need"), required=False, prompt=_("Any need"), choices=_choices(vocabulary.NEEDS), name=_("a need")
    )
    place_type = SelectField(
        _("Kind of place"),
        required=False,
        prompt=_("Any place"),
        choices=_choices(vocabulary.PLACE_TYPES),
        name=_("a kind of place"),
    )
    registration = SelectField(
        _("Registered as a school"), required=False, prompt=_("Any answer"), choices=_choices(vocabulary.REGISTRATION),
        name=_("an answer"),
    )  # fmt: skip
    standing = SelectField(
        _("How it stands with us"), required=False, prompt=_("On our list"), name=_("how it stands"),
        choices=[("any", _("All providers, on our list or not")), ("not_listed", _("Not on our list")), *vocabulary.STANDING.items()],
    )  # fmt: skip
    places = ManyField(_("Places"), required=False, choices=[("yes", _("Only with a place free"))])
    postcode = TextField(
        _("Near this postcode"),
        required=False,
        width=10,
        name=_("the postcode"),
        hint=_("The postcode of a school is best"),
    )
    within = SelectField(_("No further than"), required=False, prompt=_("Any distance"), name=_("a distance"))
    sort = SelectField(
        _("Order"), required=False, prompt=_("By name"), choices=[("distance", _("Nearest first"))], name=_("an order")
    )

    def __init__(self, *args: Any, districts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [(name, name) for name in districts]  # type: ignore[attr-defined]  # a SelectField
        self.fields["within"].choices = [  # type: ignore[attr-defined]  # a SelectField
            (number, gettext("%(number)s km") % {"number": number}) for number in KILOMETRES
        ]


class DistrictsField(TextField):
    """Names with commas between them; the clean value is a list."""

    def clean(self, value: Any) -> Any:
        names = [" ".join(part.split()) for part in str(super().clean(value) or "").split(",")]
        kept = list(dict.fromkeys(name for name in names if name))
        if any(len(name) > 40 for name in kept):
            raise self.error(
                _("Write each district in 40 characters or fewer, with a comma after each"), code="too_long"
            )
        return kept

    def input_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value or ""


class WebField(TextField):
    def clean(self, value: Any) -> str:
        from django.core.validators import URLValidator

        text = super().clean(value)
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            raise self.error(_("{Name} must be a web address, like www.example.org"), code="invalid") from None
        return str(address)


class ProfileForm(PastoralForm):
    """A provider's profile, as an officer and as the provider itself writes it."""

    name = TextField(_("Name"), name=_("the name"))
    about = LongTextField(_("What does it offer?"), required=False, rows=5)
    kinds = ManyField(_("Kind of offer"), choices=_choices(vocabulary.KINDS), required=False)
    place_types = ManyField(_("Kinds of place"), choices=_choices(vocabulary.PLACE_TYPES), required=False)
    modes = ManyField(_("How does it teach?"), choices=_choices(vocabulary.MODES), required=False)
    phases = ManyField(_("Phases"), choices=_choices(vocabulary.PHASES), required=False)
    least_age = NumberField(
        _("Youngest age"), required=False, minimum=0, maximum=30, width=2, name=_("the youngest age")
    )
    most_age = NumberField(
        _("Oldest age"), hint=_("Leave empty where there is no upper limit"), required=False, minimum=0, maximum=30, width=2,
        name=_("the oldest age"),
    )  # fmt: skip
    age_condition = TextField(
        _("Ages that hold only for some"), hint=_("For example: up to 25 with SEND"), required=False
    )
    needs = ManyField(_("Needs it works with"), choices=_choices(vocabulary.NEEDS), required=False)
    all_districts = YesNoField(_("Does it work in every district of the authorities that list it?"), required=False)
    districts = DistrictsField(
        _("Districts it works in"),
        hint=_("With a comma after each"),
        required=False,
        name=_("the districts"),
        max_characters=400,
    )
    languages = ManyField(_("Languages it teaches in"), choices=_choices(vocabulary.LANGUAGES), required=False)
    letter_language = ChoiceField(
        _("In which language do we write to it?"), choices=_choices(vocabulary.LETTER_LANGUAGES), required=False,
        hint=_("Without an answer: in Welsh and English where your authority's papers are in both."), inline=True,
    )  # fmt: skip
    places = NumberField(_("Places in all"), required=False, minimum=0, maximum=9999, name=_("the number of places"))
    cost_text = TextField(_("Cost"), hint=_("For example: £85 a day"), required=False, max_characters=300)
    contact_names = TextField(_("Contact: name and post"), required=False, max_characters=300)
    email = EmailField(_("Email"), required=False, name=_("the email address"))
    telephone = PhoneField(_("Telephone"), required=False, name=_("the telephone number"))
    website = WebField(_("Website"), required=False, name=_("the website"))
    registration = ChoiceField(
        _("Is it registered as a school?"), choices=_choices(vocabulary.REGISTRATION), reveals={"urn": "urn"},
        hint=_("Look it up in the register of schools. A place on a list of providers does not show it."),
        name=_("whether it is registered as a school"),
    )  # fmt: skip
    urn = TextField(_("URN"), width=10, max_characters=20, name=_("the URN"))
    registration_text = TextField(_("Note on registration"), hint=_("For example: why there is no URN"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, known in vocabulary.LISTS.items():
            own_words = [code for code in self.initial.get(name) or [] if code not in known]
            field: Any = self.fields[name]
            field.choices = [*known.items(), *((code, code) for code in own_words)]  # a council's own words stay

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        least, most = values.get("least_age"), values.get("most_age")
        if least is not None and most is not None and least > most:
            self.add_error("most_age", gettext("The oldest age must be the youngest age or more"))
        return dict(values)

    @property
    def values(self) -> dict[str, Any]:
        """What is stored: no None in a column of text."""
        kept = dict(self.cleaned_data)
        for name in ("urn", "registration", "about", "website", "email", "telephone", "letter_language"):
            if name in kept:
                kept[name] = kept[name] or ""
        if "all_districts" in kept:
            kept["all_districts"] = bool(kept["all_districts"])
        return kept


class AddForm(ProfileForm):
    """A provider that is not here yet, with its first place. Somebody who only uses it need not know everything."""

    address = TextField(_("Address of the place where it teaches"), required=False, max_characters=400)
    postcode = TextField(_("Postcode"), required=False, width=10, name=_("the postcode"))
    listed = YesNoField(_("Is it on your authority’s list?"), name=_("whether it is on the list"))
    reason = LongTextField(
        _("Why is this provider needed?"), hint=_("Nobody else sees this but people of your authority and its schools"),
        required=False, rows=3, max_characters=2_000,
    )  # fmt: skip

    SCHOOL_ASKS = (
        "name", "about", "kinds", "modes", "least_age", "most_age", "contact_names", "email", "telephone", "website", "registration",
        "urn", "registration_text", "address", "postcode", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not officer:
            for name in [name for name in self.fields if name not in self.SCHOOL_ASKS]:
                del self.fields[name]
            self.fields["reason"].required = True
            self.fields["registration"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
                *vocabulary.REGISTRATION.items(), ("unknown", _("I do not know yet")),
            ]  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        kept = super().values
        if kept.get("registration") == "unknown":
            kept["registration"] = ""
        return kept

    def clean_postcode(self) -> str:
        return _postcode(self.cleaned_data["postcode"])


class SiteForm(PastoralForm):
    name = TextField(_("What is this place called?"), name=_("the name of the place"))
    kind = SelectField(_("What kind of place is it?"), choices=Site.Kind.choices, name=_("a kind of place"))
    address = TextField(_("Address"), required=False, max_characters=400)
    postcode = TextField(_("Postcode"), required=False, width=10, name=_("the postcode"))
    run_by = TextField(_("Who runs it, if somebody else does?"), required=False, name=_("who runs it"))

    def clean_postcode(self) -> str:
        return _postcode(self.cleaned_data["postcode"])


def _postcode(text: str) -> str:
    if text and not tidy_postcode(text):
        raise ValidationError(gettext("Enter a whole postcode, like SA11 1AA"))
    return tidy_postcode(text)


class PlacesForm(PastoralForm):
    places_free = NumberField(
        _("How many places are free today?"), minimum=0, maximum=9999, width=3, name=_("how many places are free")
    )


class LetterForm(PastoralForm):
    """The provider's own word on the language of what is sent to it."""

    letter_language = ChoiceField(
        _("In which language do we write to you?"), choices=_choices(vocabulary.LETTER_LANGUAGES), inline=True,
        hint=_("This is for messages, and for pages that open by a link. Whoever opens a page can change its language."),
        name=_("the language"),
    )  # fmt: skip


class AnswerForm(PastoralForm):
    answer = ChoiceField(
        _("What do you do with this change?"), name=_("an answer"),
        choices=[("accept", _("Take it over: I have checked it")), ("refuse", _("Do not take it over"))],
        reveals={"refuse": "reason"},
    )  # fmt: skip
    reason = LongTextField(_("Why not? The provider reads this"), rows=3, max_characters=2_000, name=_("why not"))


class CsvField(FileField):
    """A file whose content the reader of tables judges; only its size is judged here."""

    def clean(self, data: Any, initial: Any = None) -> uploads.Upload | None:
        if not data or not data.size or data.size > tables.MOST_BYTES:
            return super().clean(data, initial)
        return uploads.Upload(uploads.safe_name(data.name or "", kind="csv"), "csv", data.size, data.file)


class UploadForm(PastoralForm):
    file = CsvField(
        _("File with providers"), hint=_("A CSV file (.csv) with one provider in each row"), kinds=("csv",),
        missing=_("Choose a file with providers"),
    )  # fmt: skip
    list_name = TextField(_("What is this list called?"), required=False, max_characters=120)
    on_quality_list = YesNoField(
        _("Has the authority checked the quality of everybody on it?"), name=_("whether the quality was checked")
    )


class MapForm(PastoralForm):
    """For each field, the heading of the file that holds it."""

    marks_optional = False

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (label, _headings) in tables.FIELDS.items():
            self.fields[code] = SelectField(
                gettext(label),
                choices=[(column, column) for column in columns],
                required=False,
                prompt=_("Not in the file"),
            )


def show_refusal(form: PastoralForm, reasons: Any, field: str | None = None) -> None:
    """The reasons of a refusal as errors of the form."""
    for reason in reasons:
        form.add_error(field, say(reason))
