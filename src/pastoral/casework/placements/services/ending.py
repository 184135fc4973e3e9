"""How a placement ends: what is settled before it closes, the way back, the checks after it, and where the young person is later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.rules.placements.destinations import CHECK_WEEKS, DESTINATION_LABELS, SCHOOLS
from pastoral.rules.sentences import Refused, say

from .. import living
from ..facts import facts_of
from ..models import Following, Place, Placement, Ready, ReturnCheck, WayBack
from .changing import Change, changing
from .from_provider import at_home, scope_of_place
from .living import not_later_than_today
from .moving import set_last_day, take
from .sharing import renew_copy

SETTLED = frozenset({
    "returns_to_school", "destination", "destination_plan", "pupil_view", "no_report_reason", "verdict", "transition_plan",
})  # fmt: skip
UNKNOWN = say("AP.destination", "Choose where the child goes from the list.")


def begin_ending(*, placement_id: int, last_day: dt.date, reason: str, by: Access, version: int | None = None) -> Placement:
    """Bring the placement to its end: the last day, and the provider is asked for its final report."""
    with changing(placement_id, "placement.end", by=by, version=version, reason=reason) as change:
        row = change.row
        facts = facts_of(by, [row])[placement_id]
        set_last_day(change, last_day)
        take(change, "end", facts, reason=reason)
        renew_copy(change)
    return change.row


def settle(*, placement_id: int, by: Access, version: int | None = None, **what: Any) -> Placement:
    """What a placement's end asks for (HAM-END-03 to 05, WIL-P16-01). `destination` is a code of DESTINATION_LABELS, or ""."""
    if unknown := set(what) - SETTLED:
        raise ValueError(f"not settled at the end: {sorted(unknown)}")
    if what.get("destination") and what["destination"] not in DESTINATION_LABELS:
        raise Refused((UNKNOWN,))
    with changing(placement_id, "placement.ending_settled", by=by, version=version, closed_too=True) as change:
        change.set(**what)
    return change.row


def plan_way_back(
    *, placement_id: int, by: Access, plan: str, readiness: str = "", link_adult: str = "", belonging: str = "", support: str = "",
    back_on: dt.date | None = None, version: int | None = None,
) -> WayBack:  # fmt: skip
    """The return to school (HAM-END-01, HAM-AP-10). With its first day the checks six and thirteen weeks after it are set."""
    with changing(placement_id, "placement.way_back", by=by, version=version, closed_too=True) as change:
        row = change.row
        found = living.way_back(by, placement_id) or WayBack(**scope_of(row.pupil), placement=row)
        found.link_adult, found.belonging, found.support, found.back_on = link_adult, belonging, support, back_on
        found.save()
        change.record.about(found)
        change.set(reintegration_plan=plan, readiness=readiness)
        _set_checks(change, back_on)
    return found


def _set_checks(change: Change, back_on: dt.date | None) -> None:
    """The checks that are not done move with the first day back, and go where there is none."""
    by, row = change.by, change.row
    there = {one.weeks: one for one in living.checks(by, row.pk)}
    for weeks in CHECK_WEEKS:
        one = there.get(weeks)
        if one is not None and one.done_on is not None:
            continue
        if back_on is None:
            if one is not None:
                one.delete()
            continue
        one = one or ReturnCheck(**scope_of(row.pupil), placement=row, weeks=weeks)
        one.due_on = back_on + dt.timedelta(weeks=weeks)
        one.save()
        change.record.about(one, changes={"due_on": one.due_on.isoformat()})


def say_ready(*, placement_id: int, who: str, ready: bool, on: dt.date, by: Access, said: str = "", by_name: str = "") -> Ready:
    """The school writes down whether the child, the provider or itself holds the child ready to return."""
    not_later_than_today(on)
    with changing(placement_id, "placement.ready", by=by) as change:
        row = Ready(
            **scope_of(change.row.pupil), placement=change.row, who=who, ready=ready, on=on, said=said, by_name=(by_name or by.actor)[:200]
        )
        row.save()
        change.record.about(row, changes={"who": who, "ready": ready})
    return row


def say_ready_at_provider(*, place: Place, ready: bool, by: Access, said: str = "") -> Ready:
    """The provider's own word, from its page."""
    by.require(Permission.WORK_FOR_PROVIDER)
    with recording("placement.ready", by=by) as record:
        row = Ready(
            **scope_of_place(place), who=Ready.Who.PROVIDER, ready=ready, on=timezone.localdate(), said=said, by_name=by.actor
        )
        row.save()
        record.about(row, changes={"ready": ready})
    with at_home(place, "placement.provider_ready", by=by):
        return row


def all_ready(said: dict[str, Ready]) -> bool:
    """Whether child, provider and school each said so last."""
    return all(who in said and said[who].ready for who in Ready.Who.values)


def record_check(
    *, check_id: int, done_on: dt.date, attendance: Decimal | None, settled: bool, by: Access, said: str = ""
) -> ReturnCheck:
    """The child was looked in on after the return: how it attends (per cent since), and whether it has settled."""
    not_later_than_today(done_on)
    found = living.check(by, check_id)
    with changing(found.placement_id, "placement.return_checked", by=by, closed_too=True) as change:
        found.done_on, found.attendance, found.settled, found.said, found.by_name = done_on, attendance, settled, said, by.actor
        found.save()
        change.record.about(found, changes={"weeks": found.weeks, "settled": settled})
        change.tell("placement.return_checked", weeks=found.weeks)
    return found


def follow(*, placement_id: int, on: dt.date, status: str, by: Access, said: str = "") -> Following:
    """Where a young person is after Year 11 (WIL-P16-01, WOR-TRK-02). A closed placement is followed too."""
    not_later_than_today(on)
    with changing(placement_id, "placement.followed", by=by, closed_too=True) as change:
        row = Following(**scope_of(change.row.pupil), placement=change.row, on=on, status=status, said=said, by_name=by.actor)
        row.save()
        change.record.about(row, changes={"on": on.isoformat(), "status": status})
    return row


def goes_to_school(row: Placement) -> bool:
    """Whether the child goes to a school, which is looked in on."""
    return row.returns_to_school is True or row.destination in SCHOOLS
