"""Marks of the register beside agreed reduced hours: what is counted apart, what does not fit."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Step, Timetable
from pastoral.casework.timetables.registers import agreed_away
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance import importing, queries
from pastoral.records.pupils.models import Pupil
from pastoral.rules.upn import make_upn

from . import making

pytestmark = pytest.mark.django_db
UPN = make_upn("671", "4001", 2018, 1)
MONDAY = dt.date(2026, 11, 30)  # the first day of the reduced hours
FRIDAY = MONDAY + dt.timedelta(days=4)


def running_with(world: Any, *days: str) -> Timetable:
    """Mornings only since Monday; `days` are the codes of each day, like "/C"."""
    row = making.running(world)
    with world.acting("system") as by, recording("upn", by=by, subject=world.tomos):
        Pupil.objects.visible_to(by).filter(pk=world.tomos.pk).update(upn=UPN)
    lines = [f"{UPN},{MONDAY + dt.timedelta(days=n)},{codes[0]},{codes[1]}\n" for n, codes in enumerate(days)]
    with time_machine.travel(dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)), world.acting("system") as by:
        file = io.BytesIO(("UPN,Date,AM,PM\n" + "".join(lines)).encode())
        importing.commit(by=by, batch=importing.preview(by=by, school=world.school, file_name="a.csv", file=file))
    return row


def judged(world: Any, row: Timetable) -> set[tuple[str, str]]:
    with time_machine.travel(dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)), world.acting("system") as by:
        found = judge_timetables(by, [row.pk])[row.pk]
    return {(one.rule, one.about) for one in found if one.about.startswith("session:")}


def test_code_04_the_agreed_afternoons_are_counted_apart(world: Any) -> None:
    running_with(world, "/C", "/C", "OC", "/C", "/C")
    with world.acting("pastoral-lead") as access:
        tomos = Pupil.objects.visible_to(access).select_related("authority").get(pk=world.tomos.pk)
        seen = queries.figures_of(access, tomos, MONDAY, FRIDAY)
    assert seen.agreed is not None
    assert (seen.whole.percent, seen.agreed.percent) == (Decimal("40.0"), Decimal("80.0"))


def test_code_01_a_register_that_says_what_was_agreed_is_quiet(world: Any) -> None:
    assert judged(world, running_with(world, "/C", "/C", "/C", "/C", "/C")) == set()


def test_code_01_npt_rt_16_and_18_what_does_not_fit_is_found(world: Any) -> None:
    row = running_with(world, "/C", "/\\", "/B", "C ", "/O")
    assert judged(world, row) == {
        ("CODE-01", "session:2026-12-01:pm"), ("NPT-RT-16", "session:2026-12-01:pm"),  # in school although agreed out
        ("CODE-01", "session:2026-12-02:pm"), ("NPT-RT-16", "session:2026-12-02:pm"), ("NPT-RT-18", "session:2026-12-02:pm"),
        ("CODE-01", "session:2026-12-03:am"),  # due at school, with the code of agreed leave
        ("CODE-01", "session:2026-12-04:pm"), ("NPT-RT-16", "session:2026-12-04:pm"),
    }  # fmt: skip


def test_before_the_first_day_and_after_a_step_nothing_is_agreed(world: Any) -> None:
    row = running_with(world, "/C")
    with world.acting("system") as by:
        before = agreed_away(by, [world.tomos.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 29))
        week = agreed_away(by, [world.tomos.pk], MONDAY, FRIDAY)[world.tomos.pk]
        with recording("step", by=by, subject=row):
            step = Step.objects.visible_to(by).filter(timetable=row).first()
            step.reached_on = dt.date(2026, 12, 2)
            step.save()
        after = agreed_away(by, [world.tomos.pk], MONDAY, FRIDAY)[world.tomos.pk]
    assert before == {}
    assert week == {(MONDAY + dt.timedelta(days=n), "pm") for n in range(5)}
    assert after == {(MONDAY, "pm"), (MONDAY + dt.timedelta(days=1), "pm")}


def test_another_authority_is_told_of_no_agreement(world: Any) -> None:
    running_with(world, "/C")
    with world.acting("other-authority") as access:
        assert agreed_away(access, [world.tomos.pk], MONDAY, FRIDAY) == {}
