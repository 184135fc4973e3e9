"""What lists filter and sort by, kept beside the grid it is counted from: hours a week, time for which nobody is named, the limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced.facts import AGREED
from pastoral.rules.reduced.hours import average_taught_hours, uncovered
from pastoral.rules.reduced.period import last_day_within

from .grid import school_day, slots_of
from .models import Timetable

GRID = frozenset({"weeks", "periods", "cells"})
EVERYTHING = GRID | {"start_on"}


def count(row: Timetable, changed: Collection[str] = EVERYTHING) -> None:
    """Count again what hangs on the fields that changed. No query but for the calendar, where the limit is in school weeks."""
    if GRID & set(changed):
        slots = slots_of(row.periods, row.cells, row.weeks)
        hours = average_taught_hours(slots)
        # once agreed, hours only rise; a step that was reached may be ahead of the grid until the lead changes that too
        row.hours_a_week = max(hours, row.hours_a_week or hours) if row.status in AGREED else hours
        row.adults_missing = len(uncovered(slots, school_day(row.periods)))
    if "start_on" in changed:
        row.limit_on = _limit(row)


def _limit(row: Timetable) -> dt.date | None:
    """The last day that needs nobody's leave (NPT-RT-05); None where the authority sets no number."""
    if row.start_on is None:
        return None
    return last_day_within(row.start_on, pack_of(row.policy_version_id).policy, calendar_of(row.school))
