"""The three kinds of record about a pupil taught elsewhere, in the engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pastoral.rules import engine
from pastoral.rules.engine import Check, Policy
from pastoral.rules.placements.direction_facts import DirectionFacts, MoveFacts
from pastoral.rules.placements.facts import PlacementFacts

engine.kind("placement", PlacementFacts, event_on="starts_on")
engine.kind("off_site_direction", DirectionFacts, event_on="decided_on")
engine.kind("managed_move", MoveFacts, event_on="agreed_on")

Look = engine.Look[PlacementFacts, Policy]
DirectionLook = engine.Look[DirectionFacts, Policy]
MoveLook = engine.Look[MoveFacts, Policy]

placement: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="placement")
direction: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="off_site_direction")
managed_move: Callable[..., Callable[[Check], Check]] = partial(engine.rule, kind="managed_move")

START = ("start",)
REFER = ("refer", "start")
CLOSE = ("close",)
