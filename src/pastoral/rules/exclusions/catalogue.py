"""The rules of exclusion in the engine: a look at one of them, its counters, and how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, wraps
from threading import local
from typing import Any

from pastoral.rules import engine
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.facts import ExclusionFacts
from pastoral.rules.exclusions.totals import Spell, Totals

__all__ = ["KIND", "Case", "Look", "Policy", "RuleFinding", "SchoolCalendar", "case_of", "count", "is_known", "on_case", "rule"]

KIND = "exclusion"
engine.kind(KIND, ExclusionFacts, event_on="first_day")
Look = engine.Look[ExclusionFacts, Policy]
RuleCheck = Callable[[Look], Iterator[RuleFinding]]


def rule(number: str, title: str, *, effect: str, **more: Any) -> Callable[[RuleCheck], RuleCheck]:
    """Register a check of this kind. Where its number is not in force it is not even begun: half the rules are the other nation's."""

    def register(check: RuleCheck) -> RuleCheck:
        @wraps(check)
        def where_in_force(look: Look) -> Iterator[RuleFinding]:
            return iter(()) if look.policy.severity(number, effect) == "OFF" else check(look)

        engine.rule(number, title, kind=KIND, effect=effect, **more)(where_in_force)
        return check

    return register


@dataclass(frozen=True)
class Case:
    """A look at an exclusion that stands and whose days make sense: the spell, and what it adds up to (counted once)."""

    look: Look
    spell: Spell

    @property
    def facts(self) -> ExclusionFacts:
        return self.look.facts

    @property
    def calendar(self) -> SchoolCalendar:
        return self.look.calendar

    @property
    def lunchtime(self) -> Decimal:
        """What a lunchtime counts; half a day in England and a quarter in Wales, by the nation's pack."""
        return Decimal(str(self.look.policy.value("exclusion.lunchtime_days") or 0))

    def number(self, key: str) -> int | None:
        value = self.look.policy.value(f"exclusion.{key}")
        return None if value is None else int(value)

    @cached_property
    def totals(self) -> Totals:
        return count(self.facts, self.look.policy, self.calendar)

    @property
    def above_notice(self) -> bool:
        """Whether the board is told at once: permanent, more than five days in a term, or an exam missed."""
        over = self.look.policy.value("exclusion.board_notice_over_days")
        return self.facts.is_permanent or self.facts.exam_on is not None or totals.exceeds(self.totals.term, over)

    @property
    def must_meet(self) -> bool:
        """Whether the board must meet whatever anybody asks: permanent, or more than fifteen days in a term."""
        over = self.look.policy.value("exclusion.board_must_meet_over_days")
        return self.facts.is_permanent or totals.exceeds(self.totals.term, over)

    @property
    def may_reinstate(self) -> bool:
        over = self.look.policy.value("exclusion.board_notice_over_days")
        return self.facts.is_permanent or totals.exceeds(self.totals.term, over)

    @property
    def decided_on(self) -> date:
        return self.facts.decided_on or self.spell.first_day


def count(facts: ExclusionFacts, policy: Policy, calendar: SchoolCalendar) -> Totals:
    """The counters of an exclusion; zero where its days make no sense. Those that began later are left out."""
    spell = facts.spell
    if spell is None:
        return Totals(Decimal(0), Decimal(0), 0)
    lunchtime = Decimal(str(policy.value("exclusion.lunchtime_days") or 0))
    earlier = tuple(one for one in facts.history if one.first_day <= spell.first_day)
    return Totals(
        totals.term_total(spell, earlier, calendar, lunchtime, policy.nation) + facts.earlier_days_term,
        totals.year_total(spell, earlier, calendar, lunchtime) + facts.earlier_days_year,
        len(totals.run_of(spell, earlier, calendar, facts.days_not_attended)),
    )


_latest = local()


def case_of(look: Look) -> Case | None:
    """The case, or None where there is nothing to judge: cancelled, a separation, or days that make no sense.

    Beyond the reach of the calendar nothing can be counted; then CAL-06 alone speaks.
    """
    if getattr(_latest, "look", None) is not look:  # each rule of one judgement asks for the same case
        _latest.look, _latest.case = look, _case(look)
    case: Case | None = _latest.case
    return case


def _case(look: Look) -> Case | None:
    facts = look.facts
    spell = facts.spell
    if spell is None or facts.is_separation or facts.cancelled_on is not None or facts.status == "closed":
        return None
    return Case(look, spell) if is_known(look, spell) else None


def is_known(look: Look, spell: Spell) -> bool:
    """Whether the calendar reaches the school year around every exclusion that the rules count."""
    every = (spell, *look.facts.history)
    try:
        look.calendar.is_school_day(date(min(one.first_day for one in every).year - 1, 8, 1))
        look.calendar.is_school_day(date(max(one.until for one in every).year + 1, 12, 31))
    except (CalendarUnknown, ValueError):
        return False
    return True


def on_case(check: Callable[[Case], Iterator[RuleFinding]]) -> RuleCheck:
    """A check of a case that stands. Where a date lies beyond the calendar the rule is silent, and CAL-06 says so."""

    @wraps(check)
    def guarded(look: Look) -> Iterator[RuleFinding]:
        case = case_of(look)
        if case is not None:
            with suppress(CalendarUnknown):
                yield from check(case)

    return guarded
