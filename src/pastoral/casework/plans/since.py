"""Since when a finding about a plan has been so: the day on which its reason arose, read from the facts, never the day of looking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone

from pastoral.rules.psp import PlanFacts, RuleFinding, first_of
from pastoral.rules.psp.living import review_anchor

DAY = dt.timedelta(days=1)
Stages = Mapping[str, dt.date]
"""Stage → the day on which the plan last came to it."""


def stages_of(changes: Iterable[Any]) -> Stages:
    """From the plan's changes of status, oldest first."""
    return {change.after: timezone.localdate(change.at) for change in changes}


def _at(stage: str) -> Callable[[PlanFacts, Stages], dt.date | None]:
    return lambda facts, stages: stages.get(stage)


def _opened(facts: PlanFacts, stages: Stages) -> dt.date | None:
    return facts.opened_on


def _started(facts: PlanFacts, stages: Stages) -> dt.date | None:
    return stages.get("gathering") or facts.opened_on


def _last_review(facts: PlanFacts, stages: Stages) -> dt.date | None:
    return facts.last_review.held_on if facts.last_review else None


# By the first number of each check. For a thing that is not there, the day from which the rule asks for it.
FROM: dict[str, Callable[[PlanFacts, Stages], dt.date | None]] = {
    "NPT-PSP-01": _opened,
    "NPT-PSP-03": _opened,
    "NPT-PSP-04": _started,
    "NPT-PSP-05": _opened,
    "NPT-PSP-06": _opened,
    "NPT-PSP-07": _started,
    "NPT-PSP-08": _at("gathering"),
    "NPT-PSP-09": _at("organising"),
    "NPT-PSP-10": _at("organising"),
    "NPT-PSP-11": _at("meeting"),
    "NPT-PSP-12": _at("meeting"),
    "NPT-PSP-13": _at("meeting"),
    "NPT-PSP-15": lambda facts, stages: facts.agreed_on,
    "NPT-PSP-19": lambda facts, stages: facts.change_wanted_on,
    "NPT-PSP-20": _last_review,
    "NPT-PSP-23": _at("meeting"),
    "NPT-PSP-24": _at("meeting"),
    "NPT-PSP-27": _at("meeting"),
    "HIL-PSP-01": _opened,
    "HIL-PSP-02": _opened,
    "HIL-PSP-06": _at("organising"),
    "HIL-PSP-07": _at("meeting"),
    "HIL-PSP-08": _at("gathering"),
    "HIL-PSP-09": _at("organising"),
    "HIL-PSP-10": _at("meeting"),
    "HIL-PSP-11": _at("meeting"),
    "HIL-PSP-13": _at("meeting"),
    "HIL-PSP-14": _at("meeting"),
    "HIL-PSP-19": _last_review,
    "HIL-PSP-20": _last_review,
    "HIL-PSP-21": _last_review,
    "HIL-PSP-23": _last_review,
    "HIL-PSP-25": _at("meeting"),
    "HAM-AP-04": _at("meeting"),
    "PLAN-31": _at("organising"),
}


def since_of(finding: RuleFinding, facts: PlanFacts, stages: Stages, today: dt.date) -> dt.date | None:
    """The day the reason arose; None where the facts do not know it."""
    point, _colon, key = finding.about.partition(":")
    if point in ("review", "check_in") and not key:  # due by a day: late from the day after it
        if finding.due is not None and finding.due < today:
            return finding.due + DAY
        began = review_anchor(facts) if point == "review" else max(facts.check_ins, default=facts.began_on)
        return began
    first = first_of(finding.rule)
    if first == "NPT-PSP-17":
        return next((one.held_on for one in facts.reviews if one.key == key), None)
    if point == "notice":
        return facts.invited_on
    if point == "review_date":
        return stages.get("meeting") if facts.next_review_on is None else None
    if point == "signature":
        answer = facts.signature_of(key)
        if not answer.binds:
            return None
        if answer.state == "refused":
            return answer.on
        return facts.agreed_on if answer.is_explained else stages.get("meeting")
    found = FROM.get(first)
    return found(facts, stages) if found else None
