"""Putting two versions together: what is taken, what needs a person, and that nothing is lost."""

from __future__ import annotations

from decimal import Decimal

from pastoral.casework.plans.merging import fingerprint, merge, read_token, token

KEYS = ["a", "b"]


def base(**answers: object) -> dict[str, str]:
    return read_token(token(KEYS, answers), KEYS)


def test_what_one_side_changed_is_taken() -> None:
    merged = merge({"a": "mine", "b": "old"}, {"a": "old", "b": "theirs"}, base(a="old", b="old"), KEYS)
    assert merged.answers == {"a": "mine", "b": "theirs"}
    assert not merged.conflicts


def test_a_text_that_both_changed_waits_with_theirs_in_place() -> None:
    merged = merge({"a": "mine"}, {"a": "theirs"}, base(a="old"), KEYS)
    assert merged.conflicts == {"a": ("mine", "theirs")}
    assert merged.answers == {"a": "theirs"}


def test_deleting_what_another_changed_is_a_conflict_and_not_a_loss() -> None:
    assert merge({}, {"a": "theirs"}, base(a="old"), KEYS).conflicts == {"a": ("", "theirs")}
    assert merge({"a": "mine"}, {}, base(a="old"), KEYS).conflicts == {"a": ("mine", "")}


def test_deleting_alone_deletes() -> None:
    assert merge({}, {"a": "old"}, base(a="old"), KEYS).answers == {}


def test_the_same_change_twice_is_no_conflict() -> None:
    assert merge({"a": "new"}, {"a": "new"}, base(a="old"), KEYS).answers == {"a": "new"}


def test_ticks_of_both_are_kept() -> None:
    assert merge({"a": ["x"]}, {"a": ["y"]}, base(), KEYS).answers == {"a": ["y", "x"]}


def test_a_number_that_both_changed_is_mine_and_theirs_is_said() -> None:
    merged = merge({"a": Decimal("3.0")}, {"a": Decimal("2")}, base(a=Decimal("1")), KEYS)
    assert merged.answers == {"a": Decimal("3.0")}
    assert merged.overridden == {"a": Decimal("2")}


def test_equal_numbers_and_all_empty_answers_have_one_fingerprint() -> None:
    assert fingerprint(Decimal("3.10")) == fingerprint(Decimal("3.1"))
    assert fingerprint(None) == fingerprint("") == fingerprint([])
    assert fingerprint(False) != fingerprint(None)


def test_a_token_of_another_form_matches_nothing() -> None:
    assert read_token("0.0.0", KEYS) == {}
    assert merge({"a": "mine"}, {"a": "theirs"}, {}, KEYS).conflicts == {"a": ("mine", "theirs")}
    assert merge({"a": "mine"}, {}, {}, KEYS).answers == {"a": "mine"}
