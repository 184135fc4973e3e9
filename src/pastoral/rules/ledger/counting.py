"""The ledger of one pupil: for each school week what was owed, who offered how much of it, what was attended and what was missed.

Everything is in whole minutes of teaching. A day is past when it lies before today; only past days can have been missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from pastoral.rules.attendance.codes import ATTENDING, AUTHORISED, UNAUTHORISED, CodesUnknown, codes_in_force
from pastoral.rules.attendance.facts import Half
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar

from .entitlement import SCHOOL_WEEK, FullWeek, halves, of_day
from .facts import SCHOOL, Arranged, PlannedHours
from .offering import UNSETTLED, Offered, Setting, midday_of, middays, offered, stretch

Marks = Mapping[tuple[date, Half], str]
OnRoll = tuple[date | None, date | None]
"""First and last day on roll, both included; None is open."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one setting offers in a week: before today, and from today on."""

    kind: str
    name: str
    past: int
    ahead: int

    @property
    def minutes(self) -> int:
        return self.past + self.ahead


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One school week. `entitled` and what hangs on it are None where no entitlement is set.

    Of the past days: `attended`, `authorised` and `unauthorised` absence and `unknown` (no mark, or a mark outside the count) make
    `offered_past` together. `missed` is missed by arrangement and by absence, up to yesterday.
    """

    monday: date
    full: FullWeek
    school_days: int
    past_days: int
    entitled: int | None
    entitled_past: int | None
    offers: tuple[Offer, ...]
    at_home: int
    attended: int
    authorised: int
    unauthorised: int
    unknown: int
    running: int = 0  # missed up to this week's end, this week included

    @property
    def offered(self) -> int:
        return sum(one.minutes for one in self.offers)

    @property
    def offered_past(self) -> int:
        return sum(one.past for one in self.offers)

    @property
    def by_arrangement(self) -> int | None:
        """Entitled and not offered, for the whole week, what is planned included; a week that offers more makes up for no other."""
        return None if self.entitled is None else max(0, self.entitled - self.offered)

    @property
    def by_arrangement_past(self) -> int | None:
        return None if self.entitled_past is None else max(0, self.entitled_past - self.offered_past)

    @property
    def by_absence(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def missed(self) -> int:
        return (self.by_arrangement_past or 0) + self.by_absence

    @property
    def is_past(self) -> bool:
        return self.past_days == self.school_days

    @property
    def is_ahead(self) -> bool:
        return self.past_days == 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums up to yesterday; `days` is what was missed in days of schooling, exactly (a day is a fifth of that week's full week).

    `planned_by_arrangement` is missed by arrangement over the whole time, if all goes as planned.
    """

    entitled: int = 0
    offered: int = 0
    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    unknown: int = 0
    by_arrangement: int = 0
    planned_by_arrangement: int = 0
    days: Fraction = Fraction(0)
    weeks_without_entitlement: int = 0

    @property
    def by_absence(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def missed(self) -> int:
        return self.by_arrangement + self.by_absence

    @property
    def whole_days(self) -> int:
        """Whole days of schooling missed, rounded down: never said to be more than it is."""
        return int(self.days)

    @property
    def is_exact(self) -> bool:
        return self.days.denominator == 1

    @property
    def weeks_and_days(self) -> tuple[int, int]:
        return divmod(self.whole_days, SCHOOL_WEEK)


@dataclass(frozen=True, slots=True)
class Ledger:
    weeks: tuple[WeekLine, ...]
    totals: Totals


def ledger(
    *,
    start: date,
    end: date,
    today: date,
    calendar: SchoolCalendar,
    nation: str,
    full_week: Callable[[date], FullWeek],
    arranged: Iterable[Arranged] = (),
    planned: Iterable[PlannedHours] = (),
    marks: Marks | None = None,
    on_roll: Iterable[OnRoll] = ((None, None),),
) -> Ledger:
    """Every school week from `start` to `end`, both included; `full_week` takes its Monday.

    A school day on roll of which nothing is arranged is full time at school. What was only planned and is past was not arranged.
    """
    entries = list(arranged)
    usual = middays(entries)
    by_day: dict[date, list[Arranged]] = defaultdict(list)
    for one in entries:
        if not (one.planned and one.on < today):
            by_day[one.on].append(one)
    count = _Count(today, nation, usual, by_day, list(planned), marks or {})
    spans = list(on_roll)
    weeks: list[WeekLine] = []
    running = 0
    monday = start - timedelta(days=start.weekday())
    while monday <= end:
        days = [
            day
            for day in (monday + timedelta(days=number) for number in range(SCHOOL_WEEK))
            if start <= day <= end and _meets(calendar, day) and any(_within(day, span) for span in spans)
        ]
        if days:
            line = count.week(monday, days, full_week(monday), running)
            running = line.running
            weeks.append(line)
        monday += timedelta(weeks=1)
    return Ledger(tuple(weeks), totals(weeks))


def totals(weeks: Iterable[WeekLine]) -> Totals:
    """The sums over weeks."""
    lines = list(weeks)
    days = Fraction(0)
    for one in lines:
        if one.full.minutes:
            days += Fraction(one.missed * SCHOOL_WEEK, one.full.minutes)
    return Totals(
        entitled=sum(one.entitled_past or 0 for one in lines),
        offered=sum(one.offered_past for one in lines),
        attended=sum(one.attended for one in lines),
        authorised=sum(one.authorised for one in lines),
        unauthorised=sum(one.unauthorised for one in lines),
        unknown=sum(one.unknown for one in lines),
        by_arrangement=sum(one.by_arrangement_past or 0 for one in lines),
        planned_by_arrangement=sum(one.by_arrangement or 0 for one in lines),
        days=days,
        weeks_without_entitlement=sum(one.full.minutes is None for one in lines),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """What is known of a pupil while the weeks are counted."""

    today: date
    nation: str
    usual: Mapping[int, int]
    by_day: Mapping[date, list[Arranged]]
    planned: list[PlannedHours]
    marks: Marks

    def week(self, monday: date, days: list[date], full: FullWeek, before: int) -> WeekLine:
        past: dict[Setting, int] = {}
        ahead: dict[Setting, int] = {}
        seen = {ATTENDING: 0, AUTHORISED: 0, UNAUTHORISED: 0, "": 0}
        at_home = 0
        for day in days:
            own = self._day(day, full)
            at_home += own.at_home
            side = past if day < self.today else ahead
            for setting, length in (*own.am, *own.pm):
                side[setting] = side.get(setting, 0) + length
            if day < self.today:
                seen[self._counts(day, "am")] += own.half("am")
                seen[self._counts(day, "pm")] += own.half("pm")
        gone = [day for day in days if day < self.today]
        line = WeekLine(
            monday=monday,
            full=full,
            school_days=len(days),
            past_days=len(gone),
            entitled=None if full.minutes is None else sum(of_day(full.minutes, day.weekday()) for day in days),
            entitled_past=None if full.minutes is None else sum(of_day(full.minutes, day.weekday()) for day in gone),
            offers=tuple(
                Offer(*setting, past.get(setting, 0), ahead.get(setting, 0))
                for setting in dict.fromkeys((*past, *ahead))
            ),
            at_home=at_home,
            attended=seen[ATTENDING],
            authorised=seen[AUTHORISED],
            unauthorised=seen[UNAUTHORISED],
            unknown=seen[""],
        )
        return replace(line, running=before + line.missed)

    def _day(self, day: date, full: FullWeek) -> Offered:
        entries = self.by_day.get(day)
        if entries:
            return offered(tuple([stretch(one) for one in entries]), midday_of(entries, self.usual))
        step = next((one for one in self.planned if one.from_ <= day <= one.to and day >= self.today), None)
        if step is not None:
            return _plain_day((UNSETTLED, ""), of_day(step.minutes_a_week, day.weekday()))
        return _plain_day((SCHOOL, SCHOOL), of_day(full.minutes or 0, day.weekday()))

    def _counts(self, day: date, half: Half) -> str:
        """How the mark of a session counts; "" for none, or for one outside the count."""
        code = self.marks.get((day, half), "")
        if not code:
            return ""
        try:
            how = codes_in_force(self.nation, day).counts(code)
        except CodesUnknown:
            return ""
        return how if how in (ATTENDING, AUTHORISED, UNAUTHORISED) else ""


def _plain_day(setting: Setting, length: int) -> Offered:
    morning, afternoon = halves(length)
    return Offered(((setting, morning),), ((setting, afternoon),)) if length else Offered()


def _meets(calendar: SchoolCalendar, day: date) -> bool:
    try:
        return calendar.is_school_day(day)
    except CalendarUnknown:
        return False


def _within(day: date, span: OnRoll) -> bool:
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)
