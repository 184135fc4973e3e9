"""Proposing a reduced timetable, and what is written while it is prepared."""

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
from pastoral.records.pupils.facts import year_of
from pastoral.rules.reduced.facts import RUNNING
from pastoral.rules.reduced.hours import day_name
from pastoral.rules.sentences import Refused, Sentence, say

from .. import grid
from ..counted import count
from ..models import Move, Timetable
from .changing import SUBJECT, changing
from .grids import follow_times, in_force, refuse_stale, taught

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
        look([row.pk], by=by, subject=SUBJECT)
        if row.plan_id is not None:
            look([row.plan_id], by=by)
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


MOST_LINES = 16  # of a day; with six weeks a grid is then still one form


def set_periods(
    *, timetable_id: int, weeks: int, periods: list[grid.Period], version: int | None, by: Access, first_week: dt.date | None = None,
    holidays_count: bool = False,
) -> Timetable:  # fmt: skip
    """The times of the school day, how many weeks a cycle has, and a day of a week that is week 1.

    What stood in the grid stays where its period stays; so does what is prepared for steps. Refusals name the line by `n`.
    """
    with changing(timetable_id, "timetable.periods_set", by=by, version=version, draft_only=True) as change:
        row = change.row
        wrong = [] if 1 <= weeks <= 6 else [say("RT.weeks", "A cycle has from 1 to 6 weeks.")]
        wrong += faults_in_words(periods)
        if wrong:
            raise Refused(tuple(wrong))
        periods = grid.in_order(periods)
        cells = grid.moved(row.cells, row.periods, periods, weeks)
        change.set(
            weeks=weeks, periods=periods, cells=cells, holidays_count=holidays_count and weeks > 1,
            first_week=grid.monday_of(first_week) if first_week is not None and weeks > 1 else None,
        )  # fmt: skip
        follow_times(change)
    return change.row


def faults_in_words(periods: list[grid.Period]) -> list[Sentence]:
    """Every fault of the times of a day, each with its line (`n`) and its field."""
    if len(periods) > MOST_LINES:
        return [say("RT.lines", "A day has at most {most} lines here: put breaks that follow each other into one.", most=MOST_LINES)]
    found = []
    for fault in grid.faults_of_periods(periods):
        line, n = periods[fault.number], fault.number + 1
        if fault.kind == "time" and fault.field == "starts":
            found.append(
                say("RT.period_starts", "Line {n}, “From”: “{text}” is no time of a day. Write it as 09:00.", n=n, text=line["starts"])
            )
        elif fault.kind == "time":
            found.append(say("RT.period_ends", "Line {n}, “To”: “{text}” is no time of a day. Write it as 09:50.", n=n, text=line["ends"]))
        elif fault.kind == "order":
            found.append(
                say(
                    "RT.period_order", "Line {n}, “To”: it ends at {to}, but it starts at {from_}.",
                    n=n, to=line["ends"], from_=line["starts"],
                )
            )  # fmt: skip
        elif fault.kind == "days":
            found.append(say("RT.period_days", "Line {n}, “Days”: choose at least one day.", n=n))
        else:
            other = periods[fault.other]
            found.append(
                say(
                    "RT.period_overlap",
                    "Line {n}, “From”: on {day}, {from_} to {to} overlaps with line {other}, {other_from} to {other_to}.",
                    n=n, day=day_name(fault.day), from_=line["starts"], to=line["ends"], other=fault.other + 1, other_from=other["starts"],
                    other_to=other["ends"],
                )
            )  # fmt: skip
    if not found:
        found = [
            say("RT.no_lessons", "{day} has no lesson. Add a line with lessons, or choose {day} at one.", day=day_name(day))
            for day in grid.DAYS
            if not grid.lessons(periods, day)
        ]
    return found


def set_grid(
    *, timetable_id: int, cells: dict[str, grid.Cell], version: int | None, by: Access, seen: str = ""
) -> Timetable:
    """The whole grid. Who is responsible stays where the child stays away. While it runs, only more hours may be given.

    `seen`: the digest of the week that the writer started from (`grid.digest_of`).
    """
    with changing(timetable_id, "timetable.grid_set", by=by, version=version) as change:
        row = change.row
        refuse_stale(seen, row.cells, row)
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
