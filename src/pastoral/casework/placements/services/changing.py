"""What every write of a placement has in common: lock, check the version, record, and ask the rules to look again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import PupilScoped
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import Recording, recording
from pastoral.records.cases import timeline
from pastoral.rules.sentences import Refused, say

from ..models import Placement
from . import attending

SUBJECT = "placements.placement"
STALE = say("AP.stale", "Somebody else changed this while you were writing. Your words are below: look at them again and save.")
CLOSED = say("AP.closed", "This placement is closed. Reopen it first, with a reason.")


@dataclass
class Change:
    """One change under way: set fields with `set`, tell the timeline with `tell`."""

    row: Placement
    record: Recording
    by: Access
    changes: dict[str, Any] = field(default_factory=dict)

    def tell(self, code: str, *, level: str = "shared", **params: Any) -> None:
        timeline.add(self.row.pupil, code, by=self.by, params=params, level=level, link=("placement", self.row.pk))

    def set(self, **values: Any) -> None:
        """Set fields; the audit trail gets their names, and the values of dates, numbers and yes or no, but no free text."""
        for name, value in values.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                plain = isinstance(value, bool | int) or value is None
                self.changes[name] = value if plain else value.isoformat() if hasattr(value, "isoformat") else True


@contextmanager
def changing(
    placement_id: int,
    verb: str,
    *,
    by: Access,
    permission: Permission = Permission.COMMISSION,
    version: int | None = None,
    reason: str = "",
    closed_too: bool = False,
) -> Iterator[Change]:
    """Lock the row for one change. Raises `Placement.DoesNotExist`, `NotAllowed`, or `Refused` (closed, or changed by another)."""
    with recording(verb, by=by, reason=reason) as record:
        row: Placement = (
            Placement.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("pupil__authority", "pupil__school", "school", "plan", "provider", "site", "lead", "policy_version")
            .get(pk=placement_id)
        )
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
    attending.keep([placement_id], authority_id=row.authority_id)
    look([placement_id], by=by, subject=SUBJECT)
    if row.plan_id is not None:
        look([row.plan_id], by=by)


@contextmanager
def for_the_child(row: PupilScoped, by: Access) -> Iterator[Access]:
    """What a provider's act brings about at the home school (its timeline, its findings), done in the same person's name.

    A provider reaches its own tables only; inside this block, and for this one child, the record is reached as well.
    """
    with entered(replace(by, pupil_ids=by.pupil_ids | {row.pupil_id})) as wide:
        yield wide
