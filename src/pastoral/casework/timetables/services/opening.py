"""Proposing a reduced timetable, and what is written while it is prepared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.casework.plans import queries as plans
from pastoral.casework.plans.services.opening import lock_pupil
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline
from pastoral.records.findings.services import look_again
from pastoral.records.policy.queries import version_in_force
from pastoral.records.pupils import queries as pupils
from pastoral.records.pupils.facts import year_of
from pastoral.rules.reduced.facts import RUNNING
from pastoral.rules.sentences import Refused, say

from .. import grid
from ..counted import count
from ..models import Move, Timetable
from .changing import PLANS, SUBJECT, changing
from .grids import in_force, taught

BEFORE_START = say("RT.end_before_start", "The last day must not be before the first.")
ONE_OPEN = say(
    "RT.open", "This pupil already has a reduced timetable that is open. Go on with that one, or close it first."
)
# What the pages of preparing may set; each is one field.
DETAILS = frozenset({
    "start_on", "end_on", "reason", "circumstance", "rationale", "avenues_tried", "managed_move", "sanction",
    "safeguarding_concern", "hours_per_day", "healthcare_plan", "excluded",
})  # fmt: skip
CARE = frozenset({
    "monitor", "aln_support_asked_on", "alp_in_place", "alp_checked", "equality_checked", "known_risks", "provider_work",
    "provider_purpose", "provider_leads_back",
})  # fmt: skip
ASKED = frozenset({"ewo_consulted_on", "referrals", "no_referrals_reason"})
TRAVEL = frozenset({"travel_agreed_on", "transport"})


def open_timetable(
    *, pupil_id: int, start_on: dt.date, end_on: dt.date, reason: str, by: Access, circumstance: str = "", rationale: str = "",
    **more: Any,
) -> Timetable:  # fmt: skip
    """Propose one, inside the pupil's open plan where there is one. Raises `Refused` where another is open or overlaps."""
    by.require(Permission.LEAD_PLANS)
    if unknown := set(more) - DETAILS:
        raise ValueError(f"not fields of a proposal: {sorted(unknown)}")
    if end_on < start_on:
        raise Refused((BEFORE_START,))
    pupil = pupils.pupil(by, pupil_id)
    with transaction.atomic():
        lock_pupil(by, pupil.pk)  # two tabs at the same moment: the second waits, and then is told
        _refuse_overlap(by, pupil.pk, start_on, end_on)
        year = year_of(pupil, start_on)
        with recording("timetable.opened", by=by) as record:
            row = Timetable(
                **scope_of(pupil), plan=plans.open_plan_of(by, pupil.pk), policy_version=version_in_force(pupil.authority_id, start_on),
                opened_on=timezone.localdate(), lead_id=by.user_id, start_on=start_on, end_on=end_on, reason=reason,
                circumstance=circumstance, rationale=rationale,
                periods=list(grid.PRIMARY if year is not None and year.number <= 6 else grid.SECONDARY), **more,
            )  # fmt: skip
            count(row)
            row.save()
            Move(**scope_of(pupil), timetable=row, action="open", after=row.status, by_name=by.actor).save()
            record.about(
                row, changes={"start_on": start_on.isoformat(), "end_on": end_on.isoformat(), "reason": reason}
            )
            timeline.add(pupil, "timetable.opened", by=by, link=("timetable", row.pk))
        look_again(SUBJECT, [row.pk], by=by)
        if row.plan_id is not None:
            look_again(PLANS, [row.plan_id], by=by)
    return row


def _refuse_overlap(by: Access, pupil_id: int, start_on: dt.date, end_on: dt.date, *, but: int | None = None) -> None:
    for other in Timetable.objects.visible_to(by).filter(pupil=pupil_id).exclude(pk=but):
        if not other.is_closed:
            raise Refused((ONE_OPEN,))
        if other.began_on is None or other.closed_on is None:
            continue  # it never ran
        if other.began_on <= end_on and start_on <= other.closed_on:
            raise Refused((
                say(
                    "RT.overlap", "This pupil had another reduced timetable from {start} to {end}. Two may not overlap.",
                    start=other.began_on, end=other.closed_on,
                ),
            ))  # fmt: skip


def settle_details(*, timetable_id: int, version: int | None, by: Access, **values: Any) -> Timetable:
    """The header and the reasons. While it runs they stay as agreed."""
    with changing(timetable_id, "timetable.details_set", by=by, version=version, draft_only=True) as change:
        _only(values, DETAILS)
        start, end = values.get("start_on", change.row.start_on), values.get("end_on", change.row.end_on)
        if start is not None and end is not None:
            if end < start:
                raise Refused((BEFORE_START,))
            _refuse_overlap(by, change.row.pupil_id, start, end, but=change.row.pk)
        change.set(**values)
        if change.row.plan is None:
            change.set(plan=plans.open_plan_of(by, change.row.pupil_id))
    return change.row


def settle_care(*, timetable_id: int, version: int | None, by: Access, **values: Any) -> Timetable:
    """Who watches over it, what is checked, what the provider is for."""
    with changing(timetable_id, "timetable.care_set", by=by, version=version) as change:
        _only(values, CARE)
        change.set(**values)
    return change.row


def settle_asked(*, timetable_id: int, version: int | None, by: Access, **values: Any) -> Timetable:
    """When the EWO was asked, and the referrals."""
    with changing(timetable_id, "timetable.asked_set", by=by, version=version) as change:
        _only(values, ASKED)
        change.set(**values)
    return change.row


def settle_travel(*, timetable_id: int, version: int | None, by: Access, **values: Any) -> Timetable:
    """Travel: agreed with the parents, and the travel change form where the child gets help with travel (F-NPT-08)."""
    with changing(timetable_id, "timetable.travel_set", by=by, version=version) as change:
        _only(values, TRAVEL)
        change.set(**values)
    return change.row


def set_periods(
    *, timetable_id: int, weeks: int, periods: list[grid.Period], version: int | None, by: Access
) -> Timetable:
    """The times of the school day and how many weeks a cycle has. What stood in the grid stays where its period stays."""
    with changing(timetable_id, "timetable.periods_set", by=by, version=version, draft_only=True) as change:
        if not 1 <= weeks <= 6:
            raise Refused((say("RT.weeks", "A cycle has from 1 to 6 weeks."),))
        if faults := grid.faults_of_periods(periods):
            raise Refused(tuple(_PERIOD_FAULTS[kind](number + 1) for number, kind in faults))
        if not grid.lessons(periods):
            raise Refused((say("RT.no_lessons", "At least one part of the day must be lessons."),))
        cells = grid.moved(change.row.cells, change.row.periods, periods, weeks)
        change.set(weeks=weeks, periods=periods, cells=cells)
    return change.row


_PERIOD_FAULTS = {
    "starts": lambda n: say("RT.period_starts", "Line {n}: write when it starts as a time of the day, such as 09:00.", n=n),
    "ends": lambda n: say("RT.period_ends", "Line {n}: write when it ends as a time of the day, such as 09:50.", n=n),
    "days": lambda n: say("RT.period_days", "Line {n}: choose at least one day.", n=n),
    "order": lambda n: say("RT.period_order", "Line {n} ends before it starts.", n=n),
    "overlap": lambda n: say("RT.period_overlap", "Line {n} starts before the one before it ends.", n=n),
}


def set_grid(*, timetable_id: int, cells: dict[str, grid.Cell], version: int | None, by: Access) -> Timetable:
    """The whole grid. Who is responsible stays where the child stays away. While it runs, only more hours may be given."""
    with changing(timetable_id, "timetable.grid_set", by=by, version=version) as change:
        row = change.row
        if row.is_closed:
            raise Refused((say("RT.closed", "This reduced timetable is closed."),))
        named = {
            key: {**cell, "responsible": cell.get("responsible") or row.cells.get(key, {}).get("responsible", "")}
            for key, cell in cells.items()
        }
        new = grid.without_outsiders(named, row.periods, row.weeks)
        if row.status in ("agreed", "notified", "active", "extension"):
            before, after = taught(row, row.cells), taught(row, new)
            if after < before:
                raise Refused((
                    say(
                        "RT.fewer", "Fewer hours than were agreed ({before} a week) need a new agreement: use “Change what was agreed”.",
                        before=f"{before.normalize():f}",
                    ),
                ))  # fmt: skip
            if after > before:
                change.tell("timetable.more_hours")
        if new == row.cells:
            return row
        change.set(cells=new)
        if row.status in RUNNING:
            in_force(change, max(row.began_on or timezone.localdate(), timezone.localdate()))
    return change.row


def set_adults(
    *, timetable_id: int, adults: dict[str, str], told_on: dt.date | None, version: int | None, by: Access
) -> Timetable:
    """Who is responsible in each stretch away: the stretch's key (`grid.Away.key`) → a name."""
    with changing(timetable_id, "timetable.adults_set", by=by, version=version) as change:
        row = change.row
        cells = grid.without_outsiders(row.cells, row.periods, row.weeks)
        for away in grid.away_of(row.periods, cells, row.weeks):
            if away.key in adults:
                for number in away.periods:
                    cells[grid.key_of(away.week, away.day, number)]["responsible"] = adults[away.key].strip()[:150]
        change.set(cells=cells, parents_told_slots_on=told_on)
    return change.row


def _only(values: dict[str, Any], allowed: frozenset[str]) -> None:
    if unknown := set(values) - allowed:
        raise ValueError(f"not fields of this page: {sorted(unknown)}")
