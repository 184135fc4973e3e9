"""A reduced timetable at each stage, taken on through the real services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.services import asking, journeys, moving, opening
from plans.living import making as plans

START = dt.date(2026, 11, 30)
END = dt.date(2027, 2, 21)  # the 84th day
STEPS = [
    (dt.date(2027, 1, 11), Decimal(18), "Four calm mornings a week"),
    (dt.date(2027, 2, 8), Decimal(25), "Lunch in the hall"),
]


def lasts_until(row: Timetable) -> dt.date:
    assert row.end_on is not None
    return row.end_on


@plans.looked_at_once
def proposed(world: Any, **more: Any) -> Timetable:
    """With the plan live, and nothing but the proposal written."""
    plans.live(world)
    values: dict[str, Any] = {
        "start_on": START, "end_on": END, "reason": "behaviour", "circumstance": "intervention",
        "rationale": "Afternoons end in crisis; mornings go well.", "avenues_tried": "Quiet room, mentor.", **more,
    }  # fmt: skip
    with world.acting("pastoral-lead") as by:
        return opening.open_timetable(pupil_id=world.tomos.pk, by=by, **values)


def mornings_only(row: Timetable) -> dict[str, grid.Cell]:
    """Lessons 1 to 4 at school each day, nothing after lunch: 4 × 50 minutes a day."""
    afternoon = grid.lessons(row.periods)[4:]
    return {
        grid.key_of(1, day, number): {
            "place": "none" if number in afternoon else "school",
            "what": "",
            "responsible": "",
        }
        for day in grid.DAYS
        for number in grid.lessons(row.periods)
    }


@plans.looked_at_once
def prepared(world: Any, **more: Any) -> Timetable:
    """Everything is written that the gates of "agree" ask for, and nobody has answered."""
    row = proposed(world, **more)
    with world.acting("pastoral-lead") as by:
        opening.settle_details(timetable_id=row.pk, version=None, by=by, safeguarding_concern=False)
        opening.set_grid(timetable_id=row.pk, cells=mornings_only(row), version=None, by=by)
        row = queries.timetable(by, row.pk)
        away = {one.key: "Elin Morgan (mother)" for one in grid.away_of(row.periods, row.cells, row.weeks)}
        opening.set_adults(timetable_id=row.pk, adults=away, told_on=None, version=None, by=by)
        opening.settle_asked(
            timetable_id=row.pk,
            version=None,
            by=by,
            ewo_consulted_on=dt.date(2026, 11, 20),
            no_referrals_reason="None needed yet.",
        )
        asking.save_agency(
            timetable_id=row.pk,
            name="Youth service",
            consulted_on=dt.date(2026, 11, 20),
            input_on=dt.date(2026, 11, 21),
            by=by,
        )
        asking.record_risk(
            timetable_id=row.pk, of="home", outcome="managed", done_on=dt.date(2026, 11, 20), managed_how="Mother is at home.",
            document="RA 12", by=by,
        )  # fmt: skip
        opening.settle_care(timetable_id=row.pk, version=None, by=by, monitor="Huw Pritchard")
        journeys.settle_travel(timetable_id=row.pk, by=by, travel_agreed_on=dt.date(2026, 11, 20))
        asking.set_steps(timetable_id=row.pk, steps=STEPS, version=None, by=by)
    return fresh(world, row)


@plans.looked_at_once
def agreed(world: Any, **more: Any) -> Timetable:
    row = prepared(world, **more)
    with world.acting("pastoral-lead") as by:
        asking.record_answer(
            timetable_id=row.pk,
            role="parent",
            name="Elin Morgan",
            state="agreed",
            on=dt.date(2026, 11, 23),
            by=by,
            lives_with=True,
        )
        for action in ("consult", "assess_risk", "agree"):
            moving.move(timetable_id=row.pk, action=action, by=by)
    return fresh(world, row)


@plans.looked_at_once
def running(world: Any, **more: Any) -> Timetable:
    row = agreed(world, **more)
    with world.acting("pastoral-lead") as by:
        for action in ("notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
    return fresh(world, row)


def fresh(world: Any, row: Timetable) -> Timetable:
    with world.acting("system") as by:
        return queries.timetable(by, row.pk)
