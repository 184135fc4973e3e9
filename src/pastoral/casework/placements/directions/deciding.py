"""Deciding on a direction, its notice as it is written, its days, and each move from stage to stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
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

from .. import queries as placements
from ..models import Direction, DirectionMove, DirectionReview, Placement
from .changing import SUBJECT, Change, changing
from .facts import facts_of
from .handing import renew_copy, tell_new_provider
from .judging import KIND, look_at
from .kinds import kind_of_school
from .queries import of_pupil

ONE_OPEN = say("OSD.open", "This pupil already has a direction that is open. Go on with that one, or close it first.")
LEFT = say("OSD.left", "This pupil has left the school. Only the school where the child is now may direct them.")
NOT_THEIRS = say("OSD.placement", "Choose an open placement of this pupil.")
BEGUN = say("OSD.begun", "The direction has started: where it goes, its first day and the day of the decision stay as they were given.")
NOTICE_STAYS = say("OSD.notice_stage", "The direction has started: its notice stays as it was given.")
TIMES = say("OSD.times", "The times of a day must come one after the other: start, break, end of the break, end.")
BEFORE_GIVEN = say("OSD.before_given", "Nobody can have the notice before it was given.")
BEFORE_START = say("OSD.end_before_start", "The last day must not be before the first.")
TO_COME = say("OSD.decided", "The day of the decision can't be in the future.")
DECISION = frozenset({
    "school_kind", "to", "to_name", "decided_on", "starts_on", "ends_on", "purpose", "objectives", "timeframe", "monitoring",
    "review_every", "first_review_on", "review_people", "parents_engaged_on", "engagement_attempts", "engagement", "pupil_views",
    "placement_id",
})  # fmt: skip
NOTICE = frozenset({
    "address", "report_to", "days", "reasons", "sessions_a_day", "starts", "ends", "break_starts", "break_ends",
})  # fmt: skip
# What is settled once the child is there.
SETTLED = ("school_kind", "to", "to_name", "decided_on", "starts_on", "placement_id")
# What the family was told in writing: a change of any of these asks for a new notice.
IN_NOTICE = NOTICE | {"starts_on", "ends_on", "objectives", "to_name"}
DAYS = frozenset({
    "dual_registered_on", "parents_informed_on", "council_told_on", "notice_to_parent_on", "notice_to_pupil_on", "notice_to_authority_on",
})  # fmt: skip
BY_BUTTON = ("start", "end", "resume", "close", "withdraw", "reopen")


def open_direction(*, pupil_id: int, decided_on: dt.date, by: Access, placement_id: int | None = None, **more: Any) -> Direction:
    """Begin the record of a direction. Raises `Refused` where the law gives no such power (WAL-EX-19), or where one is open.

    With a placement its provider, place and days stand there already, where nothing else is said.
    """
    by.require(Permission.LEAD_PLANS)
    _only(more, DECISION)
    if decided_on > timezone.localdate():
        raise Refused((TO_COME,))
    pupil = pupils.pupil(by, pupil_id)
    if pupil.left_on is not None:
        raise Refused((LEFT,))
    version = version_in_force(pupil.authority_id, decided_on)
    no_power = law_against(version.pk, pupil.school)
    if no_power:
        raise Refused(no_power)
    with transaction.atomic():
        lock_pupil(by, pupil.pk)  # two tabs at the same moment: the second waits, and then is told
        if any(not one.is_closed for one in of_pupil(by, pupil.pk)):
            raise Refused((ONE_OPEN,))
        with recording("direction.opened", by=by) as record:
            placement = placement_for(by, pupil.pk, placement_id)
            there = {**from_placement(placement, decided_on), **{name: value for name, value in more.items() if value not in ("", None)}}
            row = Direction(
                **scope_of(pupil), policy_version=version, placement=placement, opened_on=timezone.localdate(), lead_id=by.user_id,
                decided_on=decided_on, **{"school_kind": kind_of_school(pupil.school.kind), **there},
            )  # fmt: skip
            row.save()
            DirectionMove(**scope_of(pupil), direction=row, action="open", after=row.stage, by_name=by.actor).save()
            record.about(row, changes={"decided_on": decided_on.isoformat()})
            timeline.add(pupil, "direction.opened", by=by, link=("direction", row.pk))
        look([row.pk], by=by, subject=SUBJECT)
        _look_at_placements(by, row.placement_id)
    return row


def _look_at_placements(by: Access, *placement_ids: int | None) -> None:
    """A placement that a direction is for needs no agreement (ENG-AP-06), so its rules look again when that changes."""
    if wanted := sorted({one for one in placement_ids if one is not None}):
        look(wanted, by=by, subject=placements.SUBJECT)


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
        if any(values.get(name, getattr(row, name)) != getattr(row, name) for name in settled(row)):
            raise Refused((BEGUN,))
        decided_on = values.get("decided_on", row.decided_on)
        if decided_on is not None and decided_on > timezone.localdate():
            raise Refused((TO_COME,))
        start, end = values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on)
        if start is not None and end is not None and end < start:
            raise Refused((BEFORE_START,))
        if decided_on is not None and decided_on != row.decided_on:
            # the rules in force on the day of the decision bind it (T29)
            change.set(policy_version_id=version_in_force(row.authority_id, decided_on).pk)
        before, placement_id = row.placement_id, values.pop("placement_id", row.placement_id)
        _set(change, values)
        if placement_id != row.placement_id:
            row.placement = placement_for(by, row.pupil_id, placement_id)
            change.changes["placement"] = placement_id
            tell_new_provider(change)
        there = (
            row.objectives.strip(), row.timeframe.strip() or row.ends_on, row.monitoring.strip(), row.review_every.strip(),
            row.first_review_on, row.review_people,
        )  # fmt: skip
        if row.plan_set_on is None and all(there):
            change.set(plan_set_on=timezone.localdate())  # HAM-OSD-01 asks that this is no later than the decision
    if before != placement_id:
        _look_at_placements(by, before, placement_id)
    return change.row


def settled(row: Direction) -> frozenset[str]:
    """What can't be changed any more: nothing while it is decided; later what the family relies on. A kind of school may be added."""
    if row.stage == Direction.Stage.DECIDING:
        return frozenset()
    return frozenset(SETTLED) if row.school_kind else frozenset(SETTLED) - {"school_kind"}


def settle_notice(*, direction_id: int, version: int | None, by: Access, **values: Any) -> Direction:
    """What the written notice says. Where it was given, the changed one must be given again."""
    _only(values, NOTICE)
    with changing(direction_id, "direction.notice_set", by=by, version=version) as change:
        if change.row.stage != Direction.Stage.DECIDING:
            raise Refused((NOTICE_STAYS,))
        if values.get("sessions_a_day", change.row.sessions_a_day) == 1:
            values |= {"break_starts": None, "break_ends": None}
        if not in_order(values):
            raise Refused((TIMES,))
        _set(change, values)
    return change.row


def in_order(times: Mapping[str, Any]) -> bool:
    """Whether those times of a day that are said follow each other."""
    said = [times[name] for name in ("starts", "break_starts", "break_ends", "ends") if times.get(name) is not None]
    return all(before < after for before, after in pairwise(said))


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
        if given is not None and any(day is not None and day < given for name, day in values.items() if name.startswith("notice_to_")):
            raise Refused((BEFORE_GIVEN,))
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
        renew_copy(change)


def placement_for(by: Access, pupil_id: int, placement_id: int | None) -> Placement | None:
    """The placement that a direction is to be for. Raises `Refused` for a closed one, another child's, or one that can't be seen."""
    if placement_id is None:
        return None
    found: Placement | None = next((one for one in placements_for(by, pupil_id) if one.pk == placement_id), None)
    if found is None:
        raise Refused((NOT_THEIRS,))
    return found


def placements_for(by: Access, pupil_id: int) -> list[Placement]:
    """The open placements of a pupil that this reader may see, with provider and place."""
    return [one for one in placements.of_pupil(by, pupil_id) if not one.is_closed]


def from_placement(placement: Placement | None, decided_on: dt.date) -> dict[str, Any]:
    """What a direction takes over from its placement; the days only where the placement begins after the decision."""
    if placement is None:
        return {}
    ahead = placement.starts_on is not None and placement.starts_on > decided_on
    return {
        "to_name": placement.provider.name if placement.provider is not None else "",
        "address": placement.site.address if placement.site is not None else "",
        **({"starts_on": placement.starts_on, "ends_on": placement.ends_on} if ahead else {}),
    }  # fmt: skip


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
        row = change.row
        if action == "reopen":
            lock_pupil(by, row.pupil_id)
            if any(not one.is_closed for one in of_pupil(by, row.pupil_id) if one.pk != row.pk):
                raise Refused((ONE_OPEN,))
        take(change, action, facts_of(by, [change.row])[direction_id], reason=reason)
        if row.is_closed or action == "reopen":
            renew_copy(change)
        if action == "start":
            plan_first_review(change)
    if change.row.is_closed or action == "reopen":
        _look_at_placements(by, change.row.placement_id)
    return change.row


def plan_first_review(change: Change) -> None:
    """The review that was set with the decision is planned once the direction starts, so that the family is invited to it in time."""
    row = change.row
    day = row.first_review_on
    if day is None or (row.starts_on is not None and day < row.starts_on):
        return
    if not DirectionReview.objects.visible_to(change.by).filter(direction=row).exists():
        review = DirectionReview(**scope_of(row.pupil), direction=row, planned_for=day)
        review.save()
        change.record.about(review, changes={"planned_for": day.isoformat()})
        change.tell("direction.review_planned", day=day)


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
