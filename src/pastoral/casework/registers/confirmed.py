"""What registers say of a placement to its rules: up to when the provider confirmed, and the codes that its sessions got."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.casework.placements.models import Placement
from pastoral.foundation.access import Access
from pastoral.records.attendance.due import AT_PROVIDER, CAME, confirmations
from pastoral.records.attendance.queries import marks_of
from pastoral.records.policy.packs import pack_of

from .at_places import due_at_places
from .models import WeeklyReturn

DAY = dt.timedelta(days=1)


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """`attendance_confirmed_to` and `codes_used` of placements that have begun. At most eight queries, whatever the number.

    Confirmed to: the day before the first half day of which nobody has spoken. Nothing, where nobody ever did.
    """
    begun = [(row, row.began_on) for row in rows if row.began_on is not None]
    if not begun:
        return {}
    today = timezone.localdate()
    first = min(began for _row, began in begun)
    pupils = {row.pupil_id for row, _began in begun}
    due = due_at_places(access, pupils, first, today)
    answers = confirmations(access, pupils, first, today)
    marks = marks_of(access, list(pupils), first, today)
    returns = _returns(access, [row.pk for row, _began in begun])
    found: dict[int, dict[str, Any]] = {}
    for row, began in begun:
        name = row.provider.name if row.provider is not None else ""
        mine = [
            one for one in due.get(row.pupil_id, ())
            if one.place in AT_PROVIDER and one.nature == name and began <= one.on <= (row.ended_on or today)
        ]  # fmt: skip
        said = {(one.on, one.half): answers.get((row.pupil_id, one.on, one.half)) for one in mine}
        silent = [on for (on, _half), answer in said.items() if answer is None]
        confirmed = None
        if any(answer is not None for answer in said.values()):
            until = today if any(on == today for on, _half in said) else today - DAY
            confirmed = min([until, *(on - DAY for on in silent)])
            confirmed = confirmed if confirmed >= began else None
        if pack_of(row.policy_version_id).policy.value("placement.attendance_report") == "weekly" and row.pk in returns:
            confirmed = max(confirmed or returns[row.pk], returns[row.pk])
        came = [at for at, answer in said.items() if answer is not None and answer.answer in CAME]
        codes = {marks.get(row.pupil_id, {}).get(at, "") for at in came} - {""}
        found[row.pk] = {"attendance_confirmed_to": confirmed, "codes_used": frozenset(codes)}
    return found


def _returns(access: Access, placement_ids: list[int]) -> dict[int, dt.date]:
    """Placement's key → the last day of its last weekly return. One query."""
    rows = WeeklyReturn.objects.visible_to(access).filter(placement_id__in=placement_ids).values_list("placement_id", "last_day")
    found: dict[int, dt.date] = {}
    for placement, day in rows:
        found[placement] = max(day, found.get(placement, day))
    return found
