"""Marks of the demo: a believable register of this school year for two schools, brought in as a file like anybody's."""

from __future__ import annotations

import datetime as dt
import io
import random

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.attendance import importing
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.models import School
from pastoral.records.pupils.models import Pupil
from pastoral.rules.key_stages import school_year_start

SEED = 20260901
# How often a session is missed, for most pupils and for one in eight; and the codes of an absence, by how usual they are.
MOSTLY, OFTEN = 0.04, 0.22
AWAY = ("I", "I", "I", "I", "M", "C", "O", "N")


def bring_in(school: School, pupils: list[Pupil], today: dt.date) -> None:
    """Marks from September until yesterday."""
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
            lines.append(f"{pupil.upn},{day},{morning},{afternoon}\n")
    if not days or len(lines) == 1:
        return
    access = Access.system(authority_id=school.authority_id or 0, doing="demo")
    with entered(access):
        file = io.BytesIO("".join(lines).encode())
        batch = importing.preview(by=access, school=school, file_name="register.csv", file=file)
        importing.commit(by=access, batch=batch, looked_at_now=True)
