"""Deadlines of exclusion as functions of dates: school days of one calendar, the day of receipt being day 0 (CAL-03)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pastoral.rules.calendar import DAY, SchoolCalendar, SchoolDays


@dataclass(frozen=True, slots=True)
class Window:
    """When a meeting may be held, both days included; `target` is the day to aim for where it is earlier than the last."""

    first: date | None
    last: date
    target: date | None = None


def within(day: date, number: int, calendar: SchoolCalendar) -> date:
    """The last of so many school days after a day."""
    return calendar.add_school_days(day, SchoolDays(number))


def before(day: date, number: int, calendar: SchoolCalendar) -> date:
    """So many school days before a day (papers before a hearing)."""
    return calendar.add_school_days(day, SchoolDays(-number))


def meeting_window(
    notified: date, calendar: SchoolCalendar, *, days: int, earliest: int | None = None, target: int | None = None
) -> Window:
    """When the board (England) or the discipline committee (Wales) meets after it was told."""
    return Window(
        None if earliest is None else within(notified, earliest, calendar),
        within(notified, days, calendar),
        None if target is None or target >= days else within(notified, target, calendar),
    )


def deemed_received(posted: date, is_working_day: Callable[[date], bool]) -> date:
    """When a notice sent by first-class post counts as received: the second working day after posting (ENG-IRP-08)."""
    day, left = posted, 2
    while left:
        day += DAY
        left -= is_working_day(day)
    return day


def months_on(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - DAY)


def claim_by(act: date, months: int = 6) -> date:
    """The last day for a claim of disability discrimination, the day of the act being the first (ENG-IRP-10)."""
    return months_on(act, months) - DAY


def further_notice_by(provision: date) -> date:
    """The latest day of a further notice of provision: 48 hours before it starts, in whole days (ENG-EX-10)."""
    return provision - timedelta(days=2)
