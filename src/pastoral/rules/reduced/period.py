"""How long a reduced timetable lasts, in either kind of week, and when a limit is reached (CAL-04, GAP-01)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from pastoral.rules.calendar import (
    CalendarUnknown,
    CalendarWeeks,
    SchoolCalendar,
    length_in_days,
    within_calendar_weeks,
)
from pastoral.rules.engine import Policy

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Length:
    """A period in days, both ends included, and in school weeks (None beyond the calendar); `limit` None: no number set."""

    days: int
    school_weeks: int | None
    limit: int | None
    over: bool


def school_weeks(start: date, end: date, calendar: SchoolCalendar) -> int:
    """Weeks counted from the first day in which the school meets at least once."""
    weeks, first = 0, start
    while first <= end:
        last = min(first + WEEK - timedelta(days=1), end)
        weeks += calendar.last_school_day_on_or_before(last) >= first
        first += WEEK
    return weeks


def length(start: date, end: date, policy: Policy, calendar: SchoolCalendar) -> Length:
    """The period against `reduced.max_weeks`, counted as `reduced.week_kind` says; calendar weeks where it is silent."""
    limit = policy.value("reduced.max_weeks")
    weeks: int | None = None
    with suppress(CalendarUnknown):
        weeks = school_weeks(start, end, calendar)
    if limit is None:
        over = False
    elif policy.value("reduced.week_kind") == "school" and weeks is not None:
        over = weeks > int(limit)
    else:
        over = not within_calendar_weeks(start, end, CalendarWeeks(int(limit)))
    return Length(length_in_days(start, end).count, weeks, None if limit is None else int(limit), over)


def last_day_within(start: date, policy: Policy, calendar: SchoolCalendar) -> date | None:
    """The last day that needs no authority beyond the school's; None where no limit is set."""
    limit = policy.value("reduced.max_weeks")
    if limit is None:
        return None
    end = start + CalendarWeeks(int(limit)).delta - timedelta(days=1)
    if policy.value("reduced.week_kind") == "school":
        with suppress(CalendarUnknown):
            while school_weeks(start, end + WEEK, calendar) <= int(limit):
                end += WEEK
    return end
