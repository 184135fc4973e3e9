"""What a pupil's page shows of plans, and the way to open one."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access, Permission
from pastoral.records.cases.addresses import address
from pastoral.records.policy.packs import pack_of, said

from . import queries
from .models import Plan


def plans_panel(access: Access, pupil: Any) -> dict[str, Any] | None:
    """The pupil's plans, the open one first; "Open a plan" for who may lead one, where none is open. One query."""
    if not access.may(Permission.SEE_PLANS):
        return None
    plans = sorted(queries.plans_of_pupil(access, pupil.pk), key=lambda plan: plan.status == Plan.Status.CLOSED)
    leads = access.may(Permission.LEAD_PLANS) and pupil.left_on is None
    if not plans and not leads:
        return None
    names = {plan.pk: said(pack_of(plan.policy_version_id).labels.plan_short) for plan in plans}
    may_open = leads and all(plan.status == Plan.Status.CLOSED for plan in plans)
    return {
        "template": "plans/preparing/panel.jinja",
        "context": {"plans": plans, "names": names, "open_href": address("plan-open", pupil.pk) if may_open else ""},
    }
