"""The invented authority of Glanafon, its six schools, its terms, and Westmere next door, which must see none of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class DemoSchool:
    number: str
    name: str
    name_cy: str
    phase: str
    town: str
    pupils: int
    years: tuple[str, ...]
    welsh_medium: str = ""


AUTHORITY = ("D01", "Glanafon Council", "Cyngor Glanafon")
OTHER_AUTHORITY = ("D02", "Westmere Council", "")

SECONDARY = ("7", "8", "9", "10", "11")
PRIMARY = ("R", "1", "2", "3", "4", "5", "6")
SCHOOLS = (
    DemoSchool("D014001", "Ysgol Bro Hebog", "Ysgol Bro Hebog", "Secondary", "Pontafon", 110, SECONDARY, "Welsh medium"),
    DemoSchool("D014002", "Coed Isaf School", "Ysgol Coed Isaf", "Secondary", "Tremynydd", 90, SECONDARY),
    DemoSchool("D014003", "St Illtyd's Church School", "Ysgol Eglwys Sant Illtyd", "Secondary", "Aberllwyd", 70, SECONDARY),
    DemoSchool(
        "D012011", "Ysgol Gynradd Nant y Bryniau", "Ysgol Gynradd Nant y Bryniau", "Primary", "Pontafon", 50, PRIMARY, "Welsh medium"
    ),
    DemoSchool("D012012", "Harbour Primary School", "Ysgol Gynradd yr Harbwr", "Primary", "Aberllwyd", 50, PRIMARY),
    DemoSchool("D012013", "Mynydd Bach Primary School", "Ysgol Gynradd Mynydd Bach", "Primary", "Tremynydd", 40, PRIMARY),
)  # fmt: skip
# Invented places on the national grid, in metres: school number → easting, northing.
ON_THE_GRID = {
    "D014001": (276_400, 196_200), "D014002": (283_900, 203_500), "D014003": (272_100, 189_300),
    "D012011": (277_300, 197_900), "D012012": (270_900, 190_800), "D012013": (285_600, 205_200),
}  # fmt: skip
OTHER_SCHOOLS = (DemoSchool("D024001", "Oak Green School", "", "Secondary", "Westmere", 20, SECONDARY),)

MAILBOXES = (
    ("psp", "PSP mailbox", "psp@glanafon.invalid"),
    ("deputy_education_safeguarding_officer", "Deputy Education Safeguarding Officer", "safeguarding@glanafon.invalid"),
    ("wellbeing_and_behaviour", "Wellbeing and Behaviour Service", "wellbeing@glanafon.invalid"),
    ("ewo", "Education Welfare Service", "welfare@glanafon.invalid"),
    ("transport", "Home to School Travel Assistance Service", "travel@glanafon.invalid"),
)


@dataclass(frozen=True)
class DemoTerm:
    name: str
    starts_on: dt.date
    ends_on: dt.date
    half_starts_on: dt.date
    half_ends_on: dt.date


def terms_around(today: dt.date) -> tuple[DemoTerm, ...]:
    """Invented terms of the school year before, this one and the next two, whenever the demo is loaded."""
    this_year = today.year if today.month >= 9 else today.year - 1
    return tuple(term for year in range(this_year - 1, this_year + 3) for term in _year(year))


def _year(year: int) -> tuple[DemoTerm, ...]:
    def monday(day: dt.date) -> dt.date:
        return day - dt.timedelta(days=day.weekday())

    def week(start: dt.date) -> tuple[dt.date, dt.date]:
        return start, start + dt.timedelta(days=4)

    easter = _easter(year + 1)
    autumn = monday(dt.date(year, 9, 6))
    spring = monday(dt.date(year + 1, 1, 8))
    summer = monday(max(easter + dt.timedelta(days=14), dt.date(year + 1, 4, 12)))
    return (
        DemoTerm(f"Autumn {year}", autumn, monday(dt.date(year, 12, 19)) + dt.timedelta(days=4), *week(monday(dt.date(year, 10, 29)))),
        DemoTerm(f"Spring {year + 1}", spring, summer - dt.timedelta(days=17), *week(monday(dt.date(year + 1, 2, 18)))),
        DemoTerm(f"Summer {year + 1}", summer, dt.date(year + 1, 7, 20), *week(monday(dt.date(year + 1, 5, 30)))),
    )


def _easter(year: int) -> dt.date:
    from dateutil.easter import easter

    found: dt.date = easter(year)
    return found
