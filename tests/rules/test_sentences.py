from datetime import date

import pytest

from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.sentences import Sentence, say


def test_a_sentence_reads_in_english() -> None:
    said = say("NPT-PSP-16", "At most {weeks} weeks: by {due}.", weeks=CalendarWeeks(6), due=date(2026, 10, 19))
    assert said.english() == "At most 6 weeks: by Monday 19 October 2026."
    assert said.values()["due"] == date(2026, 10, 19)


def test_a_sentence_is_a_value() -> None:
    assert say("X", "a {b} {c}", c=1, b=2) == say("X", "a {b} {c}", b=2, c=1)
    assert len({say("X", "a", b=1), Sentence("X", "a", (("b", 1),))}) == 1


def test_lists_and_sentences_fill_gaps() -> None:
    assert say("X", "{names}: {why}", names=("Ann", "Bo"), why=say("Y", "late")).english() == "Ann, Bo: late"


def test_braces_in_what_people_typed_are_left_alone() -> None:
    assert say("X", "“{typed}”", typed="{weird} %s").english() == "“{weird} %s”"


def test_a_missing_gap_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("X", "{nothing}").english()
