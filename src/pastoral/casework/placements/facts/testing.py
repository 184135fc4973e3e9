"""What the registration test over all commissioners says of the placement's provider (WOR-UNR-02, ENG-UNR-01, WAL-UNR-01)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Subquery

from pastoral.foundation.access import Access
from pastoral.records.providers.models import TestResult

from ..models import Placement


def with_result(access: Access) -> dict[str, Any]:
    """Columns for a query of placements: the result for the provider as a whole, by the placement's own authority, and of which it is."""
    own = TestResult.objects.visible_to(access).filter(
        authority=OuterRef("authority_id"), provider=OuterRef("provider_id"), site=None
    )
    return {"tested_result": Subquery(own.values("result")[:1]), "tested_provider": F("provider_id")}


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """No query for rows that came with their result and have the same provider still; else one."""
    here = [row for row in rows if row.provider_id is not None]
    found = {row.pk: row.tested_result for row in here if getattr(row, "tested_provider", None) == row.provider_id}  # type: ignore[attr-defined]  # annotated
    rest = [row for row in here if row.pk not in found]
    if rest:
        results = {
            (authority, provider): result
            for authority, provider, result in TestResult.objects.visible_to(access)
            .filter(provider_id__in={row.provider_id for row in rest}, site=None)
            .values_list("authority_id", "provider_id", "result")
        }
        found |= {row.pk: results.get((row.authority_id, row.provider_id or 0)) for row in rest}
    return {pk: {"provider_test": result} for pk, result in found.items() if result}
