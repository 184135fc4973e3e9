"""What hangs on some directions and is read by their facts and pages: one query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Need

from ..models import Direction, DirectionMove, DirectionNotice, DirectionReview, DirectionTold, Place, ReviewRequest


@dataclass(frozen=True)
class Rows:
    """What belongs to one direction, each list in its natural order; `needs` and `care` are the pupil's, ended ones too."""

    reviews: list[DirectionReview] = field(default_factory=list)
    requests: list[ReviewRequest] = field(default_factory=list)
    moves: list[DirectionMove] = field(default_factory=list)
    told: list[DirectionTold] = field(default_factory=list)
    copies: list[DirectionNotice] = field(default_factory=list)  # none or one: what its provider has now
    places: list[Place] = field(default_factory=list)  # none or one: where the child is shared with a provider now
    needs: list[Need] = field(default_factory=list)
    care: list[CareStatus] = field(default_factory=list)


_OWN = "its.direction_id = {outer}"
_PARTS = {
    "reviews": ("pk", Part(DirectionReview, _OWN, ("planned_for", "id"))),
    "requests": ("pk", Part(ReviewRequest, _OWN, ("on", "id"))),
    "moves": ("pk", Part(DirectionMove, _OWN, ("id",))),
    "told": ("pk", Part(DirectionTold, _OWN, ("id",))),
    "copies": ("pk", Part(DirectionNotice, _OWN, ("id",), only="its.withdrawn_at is null")),
    "places": ("placement_id", Part(Place, "its.placement_id = {outer}", ("id",), only="its.ended_on is null")),
    "needs": ("pupil_id", Part(Need, "its.pupil_id = {outer}", ("id",))),
    "care": ("pupil_id", Part(CareStatus, "its.pupil_id = {outer}", ("id",))),
}


def rows_of(access: Access, direction_ids: Iterable[int]) -> dict[int, Rows]:
    """Direction id → its rows, as `access` sees them. One query."""
    wanted = {f"its_{name}": Its(F(outer), part=part) for name, (outer, part) in _PARTS.items()}
    found = Direction.objects.visible_to(access).filter(pk__in=list(direction_ids)).order_by().values("pk", **wanted)
    return {
        row["pk"]: Rows(
            **{name: [row_from(part, values) for values in row[f"its_{name}"]] for name, (_o, part) in _PARTS.items()}
        )
        for row in found
    }
