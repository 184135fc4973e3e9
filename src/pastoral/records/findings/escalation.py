"""What waits too long goes up: to the head of the school, then to the authority. Worked out with each judgement, never typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pastoral.foundation.access import Role
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.organisations.models import School
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar

from .models import Escalated, Finding
from .parameters import days

TO_BE_DONE = (Finding.Effect.TASK, Finding.Effect.BLOCK, Finding.Effect.WARN)
# Who is told of what has gone up so far.
TOLD: dict[str, frozenset[Role]] = {
    Escalated.HEAD: frozenset({Role.HEAD}),
    Escalated.AUTHORITY: frozenset({Role.EWO, Role.INCLUSION_OFFICER}),
}


def levels(findings: Iterable[Any], *, today: dt.date) -> dict[int, str]:
    """How far each of these (findings, or rows with the same columns) has gone up today, by its place in the list.

    No query where nothing is overdue.
    """
    late = [
        (place, one)
        for place, one in enumerate(findings)
        if one.due_on is not None and one.due_on < today and one.effect in TO_BE_DONE and not one.eased_on(today)
    ]
    if not late:
        return {}
    calendars = calendars_of(School.objects.filter(pk__in={one.school_id for _place, one in late}).order_by("pk"))
    after = {
        authority_id: (
            days(authority_id, "findings.escalate_after_days", on=today),
            days(authority_id, "findings.escalate_to_authority_after_days", on=today),
        )
        for authority_id in {one.authority_id for _place, one in late}
    }
    return {
        place: level
        for place, one in late
        if (level := _level(school_days_late(one, today, calendars[one.school_id]), *after[one.authority_id]))
    }


def school_days_late(finding: Any, today: dt.date, calendar: SchoolCalendar) -> int:
    """School days since the day it was due; 0 where no calendar covers it."""
    try:
        return 0 if finding.due_on is None else max(0, -calendar.school_days_until(today, finding.due_on).count)
    except CalendarUnknown:
        return 0


def _level(late: int, head_after: int, authority_after: int) -> str:
    if late > authority_after:
        return Escalated.AUTHORITY
    return Escalated.HEAD if late > head_after else ""
