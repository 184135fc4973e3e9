"""Answers that are more than a text, a number or a choice."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

DAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class DayHours:
    """When a pupil is in on one weekday."""

    day: str
    start: datetime.time
    end: datetime.time


HoursGrid = tuple[DayHours, ...]


@dataclass(frozen=True)
class Person:
    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file in the store: its SHA-256, the name it had, and its length in bytes."""

    sha256: str
    name: str
    size: int
