"""May this action be taken, and where does it lead? The answer is a next status or the reasons why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.lifecycles import BACK, PSP, Lifecycle, without
from pastoral.rules.psp.catalogue import judge, number_of
from pastoral.rules.psp.facts import PlanFacts, PspPolicy
from pastoral.rules.sentences import Sentence, say

ENDS = frozenset({"cease"})  # ends a plan that lived; "withdraw" and "decide_no_plan" give a reason instead


@dataclass(frozen=True, slots=True)
class Allowed:
    """The action may be taken: the next status, what to warn of, and what is owed from then on."""

    next_status: str
    warnings: tuple[Sentence, ...] = ()
    tasks: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action may not be taken; each reason says what is missing."""

    reasons: tuple[Sentence, ...]


def decide(
    status: str,
    action: str,
    facts: PlanFacts,
    policy: PspPolicy,
    *,
    calendar: SchoolCalendar,
    today: date,
    reason: str = "",
) -> Allowed | Refused:
    """What an action does to a plan at a status. The decision of a review is in `facts.review_now`."""
    target = _target(status, action, facts, policy)
    if isinstance(target, Sentence):
        return Refused((target,))
    findings = judge(replace(facts, status=status), policy, calendar, today)
    stopping = _gates(action, target, facts)
    reasons = [found.sentence for found in findings if found.stops(*stopping)]
    if action in PSP.needs_reason and not reason.strip():
        reasons.insert(0, say("PSP.reason", "Give a reason."))
    if reasons:
        return Refused(tuple(dict.fromkeys(reasons)))
    after = judge(replace(facts, status=target), policy, calendar, today)
    return Allowed(
        target,
        tuple(found.sentence for found in findings if found.effect == "WARN"),
        tuple(found.sentence for found in after if found.effect == "TASK"),
    )


def lifecycle_of(policy: PspPolicy) -> Lifecycle:
    """The stages of a plan as this authority uses them."""
    return without(policy.unused_stages)


def _target(status: str, action: str, facts: PlanFacts, policy: PspPolicy) -> str | Sentence:
    """The next status, or why the action leads nowhere from here."""
    lifecycle = lifecycle_of(policy)
    if status not in PSP.labels:
        raise ValueError(f"A PSP has no status {status!r}.")
    if action not in PSP.actions:
        raise ValueError(f"A PSP has no action {action!r}.")
    # a plan that stands at a stage which its authority no longer uses goes on as before
    target = lifecycle.moves.get(status, PSP.moves[status]).get(action)
    if target is None:
        return say(
            "PSP.stage",
            "“{action}” can't be done at the stage “{stage}”.",
            action=say("PSP.action", PSP.actions[action]),
            stage=say("PSP.status", PSP.labels[status]),
        )
    if target == BACK:
        known = facts.closed_from in lifecycle.used and facts.closed_from != PSP.closed
        return facts.closed_from if known else PSP.first
    if isinstance(target, str):
        return target
    code = number_of("NPT-PSP-20", policy)
    if facts.review_now is None:
        return say(f"{code}.none", "Write the review first.")
    if facts.review_now.final and not facts.review_now.verdict:
        return say(number_of("HIL-PSP-20", policy), "The final meeting has no verdict.")
    chosen = target.get(facts.review_now.decision)
    return chosen if chosen is not None else say(code, "The review has no decision.")


def _gates(action: str, target: str, facts: PlanFacts) -> tuple[str, ...]:
    decision = facts.review_now.decision if facts.review_now and action == "record_review" else ""
    gates = [action]
    if target == PSP.closed:
        gates.append("close")
    if action in ENDS or decision in ENDS:
        gates.append("end_plan")
    return tuple(gates)


def allowed_actions(
    status: str, facts: PlanFacts, policy: PspPolicy, *, calendar: SchoolCalendar, today: date
) -> dict[str, Allowed | Refused]:
    """Each action of this status with its answer, a reason taken as given: hides or explains a button."""
    return {
        action: decide(status, action, facts, policy, calendar=calendar, today=today, reason="-")
        for action in lifecycle_of(policy).moves.get(status, PSP.moves[status])
    }
