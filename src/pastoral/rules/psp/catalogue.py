"""The rules of a PSP in the engine: a look at one plan, and how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Check, Rule, RuleFinding
from pastoral.rules.psp.facts import PlanFacts, PspPolicy

__all__ = ["RULES", "Look", "Rule", "RuleFinding", "judge", "rule"]

engine.kind("psp", PlanFacts)
Look = engine.Look[PlanFacts, PspPolicy]
RULES: dict[str, Rule] = engine.RULES["psp"]
rule: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="psp")


def judge(facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, today: date) -> tuple[RuleFinding, ...]:
    """All that the rules say of a plan today, in the order of their numbers."""
    return engine.judge("psp", Look(facts, policy, calendar, today))
