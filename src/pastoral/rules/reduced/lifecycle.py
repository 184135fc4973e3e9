"""The stages of a reduced timetable (rules catalogue, 1.3), and what may be done at each (3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.lifecycles import BACK, Lifecycle
from pastoral.rules.reduced.catalogue import KIND, Look
from pastoral.rules.reduced.facts import ReducedFacts
from pastoral.rules.sentences import Sentence, mark, say

REDUCED = Lifecycle(
    code="reduced_timetable",
    title="Reduced timetable",
    first="proposed",
    closed="closed",
    labels={
        "proposed": mark("Proposed"),
        "consulted": mark("Everyone asked"),
        "risk_assessed": mark("Risks assessed"),
        "agreed": mark("Agreed"),
        "notified": mark("The authority is told"),
        "active": mark("Running"),
        "extension": mark("Longer time asked for"),
        "closed": mark("Closed"),
    },
    actions={
        "consult": mark("Record that everyone was asked"),
        "assess_risk": mark("Record the risk assessment"),
        "agree": mark("Agree the reduced timetable"),
        "notify": mark("Tell the authority"),
        "begin": mark("Begin"),
        "record_review": mark("Record the review"),
        "authorise": mark("Authorise the longer time"),
        "refuse": mark("Refuse the longer time"),
        "end": mark("End it: the child is full time"),
        "amend": mark("Change what was agreed"),
        "withdraw": mark("Withdraw the reduced timetable"),
        "reopen": mark("Reopen the reduced timetable"),
    },
    choices={
        "increased": mark("More hours"),
        "unchanged": mark("The same hours"),
        "ended": mark("Back to full time"),
        "extension": mark("Ask for a longer time"),
    },
    needs_reason=frozenset({"refuse", "withdraw", "reopen"}),
    moves={
        "proposed": {"consult": "consulted", "withdraw": "closed"},
        "consulted": {"assess_risk": "risk_assessed", "withdraw": "closed"},
        "risk_assessed": {"agree": "agreed", "withdraw": "closed"},
        "agreed": {"notify": "notified", "amend": "risk_assessed", "withdraw": "closed"},
        "notified": {"begin": "active", "amend": "risk_assessed", "withdraw": "closed"},
        "active": {
            "record_review": {
                "increased": "active", "unchanged": "active", "ended": "closed", "extension": "extension",
            },
            "end": "closed",
            "amend": "risk_assessed",
            "withdraw": "closed",
        },
        "extension": {"authorise": "active", "refuse": "active", "end": "closed", "withdraw": "closed"},
        "closed": {"reopen": BACK},
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allowed:
    """The action may be taken: the next status, and what to warn of."""

    next_status: str
    warnings: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action may not be taken; each reason says what is missing."""

    reasons: tuple[Sentence, ...]


def decide(
    action: str, facts: ReducedFacts, policy: Policy, *, calendar: SchoolCalendar, today: date, reason: str = ""
) -> Allowed | Refused:
    """What an action does to a reduced timetable at `facts.status`; the outcome of a review is in `facts.review_now`."""
    if action not in REDUCED.actions:
        raise ValueError(f"A reduced timetable has no action {action!r}.")
    target = REDUCED.moves[facts.status].get(action)
    if target is None:
        return Refused((
            say(
                "RT.stage", "“{action}” can't be done at the stage “{stage}”.",
                action=say("RT.action", REDUCED.actions[action]), stage=say("RT.status", REDUCED.labels[facts.status]),
            ),
        ))  # fmt: skip
    if not isinstance(target, str):
        if facts.review_now not in target:
            return Refused((say("RT.review", "Say first what the review decided."),))
        target = target[facts.review_now]
    if target == BACK:
        target = facts.closed_from if facts.closed_from in REDUCED.open_statuses else REDUCED.first
    reasons = []
    if action in REDUCED.needs_reason and not reason.strip():
        reasons.append(say("RT.reason", "Give a reason."))
    found = engine.judge(KIND, Look(facts, policy, calendar, today, facts.start_on))
    reasons += [each.sentence for each in found if each.stops(action)]
    if reasons:
        return Refused(tuple(dict.fromkeys(reasons)))
    return Allowed(target, tuple(each.sentence for each in found if each.effect == "WARN"))
