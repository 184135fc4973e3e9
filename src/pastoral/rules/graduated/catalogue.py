"""The graduated response in the engine: how its rules are registered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pastoral.rules import engine
from pastoral.rules.engine import Check, Policy, RuleFinding
from pastoral.rules.graduated.facts import GraduatedFacts

__all__ = ["Look", "RuleFinding", "rule"]

engine.kind("graduated_response", GraduatedFacts)
Look = engine.Look[GraduatedFacts, Policy]
rule: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="graduated_response")
