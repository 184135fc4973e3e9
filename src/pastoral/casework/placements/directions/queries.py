"""Reads of directions. Every function takes whose eyes it is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from pastoral.foundation.access import Access

from ..models import Direction, DirectionReview, DirectionTold, ReviewRequest

DoesNotExist = Direction.DoesNotExist
LOADED = ("pupil", "school", "authority", "placement__provider", "lead")


def directions(access: Access, direction_ids: Iterable[int]) -> list[Direction]:
    """Several with all that their facts are read from, in one query; those that can't be seen are left out."""
    return [_joined(row) for row in _loaded(access).filter(pk__in=list(direction_ids))]


def direction(access: Access, direction_id: int) -> Direction:
    """One direction. Raises `DoesNotExist` when it is not visible."""
    return _joined(_loaded(access).get(pk=direction_id))


def of_pupil(access: Access, pupil_id: int) -> list[Direction]:
    """A pupil's directions, the open one first, then the latest."""
    rows = Direction.objects.visible_to(access).filter(pupil=pupil_id).order_by("-opened_on", "-pk")
    return sorted(rows, key=lambda row: row.is_closed)


def listed(access: Access, *, stage: str = "") -> QuerySet[Direction]:
    """Those of the schools that one works for: the open ones, or those at one stage; the latest to start first."""
    found: QuerySet[Direction] = Direction.objects.visible_to(access).select_related("pupil", "school").order_by("-starts_on", "-pk")
    return found.filter(stage=stage) if stage else found.exclude(stage=Direction.Stage.CLOSED)


def reviews(access: Access, direction_ids: Iterable[int]) -> dict[int, list[DirectionReview]]:
    """Direction → its reviews, planned and held, in the order of their days."""
    found: dict[int, list[DirectionReview]] = defaultdict(list)
    for row in DirectionReview.objects.visible_to(access).filter(direction__in=list(direction_ids)):
        found[row.direction_id].append(row)
    return found


def requests(access: Access, direction_ids: Iterable[int]) -> dict[int, list[ReviewRequest]]:
    """Direction → the requests for a review, the oldest first."""
    found: dict[int, list[ReviewRequest]] = defaultdict(list)
    for row in ReviewRequest.objects.visible_to(access).filter(direction__in=list(direction_ids)):
        found[row.direction_id].append(row)
    return found


def review(access: Access, review_id: int) -> DirectionReview:
    """Raises `DirectionReview.DoesNotExist` where it is not visible."""
    found: DirectionReview = DirectionReview.objects.visible_to(access).get(pk=review_id)
    return found


def told_row(access: Access, told_id: int) -> DirectionTold:
    """Raises `DirectionTold.DoesNotExist` where it is not visible."""
    found: DirectionTold = DirectionTold.objects.visible_to(access).get(pk=told_id)
    return found


def _loaded(access: Access) -> QuerySet[Direction]:
    found: QuerySet[Direction] = Direction.objects.visible_to(access).select_related(*LOADED)
    return found


def _joined(row: Direction) -> Direction:
    """The pupil's school and authority are the direction's own: row security keeps them equal."""
    row.school.authority = row.authority
    row.pupil.school, row.pupil.authority = row.school, row.authority
    return row
