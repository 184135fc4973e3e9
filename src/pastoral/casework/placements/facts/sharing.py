"""What was shared with the provider, with a referral or later, and whether consent was asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access

from ..models import Placement, SharedSet
from ..rows import hanging


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    there, found = hanging(access, rows), {}
    for row in rows:
        own = there[row.pk]
        # What the chosen provider got with its referral; before one is chosen, what any of them got.
        got = {
            one.provider_id: timezone.localdate(one.asked_at)
            for one in sorted(own.referrals, key=lambda one: one.asked_at, reverse=True) if one.assessment
        }  # fmt: skip
        found[row.pk] = _of(row, own.sets, min((one.asked_on for one in own.consents), default=None), got)
    return found


def _of(
    row: Placement,
    sets: list[SharedSet],
    asked: dt.date | None,
    got: dict[int, dt.date],
) -> dict[str, Any]:
    shared = {one.data: timezone.localdate(one.shared_at) for one in sets if one.state == SharedSet.State.SHARED}
    by_referral = got.get(row.provider_id) if row.provider_id is not None else min(got.values(), default=None)
    days = [day for day in (by_referral, shared.get("assessment")) if day is not None]
    return {
        "shared_data": frozenset(shared),
        "no_such_data": frozenset(one.data for one in sets if one.state == SharedSet.State.NONE),
        "consent_asked_on": asked,
        "assessment_shared_on": min(days, default=None),
    }
