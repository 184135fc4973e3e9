"""Attendance in the engine: how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from pastoral.rules import engine
from pastoral.rules.attendance.facts import AttendanceFacts, SessionFacts
from pastoral.rules.engine import Check, Policy, RuleFinding

__all__ = ["Look", "RuleFinding", "about", "rule"]

engine.kind("attendance", AttendanceFacts)
Look = engine.Look[AttendanceFacts, Policy]


def rule(number: str, title: str, **about_it: Any) -> Callable[[Check], Check]:
    """Register a check that only runs where its family is in force: a year has some 400 sessions to look through."""

    def register(check: Check) -> Check:
        @wraps(check)
        def where_in_force(look: Look) -> Iterable[RuleFinding]:
            return check(look) if look.policy.in_force(number) else ()

        engine.rule(number, title, kind="attendance", **about_it)(where_in_force)
        return check

    return register


def about(session: SessionFacts) -> str:
    """What a finding on one session is about."""
    return f"session:{session.on.isoformat()}:{session.half}"
