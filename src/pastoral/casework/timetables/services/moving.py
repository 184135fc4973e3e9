"""Moving a reduced timetable from stage to stage: the rules decide (rules.reduced.decide), the service writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.reduced import REDUCED, Allowed, ExtensionFacts, ReducedFacts, decide
from pastoral.rules.reduced import Refused as MayNot
from pastoral.rules.sentences import Refused, say

from ..facts import facts_of
from ..grid import seal_of
from ..models import Extension, HoursReview, Move, Step, Timetable
from .changing import DRAFTS, Change, changing
from .consenting import send_pages
from .grids import began, step_reached, taught
from .paperwork import keep_signed
from .telling import message, tell_all

# Buttons of the overview; a review, a request and its answer have pages of their own.
WHY = say("RT.reason", "Give a reason.")
NOBODY_EXTENDS = say(
    "RT.no_extension",
    "Nobody in this authority authorises a longer time: end this one, and agree a new one if it is right.",
)
BY_BUTTON = ("consult", "assess_risk", "agree", "notify", "begin", "end", "amend", "withdraw", "reopen")


def actions_for(row: Timetable, facts: ReducedFacts, calendar: SchoolCalendar) -> dict[str, Allowed | MayNot]:
    """Each action of this stage that a button takes, with what the rules answer; reasons are asked for later."""
    policy, today = pack_of(row.policy_version_id).policy, timezone.localdate()
    return {
        action: decide(action, facts, policy, calendar=calendar, today=today, reason="-")
        for action in REDUCED.moves[row.status]
        if action in BY_BUTTON
    }


def move(*, timetable_id: int, action: str, by: Access, reason: str = "", version: int | None = None) -> Timetable:
    """Take one action by button. Raises `Refused` with a sentence for each thing that is missing."""
    if action not in BY_BUTTON:
        raise Refused((say("RT.page", "This is done on a page of its own."),))
    with changing(timetable_id, f"timetable.{action}", by=by, version=version, reason=reason) as change:
        facts = facts_of(by, [change.row])[timetable_id]
        _take(change, action, facts, reason=reason)
        if action == "notify":
            tell_all(change, "reduced_starts", facts)
        if action == "agree":
            keep_signed(change)
            send_pages(change)
    return change.row


def _take(change: Change, action: str, facts: ReducedFacts, *, reason: str = "") -> Allowed:
    """Inside an open change: ask the rules, then write the new stage and an immutable `Move`."""
    row, today = change.row, timezone.localdate()
    answer = decide(
        action,
        facts,
        pack_of(row.policy_version_id).policy,
        calendar=calendar_of(row.school),
        today=today,
        reason=reason,
    )
    if isinstance(answer, MayNot):
        raise Refused(answer.reasons)
    before = row.status
    values: dict[str, Any] = {"status": answer.next_status, "status_since": timezone.now()}
    if action == "agree":
        values |= {"agreed_on": today, "agreed_seal": seal_of(row)}
    if action == "begin":
        values["began_on"] = row.began_on or row.start_on or today
    if action == "amend":
        values |= {"agreed_on": None, "agreed_seal": ""}
    if answer.next_status == REDUCED.closed:
        values |= {"closed_on": today, "closed_from": before, "closing_note": reason}
    if before == REDUCED.closed:
        values |= {"closed_on": None, "closed_from": "", "closing_note": ""}
    change.set(**values)
    if action == "begin":
        began(change)
    Move(
        **scope_of(row.pupil),
        timetable=row,
        action=action,
        before=before,
        after=row.status,
        by_name=change.by.actor,
        reason=reason,
    ).save()
    change.tell(f"timetable.{action}")
    return answer


def record_review(
    *, timetable_id: int, held_on: dt.date, outcome: str, by: Access, with_pupil: bool | None = None,
    with_parents: bool | None = None, said: str = "", step_id: int | None = None, next_review_on: dt.date | None = None,
    until: dt.date | None = None, why: str = "",
) -> HoursReview:  # fmt: skip
    """A review that was held: more hours (by which step), the same, full time, or a request for longer (`until`, `why`)."""
    with changing(timetable_id, "timetable.reviewed", by=by) as change:
        row, today = change.row, timezone.localdate()
        if held_on > today or (row.began_on is not None and held_on < row.began_on):
            raise Refused(
                (say("RT.review_day", "A review is held on a day since it began, and not on a day to come."),)
            )
        facts = replace(facts_of(by, [row])[timetable_id], review_now=outcome)
        step = _step_for(change, step_id, outcome)
        now = taught(row, row.cells)
        if outcome == HoursReview.Outcome.EXTENSION:
            _ask_for_longer(change, facts, until, why)
        before = facts.history[-1].hours if facts.history else now
        if step is not None:
            step.reached_on = held_on
            step_reached(change, step, held_on)
            step.save()
            change.set(hours_a_week=step.hours)
        review = HoursReview(
            **scope_of(row.pupil), timetable=row, held_on=held_on, outcome=outcome, with_pupil=with_pupil, with_parents=with_parents,
            said=said, by_name=by.actor, hours_before=before, hours=step.hours if step is not None else before,
        )  # fmt: skip
        if outcome == HoursReview.Outcome.ENDED:
            review.hours = None
        _take(change, "record_review", facts)
        review.save()
        if next_review_on is not None:
            if next_review_on <= held_on:
                raise Refused((say("RT.next_review", "The next review must be after this one."),))
            change.set(next_review_on=next_review_on)
        change.record.about(review, changes={"outcome": outcome})
        if outcome == HoursReview.Outcome.EXTENSION:
            tell_all(change, "reduced_beyond_limit", facts)
    return review


def set_next_review(*, timetable_id: int, on: dt.date, by: Access) -> Timetable:
    """The day of the next review."""
    with changing(timetable_id, "timetable.review_planned", by=by) as change:
        change.set(next_review_on=on)
    return change.row


def _step_for(change: Change, step_id: int | None, outcome: str) -> Step | None:
    if outcome != HoursReview.Outcome.INCREASED:
        return None
    own = Step.objects.visible_to(change.by).filter(timetable=change.row, pk=step_id)
    step: Step | None = own.first() if step_id else None
    if step is None:
        raise Refused((say("RT.which_step", "Say which step of the way back was reached."),))
    return step


def _ask_for_longer(change: Change, facts: ReducedFacts, until: dt.date | None, why: str) -> None:
    row = change.row
    missing = []
    if until is None or (row.end_on is not None and until <= row.end_on):
        missing.append(
            say(
                "RT.longer_until",
                "Say until when it should go on: a day after {end}.",
                end=row.end_on or timezone.localdate(),
            )
        )
    if not why.strip():
        missing.append(say("RT.longer_why", "Write why a longer time is needed."))
    if missing or until is None:
        raise Refused(tuple(missing))
    if not pack_of(row.policy_version_id).policy.value("reduced.extension_by"):
        raise Refused((NOBODY_EXTENDS,))
    asked = Extension(
        **scope_of(row.pupil),
        timetable=row,
        asked_on=timezone.localdate(),
        until=until,
        why=why,
        asked_by=change.by.actor,
    )
    asked.save()
    change.record.about(asked, changes={"until": until.isoformat()})


def pass_on(*, timetable_id: int, by: Access) -> Extension:
    """The authority's monitoring group passes the request on to the Director (NPT-RT-05)."""
    with changing(timetable_id, "timetable.passed_on", by=by, permission=Permission.FORWARD_EXTENSIONS) as change:
        asked = _open_request(change)
        if asked.via_group_on is None:
            asked.via_group_on, asked.via_group_by = timezone.localdate(), by.actor
            asked.save()
            change.record.about(asked)
            message(change, "reduced_beyond_limit", "director", key=f"extension-{asked.pk}-director")
    return asked


def decide_extension(
    *, timetable_id: int, authorise: bool, reasons: str, by: Access, until: dt.date | None = None
) -> Extension:
    """The Director authorises, with an end, or refuses, with reasons. Nothing goes on by itself."""
    with changing(
        timetable_id, "timetable.extension_decided", by=by, permission=Permission.DECIDE_EXTENSIONS, reason=reasons
    ) as change:
        row = change.row
        asked = _open_request(change)
        if asked.via_group_on is None:
            group = said(pack_of(row.policy_version_id).labels.role("monitoring_group"))
            raise Refused((say("RT.via_group", "The request has not been passed on yet. Who passes it on: {group}.", group=group),))
        if not reasons.strip():
            raise Refused((say("RT.decision_reasons", "Write the reasons for your decision."),))
        end = until or asked.until
        if authorise and row.end_on is not None and end <= row.end_on:
            raise Refused(
                (say("RT.longer_until", "Say until when it should go on: a day after {end}.", end=row.end_on),)
            )
        asked.decision = Extension.Decision.AUTHORISED if authorise else Extension.Decision.REFUSED
        asked.decided_on, asked.decided_by_name, asked.reasons = timezone.localdate(), by.actor, reasons
        asked.decided_by = str(pack_of(row.policy_version_id).policy.value("reduced.extension_by") or "")
        if authorise:
            asked.until = end
        facts = replace(
            facts_of(by, [row])[timetable_id],
            extension=ExtensionFacts(
                asked.asked_on, asked.until, asked.via_group_on, asked.decision, asked.decided_on, asked.decided_by
            ),
            end_on=end if authorise else row.end_on,
        )  # fmt: skip
        _take(change, "authorise" if authorise else "refuse", facts, reason=reasons)
        asked.save()
        if authorise:
            change.set(end_on=end)
        change.record.about(asked, changes={"decision": asked.decision})
        for role in ("lead", "ewo"):
            message(change, "decided", role, key=f"extension-{asked.pk}-decided-{role}")
    return asked


def _open_request(change: Change) -> Extension:
    found: Extension | None = (
        Extension.objects.visible_to(change.by).select_for_update(of=("self",))
        .filter(timetable=change.row, decision="").order_by("-id").first()
    )  # fmt: skip
    if found is None or change.row.status != Timetable.Status.EXTENSION:
        raise Refused((say("RT.no_request", "No longer time is being asked for."),))
    return found


__all__ = [
    "BY_BUTTON",
    "DRAFTS",
    "WHY",
    "actions_for",
    "decide_extension",
    "move",
    "pass_on",
    "record_review",
    "set_next_review",
]
