"""The ten kinds of question. Each says how it is asked, kept as JSON, shown in a row, and printed.

Answers have a Python value (a date, a tuple of options, `Person`) and a JSON value; None is "not answered" in both.
Functions that return words are called with the wanted language switched on.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.documents.tree import Answer, Fact, Grid, TickItem, TickList, YesNo
from pastoral.foundation.govuk import fields, words

from .answers import DAYS, DayHours, HoursGrid, KeptFile, Person
from .definitions import Language, Question

Printed = Fact | Answer | TickList | Grid
Wrong = tuple[str, str]
"""The suffix of the input that is wrong, and the sentence."""


def _alone(cleaned: Mapping[str, Any]) -> Any:
    value = cleaned.get("")
    return None if value in ("", None, [], ()) else value


def _itself(question: Question, value: Any) -> Any:
    return value


def _never_wrong(question: Question, cleaned: Mapping[str, Any]) -> Wrong | None:
    return None


def _only_input(value: Any) -> dict[str, Any]:
    return {"": value}


@dataclass(frozen=True)
class Kind:
    """What one kind of question can do. Most have one input; a person has three and an hours grid has ten."""

    fields: Callable[[Question, Language, bool], dict[str, fields.GovukField]]
    """(question, language, required) to the form fields by suffix; "" is the only one's."""
    said: Callable[[Question, Any, Language], str]
    """The value in words, for a summary row."""
    part: Callable[[Question, Any, Language], Printed]
    """The question and its value (None: room to write) as part of a document."""
    from_json: Callable[[Question, Any], Any]
    """The value of a stored answer; ValueError if it can't be one."""
    to_json: Callable[[Question, Any], Any] = _itself
    gather: Callable[[Mapping[str, Any]], Any] = _alone
    """The value of the fields' cleaned data by suffix."""
    spread: Callable[[Any], dict[str, Any]] = _only_input
    """The value as initial data by suffix."""
    wrong: Callable[[Question, Mapping[str, Any]], Wrong | None] = _never_wrong
    """What no single field can see."""


# -- text and long text


def _text_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    most = question.max_length or fields.SHORT_ANSWER
    return {"": fields.TextField(max_characters=most, **_common(question, language, required))}


def _long_text_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    most = question.max_length or fields.LONG_ANSWER
    return {"": fields.LongTextField(max_characters=most, **_common(question, language, required))}


def _text_from_json(question: Question, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be text that is not empty")
    return value


def _as_it_is(question: Question, value: Any, language: Language) -> str:
    return str(value)


def _long_text_part(question: Question, value: Any, language: Language) -> Answer:
    return Answer(question.text.said(language), value or "", lines_when_blank=5)


# -- date


def _date_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    return {"": fields.DateField(**_common(question, language, required))}


def _date_from_json(question: Question, value: Any) -> datetime.date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("must be a day like 2026-11-21")
    return datetime.date.fromisoformat(value)


def _iso(question: Question, value: Any) -> str:
    return str(value.isoformat())


def _date_said(question: Question, value: Any, language: Language) -> str:
    return words.date_long(value)


# -- yes or no


def _yes_no_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    return {"": fields.YesNoField(**_common(question, language, required))}


def _yes_no_from_json(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _yes_no_said(question: Question, value: Any, language: Language) -> str:
    return _("Yes") if value else _("No")


def _yes_no_part(question: Question, value: Any, language: Language) -> Fact:
    return Fact(question.text.said(language), YesNo(value))


# -- one of several, any of several


def _pairs(question: Question, language: Language) -> list[tuple[str, str]]:
    return [(option.value, option.text.said(language)) for option in question.options]


def _hints(question: Question, language: Language) -> dict[str, str]:
    return {option.value: option.hint.said(language) for option in question.options if option.hint}


def _one_of_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    choices = {"choices": _pairs(question, language), **_common(question, language, required)}
    if len(question.options) > 12:
        return {"": fields.SelectField(**choices)}
    return {"": fields.ChoiceField(hints=_hints(question, language), **choices)}


def _many_of_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    hints = _hints(question, language)
    return {
        "": fields.ManyField(choices=_pairs(question, language), hints=hints, **_common(question, language, required))
    }


def _one_of_from_json(question: Question, value: Any) -> str:
    if value not in [option.value for option in question.options]:
        raise ValueError("must be one of the options")
    return str(value)


def _many_of_from_json(question: Question, value: Any) -> tuple[str, ...]:
    known = [option.value for option in question.options]
    if not isinstance(value, list) or not value or any(item not in known for item in value):
        raise ValueError("must be a list of options")
    if len(set(value)) != len(value):
        raise ValueError("must name each option once")
    return tuple(option for option in known if option in value)


def _one_of_said(question: Question, value: Any, language: Language) -> str:
    return dict(_pairs(question, language)).get(value, "")


def _many_of_said(question: Question, value: Any, language: Language) -> str:
    return "\n".join(text for option, text in _pairs(question, language) if option in value)


def _one_of_part(question: Question, value: Any, language: Language) -> Printed:
    """Answered: a fact. Blank: every option with a box, because paper can't offer a list."""
    if value is not None:
        return Fact(question.text.said(language), _one_of_said(question, value, language))
    return _many_of_part(question, (), language)


def _many_of_part(question: Question, value: Any, language: Language) -> TickList:
    items = tuple(TickItem(text, option in (value or ())) for option, text in _pairs(question, language))
    return TickList(items, caption=question.text.said(language))


# -- number


def _number_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    def bound(limit: Decimal | None) -> int | Decimal | None:
        return int(limit) if limit is not None and limit == int(limit) else limit

    return {
        "": fields.NumberField(
            minimum=bound(question.minimum),
            maximum=bound(question.maximum),
            places=question.places,
            **_common(question, language, required),
        )
    }


def _number_from_json(question: Question, value: Any) -> int | Decimal:
    """Whole numbers are JSON numbers; decimals are text, because a JSON number may lose its last digit."""
    if question.places == 0:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be a whole number")
        return value
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ValueError("must be a number as text, like “4.25”")
    return number


def _number_to_json(question: Question, value: Any) -> int | str:
    return int(value) if question.places == 0 else f"{Decimal(value):f}"


# -- hours of a week


def _hours_grid_fields(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    made: dict[str, fields.GovukField] = {}
    common = _common(question, language, required=False)
    for day, named in _days().items():
        for end, label in (("start", _("{day}: arrives")), ("end", _("{day}: leaves"))):
            said = label.format(day=named)
            hint = common["hint"] if not made else ""
            made[f"{day}_{end}"] = fields.TimeField(said, hint=hint, name=said, required=False)
    return made


def _days() -> dict[str, str]:
    return dict(zip(DAYS, (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")), strict=True))


def _hours_grid_gather(cleaned: Mapping[str, Any]) -> HoursGrid | None:
    both = ((day, cleaned.get(f"{day}_start"), cleaned.get(f"{day}_end")) for day in DAYS)
    return tuple(DayHours(day, start, end) for day, start, end in both if start and end) or None


def _hours_grid_spread(value: HoursGrid) -> dict[str, Any]:
    return {
        f"{hours.day}_{name}": time for hours in value for name, time in (("start", hours.start), ("end", hours.end))
    }


def _hours_grid_wrong(question: Question, cleaned: Mapping[str, Any]) -> Wrong | None:
    for day, named in _days().items():
        start, end = cleaned.get(f"{day}_start"), cleaned.get(f"{day}_end")
        if start and not end:
            return f"{day}_end", _("Enter when {day} ends").format(day=named)
        if end and not start:
            return f"{day}_start", _("Enter when {day} starts").format(day=named)
        if start and end and end <= start:
            return f"{day}_end", _("{day} must end after it starts").format(day=named)
    return None


def _hours_grid_from_json(question: Question, value: Any) -> HoursGrid:
    if not isinstance(value, dict) or not value or not set(value) <= set(DAYS):
        raise ValueError("must be a table of days, mon to fri")
    found = []
    for day in DAYS:
        if day in value:
            times = value[day]
            if not isinstance(times, list) or len(times) != 2 or not all(isinstance(time, str) for time in times):
                raise ValueError(f"{day} must be two times")
            start, end = map(datetime.time.fromisoformat, times)
            if end <= start:
                raise ValueError(f"{day} must end after it starts")
            found.append(DayHours(day, start, end))
    return tuple(found)


def _hours_grid_to_json(question: Question, value: Any) -> dict[str, list[str]]:
    return {hours.day: [f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"] for hours in value}


def _hours_grid_said(question: Question, value: Any, language: Language) -> str:
    named = _days()
    return "\n".join(
        _("{day}: {start} to {end}").format(
            day=named[hours.day], start=words.clock(hours.start), end=words.clock(hours.end)
        )
        for hours in value
    )


def _hours_grid_part(question: Question, value: Any, language: Language) -> Grid:
    found = {hours.day: hours for hours in value or ()}
    return Grid(
        column_headings=tuple(_days().values()),
        row_headings=(_("Arrives"), _("Leaves")),
        cells=(
            tuple(words.clock(found[day].start) if day in found else "" for day in DAYS),
            tuple(words.clock(found[day].end) if day in found else "" for day in DAYS),
        ),
        caption=question.text.said(language),
    )


# -- person


def _person_fields(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    said = question.text.said(language)
    return {
        "name": fields.TextField(**_common(question, language, required)),
        "role": fields.TextField(_("{person}: role").format(person=said), required=False),
        "organisation": fields.TextField(_("{person}: organisation").format(person=said), required=False),
    }


def _person_gather(cleaned: Mapping[str, Any]) -> Person | None:
    person = Person(*(cleaned.get(part) or "" for part in ("name", "role", "organisation")))
    return person if person.name else None


def _person_spread(value: Person) -> dict[str, Any]:
    return {"name": value.name, "role": value.role, "organisation": value.organisation}


def _person_wrong(question: Question, cleaned: Mapping[str, Any]) -> Wrong | None:
    if not cleaned.get("name") and (cleaned.get("role") or cleaned.get("organisation")):
        return "name", _("Enter the person's name")
    return None


def _person_from_json(question: Question, value: Any) -> Person:
    texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    if not texts or not set(value) <= {"name", "role", "organisation"} or not value.get("name"):
        raise ValueError("must be a table with name, role and organisation")
    return Person(**value)


def _person_to_json(question: Question, value: Any) -> dict[str, str]:
    return {part: text for part, text in _person_spread(value).items() if text}


def _person_said(question: Question, value: Any, language: Language) -> str:
    return ", ".join(text for text in (value.name, value.role, value.organisation) if text)


# -- file


def _file_field(question: Question, language: Language, required: bool) -> dict[str, fields.GovukField]:
    return {"": fields.FileField(**_common(question, language, required))}


def _file_from_json(question: Question, value: Any) -> KeptFile:
    if not isinstance(value, dict) or set(value) != {"sha256", "name", "size"}:
        raise ValueError("must be a table with sha256, name and size")
    if not isinstance(value["sha256"], str) or not re.fullmatch(r"[0-9a-f]{64}", value["sha256"]):
        raise ValueError("sha256 must be 64 hexadecimal digits")
    if not isinstance(value["name"], str) or isinstance(value["size"], bool) or not isinstance(value["size"], int):
        raise ValueError("name must be text and size a whole number")
    return KeptFile(**value)


def _file_to_json(question: Question, value: Any) -> dict[str, Any]:
    return {"sha256": value.sha256, "name": value.name, "size": value.size}


def _file_said(question: Question, value: Any, language: Language) -> str:
    return f"{value.name} ({words.file_size(value.size)})"


def _fact(said: Callable[[Question, Any, Language], str]) -> Callable[[Question, Any, Language], Printed]:
    """The part of a kind that prints as a label beside its value in words."""

    def part(question: Question, value: Any, language: Language) -> Fact:
        return Fact(question.text.said(language), "" if value is None else said(question, value, language))

    return part


def _common(question: Question, language: Language, required: bool) -> dict[str, Any]:
    return {"label": question.text.said(language), "hint": question.hint.said(language), "required": required}


KINDS: dict[str, Kind] = {
    "text": Kind(_text_field, _as_it_is, _fact(_as_it_is), _text_from_json),
    "long_text": Kind(_long_text_field, _as_it_is, _long_text_part, _text_from_json),
    "date": Kind(_date_field, _date_said, _fact(_date_said), _date_from_json, _iso),
    "yes_no": Kind(_yes_no_field, _yes_no_said, _yes_no_part, _yes_no_from_json),
    "one_of": Kind(_one_of_field, _one_of_said, _one_of_part, _one_of_from_json),
    "many_of": Kind(
        _many_of_field,
        _many_of_said,
        _many_of_part,
        _many_of_from_json,
        lambda question, value: list(value),
        lambda cleaned: tuple(cleaned.get("") or ()) or None,
        lambda value: {"": list(value)},
    ),
    "number": Kind(_number_field, _as_it_is, _fact(_as_it_is), _number_from_json, _number_to_json),
    "hours_grid": Kind(
        _hours_grid_fields,
        _hours_grid_said,
        _hours_grid_part,
        _hours_grid_from_json,
        _hours_grid_to_json,
        _hours_grid_gather,
        _hours_grid_spread,
        _hours_grid_wrong,
    ),
    "person": Kind(
        _person_fields,
        _person_said,
        _fact(_person_said),
        _person_from_json,
        _person_to_json,
        _person_gather,
        _person_spread,
        _person_wrong,
    ),
    "file": Kind(_file_field, _file_said, _fact(_file_said), _file_from_json, _file_to_json),
}
