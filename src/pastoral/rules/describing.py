"""Facts from a description in JSON: each value checked against the type of its field, every fault named at once.

Dates are "2026-11-02", lists stand for tuples and sets, an object for a nested record, `null` for "not recorded".
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from typing import Any

LONGEST = 60  # characters of a wrong value that are quoted back
LARGEST = 1e15  # of a number: hours, days and percentages are far below


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: the field ("slots[2].start"), and what is wrong with it and what is allowed."""

    field: str
    says: str

    def __str__(self) -> str:
        return f"{self.field}: {self.says}" if self.field else self.says


class WrongFacts(ValueError):
    """The description is not one of a record; `faults` holds every reason."""

    def __init__(self, faults: tuple[Wrong, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in the place of a value that could not be made."""


_FAULT = _Fault()
Say = Callable[[str, str], _Fault]


def described(facts: type[Any], given: object) -> Any:
    """A record of this class as `given` describes it. Raises `WrongFacts` with every fault."""
    faults: list[Wrong] = []

    def say(field: str, text: str) -> _Fault:
        faults.append(Wrong(field, text))
        return _FAULT

    made = _record(facts, given, "", say)
    if faults:
        raise WrongFacts(tuple(faults))
    return made


def field_names(facts: type[Any]) -> tuple[str, ...]:
    """The fields that a description of this class may have."""
    return tuple(field.name for field in fields(facts) if field.init)


def field_types(facts: type[Any]) -> dict[str, str]:
    """Each field of a class and what it may be, in words; the fields of a nested record stand in brackets."""
    hints = typing.get_type_hints(facts)
    return {name: _in_full(hints[name]) for name in field_names(facts)}


def _in_full(wanted: Any) -> str:
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_in_full(one) for one in inner)
    if origin is typing.Literal:
        return f"one of {_listed(f'“{one}”' for one in inner)}"
    if origin in (tuple, frozenset, list, set):
        several = origin is tuple and (len(inner) != 2 or inner[1] is not Ellipsis)
        return f"a list of {len(inner)}: {', '.join(map(_in_full, inner))}" if several else f"a list, each {_in_full(inner[0])}"
    if is_dataclass(wanted) and isinstance(wanted, type):
        nested = ", ".join(f"{name}: {what}" for name, what in field_types(wanted).items())
        return f"an object ({nested})"
    return _wanted(wanted)


def _record(facts: type[Any], given: object, where: str, say: Say) -> Any:
    names = field_names(facts)
    if not isinstance(given, Mapping):
        if len(names) == 1 and given is not None:  # CalendarWeeks(6) may be written as 6
            given = {names[0]: given}
        else:
            return say(where, f"is {_shown(given)}, but must be an object with fields such as {', '.join(names[:4])}")
    before = f"{where}." if where else ""
    hints = typing.get_type_hints(facts)
    values: dict[str, Any] = {}
    wrong = False
    for name, value in given.items():
        if name not in names:
            say(f"{before}{name}", _unknown(str(name), names))
            wrong = True
            continue
        values[name] = made = _value(hints[name], value, f"{before}{name}", say)
        wrong = wrong or isinstance(made, _Fault)
    for field in fields(facts):
        if field.init and field.name not in given and field.default is MISSING and field.default_factory is MISSING:
            say(f"{before}{field.name}", f"is missing: {_wanted(hints[field.name])} is needed")
            wrong = True
    if wrong:
        return _FAULT
    try:
        return facts(**values)
    except (TypeError, ValueError) as error:
        return say(where, f"cannot be: {error}")


def _unknown(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name, names, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    return f"is not a field here.{meant} Allowed: {', '.join(names)}"


def _value(wanted: Any, given: object, where: str, say: Say) -> Any:
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return _one_of(inner, given, where, say)
    if origin is typing.Literal:
        return given if given in inner else say(where, f"is {_shown(given)}; allowed: {_listed(inner)}")
    if origin in (tuple, frozenset, list, set):
        return _many(origin, inner, given, where, say)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(given, Mapping):
            return _wrong(wanted, given, where, say)
        return {key: _value(inner[1], value, f"{where}.{key}", say) for key, value in given.items()}
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _record(wanted, given, where, say)
    return _plain(wanted, given, where, say)


def _one_of(wanted: tuple[Any, ...], given: object, where: str, say: Say) -> Any:
    if given is None and type(None) in wanted:
        return None
    real = [one for one in wanted if one is not type(None)]
    if len(real) == 1:
        return _value(real[0], given, where, say)
    for one in real:
        found: list[str] = []

        def quietly(_field: str, text: str, found: list[str] = found) -> _Fault:
            found.append(text)
            return _FAULT

        made = _value(one, given, where, quietly)
        if not found:
            return made
    return say(where, f"is {_shown(given)}, but must be {' or '.join(_wanted(one) for one in real)}")


def _many(origin: Any, inner: tuple[Any, ...], given: object, where: str, say: Say) -> Any:
    if not isinstance(given, list):
        return say(where, f"is {_shown(given)}, but must be a list")
    if origin is tuple and (len(inner) != 2 or inner[1] is not Ellipsis):
        if len(given) != len(inner):
            return say(where, f"has {len(given)} values, but must have {len(inner)}")
        made = [_value(kind, one, f"{where}[{n}]", say) for n, (kind, one) in enumerate(zip(inner, given, strict=True))]
    else:
        made = [_value(inner[0], one, f"{where}[{n}]", say) for n, one in enumerate(given)]
    return _FAULT if any(isinstance(one, _Fault) for one in made) else origin(made)


def _plain(wanted: Any, given: object, where: str, say: Say) -> Any:
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        allowed = [one.value for one in wanted]
        return wanted(given) if given in allowed else say(where, f"is {_shown(given)}; allowed: {_listed(allowed)}")
    if wanted is Any or (wanted in (str, bool) and isinstance(given, wanted)):
        return given
    if wanted is int and isinstance(given, int) and not isinstance(given, bool):
        return given
    if wanted is float and isinstance(given, int | float) and not isinstance(given, bool):
        return float(given) if abs(given) < LARGEST else _wrong(wanted, given, where, say)
    if wanted is Decimal and isinstance(given, int | float | str) and not isinstance(given, bool):
        try:
            found = Decimal(str(given))
        except InvalidOperation:
            return _wrong(wanted, given, where, say)
        return found if found.is_finite() else _wrong(wanted, given, where, say)
    if wanted in (date, time, datetime) and isinstance(given, str):
        try:
            return wanted.fromisoformat(given)
        except ValueError:
            return _wrong(wanted, given, where, say)
    return _wrong(wanted, given, where, say)


def _wrong(wanted: Any, given: object, where: str, say: Say) -> _Fault:
    return say(where, f"is {_shown(given)}, but must be {_wanted(wanted)}")


def _wanted(wanted: Any) -> str:
    """A type as a person reads it."""
    words = {
        str: "text in quotes", bool: "true or false", int: "a whole number", float: "a number", Decimal: "a number",
        date: "a date such as \"2026-11-02\"", time: "a time such as \"09:00\"", type(None): "null",
        datetime: "a day and time such as \"2026-11-02T09:00\"",
    }  # fmt: skip
    if wanted in words:
        return words[wanted]
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_wanted(one) for one in inner)
    if origin in (tuple, frozenset, list, set):
        return "a list"
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return f"one of {_listed([one.value for one in wanted])}"
    return "an object"


def _listed(allowed: typing.Iterable[object]) -> str:
    return ", ".join(str(one) for one in allowed)


def _shown(given: object) -> str:
    """A wrong value, quoted and cut short."""
    if isinstance(given, Mapping):
        return "an object"
    if isinstance(given, list):
        return "a list"
    text = {None: "null", True: "true", False: "false"}.get(given) if isinstance(given, bool | None) else None
    text = text or (f"“{given}”" if isinstance(given, str) else str(given))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
