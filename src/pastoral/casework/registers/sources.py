"""What reduced timetables say of where a child is to be, as attendance asks for it: by pupil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.registers import due_of
from pastoral.foundation.access import Access
from pastoral.records.attendance.due import Recorded


def recorded_by_pupil(access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date) -> dict[int, Recorded]:
    """Pupil's key → the sessions that agreed grids settle, and when they ran.

    After its last day a timetable says nothing more, even while nobody has closed it.
    """
    found: dict[int, Recorded] = {}
    for row, sessions in due_of(access, pupil_ids, start, end):
        mine = found.setdefault(row.pupil_id, Recorded())
        mine.sessions += sessions
        first = max(day for day in (start, row.began_on, row.start_on) if day is not None)
        last = min(day for day in (end, row.end_on, row.closed_on) if day is not None)
        if first <= last:
            mine.stretches.append((first, last))
    return found


def ran_in(access: Access, start: dt.date, end: dt.date) -> QuerySet[Timetable]:
    """The timetables that ran on some day of this time."""
    found: QuerySet[Timetable] = Timetable.objects.visible_to(access).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=start), Q(end_on__isnull=True) | Q(end_on__gte=start),
        began_on__lte=end, excluded="",
    )  # fmt: skip
    return found
