"""Who reads the answers of everybody: before the meeting those who prepare it, from the meeting on all who take part in it."""

from __future__ import annotations

from pastoral.foundation.access import Access, Permission

from .models import Plan

BEFORE = (Plan.Status.DECIDING, Plan.Status.GATHERING, Plan.Status.ORGANISING)


def may_read_views(access: Access, plan: Plan) -> bool:
    """Whether `access`, who sees the plan, may read all answers side by side now."""
    if access.may(Permission.LEAD_PLANS):
        return True
    if not access.may(Permission.TAKE_PART_IN_MEETING):
        return False
    return plan.status not in BEFORE or access.may(Permission.SEE_RESTRICTED_NOTES)
