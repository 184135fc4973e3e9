"""What lists filter by is counted when a timetable is written, through its own services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pastoral.casework.timetables.services import moving, opening
from timetables import making
from world import World


def test_hours_adults_and_limit_follow_what_is_written(world: World) -> None:
    row = making.proposed(world)
    assert (row.hours_a_week, row.adults_missing) == (Decimal("25.00"), 0), "an empty grid is a full week at school"
    assert row.limit_on == making.END, "12 weeks, both ends included (NPT-RT-05)"
    with world.acting("pastoral-lead") as by:
        row = opening.set_grid(timetable_id=row.pk, cells=making.mornings_only(row), version=None, by=by)
        assert (row.hours_a_week, row.adults_missing) == (Decimal("16.67"), 5)
        row = opening.settle_details(timetable_id=row.pk, version=None, by=by, start_on=dt.date(2026, 12, 7))
        assert row.limit_on == dt.date(2027, 2, 28)
    row = making.fresh(world, row)
    assert (row.hours_a_week, row.adults_missing) == (Decimal("16.67"), 5), "kept"


def test_a_step_that_is_reached_raises_the_hours_that_lists_show(world: World) -> None:
    row = making.running(world, start_on=dt.date(2026, 11, 23), end_on=dt.date(2027, 2, 14))
    assert (row.hours_a_week, row.adults_missing) == (Decimal("16.67"), 0)
    with world.acting("pastoral-lead") as by:
        step = row.steps.order_by("on").first()
        assert step is not None
        moving.record_review(
            timetable_id=row.pk, held_on=dt.date(2026, 11, 23), outcome="increased", by=by, step_id=step.pk, with_pupil=True,
            with_parents=True, next_review_on=dt.date(2027, 1, 11),
        )  # fmt: skip
    assert making.fresh(world, row).hours_a_week == Decimal("18.00")
