"""Marks of the register beside agreed reduced hours: what is counted apart, what does not fit."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables import grid
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.registers import agreed_away, due_of
from pastoral.casework.timetables.services import opening
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


def week_of(world: Any) -> frozenset[tuple[dt.date, str]]:
    with world.acting("system") as by:
        return agreed_away(by, [world.tomos.pk], MONDAY, FRIDAY).get(world.tomos.pk, frozenset())


def with_cells(world: Any, row: Timetable, on: int, **places: str) -> None:
    """The week changes on this day of December 2026: "d1p3": a place for the third lesson of Monday."""
    numbers = grid.lessons(row.periods)
    cells = dict(row.cells)
    for where, place in places.items():
        key = grid.key_of(1, int(where[1]), numbers[int(where[3]) - 1])
        cells[key] = {"place": place, "what": "", "responsible": ""}
    with time_machine.travel(dt.datetime(2026, 12, on, 8, tzinfo=dt.UTC)), world.acting("pastoral-lead") as by:
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)


def test_before_the_first_day_nothing_is_agreed(world: Any) -> None:
    running_with(world, "/C")
    with world.acting("system") as by:
        assert agreed_away(by, [world.tomos.pk], dt.date(2026, 11, 1), dt.date(2026, 11, 29)) == {}
    assert week_of(world) == {(MONDAY + dt.timedelta(days=n), "pm") for n in range(5)}


def test_3_4_after_more_hours_the_register_is_read_against_the_new_week(world: Any) -> None:
    row = running_with(world, "/C", "/C", "//", "/C", "/C")
    with_cells(world, row, 2, d3p5="school", d4p5="school", d4p6="school")
    # on Wednesday the afternoon begins in school although it ends early; on Friday nothing changed
    assert week_of(world) == {(MONDAY, "pm"), (MONDAY + dt.timedelta(days=1), "pm"), (FRIDAY, "pm")}
    assert ("CODE-01", "session:2026-12-03:pm") in judged(world, row)  # due in school on Thursday afternoon, marked as away


def test_3_4_a_half_day_that_begins_away_is_agreed_leave_although_the_child_comes_later(world: Any) -> None:
    row = making.running(world)
    with_cells(world, row, 1, d3p6="school")
    assert (MONDAY + dt.timedelta(days=2), "pm") in week_of(world)


def test_code_02_a_half_day_that_begins_at_a_provider_is_a_session_there(world: Any) -> None:
    row = making.running(world)
    with_cells(world, row, 1, d3p5="provider", d4p6="provider")
    with world.acting("system") as by:
        [(_row, due)] = due_of(by, [world.tomos.pk], MONDAY, FRIDAY)
    places = {(one.on, one.half): one.place for one in due}
    assert places[MONDAY + dt.timedelta(days=2), "pm"] == "provider"
    assert (MONDAY + dt.timedelta(days=3), "pm") not in places  # away first, then at the provider: nothing is said
    assert (MONDAY + dt.timedelta(days=2), "pm") not in week_of(world)


def test_code_02_a_half_day_that_begins_with_a_tutor_or_at_an_inclusion_centre_is_compared_as_the_rest(world: Any) -> None:
    row = running_with(world, "/C", "/C", "/C", "/C", "/C")
    with_cells(world, row, 1, d3p5="tuition", d4p5="inclusion_centre")
    with world.acting("system") as by:
        [(_row, due)] = due_of(by, [world.tomos.pk], MONDAY, FRIDAY)
    there = {(one.on, one.half): (one.place, one.nature) for one in due}
    wednesday, thursday = MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=3)
    assert there[wednesday, "pm"] == ("provider", "Tutor")
    assert there[thursday, "pm"][0] == "centre"
    found = judged(world, row)
    assert ("CODE-03", f"session:{wednesday}:pm") in found  # nobody said whether the child was with the tutor
    assert ("CODE-01", f"session:{thursday}:pm") in found  # taught at the centre, marked as leave


def test_3_4_weeks_of_a_cycle_that_differ_are_told_apart(world: Any) -> None:
    from pastoral.casework.timetables.services import asking, moving

    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        opening.set_periods(timetable_id=row.pk, weeks=2, periods=row.periods, version=None, by=by)
        row = making.fresh(world, row)
        away = {key: {**cell, "place": "none", "responsible": "Elin Morgan"} for key, cell in row.cells.items() if key.startswith("2-1-")}
        opening.set_grid(timetable_id=row.pk, cells={**making.mornings_only(row), **away}, version=None, by=by)
        asking.record_answer(
            timetable_id=row.pk, role="parent", name="Elin Morgan", state="agreed", on=dt.date(2026, 11, 23), by=by, lives_with=True
        )
        for action in ("consult", "assess_risk", "agree", "notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        found = agreed_away(by, [world.tomos.pk], MONDAY, dt.date(2027, 1, 15))[world.tomos.pk]
    mornings = sorted(day for day, half in found if half == "am")
    # weeks 2 of the cycle: 7 December; after the holiday of two weeks, 4 January is week 2 again: weeks without school do not count
    assert mornings == [dt.date(2026, 12, 7), dt.date(2027, 1, 4)]


def test_another_authority_is_told_of_no_agreement(world: Any) -> None:
    running_with(world, "/C")
    with world.acting("other-authority") as access:
        assert agreed_away(access, [world.tomos.pk], MONDAY, FRIDAY) == {}
