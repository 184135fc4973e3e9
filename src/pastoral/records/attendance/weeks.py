"""How the marks of a week are kept: twenty characters, two for each of ten sessions from Monday morning to Friday afternoon.

A code of one letter is followed by a space; two spaces are a session without a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pastoral.rules.attendance.facts import Half

SLOTS = 10
WIDTH = 2
BLANK = " " * WIDTH
NOTHING = BLANK * SLOTS
HALVES: tuple[Half, Half] = ("am", "pm")


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def slot_of(day: date, half: str) -> int:
    """0 is Monday morning, 9 is Friday afternoon."""
    return 2 * day.weekday() + (half == "pm")


def session_at(monday: date, slot: int) -> tuple[date, Half]:
    """The day and half of a place in the week."""
    return monday + timedelta(days=slot // 2), HALVES[slot % 2]


def code_at(codes: str, slot: int) -> str:
    """The code of a session; "" where it has no mark."""
    return codes[slot * WIDTH : (slot + 1) * WIDTH].rstrip()


def packed(marks: Mapping[int, str]) -> str:
    """The twenty characters of a week, from codes by their place."""
    return "".join(marks.get(slot, "").ljust(WIDTH) for slot in range(SLOTS))


def marked(codes: str, monday: date) -> Iterator[tuple[date, Half, str]]:
    """The sessions of a week that have a mark."""
    for slot in range(SLOTS):
        code = code_at(codes, slot)
        if code:
            yield *session_at(monday, slot), code


def clipped(codes: str, monday: date, start: date, end: date) -> str:
    """The week without what lies before `start` or after `end`, both included."""
    if start <= monday and monday + timedelta(days=4) <= end:
        return codes
    return "".join(
        codes[slot * WIDTH : (slot + 1) * WIDTH] if start <= session_at(monday, slot)[0] <= end else BLANK
        for slot in range(SLOTS)
    )
