"""Looking for a place: opening the record of a placement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.casework.plans import queries as plans
from pastoral.casework.plans.services.changing import look
from pastoral.casework.plans.services.opening import lock_pupil
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline
from pastoral.records.policy.queries import version_in_force
from pastoral.records.pupils import queries as pupils
from pastoral.rules.sentences import Refused, say

from ..models import Move, Placement
from .changing import SUBJECT

LEFT = say("AP.left", "This pupil has left the school. A place is looked for by the school where the child is now.")
# What may be said when a place is first looked for; each is one field.
FIRST = frozenset({
    "setting", "shape", "reason", "rationale", "arranged_by", "on_home_roll", "provider", "provider_id", "site", "site_id",
    "starts_on", "ends_on", "timeframe", "excluded_from", "without_education_since", "resident_here", "district",
    "needs_assessed_on", "needs_assessment", "barriers", "agencies_involved", "missed_school_days",
})  # fmt: skip


def open_placement(*, pupil_id: int, by: Access, **more: Any) -> Placement:
    """Begin to look for a place, inside the pupil's open plan where there is one. Raises `Refused` for a pupil who left.

    `more` are fields of `FIRST`. A child may have several placements at once: their hours together are checked with the times.
    """
    by.require(Permission.COMMISSION)
    if unknown := set(more) - FIRST:
        raise ValueError(f"not fields of a new placement: {sorted(unknown)}")
    pupil = pupils.pupil(by, pupil_id)
    if pupil.left_on is not None:
        raise Refused((LEFT,))
    refuse_dates(more.get("starts_on"), more.get("ends_on"))
    today = timezone.localdate()
    with transaction.atomic():
        lock_pupil(by, pupil.pk)
        with recording("placement.opened", by=by) as record:
            row = Placement(
                **scope_of(pupil), plan=plans.open_plan_of(by, pupil.pk), opened_on=today, lead_id=by.user_id,
                policy_version=version_in_force(pupil.authority_id, more.get("starts_on") or today),
                **{"on_home_roll": True, "arranged_by": usual_arranger(by), **more},
            )  # fmt: skip
            row.save()
            Move(**scope_of(pupil), placement=row, action="open", after=row.stage, by_name=by.actor).save()
            record.about(row)
            timeline.add(pupil, "placement.opened", by=by, link=("placement", row.pk))
        look([row.pk], by=by, subject=SUBJECT)
        if row.plan_id is not None:
            look([row.plan_id], by=by)
    return row


def usual_arranger(by: Access) -> str:
    """Who arranges it, until somebody says otherwise: those whose person opens it."""
    return "school" if by.school_ids else "authority"


def refuse_dates(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    """Raises `Refused` where the last day is before the first."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Refused((say("AP.end_before_start", "The last day must not be before the first."),))
