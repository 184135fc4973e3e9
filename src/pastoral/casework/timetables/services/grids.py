"""Weeks as they come into force: when the timetable begins, when hours are added, and when a step of the way back is reached."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.rules.reduced.hours import average_taught_hours, plain
from pastoral.rules.sentences import Refused, say

from .. import grid
from ..models import Grid, Step, Timetable
from .changing import STALE, Change, changing

CLOSED = say("RT.closed", "This reduced timetable is closed.")


def began(change: Change) -> Grid:
    """The agreed week comes into force: on the first day, or today where it was changed and agreed anew."""
    row, today = change.row, timezone.localdate()
    again = Grid.objects.visible_to(change.by).filter(timetable=row, in_force_from__isnull=False).exists()
    first = row.began_on or row.start_on or today
    return in_force(change, max(first, today) if again else first)


def in_force(change: Change, on: dt.date, step: Step | None = None) -> Grid:
    """Write down the week as it stands now, in force from a day."""
    row = change.row
    made = Grid(
        **scope_of(row.pupil), timetable=row, step=step, in_force_from=on, weeks=row.weeks,
        first_week=grid.first_monday(row) or grid.monday_of(on), holidays_count=row.holidays_count, periods=row.periods,
        cells=row.cells, by_name=change.by.actor,
    )  # fmt: skip
    made.save()
    change.record.about(made, changes={"in_force_from": on.isoformat()})
    return made


def latest_day(by: Access, row: Timetable) -> dt.date | None:
    """The day from which the week that is in force now is in force."""
    days = Grid.objects.visible_to(by).filter(timetable=row, in_force_from__isnull=False)
    found: dt.date | None = days.order_by("-in_force_from").values_list("in_force_from", flat=True).first()
    return found


def step_reached(change: Change, step: Step, on: dt.date) -> bool:
    """The week that was prepared for a step comes into force, and the step has its hours; False where nobody prepared one."""
    row = change.row
    prepared = Grid.objects.visible_to(change.by).select_for_update(of=("self",)).filter(step=step).first()
    if prepared is None:
        return False
    cells = grid.moved(prepared.cells, prepared.periods, row.periods, row.weeks)
    refuse_fewer(row, row.cells, cells)
    change.set(cells=_with_adults(cells, row.cells))
    step.hours = taught(row, row.cells)  # lessons seldom add up to whole hours: what was reached is what the week has
    on = max(on, latest_day(change.by, row) or on)  # what was changed since the review was held is not undone
    prepared.in_force_from, prepared.weeks, prepared.periods, prepared.cells = on, row.weeks, row.periods, row.cells
    prepared.first_week, prepared.holidays_count = grid.first_monday(row) or grid.monday_of(on), row.holidays_count
    prepared.save()
    change.record.about(prepared, changes={"in_force_from": on.isoformat()})
    change.tell("timetable.more_hours")
    return True


def prepare_step(
    *, timetable_id: int, step_id: int, cells: dict[str, grid.Cell], version: int | None, by: Access, seen: str = ""
) -> Grid:
    """The week from a step on: it comes into force by itself on the day the step is reached. Never fewer hours than before it.

    `seen`: the digest of the week that the writer started from.
    """
    with changing(timetable_id, "timetable.step_prepared", by=by, version=version) as change:
        row = change.row
        if row.is_closed:
            raise Refused((CLOSED,))
        step = _open_step(by, row, step_id)
        steps, prepared = _steps(by, row), _prepared(by, row)
        refuse_stale(seen, _stored(row, steps, prepared, step), row)
        before = week_before(row, steps, prepared, step)
        new = _with_adults(grid.without_outsiders(cells, row.periods, row.weeks), before)
        refuse_fewer(row, before, new)
        made = prepared.get(step.pk) or Grid(**scope_of(row.pupil), timetable=row, step=step)
        made.weeks, made.periods, made.cells = row.weeks, row.periods, new
        made.first_week, made.holidays_count = row.first_week, row.holidays_count
        made.by_name = by.actor
        made.save()
        change.record.about(made, changes={"step": step.on.isoformat()})
    return made


def follow_times(change: Change) -> None:
    """The times of the day changed: what is prepared for steps keeps its lessons where their times stay."""
    row = change.row
    for made in _prepared(change.by, row).values():
        made.cells = grid.moved(made.cells, made.periods, row.periods, row.weeks)
        made.weeks, made.periods = row.weeks, row.periods
        made.save()


def prepared_for(access: Access, row: Timetable) -> dict[int, Grid]:
    """Step's key → the week that is prepared for it. One query."""
    return _prepared(access, row)


def forget_step(*, timetable_id: int, step_id: int, by: Access) -> None:
    """Throw away what was prepared for a step that is not reached."""
    with changing(timetable_id, "timetable.step_unprepared", by=by) as change:
        made = _prepared(by, change.row).get(_open_step(by, change.row, step_id).pk)
        if made is not None:
            change.record.about(made)
            made.delete()


def week_before(row: Timetable, steps: list[Step], prepared: dict[int, Grid], step: Step) -> dict[str, grid.Cell]:
    """The cells that hold until a step: of the last step before it that is prepared, or as they are now."""
    earlier = [prepared[one.pk] for one in steps if one.on < step.on and one.pk in prepared]
    if not earlier:
        return dict(row.cells)
    return grid.moved(earlier[-1].cells, earlier[-1].periods, row.periods, row.weeks)


def week_of_step(access: Access, row: Timetable, step_id: int) -> tuple[Step, dict[str, grid.Cell]] | None:
    """A step that is not reached, with the cells prepared for it, or else those of the week before it. Two queries."""
    steps, prepared = _steps(access, row), _prepared(access, row)
    step = next((one for one in steps if one.pk == step_id and one.reached_on is None), None)
    if step is None:
        return None
    return step, _stored(row, steps, prepared, step)


def refuse_stale(seen: str, stored: dict[str, grid.Cell], row: Timetable) -> None:
    """Somebody else saved another week meanwhile. What else they wrote on the record takes nothing from who edits the week."""
    if seen and seen != grid.digest_of(stored, row.periods, row.weeks):
        raise Refused((STALE,))


def _stored(row: Timetable, steps: list[Step], prepared: dict[int, Grid], step: Step) -> dict[str, grid.Cell]:
    own = prepared.get(step.pk)
    if own is None:
        return week_before(row, steps, prepared, step)
    return grid.moved(own.cells, own.periods, row.periods, row.weeks)


def refuse_fewer(row: Timetable, before: dict[str, grid.Cell], after: dict[str, grid.Cell]) -> None:
    """The way back only goes up."""
    old, new = taught(row, before), taught(row, after)
    if new < old:
        raise Refused((
            say(
                "RT.step_fewer", "This week has {new} taught hours, and the week before it {old}. A step of the way back never has fewer.",
                new=plain(new), old=plain(old),
            ),
        ))  # fmt: skip


def taught(row: Timetable, cells: dict[str, grid.Cell]) -> Decimal:
    return average_taught_hours(grid.slots_of(row.periods, cells, row.weeks))


def _with_adults(cells: dict[str, grid.Cell], before: dict[str, grid.Cell]) -> dict[str, grid.Cell]:
    """Who is responsible stays where the child stays away."""
    return {
        key: {**cell, "responsible": cell.get("responsible") or before.get(key, {}).get("responsible", "")}
        if cell["place"] not in grid.ATTENDED
        else cell
        for key, cell in cells.items()
    }


def _open_step(by: Access, row: Timetable, step_id: int) -> Step:
    step: Step = Step.objects.visible_to(by).get(timetable=row, pk=step_id)
    if step.reached_on is not None:
        raise Refused((say("RT.step_over", "This step was reached on {on}: change the timetable itself.", on=step.reached_on),))
    return step


def _steps(by: Access, row: Timetable) -> list[Step]:
    return list(Step.objects.visible_to(by).filter(timetable=row))


def _prepared(by: Access, row: Timetable) -> dict[int, Grid]:
    found = Grid.objects.visible_to(by).filter(timetable=row, in_force_from__isnull=True)
    return {one.step_id: one for one in found if one.step_id is not None}
