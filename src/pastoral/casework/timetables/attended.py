"""What the matrix needs beside the record: how much a child came since the last review (NPT-AUD-04), and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.attendance.agreed import agreed_away
from pastoral.records.attendance.figures import figures_of_agreed
from pastoral.records.attendance.queries import weeks_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.reduced import ReducedFacts

from .models import Timetable
from .rows import Rows

RUNNING = ("active", "extension")


def since_review(row: Timetable, own: Rows) -> dt.date | None:
    """The first day that counts: the one after the last review, or the first day of all."""
    held = [review.held_on for review in own.reviews]
    return max(held) + dt.timedelta(days=1) if held else row.began_on


def calendar_for(row: Timetable) -> SchoolCalendar:
    """The calendar that the matrix needs: the school's own, two queries, only where the limit is in school weeks."""
    if pack_of(row.policy_version_id).policy.value("reduced.week_kind") == "school":
        return calendar_of(row.school)
    return SchoolCalendar(estimate_around=timezone.localdate())


def with_attendance(
    access: Access, rows: Iterable[Timetable], own: Mapping[int, Rows], facts: Mapping[int, ReducedFacts]
) -> dict[int, ReducedFacts]:
    """The same facts, with agreed and attended sessions where it runs and has marks. Three queries, or none where none runs."""
    today = timezone.localdate()
    starts = {row.pk: since_review(row, own[row.pk]) for row in rows if row.status in RUNNING}
    running = [row for row in rows if (day := starts.get(row.pk)) is not None and day <= today]
    if not running:
        return dict(facts)
    pupils, first = [row.pupil_id for row in running], min(day for day in starts.values() if day is not None)
    weeks, away = weeks_of(access, pupils, first, today), agreed_away(access, pupils, first, today)
    found = dict(facts)
    for row in running:
        start = starts[row.pk]
        if start is None:
            continue
        nation = pack_of(row.policy_version_id).policy.nation
        seen = figures_of_agreed(
            weeks.get(row.pupil_id, []), nation, start, today, away.get(row.pupil_id, frozenset())
        )
        if seen.possible.count:
            found[row.pk] = replace(
                facts[row.pk], sessions_agreed=seen.possible.count, sessions_attended=seen.attended.count
            )
    return found
