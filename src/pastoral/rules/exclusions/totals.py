"""Days of exclusion: in quarter days, per term, per year and in a row (CAL-06 to CAL-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pastoral.rules.calendar import DAY, SchoolCalendar, SchoolDays
from pastoral.rules.english_terms import TermPeriod, term_period
from pastoral.rules.key_stages import school_year_start

SUSPENSION, LUNCHTIME, PERMANENT, SEPARATION = "suspension", "lunchtime", "permanent", "separation"
KINDS = (SUSPENSION, LUNCHTIME, PERMANENT, SEPARATION)
SESSION = Decimal("0.5")  # half of a school day in both nations
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Spell:
    """One exclusion from one school. A suspension is Wales's fixed-term exclusion.

    Without `last_day` a suspension is of its first day. `lunchtimes` counts those of a lunchtime suspension, one each
    school day from the first. Of a cancelled one only the days before `cancelled_on` were spent out of school.
    """

    first_day: date
    last_day: date | None = None
    kind: str = SUSPENSION
    first_session: str = "am"
    last_session: str = "pm"
    lunchtimes: int = 0
    school: str = ""
    cancelled_on: date | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"An exclusion is not {self.kind!r}.")
        last = self.last_day or self.first_day
        if last < self.first_day or (last == self.first_day and (self.first_session, self.last_session) == ("pm", "am")):
            raise ValueError(f"An exclusion ends ({last} {self.last_session}) before it begins ({self.first_day}).")

    @property
    def until(self) -> date:
        return self.last_day or self.first_day


@dataclass(frozen=True, slots=True)
class Totals:
    """The counters up to and including one exclusion: of its term, of its school year, and school days in a row."""

    term: Decimal
    year: Decimal
    run: int


def days_of(spell: Spell, calendar: SchoolCalendar, lunchtime: Decimal) -> tuple[tuple[date, Decimal], ...]:
    """Each school day of a spell with how much of it counts. A permanent exclusion and a separation count nothing."""
    if spell.kind in (PERMANENT, SEPARATION):
        return ()
    if spell.kind == LUNCHTIME:
        return tuple((day, lunchtime) for day in _lunch_days(spell, calendar) if not _spared(spell, day))
    counted = []
    for day in _school_days(spell.first_day, spell.until, calendar):
        part = WHOLE
        if day == spell.first_day and spell.first_session == "pm":
            part -= SESSION
        if day == spell.until and spell.last_session == "am":
            part -= SESSION
        if not _spared(spell, day):
            counted.append((day, part))
    return tuple(counted)


def length(spell: Spell, calendar: SchoolCalendar, lunchtime: Decimal) -> Decimal:
    """The days of one spell: a session is half of one, a lunchtime what the nation says."""
    return sum((part for _day, part in days_of(spell, calendar, lunchtime)), Decimal(0))


def total_between(
    spells: Iterable[Spell], start: date, end: date, calendar: SchoolCalendar, lunchtime: Decimal
) -> Decimal:
    """Days that count between two days, both included, whichever school excluded (CAL-10)."""
    return sum(
        (part for spell in spells for day, part in days_of(spell, calendar, lunchtime) if start <= day <= end), Decimal(0)
    )


def term_of(day: date, calendar: SchoolCalendar, nation: str) -> TermPeriod:
    """The term whose days are added up. England: three terms or reference dates (CAL-09). Wales: the school's own term.

    A Welsh day outside every known term falls back on the same three parts of the year; no Welsh source names others.
    """
    own = calendar.term_containing(day) if nation == "wales" else None
    return TermPeriod(own.start, own.end, False) if own is not None else term_period(day, calendar)


def term_total(
    spell: Spell, spells: Iterable[Spell], calendar: SchoolCalendar, lunchtime: Decimal, nation: str
) -> Decimal:
    """The most that any term touched by this spell adds up to, earlier spells of that term included."""
    everything = (*spells, spell)
    terms = {term_of(day, calendar, nation) for day in (spell.first_day, spell.until)}
    return max(total_between(everything, term.start, term.end, calendar, lunchtime) for term in terms)


def year_total(spell: Spell, spells: Iterable[Spell], calendar: SchoolCalendar, lunchtime: Decimal) -> Decimal:
    """The most that any school year touched by this spell adds up to, earlier spells included."""
    everything = (*spells, spell)
    starts = {school_year_start(day) for day in (spell.first_day, spell.until)}
    return max(
        total_between(everything, start, date(start.year + 1, 8, 31), calendar, lunchtime) for start in starts
    )


def run_of(
    spell: Spell, spells: Iterable[Spell], calendar: SchoolCalendar, not_attended: frozenset[date] = frozenset()
) -> tuple[date, ...]:
    """The school days in a row on which the pupil is suspended, this spell among them (CAL-08).

    Back-to-back suspensions are one; weekends, holidays and days of `not_attended` (ill, say) neither break nor add.
    A day of which a session is excluded counts; a lunchtime does not.
    """
    excluded = {
        day
        for each in (*spells, spell)
        if each.kind == SUSPENSION
        for day, _part in days_of(each, calendar, Decimal(0))
    }
    own = [day for day, _part in days_of(spell, calendar, Decimal(0))] if spell.kind == SUSPENSION else []
    if not own:
        return ()
    run = [own[0]]
    for step in (-1, 1):
        day = own[0]
        while True:
            day = calendar.add_school_days(day, SchoolDays(step))
            if day in excluded:
                run.append(day)
            elif day not in not_attended:
                break
    return tuple(sorted(run))


def provision_day(
    spell: Spell,
    spells: Iterable[Spell],
    calendar: SchoolCalendar,
    from_day: int,
    not_attended: frozenset[date] = frozenset(),
) -> date | None:
    """The day from which full-time education must be there: the nth of the run of suspensions, or of a permanent exclusion.

    None for a run that ends earlier. A permanent exclusion counts from its own first school day (T07).
    """
    if spell.kind == PERMANENT:
        first = calendar.school_day_on_or_after(spell.first_day)
        return calendar.add_school_days(first, SchoolDays(from_day - 1)) if from_day > 1 else first
    run = run_of(spell, spells, calendar, not_attended)
    return run[from_day - 1] if len(run) >= from_day else None


def in_steps(days: Decimal, step: Decimal) -> bool:
    """Whether a number of days is made of whole steps (a quarter, a half)."""
    return step > 0 and days % step == 0


def exceeds(total: Decimal, threshold: object) -> bool:
    """"More than": the threshold itself does not count as more (CAL-07). False where there is no threshold."""
    return threshold is not None and total > Decimal(str(threshold))


def _lunch_days(spell: Spell, calendar: SchoolCalendar) -> Iterator[date]:
    if not spell.lunchtimes:
        yield from _school_days(spell.first_day, spell.until, calendar)
        return
    day = calendar.school_day_on_or_after(spell.first_day)
    for _lunch in range(spell.lunchtimes):
        yield day
        day = calendar.next_school_day(day)


def _school_days(first: date, last: date, calendar: SchoolCalendar) -> Iterator[date]:
    day = first
    while day <= last:
        if calendar.is_school_day(day):
            yield day
        day += DAY


def _spared(spell: Spell, day: date) -> bool:
    return spell.cancelled_on is not None and day >= spell.cancelled_on


def first_days(spell: Spell, calendar: SchoolCalendar, number: int) -> tuple[date, ...]:
    """The first school days of an exclusion, at most so many: work is set, and public places are out of bounds."""
    last = spell.until if spell.kind == SUSPENSION else spell.first_day + timedelta(days=60)
    found: list[date] = []
    for day in _school_days(spell.first_day, last, calendar):
        if len(found) == number:
            break
        found.append(day)
    return tuple(found)
