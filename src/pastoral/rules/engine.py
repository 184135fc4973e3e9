"""The rule engine: each rule of the catalogue is a pure function under its number, for one kind of record.

A kind (`psp`, `reduced_timetable`, `placement`, `exclusion`, ...) has frozen facts; the engine looks at them on one day, by one
authority's policy and one school's calendar, and says what the rules in force find. Rules know neither tables nor pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.sentences import Sentence

COLOURS = {"BLOCK": "red", "WARN": "amber", "TASK": "amber", "INFO": "green"}
EFFECTS = (*COLOURS, "OFF")


class Severities(Protocol):
    """How strongly an authority lets each rule act."""

    def severity(self, rule: str, usual: str) -> str:
        """BLOCK, WARN, TASK, INFO, or OFF for a rule that is not in force here."""
        ...


@dataclass(frozen=True)
class Policy:
    """What one authority says, nation and authority together. A parameter that is not there is "no local rule" (SYS-06).

    `families` are the beginnings of the numbers that are in force here: ("WAL", "NPT", "UK", "CAL"). A rule of another
    authority or nation is never applied (SYS-03). `severities` holds the numbers on which the authority differs.
    """

    authority: str = ""
    nation: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    families: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, key: str) -> Any:
        """A parameter such as `reduced.max_weeks`; None where there is no local rule."""
        return self.values.get(key)

    def in_force(self, rule: str) -> bool:
        """Whether a rule's family is one of this authority's."""
        return _in_force(tuple(self.families), rule)

    def severity(self, rule: str, usual: str) -> str:
        return self.severities.get(rule, usual) if self.in_force(rule) else "OFF"


@lru_cache(maxsize=10_000)
def _in_force(families: tuple[str, ...], rule: str) -> bool:
    return any(rule == family or rule.startswith(f"{family}-") for family in families)


F = TypeVar("F")
P = TypeVar("P", bound=Severities)


@dataclass(frozen=True)
class Look(Generic[F, P]):
    """One record looked at on one day, by one authority's policy and one school's calendar.

    `event_on` is the day of what is judged (the start of a suspension, of a direction): the law in force on that day counts,
    not today's (SYS-02). Left out, it is today.
    """

    facts: F
    policy: P
    calendar: SchoolCalendar
    today: date
    event_on: date | None = None

    @property
    def judged_on(self) -> date:
        return self.event_on or self.today


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says of a record today. `gates` are the actions it stops while its effect is BLOCK."""

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


Check = Callable[[Any], Iterable[RuleFinding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue that software judges. `valid_from` and `valid_to` (both included) bound the day of the event."""

    number: str
    title: str
    source: str
    force: str  # M must, S should, G good practice
    effect: str  # as the catalogue has it: BLOCK, WARN, TASK, RECORD, CALC, INFO
    check: Check
    kind: str
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


RULES: dict[str, dict[str, Rule]] = {}  # kind of record → number → rule


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the class of its facts, and which of them is the day of the event ("" where it is today)."""

    code: str
    facts: type[Any]
    event_on: str = ""

    def event_of(self, facts: Any) -> date | None:
        found: date | None = getattr(facts, self.event_on) if self.event_on else None
        return found


KINDS: dict[str, Kind] = {}


def kind(code: str, facts: type[Any], *, event_on: str = "") -> Kind:
    """Make a kind of record known, once; its package calls this when it is imported."""
    if code in KINDS:
        raise ValueError(f"The kind {code} is registered twice.")
    KINDS[code] = Kind(code, facts, event_on)
    RULES.setdefault(code, {})
    return KINDS[code]


def rule(
    number: str,
    title: str,
    *,
    kind: str,
    source: str,
    force: str,
    effect: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Callable[[Check], Check]:
    """Register a check under its number; a number can be taken once for each kind of record."""

    def register(check: Check) -> Check:
        taken = RULES.setdefault(kind, {})
        if number in taken:
            raise ValueError(f"{number} is registered twice for {kind}.")
        taken[number] = Rule(number, title, source, force, effect, check, kind, valid_from, valid_to)
        return check

    return register


def judge(kind: str, look: Look[Any, Any]) -> tuple[RuleFinding, ...]:
    """All that the rules of a kind say of a record, in the order of their numbers. KeyError for a kind without rules."""
    return tuple(
        _settled(found, look)
        for one in _in_order(kind, len(RULES[kind]))
        if one.valid_on(look.judged_on)
        for found in one.check(look)
        if look.policy.severity(found.rule, found.effect) != "OFF"
    )


def _settled(found: RuleFinding, look: Look[Any, Any]) -> RuleFinding:
    """The finding with the authority's severity and its colour: what is overdue is red."""
    effect = look.policy.severity(found.rule, found.effect)
    overdue = effect == "TASK" and found.due is not None and found.due < look.today
    colour = found.colour or ("red" if overdue else COLOURS[effect])
    # written out, because a night makes millions and `replace` takes several times as long
    return RuleFinding(
        found.rule, effect, found.sentence, found.remedy, found.owner, found.due, found.about, found.gates, colour
    )


@lru_cache(maxsize=200)
def _in_order(kind: str, count: int) -> tuple[Rule, ...]:
    """The rules of a kind by their numbers; `count` so that a rule registered later is not missed."""
    return tuple(one for _number, one in sorted(RULES[kind].items()))
