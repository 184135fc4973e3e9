"""Whether the provider's final report is here. What else ends a placement stands on its own row. One query."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access

from ..models import Placement, ProviderReport


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    ending = [row.pk for row in rows if row.stage in (Placement.Stage.ENDING, Placement.Stage.CLOSED)]
    if not ending:
        return {}
    sent = ProviderReport.objects.visible_to(access).filter(
        placement__in=ending, kind=ProviderReport.Kind.FINAL, sent_at__isnull=False
    )
    return {one.placement_id: {"final_report_on": timezone.localdate(one.sent_at)} for one in sent}
