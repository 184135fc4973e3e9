"""What records say of where a child is to be, as attendance asks for it: placements first, then reduced timetables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.registers import due_of
from pastoral.foundation.access import Access
from pastoral.records.attendance.due import Recorded

from .at_places import due_at_places


def recorded_by_pupil(access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date) -> dict[int, Recorded]:
    """Pupil's key → the sessions that placements and agreed grids settle, and when a grid ran.

    Where both speak of a half day the placement's word counts: it has the times and the place. After its last day a timetable
    says nothing more, even while nobody has closed it.
    """
    wanted = list(pupil_ids)
    found: dict[int, Recorded] = {}
    placed: dict[int, set[tuple[dt.date, str]]] = {}
    for pupil, there in due_at_places(access, wanted, start, end).items():
        found[pupil] = Recorded(sessions=there)
        placed[pupil] = {(one.on, one.half) for one in there}
    for row, sessions in due_of(access, wanted, start, end):
        mine, taken = found.setdefault(row.pupil_id, Recorded()), placed.get(row.pupil_id, set())
        mine.sessions += [one for one in sessions if (one.on, one.half) not in taken]
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
