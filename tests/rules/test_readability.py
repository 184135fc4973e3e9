from __future__ import annotations

import time

import pytest

from pastoral.rules.readability import JARGON, hard_words, is_welsh, jargon, reading_age, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [("cat", 1), ("little", 2), ("asking", 2), ("school", 1), ("provision", 3), ("independently", 5), ("asked", 1),
     ("wanted", 2), ("table", 2), ("e", 1), ("goes", 1), ("lesson’s", 2)],
)  # fmt: skip
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_plain_words_read_young_and_hard_words_old() -> None:
    plain = reading_age("I will come to school each day. I will sit with Tom. I will ask for help.")
    hard = reading_age(
        "Following multi-agency collaboration, appropriately differentiated interventions will facilitate "
        "re-engagement with educational provision and developmental opportunities."
    )
    assert plain is not None
    assert hard is not None
    assert plain <= 8
    assert hard >= 16


@pytest.mark.parametrize("text", ["", "   ", "😀 123 ???", "Rwy'n hoffi mynd i'r ysgol bob dydd ac mae dysgu yn hwyl."])
def test_what_it_cannot_judge(text: str) -> None:
    assert reading_age(text) is None


def test_welsh_is_told_from_english() -> None:
    assert is_welsh("Bydd y plentyn yn gallu gofyn am help mewn gwersi.")
    assert not is_welsh("I am at school and a teacher called Siân or Gwyn says hi to me.")
    assert hard_words("Mae'r gweithgareddau yn yr ysgol yn arbennig.") == ()


def test_hard_words_once_each() -> None:
    assert hard_words("Appropriate intervention. An appropriate day.") == ("appropriate", "intervention")


def test_jargon_is_found_with_plain_words() -> None:
    text = "When dysregulated, the TA will co-regulate; a multi-agency intervention follows."
    assert [match.found for match in jargon(text)] == [
        "dysregulated", "TA", "co-regulate", "multi-agency", "intervention",
    ]  # fmt: skip
    assert jargon(text)[1].plain == "teaching assistant"
    assert text[jargon(text)[1].start :].startswith("TA")


@pytest.mark.parametrize(
    "text", ["I send a note home", "She said ta", "pass the salt", "Elsa is my sister", "a pep talk", "staffing", "tap"]
)
def test_everyday_words_are_not_jargon(text: str) -> None:
    assert jargon(text) == ()


def test_an_authoritys_own_glossary() -> None:
    assert [match.plain for match in jargon("See the WBS.", {"wbs": "wellbeing team"})] == ["wellbeing team"]


def test_the_glossary_is_in_lower_case_and_has_plain_words() -> None:
    assert all(term == term.lower() and plain for term, plain in JARGON.items())


def test_a_long_answer_is_quick() -> None:
    began = time.process_time()
    text = "The teacher will facilitate engagement. " * 250
    assert reading_age(text) is not None
    assert len(jargon(text)) == 500
    assert time.process_time() - began < 1
