"""The fields of every form: each checks what was typed, says what is wrong in plain words, and draws itself.

All take `label` first and then keywords: `hint`, `required` (True), `missing` (the error when empty), `name` (how an
error names the field; the label by default, its first letter made small inside a sentence).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import uploads, words
from pastoral.foundation.govuk.words import say

LONG_ANSWER = 10_000
SHORT_ANSWER = 200

Words = Any
"""A str or a lazily translated one."""


class GovukField(forms.Field):
    """What the fields share: how they are named in errors and which macro of `components/field.jinja` draws them."""

    macro = "text"
    needs = _("Enter {name}")
    first_part = ""

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        required: bool = True,
        missing: Words = "",
        name: Words = "",
        heading: bool = False,
        classes: str = "",
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        self.hint, self.missing, self.name = hint, missing, name
        self.heading, self.classes, self.autocomplete = heading, classes, autocomplete
        super().__init__(label=label, required=required, **kwargs)

    @property
    def said(self) -> str:
        """The field's name inside a sentence: "meeting date"."""
        return str(self.name) or words.lower_first(self.label)

    def error(self, text: Words, *, code: str = "invalid", **params: object) -> ValidationError:
        """An error whose {name} and {Name} are this field's."""
        said = self.said
        return ValidationError(str(text).format(name=said, Name=said[:1].upper() + said[1:], **params), code=code)

    def empty_error(self) -> ValidationError:
        """What to say when a required answer is missing."""
        return self.error(self.missing or self.needs, code="required")

    def validate(self, value: Any) -> None:
        if self.required and value in self.empty_values:
            raise self.empty_error()

    def shown(self, value: Any) -> str:
        """A clean value as "check your answers" shows it."""
        return "" if value in self.empty_values else str(value)

    def input_value(self, value: Any) -> Any:
        """A clean (initial) value as its input holds it."""
        return "" if value is None else value


class TextField(GovukField, forms.CharField):
    """One line. `max_characters` is at most 200 unless said; `width` is GOV.UK's 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(
        self, label: Words, *, max_characters: int = SHORT_ANSWER, width: int | None = None, **kwargs: Any
    ) -> None:
        self.max_characters, self.width = max_characters, width
        self.input_type = kwargs.pop("input_type", "text")
        self.inputmode = kwargs.pop("inputmode", "")
        self.spellcheck = kwargs.pop("spellcheck", None)
        self.prefix, self.suffix = kwargs.pop("prefix", ""), kwargs.pop("suffix", "")
        super().__init__(label, **kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value)
        return " ".join(text.split())

    def validate(self, value: Any) -> None:
        super().validate(value)
        self.check_length(value)

    def check_length(self, value: str) -> None:
        """Refuse what is too long, and say by how much."""
        if len(value) > self.max_characters:
            raise self.error(
                _("{Name} must be {most} characters or fewer. It is {now} now: shorten it by {over}."),
                code="too_long",
                most=words.thousands(self.max_characters),
                now=words.thousands(len(value)),
                over=words.thousands(len(value) - self.max_characters),
            )


class LongTextField(TextField):
    """Several lines, up to 10,000 characters; `max_words` counts words instead and still keeps that ceiling."""

    macro = "long_text"

    def __init__(
        self,
        label: Words,
        *,
        rows: int = 5,
        max_words: int | None = None,
        max_characters: int = LONG_ANSWER,
        count: bool = True,
        **kwargs: Any,
    ) -> None:
        self.rows, self.max_words, self.count = rows, max_words, count
        super().__init__(label, max_characters=max_characters, **kwargs)

    def to_python(self, value: Any) -> str:
        text: str = forms.CharField.to_python(self, value)
        return text.strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.max_words is not None and len(value.split()) > self.max_words:
            raise self.error(
                _("{Name} must be {most} words or fewer. It is {now} now: shorten it by {over}."),
                code="too_long",
                most=words.thousands(self.max_words),
                now=words.thousands(len(value.split())),
                over=words.thousands(len(value.split()) - self.max_words),
            )


class EmailField(TextField):
    """An e-mail address, lower-cased after the @."""

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(
            label,
            **{
                "input_type": "email",
                "autocomplete": "email",
                "spellcheck": False,
                "max_characters": 254,
                **kwargs,
            },
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            return
        try:
            validate_email(value)
        except ValidationError:
            raise self.error(_("Enter {name} in the correct format, like name@example.com"), code="invalid") from None

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        local, at, domain = address.rpartition("@")
        return f"{local}{at}{domain.lower()}"


class PhoneField(TextField):
    """A telephone number as people write them; spaces are kept, because that is how it is read back."""

    _allowed = re.compile(r"\+?[0-9 ()\-]+(\s*(x|ext\.?|est\.?)\s*[0-9]{1,6})?", re.IGNORECASE)

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(
            label, **{"input_type": "tel", "autocomplete": "tel", "width": 20, "max_characters": 40, **kwargs}
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        digits = sum(char in "0123456789" for char in re.split(r"(?i)x|ext|est", value)[0])
        if value and not (self._allowed.fullmatch(value) and 10 <= digits <= 15):
            raise self.error(_("Enter {name} with the area code, like 01639 763333 or 07700 900 982"))


class NumberField(TextField):
    """A whole number, or with `places` decimals a Decimal. `minimum` and `maximum` are included."""

    def __init__(
        self,
        label: Words,
        *,
        minimum: int | Decimal | None = None,
        maximum: int | Decimal | None = None,
        places: int = 0,
        **kwargs: Any,
    ) -> None:
        self.minimum, self.maximum, self.places = minimum, maximum, places
        super().__init__(
            label, **{"inputmode": "decimal" if places else "numeric", "width": 5, "spellcheck": False, **kwargs}
        )

    def clean(self, value: Any) -> Any:
        text = self.to_python(value)
        self.validate(text)
        if not text:
            return None
        number = self._number(text.replace(",", "").replace(" ", ""))
        self._check_bounds(number)
        return number

    def _number(self, text: str) -> int | Decimal:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", text):
            raise self.error(_("{Name} must be a number, like {example}"), example="2.5" if self.places else "12")
        number = Decimal(text)
        if number != round(number, self.places):
            if not self.places:
                raise self.error(_("{Name} must be a whole number, like 12"))
            raise self.error(_("{Name} must have no more than {places} decimal places"), places=self.places)
        return number if self.places else int(number)

    def _check_bounds(self, number: int | Decimal) -> None:
        low, high = self.minimum, self.maximum
        below, above = low is not None and number < low, high is not None and number > high
        if (below or above) and low is not None and high is not None:
            raise self.error(_("{Name} must be between {low} and {high}"), code="out_of_range", low=low, high=high)
        if below:
            raise self.error(_("{Name} must be {low} or more"), code="out_of_range", low=low)
        if above:
            raise self.error(_("{Name} must be {high} or less"), code="out_of_range", high=high)

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value} {self.suffix}".strip()


class HiddenField(GovukField, forms.CharField):
    """A value that travels with the form; the server must not believe it."""

    macro = "hidden"
    widget = forms.HiddenInput

    def __init__(self, *, required: bool = False, max_length: int = LONG_ANSWER, **kwargs: Any) -> None:
        super().__init__("", required=required, max_length=max_length, **kwargs)


class ChoiceField(GovukField, forms.ChoiceField):
    """One of several, as radios. `hints` maps a value to its hint; `reveals` maps a value to the name of the field
    that appears under it, which is only asked (and only checked) when that value is chosen; `inline` sets them in a
    row; `divider_before` names the value before which "or" stands."""

    macro = "radios"
    needs = _("Select {name}")
    widget = forms.RadioSelect

    def __init__(
        self,
        label: Words,
        *,
        choices: Iterable[tuple[str, Words]] | Callable[[], Iterable[tuple[str, Words]]] = (),
        hints: Mapping[str, Words] | None = None,
        reveals: Mapping[str, str] | None = None,
        inline: bool = False,
        divider_before: str = "",
        **kwargs: Any,
    ) -> None:
        self.hints, self.reveals = dict(hints or {}), dict(reveals or {})
        self.inline, self.divider_before = inline, divider_before
        super().__init__(label, choices=choices, **kwargs)

    def validate(self, value: Any) -> None:
        GovukField.validate(self, value)
        if value and not self.valid_value(value):
            raise self.error(_("Select {name} from the list"), code="invalid_choice")

    def pairs(self) -> list[tuple[str, str]]:
        """The choices as (value, label), groups flattened."""
        flat: list[tuple[str, str]] = []
        for value, label in self.choices:
            nested = label if isinstance(label, (list, tuple)) else [(value, label)]
            flat += [(str(inner), str(text)) for inner, text in nested]
        return flat

    def shown(self, value: Any) -> str:
        return dict(self.pairs()).get(str(value), "")


class SelectField(ChoiceField):
    """One of many, as a drop-down list that begins empty."""

    macro = "select"
    widget = forms.Select

    def __init__(self, label: Words, *, prompt: Words = "", **kwargs: Any) -> None:
        self.prompt = prompt or _("Choose one")
        super().__init__(label, **kwargs)


class YesNoField(ChoiceField):
    """Yes or no; the clean value is True, False, or None when it may be left open."""

    needs = _("Select yes or no for: {label}")

    def __init__(self, label: Words, *, yes: Words = "", no: Words = "", **kwargs: Any) -> None:
        choices = (("yes", yes or _("Yes")), ("no", no or _("No")))
        super().__init__(label, choices=choices, **{"inline": not kwargs.get("reveals"), **kwargs})

    def empty_error(self) -> ValidationError:
        return self.error(self.missing or self.needs, code="required", label=self.label)

    def clean(self, value: Any) -> bool | None:
        answer = super().clean(value)
        return {"yes": True, "no": False}.get(answer)

    def shown(self, value: Any) -> str:
        return super().shown(self.input_value(value))

    def input_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value or ""
        return "yes" if value else "no"


class ManyField(GovukField, forms.MultipleChoiceField):
    """Any number of several, as checkboxes. `none` names a value that excludes all others ("None of these")."""

    macro = "checkboxes"
    needs = _("Select at least one of: {label}")
    widget = forms.CheckboxSelectMultiple
    pairs = ChoiceField.pairs

    def __init__(
        self,
        label: Words,
        *,
        choices: Iterable[tuple[str, Words]] | Callable[[], Iterable[tuple[str, Words]]] = (),
        hints: Mapping[str, Words] | None = None,
        reveals: Mapping[str, str] | None = None,
        none: str = "",
        **kwargs: Any,
    ) -> None:
        self.hints, self.reveals, self.none = dict(hints or {}), dict(reveals or {}), none
        self.inline, self.divider_before = False, none
        super().__init__(label, choices=choices, **kwargs)

    def empty_error(self) -> ValidationError:
        return self.error(self.missing or self.needs, code="required", label=self.label)

    def to_python(self, value: Any) -> list[str]:
        return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value] if value else [])]

    def validate(self, value: Any) -> None:
        GovukField.validate(self, value)
        if any(not self.valid_value(item) for item in value):
            raise self.error(_("Select {name} from the list"), code="invalid_choice")
        if self.none and self.none in value and len(value) > 1:
            raise self.error(
                _("Select “{none}” or the others, not both"), code="both", none=dict(self.pairs())[self.none]
            )

    def shown(self, value: Any) -> str:
        known = dict(self.pairs())
        return "\n".join(known[str(item)] for item in value or () if str(item) in known)

    def input_value(self, value: Any) -> Any:
        return [str(item) for item in value or ()]


class DateParts(forms.Widget):
    """Reads `name-day`, `name-month` and `name-year` as three strings."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str, str]:
        day, month, year = (str(data.get(f"{name}-{part}") or "").strip() for part in PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str | None, index: Any = None) -> str:
        return f"{id_}-day" if id_ else ""


PARTS = ("day", "month", "year")
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    )
    for number, name in enumerate(names.split(), start=1)
}

Bound = dt.date | Callable[[], dt.date] | None


class DateField(GovukField):
    """A day in three boxes. `earliest` and `latest` are included, and may be functions (so that "today" is today).

    The month may be a number or its name, in English or Welsh, in full or its first three letters or more.
    """

    macro = "date"
    widget = DateParts

    def __init__(
        self,
        label: Words,
        *,
        earliest: Bound = None,
        latest: Bound = None,
        too_early: Words = "",
        too_late: Words = "",
        birthday: bool = False,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest, self.birthday = earliest, latest, birthday
        self.too_early, self.too_late = too_early, too_late
        super().__init__(label, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        parts = _date_parts(value)
        if not any(parts):
            if self.required:
                raise self.empty_error()
            return None
        self._refuse_missing(parts)
        day = self._real(parts)
        self._check_bounds(day)
        return day

    def _refuse_missing(self, parts: tuple[str, str, str]) -> None:
        spoken = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        absent = [name for name, part in zip(PARTS, parts, strict=True) if not part]
        if absent:
            raise self.error(
                _("{Name} must include {parts}"),
                code="-".join(["parts", *absent]),
                parts=words.and_list(spoken[name] for name in absent),
            )

    def _real(self, parts: tuple[str, str, str]) -> dt.date:
        day, month, year = _digits(parts[0]), _month(parts[1]), _digits(parts[2])
        if year is not None and len(parts[2]) != 4:
            raise self.error(
                _("The year of {name} must have 4 numbers, like {example}"),
                code="parts-year",
                example=dt.date.today().year,
            )
        wrong = [
            name
            for name, number, most in (("day", day, 31), ("month", month, 12), ("year", year, 9999))
            if number is None or not 1 <= number <= most
        ]
        try:
            return dt.date(year or 0, month or 0, day or 0)
        except ValueError:
            raise self.error(
                _("{Name} must be a real date, like 27 3 2026"), code="-".join(["parts", *(wrong or ["day"])])
            ) from None

    def _check_bounds(self, day: dt.date) -> None:
        earliest, latest = _resolve(self.earliest), _resolve(self.latest)
        if earliest is not None and day < earliest:
            text = self.too_early or _("{Name} must be {date} or later")
            raise self.error(text, code="parts-day-month-year", date=words.date_long(earliest))
        if latest is not None and day > latest:
            text = self.too_late or _("{Name} must be {date} or earlier")
            raise self.error(text, code="parts-day-month-year", date=words.date_long(latest))

    def shown(self, value: Any) -> str:
        return words.date_long(value) if isinstance(value, dt.date) else " ".join(_date_parts(value)).strip()

    def input_value(self, value: Any) -> tuple[str, str, str]:
        return _date_parts(value)


class TimeField(TextField):
    """A time of day: 9:30am, 2.15pm, 14:15, noon. A bare 1 to 6 is refused, because it could be either."""

    _written = re.compile(r"([0-9]{1,2})(?:[:. ]?([0-9]{2}))?\s*(am|pm|yb|yp|a\.m\.|p\.m\.)?", re.IGNORECASE)

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 10, "spellcheck": False, **kwargs})

    def clean(self, value: Any) -> Any:
        if isinstance(value, dt.time):
            return value
        text = self.to_python(value).lower()
        self.validate(text)
        if not text:
            return None
        if text in {"noon", "midday", "12 noon", "hanner dydd", "canol dydd"}:
            return dt.time(12, 0)
        match = self._written.fullmatch(text)
        if not match:
            raise self._unreal()
        return self._time(match[1], int(match[2] or 0), (match[3] or "").replace(".", ""))

    def _time(self, hour_text: str, minute: int, half: str) -> dt.time:
        hour = int(hour_text)
        if half:
            if not 1 <= hour <= 12:
                raise self._unreal()
            hour = hour % 12 + (12 if half in {"pm", "yp"} else 0)
        elif 1 <= hour <= 6 and len(hour_text) == 1:
            raise self.error(_("Say if {name} is am or pm, like {hour}:30pm"), code="ambiguous", hour=hour)
        if hour > 23 or minute > 59:
            raise self._unreal()
        return dt.time(hour, minute)

    def _unreal(self) -> ValidationError:
        return self.error(_("{Name} must be a time, like 9:30am or 2:15pm"))

    def shown(self, value: Any) -> str:
        return words.clock(value) if isinstance(value, dt.time) else str(value or "")

    input_value = shown


class FileField(GovukField, forms.FileField):
    """One file, judged by what is in it; the clean value is an `uploads.Upload`, or None."""

    macro = "file"
    needs = _("Choose {name}")

    def __init__(
        self,
        label: Words,
        *,
        kinds: Sequence[str] = uploads.ALL_KINDS,
        max_bytes: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.kinds, self.max_bytes = tuple(kinds), max_bytes
        super().__init__(label, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> uploads.Upload | None:
        if not data:
            if self.required and not initial:
                raise self.empty_error()
            return None
        found = uploads.check(data, kinds=self.kinds, max_bytes=self.max_bytes)
        if isinstance(found, uploads.Refusal):
            raise ValidationError(say(found), code=found.code)
        return found

    @property
    def accept(self) -> str:
        """What the file chooser offers first; it decides nothing."""
        return uploads.accept(self.kinds)

    def shown(self, value: Any) -> str:
        return value.name if isinstance(value, uploads.Upload) else ""


def _date_parts(value: Any) -> tuple[str, str, str]:
    if isinstance(value, dt.date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, (tuple, list)) and len(value) == 3:
        day, month, year = (str(part).strip() for part in value)
        return day, month, year
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        year, month, day = value.split("-")
        return day, month, year
    return "", "", ""


def _digits(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _month(text: str) -> int | None:
    number = _digits(text)
    if number is not None:
        return number
    start = text.lower().rstrip(".")
    found = {value for name, value in _MONTHS.items() if len(start) >= 3 and name.startswith(start)}
    return found.pop() if len(found) == 1 else None


def _resolve(bound: Bound) -> dt.date | None:
    return bound() if callable(bound) else bound
