"""Sessions counted: percentages, runs of absence, and what falls into so many school weeks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pastoral.rules.attendance.codes import ATTENDING, AUTHORISED, COUNTED, UNAUTHORISED, CodesUnknown, codes_in_force
from pastoral.rules.attendance.facts import SessionFacts
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar, SchoolDays, Sessions

ONE_PLACE = Decimal("0.1")


def percent(part: int, whole: int) -> Decimal | None:
    """Per cent with one place, halves up; None where there is nothing to count."""
    return None if whole == 0 else (Decimal(100 * part) / whole).quantize(ONE_PLACE, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sessions by how they count; those outside the count (closures, dual registration, ...) are in none."""

    attended: Sessions
    authorised: Sessions
    unauthorised: Sessions

    @property
    def possible(self) -> Sessions:
        return Sessions(self.attended.count + self.authorised.count + self.unauthorised.count)

    @property
    def absent(self) -> Sessions:
        return Sessions(self.authorised.count + self.unauthorised.count)

    @property
    def percent(self) -> Decimal | None:
        """Attended of possible sessions."""
        return percent(self.attended.count, self.possible.count)

    def absent_at_least(self, per_cent: int | float | Decimal) -> bool:
        """Whether absence is this share of the possible sessions or more; counted, never from a rounded figure."""
        return self.possible.count > 0 and 100 * self.absent.count >= Decimal(str(per_cent)) * self.possible.count

    def absent_more_than(self, per_cent: int | float | Decimal) -> bool:
        return self.possible.count > 0 and 100 * self.absent.count > Decimal(str(per_cent)) * self.possible.count


def counts(session: SessionFacts, nation: str) -> str:
    """How a session's code counts in its nation on its day; "" for no code or one that was not in force."""
    try:
        return codes_in_force(nation, session.on).counts(session.code)
    except CodesUnknown:
        return ""


def attendance(sessions: Iterable[SessionFacts], nation: str) -> Attendance:
    """The register's own figures: attended, with leave and without. Sessions without a valid code are not counted."""
    number: Mapping[str, list[SessionFacts]] = {how: [] for how in COUNTED}
    for session in sessions:
        how = counts(session, nation)
        if how in number:
            number[how].append(session)
    return Attendance(*(Sessions(len(number[how])) for how in (ATTENDING, AUTHORISED, UNAUTHORISED)))


def of_agreed(sessions: Iterable[SessionFacts], nation: str) -> Attendance:
    """The same without the hours that were agreed to be out of school (CODE-04's second figure)."""
    return attendance((one for one in sessions if not one.agreed_away), nation)


def days_without_leave(sessions: Iterable[SessionFacts], nation: str) -> frozenset[date]:
    """Days on which every counted session was an absence without leave."""
    by_day: dict[date, list[str]] = {}
    for session in sessions:
        how = counts(session, nation)
        if how in COUNTED:
            by_day.setdefault(session.on, []).append(how)
    return frozenset(day for day, seen in by_day.items() if set(seen) == {UNAUTHORISED})


def longest_run(days: frozenset[date], calendar: SchoolCalendar) -> tuple[date, ...]:
    """The longest run of these days without a school day between that is not among them; the latest of equals."""
    best: tuple[date, ...] = ()
    run: tuple[date, ...] = ()
    for day in sorted(days):
        follows = bool(run) and _school_days_after(run[-1], day, calendar) == SchoolDays(1)
        run = (*run, day) if follows else (day,)
        if len(run) >= len(best):
            best = run
    return best


def _school_days_after(start: date, end: date, calendar: SchoolCalendar) -> SchoolDays | None:
    try:
        return calendar.school_days_between(start, end)
    except CalendarUnknown:
        return None


def days_of_illness(sessions: Iterable[SessionFacts]) -> frozenset[date]:
    """Days with code I in a session."""
    return frozenset(session.on for session in sessions if session.code == "I")


def most_in_school_weeks(sessions: Iterable[SessionFacts], weeks: int, calendar: SchoolCalendar) -> Sessions:
    """The most of these sessions that fall into so many school weeks in a row.

    A school week has at least one school day: half term and holidays are no weeks at all (ENG-REG-14).
    """
    days = sorted(session.on for session in sessions)
    if not days:
        return Sessions(0)
    place = {monday: number for number, monday in enumerate(_school_weeks(days[0], days[-1], calendar))}
    numbers = [place[monday_of(day)] for day in days if monday_of(day) in place]
    most, begin = 0, 0
    for end, number in enumerate(numbers):
        while number - numbers[begin] >= weeks:
            begin += 1
        most = max(most, end - begin + 1)
    return Sessions(most)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _school_weeks(first: date, last: date, calendar: SchoolCalendar) -> list[date]:
    mondays = itertools.takewhile(
        lambda monday: monday <= last, (monday_of(first) + timedelta(weeks=number) for number in itertools.count())
    )
    return [
        monday for monday in mondays if any(calendar.is_school_day(monday + timedelta(days=day)) for day in range(5))
    ]


def missing_sessions(
    sessions: Iterable[SessionFacts], calendar: SchoolCalendar, today: date
) -> tuple[tuple[date, str], ...]:
    """School days and halves between the first session and today's eve that have no entry (ENG-REG-01)."""
    entered = {(session.on, session.half) for session in sessions}
    if not entered:
        return ()
    day, last = min(on for on, _half in entered), min(max(on for on, _half in entered), today - timedelta(days=1))
    missing = []
    while day <= last:
        if calendar.is_school_day(day):
            missing += [(day, half) for half in ("am", "pm") if (day, half) not in entered]
        day += timedelta(days=1)
    return tuple(missing)
