"""The kind `provider` in the engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pastoral.rules import engine
from pastoral.rules.engine import Check, Policy
from pastoral.rules.providers.facts import ProviderFacts

engine.kind("provider", ProviderFacts)
Look = engine.Look[ProviderFacts, Policy]
provider: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="provider")

# New placements with the provider; what goes on there already is looked at, not cut off.
PLACE = ("place",)
