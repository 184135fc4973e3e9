"""Which policy is in force. A pack holds nothing about any child, so these reads need no access."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from pastoral.foundation.access import Access
from pastoral.records.organisations.models import Authority

from .models import PolicyVersion


class NoPolicy(PolicyVersion.DoesNotExist):
    """The authority has published no pack that was in force on that day."""


def version_in_force(authority_id: int, on: date) -> PolicyVersion:
    """The version whose start is the latest on or before the day. Raises `NoPolicy`."""
    found = PolicyVersion.objects.filter(authority_id=authority_id, starts_on__lte=on).order_by("-starts_on").first()
    if found is None:
        raise NoPolicy(
            f"No policy pack was in force on {on.isoformat()}. Publish one: pastoral policy publish FILE --authority CODE"
        )
    ends = found.content.get("ends_on")
    if ends is not None and date.fromisoformat(ends) < on:
        raise NoPolicy(
            f"The policy pack of {found.starts_on.isoformat()} ended on {ends}. Publish the one that follows it."
        )
    return found


def versions_within(authority_ids: Iterable[int], start: date, end: date) -> dict[int, list[tuple[date, int | None]]]:
    """Authority's key → (first day, version's key) of what was in force from `start` to `end`, oldest first. One query.

    The first is in force on `start`; None stands for a time in which none was, or the one that was had ended.
    """
    keys = list(authority_ids)
    return in_force_within(version_rows(keys, end), keys, start)


def version_rows(authority_ids: Collection[int], end: date) -> QuerySet[PolicyVersion]:
    """What `in_force_within` takes, not yet read: it may be read together with rows of other tables. `last_day` is an annotation."""
    rows = PolicyVersion.objects.filter(authority_id__in=authority_ids, starts_on__lte=end).order_by("starts_on").defer("content")
    return rows.annotate(last_day=KeyTextTransform("ends_on", "content"))


def in_force_within(rows: Iterable[Any], authority_ids: Iterable[int], start: date) -> dict[int, list[tuple[date, int | None]]]:
    """As `versions_within`, of rows that are read already, each authority's in the order of their first days. No query."""
    found: dict[int, list[tuple[date, int | None]]] = {key: [(start, None)] for key in authority_ids}
    ends: dict[int, date | None] = {}
    for row in rows:
        if row.starts_on <= start:
            found[row.authority_id] = [(start, row.pk)]
        else:
            found[row.authority_id].append((row.starts_on, row.pk))
        ends[row.pk] = date.fromisoformat(row.last_day) if row.last_day else None
    return {
        authority: [
            (first, None if version is not None and (last := ends[version]) is not None and last < first else version)
            for first, version in versions
        ]
        for authority, versions in found.items()
    }


def versions_of(authority_id: int) -> list[PolicyVersion]:
    """Every published version of an authority, newest first, without its content."""
    return list(PolicyVersion.objects.filter(authority_id=authority_id).defer("content").order_by("-starts_on"))


def versions_after(version: PolicyVersion) -> list[PolicyVersion]:
    """The versions of the same authority that start later, the earliest first: what a record may be moved to."""
    later = PolicyVersion.objects.filter(authority_id=version.authority_id, starts_on__gt=version.starts_on)
    return list(later.defer("content").order_by("starts_on"))


def version_before(version: PolicyVersion) -> PolicyVersion | None:
    """The version that this one follows; None for an authority's first."""
    earlier = PolicyVersion.objects.filter(authority_id=version.authority_id, starts_on__lt=version.starts_on)
    return earlier.defer("content").order_by("-starts_on").first()


def authorities_of(access: Access) -> list[Authority]:
    """The authorities whose policy somebody reads: their own, and those they work for, by name."""
    return list(Authority.objects.filter(pk__in=access.home_authority_ids | access.authority_ids).order_by("name"))
