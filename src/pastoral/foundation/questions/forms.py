"""One definition as a page, its validation, the check-answers page, and part of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import override

from pastoral.foundation.documents import stored
from pastoral.foundation.documents.tree import Answer, Box, Fact, Facts, Part
from pastoral.foundation.govuk.fields import GovukField
from pastoral.foundation.govuk.forms import PastoralForm

from .answers import KeptFile
from .definitions import Answers, Form, Language, Question, Section
from .kinds import KINDS, Printed

_DJANGO_CODE = {"en": "en-gb", "cy": "cy"}
_SHORT_LABEL = 34  # characters that fit beside their value when two facts share a row


class QuestionsForm(PastoralForm):
    """The form of one section; made by `form_for`."""

    section: ClassVar[Section]
    complete: ClassVar[bool]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for question in self.section.questions:
            if question.required_when and not condition_holds(self.section, question, self.cleaned_data):
                self._forget_that_it_is_missing(question)
            found = KINDS[question.kind].wrong(question, cleaned_parts(question, self.cleaned_data))
            if found:
                self.add_error(field_name(question, found[0]), found[1])
            elif question.kind == "hours_grid" and self._is_missing(question):
                name = self._inputs(question)[0]
                field = self.fields[name]
                assert isinstance(field, GovukField)  # `kinds` makes no others
                self.add_error(name, field.empty_error())
        return self.cleaned_data

    def _inputs(self, question: Question) -> list[str]:
        return [name for name in self.fields if name.partition("__")[0] == question.key]

    def _forget_that_it_is_missing(self, question: Question) -> None:
        """A conditional question's fields are required, so that no label calls them optional; here it is undone."""
        for name in self._inputs(question):
            if name in self.errors and {error.code for error in self.errors[name].as_data()} == {"required"}:
                del self.errors[name]
                self.cleaned_data[name] = None

    def _is_missing(self, question: Question) -> bool:
        """A week has no single input that could be required, so its emptiness is seen here."""
        if not self.complete or any(name in self.errors for name in self._inputs(question)):
            return False
        wanted = question.required or condition_holds(self.section, question, self.cleaned_data)
        return wanted and KINDS[question.kind].gather(cleaned_parts(question, self.cleaned_data)) is None


def form_for(section: Section, language: Language, *, complete: bool = True) -> type[QuestionsForm]:
    """The form class of a section, its labels in the language. `complete` False: nothing is required."""
    made: dict[str, Any] = {"section": section, "complete": complete}
    with override(_DJANGO_CODE[language]):
        for question in section.questions:
            required = complete and (question.required or question.required_when is not None)
            for suffix, field in KINDS[question.kind].fields(question, language, required).items():
                made[field_name(question, suffix)] = field
    return type("SectionForm", (QuestionsForm,), made)


def initial_from(section: Section, answers: Answers) -> dict[str, Any]:
    """Stored answers as the `initial` of the section's form. An answer that no longer fits its question is left out."""
    initial: dict[str, Any] = {}
    for question in section.questions:
        value = value_of(question, answers)
        if value is not None:
            for suffix, part in KINDS[question.kind].spread(value).items():
                initial[field_name(question, suffix)] = part
    return initial


def answers_from(
    form: QuestionsForm, *, earlier: Answers | None = None, keep: Callable[[bytes], str] = stored.put
) -> dict[str, Any]:
    """A valid form's answers as JSON. Files go through `keep`; one not chosen again stays as in `earlier`."""
    answers: dict[str, Any] = {}
    for question in form.section.questions:
        kind = KINDS[question.kind]
        value = kind.gather(cleaned_parts(question, form.cleaned_data))
        if question.kind == "file":
            if value is not None:
                value = KeptFile(keep(value.file.read()), value.name, value.size)
            elif earlier and question.key in earlier:
                value = value_of(question, earlier)
        if value is not None:
            answers[question.key] = kind.to_json(question, value)
    return answers


def wrong_answers(section: Section, answers: Answers) -> list[str]:
    """What is wrong with stored answers, each with its key; empty when all can be read."""
    known = {question.key for question in section.questions}
    found = [f"{key}: is not a question of this section" for key in answers if key not in known]
    for question in section.questions:
        if question.key in answers:
            try:
                KINDS[question.kind].from_json(question, answers[question.key])
            except ValueError as problem:
                found.append(f"{question.key}: {problem}")
    return found


def value_of(question: Question, answers: Answers) -> Any:
    """The Python value of a stored answer; None when there is none or it can't be read."""
    stored_answer = answers.get(question.key)
    if stored_answer is None:
        return None
    try:
        return KINDS[question.kind].from_json(question, stored_answer)
    except ValueError:
        return None


def missing(section: Section, answers: Answers) -> tuple[Question, ...]:
    """The required questions without an answer, their condition counted: what stands between a section and "done"."""
    values = {question.key: value_of(question, answers) for question in section.questions}
    return tuple(
        question
        for question in section.questions
        if values[question.key] is None and (question.required or condition_holds(section, question, values))
    )


@dataclass(frozen=True)
class SummaryRow:
    """A row of "check your answers"; `answer` is "" when there is none."""

    key: str
    question: str
    answer: str


def summary_rows(section: Section, answers: Answers, language: Language) -> tuple[SummaryRow, ...]:
    """One row a question, in the language."""
    rows = []
    with override(_DJANGO_CODE[language]):
        for question in section.questions:
            value = value_of(question, answers)
            said = "" if value is None else KINDS[question.kind].said(question, value, language)
            rows.append(SummaryRow(question.key, question.text.said(language), said))
    return tuple(rows)


def document_parts(
    form_definition: Form, answers: Mapping[str, Answers], language: Language, blank: bool = False
) -> tuple[Part, ...]:
    """One box a section. `answers` maps a section's key to its answers; with `blank` none is printed."""
    with override(_DJANGO_CODE[language]):
        return tuple(
            section_box(section, {} if blank else answers.get(section.key, {}), language, blank=blank)
            for section in form_definition.sections
        )


def section_box(section: Section, answers: Answers, language: Language, *, blank: bool = False) -> Box:
    """A section as a box: questions with short answers side by side, long ones below one another."""
    with override(_DJANGO_CODE[language]):
        printed = [
            _printed(question, None if blank else value_of(question, answers), language)
            for question in section.questions
        ]
    parts: list[Any] = []
    facts: list[Fact] = []
    for part in (*printed, None):
        if isinstance(part, Fact):
            facts.append(part)
            continue
        if facts:
            parts.append(_facts(facts))
            facts = []
        if part is not None:
            parts.append(part)
    title = section.title.said(language)
    if len(parts) == 1 and isinstance(parts[0], Answer) and parts[0].label == title:
        parts[0] = Answer("", parts[0].text, parts[0].lines_when_blank)  # the bar above says it already
    return Box(title, tuple(parts), note=section.hint.said(language))


def _printed(question: Question, value: Any, language: Language) -> Printed:
    return KINDS[question.kind].part(question, value, language)


def _facts(facts: list[Fact]) -> Facts:
    short = len(facts) > 1 and all(len(fact.label) <= _SHORT_LABEL for fact in facts)
    rows = tuple(Fact(fact.label, fact.value, wide=short and len(str(fact.value)) > 60) for fact in facts)
    return Facts(rows, columns=2 if short else 1)


def condition_holds(section: Section, question: Question, values: Mapping[str, Any]) -> bool:
    """Whether the answer to the other question makes this one required."""
    condition = question.required_when
    if condition is None:
        return False
    given = values.get(condition.question)
    if section.question(condition.question).kind == "many_of":
        return condition.value in (given or ())
    return given == condition.value if given is not None else False


def field_name(question: Question, suffix: str) -> str:
    """The name of one input of a question."""
    return f"{question.key}__{suffix}" if suffix else question.key


def cleaned_parts(question: Question, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """A question's own inputs from a form's cleaned data, by suffix."""
    return {
        name.partition("__")[2]: value for name, value in cleaned.items() if name.partition("__")[0] == question.key
    }
