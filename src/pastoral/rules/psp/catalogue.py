"""How a rule is written down: its number, what it rests on, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.psp.facts import PlanFacts, PspPolicy
from pastoral.rules.sentences import Sentence

COLOURS = {"BLOCK": "red", "WARN": "amber", "TASK": "amber", "INFO": "green"}


@dataclass(frozen=True, slots=True)
class Look:
    """One plan looked at on one day, by one authority's parameters and one school's calendar."""

    facts: PlanFacts
    policy: PspPolicy
    calendar: SchoolCalendar
    today: date

    @property
    def status(self) -> str:
        return self.facts.status


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says of a plan today. `gates` are the actions it stops while its effect is BLOCK."""

    rule: str
    effect: str  # BLOCK, WARN, TASK, INFO
    sentence: Sentence
    remedy: Sentence
    owner: str  # a role's code: lead, alnco, ewo, key_adult, authority
    due: date | None = None
    about: str = "plan"
    gates: tuple[str, ...] = ()
    colour: str = ""

    def stops(self, *actions: str) -> bool:
        return self.effect == "BLOCK" and any(action in self.gates for action in actions)


Check = Callable[[Look], Iterable[RuleFinding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue that software judges."""

    number: str
    title: str
    source: str
    force: str  # M must, S should, G good practice
    effect: str  # as the catalogue has it: BLOCK, WARN, TASK, RECORD, CALC, INFO
    check: Check


RULES: dict[str, Rule] = {}


def rule(number: str, title: str, *, source: str, force: str, effect: str) -> Callable[[Check], Check]:
    """Register a check under its number; a number can be taken once."""

    def register(check: Check) -> Check:
        if number in RULES:
            raise ValueError(f"{number} is registered twice.")
        RULES[number] = Rule(number, title, source, force, effect, check)
        return check

    return register


def judge(facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, today: date) -> tuple[RuleFinding, ...]:
    """All that the rules say of a plan today, in the order of their numbers."""
    look = Look(facts, policy, calendar, today)
    return tuple(
        _settled(found, look) for number in sorted(RULES) for found in RULES[number].check(look) if _heard(found, look)
    )


def _heard(found: RuleFinding, look: Look) -> bool:
    return look.policy.severity(found.rule, found.effect) != "OFF"


def _settled(found: RuleFinding, look: Look) -> RuleFinding:
    """The finding with the authority's severity and its colour: what is overdue is red."""
    effect = look.policy.severity(found.rule, found.effect)
    overdue = effect in ("TASK", "WARN") and found.due is not None and found.due < look.today
    return replace(found, effect=effect, colour="red" if overdue and effect == "TASK" else COLOURS[effect])
