"""What the registration test over all commissioners says of the placement's provider (WOR-UNR-02, ENG-UNR-01, WAL-UNR-01)."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access
from pastoral.records.providers.models import TestResult

from ..models import Placement


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """The result for the provider as a whole, by the placement's own authority. One query."""
    providers = {row.provider_id for row in rows if row.provider_id is not None}
    if not providers:
        return {}
    results = {
        (authority, provider): result
        for authority, provider, result in TestResult.objects.visible_to(access)
        .filter(provider_id__in=providers, site=None)
        .values_list("authority_id", "provider_id", "result")
    }
    found = {row.pk: results.get((row.authority_id, row.provider_id or 0), "") for row in rows}
    return {pk: {"provider_test": result} for pk, result in found.items() if result}
