"""What a provider's act means at the home school: its timeline and its findings, for that one child and in that person's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline

from .. import queries
from ..models import Place, Placement
from .changing import SUBJECT, for_the_child


def scope_of_place(place: Place) -> dict[str, int]:
    """The columns of a row that a provider writes, from the place: its eyes reach no pupil."""
    return {
        "pupil_id": place.pupil_id, "authority_id": place.authority_id, "school_id": place.school_id,
        "placement_id": place.placement_id,
    }  # fmt: skip


@contextmanager
def at_home(place: Place, code: str, *, by: Access, level: str = "shared", **params: Any) -> Iterator[tuple[Placement, Access]]:
    """Write the timeline line `code`, then what the caller writes for the school, then let the rules look again.

    Not a change of the placement itself: whoever is editing it at school is not told to look again.
    """
    with for_the_child(place, by) as wide:
        row = queries.placement(wide, place.placement_id)
        with recording(code, by=wide, subject=row):
            timeline.add(row.pupil, code, by=wide, params=params, level=level, link=("placement", row.pk))
            yield row, wide
        look([row.pk], by=wide, subject=SUBJECT)
