"""Dates, lists and sentences in words, in both languages."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation
from jinja2.exceptions import UndefinedError

from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.environment import environment
from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.sentences import say


def test_dates_are_written_as_in_a_letter() -> None:
    day = dt.date(2026, 9, 7)
    assert words.date_long(day) == "7 September 2026"
    assert words.day_and_date(day) == "Monday 7 September 2026"
    with translation.override("cy"):
        assert words.date_long(day) == "7 Medi 2026"
        assert words.day_and_date(day) == "Dydd Llun 7 Medi 2026"
    assert words.date_long(None) == ""


def test_a_moment_is_told_in_british_time() -> None:
    assert words.date_time(dt.datetime(2026, 7, 1, 13, 5, tzinfo=dt.UTC)) == "1 July 2026 at 2:05pm"
    assert words.clock(dt.time(0, 0)) == "12am"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (7, "today"),
        (8, "tomorrow"),
        (6, "yesterday"),
        (10, "on Thursday"),
        (3, "last Thursday"),
        (14, "14 September 2026"),
    ],
)
def test_near_days_have_their_names(day: int, said: str) -> None:
    assert words.when(dt.date(2026, 9, day), today=dt.date(2026, 9, 7)) == said


def test_a_rules_sentence_is_filled_in() -> None:
    inner = SimpleNamespace(text="the review of {day}", params={"day": dt.date(2026, 9, 7)})
    sentence = SimpleNamespace(text="{who} must hold {what}", params={"who": ["Nia", "Mali", "Siân"], "what": inner})
    assert words.say(sentence) == "Nia, Mali and Siân must hold the review of Monday 7 September 2026"
    assert words.say(None) == ""


def test_typed_text_is_escaped_and_keeps_its_paragraphs() -> None:
    assert words.nl2p("a <b>\nc\n\n\nd") == '<p class="govuk-body">a &lt;b&gt;<br>c</p><p class="govuk-body">d</p>'
    assert words.nl2p(None) == ""


def test_sizes_are_in_words() -> None:
    assert [words.file_size(size) for size in (10, 640_000, 50_000_000, 1_500_000)] == [
        "1 KB",
        "640 KB",
        "50 MB",
        "1.5 MB",
    ]


def test_a_misspelt_name_is_an_error_and_a_missing_key_is_empty() -> None:
    made = environment()
    for template in (
        "{{ plna }}",
        "{% if plna %}x{% endif %}",
        "{{ plan.titel }}",
        "{% for a in plan.titel %}{% endfor %}",
    ):
        with pytest.raises(UndefinedError):
            made.from_string(template).render(plan=SimpleNamespace(title="x"))
    assert made.from_string("{{ plan.titel }}{{ plan.titel.more }}").render(plan={}) == ""


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "500", "503", "form_expired"])
def test_every_error_page_stands_without_a_request(name: str) -> None:
    made = next(engine for engine in engines.all() if hasattr(engine, "env")).env
    page = made.get_template(f"errors/{name}.jinja").render()
    assert page.count("<h1") == 1
    assert "<nav" not in page


def test_a_number_with_a_unit_speaks_as_its_number() -> None:
    sentence = say("T01.x", "at most {weeks} weeks from {names}", weeks=CalendarWeeks(6), names=("Nia", "Mali"))
    assert words.say(sentence) == "at most 6 weeks from Nia and Mali"
