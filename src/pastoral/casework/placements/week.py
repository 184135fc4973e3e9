"""A child's week over all settings: hours in each, and the stretches of the school's day that none of them covers (HRS-03, HRS-05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone

from pastoral.rules.engine import Policy

DAYS = (1, 2, 3, 4, 5)
USUAL_LUNCH = (dt.time(12, 30), dt.time(13, 15))
HOME = "home"
TAUGHT_HOURS = "taught_hours"  # how Wales measures


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when on one weekday (ISO: 1 is Monday), and where."""

    weekday: int
    starts: dt.time
    ends: dt.time
    place: str = ""  # "provider", or a code of Elsewhere.Where
    name: str = ""

    @property
    def key(self) -> str:
        """The same stretch on a form: "1-0900-1030"."""
        return f"{self.weekday}-{self.starts:%H%M}-{self.ends:%H%M}"


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """When the school's day begins and ends, and its lunch; None where nobody has said."""

    starts: dt.time | None = None
    ends: dt.time | None = None
    lunch: tuple[dt.time, dt.time] | None = None
    said_by: str = ""  # policy, school, ""


def week_day(row: Any) -> dt.date:
    """The day by which a placement's week is read: its first before it begins, then today, in the end its last."""
    today = timezone.localdate()
    last = row.ended_on or row.ends_on
    day = min(today, last) if last is not None else today
    return max(day, row.starts_on) if row.starts_on is not None else day


def holds(one: Any, day: dt.date) -> bool:
    """Whether a stretch of the week is in force on a day, whatever the weekday."""
    return (one.since is None or one.since <= day) and (one.until is None or one.until >= day)


def in_force(sessions: Iterable[Any], day: dt.date) -> list[Any]:
    """The times that hold on a day, or will first hold after it where none does yet: a change of times starts a new row."""
    rows = list(sessions)
    now = [one for one in rows if holds(one, day)]
    if now:
        return now
    later = sorted({one.since for one in rows if one.since is not None and one.since > day})
    return [one for one in rows if later and one.since == later[0]]


def day_of(row: Any, policy: Policy) -> SchoolDay:
    """The school's day: as the school wrote it here, else as the authority's rules have it (nine to three in WIL-SG-01)."""
    lunch = (row.lunch_starts, row.lunch_ends) if row.lunch_starts is not None and row.lunch_ends is not None else None
    if row.day_starts is not None and row.day_ends is not None:
        return SchoolDay(row.day_starts, row.day_ends, lunch, "school")
    starts, ends = _time(policy.value("hours.day_starts")), _time(policy.value("hours.day_ends"))
    return SchoolDay(starts, ends, lunch, "policy") if starts and ends else SchoolDay(lunch=lunch)


def hours_of(stretches: Iterable[Stretch], lunch: tuple[dt.time, dt.time] | None = None) -> Decimal:
    """Hours of these stretches, time that two share counted once, without lunch where it is given. Two decimals."""
    minutes = sum(len(_minutes(found) - _between(*lunch)) if lunch else len(_minutes(found)) for found in _by_day(stretches).values())
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def counted_lunch(policy: Policy, day: SchoolDay) -> tuple[dt.time, dt.time] | None:
    """The lunch to leave out: none where breaks and lunch count as time in school (HRS-01)."""
    return None if breaks_count(policy) else day.lunch


def breaks_count(policy: Policy) -> bool:
    """Whether hours are compared with the length of the school week, which has breaks and lunch in it (HRS-01, ENG-HRS-01)."""
    return policy.value("hours.week_expectation") is not None and policy.value("hours.measured_by") != TAUGHT_HOURS


def uncovered(stretches: Sequence[Stretch], day: SchoolDay) -> list[Stretch]:
    """The stretches of each school day in which no setting has the child; work at home covers nothing. Empty without a known day."""
    if day.starts is None or day.ends is None:
        return []
    found = []
    by_day = _by_day(one for one in stretches if one.place != HOME)
    for weekday in DAYS:
        free = sorted(_between(day.starts, day.ends) - _minutes(by_day.get(weekday, [])))
        for begin, end in _runs(free):
            found.append(Stretch(weekday, _clock(begin), _clock(end)))
    return found


def clashes(first: Iterable[Stretch], second: Iterable[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """The stretches of two weeks that lie over each other."""
    others = list(second)
    return [
        (one, other) for one in first for other in others
        if one.weekday == other.weekday and one.starts < other.ends and other.starts < one.ends
    ]  # fmt: skip


def overlap(stretches: Sequence[Stretch]) -> tuple[Stretch, Stretch] | None:
    """The first two of one week that lie over each other."""
    ordered = sorted(stretches, key=lambda one: (one.weekday, one.starts))
    for one, after in pairwise(ordered):
        if one.weekday == after.weekday and after.starts < one.ends:
            return one, after
    return None


def _by_day(stretches: Iterable[Stretch]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = {}
    for one in stretches:
        found.setdefault(one.weekday, []).append(one)
    return found


def _minutes(stretches: Iterable[Stretch]) -> set[int]:
    return {minute for one in stretches for minute in _between(one.starts, one.ends)}


def _between(starts: dt.time, ends: dt.time) -> set[int]:
    return set(range(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute))


def _runs(minutes: Sequence[int]) -> Iterable[tuple[int, int]]:
    begin = None
    for place, minute in enumerate(minutes):
        begin = minute if begin is None else begin
        if place + 1 == len(minutes) or minutes[place + 1] != minute + 1:
            yield begin, minute + 1
            begin = None


def _clock(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


def _time(text: Any) -> dt.time | None:
    if isinstance(text, dt.time):
        return text
    return dt.time.fromisoformat(text) if text else None
