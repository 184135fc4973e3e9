"""School days and the four units of time, which never mix (CAL-01 to CAL-05).

A calendar knows the days of its terms. Outside them it estimates: Monday to Friday, without bank holidays,
August, and 24 December to 1 January, when schools of both nations are shut. Counting on takes every other weekday
as a school day and looking back drops the long holidays, so that an estimate comes early rather than late.
`is_estimated` says where a day rests on that. Two years beyond the terms even the estimate ends: `CalendarUnknown`.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
# A longer gap between two terms is not a holiday: the terms between are missing from what we were told.
LONGEST_HOLIDAY = timedelta(days=63)
ESTIMATE_REACHES = timedelta(days=2 * 366)


class CalendarUnknown(LookupError):
    """The calendar can't say, not even as an estimate."""


@dataclass(frozen=True, order=True, slots=True)
class CalendarWeeks:
    """Weeks of seven days, holidays included (PSP reviews, reduced timetables, the 10-week rule)."""

    count: int

    @property
    def delta(self) -> timedelta:
        return timedelta(weeks=self.count)


@dataclass(frozen=True, order=True, slots=True)
class CalendarDays:
    """Days, holidays included (register returns, invitations, weekly check-ins)."""

    count: int

    @property
    def delta(self) -> timedelta:
        return timedelta(days=self.count)


@dataclass(frozen=True, order=True, slots=True)
class SchoolDays:
    """Days on which one school meets (exclusion deadlines, what is owed by when); negative is before or overdue."""

    count: int


@dataclass(frozen=True, order=True, slots=True)
class Sessions:
    """Half days of the attendance register."""

    count: int


@dataclass(frozen=True, order=True, slots=True)
class Break:
    """Days without school inside a term (half term), first and last day included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A break ends ({self.end}) before it starts ({self.start}).")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, order=True, slots=True)
class Term:
    """A term, first and last day included, with its half terms as gaps."""

    name: str
    start: date
    end: date
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"Term {self.name!r} ends ({self.end}) before it starts ({self.start}).")
        for gap in self.breaks:
            if gap.start < self.start or gap.end > self.end:
                raise ValueError(f"A break of term {self.name!r} ({gap.start} to {gap.end}) lies outside the term.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class SchoolCalendar:
    """When one school meets (CAL-02). Terms may come in any order; overlapping terms raise ValueError.

    `estimate_around` anchors a calendar that has no terms at all; with terms it is not needed.
    """

    terms: tuple[Term, ...] = ()
    closed_days: frozenset[date] = frozenset()
    bank_holidays: frozenset[date] = frozenset()
    estimate_around: date | None = None
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _known: tuple[tuple[date, date], ...] = field(init=False, repr=False, compare=False)
    _reach: tuple[date, date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        terms = tuple(sorted(self.terms, key=lambda term: term.start))
        for earlier, later in itertools.pairwise(terms):
            if later.start <= earlier.end:
                raise ValueError(f"Terms {earlier.name!r} and {later.name!r} overlap.")
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "_known", _stretches(terms))
        first, last = self._anchors(terms)
        object.__setattr__(self, "_reach", (first - ESTIMATE_REACHES, last + ESTIMATE_REACHES))
        object.__setattr__(self, "_days", tuple(self._each_school_day()))

    def _anchors(self, terms: tuple[Term, ...]) -> tuple[date, date]:
        if terms:
            return terms[0].start, terms[-1].end
        if self.estimate_around is None:
            raise ValueError("A calendar needs terms, or a date to estimate around.")
        return self.estimate_around, self.estimate_around

    def _each_school_day(self) -> Iterable[date]:
        shut = self.closed_days | self.bank_holidays
        breaks = tuple(gap for term in self.terms for gap in term.breaks)
        day, last = self._reach
        while day <= last:
            if day.weekday() < 5 and day not in shut:
                if self.is_estimated(day):
                    if not _shut_everywhere(day):
                        yield day
                elif any(day in term for term in self.terms) and not any(day in gap for gap in breaks):
                    yield day
            day += DAY

    def is_estimated(self, day: date) -> bool:
        """Whether what we say of this day rests on an estimate, because no known term dates cover it."""
        return not any(start <= day <= end for start, end in self._known)

    def is_school_day(self, day: date) -> bool:
        """Whether the school meets on this day."""
        self._check_reach(day)
        place = bisect_left(self._days, day)
        return place < len(self._days) and self._days[place] == day

    def next_school_day(self, day: date) -> date:
        """The first school day after this day."""
        return self.add_school_days(day, SchoolDays(1))

    def school_day_on_or_after(self, day: date) -> date:
        """This day if it is a school day, otherwise the next one."""
        self._check_reach(day)
        return self._day_at(bisect_left(self._days, day), asked=day)

    def last_school_day_on_or_before(self, day: date) -> date:
        """This day if it is a school day, otherwise the last one before it."""
        self._check_reach(day)
        return self._day_at(bisect_right(self._days, day) - 1, asked=day)

    def add_school_days(self, day: date, number: SchoolDays) -> date:
        """So many school days on; the day of receipt is day 0 and need not be a school day (CAL-03).

        A negative number counts back: "two school days before". Zero is the day itself.
        """
        self._check_reach(day)
        if number.count > 0:
            return self._day_at(bisect_right(self._days, day) + number.count - 1, asked=day)
        if number.count < 0:
            return self._day_at(bisect_left(self._days, day) + number.count, asked=day)
        return day

    def school_days_between(self, start: date, end: date) -> SchoolDays:
        """School days after `start` up to and including `end`; negative where `end` comes first."""
        self._check_reach(start)
        self._check_reach(end)
        if end >= start:
            return SchoolDays(bisect_right(self._days, end) - bisect_right(self._days, start))
        return SchoolDays(bisect_left(self._days, end) - bisect_left(self._days, start))

    def school_days_until(self, today: date, due: date) -> SchoolDays:
        """School days left; 0 is due today, negative is overdue by so many."""
        return self.school_days_between(today, due)

    def term_containing(self, day: date) -> Term | None:
        """The known term that this day lies in, half terms included; None in a holiday."""
        return next((term for term in self.terms if day in term), None)

    def year_without_school(self) -> date | None:
        """1 September of the first school year that has known terms but no school day in any; None if all have one.

        Such a calendar cannot be right, and no deadline could be counted by it.
        """
        met: dict[date, bool] = {}
        for term in self.terms:
            year = date(term.end.year - (term.end.month < 9), 9, 1)
            first, after = bisect_left(self._days, term.start), bisect_right(self._days, term.end)
            met[year] = met.get(year, False) or after > first
        return next((year for year, any_day in sorted(met.items()) if not any_day), None)

    def _check_reach(self, day: date) -> None:
        first, last = self._reach
        if not first <= day <= last:
            raise CalendarUnknown(f"The school calendar reaches from {first} to {last}; {day} lies outside.")

    def _day_at(self, place: int, *, asked: date) -> date:
        if 0 <= place < len(self._days):
            return self._days[place]
        raise CalendarUnknown(f"The school calendar has no such school day, counting from {asked}.")


def _stretches(terms: tuple[Term, ...]) -> tuple[tuple[date, date], ...]:
    """Terms joined over the holidays between them, as (first day, last day)."""
    stretches: list[tuple[date, date]] = []
    for term in terms:
        if stretches and term.start - stretches[-1][1] <= LONGEST_HOLIDAY:
            stretches[-1] = (stretches[-1][0], term.end)
        else:
            stretches.append((term.start, term.end))
    return tuple(stretches)


def _shut_everywhere(day: date) -> bool:
    return day.month == 8 or (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day == 1)


def length_in_days(start: date, end: date) -> CalendarDays:
    """Days from start to end, both included (CAL-04)."""
    return CalendarDays((end - start).days + 1)


def within_calendar_weeks(start: date, end: date, limit: CalendarWeeks) -> bool:
    """Whether start to end, both included, is no longer than the limit: 12 weeks is 84 days (CAL-04)."""
    return length_in_days(start, end).count <= limit.delta.days


def in_weeks_preceding(day: date, *, event: date, weeks: CalendarWeeks) -> bool:
    """Whether a day lies in the weeks before an event; the day exactly so many weeks before counts (T15)."""
    return event - weeks.delta <= day < event
