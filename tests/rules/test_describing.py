"""Facts from JSON: each kind of value, and every fault named with its field and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules import engine
from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.catalogue import every_rule
from pastoral.rules.describing import Wrong, WrongFacts, described


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Slot:
    start: time
    hours: Decimal = Decimal(1)


@dataclass(frozen=True)
class Case:
    name: str
    weeks: CalendarWeeks | None = None
    on: date | None = None
    days: float = 0.0
    times: int = 0
    agreed: bool | None = None
    colour: Colour = Colour.GREEN
    kind: Literal["a", "b"] = "a"
    reasons: frozenset[str] = frozenset()
    slots: tuple[Slot, ...] = ()
    span: tuple[date, date] | None = None
    by: date | str = ""


WHOLE: dict[str, Any] = {
    "name": "x", "weeks": 6, "on": "2026-11-02", "days": 2, "times": 3, "agreed": False, "colour": "red", "kind": "b",
    "reasons": ["one", "two"], "slots": [{"start": "09:00", "hours": 1.25}], "span": ["2026-11-02", "2026-11-06"], "by": "me",
}  # fmt: skip


def faults(given_facts: object) -> dict[str, str]:
    with pytest.raises(WrongFacts) as wrong:
        described(Case, given_facts)
    return {fault.field: fault.says for fault in wrong.value.faults}


def test_every_kind_of_value() -> None:
    assert described(Case, WHOLE) == Case(
        "x", CalendarWeeks(6), date(2026, 11, 2), 2.0, 3, False, Colour.RED, "b", frozenset({"one", "two"}),
        (Slot(time(9), Decimal("1.25")),), (date(2026, 11, 2), date(2026, 11, 6)), "me",
    )  # fmt: skip
    assert described(Case, {"name": "x"}) == Case("x")
    assert described(Case, {"name": "x", "weeks": {"count": 6}, "by": "2026-11-02"}).weeks == CalendarWeeks(6)
    assert described(Case, {"name": "x", "agreed": None, "on": None}) == Case("x")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", 3, "text in quotes"),
        ("on", "2026-13-02", "a date such as"),
        ("on", 20261102, "a date such as"),
        ("days", "2", "a number"),
        ("days", True, "a number"),
        ("days", 1e300, "a number"),
        ("times", 2.5, "a whole number"),
        ("times", True, "a whole number"),
        ("agreed", "yes", "true or false"),
        ("agreed", 1, "true or false"),
        ("colour", "blue", "red, green"),
        ("kind", "c", "allowed: a, b"),
        ("reasons", "one", "must be a list"),
        ("weeks", "six", "a whole number"),
        ("span", ["2026-11-02"], "must have 2"),
        ("name", None, "is null"),
        ("by", 3, "or text in quotes"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(field: str, value: object, says: str) -> None:
    found = faults({**WHOLE, field: value})
    assert len(found) == 1
    (place, text), = found.items()
    assert place.startswith(field)
    assert says in text


def test_every_fault_is_named_at_once() -> None:
    found = faults({"nmae": "x", "on": "soon", "slots": [{"start": "09:00", "hours": "many"}, {"begin": "10:00"}]})
    assert "Did you mean name?" in found["nmae"]
    assert set(found) == {"nmae", "on", "slots[0].hours", "slots[1].begin", "slots[1].start", "name"}
    assert "is missing" in found["name"]
    assert "an object" in faults([])[""]


def test_a_long_wrong_value_is_cut_short() -> None:
    assert len(faults({**WHOLE, "on": "x" * 10_000})["on"]) < 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "slots", "start", "span"]) | st.text(), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_law_anything_is_either_a_record_or_refused(given_facts: object) -> None:
    made: Any = None
    why: tuple[Wrong, ...] = ()
    try:
        made = described(Case, given_facts)
    except WrongFacts as wrong:
        why = wrong.faults
    assert isinstance(made, Case) != bool(why)


def test_every_kind_s_facts_can_be_described() -> None:
    """No fact of any kind has a type that a description cannot give: an empty list or null is taken, or refused in words."""
    every_rule()
    assert len(engine.KINDS) >= 3
    for kind in engine.KINDS.values():
        nothing = {field.name: None for field in fields(kind.facts) if field.init}
        why: tuple[Wrong, ...] = ()
        try:
            described(kind.facts, nothing)
        except WrongFacts as wrong:
            why = wrong.faults
        assert [fault for fault in why if "must be" not in fault.says and "allowed" not in fault.says] == []
