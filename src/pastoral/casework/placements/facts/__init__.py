"""From rows to the frozen facts that rules/placements takes, in bulk: each part of the record gives its own, in a few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pastoral.foundation.access import Access
from pastoral.rules.placements import PlacementFacts

from ..models import Placement
from ..rows import Rows, rows_of

Part = Callable[[Access, list[Placement]], dict[int, dict[str, Any]]]
"""(whose eyes, placements loaded with pupil, school, authority, plan, provider, site) → placement's key → fields of `PlacementFacts`"""

_from_above: list[Part] = []


def register(part: Part) -> None:
    """A part that an app above this one gives: registers, what the authority tests. Registering it again changes nothing."""
    if part not in _from_above:
        _from_above.append(part)


def of_its_own() -> tuple[Part, ...]:
    """The parts that read nothing but the placement and what hangs on it."""
    from . import deciding, ending, itself, living, protocol, sharing

    return (itself.part, deciding.part, living.part, ending.part, sharing.part, protocol.part)


def parts() -> tuple[Part, ...]:
    """What gives the facts; a later part overrides an earlier one."""
    from . import provider_checks, testing

    return (*of_its_own(), provider_checks.part, testing.part, *_from_above)


def facts_of(
    access: Access, placements: Iterable[Placement], own: Mapping[int, Rows] | None = None, *, of_itself: bool = False
) -> dict[int, PlacementFacts]:
    """Placement's key → its facts. The number of queries does not grow with the number of placements.

    What hangs on the placements is read once for all parts, or not at all where `own` gives it. With `of_itself` what others say is
    left out (the provider's checks, the registers): enough for pages that judge nothing that rests on it.
    """
    rows = list(placements)
    there = rows_of(access, [row.pk for row in rows]) if own is None else own
    for row in rows:
        row.hangs = there.get(row.pk, Rows())
    given: dict[int, dict[str, Any]] = {row.pk: {"key": str(row.pk)} for row in rows}
    for part in of_its_own() if of_itself else parts():
        for pk, values in part(access, rows).items():
            given[pk].update(values)
    return {pk: PlacementFacts(**values) for pk, values in given.items()}
