"""What was shared with the provider, with a referral or later, and whether consent was asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Min
from django.utils import timezone

from pastoral.foundation.access import Access

from ..models import Consent, Placement, Referral, SharedSet


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """Three queries."""
    ids = [row.pk for row in rows]
    sets: dict[int, list[SharedSet]] = defaultdict(list)
    for one in SharedSet.objects.visible_to(access).filter(placement__in=ids, withdrawn_at__isnull=True):
        sets[one.placement_id].append(one)
    consents = Consent.objects.visible_to(access).filter(placement__in=ids).order_by()
    asked = dict(consents.values_list("placement").annotate(first=Min("asked_on")))
    # What the chosen provider got with its referral; before one is chosen, what any of them got.
    got: dict[int, dict[int, dt.date]] = defaultdict(dict)
    referrals = Referral.objects.visible_to(access).filter(placement__in=ids).exclude(assessment="").order_by("-asked_at")
    for placement_id, provider_id, at in referrals.values_list("placement_id", "provider_id", "asked_at"):
        got[placement_id][provider_id] = timezone.localdate(at)
    return {row.pk: _of(row, sets[row.pk], asked, got[row.pk]) for row in rows}


def _of(
    row: Placement,
    sets: list[SharedSet],
    asked: dict[int, dt.date],
    got: dict[int, dt.date],
) -> dict[str, Any]:
    shared = {one.data: timezone.localdate(one.shared_at) for one in sets if one.state == SharedSet.State.SHARED}
    by_referral = got.get(row.provider_id) if row.provider_id is not None else min(got.values(), default=None)
    days = [day for day in (by_referral, shared.get("assessment")) if day is not None]
    return {
        "shared_data": frozenset(shared),
        "no_such_data": frozenset(one.data for one in sets if one.state == SharedSet.State.NONE),
        "consent_asked_on": asked.get(row.pk),
        "assessment_shared_on": min(days, default=None),
    }
