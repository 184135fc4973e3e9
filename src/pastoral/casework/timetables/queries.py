"""Reads of reduced timetables. Every function takes whose eyes it is for."""

from __future__ import annotations

from pastoral.foundation.access import Access

from .models import Timetable

DoesNotExist = Timetable.DoesNotExist


def timetable(access: Access, timetable_id: int) -> Timetable:
    """One timetable with its pupil, school, authority, plan and lead. Raises `DoesNotExist` when it is not visible."""
    found: Timetable = (
        Timetable.objects.visible_to(access)
        .select_related("pupil", "school", "authority", "plan", "lead")
        .get(pk=timetable_id)
    )
    # always the pupil's own: row security keeps them equal
    found.school.authority = found.authority
    found.pupil.school, found.pupil.authority = found.school, found.authority
    return found


def of_pupil(access: Access, pupil_id: int) -> list[Timetable]:
    """A pupil's reduced timetables, the open one first, then the latest."""
    rows = Timetable.objects.visible_to(access).filter(pupil=pupil_id).order_by("-opened_on", "-pk")
    return sorted(rows, key=lambda row: row.is_closed)
