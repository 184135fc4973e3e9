"""Holds a table against the schema, and says everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from .lines import Path
from .schema import (
    PARAMETERS,
    RULING_KEYS,
    SOURCE,
    STATUSES,
    Day,
    Flag,
    FormPiece,
    Line,
    Many,
    Named,
    Number,
    OneOf,
    Ruling,
    Shape,
    Table,
    Whole,
    Words,
)

Say = Callable[[Path, str], None]
LONGEST_TEXT = 2_000


def check(shape: Shape, value: Any, path: Path, say: Say, *, languages: tuple[str, ...]) -> None:
    """Tell `say` each fault of `value` at `path`."""
    _Check(say, languages).any(shape, value, path)


class _Check:
    def __init__(self, say: Say, languages: tuple[str, ...]) -> None:
        self.say, self.languages = say, languages

    def any(self, shape: Shape, value: Any, path: Path) -> None:
        match shape:
            case Table():
                self.table(shape, value, path)
            case Named():
                self.named(shape, value, path)
            case Many():
                self.many(shape, value, path)
            case Words():
                self.words(value, path)
            case Ruling():
                self.ruling(value, path)
            case FormPiece():
                self.is_table(value, path)  # its insides are checked when forms are put together
            case _:
                self.single(shape, value, path)

    def is_table(self, value: Any, path: Path) -> bool:
        if isinstance(value, Mapping):
            return True
        self.say(path, f"must be a table, not {_kind(value)}")
        return False

    def known(self, value: Mapping[str, Any], choices: tuple[str, ...], path: Path) -> None:
        for key in value:
            if key not in choices:
                self.say((*path, key), f"is not known here{_meant(key, choices)}")

    def table(self, shape: Table, value: Any, path: Path) -> None:
        if not self.is_table(value, path):
            return
        self.known(value, tuple(shape.keys), path)
        for key, inner in shape.keys.items():
            if key in value:
                self.any(inner, value[key], (*path, key))
            elif key not in shape.optional:
                self.say((*path, key), "is missing")

    def named(self, shape: Named, value: Any, path: Path) -> None:
        if not self.is_table(value, path):
            return
        if shape.choices:
            self.known(value, shape.choices, path)
        for key, inner in value.items():
            if not shape.choices or key in shape.choices:
                self.any(shape.of, inner, (*path, key))

    def many(self, shape: Many, value: Any, path: Path) -> None:
        if not isinstance(value, list):
            self.say(path, f"must be a list, not {_kind(value)}")
            return
        if len(value) < shape.least:
            self.say(path, f"needs at least {shape.least} item{'s' if shape.least > 1 else ''}")
        for place, item in enumerate(value):
            self.any(shape.of, item, (*path, place))
        said: set[Any] = set()
        for place, item in enumerate(value):
            key = item.get(shape.unique) if shape.unique and isinstance(item, Mapping) else item
            if isinstance(key, str):
                if key in said:
                    self.say((*path, place), f"“{key}” is in the list twice")
                said.add(key)

    def words(self, value: Any, path: Path) -> None:
        if not self.is_table(value, path):
            return
        self.known(value, ("en", "cy"), path)
        for language in self.languages:
            if language not in value:
                self.say((*path, language), "is missing")
        for language, text in value.items():
            if language in ("en", "cy"):
                self.single(Line(), text, (*path, language))

    def single(self, shape: Shape, value: Any, path: Path) -> None:
        wrong = wrong_with(shape, value)
        if wrong:
            self.say(path, wrong)

    def ruling(self, value: Any, path: Path) -> None:
        """One parameter, named by the last two parts of its path."""
        name = ".".join(str(part) for part in path[-2:])
        parameter = PARAMETERS.get(name)
        if parameter is None:
            self.say(path, f"is not a parameter{_meant(name, tuple(PARAMETERS))}")
            return
        if not self.is_table(value, path):
            return
        self.known(value, RULING_KEYS, path)
        unset = value.get("no_local_rule")
        if unset is not None and unset is not True:
            self.say((*path, "no_local_rule"), "can only be true")
        if unset is True and "value" in value:
            self.say((*path, "value"), "cannot stand beside no_local_rule")
        elif unset is True and not parameter.unset:
            self.say(
                (*path, "no_local_rule"), "cannot be said here: software needs a value; give one with the status OURS"
            )
        elif unset is None and "value" not in value:
            self.say((*path, "value"), "is missing; a source that is silent is written no_local_rule = true")
        if "value" in value:
            self.any(parameter.of, value["value"], (*path, "value"))
        for key, shape in (("source", SOURCE), ("status", OneOf(tuple(STATUSES)))):
            if key not in value:
                self.say((*path, key), "is missing")
            else:
                self.single(shape, value[key], (*path, key))
        if "note" in value:
            self.words(value["note"], (*path, "note"))
        if value.get("status") == "OURS" and not str(value.get("source", "")).startswith("ours: "):
            self.say((*path, "source"), "must begin “ours: ” and say why, because the status is OURS")


def wrong_with(shape: Shape, value: Any) -> str:
    """What is wrong with a single value, or ""."""
    match shape:
        case Line(pattern, says):
            if not isinstance(value, str):
                return f"must be text in quotes, not {_kind(value)}"
            if not value.strip():
                return "is empty"
            if len(value) > LONGEST_TEXT:
                return f"has {len(value):,} characters; at most {LONGEST_TEXT:,}"
            if pattern and not re.fullmatch(pattern, value, re.DOTALL):
                return f"“{value[:60]}” must be {says}"
        case Flag():
            if not isinstance(value, bool):
                return f"must be true or false, not {_kind(value)}"
        case Whole(least, most):
            if isinstance(value, bool) or not isinstance(value, int):
                return f"must be a whole number, not {_kind(value)}"
            if not least <= value <= most:
                return f"must be from {least} to {most}, not {str(value)[:20]}"
        case Number(least, most):
            if isinstance(value, bool) or not isinstance(value, int | float):
                return f"must be a number, not {_kind(value)}"
            if not least <= value <= most:  # also refuses nan and inf
                return f"must be from {least:g} to {most:g}, not {str(value)[:20]}"
        case Day():
            if isinstance(value, datetime) or not isinstance(value, date):
                return f"must be a date without quotes, like 2025-09-01, not {_kind(value)}"
        case OneOf(choices):
            if not isinstance(value, str):
                return f"must be one of {', '.join(choices)}, not {_kind(value)}"
            if value not in choices:
                return f"“{value[:60]}” is not one of {', '.join(choices)}{_meant(value, choices)}"
    return ""


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f"the text “{value[:40]}”"
    return f"{str(value)[:20]}"


def _meant(key: str, choices: tuple[str, ...]) -> str:
    close = get_close_matches(key[:80], choices, n=1)
    return f"; did you mean “{close[0]}”?" if close else ""
