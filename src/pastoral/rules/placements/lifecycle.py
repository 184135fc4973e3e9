"""The stages of a placement, a direction and a managed move, and what may be done at each (table 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy
from pastoral.rules.lifecycles import BACK, Lifecycle
from pastoral.rules.placements.direction_facts import DirectionFacts, MoveFacts
from pastoral.rules.placements.facts import STAGE_LABELS, PlacementFacts
from pastoral.rules.sentences import Sentence, mark, say

PLACEMENT = Lifecycle(
    code="placement",
    title="Alternative provision",
    first="considering",
    closed="closed",
    labels=STAGE_LABELS,
    actions={
        "refer": mark("Refer the child to a provider"),
        "start": mark("Start the placement"),
        "record_review": mark("Record the review"),
        "end": mark("Bring the placement to an end"),
        "resume": mark("Go on with the placement"),
        "close": mark("Close the placement"),
        "withdraw": mark("Withdraw the placement"),
        "reopen": mark("Reopen the placement"),
    },
    choices={"continue": mark("Go on"), "end": mark("End the placement")},
    needs_reason=frozenset({"resume", "withdraw", "reopen"}),
    moves={
        "considering": {"refer": "preparing", "withdraw": "closed"},
        "preparing": {"start": "live", "withdraw": "closed"},
        "live": {"record_review": {"continue": "live", "end": "ending"}, "end": "ending"},
        "ending": {"close": "closed", "resume": "live"},
        "closed": {"reopen": BACK},
    },
)
DIRECTION = Lifecycle(
    code="off_site_direction",
    title="Off-site direction",
    first="deciding",
    closed="closed",
    labels={
        "deciding": mark("Being decided"),
        "live": mark("Live"),
        "ending": mark("Ending"),
        "closed": mark("Closed"),
    },
    actions={
        "start": mark("Start the direction"),
        "record_review": mark("Record the review"),
        "end": mark("Bring the direction to an end"),
        "resume": mark("Go on with the direction"),
        "close": mark("Close the direction"),
        "withdraw": mark("Withdraw the direction"),
        "reopen": mark("Reopen the direction"),
    },
    choices={"continue": mark("Go on"), "end": mark("End the direction")},
    needs_reason=frozenset({"resume", "withdraw", "reopen"}),
    moves={
        "deciding": {"start": "live", "withdraw": "closed"},
        "live": {"record_review": {"continue": "live", "end": "ending"}, "end": "ending"},
        "ending": {"close": "closed", "resume": "live"},
        "closed": {"reopen": BACK},
    },
)
MOVE = Lifecycle(
    code="managed_move",
    title="Managed move",
    first="proposed",
    closed="closed",
    labels={
        "proposed": mark("Proposed"),
        "agreed": mark("Agreed"),
        "moved": mark("Moved"),
        "closed": mark("Closed"),
    },
    actions={
        "agree": mark("Agree the move"),
        "start": mark("Start at the new school"),
        "close": mark("Close the record of the move"),
        "withdraw": mark("Withdraw the move"),
        "reopen": mark("Reopen the record of the move"),
    },
    choices={},
    needs_reason=frozenset({"withdraw", "reopen"}),
    moves={
        "proposed": {"agree": "agreed", "withdraw": "closed"},
        "agreed": {"start": "moved", "withdraw": "closed"},
        "moved": {"close": "closed"},
        "closed": {"reopen": BACK},
    },
)
LIFECYCLES = {lifecycle.code: lifecycle for lifecycle in (PLACEMENT, DIRECTION, MOVE)}
Facts = PlacementFacts | DirectionFacts | MoveFacts
_KIND_OF: dict[type, str] = {PlacementFacts: "placement", DirectionFacts: "off_site_direction", MoveFacts: "managed_move"}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The action may be taken: the next stage, and what to warn of."""

    next_stage: str
    warnings: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action may not be taken; each reason says what is missing."""

    reasons: tuple[Sentence, ...]


def decide(
    action: str,
    facts: Facts,
    policy: Policy,
    *,
    calendar: SchoolCalendar,
    today: date,
    choice: str = "",
    closed_from: str = "",
    reason: str = "",
) -> Allowed | Refused:
    """What an action does to a record at `facts.stage`. ValueError for an action or a stage that it does not have.

    `choice` is the outcome of a review, `closed_from` the stage that a closed record is reopened to.
    """
    lifecycle = LIFECYCLES[_KIND_OF[type(facts)]]
    if action not in lifecycle.actions or facts.stage not in lifecycle.moves:
        raise ValueError(f"A record of the kind {lifecycle.code} has no {action!r} at the stage {facts.stage!r}.")
    target = lifecycle.moves[facts.stage].get(action)
    if target is None:
        return Refused((
            say(
                "AP.stage", "“{action}” can't be done at the stage “{stage}”.",
                action=say("AP.action", lifecycle.actions[action]), stage=say("AP.status", lifecycle.labels[facts.stage]),
            ),
        ))  # fmt: skip
    if not isinstance(target, str):
        if choice not in target:
            return Refused((say("AP.review", "Say first what the review decided."),))
        target = target[choice]
    if target == BACK:
        target = closed_from if closed_from in lifecycle.open_statuses else lifecycle.first
    reasons = [say("AP.reason", "Give a reason.")] if action in lifecycle.needs_reason and not reason.strip() else []
    kind = engine.KINDS[lifecycle.code]
    found = engine.judge(kind.code, Look(facts, policy, calendar, today, kind.event_of(facts)))
    reasons += [each.sentence for each in found if each.stops(action)]
    if reasons:
        return Refused(tuple(dict.fromkeys(reasons)))
    return Allowed(target, tuple(each.sentence for each in found if each.effect == "WARN"))
