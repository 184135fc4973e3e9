"""What registers say of a placement to its rules: up to when the provider confirmed, and the codes that its sessions got."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.casework.placements.models import Placement
from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.attendance.due import AT_PROVIDER, CAME, confirmation_rows, latest_words
from pastoral.records.attendance.queries import as_marks, week_rows, weeks_from
from pastoral.records.policy.packs import pack_of

from .at_places import due_at_places
from .models import WeeklyReturn

DAY = dt.timedelta(days=1)


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """`attendance_confirmed_to` and `codes_used` of placements that have begun. At most six queries, whatever the number.

    Confirmed to: the day before the first half day of which nobody has spoken. Nothing, where nobody ever did.
    """
    begun = [(row, row.began_on) for row in rows if row.began_on is not None]
    if not begun:
        return {}
    today = timezone.localdate()
    first = min(began for _row, began in begun)
    pupils = {row.pupil_id for row, _began in begun}
    due = due_at_places(access, pupils, first, today)
    read = together(
        **confirmation_rows(access, pupils, first, today), weeks=week_rows(access, pupils, first, today),
        returns=WeeklyReturn.objects.visible_to(access).filter(placement_id__in=[row.pk for row, _began in begun]),
    )  # fmt: skip
    answers, returns = latest_words(read), _returns(read["returns"])
    weeks = weeks_from((one.pupil_id, one.monday, one.codes, one.at_school_id, one.school_id) for one in read["weeks"])
    marks = {pupil: as_marks(weeks.get(pupil, []), first, today) for pupil in pupils}
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


def _returns(rows: list[WeeklyReturn]) -> dict[int, dt.date]:
    """Placement's key → the last day of its last weekly return."""
    found: dict[int, dt.date] = {}
    for row in rows:
        found[row.placement_id] = max(row.last_day, found.get(row.placement_id, row.last_day))
    return found
