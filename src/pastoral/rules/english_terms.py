"""What "term" is for England's thresholds of exclusion (CAL-09, ENG-EX-16).

A school with three terms counts by its own. Any other pattern (six half terms, say) counts by three reference dates:
31 December, Easter Monday and 31 July. That each period ends with its date is our reading; none of them is a school day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pastoral.rules.calendar import DAY, SchoolCalendar, Term
from pastoral.rules.key_stages import school_year_start


@dataclass(frozen=True, order=True, slots=True)
class TermPeriod:
    """The days over which exclusions of one term are added up, both included."""

    start: date
    end: date
    by_reference_dates: bool

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def easter_sunday(year: int) -> date:
    """Easter in the Western churches (the rule of the Gregorian calendar, after Meeus, Jones and Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leaps, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, rest = divmod(of_century, 4)
    weekday = (32 + 2 * left + 2 * quarter - epact - rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def easter_monday(year: int) -> date:
    """The Monday after Easter Sunday, a bank holiday in England and Wales."""
    return easter_sunday(year) + DAY


def reference_period(day: date) -> TermPeriod:
    """The period between reference dates that a day lies in."""
    new_year, easter, summer = date(day.year, 1, 1), easter_monday(day.year), date(day.year, 7, 31)
    if day <= easter:
        return TermPeriod(new_year, easter, True)
    if day <= summer:
        return TermPeriod(easter + DAY, summer, True)
    return TermPeriod(summer + DAY, date(day.year, 12, 31), True)


def term_period(day: date, calendar: SchoolCalendar) -> TermPeriod:
    """The term that a day counts to: the school's own if its school year has three, otherwise by reference dates.

    The holiday after a term counts to that term, so that no day of a year is in none.
    """
    start = school_year_start(day)
    following = date(start.year + 1, 9, 1)
    terms = _terms_of_year(calendar, start, following)
    if len(terms) != 3:
        return reference_period(day)
    begins = [start, terms[1].start, terms[2].start, following]
    place = sum(1 for begin in begins[1:3] if begin <= day)
    return TermPeriod(begins[place], begins[place + 1] - timedelta(days=1), False)


def _terms_of_year(calendar: SchoolCalendar, start: date, following: date) -> list[Term]:
    """A term belongs to the school year in which it ends: the autumn term of some schools begins in August."""
    return [term for term in calendar.terms if start <= term.end < following]
