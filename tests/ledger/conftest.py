"""Tomos in Year 9 on mornings only for two weeks, with marks of one of them; seen on Monday 14 December 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance.models import MarkWeek
from pastoral.records.attendance.weeks import packed, slot_of
from timetables import making
from world import World

MADE_ON = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
BEGAN = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
TODAY = dt.datetime(2026, 12, 14, 10, tzinfo=dt.UTC)
FIRST_WEEK = dt.date(2026, 11, 30)


def keep_marks(world: World, pupil: Any, codes: dict[tuple[dt.date, str], str]) -> None:
    """Marks at the pupil's own school, written as an import would."""
    by = world.system(pupil.authority)
    weeks: dict[dt.date, dict[int, str]] = {}
    for (day, half), code in codes.items():
        weeks.setdefault(day - dt.timedelta(days=day.weekday()), {})[slot_of(day, half)] = code
    with entered(by), recording("marks.imported", by=by) as record:
        for monday, marks in weeks.items():
            MarkWeek(**scope_of(pupil), at_school=pupil.school, monday=monday, codes=packed(marks)).save()
        record.about(pupil)


@pytest.fixture
def tomos(world: World) -> Iterator[World]:
    with time_machine.travel(MADE_ON, tick=True) as clock:
        row = making.agreed(world)
        clock.move_to(BEGAN)
        with world.acting("pastoral-lead") as by:
            from pastoral.casework.timetables.services import moving

            for action in ("notify", "begin"):
                moving.move(timetable_id=row.pk, action=action, by=by)
        days = [FIRST_WEEK + dt.timedelta(days=number) for number in range(5)]
        codes = {(day, "am"): "/" for day in days} | {(day, "pm"): "C" for day in days}
        keep_marks(world, world.tomos, codes | {(days[0], "am"): "I", (days[1], "am"): "O"})
        clock.move_to(TODAY)
        yield world
