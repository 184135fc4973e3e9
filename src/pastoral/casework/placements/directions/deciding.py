"""Deciding on a direction, its notice as it is written, its days, and each move from stage to stage."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.casework.plans.services.changing import look
from pastoral.casework.plans.services.opening import lock_pupil
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import version_in_force
from pastoral.records.pupils import queries as pupils
from pastoral.rules import engine
from pastoral.rules.placements import DIRECTION, Allowed, DirectionFacts, decide
from pastoral.rules.placements import Refused as MayNot
from pastoral.rules.sentences import Refused, Sentence, say

from ..models import Direction, DirectionMove, Placement
from .changing import SUBJECT, Change, changing
from .facts import facts_of
from .judging import KIND, look_at
from .kinds import kind_of_school
from .queries import of_pupil

ONE_OPEN = say("OSD.open", "This pupil already has a direction that is open. Go on with that one, or close it first.")
BEFORE_START = say("OSD.end_before_start", "The last day must not be before the first.")
TO_COME = say("OSD.decided", "The day of the decision can't be in the future.")
DECISION = frozenset({
    "school_kind", "to", "to_name", "decided_on", "starts_on", "ends_on", "purpose", "objectives", "timeframe", "monitoring",
    "review_every", "first_review_on", "review_people", "parents_engaged_on", "engagement_attempts", "engagement", "pupil_views",
})  # fmt: skip
NOTICE = frozenset({
    "address", "report_to", "days", "reasons", "sessions_a_day", "starts", "ends", "break_starts", "break_ends",
})  # fmt: skip
# What the family was told in writing: a change of any of these asks for a new notice.
IN_NOTICE = NOTICE | {"starts_on", "ends_on", "objectives", "to_name"}
DAYS = frozenset({
    "dual_registered_on", "parents_informed_on", "council_told_on", "notice_to_parent_on", "notice_to_pupil_on", "notice_to_authority_on",
})  # fmt: skip
BY_BUTTON = ("start", "end", "resume", "close", "withdraw", "reopen")


def open_direction(*, pupil_id: int, decided_on: dt.date, by: Access, placement_id: int | None = None, **more: Any) -> Direction:
    """Begin the record of a direction. Raises `Refused` where the law gives no such power (WAL-EX-19), or where one is open."""
    by.require(Permission.LEAD_PLANS)
    _only(more, DECISION)
    if decided_on > timezone.localdate():
        raise Refused((TO_COME,))
    pupil = pupils.pupil(by, pupil_id)
    version = version_in_force(pupil.authority_id, decided_on)
    no_power = law_against(version.pk, pupil.school)
    if no_power:
        raise Refused(no_power)
    with transaction.atomic():
        lock_pupil(by, pupil.pk)  # two tabs at the same moment: the second waits, and then is told
        if any(not one.is_closed for one in of_pupil(by, pupil.pk)):
            raise Refused((ONE_OPEN,))
        with recording("direction.opened", by=by) as record:
            placement = Placement.objects.visible_to(by).get(pk=placement_id, pupil=pupil) if placement_id is not None else None
            row = Direction(
                **scope_of(pupil), policy_version=version, placement=placement, opened_on=timezone.localdate(), lead_id=by.user_id,
                decided_on=decided_on, **{"school_kind": kind_of_school(pupil.school.kind), **more},
            )  # fmt: skip
            row.save()
            DirectionMove(**scope_of(pupil), direction=row, action="open", after=row.stage, by_name=by.actor).save()
            record.about(row, changes={"decided_on": decided_on.isoformat()})
            timeline.add(pupil, "direction.opened", by=by, link=("direction", row.pk))
        look([row.pk], by=by, subject=SUBJECT)
    return row


def law_against(policy_version_id: int, school: Any) -> tuple[Sentence, ...]:
    """Why a school here may not direct anybody off site: the rule's sentence and what it may do instead; () where it may."""
    policy = pack_of(policy_version_id).policy
    today = timezone.localdate()
    found = engine.judge(KIND, engine.Look(DirectionFacts(), policy, calendar_of(school), today, today))
    return next(((one.sentence, one.remedy) for one in found if one.about == "law" and one.effect == "BLOCK"), ())


def settle_decision(*, direction_id: int, version: int | None, by: Access, **values: Any) -> Direction:
    """What is decided: why, where, from when, with which objectives, how it is watched and reviewed. A given notice may fall."""
    _only(values, DECISION)
    with changing(direction_id, "direction.decision_set", by=by, version=version) as change:
        row = change.row
        decided_on = values.get("decided_on", row.decided_on)
        if decided_on is not None and decided_on > timezone.localdate():
            raise Refused((TO_COME,))
        start, end = values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on)
        if start is not None and end is not None and end < start:
            raise Refused((BEFORE_START,))
        if decided_on is not None and decided_on != row.decided_on:
            # the rules in force on the day of the decision bind it (T29)
            change.set(policy_version_id=version_in_force(row.authority_id, decided_on).pk)
        _set(change, values)
        there = (
            row.objectives.strip(), row.timeframe.strip() or row.ends_on, row.monitoring.strip(), row.review_every.strip(),
            row.first_review_on, row.review_people,
        )  # fmt: skip
        if row.plan_set_on is None and all(there):
            change.set(plan_set_on=timezone.localdate())  # HAM-OSD-01 asks that this is no later than the decision
    return change.row


def settle_notice(*, direction_id: int, version: int | None, by: Access, **values: Any) -> Direction:
    """What the written notice says. Where it was given, the changed one must be given again."""
    _only(values, NOTICE)
    with changing(direction_id, "direction.notice_set", by=by, version=version) as change:
        if values.get("sessions_a_day", change.row.sessions_a_day) == 1:
            values |= {"break_starts": None, "break_ends": None}
        _set(change, values)
    return change.row


def settle_days(*, direction_id: int, version: int | None, by: Access, **values: Any) -> Direction:
    """Days on which something was done outside of Pastoral: a notice handed over, a registration, a letter to the council."""
    _only(values, DAYS)
    with changing(direction_id, "direction.days_set", by=by, version=version) as change:
        today = timezone.localdate()
        if any(day is not None and day > today for day in values.values()):
            raise Refused((say("OSD.future", "Record only what has been done: none of these days can be in the future."),))
        given = change.row.notice_given_on
        if given is None and any(values.get(name) for name in DAYS if name.startswith("notice_to_")):
            raise Refused((say("OSD.give_first", "Give the notice first, so that its words are kept. Then record who had it by hand."),))
        change.set(**values)
    return change.row


def settle_way_back(*, direction_id: int, version: int | None, plan: str, by: Access) -> Direction:
    """How the child comes back to school (HAM-END-01)."""
    with changing(direction_id, "direction.way_back_set", by=by, version=version) as change:
        change.set(reintegration_plan=plan)
    return change.row


def _set(change: Change, values: dict[str, Any]) -> None:
    before = {name: getattr(change.row, name) for name in IN_NOTICE}
    change.set(**values)
    changed = any(getattr(change.row, name) != value for name, value in before.items())
    if changed and change.row.notice_given_on is not None and change.row.stage == Direction.Stage.DECIDING:
        change.set(
            notice_given_on=None, notice_to_parent_on=None, notice_to_pupil_on=None, notice_to_authority_on=None, notice_seal="",
        )  # fmt: skip


def actions_for(row: Direction, facts: DirectionFacts) -> dict[str, Allowed | MayNot]:
    """Each action of this stage that a button takes, with what the rules answer; reasons are asked for later."""
    seen = look_at(row, facts)
    return {
        action: decide(
            action, facts, seen.policy, calendar=seen.calendar, today=seen.today, reason="-", closed_from=row.closed_from
        )
        for action in DIRECTION.moves[row.stage]
        if action in BY_BUTTON
    }


def move(*, direction_id: int, action: str, by: Access, reason: str = "") -> Direction:
    """Take one action by button. Raises `Refused` with a sentence for each thing that is missing."""
    if action not in BY_BUTTON:
        raise Refused((say("OSD.page", "This is done on a page of its own."),))
    with changing(direction_id, f"direction.{action}", by=by, reason=reason, closed_too=action == "reopen") as change:
        take(change, action, facts_of(by, [change.row])[direction_id], reason=reason)
    return change.row


def take(change: Change, action: str, facts: DirectionFacts, *, choice: str = "", reason: str = "") -> Allowed:
    """Inside an open change: ask the rules, then write the new stage and an immutable `DirectionMove`."""
    row, today = change.row, timezone.localdate()
    seen = look_at(row, facts)
    answer = decide(
        action, facts, seen.policy, calendar=seen.calendar, today=today, choice=choice, closed_from=row.closed_from, reason=reason
    )
    if isinstance(answer, MayNot):
        raise Refused(answer.reasons)
    before = row.stage
    values: dict[str, Any] = {"stage": answer.next_stage}
    if before != answer.next_stage:
        values["stage_since"] = timezone.now()
    if action == "start":
        values["began_on"] = row.began_on or row.starts_on or today
    if answer.next_stage == DIRECTION.closed:
        values |= {"closed_on": today, "closed_from": before, "closing_note": reason}
    if before == DIRECTION.closed:
        values |= {"closed_on": None, "closed_from": "", "closing_note": ""}
    change.set(**values)
    DirectionMove(
        **scope_of(row.pupil), direction=row, action=action, before=before, after=row.stage, by_name=change.by.actor, reason=reason
    ).save()
    change.tell(f"direction.{action}")
    return answer


def _only(values: dict[str, Any], allowed: frozenset[str]) -> None:
    if unknown := set(values) - allowed:
        raise ValueError(f"not fields of this page: {sorted(unknown)}")
