"""A plan that was rushed to its meeting: what the rules say of it names ten rules. For the demo, the guides and the tests."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.casework.plans import queries
from pastoral.casework.plans.services import moving, opening, organising, writing
from pastoral.foundation.access import Access

from .plan_stories import factor_answers, known_sections

# Nobody told the ALNCo or the staff; no Education Welfare Officer; the authority does not know of the risk; no views; the child
# was not asked who speaks for them; no outcomes; nobody promised anything; nobody signed; no review date; the child was not heard.
TEN = (
    "NPT-PSP-04", "NPT-PSP-05", "NPT-PSP-07", "NPT-PSP-08", "NPT-PSP-10",
    "NPT-PSP-12", "NPT-PSP-13", "NPT-PSP-14", "NPT-PSP-16", "NPT-PSP-27",
)  # fmt: skip


def rushed_plan(pupil: Any, *, by: Access) -> int:
    """Open a plan for a pupil who has none and take it to its meeting with hardly anything done. Returns its key."""
    plan = opening.open_plan(
        pupil_id=pupil.pk, concern="Walks out of lessons and is often late.", reasons=["attendance", "exclusion_risk"],
        strategies_tried="A report card for two weeks. It went well while the same person signed it.", by=by,
    )  # fmt: skip
    opening.settle(plan_id=plan.pk, version=None, by=by, needs_assessed=True)
    moving.move(plan_id=plan.pk, action="start_gathering", by=by)
    moving.move(plan_id=plan.pk, action="call_meeting", by=by)
    organising.arrange(plan_id=plan.pk, on=timezone.localdate(), venue="The head's room", by=by)
    writing.hold_meeting(plan_id=plan.pk, by=by)
    found = queries.plan(by, plan.pk)
    for section in known_sections(found):
        given = factor_answers(found, section, "Talked about at the meeting.")
        if given:
            writing.save_section(plan_id=plan.pk, section=section, answers=given, version=0, by=by)
    return int(plan.pk)
