"""What every write of a reduced timetable has in common: lock, check the version, record, and ask the rules to look again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import Recording, recording
from pastoral.records.cases import timeline
from pastoral.rules.sentences import Refused, say

from ..counted import count
from ..models import Timetable
from .colouring import keep_colours

SUBJECT = "timetables.timetable"
SETTLED = say(
    "RT.settled", "It is agreed. To change it, use “Change what was agreed”, so that everyone is asked again."
)
STALE = say(
    "RT.stale", "Somebody else changed this while you were writing. Your words are below: look at them again and save."
)
DRAFTS = (Timetable.Status.PROPOSED, Timetable.Status.CONSULTED, Timetable.Status.RISK_ASSESSED)


@dataclass
class Change:
    """One change under way: set fields with `set`, tell the timeline with `tell`."""

    row: Timetable
    record: Recording
    by: Access
    changes: dict[str, Any] = field(default_factory=dict)

    def tell(self, code: str, **params: Any) -> None:
        timeline.add(self.row.pupil, code, by=self.by, params=params, link=("timetable", self.row.pk))

    def set(self, **values: Any) -> None:
        """Set fields; the audit trail gets their names, and the values of dates, numbers and codes but no free text."""
        for name, value in values.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                plain = isinstance(value, bool | int) or value is None
                self.changes[name] = value if plain else value.isoformat() if hasattr(value, "isoformat") else True


@contextmanager
def changing(
    timetable_id: int,
    verb: str,
    *,
    by: Access,
    permission: Permission = Permission.LEAD_PLANS,
    version: int | None = None,
    reason: str = "",
    draft_only: bool = False,
) -> Iterator[Change]:
    """Lock the row for one change. Raises `Timetable.DoesNotExist`, `NotAllowed`, or `Refused` (settled, or changed by another)."""
    with recording(verb, by=by, reason=reason) as record:
        row: Timetable = (
            Timetable.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("pupil__authority", "school__authority", "plan", "lead")
            .get(pk=timetable_id)
        )
        by.require(permission)
        if version is not None and row.version != version:
            raise Refused((STALE,))
        if draft_only and row.status not in DRAFTS:
            raise Refused((SETTLED,))
        change = Change(row, record, by)
        yield change
        count(row, change.changes)
        row.version += 1
        row.save()
        record.about(row, changes=change.changes)
    keep_colours(row.authority_id, [timetable_id], because=verb)
    look([timetable_id], by=by, subject=SUBJECT)
    if row.plan_id is not None:
        look([row.plan_id], by=by)  # a plan is judged by whether hours are reduced
