"""The way back to full time as a staircase: which step holds on a day, which were missed, and variants tried out (NPT-RT-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.reduced.hours import plain
from pastoral.rules.sentences import Sentence, say

MOST_STEPS = 20
CLOSE_ENOUGH = Decimal("0.05")  # lessons of 50 minutes do not add up to whole hours


@dataclass(frozen=True, slots=True)
class Planned:
    """A step: from this day so many taught hours a week; `reached_on` once it happened. `key` tells steps apart."""

    on: date
    hours: Decimal
    reached_on: date | None = None
    key: int | None = None
    needs: str = ""  # what makes it happen


def missed(steps: Sequence[Planned], today: date) -> tuple[Planned, ...]:
    """Steps whose day is over and that were not reached, nor overtaken by a later one that was."""
    reached = [step.hours for step in steps if step.reached_on is not None]
    highest = max(reached, default=Decimal(0))
    return tuple(step for step in steps if step.reached_on is None and step.on < today and step.hours > highest)


def missed_sentences(step: Planned) -> tuple[Sentence, Sentence]:
    """What is wrong, and what would help."""
    return (
        say(
            "RT.step_missed", "The step to {hours} hours a week was planned for {on}, and it is not recorded that it happened.",
            hours=plain(step.hours), on=step.on,
        ),
        say("RT.step_missed.remedy", "Hold a review: record that the hours went up, or say what stands in the way."),
    )  # fmt: skip


def week_behind(steps: Sequence[Planned], taught: Decimal | None) -> Planned | None:
    """The highest step that was reached, where the week still has fewer hours than it: nobody has changed the timetable yet."""
    reached = [step for step in steps if step.reached_on is not None]
    highest = max(reached, key=lambda step: step.hours, default=None)
    if highest is None or taught is None or taught + CLOSE_ENOUGH >= highest.hours:
        return None
    return highest


def behind_sentences(step: Planned, taught: Decimal) -> tuple[Sentence, Sentence]:
    """What is wrong, and what would help."""
    return (
        say(
            "RT.week_behind", "The step to {hours} hours a week was reached on {on}, but the timetable still has {taught}.",
            hours=plain(step.hours), on=step.reached_on or step.on, taught=plain(taught),
        ),
        say("RT.week_behind.remedy", "Add the lessons to the timetable, so that everyone sees the week as it is."),
    )  # fmt: skip


def suggest(
    start: date, now: Decimal, full: Decimal, *, more: Decimal, every_weeks: int, calendar: SchoolCalendar
) -> tuple[Planned, ...]:
    """Steps of `more` hours every so many weeks until full time, each on a school day; ValueError where it never gets there."""
    if more <= 0 or every_weeks < 1:
        raise ValueError("Each step must add hours, and come at least a week after the last.")
    steps: list[Planned] = []
    hours, day = now, start
    while hours < full and len(steps) < MOST_STEPS:
        hours, day = min(hours + more, full), calendar.school_day_on_or_after(day + timedelta(weeks=every_weeks))
        steps.append(Planned(day, hours))
    if hours < full:
        raise ValueError(f"Full time isn't reached in {MOST_STEPS} steps.")
    return tuple(steps)
