"""Marks of the demo: a believable register of this school year for two schools, brought in as a file like anybody's."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Mapping

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.attendance import importing
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.models import School
from pastoral.records.pupils.models import Pupil
from pastoral.rules.calendar import SchoolCalendar, SchoolDays
from pastoral.rules.key_stages import school_year_start

SEED = 20260901
# How often a session is missed, for most pupils and for one in eight; and the codes of an absence, by how usual they are.
MOSTLY, OFTEN = 0.04, 0.22
AWAY = ("I", "I", "I", "I", "M", "C", "O", "N")
# Of agreed mornings: two afternoons of the last days do not fit, one being work at home under the code of a provider.
AGREED, IN_SCHOOL, WORK_AT_HOME = ("/", "C"), ("/", "\\"), ("/", "B")
# Nobody agreed anything with this pupil's family, and yet there are no Wednesday and Friday afternoons.
UNDECLARED_DAYS, UNDECLARED_SINCE = (2, 4), 30
Days = dict[dt.date, tuple[str, str]]


def of_agreed_mornings(start: dt.date, end: dt.date) -> Days:
    """A register that says what was agreed, up to the day before `end`."""
    return {start + dt.timedelta(days=n): AGREED for n in range((end - start).days)}


def that_does_not_fit(calendar: SchoolCalendar, today: dt.date) -> Days:
    """Two of the last days on which it says something else."""
    yesterday, before = (calendar.add_school_days(today, SchoolDays(-n)) for n in (1, 3))
    return {yesterday: IN_SCHOOL, before: WORK_AT_HOME}


def of_nobodys_agreement(calendar: SchoolCalendar, today: dt.date) -> Days:
    """The same two afternoons away, week after week, under the code of agreed hours."""
    days = of_agreed_mornings(calendar.add_school_days(today, SchoolDays(-UNDECLARED_SINCE)), today)
    return {day: codes for day, codes in days.items() if day.weekday() in UNDECLARED_DAYS}


def bring_in(
    school: School, pupils: list[Pupil], today: dt.date, told: Mapping[int, Days] | None = None
) -> None:
    """Marks from September until yesterday; `told` are days of a pupil (by key) on which they are as given."""
    calendar, chance = calendar_of(school), random.Random(SEED)  # noqa: S311  # not a secret: the same demo each time
    day, days = school_year_start(today), []
    while day < today:
        if calendar.is_school_day(day):
            days.append(day)
        day += dt.timedelta(days=1)
    lines = ["UPN,Date,AM,PM\n"]
    for number, pupil in enumerate(pupils):
        if not pupil.upn:
            continue
        share = OFTEN if number % 8 == 0 else MOSTLY
        for day in days:
            if chance.random() < share:
                code = chance.choice(AWAY)
                morning, afternoon = (code, code) if chance.random() < 0.7 else (code, "\\")
            else:
                morning, afternoon = "L" if chance.random() < 0.03 else "/", "\\"
            morning, afternoon = (told or {}).get(pupil.pk, {}).get(day, (morning, afternoon))
            lines.append(f"{pupil.upn},{day},{morning},{afternoon}\n")
    if not days or len(lines) == 1:
        return
    access = Access.system(authority_id=school.authority_id or 0, doing="demo")
    with entered(access):
        file = io.BytesIO("".join(lines).encode())
        batch = importing.preview(by=access, school=school, file_name="register.csv", file=file)
        importing.commit(by=access, batch=batch, looked_at_now=True)
