"""Which policy is in force. A pack holds nothing about any child, so these reads need no access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
    found: dict[int, list[tuple[date, int | None]]] = {key: [(start, None)] for key in authority_ids}
    ends: dict[int, date | None] = {}
    rows = PolicyVersion.objects.filter(authority_id__in=list(found), starts_on__lte=end).order_by("starts_on")
    for key, authority, starts_on, ended in rows.values_list("pk", "authority_id", "starts_on", "content__ends_on"):
        if starts_on <= start:
            found[authority] = [(start, key)]
        else:
            found[authority].append((starts_on, key))
        ends[key] = date.fromisoformat(ended) if ended else None
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
