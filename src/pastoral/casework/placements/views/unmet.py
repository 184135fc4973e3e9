"""Unmet need: what schools asked providers for and did not get, for the authority that plans places."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force

from ..referrals_shown import unmet as counted

MONTHS = (3, 6, 12)
FLOOR = 5  # ours, where the authority has set no limit of its own: fewer children than this are never counted out


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def unmet(request: PastoralRequest) -> HttpResponse:
    access, today = request.access, timezone.localdate()
    given = request.GET.get("months", "")
    months = int(given) if given.isdecimal() and int(given) in MONTHS else 12
    found = counted(access, today - dt.timedelta(days=round(months * 30.44)), today, under=_under(access, today))
    return render(request, "placements/unmet.jinja", {"found": found, "months": months, "spans": MONTHS})


def _under(access: Access, today: dt.date) -> int:
    """The limit of the authority's policy; of several authorities the strictest."""
    limits: list[int | None] = []
    for authority_id in access.authority_ids:
        try:
            limits.append(pack_of(version_in_force(authority_id, today).pk).policy.value("kpi.suppress_under"))
        except NoPolicy:
            continue
    return max([FLOOR, *(limit for limit in limits if limit is not None)])
