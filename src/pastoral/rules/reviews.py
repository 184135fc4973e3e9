"""When a review is due: never later than the interval, and never in a holiday (CAL-05, NPT-PSP-16)."""

from __future__ import annotations

from datetime import date

from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar
from pastoral.rules.sentences import Sentence, say


def latest_review_date(last: date, interval: CalendarWeeks, calendar: SchoolCalendar) -> date:
    """The last day on which the next review may be held, counted from the last review or the start.

    In a holiday it moves earlier, to the last school day before. Where the whole interval is holiday there is no
    earlier day: then it is the first school day after it.
    """
    due = calendar.last_school_day_on_or_before(last + interval.delta)
    return due if due > last else calendar.next_school_day(last)


def suggested_first_review(
    start: date, *, first: CalendarWeeks, longest: CalendarWeeks, calendar: SchoolCalendar
) -> date:
    """A day for the first review: earlier than later ones need to be ("more often at first", NPT-PSP-16)."""
    return latest_review_date(start, min(first, longest), calendar)


def review_schedule(
    start: date, weeks: tuple[CalendarWeeks, ...], calendar: SchoolCalendar
) -> tuple[date, ...]:
    """Reviews at fixed weeks from the start (Hillingdon: 4, 8 and 12; T03), each moved earlier out of a holiday."""
    return tuple(latest_review_date(start, after, calendar) for after in sorted(weeks))


def check_review_date(
    proposed: date, meeting_on: date, latest: date, calendar: SchoolCalendar
) -> tuple[Sentence, ...]:
    """Why a date can't be the next review; empty if it can. `meeting_on` is the meeting or review it follows."""
    code = "NPT-PSP-16"
    if proposed <= meeting_on:
        return (
            say(
                f"{code}.before",
                "The review must be after the meeting on {meeting_on}. Choose a later date, up to {latest}.",
                meeting_on=meeting_on,
                latest=latest,
            ),
        )
    if proposed > latest:
        return (
            say(
                f"{code}.late",
                "{proposed} is too late for the next review. It must be on or before {latest}.",
                proposed=proposed,
                latest=latest,
            ),
        )
    if not calendar.is_school_day(proposed):
        earlier = calendar.last_school_day_on_or_before(proposed)
        suggestion = earlier if earlier > meeting_on else calendar.next_school_day(proposed)
        return (
            say(
                f"{code}.holiday",
                "The school does not meet on {proposed}. Choose {suggestion} or another school day.",
                proposed=proposed,
                suggestion=suggestion,
            ),
        )
    return ()
