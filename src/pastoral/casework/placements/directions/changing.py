"""What every write of a direction has in common: lock, check the version, record, and ask the rules to look again."""

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

from ..models import Direction

SUBJECT = "placements.direction"
STALE = say("OSD.stale", "Somebody else changed this while you were writing. Your words are below: look at them again and save.")
CLOSED = say("OSD.closed", "This direction is closed. Reopen it first, with a reason.")


@dataclass
class Change:
    """One change under way: set fields with `set`, tell the timeline with `tell`."""

    row: Direction
    record: Recording
    by: Access
    changes: dict[str, Any] = field(default_factory=dict)

    def tell(self, code: str, **params: Any) -> None:
        timeline.add(self.row.pupil, code, by=self.by, params=params, link=("direction", self.row.pk))

    def set(self, **values: Any) -> None:
        """Set fields; the audit trail gets their names, and the values of dates, numbers and yes or no, but no free text."""
        for name, value in values.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                plain = isinstance(value, bool | int) or value is None
                self.changes[name] = value if plain else value.isoformat() if hasattr(value, "isoformat") else True


@contextmanager
def changing(
    direction_id: int,
    verb: str,
    *,
    by: Access,
    permission: Permission = Permission.LEAD_PLANS,
    version: int | None = None,
    reason: str = "",
    closed_too: bool = False,
) -> Iterator[Change]:
    """Lock the row for one change. Raises `Direction.DoesNotExist`, `NotAllowed`, or `Refused` (closed, or changed by another).

    A direction is the school's own act: its leaders write it. The authority reads it, and asks for reviews.
    """
    with recording(verb, by=by, reason=reason) as record:
        row: Direction = (
            Direction.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("pupil", "school", "authority", "placement__provider", "lead")
            .get(pk=direction_id)
        )
        row.school.authority = row.authority
        row.pupil.school, row.pupil.authority = row.school, row.authority
        by.require(permission)
        if version is not None and row.version != version:
            raise Refused((STALE,))
        if row.is_closed and not closed_too:
            raise Refused((CLOSED,))
        change = Change(row, record, by)
        yield change
        row.version += 1
        row.save()
        record.about(row, changes=change.changes)
    look([direction_id], by=by, subject=SUBJECT)
