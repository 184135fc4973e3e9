"""The education ledger counts the hours of a placement once, whatever else the record says of the same day (HRS-03, HRS-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.placements.models import Elsewhere
from pastoral.casework.registers.arranged import arranged_at_places
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.oversight.ledger.facts import ledgers_of
from pastoral.records.organisations.calendars import calendars_of
from world import World

from .making import MONDAY, placed

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + dt.timedelta(days=4)


def week(world: World) -> Any:
    world.school.authority = world.authority
    with world.acting("pastoral-lead") as by:
        world.tomos.school, world.tomos.authority = world.school, world.authority
        return ledgers_of(by, [world.tomos], MONDAY, FRIDAY, FRIDAY)[world.tomos.pk].weeks[0]


def minutes(world: World) -> dict[str, int]:
    return {one.name: one.minutes for one in week(world).offers}


def test_hrs_03_a_full_time_place_is_all_that_is_offered(world: World) -> None:
    placed(world.provider, [world.tomos], shape="full_time", times=((1, "09:30", "12:30"), (2, "09:30", "12:30")))
    assert minutes(world) == {"Hafan Workshop": 360}
    assert week(world).offered == 360


def test_hrs_03_around_a_part_time_place_the_child_is_at_school(world: World) -> None:
    placed(world.provider, [world.tomos], times=((1, "09:00", "12:00"),))
    found = minutes(world)
    assert found["Hafan Workshop"] == 180
    assert found["school"] >= 4 * 200  # the other four days are ordinary ones


def test_hrs_03_time_in_two_settings_counts_once(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos], shape="full_time", times=((1, "09:00", "12:00"), (1, "11:00", "13:00")))
    with world.acting("system") as by, recording("test", by=by, subject=row):
        Elsewhere(
            **scope_of(world.tomos), placement=row, where="tuition", name="Tutor", weekday=1, starts=dt.time(12), ends=dt.time(14)
        ).save()
    assert minutes(world) == {"Hafan Workshop": 240, "Tutor": 60}


def test_hrs_03_a_day_that_a_timetable_tells_gets_the_providers_time_and_nothing_else(world: World) -> None:
    placed(world.provider, [world.tomos], times=((1, "13:00", "15:00"),))
    with world.acting("pastoral-lead") as by:
        calendars = calendars_of([world.school])
        told = {world.tomos.pk: {MONDAY}}
        found = arranged_at_places(by, [world.tomos.pk], MONDAY, FRIDAY, calendars=calendars, described=told)
    assert [(one.on, one.starts, one.ends, one.setting) for one in found[world.tomos.pk]] == [(MONDAY, "13:00", "15:00", "Hafan Workshop")]
