"""Moving a plan to another version of its authority's policy: somebody decides it, with a reason (SYS-02)."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.queries import version_in_force
from pastoral.records.policy.services import move_to_version
from pastoral.rules.sentences import Refused, say

from ..models import Plan
from .changing import changing


def newer_version(plan: Plan) -> PolicyVersion | None:
    """The version in force today, where the plan stands on an older one."""
    found = version_in_force(plan.authority_id, timezone.localdate())
    return found if found.pk != plan.policy_version_id else None


def move_policy(*, plan_id: int, version_id: int, reason: str, by: Access) -> Plan:
    """Judge the plan from now on by the version in force today. `version_id` is the one that the page showed.

    Words that were closed for signing are open again: the form may be another one.
    """
    if not reason.strip():
        raise Refused(say("PLAN.policy_reason", "Say why the plan moves to the newer rules."))
    with changing(plan_id, "plan.policy_moved", by=by, reason=reason) as change:
        plan = change.plan
        if plan.status == Plan.Status.CLOSED:
            raise Refused(say("PLAN.policy_closed", "The plan is closed: it stays with the rules it was made under."))
        newest = newer_version(plan)
        if newest is None or newest.pk != version_id:
            raise Refused(say("PLAN.policy_none", "Those are not the newest rules any more. Look at the page again."))
        move_to_version(plan, newest, reason=reason, by=by)
        plan.policy_version = newest
        change.content_changed = True
        change.tell("plan.policy_moved")
    return plan
