"""A placement that lives, for tests and stories: reviewed, visited, measured, worried about, and brought to its end by the services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pastoral.casework.placements.models import Objective, Place, Placement, ProviderReport
from pastoral.casework.placements.services import ending, living, reporting, reviewing, worrying
from placements.making import fresh, make_placement
from placements.sharing_made import access_there, share_all

STARTED = dt.date(2026, 11, 2)  # a Monday three weeks before the day of these tests
FOUR = {
    "attainment": "Entry level in food and catering.", "progress": "From 6 to 9 sessions a week.", "attendance": "41 of 44 sessions.",
    "behaviour": "Asks for a break before he leaves the room.",
}  # fmt: skip


def live_and_shared(world: Any, **fields: Any) -> tuple[Placement, Place]:
    """A live placement at Hafan Workshop that its provider sees."""
    row = make_placement(world, "live", **{"starts_on": STARTED, **fields})
    place = share_all(world, row)
    return fresh(world, row), place


def worried(world: Any, place: Place, kind: str = "safeguarding", said: str = "He came with a bruise.") -> Any:
    """A concern that the provider tells, from its own page's service."""
    with world.acting("provider-staff"):
        return worrying.tell_school(place=place, kind=kind, said=said, by=access_there(world))


def reviewed(world: Any, row: Placement, *, decision: str = "continue", on: dt.date | None = None, **more: Any) -> Any:
    with world.acting("pastoral-lead") as by:
        return reviewing.record_review(
            placement_id=row.pk, held_on=on or dt.date(2026, 11, 20), took_part=["school", "provider", "pupil", "parent"],
            decision=decision, said="He likes the kitchen.", by=by, **more,
        )  # fmt: skip


def objective_of(world: Any, row: Placement) -> int:
    """The key of its first objective."""
    with world.acting("system") as by:
        return int(Objective.objects.visible_to(by).filter(placement=row.pk).first().pk)


def measured(world: Any, row: Placement, value: int = 8, on: dt.date | None = None) -> None:
    """A reading of its first objective by the school."""
    points = {objective_of(world, row): (Decimal(value), "Better")}
    with world.acting("pastoral-lead") as by:
        living.record_progress(placement_id=row.pk, on=on or dt.date(2026, 11, 16), points=points, by=by)


def ended(world: Any, row: Placement, last_day: dt.date = dt.date(2026, 11, 20)) -> Placement:
    """Brought to its end: the provider owes its final report."""
    with world.acting("pastoral-lead") as by:
        ending.begin_ending(placement_id=row.pk, last_day=last_day, reason="He is ready.", by=by)
    return fresh(world, row)


def final_report_sent(world: Any, row: Placement) -> Any:
    """The provider writes and sends the final report that it owes."""
    with world.acting("provider-lead"):
        by = access_there(world, "provider-lead")
        found = ProviderReport.objects.visible_to(by).get(placement=row.pk, kind="final", sent_at=None)
        return reporting.save_report(report_id=found.pk, by=by, send_it=True, **FOUR)
