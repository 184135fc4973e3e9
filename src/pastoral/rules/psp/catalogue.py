"""The rules of a plan in the engine: a look at one plan, and how its rules are registered.

One check may stand under several numbers: NPT-PSP-14, HIL-PSP-15 and PLAN-14 are one function. A plan is judged under the
first of a check's numbers whose family is in force, so the most local one is written first. PLAN-nn are Pastoral's own
working rules: good practice for plans, for every authority whose guidance has no rule of its own on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, wraps

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Check, Rule, RuleFinding
from pastoral.rules.psp.facts import PlanFacts, PspPolicy
from pastoral.rules.psp.plainly import plainly
from pastoral.rules.sentences import Sentence

__all__ = ["RULES", "Also", "Look", "Rule", "RuleFinding", "first_of", "judge", "number_of", "rule"]

engine.kind("psp", PlanFacts)
Look = engine.Look[PlanFacts, PspPolicy]
RULES: dict[str, Rule] = engine.RULES["psp"]
OURS = "Pastoral: good practice for plans"
_ORDER = ("INFO", "TASK", "WARN", "BLOCK")
_NUMBERS: dict[str, tuple[str, ...]] = {}  # a check's first number → all its numbers, the most local first
_MOST: dict[str, str] = {}  # a second number → the strongest effect that its own source gives it


@dataclass(frozen=True, slots=True)
class Also:
    """A further number of a check. `effect` and `title` are its own; "" leaves the check's.

    `most` is the strongest that a finding may be under this number: `effect` itself, where that is one of a finding.
    """

    number: str
    source: str = OURS
    force: str = "G"
    effect: str = ""
    title: str = ""
    most: str = ""

    @property
    def strongest(self) -> str:
        return self.most or (self.effect if self.effect in _ORDER else "")


def rule(
    number: str, title: str, *, source: str, force: str, effect: str, also: tuple[Also, ...] = ()
) -> Callable[[Check], Check]:
    """Register a check under its number and its further numbers; the plan is judged under one of them."""

    def register(check: Check) -> Check:
        _NUMBERS[number] = (number, *(other.number for other in also))
        engine.rule(number, title, kind="psp", source=source, force=force, effect=effect)(_under(check, number, number))
        for other in also:
            if other.strongest:
                _MOST[other.number] = other.strongest
            engine.rule(
                other.number, other.title or plainly(title), kind="psp", source=other.source, force=other.force,
                effect=other.effect or effect,
            )(_under(check, number, other.number))  # fmt: skip
        return check

    return register


def number_of(first: str, policy: PspPolicy) -> str:
    """The number under which a check is judged here; "" where none of its numbers is in force."""
    return _number_of(_NUMBERS.get(first, (first,)), policy.families)


@lru_cache(maxsize=10_000)
def _number_of(numbers: tuple[str, ...], families: tuple[str, ...]) -> str:
    return next((one for one in numbers if any(one.startswith(f"{family}-") for family in families)), "")


def first_of(number: str) -> str:
    """The first number of the check that a number belongs to; the number itself where no check has it."""
    return _first_of().get(number, number)


@lru_cache(maxsize=1)
def _first_of() -> dict[str, str]:
    return {number: first for first, every in _NUMBERS.items() for number in every}


def _under(check: Check, first: str, number: str) -> Check:
    @wraps(check)
    def under(look: Look) -> Iterator[RuleFinding]:
        if number_of(first, look.policy) == number:
            for found in check(look):
                yield _renumbered(found, look.policy)

    return under


def _renumbered(found: RuleFinding, policy: PspPolicy) -> RuleFinding:
    """A finding under its number here, and in words that fit every authority where that is not its first number."""
    number = number_of(found.rule, policy)
    if number in ("", found.rule):
        return found
    most = _MOST.get(number, found.effect)
    return replace(
        found,
        rule=number,
        effect=min(found.effect, most, key=_ORDER.index),
        sentence=_said(found.sentence, found.rule, number),
        remedy=_said(found.remedy, found.rule, number),
    )


def _said(sentence: Sentence, first: str, number: str) -> Sentence:
    return Sentence(sentence.code.replace(first, number, 1), plainly(sentence.text), sentence.params)


def judge(facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, today: date) -> tuple[RuleFinding, ...]:
    """All that the rules say of a plan today, in the order of their numbers."""
    return engine.judge("psp", Look(facts, policy, calendar, today))


def numbers(first: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Each check's first number with all its numbers."""
    return {one: _NUMBERS[one] for one in (first or _NUMBERS)}
