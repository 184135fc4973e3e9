"""From rows to the frozen facts that rules/placements takes, in bulk: each part of the record gives its own, in a few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pastoral.foundation.access import Access
from pastoral.rules.placements import PlacementFacts

from ..models import Placement

Part = Callable[[Access, list[Placement]], dict[int, dict[str, Any]]]
"""(whose eyes, placements loaded with pupil, school, authority, plan, provider, site) → placement's key → fields of `PlacementFacts`"""

_from_above: list[Part] = []


def register(part: Part) -> None:
    """A part that an app above this one gives: registers, what the authority tests. Registering it again changes nothing."""
    if part not in _from_above:
        _from_above.append(part)


def parts() -> tuple[Part, ...]:
    """What gives the facts; a later part overrides an earlier one."""
    from . import deciding, ending, itself, living, provider_checks, sharing, testing

    return (itself.part, deciding.part, provider_checks.part, living.part, ending.part, sharing.part, testing.part, *_from_above)


def facts_of(access: Access, placements: Iterable[Placement]) -> dict[int, PlacementFacts]:
    """Placement's key → its facts. The number of queries does not grow with the number of placements."""
    rows = list(placements)
    given: dict[int, dict[str, Any]] = {row.pk: {"key": str(row.pk)} for row in rows}
    for part in parts():
        for pk, values in part(access, rows).items():
            given[pk].update(values)
    return {pk: PlacementFacts(**values) for pk, values in given.items()}
