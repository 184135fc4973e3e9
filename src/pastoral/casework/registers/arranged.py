"""What placements arrange for each school day, beside reduced timetables: what the education ledger counts (HRS-03)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from pastoral.casework.placements import week
from pastoral.casework.placements.models import Elsewhere, Placement, Session
from pastoral.casework.placements.week import USUAL_LUNCH, counted_lunch, day_of
from pastoral.foundation.access import Access
from pastoral.records.policy.packs import pack_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.ledger import Arranged
from pastoral.rules.ledger.facts import AWAY, HOME, NOWHERE, SCHOOL, TAUGHT

from . import at_places
from .day import DAY, holds, meets

Times = tuple[dt.time, dt.time]
USUAL_DAY: Times = (dt.time(9), dt.time(15, 15))  # where neither school nor authority has said: the day around a part-time place
NAMES = {"other": "provider"}


def arranged_at_places(
    access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date, *, calendars: Mapping[int, SchoolCalendar],
    described: Mapping[int, Collection[dt.date]],
) -> dict[int, list[Arranged]]:  # fmt: skip
    """Pupil's key → the stretches that placements arrange, both days included. Three queries, one where nobody has a placement.

    `described`: the days that a reduced timetable tells already; to those the time at the provider is added, and time in both is
    counted once. On other days a full-time place is the whole day; around a part-time one the child is at school.
    """
    rows = list(at_places.ran_in(access, start, end, pupil_ids).select_related("provider", "site").order_by("starts_on", "pk"))
    if not rows:
        return {}
    times = at_places.sessions_of(access, rows)
    elsewhere: dict[int, list[Elsewhere]] = defaultdict(list)
    for one in Elsewhere.objects.visible_to(access).filter(placement_id__in=[row.pk for row in rows]):
        elsewhere[one.placement_id].append(one)
    found: dict[int, list[Arranged]] = defaultdict(list)
    by_day: dict[tuple[int, dt.date], list[Placement]] = defaultdict(list)
    for row in rows:
        day = max(start, row.began_on or start)
        while day <= end and at_places.runs_on(row, day):
            if row.school_id in calendars and meets(calendars[row.school_id], day):
                by_day[row.pupil_id, day].append(row)
            day += DAY
    for (pupil, day), mine in by_day.items():
        told = day in described.get(pupil, ())
        found[pupil] += _day(day, mine, times, elsewhere, told=told)
    return dict(found)


def _day(
    day: dt.date, rows: list[Placement], times: Mapping[int, list[Session]], elsewhere: Mapping[int, list[Elsewhere]], *, told: bool
) -> list[Arranged]:
    found: list[Arranged] = []
    taken: list[Times] = []
    whole = False
    for row in rows:
        policy = pack_of(row.policy_version_id).policy
        lunch = counted_lunch(policy, day_of(row, policy))
        name = row.provider.name if row.provider is not None else ""
        kind, setting = (SCHOOL, SCHOOL) if row.setting in at_places.IN_SCHOOL else ("provider", name)
        for session in times.get(row.pk, ()):
            if holds(session, day):
                site = session.site or row.site
                at_home = site is not None and site.kind == "home" and row.setting != "tuition"
                found += _taught(day, (session.starts, session.ends), lunch, HOME if at_home else kind, setting)
                taken.append((session.starts, session.ends))
        others = [one for one in elsewhere.get(row.pk, ()) if week.holds(one, day)]
        for one in others:
            if one.weekday == day.isoweekday():
                where = NAMES.get(one.where, one.where)
                found += _taught(day, (one.starts, one.ends), lunch, where, one.name or where)
                taken.append((one.starts, one.ends))
        whole = whole or row.shape == "full_time" or bool(others)
    if told or (not taken and not whole):
        return found
    if whole:  # the record tells the whole day: what it does not tell is nobody's
        return found or [Arranged(day, _clock(USUAL_DAY[0]), _clock(USUAL_DAY[1]), AWAY, "", NOWHERE)]
    around = day_of(rows[0], pack_of(rows[0].policy_version_id).policy)
    begins, ends = around.starts or USUAL_DAY[0], around.ends or USUAL_DAY[1]
    for stretch in _without((begins, ends), [*taken, around.lunch or USUAL_LUNCH]):
        found += _taught(day, stretch, None, SCHOOL, SCHOOL)
    return found


def _taught(day: dt.date, times: Times, lunch: Times | None, kind: str, setting: str) -> list[Arranged]:
    parts = _without(times, [lunch]) if lunch is not None else [times]
    return [Arranged(day, _clock(starts), _clock(ends), TAUGHT, setting, kind) for starts, ends in parts]


def _without(whole: Times, taken: Iterable[Times]) -> list[Times]:
    """What is left of a stretch once others are cut out of it."""
    left = [whole]
    for starts, ends in taken:
        left = [
            part
            for begin, finish in left
            for part in ((begin, min(finish, starts)), (max(begin, ends), finish))
            if part[0] < part[1]
        ]
    return left


def _clock(time: dt.time) -> str:
    return time.strftime("%H:%M")
