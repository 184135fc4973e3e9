"""How a child's plans went so far, for the drift detector (rules/drift.py): in bulk, one query for any number of plans."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pastoral.foundation.access import Access
from pastoral.rules.drift import Course

from .models import Outcome, Plan
from .rows import Rows


def courses_of(access: Access, plans: Iterable[Plan], rows: Mapping[int, Rows]) -> dict[int, Course]:
    """Plan id → what this plan and the child's earlier ones aimed at, when they were reviewed, and how attendance went."""
    found = {plan.pk: plan for plan in plans}
    earlier = _earlier(access, found)
    return {plan.pk: _course(plan, rows[plan.pk], earlier[plan.pupil_id]) for plan in found.values()}


Before = dict[int, tuple[dt.date, float | None, list[str]]]
"""Plan id → the day it was opened, the attendance written in it, its targets."""


def _earlier(access: Access, plans: Mapping[int, Plan]) -> dict[int, Before]:
    """Pupil id → their closed plans, the oldest first."""
    result: dict[int, Before] = defaultdict(dict)
    read = (
        Outcome.objects.visible_to(access)
        .filter(pupil_id__in={plan.pupil_id for plan in plans.values()}, plan__status=Plan.Status.CLOSED)
        .exclude(plan_id__in=plans)
        .order_by("plan__opened_on", "plan_id", "number")
        .values_list("pupil_id", "plan_id", "plan__opened_on", "plan__attendance_percent", "statement")
    )
    for pupil_id, plan_id, opened_on, percent, statement in read:
        own = result[pupil_id].setdefault(plan_id, (opened_on, None if percent is None else float(percent), []))
        own[2].append(statement)
    return result


def _course(plan: Plan, rows: Rows, earlier: Before) -> Course:
    now = [row.statement for row in rows.outcomes if row.state == Outcome.State.OPEN]
    figures = [(on, percent) for on, percent, _targets in earlier.values() if percent is not None]
    if plan.attendance_percent is not None:
        figures.append((plan.opened_on, float(plan.attendance_percent)))
    return Course(
        reviews=tuple((row.due_on, row.held_on) for row in rows.reviews if row.held_on is not None),
        next_review_on=plan.next_review_on,
        targets=(*((on, tuple(targets)) for on, _percent, targets in earlier.values()), (plan.opened_on, tuple(now))),
        attendance=tuple(figures),
    )
