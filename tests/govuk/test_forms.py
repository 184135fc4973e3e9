"""The form: errors that lead to their input, drafts, tidied text, tokens, questions under a choice, and its answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms as django_forms
from django.http import QueryDict

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import CheckAnswers, PastoralForm, draw
from pastoral.foundation.govuk.text import draft_of, tidy

from .styleguide import EveryField, render

GOOD = {
    "name": "Llŷr ap Gwynfor",
    "working": "Art\r\n\r\nBreakfast club",
    "meeting-day": "10",
    "meeting-month": "9",
    "meeting-year": "2026",
    "at": "9:30am",
    "agrees": "yes",
    "venue": "school",
    "year": "9",
    "coming": ["parent", "child"],
    "hours": "12",
    "email": "nia@example.com",
}


class Answers(PastoralForm):
    """Without a file, so that it can be valid."""

    locals().update({name: field for name, field in EveryField.base_fields.items() if name != "scan"})


def test_a_complete_form_is_valid() -> None:
    form = Answers(GOOD)
    assert form.is_valid(), form.errors
    assert form.error_summary() == []
    assert form.cleaned_data["working"] == "Art\n\nBreakfast club"


def test_every_error_leads_to_an_input_that_is_on_the_page() -> None:
    form = EveryField({"meeting-day": "1", "meeting-month": "13", "meeting-year": "2026", "venue": "other"}, {})
    page = render(form)
    lines = form.error_summary()
    assert len(lines) == 11
    for line in lines:
        assert re.search(rf'<(input|textarea|select)\b[^>]*\bid="{line.href[1:]}"', page), line
        assert f'<a href="{line.href}"' in page
    assert "#id_meeting-month" in [line.href for line in lines]


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>Error: " in render(EveryField({}, {}))
    assert "<title>Error: " not in render(EveryField())


def test_an_error_of_the_whole_form_comes_first_and_leads_nowhere() -> None:
    form = Answers({})
    form.add_error(None, "This plan was closed while you were typing")
    assert next((line.text, line.href) for line in form.error_summary()) == (
        "This plan was closed while you were typing",
        "",
    )


def test_what_was_typed_is_still_there_after_an_error() -> None:
    page = render(EveryField({**GOOD, "meeting-day": "45", "working": "ŵ <b> 🙂"}, {}))
    assert 'value="45"' in page
    assert "ŵ &lt;b&gt; 🙂" in page
    assert re.search(r'value="child"\s+checked', page)


def test_a_draft_goes_before_the_initial_value_and_what_is_posted_before_both() -> None:
    form = Answers(initial={"name": "Initial", "email": "i@example.com"}, draft={"name": "Draft", "meeting-day": "3"})
    assert (form.raw("name"), form.raw("email"), form.raw("meeting")[0]) == ("Draft", "i@example.com", "3")
    assert Answers({"name": "Posted"}, draft={"name": "Draft"}).raw("name") == "Posted"
    assert 'value="Draft"' in form.render_field("name")


def test_a_draft_is_what_was_posted_without_its_tokens() -> None:
    posted = QueryDict(
        "name=A%00b&coming=parent&coming=child&csrfmiddlewaretoken=x&submission_token=y&autosave_version=3"
    )
    assert draft_of(posted) == {"name": ["Ab"], "coming": ["parent", "child"]}
    assert Answers(draft=draft_of(posted)).raw("coming") == ["parent", "child"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("w\u0302", "ŵ"),
        ("\ud800x", "x"),
        ("👩‍👧 Llŷr", "👩‍👧 Llŷr"),
        ("a\x0bb\tc", "ab\tc"),
    ],
)
def test_text_is_tidied_and_nothing_else(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_lines_of_a_text_are_not_indented_by_the_macros_around_it() -> None:
    class Revealing(PastoralForm):
        why = fields.ChoiceField("Why", choices=[("x", "X")], reveals={"x": "more"})
        more = fields.LongTextField("More")

    html = Revealing({"why": "x", "more": "one\ntwo\n\n  three"}).render_field("why")
    inside = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert inside is not None
    assert inside[1] == "one&#10;two&#10;&#10;  three"


def test_a_question_under_a_choice_is_only_asked_when_it_is_chosen() -> None:
    assert "venue_other" in Answers({**GOOD, "venue": "other"}).errors
    form = Answers({**GOOD, "venue": "school", "venue_other": "x" * 500})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["venue_other"] is None


def test_the_token_that_was_posted_stays() -> None:
    assert Answers(token="new").submission_token == "new"
    assert Answers({"submission_token": "old"}, token="new").submission_token == "old"
    assert 'name="submission_token" value="first"' in render(EveryField(token="first"))


def test_check_answers_says_each_answer_and_where_to_change_it() -> None:
    rows = {row.question: row for row in CheckAnswers(Answers(GOOD), change="/plan/1/edit/").rows()}
    assert rows["Meeting date"].answer == "10 September 2026"
    assert rows["Meeting date"].change == "/plan/1/edit/#id_meeting-day"
    assert rows["Time of the meeting"].answer == "9:30am"
    assert rows["Does the young person agree?"].answer == "Yes"
    assert rows["Who is coming?"].answer == "Parent or carer\nThe young person"
    assert rows["Hours each week"].answer == "12 hours"
    assert rows["Telephone number"].answer == "Not answered"
    assert "Say where" not in rows


def test_initial_values_show_as_their_inputs_hold_them() -> None:
    import datetime as dt

    form = Answers(
        initial={"meeting": dt.date(2026, 9, 7), "agrees": False, "at": dt.time(14, 15), "coming": ["child"]}
    )
    assert form.raw("meeting") == ("7", "9", "2026")
    assert form.raw("agrees") == "no"
    assert form.raw("at") == "2:15pm"
    assert re.search(r'value="child"\s+checked', form.render_field("coming"))


@pytest.mark.parametrize("name", ["password", "remember", "code", "method"])
def test_other_peoples_forms_are_drawn_too(name: str) -> None:
    class SignIn(django_forms.Form):
        password = django_forms.CharField(widget=django_forms.PasswordInput)
        remember = django_forms.BooleanField(required=False)
        code = django_forms.CharField(help_text="Six digits")
        method = django_forms.ChoiceField(choices=[("a", "A")])

    html = draw(SignIn({}), name)
    assert f'name="{name}"' in html
    assert "govuk-" in html


def test_hidden_and_typed_values_are_escaped() -> None:
    form = Answers(initial={"plan": '"><script>', "name": '"><script>'})
    assert "<script>" not in form.render_field("plan") + form.render_field("name")


def test_a_form_of_filters_does_not_say_optional() -> None:
    from .styleguide import Filters, Signing

    assert "(optional)" not in Filters().render_field("find")

    class Asking(Signing):
        more: Any = fields.TextField("More", required=False)

    assert "(optional)" in Asking().render_field("more")
