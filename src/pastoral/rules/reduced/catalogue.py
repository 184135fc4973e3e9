"""The rules of a reduced timetable in the engine: a look at one of them, and how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.reduced.facts import ReducedFacts
from pastoral.rules.reduced.hours import DayTimes

__all__ = ["KIND", "Look", "Policy", "RuleFinding", "SchoolCalendar", "in_npt", "rule", "usual_day"]

KIND = "reduced_timetable"
engine.kind(KIND, ReducedFacts, event_on="start_on")
Look = engine.Look[ReducedFacts, Policy]
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


def in_npt(check: RuleCheck) -> RuleCheck:
    """Neath Port Talbot's guidance leaves out inclusion centres and staggered starts (NPT-RT-22, NPT-RT-23)."""

    @wraps(check)
    def guarded(look: Look) -> Iterator[RuleFinding]:
        if look.facts.is_open and not look.facts.inclusion_centre and not look.facts.staggered_start:
            yield from check(look)

    return guarded


def usual_day(look: Look) -> tuple[DayTimes, ...]:
    """The hours that must be covered: the authority's where it names them (Wiltshire), otherwise the school's own."""
    starts, ends = look.policy.value("hours.day_starts"), look.policy.value("hours.day_ends")
    return (DayTimes(str(starts), str(ends)),) if starts and ends else look.facts.school_day
