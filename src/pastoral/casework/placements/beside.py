"""What the open placements of a plan say of its hours: a plan is judged by it (NPT-AP-05, NPT-PSP-25)."""

from __future__ import annotations

from pastoral.rules.placements import is_alternative_provision

from .models import Placement


def says_of_hours(rows: list[Placement]) -> dict[str, bool]:
    """From the referral on a provider teaches the child, so that what a plan needs for it is there before it begins.

    Whether hours are reduced is said by the reduced timetable, with which such a placement shares its plan (NPT-AP-15).
    """
    return {"alternative_provision": any(is_alternative_provision(row.setting, "wales") for row in rows)}
