"""The drift detector: signs that a plan is sliding, shown before a limit is passed, not after. No guidance asks for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zlib import crc32

from pastoral.rules.commitments import short
from pastoral.rules.sentences import Sentence, mark, say

TITLES: dict[str, str] = {
    "DRIFT-01": mark("Reduced hours go up step by step"),
    "DRIFT-02": mark("Reviews are held by the day they are due"),
    "DRIFT-03": mark("A target that is not reached is thought about again"),
    "DRIFT-04": mark("Attendance does not fall while a plan runs"),
}
# Ours: what counts as standing still, as copied, and as falling.
HOURS_STAND_STILL = timedelta(weeks=3)
SAME_TARGET_TIMES = 3
FALL_IN_POINTS = 5


@dataclass(frozen=True, slots=True)
class Course:
    """How a child's plans went so far. Each list is in the order of its days; empty where nothing is recorded."""

    hours: tuple[tuple[date, float], ...] = ()  # agreed hours a week, from each day on
    full_hours: float | None = None
    hours_end_on: date | None = None  # the last day on which hours may be reduced
    reviews: tuple[tuple[date, date], ...] = ()  # the day a review was due, the day it was held
    next_review_on: date | None = None
    targets: tuple[tuple[date, tuple[str, ...]], ...] = ()  # what was aimed at in each plan or round
    attendance: tuple[tuple[date, float], ...] = ()  # per cent


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of drift: what is seen, what would help, since when, and the figures it rests on."""

    rule: str
    effect: str
    sentence: Sentence
    remedy: Sentence
    since: date
    about: str
    facts: tuple[tuple[str, object], ...]


def signs(course: Course, today: date) -> tuple[Sign, ...]:
    """All signs of drift, in the order of their numbers."""
    return (*_hours(course, today), *_late_review(course), *_same_target(course), *_attendance(course))


def _hours(course: Course, today: date) -> Iterator[Sign]:
    """No increase for three weeks while hours are reduced, and the end is not past yet."""
    if not course.hours or course.full_hours is None or (course.hours_end_on is not None and course.hours_end_on < today):
        return
    since, now = course.hours[-1]
    for (before_on, before), (_on, after) in reversed(tuple(pairwise(course.hours))):
        if after > before:
            break
        since = before_on
    if now < course.full_hours and today - since >= HOURS_STAND_STILL:
        yield Sign(
            "DRIFT-01", "WARN",
            say("DRIFT-01", "Hours have not gone up since {since}.", since=since),
            say("DRIFT-01.remedy", "Agree the next step up, or write down why it waits."),
            since, "hours",
            ((mark("Hours a week now"), now), (mark("Full hours"), course.full_hours), (mark("Ends on"), course.hours_end_on)),
        )  # fmt: skip


def _late_review(course: Course) -> Iterator[Sign]:
    """The last review was held after the day it was due, and the next one is still to come."""
    if not course.reviews or course.next_review_on is None:
        return
    due, held = course.reviews[-1]
    if held > due:
        yield Sign(
            "DRIFT-02", "WARN",
            say("DRIFT-02", "The last review was due on {due} and held on {held}.", due=due, held=held),
            say("DRIFT-02.remedy", "Fix day and people for the next review now: it is due on {next}.", next=course.next_review_on),
            held, "late_review",
            (
                (mark("Reviews held late"), sum(1 for one_due, one_held in course.reviews if one_held > one_due)),
                (mark("Reviews held"), len(course.reviews)),
                (mark("Next review planned"), course.next_review_on),
            ),
        )  # fmt: skip


def _same_target(course: Course) -> Iterator[Sign]:
    """The same words have been the target three times, and are so now."""
    if not course.targets:
        return
    times: Counter[str] = Counter()
    since: dict[str, date] = {}
    for on, statements in course.targets:
        for statement in {_plain(one) for one in statements}:
            times[statement] += 1
            if times[statement] == SAME_TARGET_TIMES:
                since[statement] = on
    for statement in dict.fromkeys(course.targets[-1][1]):
        plain = _plain(statement)
        if plain and times[plain] >= SAME_TARGET_TIMES:
            yield Sign(
                "DRIFT-03", "WARN",
                say("DRIFT-03", "“{target}” has been the target {times} times.", target=short(statement), times=times[plain]),
                say("DRIFT-03.remedy", "Ask why it was not reached, and agree something else."),
                since[plain], f"target:{crc32(plain.encode()):08x}",
                ((mark("Times it was the target"), times[plain]),),
            )  # fmt: skip


def _attendance(course: Course) -> Iterator[Sign]:
    """Attendance is lower by five points or more than at the time before."""
    for (before_on, before), (on, now) in tuple(pairwise(course.attendance))[-1:]:
        if before - now >= FALL_IN_POINTS:
            yield Sign(
                "DRIFT-04", "WARN",
                say("DRIFT-04", "Attendance fell from {before} to {now} per cent.", before=f"{before:g}", now=f"{now:g}"),
                say("DRIFT-04.remedy", "Find out with the child and the family what keeps them away."),
                on, "attendance",
                ((mark("Attendance before"), f"{before:g}%"), (mark("Written down on"), before_on), (mark("Attendance now"), f"{now:g}%")),
            )  # fmt: skip


def _plain(statement: str) -> str:
    """A target without case, spaces and punctuation: copied is copied, whatever the comma."""
    return " ".join(re.findall(r"\w+", statement.casefold()))
