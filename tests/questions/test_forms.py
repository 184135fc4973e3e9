"""One definition drives the page, validation, check-answers, PDF and Word."""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from documents.reading import pdf_text, squeezed
from documents.test_word import all_text
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import BothLanguages, Document
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.questions import forms
from pastoral.foundation.questions.answers import DAYS, DayHours, KeptFile, Person
from pastoral.foundation.questions.definitions import Answers, Language, Section, from_pack
from pastoral.foundation.questions.kinds import KINDS
from questions.sample_form import ANSWERS, every_kind, table

FORM = every_kind()
CHILD, VIEWS = FORM.sections
QUESTIONS = {question.kind: question for section in FORM.sections for question in reversed(section.questions)}
QUESTIONS["number"] = CHILD.question("attendance")

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["C"])
WORDS = (  # as a page leaves them: composed, single spaces
    st.text(CHARACTERS, min_size=1, max_size=60)
    .map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
    .filter(bool)
)
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
HOURS = st.lists(TIMES, min_size=2, max_size=2, unique=True).map(sorted)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "long_text": WORDS,
    "date": st.dates(datetime.date(1000, 1, 1)),
    "yes_no": st.booleans(),
    "one_of": st.sampled_from(["behaviour", "medical"]),
    "many_of": st.sets(st.sampled_from(["family", "camhs", "youth"]), min_size=1).map(
        lambda chosen: tuple(value for value in ("family", "camhs", "youth") if value in chosen)
    ),
    "number": st.decimals(0, 100, places=1),
    "hours_grid": st.dictionaries(st.sampled_from(DAYS), HOURS, min_size=1).map(
        lambda week: tuple(DayHours(day, *week[day]) for day in DAYS if day in week)
    ),
    "person": st.builds(Person, WORDS, st.just("") | WORDS, st.just("") | WORDS),
    "file": st.builds(KeptFile, st.text("0123456789abcdef", min_size=64, max_size=64), WORDS, st.integers(0, 10**9)),
}


def posted(section: Section, answers: Answers, language: Language = "en") -> dict[str, Any]:
    """What a browser sends when the page shows these answers and nobody changes them."""
    page = forms.form_for(section, language)(initial=forms.initial_from(section, answers))
    data: dict[str, Any] = {}
    for name in page.fields:
        value = page.raw(name)
        if isinstance(value, tuple) and len(value) == 3:
            data |= {f"{name}-{part}": piece for part, piece in zip(("day", "month", "year"), value, strict=True)}
        elif not isinstance(value, KeptFile):
            data[name] = value
    return data


def sent(section: Section, data: dict[str, Any], **more: Any) -> forms.QuestionsForm:
    return forms.form_for(section, "en", **more)(data)


def as_document(language: Language, *, blank: bool = False, answers: dict[str, Any] = ANSWERS) -> Document:
    parts = forms.document_parts(FORM, answers, language, blank=blank)
    return Document(FORM.title.said(language), language, "Council", parts, form_code=FORM.code, blank=blank)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_json_in_and_out(kind: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    question = QUESTIONS[kind]
    assert KINDS[kind].from_json(question, KINDS[kind].to_json(question, value)) == value


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"file"}))
@given(data=st.data())
def test_shown_on_a_page_and_sent_back_is_the_same(kind: str, data: st.DataObject) -> None:
    question = QUESTIONS[kind]
    section = Section("one", question.text, (question,))
    value = data.draw(VALUES[kind])
    answers = {question.key: KINDS[kind].to_json(question, value)}
    form = sent(section, posted(section, answers))
    assert form.is_valid(), form.errors
    assert forms.answers_from(form) == answers


@pytest.mark.parametrize("section", [CHILD, VIEWS])
def test_a_whole_section_comes_back(section: Section) -> None:
    answers = ANSWERS[section.key]
    form = forms.form_for(section, "en")(posted(section, answers), initial=forms.initial_from(section, answers))
    assert form.is_valid(), form.errors
    assert forms.answers_from(form, earlier=answers) == answers
    assert forms.wrong_answers(section, answers) == []


@pytest.mark.parametrize(
    ("kind", "nonsense"),
    [
        ("text", 3), ("text", ""), ("date", "21/11/2026"), ("date", "2026-02-30"), ("yes_no", "yes"),
        ("one_of", "else"), ("one_of", ["behaviour"]), ("many_of", "family"),
        ("many_of", ["family", "family"]), ("many_of", [{}]),
        ("number", 81.4), ("number", "NaN"), ("number", "many"), ("hours_grid", {"sat": ["09:00", "10:00"]}),
        ("hours_grid", {"mon": ["10:00", "09:00"]}), ("hours_grid", {"mon": "all"}), ("person", {"role": "Head"}),
        ("person", "Ann"), ("file", {"sha256": "x", "name": "a", "size": 1}), ("file", "letter.pdf"),
    ],
)  # fmt: skip
def test_a_stored_answer_that_is_none_is_said_and_left_out(kind: str, nonsense: Any) -> None:
    question = QUESTIONS[kind]
    section = Section("one", question.text, (question,))
    assert forms.wrong_answers(section, {question.key: nonsense})[0].startswith(f"{question.key}: ")
    assert forms.initial_from(section, {question.key: nonsense}) == {}
    assert forms.summary_rows(section, {question.key: nonsense}, "en")[0].answer == ""


def test_required_and_required_when() -> None:
    form = sent(CHILD, {"travels": "yes"})
    assert not form.is_valid()
    assert set(form.errors) == {"name", "route"}
    assert set(sent(CHILD, {"name": "Ianto", "travels": "no"}).errors) == set()
    assert set(sent(CHILD, {"name": "Ianto"}).errors) == set()
    assert [line.href for line in form.error_summary()] == ["#id_name", "#id_route"]


def test_a_conditional_question_is_not_called_optional() -> None:
    drawn = str(forms.form_for(CHILD, "en")().render_field("route"))
    assert "Route number" in drawn
    assert "optional" not in drawn
    assert "optional" in str(forms.form_for(CHILD, "en")().render_field("travels"))


def test_a_conditional_question_is_still_checked_when_it_is_answered() -> None:
    form = sent(CHILD, {"name": "Ianto", "travels": "no", "route": "x" * 201})
    assert list(form.errors) == ["route"]


@pytest.mark.parametrize(
    "condition", [{"required": True}, {"required_when": {"question": "reason", "value": "medical"}}]
)
def test_a_week_can_be_required(condition: dict[str, Any]) -> None:
    pack = table()
    pack["sections"][1]["questions"][3] |= condition
    section = from_pack(pack).section("views")
    letter = {"letter": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    assert list(forms.form_for(section, "en")({"reason": "medical"}, letter).errors) == ["hours__mon_start"]
    filled = {"reason": "medical", "hours__tue_start": "9am", "hours__tue_end": "noon"}
    assert forms.form_for(section, "en")(filled, letter).is_valid()


def test_a_part_may_be_saved() -> None:
    form = sent(CHILD, {"travels": "yes"}, complete=False)
    assert form.is_valid()
    assert forms.answers_from(form) == {"travels": True}
    assert [question.key for question in forms.missing(CHILD, {"travels": True})] == ["name", "route"]
    assert forms.missing(CHILD, ANSWERS["child"]) == ()


def test_a_required_file_that_is_kept_already_is_not_asked_again() -> None:
    answers = ANSWERS["views"]
    without = {key: value for key, value in answers.items() if key != "letter"}
    assert set(sent(VIEWS, posted(VIEWS, without)).errors) == {"letter"}
    again = forms.form_for(VIEWS, "en")(posted(VIEWS, answers), initial=forms.initial_from(VIEWS, answers))
    assert again.is_valid(), again.errors
    assert forms.answers_from(again, earlier=answers)["letter"] == answers["letter"]


def test_a_file_is_kept_by_its_content() -> None:
    kept: list[bytes] = []

    def keep(content: bytes) -> str:
        kept.append(content)
        return "a" * 64

    upload = SimpleUploadedFile("../letter.pdf", b"%PDF-1.7 hello")
    form = forms.form_for(VIEWS, "en")({"reason": "medical"}, {"letter": upload})
    assert form.is_valid(), form.errors
    assert forms.answers_from(form, keep=keep)["letter"] == {"sha256": "a" * 64, "name": "letter.pdf", "size": 14}
    assert kept == [b"%PDF-1.7 hello"]


@pytest.mark.parametrize(
    ("section", "data", "name"),
    [
        (CHILD, {"name": "x" * 81}, "name"),
        (CHILD, {"name": "I", "attendance": "101"}, "attendance"),
        (CHILD, {"name": "I", "exclusions": "-1"}, "exclusions"),
        (CHILD, {"name": "I", "born-day": "31", "born-month": "2", "born-year": "2013"}, "born"),
        (CHILD, {"name": "I", "lead__role": "Head"}, "lead__name"),
        (VIEWS, {"hours__mon_start": "9am"}, "hours__mon_end"),
        (VIEWS, {"hours__tue_end": "12pm"}, "hours__tue_start"),
        (VIEWS, {"hours__wed_start": "12pm", "hours__wed_end": "9am"}, "hours__wed_end"),
        (VIEWS, {"reason": "else"}, "reason"),
        (VIEWS, {"help": ["family", "else"]}, "help"),
        (VIEWS, {"working": "x" * 10_001}, "working"),
    ],
)
def test_what_is_wrong_is_said_at_its_input(section: Section, data: dict[str, Any], name: str) -> None:
    form = sent(section, data)
    assert list(form.errors) == [name]


def test_the_page_draws_every_input_in_its_language() -> None:
    for section in FORM.sections:
        page = forms.form_for(section, "cy")()
        drawn = str(page.render_all())
        for question in section.questions:
            if question.kind != "hours_grid":
                assert question.text.cy.replace("'", "&#39;") in drawn


def test_check_answers() -> None:
    rows = {row.key: (row.question, row.answer) for section in FORM.sections
            for row in forms.summary_rows(section, ANSWERS[section.key], "en")}  # fmt: skip
    assert rows["born"] == ("Date of birth", "14 March 2013")
    assert rows["travels"] == ("Travel assistance", "Yes")
    assert rows["help"] == ("Who helps", "Family\nYouth Service")
    assert rows["hours"] == ("Hours in school", "Monday: 9am to 12pm\nFriday: 9am to 3:10pm")
    assert rows["lead"] == ("PSP school lead", "Cerys Llŷr-Bowen, Pastoral lead")
    assert rows["letter"] == ("Letter from the doctor", "letter.pdf (12 KB)")
    welsh = {row.key: row for row in forms.summary_rows(CHILD, ANSWERS["child"], "cy")}
    assert (welsh["born"].question, welsh["born"].answer) == ("Dyddiad geni", "14 Mawrth 2013")


@pytest.mark.parametrize(
    "wanted",
    ["Ianto Gwŷn Price", "14 March 2013", "Route number", "81.4", "Cerys Llŷr-Bowen, Pastoral lead", "Reading club.",
     "Medical", "Youth Service", "3:10pm", "letter.pdf (12 KB)", "Ask the child first."],
)  # fmt: skip
def test_pdf_and_word_say_the_same(wanted: str) -> None:
    document = as_document("en")
    assert squeezed(wanted) in squeezed(pdf_text(render_pdf(document)))
    assert wanted in all_text(render_docx(document))


def test_a_blank_form_holds_no_answer_and_every_question() -> None:
    text = squeezed(pdf_text(render_pdf(as_document("en", blank=True))))
    assert "Ianto" not in text
    assert "☑" not in text
    for section in FORM.sections:
        for question in section.questions:
            assert squeezed(question.text.en) in text
            for option in question.options:
                assert f"☐{squeezed(option.text.en)}" in text


def test_both_languages_in_one_file() -> None:
    text = squeezed(pdf_text(render_pdf(BothLanguages(welsh=as_document("cy"), english=as_document("en")))))
    assert text.index("Presenoldeb") < text.index("Attendance")


def test_nothing_answered_yet_still_prints() -> None:
    document = as_document("cy", answers={})
    assert "Beth sy'n gweithio" in pdf_text(render_pdf(document))
    assert "Beth sy'n gweithio" in all_text(render_docx(document))


def test_numbers_are_exact() -> None:
    form = sent(CHILD, {"name": "I", "attendance": "81.4", "exclusions": "3"})
    assert form.is_valid()
    assert forms.value_of(CHILD.question("attendance"), forms.answers_from(form)) == Decimal("81.4")
    assert forms.value_of(CHILD.question("exclusions"), forms.answers_from(form)) == 3
