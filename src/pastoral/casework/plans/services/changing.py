"""What every write of a plan has in common: lock, check the version, record, and ask the rules to look again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import Recording, recording
from pastoral.records.cases import timeline
from pastoral.records.findings.services import look_again

from ..models import Plan

SUBJECT = "plans.plan"


class Stale(Exception):
    """The row was changed by somebody else since the page was loaded. Holds the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__("changed by somebody else")
        self.current = current


@dataclass
class Change:
    """One change of a plan under way: say what changed in `changes`, and what the timeline shows with `tell`."""

    plan: Plan
    record: Recording
    by: Access
    changes: dict[str, Any] = field(default_factory=dict)
    content_changed: bool = False
    looks: bool = True  # whether the rules look again afterwards; a save that no rule reads does without

    def tell(self, code: str, *, level: str = "shared", link: tuple[str, int] | None = None, **params: Any) -> None:
        timeline.add(
            self.plan.pupil, code, by=self.by, params=params, level=level, link=link or ("plan", self.plan.pk)
        )

    def set(self, **values: Any) -> None:
        """Set fields of the plan; the audit trail gets their names, and the values of dates, numbers and codes."""
        for name, value in values.items():
            if getattr(self.plan, name) != value:
                setattr(self.plan, name, value)
                self.changes[name] = value if isinstance(value, bool | int | list) else _short(name, value)


def _short(name: str, value: Any) -> Any:
    # free text about a child does not belong in the audit trail: the field's name is enough
    return value.isoformat() if hasattr(value, "isoformat") else True


@contextmanager
def changing(
    plan_id: int,
    verb: str,
    *,
    by: Access,
    permission: Permission = Permission.LEAD_PLANS,
    version: int | None = None,
    reason: str = "",
) -> Iterator[Change]:
    """Lock the plan for one change. Raises `Plan.DoesNotExist` when invisible, `NotAllowed`, or `Stale`."""
    with recording(verb, by=by, reason=reason) as record:
        plan = _locked(plan_id, by)
        before = _columns(plan)
        by.require(permission)
        if version is not None and plan.version != version:
            raise Stale(plan)
        change = Change(plan, record, by)
        yield change
        if change.content_changed and plan.current_revision_id is not None and plan.status == Plan.Status.MEETING:
            plan.current_revision = None  # what was signed is no longer what the plan says
            change.looks = True
        plan.version += 1
        after = _columns(plan)
        plan.save(update_fields=[name for name, value in after.items() if value != before[name]])
        record.about(plan, changes=change.changes)
    if change.looks:
        look([plan_id], by=by)


def _columns(plan: Plan) -> dict[str, Any]:
    """Every column's value now. Lists are copied, since they may be added to in place."""
    values = {field.attname: getattr(plan, field.attname) for field in plan._meta.concrete_fields}
    return {name: deepcopy(value) if isinstance(value, list | dict) else value for name, value in values.items()}


_kept: ContextVar[dict[int, Plan] | None] = ContextVar("plans_kept", default=None)


@contextmanager
def locked_once() -> Iterator[None]:
    """While one person does several things to a plan in one transaction (the demo's stories): the row is locked and read once."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _locked(plan_id: int, by: Access) -> Plan:
    kept = _kept.get()
    if kept is None:
        return lock(plan_id, by=by)
    if plan_id not in kept:
        kept[plan_id] = lock(plan_id, by=by)
    return kept[plan_id]


_looks_held: ContextVar[bool] = ContextVar("looks_held", default=False)


def look(ids: list[int], *, by: Access, subject: str = SUBJECT) -> None:
    """Ask the rules to look again at these plans, or at what hangs on plans."""
    if not _looks_held.get():
        look_again(subject, ids, by=by)


def looks_are_held() -> bool:
    return _looks_held.get()


@contextmanager
def looks_held() -> Iterator[None]:
    """While many plans are written at once (the demo, a large import): the rules look once, at the end, by the caller."""
    token = _looks_held.set(True)
    try:
        yield
    finally:
        _looks_held.reset(token)


def lock(plan_id: int, *, by: Access) -> Plan:
    """The plan's row, locked until the transaction ends."""
    found: Plan = (
        Plan.objects.visible_to(by).select_for_update(of=("self",)).select_related("pupil", "school", "lead").get(pk=plan_id)
    )
    return found
