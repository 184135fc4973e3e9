"""Attendance in the engine: how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pastoral.rules import engine
from pastoral.rules.attendance.facts import AttendanceFacts, SessionFacts
from pastoral.rules.engine import Check, Policy, RuleFinding

__all__ = ["Look", "RuleFinding", "about", "rule"]

engine.kind("attendance", AttendanceFacts)
Look = engine.Look[AttendanceFacts, Policy]
rule: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="attendance")


def about(session: SessionFacts) -> str:
    """What a finding on one session is about."""
    return f"session:{session.on.isoformat()}:{session.half}"
