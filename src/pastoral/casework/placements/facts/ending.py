"""Whether the provider's final report is here. What else ends a placement stands on its own row."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access

from ..models import Placement, ProviderReport
from ..rows import hanging


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    there = hanging(access, rows)
    return {
        row.pk: {"final_report_on": timezone.localdate(one.sent_at)}
        for row in rows if row.stage in (Placement.Stage.ENDING, Placement.Stage.CLOSED)
        for one in there[row.pk].reports if one.kind == ProviderReport.Kind.FINAL and one.sent_at is not None
    }  # fmt: skip
