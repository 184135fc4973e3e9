"""What stands on the placement's own row."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access

from ..models import Placement
from ..rows import Rows, hanging

# Columns that the rules know by the same name.
SAME = (
    "stage", "setting", "shape", "reason", "rationale", "arranged_by", "on_home_roll", "starts_on", "ends_on", "timeframe",
    "excluded_from", "without_education_since", "resident_here", "district", "needs_assessed_on", "agencies_involved",
    "parent_agreed_on", "providers_compared", "tier", "fund", "sen_category", "missed_school_days", "purpose", "baseline",
    "assessment_arrangements", "monitoring_arrangements", "exit_plan", "complements", "medical_reason", "part_time_reason",
    "reintegration_is_objective", "readiness", "first_review_on", "registration", "dual_from", "area_manager_asked_on",
    "needs_met_on", "changes_in_writing", "monitor", "safety_checked_on", "progress", "transition_plan", "returns_to_school",
    "reintegration_plan", "no_report_reason", "verdict", "pupil_view", "destination", "destination_plan",
)  # fmt: skip


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    there = hanging(access, rows)
    return {row.pk: _of(row, there[row.pk]) for row in rows}


def _of(row: Placement, own: Rows) -> dict[str, Any]:
    provider = row.provider
    return {name: getattr(row, name) for name in SAME} | {
        "provider_kind": provider.kind if provider is not None else "",
        "provider_registration": provider.registration if provider is not None else "",
        "directed": any(not one.is_closed for one in own.directions),
        "linked_plans": frozenset(row.linked_plans),
        "slots_listed": True if row.slots_listed_on is not None else None,
        "fund_amount": float(row.cost) if row.cost is not None else None,
        "four_answers": frozenset(code for code, given in row.four_answers.items() if given.get("evidence", "").strip()),
    }
