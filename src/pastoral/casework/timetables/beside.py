"""What the open reduced timetables of a plan say of its hours: a plan is judged by it (NPT-PSP-02, 05, 25)."""

from __future__ import annotations

from .models import Timetable


def says_of_hours(rows: list[Timetable]) -> dict[str, bool]:
    """Hours are reduced from the proposal on, so that what a plan needs for it is there before it begins."""
    real = [row for row in rows if not row.excluded]
    return {
        "reduced_timetable": bool(real),
        "alternative_provision": any(
            cell.get("place") in ("provider", "tuition") for row in real for cell in row.cells.values()
        ),
        "purely_medical": bool(real) and all(row.reason == "medical" for row in real),
    }
