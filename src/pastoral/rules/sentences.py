"""How every rule speaks: a code, a text with named gaps, and what goes into the gaps.

The English text is the gettext message id; faces translate it and then fill the gaps. Extract with
`pybabel extract -k say:2 -k mark`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@runtime_checkable
class Counted(Protocol):
    """A number with a unit (`CalendarWeeks(6)`): only its number is put into a sentence."""

    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing a rule says; `code` is the rule's number, at times with a suffix after a dot."""

    code: str
    text: str
    params: tuple[tuple[str, object], ...] = ()

    def values(self) -> Mapping[str, object]:
        """What goes into the named gaps, as the rule gave it (dates are still dates)."""
        return dict(self.params)

    def english(self) -> str:
        """The sentence in English with its gaps filled; dates read "Monday 19 October 2026"."""
        return self.text.format_map({name: in_words(value) for name, value in self.params})

    def __str__(self) -> str:
        return self.english()


class Refused(Exception):
    """Something may not be done, and why: shown where the person asked for it."""

    def __init__(self, reasons: Sentence | tuple[Sentence, ...]) -> None:
        self.reasons: tuple[Sentence, ...] = (reasons,) if isinstance(reasons, Sentence) else tuple(reasons)
        super().__init__(" ".join(reason.english() for reason in self.reasons))


def say(code: str, text: str, /, **params: object) -> Sentence:
    """A sentence; the gaps named in `text` are filled from `params`."""
    return Sentence(code, text, tuple(sorted(params.items())))


def mark(text: str) -> str:
    """The same text, marked so that message extraction finds it in a table of data."""
    return text


def in_words(value: object) -> str:
    """A value as it reads in an English sentence."""
    if isinstance(value, date):
        return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Sentence):
        return value.english()
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return ", ".join(in_words(item) for item in value)
    if isinstance(value, Counted):
        return str(value.count)
    return str(value)
