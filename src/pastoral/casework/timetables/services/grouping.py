"""What the authority's group for children absent from education looked at, and what it recommended (WIL-CAFE-01)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from ..models import Timetable
from .changing import changing

RULE = "WIL-CAFE-01"
NO_GROUP = say("GROUP.none", "This authority has no group that looks at it.")
CLOSED = say("RT.closed", "This reduced timetable is closed.")
FUTURE = say("GROUP.future", "The group can't have looked at it on a day to come.")
WHICH = say("GROUP.which", "Write what the group recommended.")


def has_group(row: Timetable) -> bool:
    return pack_of(row.policy_version_id).policy.in_force(RULE)


def may_record(access: Access) -> bool:
    """The authority's officers, or the school's lead."""
    return access.may(Permission.AUDIT_TIMETABLES) or access.may(Permission.LEAD_PLANS)


def record_group(
    *, timetable_id: int, reviewed_on: dt.date, by: Access, acts: bool | None = None, actions: str = "", version: int | None = None
) -> Timetable:
    """When the group looked at it, and its recommendations, one on each line; `acts` is None while nobody wrote them down."""
    if not may_record(by):
        by.require(Permission.AUDIT_TIMETABLES)
    with changing(timetable_id, "timetable.group_looked", by=by, permission=Permission.SEE_PLANS, version=version) as change:
        wrong = [NO_GROUP] if not has_group(change.row) else [CLOSED] if change.row.is_closed else []
        if reviewed_on > timezone.localdate():
            wrong.append(FUTURE)
        if acts and not actions.strip():
            wrong.append(WHICH)
        if wrong:
            raise Refused(tuple(wrong))
        change.set(panel_reviewed_on=reviewed_on, panel_acts=acts, panel_actions=actions.strip() if acts else "")
    return change.row
