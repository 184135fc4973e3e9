"""Moving a placement from stage to stage: the rules decide (rules.placements.lifecycle.decide), the service writes."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers.assurance import visiting
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.placements import PLACEMENT, Allowed, PlacementFacts, decide
from pastoral.rules.placements import Refused as MayNot
from pastoral.rules.placements.hampshire import registers_twice_from
from pastoral.rules.sentences import Refused, Sentence, say

from ..facts import facts_of
from ..models import Move, Placement
from .changing import Change, changing
from .referring import choose, take_back_all
from .reporting import ask_at_end
from .sharing import end_sharing
from .telling import tell_by_matrix
from .times import at_provider_now, refuse_beside

# Buttons of the overview and of the page "Start the placement"; a review has pages of its own.
BY_BUTTON = ("refer", "start", "end", "resume", "close", "withdraw", "reopen")
DONE = {
    "refer": _("The place is being prepared."),
    "start": _("The placement is live. Everyone who must know was told."),
    "end": _("The placement is coming to its end."),
    "resume": _("The placement goes on."),
    "close": _("The placement is closed."),
    "withdraw": _("The placement is withdrawn."),
    "reopen": _("The placement is open again."),
}
NO_DAY = say("AP.no_day", "Say on which day it starts, on the page “Times and hours”.")
NO_PROVIDER = say("AP.no_provider", "Choose the provider first.")
LAST_DAY = say("AP.last_day", "The last day can't be before the first day of the placement.")


def done_words(action: str) -> str:
    """What the next page says when a move is done."""
    return str(DONE[action])


def actions_for(row: Placement, facts: PlacementFacts, calendar: SchoolCalendar) -> dict[str, Allowed | MayNot]:
    """Each action of this stage that a button takes, with what the rules answer; reasons are asked for later."""
    policy, today = pack_of(row.policy_version_id).policy, timezone.localdate()
    found = {
        action: decide(action, facts, policy, calendar=calendar, today=today, reason="-", closed_from=row.closed_from)
        for action in PLACEMENT.moves[row.stage]
        if action in BY_BUTTON
    }
    return {action: _with_own(action, row, answer) for action, answer in found.items()}


def own_reasons(action: str, row: Placement) -> list[Sentence]:
    """What has to be there whatever the rules of the place say: a provider, and to start a day."""
    missing = []
    if action in ("refer", "start") and row.provider_id is None:
        missing.append(NO_PROVIDER)
    if action == "start" and row.starts_on is None:
        missing.append(NO_DAY)
    return missing


def _with_own(action: str, row: Placement, answer: Allowed | MayNot) -> Allowed | MayNot:
    missing = own_reasons(action, row)
    if not missing:
        return answer
    return MayNot((*missing, *(answer.reasons if isinstance(answer, MayNot) else ())))


def move(
    *, placement_id: int, action: str, by: Access, reason: str = "", version: int | None = None, ended_on: dt.date | None = None
) -> Placement:
    """Take one action by button. Raises `Refused` with a sentence for each thing that is missing.

    `ended_on` is the last day at the provider, for "end"; left out, it is the planned one or today. Closing and withdrawing end what
    the provider sees; starting tells everyone whom table 3.3 names.
    """
    if action not in BY_BUTTON:
        raise Refused((say("AP.page", "This is done on a page of its own."),))
    with changing(placement_id, f"placement.{action}", by=by, version=version, reason=reason, closed_too=action == "reopen") as change:
        facts = facts_of(by, [change.row])[placement_id]
        if action in ("start", "resume", "reopen"):
            refuse_beside(change, at_provider_now(change))
        if action == "end":
            set_last_day(change, ended_on or min(change.row.ends_on or timezone.localdate(), timezone.localdate()))
        take(change, action, facts, reason=reason)
        if action == "start":
            tell_by_matrix(change, "placement_starts", replace(facts, stage="live"))
            if change.row.provider_id is not None and change.row.began_on is not None:
                visiting.first_used(
                    provider_id=change.row.provider_id, authority_id=change.row.authority_id, on=change.row.began_on, by=by
                )
        if action in ("close", "withdraw"):
            end_sharing(placement=change.row, by=by)
            take_back_all(change)
    return change.row


def set_last_day(change: Change, last_day: dt.date) -> None:
    """Inside the change that brings a placement to its end, before its move: the final report is asked for by this day.

    Where the first day has not come yet it may end today: the child never went.
    """
    first_day = change.row.starts_on or last_day
    if last_day < min(first_day, timezone.localdate()):
        raise Refused((LAST_DAY,))
    change.set(ends_on=max(first_day, last_day), ended_on=last_day)


def take_up(*, referral_id: int, version: int | None = None, by: Access) -> Placement:
    """Take the place that a provider offers, and prepare it from now on where nothing stands in the way."""
    with transaction.atomic():
        row = choose(referral_id=referral_id, version=version, by=by)
        if row.stage == Placement.Stage.CONSIDERING:
            with suppress(Refused):  # the overview says what is missing
                row = move(placement_id=row.pk, action="refer", by=by)
    return row


def take(change: Change, action: str, facts: PlacementFacts, *, choice: str = "", reason: str = "") -> Allowed:
    """Inside an open change: ask the rules, then write the new stage and an immutable `Move`. For a review give its `choice`."""
    row, today = change.row, timezone.localdate()
    answer = _with_own(
        action,
        row,
        decide(
            action, facts, pack_of(row.policy_version_id).policy, calendar=calendar_of(row.school), today=today, choice=choice,
            closed_from=row.closed_from, reason=reason,
        ),
    )  # fmt: skip
    if isinstance(answer, MayNot):
        raise Refused(answer.reasons)
    before = row.stage
    values: dict[str, Any] = {"stage": answer.next_stage, "stage_since": timezone.now()}
    if action == "start":
        values["began_on"] = row.starts_on or today
        values |= _registered(row, facts)
    if answer.next_stage == PLACEMENT.closed:
        values |= {"closed_on": today, "closed_from": before}
        if row.began_on is not None:
            values["ended_on"] = row.ended_on or min(row.ends_on or today, today)
    elif before == PLACEMENT.closed:
        values |= {"closed_on": None, "closed_from": ""}
    if answer.next_stage == "live":
        values["ended_on"] = None
        if before != "preparing" and row.ends_on is not None and row.ends_on < today:
            values["ends_on"] = None  # it goes on after its last day: a new one is set on the page of its days
    change.set(**values)
    Move(
        **scope_of(row.pupil), placement=row, action=action, before=before, after=row.stage, by_name=change.by.actor, reason=reason
    ).save()
    if answer.next_stage == "ending":
        ask_at_end(change)
    change.tell(f"placement.{action}")
    return answer


def proposes_both(row: Placement, facts: PlacementFacts) -> bool:
    """HAM-AP-17: whether the pack wants the child registered at both from the first day: proposed, and the school confirms."""
    return registers_twice_from(facts, pack_of(row.policy_version_id).policy.value("placement.registration"))


def _registered(row: Placement, facts: PlacementFacts) -> dict[str, Any]:
    """Where nobody has said otherwise and no second registration is asked for, the child stays on the home school's roll alone."""
    return {"registration": "home"} if not row.registration and not proposes_both(row, facts) else {}
