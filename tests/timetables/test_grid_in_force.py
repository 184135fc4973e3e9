"""Which week holds on which day: from the first day, after a change, after a step, and as it is planned."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables import grid
from pastoral.casework.timetables.arranged import arranged_of, planned_of
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Grid, Step, Timetable
from pastoral.casework.timetables.services import asking, grids, moving, opening
from pastoral.rules.ledger import Arranged
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db
FIRST = making.START  # Monday 30 November 2026
STEP_ONE, STEP_TWO = making.STEPS[0][0], making.STEPS[1][0]


def cells_with(row: Timetable, *numbers: int) -> dict[str, grid.Cell]:
    """Mornings, and these afternoon lessons too."""
    cells = making.mornings_only(row)
    for day in grid.DAYS:
        for number in numbers:
            cells[grid.key_of(1, day, number)] = {"place": "school", "what": "", "responsible": ""}
    return cells


def afternoon(row: Timetable) -> list[int]:
    return grid.lessons(row.periods)[4:]


def step_of(world: Any, row: Timetable, number: int = 0) -> Step:
    with world.acting("system") as by:
        return list(Step.objects.visible_to(by).filter(timetable=row))[number]


def kept(world: Any, row: Timetable) -> list[Grid]:
    with world.acting("system") as by:
        return list(Grid.objects.visible_to(by).filter(timetable=row))


def arranged(world: Any, start: dt.date, end: dt.date) -> list[Arranged]:
    with world.acting("system") as by:
        return arranged_of(by, [world.tomos.pk], start, end).get(world.tomos.pk, [])


def lessons_on(found: list[Arranged], day: dt.date) -> int:
    return sum(one.kind == "taught" for one in found if one.on == day)


def test_the_agreed_week_is_in_force_from_the_first_day(world: Any) -> None:
    row = making.running(world)
    only = kept(world, row)
    assert [(one.in_force_from, one.first_week, one.step_id) for one in only] == [(FIRST, FIRST, None)]
    found = arranged(world, FIRST - dt.timedelta(days=7), FIRST + dt.timedelta(days=6))
    assert {one.on for one in found} == {FIRST + dt.timedelta(days=n) for n in range(5)}
    monday = [one for one in found if one.on == FIRST]
    assert [(one.starts, one.kind, one.setting_kind) for one in monday] == [
        ("08:40", "registration", "school"), ("09:00", "taught", "school"), ("09:50", "taught", "school"), ("10:40", "break", "school"),
        ("11:00", "taught", "school"), ("11:50", "taught", "school"), ("12:40", "lunch", "none"), ("13:30", "away", "none"),
        ("14:20", "away", "none"),
    ]  # fmt: skip
    assert {(one.source_id, one.planned) for one in monday} == {(row.pk, False)}


def test_more_hours_hold_from_the_day_they_are_given(world: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2026, 12, 9, 10, tzinfo=dt.UTC)), world.acting("pastoral-lead") as by:
        opening.set_grid(timetable_id=row.pk, cells=cells_with(row, afternoon(row)[0]), version=None, by=by)
        opening.set_grid(timetable_id=row.pk, cells=cells_with(row, afternoon(row)[0]), version=None, by=by)  # nothing new
    assert [one.in_force_from for one in kept(world, row)] == [FIRST, dt.date(2026, 12, 9)]
    found = arranged(world, dt.date(2026, 12, 7), dt.date(2026, 12, 11))
    assert [lessons_on(found, dt.date(2026, 12, day)) for day in range(7, 12)] == [4, 4, 5, 5, 5]


def test_npt_rt_14_a_step_brings_its_prepared_week_into_force(world: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        grids.prepare_step(
            timetable_id=row.pk, step_id=step_of(world, row).pk, cells=cells_with(row, *afternoon(row)[:1]), version=None, by=by
        )
    ahead = arranged(world, STEP_ONE - dt.timedelta(days=3), STEP_ONE)
    assert [(one.on, one.planned) for one in ahead if one.starts == "13:30"] == [(STEP_ONE - dt.timedelta(days=3), False), (STEP_ONE, True)]
    assert lessons_on(ahead, STEP_ONE) == 5
    with time_machine.travel(dt.datetime(2027, 1, 13, 9, tzinfo=dt.UTC)), world.acting("pastoral-lead") as by:
        moving.record_review(
            timetable_id=row.pk, held_on=dt.date(2027, 1, 12), outcome="increased", step_id=step_of(world, row).pk, by=by
        )
        found = arranged(world, dt.date(2027, 1, 11), dt.date(2027, 1, 13))
    assert [lessons_on(found, dt.date(2027, 1, day)) for day in (11, 12, 13)] == [4, 5, 5]
    assert not any(one.planned for one in found)
    row = making.fresh(world, row)
    assert row.cells[grid.key_of(1, 1, afternoon(row)[0])]["place"] == "school"
    assert row.cells[grid.key_of(1, 1, afternoon(row)[1])]["responsible"] == "Elin Morgan (mother)"
    assert row.version > 1
    assert step_of(world, row).hours == row.hours_a_week == Decimal("20.83")  # what was reached is what the week has
    last = kept(world, row)[-1]
    assert (last.in_force_from, last.step_id) == (dt.date(2027, 1, 12), step_of(world, row).pk)


def test_npt_rt_14_a_week_of_a_step_never_has_fewer_hours_than_the_one_before(world: Any) -> None:
    row = making.running(world)
    one, two = step_of(world, row), step_of(world, row, 1)
    with world.acting("pastoral-lead") as by:
        grids.prepare_step(timetable_id=row.pk, step_id=one.pk, cells=cells_with(row, *afternoon(row)), version=None, by=by)
        with pytest.raises(Refused) as refused:
            grids.prepare_step(timetable_id=row.pk, step_id=two.pk, cells=cells_with(row), version=None, by=by)
    assert refused.value.reasons[0].code == "RT.step_fewer"


def test_hours_of_a_step_without_a_week_are_told_as_planned(world: Any) -> None:
    row = making.running(world)
    with world.acting("system") as by:
        found = planned_of(by, [world.tomos.pk], FIRST, dt.date(2027, 6, 1))[world.tomos.pk]
    assert [(one.from_, one.to, one.minutes_a_week, one.source_id) for one in found] == [
        (STEP_ONE, STEP_TWO - dt.timedelta(days=1), 18 * 60, row.pk), (STEP_TWO, making.END, 25 * 60, row.pk),
    ]  # fmt: skip
    assert not arranged(world, STEP_ONE, STEP_TWO)  # nobody has said which lessons
    with time_machine.travel(dt.datetime(2027, 1, 13, 9, tzinfo=dt.UTC)):
        assert lessons_on(arranged(world, STEP_ONE, STEP_ONE), STEP_ONE) == 4  # it was missed: what was agreed goes on


def test_after_the_last_day_and_before_an_agreement_nothing_is_arranged(world: Any) -> None:
    making.prepared(world)
    assert not arranged(world, FIRST, making.END)


def test_an_agreed_week_is_arranged_before_it_begins(world: Any) -> None:
    making.agreed(world)
    found = arranged(world, FIRST, making.END + dt.timedelta(days=30))
    assert lessons_on(found, FIRST) == 4
    assert max(one.on for one in found) < STEP_ONE
    assert not any(one.planned for one in found)


def test_what_is_changed_with_everyone_asked_again_holds_from_its_new_beginning(world: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2026, 12, 9, 10, tzinfo=dt.UTC)), world.acting("pastoral-lead") as by:
        moving.move(timetable_id=row.pk, action="amend", by=by)
        fewer = {key: {**cell, "place": "none"} for key, cell in row.cells.items() if key.startswith("1-5")}
        opening.set_grid(timetable_id=row.pk, cells={**row.cells, **fewer}, version=None, by=by)
        assert len(kept(world, row)) == 1  # a draft is in force for nobody
        found = arranged_of(by, [world.tomos.pk], dt.date(2026, 12, 11), dt.date(2026, 12, 11))
    assert lessons_on(found[world.tomos.pk], dt.date(2026, 12, 11)) == 4


def test_many_pupils_take_three_queries(world: Any, django_assert_max_num_queries: Any) -> None:
    making.running(world)
    with world.acting("system") as by, django_assert_max_num_queries(3):
        arranged_of(by, [world.tomos.pk, world.tomos.pk + 1], FIRST, making.END)
    with world.acting("system") as by, django_assert_max_num_queries(1):
        planned_of(by, [world.tomos.pk], FIRST, making.END)


def test_another_authority_is_told_of_no_arrangement(world: Any) -> None:
    making.running(world)
    with world.acting("other-authority") as by:
        assert arranged_of(by, [world.tomos.pk], FIRST, making.END) == {}


def test_npt_rt_14_a_step_that_was_reached_without_its_week_is_a_finding_until_the_week_is_changed(world: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)), world.acting("pastoral-lead") as by:
        moving.record_review(timetable_id=row.pk, held_on=dt.date(2027, 1, 12), outcome="increased", step_id=step_of(world, row).pk, by=by)
        found = [one for one in judge_timetables(by, [row.pk])[row.pk] if one.about.startswith("week:")]
        assert "reached on Tuesday 12 January 2027, but the timetable still has 16.67" in str(found[0].sentence)
        assert found[0].link_name == "timetable-grid"
        opening.set_grid(timetable_id=row.pk, cells=cells_with(row, *afternoon(row)[:1]), version=None, by=by)
        assert not [one for one in judge_timetables(by, [row.pk])[row.pk] if one.about.startswith("week:")]


def test_a_step_that_moves_to_another_day_keeps_its_week(world: Any) -> None:
    row = making.running(world)
    one = step_of(world, row)
    with world.acting("pastoral-lead") as by:
        grids.prepare_step(timetable_id=row.pk, step_id=one.pk, cells=cells_with(row, *afternoon(row)[:1]), version=None, by=by)
        later = [(dt.date(2027, 1, 18), *making.STEPS[0][1:]), making.STEPS[1]]
        asking.set_steps(timetable_id=row.pk, steps=later, version=None, by=by)
        assert list(grids.prepared_for(by, row)) == [one.pk]
        asking.set_steps(timetable_id=row.pk, steps=[making.STEPS[1]], version=None, by=by)
        assert not grids.prepared_for(by, row)
    assert step_of(world, row).on == STEP_TWO
