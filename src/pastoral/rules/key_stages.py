"""Year group, key stage and compulsory school age from a date of birth (CAL-13, CAL-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from pastoral.rules.sentences import Sentence, say


class Nation(StrEnum):
    """Where the school is: the two nations' words and laws are never mixed (SYS-03)."""

    ENGLAND = "england"
    WALES = "wales"


@dataclass(frozen=True, slots=True)
class YearGroup:
    """Reception is 0, Nursery -1, Year 1 is 1, up to Year 14."""

    number: int
    key_stage: str

    @property
    def label(self) -> Sentence:
        if self.number == 0:
            return say("YEAR.reception", "Reception")
        if self.number < 0:
            return say("YEAR.nursery", "Nursery")
        return say("YEAR", "Year {number}", number=self.number)


def school_year_start(day: date) -> date:
    """1 September of the school year that this day lies in."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def birthday(born: date, age: int) -> date:
    """The day on which someone reaches an age; 29 February becomes 1 March where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Whole years of age on a day; negative before birth."""
    had_birthday = birthday(born, day.year - born.year) <= day
    return day.year - born.year - (0 if had_birthday else 1)


def year_group(born: date, day: date, nation: Nation) -> YearGroup | None:
    """The chronological year group on a day; None under Nursery or over Year 14.

    Both nations go by the age on the day before the school year starts, 31 August (Wales: CAL-14). A pupil
    taught out of their year is a fact of the enrolment, not of this function.
    """
    number = age_on(born, school_year_start(day) - timedelta(days=1)) - 4
    return YearGroup(number, _key_stage(number, nation)) if -1 <= number <= 14 else None


def _key_stage(number: int, nation: Nation) -> str:
    if nation is Nation.WALES and number <= 2:
        return "Foundation"
    if number <= 0:
        return "EYFS"
    for last, label in ((2, "KS1"), (6, "KS2"), (9, "KS3"), (11, "KS4")):
        if number <= last:
            return label
    return "Post-16"


@lru_cache(maxsize=2000)
def compulsory_school_age_starts(born: date) -> date:
    """The prescribed day (31 March, 31 August, 31 December) on or next after the fifth birthday."""
    fifth = birthday(born, 5)
    for month, last in ((3, 31), (8, 31), (12, 31)):
        if fifth <= date(fifth.year, month, last):
            return date(fifth.year, month, last)
    raise AssertionError("every date of a year is on or before its 31 December")


def school_leaving_date(year: int) -> date:
    """The last Friday in June."""
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


@lru_cache(maxsize=2000)
def compulsory_school_age_ends(born: date) -> date:
    """The last Friday in June of the school year in which they turn 16 (Year 11)."""
    return school_leaving_date(school_year_start(birthday(born, 16)).year + 1)


def is_compulsory_school_age(born: date, day: date) -> bool:
    """Whether the child must be in education on this day: decides code C against X, and duties (CAL-13)."""
    return compulsory_school_age_starts(born) <= day <= compulsory_school_age_ends(born)


def age_before_school_year(born: date, day: date) -> int:
    """Whole years of age on the day before the school year began in which this day lies (CAL-14)."""
    return age_on(born, school_year_start(day) - timedelta(days=1))


def relevant_person(born: date, day: date) -> tuple[str, ...]:
    """Who is told, speaks and appeals when a pupil is excluded in Wales: "parent", "pupil" or both (WAL-EX-01).

    Up to 10 the parent; from 11, while of compulsory school age, pupil and parent; after that the pupil alone.
    """
    if day > compulsory_school_age_ends(born):
        return ("pupil",)
    return ("parent",) if age_before_school_year(born, day) <= 10 else ("pupil", "parent")
