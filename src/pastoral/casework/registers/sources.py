"""What reduced timetables say of where a child is to be, as attendance asks for it: by pupil."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.registers import due_of
from pastoral.foundation.access import Access
from pastoral.rules.attendance import SessionFacts


def due_by_pupil(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[SessionFacts]]:
    """Pupil's key → the sessions that agreed grids settle. Two queries."""
    found: dict[int, list[SessionFacts]] = defaultdict(list)
    for row, due in due_of(access, pupil_ids, start, end):
        found[row.pupil_id] += due
    return dict(found)


def times_by_pupil(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """Pupil's key → when a timetable that was agreed ran. After its last day nothing is agreed, also while it is open. One query."""
    found: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = ran_in(access, start, end).filter(pupil_id__in=list(pupil_ids))
    for pupil, began, starts, ends, closed in rows.values_list("pupil_id", "began_on", "start_on", "end_on", "closed_on"):
        found[pupil].append((max(began, starts or began), min(day for day in (ends, closed, end) if day is not None)))
    return dict(found)


def ran_in(access: Access, start: dt.date, end: dt.date) -> QuerySet[Timetable]:
    """The timetables that ran on some day of this time."""
    return Timetable.objects.visible_to(access).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=start), Q(end_on__isnull=True) | Q(end_on__gte=start),
        began_on__lte=end, excluded="",
    )  # fmt: skip
