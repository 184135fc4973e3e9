"""Days that placements and directions are counted by: half terms, the day provision is owed, reviews, attendance returns."""

from __future__ import annotations

from datetime import date

from pastoral.rules.calendar import (
    DAY,
    CalendarDays,
    CalendarUnknown,
    CalendarWeeks,
    SchoolCalendar,
    SchoolDays,
    in_weeks_preceding,
)
from pastoral.rules.placements.facts import PlacementFacts
from pastoral.rules.reviews import latest_review_date


def half_term_ends(day: date, calendar: SchoolCalendar) -> date | None:
    """The last school day of the half term that a day lies in (in a holiday, of the next one); None without known terms.

    A half term ends at the longest break of its term, or with the term where it has no break.
    """
    for term in calendar.terms:
        middle = max(term.breaks, key=lambda gap: (gap.end - gap.start).days, default=None)
        for last in ([middle.start, term.end] if middle else [term.end]):
            end = calendar.last_school_day_on_or_before(last)
            if day <= end:
                return end
    return None


def provision_due(first_day: date, from_day: int, calendar: SchoolCalendar) -> date | None:
    """The school day from which provision is owed, the first day of the exclusion being day 1 (T07: the sixth).

    None where the calendar does not reach so far.
    """
    try:
        start = calendar.school_day_on_or_after(first_day)
        return calendar.add_school_days(start, SchoolDays(from_day - 1)) if from_day > 1 else start
    except CalendarUnknown:
        return None


def latest_notice(starts_on: date, days: SchoolDays, calendar: SchoolCalendar) -> date | None:
    """ENG-OSD-02: the last day on which notice of a direction may be given (T14: two school days before).

    None where the calendar does not reach so far.
    """
    try:
        return calendar.add_school_days(starts_on, SchoolDays(-days.count))
    except CalendarUnknown:
        return None


def review_is_owed(requested_on: date, reviews: tuple[date, ...], weeks: CalendarWeeks) -> bool:
    """ENG-OSD-06 and HAM-OSD-02: a requested review is owed unless one was held in the weeks before the request.

    The day exactly so many weeks before counts as inside (T15: 11 September for a request on 20 November).
    """
    return not any(in_weeks_preceding(held, event=requested_on, weeks=weeks) for held in reviews)


def next_review_due(anchor: date, weeks: CalendarWeeks, calendar: SchoolCalendar) -> date | None:
    """The last day of the next review, earlier in a holiday (CAL-05); None where the calendar does not reach so far."""
    try:
        return latest_review_date(anchor, weeks, calendar)
    except CalendarUnknown:
        return None


def latest_invitation(review_on: date, days: CalendarDays) -> date:
    """ENG-OSD-07: the last day on which parents may be invited to a review."""
    return review_on - days.delta


def school_days_unconfirmed(facts: PlacementFacts, calendar: SchoolCalendar, today: date) -> int:
    """School days of the placement before today whose attendance the provider has not confirmed.

    0 where the calendar does not reach back so far.
    """
    if facts.starts_on is None:
        return 0
    known = max(facts.attendance_confirmed_to or date.min, facts.starts_on - DAY)
    last = min(today - DAY, facts.ends_on or date.max)
    try:
        return calendar.school_days_between(known, last).count if last > known else 0
    except CalendarUnknown:
        return 0
