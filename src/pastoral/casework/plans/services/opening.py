"""Opening a plan, and what is settled while deciding (Stage One)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline
from pastoral.records.policy.queries import version_in_force
from pastoral.records.pupils import queries as pupils
from pastoral.records.pupils.models import Pupil
from pastoral.rules.sentences import Refused, say

from ..models import Plan, StatusChange
from .changing import changing, look

# What the deciding page may set; each is one field of the plan.
DECIDING_FIELDS = frozenset({
    "concern", "reasons", "strategies_tried", "needs_assessed", "lead_id", "lead_post", "key_adult_id", "key_adult_name",
    "alnco_informed_on", "staff_informed_on", "ewo_involved_on", "ewo_name", "wellbeing_informed_on", "idp_reference",
    "no_idp_reason", "idp_outcomes_linked", "engagement_difficult", "engagement_attempts", "attendance_percent",
    "exclusions_count", "exclusion_days", "chosen_adult_asked_on", "chosen_adult", "change_wanted_on",
    "parents_contacted_on", "fewer_outcomes_reason", "other_plans", "other_plans_note", "behaviour_plan_ended_on",
})  # fmt: skip


def open_plan(
    *, pupil_id: int, concern: str, reasons: list[str], by: Access, strategies_tried: str = "", opened_on: dt.date | None = None
) -> Plan:
    """Open a plan at "deciding". Raises `Refused` when one is open already (two plans would split the child's story)."""
    by.require(Permission.LEAD_PLANS)
    pupil = pupils.pupil(by, pupil_id)
    day = opened_on or timezone.localdate()
    with transaction.atomic():
        lock_pupil(by, pupil.pk)  # two tabs at the same moment: the second waits, and then is told
        if Plan.objects.visible_to(by).filter(pupil=pupil, kind=Plan.Kind.PSP).exclude(status=Plan.Status.CLOSED).exists():
            raise Refused(say("PSP.open", "This pupil already has a plan that is open. Go on with that one, or close it first."))
        with recording("plan.opened", by=by) as record:
            plan = Plan(
                **scope_of(pupil),
                policy_version=version_in_force(pupil.authority_id, day),
                concern=concern,
                reasons=reasons,
                strategies_tried=strategies_tried,
                opened_on=day,
                lead_id=by.user_id,
            )
            plan.save()
            StatusChange(
                **scope_of(pupil), plan=plan, action="open", before="", after=plan.status, by_id=by.user_id, by_name=by.actor
            ).save()
            record.about(plan, changes={"reasons": reasons, "opened_on": day.isoformat()})
            timeline.add(pupil, "plan.opened", by=by, link=("plan", plan.pk))
        look([plan.pk], by=by)
    return plan


def lock_pupil(by: Access, pupil_id: int) -> None:
    """Hold the pupil's row until the transaction ends."""
    Pupil.objects.visible_to(by).select_for_update(of=("self",)).values_list("pk").get(pk=pupil_id)


def settle(*, plan_id: int, version: int | None, by: Access, **values: Any) -> Plan:
    """Set fields of the deciding page. Raises `Stale` when somebody else saved first."""
    unknown = set(values) - DECIDING_FIELDS
    if unknown:
        raise ValueError(f"not fields of the deciding page: {sorted(unknown)}")
    with changing(plan_id, "plan.settled", by=by, version=version) as change:
        change.set(**values)
        change.content_changed = bool(change.changes)
    return change.plan


def name_key_adult(*, plan_id: int, user_id: int | None, name: str, by: Access) -> Plan:
    """Who meets the child each week (NPT-PSP-18). With an account they are named for the child, and so may check in."""
    from pastoral.records.cases.services import involve

    with changing(plan_id, "plan.key_adult_named", by=by) as change:
        change.set(key_adult_id=user_id, key_adult_name=name)
        if user_id is not None:
            from pastoral.foundation.accounts.models import User

            user = User.objects.get(pk=user_id)
            involve(change.plan.pupil, name=name, involved_as="key_adult", by=by, user=user, email=user.email)
        change.tell("plan.key_adult_named", who=name)
    return change.plan
