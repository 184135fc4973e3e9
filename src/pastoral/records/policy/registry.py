"""Which kinds of record are pinned to a version of a pack. Apps above register theirs at start-up; policy never imports them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Q

from pastoral.foundation.access import Access


@dataclass(frozen=True, slots=True)
class Pinned:
    """A kind of record (`plans.plan`) with a `policy_version`, which of them are open, and how a number of them is said."""

    subject_type: str
    is_open: Q
    say: Callable[[int], str]


PINNED: dict[str, Pinned] = {}


def register(subject_type: str, *, is_open: Q, say: Callable[[int], str]) -> None:
    """Have the open records of a model counted by the version that they began under."""
    PINNED[subject_type] = Pinned(subject_type, is_open, say)


def open_records(access: Access, version_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """For each version, each kind's open records that `access` may see: (said, how many), the kinds with none left out."""
    found: dict[int, list[tuple[str, int]]] = {version_id: [] for version_id in version_ids}
    for kind in PINNED.values():
        rows = (
            apps.get_model(kind.subject_type)
            .objects.visible_to(access)
            .filter(kind.is_open, policy_version_id__in=found)
            .order_by()
            .values_list("policy_version_id")
            .annotate(count=Count("pk"))
        )
        for version_id, count in rows:
            found[version_id].append((kind.say(count), count))
    return found
