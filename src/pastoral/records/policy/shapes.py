"""The shapes that a value in a policy pack can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Text in quotes, not empty."""

    pattern: str = ""
    says: str = ""  # what the pattern means, in words


@dataclass(frozen=True)
class Words:
    """`{ en = "...", cy = "..." }`. Welsh is needed in a pack whose `languages` name it."""


@dataclass(frozen=True)
class Flag:
    """true or false."""


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int


@dataclass(frozen=True)
class Number:
    """A number, decimals allowed."""

    least: float
    most: float


@dataclass(frozen=True)
class Day:
    """A date, without quotes: 2025-09-01."""


@dataclass(frozen=True)
class OneOf:
    """One word of a closed list."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list, each item of one shape; `unique` names the key that no two items may share."""

    of: Shape
    least: int = 1
    unique: str = ""


@dataclass(frozen=True)
class Table:
    """A table with these keys and no others."""

    keys: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Named:
    """A table whose keys are names of the author's own (`choices` empty) or of a closed list."""

    of: Shape
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """A parameter: its value has the shape that `PARAMETERS` gives for its name."""


@dataclass(frozen=True)
class FormPiece:
    """A section of questions: read by foundation/questions/definitions.py, which says what is wrong with it."""


Shape = Line | Words | Flag | Whole | Number | Day | OneOf | Many | Table | Named | Ruling | FormPiece

CODE = Line(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "small letters, digits and single underscores")
FAMILY = Line(r"[A-Z]{2,4}(-[A-Z0-9]+)*", "the beginning of rules' numbers, like NPT or NPT-PSP")
SLUG = Line(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters, digits and single hyphens")
