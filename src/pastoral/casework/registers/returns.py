"""The week's attendance of each child, made from the marks, confirmed and sent by the provider in one press (HAM-PRO-02)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from pastoral.casework.placements.models import Place
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox import jobs
from pastoral.records.attendance.weeks import monday_of
from pastoral.rules.sentences import Refused, say

from .day import DAY, Due, due_between
from .models import WeeklyReturn
from .taking import scope_of_place

WEEK = dt.timedelta(weeks=1)
LOOK_BACK = 4  # weeks in which a return may still be missing
LATE_AFTER = 7  # days after the week's last school day
NOTHING = say("RETURN.nothing", "No child was due in this week, so there is nothing to send.")
NOT_YET = say("RETURN.not_yet", "This week has not begun yet.")


@dataclass(frozen=True)
class Line:
    """One child's week at the provider."""

    place: Place
    monday: dt.date
    last_day: dt.date
    half_days: int
    counts: Counter[str]
    sent: WeeklyReturn | None

    @property
    def unanswered(self) -> int:
        return self.half_days - sum(self.counts.values())

    @property
    def as_sent(self) -> bool:
        """Whether the school has these very numbers."""
        sent = self.sent
        return sent is not None and (sent.last_day, sent.half_days, sent.came, sent.late, sent.left_early, sent.absent) == (
            self.last_day, self.half_days, *(self.counts[one] for one in ("came", "late", "left_early", "absent"))
        )  # fmt: skip


def week(access: Access, provider_id: int, monday: dt.date) -> list[Line]:
    """Each child's week until today, by name. Six queries."""
    return week_and_owed(access, provider_id, monday)[0]


def owed(access: Access, provider_id: int) -> list[tuple[dt.date, int, bool]]:
    """Weeks that are over and whose return was not sent: (Monday, children, later than a week). Six queries."""
    return week_and_owed(access, provider_id, monday_of(timezone.localdate()))[1]


def week_and_owed(
    access: Access, provider_id: int, monday: dt.date
) -> tuple[list[Line], list[tuple[dt.date, int, bool]]]:
    """One week and what is owed, read together: six queries."""
    today = timezone.localdate()
    first = earliest(today)
    due = due_between(access, min(monday, first), max(min(monday + 4 * DAY, today), today))
    lines = lines_of(access, [one for one in due if one.place.provider_id == provider_id])
    return lines.get(monday, []), owed_of({at: some for at, some in lines.items() if at >= first}, today)


def earliest(today: dt.date) -> dt.date:
    """The Monday of the first week whose return is still asked for."""
    last = monday_of(today) - WEEK if today.weekday() < 4 else monday_of(today)
    return last - (LOOK_BACK - 1) * WEEK


def owed_of(weeks: Mapping[dt.date, list[Line]], today: dt.date) -> list[tuple[dt.date, int, bool]]:
    """Of these weeks those that are over and not sent for every child."""
    found = []
    for monday, lines in sorted(weeks.items()):
        missing = [line for line in lines if line.sent is None]
        if missing and monday + 4 * DAY <= today:
            found.append((monday, len(missing), (today - max(line.last_day for line in missing)).days > LATE_AFTER))
    return found


def send(*, provider_id: int, monday: dt.date, by: Access) -> int:
    """Send the week of every child to its school. Returns how many were new; the same numbers are not sent twice."""
    by.require(Permission.WORK_FOR_PROVIDER)
    if provider_id not in by.provider_ids:
        raise NotAllowed(Permission.WORK_FOR_PROVIDER)
    if monday.weekday() != 0 or monday > timezone.localdate():
        raise Refused((NOT_YET,))
    lines = week(by, provider_id, monday)
    if not lines:
        raise Refused((NOTHING,))
    new = [line for line in lines if not line.as_sent]
    if not new:
        return 0
    with recording("register.week_sent", by=by) as record:
        rows = WeeklyReturn.objects.bulk_create(
            WeeklyReturn(
                **scope_of_place(line.place), monday=monday, last_day=line.last_day, half_days=line.half_days, came=line.counts["came"],
                late=line.counts["late"], left_early=line.counts["left_early"], absent=line.counts["absent"], unanswered=line.unanswered,
                sent_by_name=by.actor.partition(" (")[0][:150], sent_by_id=by.user_id,
            )  # fmt: skip
            for line in new
        )
        for row in rows:
            record.about(row, changes={"monday": monday.isoformat(), "half_days": row.half_days})
        for authority_id in {row.authority_id for row in rows}:
            mine = sorted(row.placement_id for row in rows if row.authority_id == authority_id)
            jobs.enqueue("registers.look", authority_id=authority_id, placement_ids=mine, on=monday.isoformat())
    return len(rows)


def lines_of(access: Access, due: Iterable[Due]) -> dict[dt.date, list[Line]]:
    """Monday → each child's week, by name. One query."""
    gathered: dict[tuple[dt.date, int], list[Due]] = defaultdict(list)
    for one in due:
        gathered[monday_of(one.on), one.place.placement_id].append(one)
    sent: dict[tuple[dt.date, int], WeeklyReturn] = {}
    if gathered:
        ids, mondays = {placement for _monday, placement in gathered}, {monday for monday, _placement in gathered}
        for row in WeeklyReturn.objects.visible_to(access).filter(placement_id__in=ids, monday__in=mondays).order_by("pk"):
            sent[row.monday, row.placement_id] = row
    found: dict[dt.date, list[Line]] = defaultdict(list)
    for (monday, placement), some in gathered.items():
        counts = Counter(one.mark.answer for one in some if one.mark is not None)
        last = max(one.on for one in some)
        found[monday].append(Line(some[0].place, monday, last, len(some), counts, sent.get((monday, placement))))
    return {monday: sorted(lines, key=lambda line: (line.place.pupil_name, line.place.pk)) for monday, lines in found.items()}
