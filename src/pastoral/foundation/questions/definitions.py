"""What a form asks: sections of questions in two languages, read from a policy pack and never changed by a screen.

Limits, on purpose: ten kinds, one condition (`required_when`) within a section, nothing repeats. A need that breaks
them is a Django form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

Language = Literal["en", "cy"]
KIND_NAMES = (
    "text", "long_text", "date", "yes_no", "one_of", "many_of", "number", "hours_grid", "person", "file",
)  # fmt: skip
CHOOSING = ("yes_no", "one_of", "many_of")
_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FORM_KEYS = {"code", "title", "sections"}
_SECTION_KEYS = {"key", "title", "hint", "owner", "restricted", "questions"}
_OPTION_KEYS = {"value", "text", "hint"}
_LONGEST = 10_000


Item = TypeVar("Item")
Answers = Mapping[str, Any]
"""The answers of one section as JSON: question key to value. A question without an answer is absent."""


@dataclass(frozen=True)
class Text:
    """Words in both languages; Welsh may be missing where a form exists in English alone."""

    en: str = ""
    cy: str = ""

    def said(self, language: Language) -> str:
        """The words in the language, or in English where there are no others."""
        return (self.cy if language == "cy" else self.en) or self.en

    def __bool__(self) -> bool:
        return bool(self.en)


@dataclass(frozen=True)
class Option:
    value: str
    text: Text
    hint: Text = Text()


@dataclass(frozen=True)
class RequiredWhen:
    """Another question of the same section, and the answer to it that makes this one required."""

    question: str
    value: str | bool


@dataclass(frozen=True)
class Question:
    """One thing that a form asks. `source` is the rule or form field it comes from; `suggested` wording is ours."""

    key: str
    kind: str
    text: Text
    hint: Text = Text()
    options: tuple[Option, ...] = ()
    required: bool = False
    required_when: RequiredWhen | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    source: str = ""
    status: str = ""
    suggested: bool = False


@dataclass(frozen=True)
class Section:
    """One page of a form. `owner` says who fills it in, in the pack's own words.

    `restricted`: only who may see restricted notes reads the answers; they are never shown where several people look.
    """

    key: str
    title: Text
    questions: tuple[Question, ...]
    hint: Text = Text()
    owner: str = ""
    restricted: bool = False

    def question(self, key: str) -> Question:
        """The question with this key; KeyError if there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True)
class Form:
    code: str
    title: Text
    sections: tuple[Section, ...] = field(default=())

    def section(self, key: str) -> Section:
        """The section with this key; KeyError if there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @property
    def for_everybody(self) -> Form:
        """The form without its restricted sections."""
        return replace(self, sections=tuple(section for section in self.sections if not section.restricted))


class FormErrors(ValueError):
    """Everything wrong with a form; each line begins with the path of its key."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


def from_pack(table: Mapping[str, Any], *, languages: tuple[str, ...] = ("en",), path: str = "") -> Form:
    """The form in a pack's table. `languages` are those in which every text must exist. Raises FormErrors."""
    return _Reader(languages).whole(table, path)


class _Reader:
    """Collects errors while it reads; what it returns is only used when there are none."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages, self.errors = languages, list[str]()

    def whole(self, table: Any, path: str) -> Form:
        form = self.form(table, path)
        if self.errors or form is None:
            raise FormErrors(self.errors)
        return form

    def form(self, table: Any, path: str) -> Form | None:
        if not self.is_table(table, path, _FORM_KEYS):
            return None
        sections = tuple(self.each(table, "sections", path, self.section))
        self.no_twins([section.key for section in sections], _at(path, "sections"), "key")
        return Form(
            code=self.string(table, "code", path, needed=True),
            title=self.text(table, "title", path, needed=True),
            sections=sections,
        )

    def section(self, table: Any, path: str) -> Section | None:
        if not self.is_table(table, path, _SECTION_KEYS):
            return None
        questions = tuple(self.each(table, "questions", path, self.question))
        self.no_twins([question.key for question in questions], _at(path, "questions"), "key")
        section = Section(
            key=self.key(table, path),
            title=self.text(table, "title", path, needed=True),
            hint=self.text(table, "hint", path),
            owner=self.string(table, "owner", path),
            restricted=self.boolean(table, "restricted", path),
            questions=questions,
        )
        for i, question in enumerate(questions):
            self.condition(section, question, _at(path, f"questions[{i}].required_when"))
        return section

    def question(self, table: Any, path: str) -> Question | None:
        if not self.is_table(table, path, set(Question.__dataclass_fields__)):
            return None
        kind = self.string(table, "kind", path, needed=True)
        if kind and kind not in KIND_NAMES:
            self.wrong(_at(path, "kind"), f"“{kind}” is not one of {', '.join(KIND_NAMES)}")
        question = Question(
            key=self.key(table, path),
            kind=kind,
            text=self.text(table, "text", path, needed=True),
            hint=self.text(table, "hint", path),
            options=tuple(self.each(table, "options", path, self.option)) if "options" in table else (),
            required=self.boolean(table, "required", path),
            required_when=self.required_when(table, path),
            max_length=self.whole_number(table, "max_length", path, 1, _LONGEST),
            minimum=self.number(table, "minimum", path),
            maximum=self.number(table, "maximum", path),
            places=self.whole_number(table, "places", path, 0, 6) or 0,
            source=self.string(table, "source", path),
            status=self.string(table, "status", path),
            suggested=self.boolean(table, "suggested", path),
        )
        self.fits_its_kind(question, path)
        return question

    def option(self, table: Any, path: str) -> Option | None:
        if not self.is_table(table, path, _OPTION_KEYS):
            return None
        return Option(
            value=self.string(table, "value", path, needed=True),
            text=self.text(table, "text", path, needed=True),
            hint=self.text(table, "hint", path),
        )

    def fits_its_kind(self, question: Question, path: str) -> None:
        has_options = question.kind in ("one_of", "many_of")
        if has_options and len(question.options) < 2:
            self.wrong(_at(path, "options"), f"a {question.kind} question needs at least two options")
        if question.options and not has_options:
            self.wrong(_at(path, "options"), f"a {question.kind} question has no options")
        self.no_twins([option.value for option in question.options], _at(path, "options"), "value")
        if question.max_length is not None and question.kind not in ("text", "long_text"):
            self.wrong(_at(path, "max_length"), f"a {question.kind} question has no max_length")
        if question.kind != "number":
            for name in ("minimum", "maximum", "places"):
                if getattr(question, name):
                    self.wrong(_at(path, name), f"a {question.kind} question has no {name}")
        if None not in (question.minimum, question.maximum) and question.minimum > question.maximum:  # type: ignore[operator]  # neither is None here
            self.wrong(_at(path, "minimum"), "is more than the maximum")
        if question.required and question.required_when:
            self.wrong(_at(path, "required_when"), "the question is required anyway")

    def required_when(self, table: Mapping[str, Any], path: str) -> RequiredWhen | None:
        if "required_when" not in table:
            return None
        inner, here = table["required_when"], _at(path, "required_when")
        if not self.is_table(inner, here, {"question", "value"}):
            return None
        value = inner.get("value")
        if not isinstance(value, (str, bool)):
            self.wrong(_at(here, "value"), "must be true, false or an option's value")
            return None
        return RequiredWhen(self.string(inner, "question", here, needed=True), value)

    def condition(self, section: Section, question: Question, path: str) -> None:
        """One condition, on a choosing question of the same section, with an answer that it can have."""
        condition = question.required_when
        if condition is None or not condition.question:
            return
        other = next((each for each in section.questions if each.key == condition.question), None)
        if other is None or other is question:
            self.wrong(f"{path}.question", f"“{condition.question}” is not another question of this section")
        elif other.kind not in CHOOSING:
            self.wrong(
                f"{path}.question", f"“{other.key}” is a {other.kind} question, not one of {', '.join(CHOOSING)}"
            )
        elif condition.value not in ((True, False) if other.kind == "yes_no" else [o.value for o in other.options]):
            self.wrong(f"{path}.value", f"“{condition.value}” is not an answer to “{other.key}”")

    # -- single values

    def wrong(self, path: str, sentence: str) -> None:
        self.errors.append(f"{path or 'form'}: {sentence}")

    def is_table(self, value: Any, path: str, allowed: set[str]) -> bool:
        if not isinstance(value, Mapping):
            self.wrong(path, "must be a table")
            return False
        for key in value:
            if key not in allowed:
                self.wrong(_at(path, str(key)), f"is not known here (known: {', '.join(sorted(allowed))})")
        return True

    def each(
        self, table: Mapping[str, Any], name: str, path: str, read: Callable[[Any, str], Item | None]
    ) -> list[Item]:
        here, found = _at(path, name), table.get(name)
        if not isinstance(found, (list, tuple)) or not found:
            self.wrong(here, "must be a list with something in it")
            return []
        items = [read(item, f"{here}[{i}]") for i, item in enumerate(found)]
        return [item for item in items if item is not None]

    def string(self, table: Mapping[str, Any], name: str, path: str, *, needed: bool = False) -> str:
        value = table.get(name, "")
        if not isinstance(value, str):
            self.wrong(_at(path, name), "must be text")
            return ""
        if needed and not value.strip():
            self.wrong(_at(path, name), "is missing")
        return value

    def key(self, table: Mapping[str, Any], path: str) -> str:
        value = self.string(table, "key", path, needed=True)
        if value and not _KEY.fullmatch(value):
            self.wrong(_at(path, "key"), f"“{value}” must be small letters, digits and single underscores")
        return value

    def boolean(self, table: Mapping[str, Any], name: str, path: str) -> bool:
        value = table.get(name, False)
        if not isinstance(value, bool):
            self.wrong(_at(path, name), "must be true or false")
        return value is True

    def number(self, table: Mapping[str, Any], name: str, path: str) -> Decimal | None:
        value = table.get(name)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float, Decimal))
            or not Decimal(str(value)).is_finite()
        ):
            self.wrong(_at(path, name), "must be a number")
            return None
        return Decimal(str(value))

    def whole_number(self, table: Mapping[str, Any], name: str, path: str, least: int, most: int) -> int | None:
        value = table.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(_at(path, name), f"must be a whole number from {least} to {most}")
            return None
        return value

    def text(self, table: Mapping[str, Any], name: str, path: str, *, needed: bool = False) -> Text:
        here = _at(path, name)
        if name not in table:
            if needed:
                self.wrong(here, "is missing")
            return Text()
        inner = table[name]
        if not self.is_table(inner, here, {"en", "cy"}):
            return Text()
        for language in self.languages:
            if not self.string(inner, language, here).strip():
                self.wrong(_at(here, language), "is missing")
        return Text(en=cast(str, inner.get("en", "")), cy=self.string(inner, "cy", here))

    def no_twins(self, values: list[str], path: str, name: str) -> None:
        for value in sorted({value for value in values if value and values.count(value) > 1}):
            self.wrong(path, f"two have the {name} “{value}”")


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
