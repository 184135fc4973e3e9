"""From rows to ledgers: what rules/ledger takes, for any number of pupils in the same few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pastoral.casework.registers.arranged import arranged_at_places
from pastoral.casework.timetables.arranged import both_of
from pastoral.casework.timetables.grid import EVERY_DAY
from pastoral.casework.timetables.models import Timetable
from pastoral.foundation.access import Access
from pastoral.records.attendance.queries import marks_of
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import versions_within
from pastoral.records.pupils.facts import year_of
from pastoral.records.pupils.models import Enrolment
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.ledger import FullWeek, Ledger, full_week, ledger
from pastoral.rules.reduced.hours import TAUGHT, minutes

Span = tuple[dt.date | None, dt.date | None]
NOT_ON_ROLL = "Z"  # the register's own code for "not on the roll (yet)", in both nations


def ledgers_of(
    access: Access,
    pupils: Iterable[Any],
    start: dt.date,
    end: dt.date,
    today: dt.date,
    *,
    calendars: Mapping[int, SchoolCalendar] | None = None,
    timetables: bool = True,
) -> dict[int, Ledger]:
    """Pupil's key → ledger from `start` to `end`, both included. The pupils' schools and authorities should be loaded.

    Seven queries, however many pupils (nine where one has a placement),
    for packs that were read before; two fewer with the `calendars` of their schools. Without
    `timetables` the pupils are known to have none in this time.
    """
    wanted = list(pupils)
    for pupil in wanted:
        pupil.school.authority = pupil.authority  # always the same: row security keeps them equal
    ids = [pupil.pk for pupil in wanted]
    if not ids:
        return {}
    meets = dict(calendars or {})
    unknown = {pupil.school_id: pupil.school for pupil in wanted if pupil.school_id not in meets}
    if unknown:
        meets |= calendars_of(unknown.values())
    arranged, planned = both_of(access, ids, start, end, calendars=meets) if timetables else ({}, {})
    described = {pupil: {one.on for one in mine} for pupil, mine in arranged.items()}
    for pupil_id, more in arranged_at_places(access, ids, start, end, calendars=meets, described=described).items():
        arranged.setdefault(pupil_id, []).extend(more)
    marks = marks_of(access, ids, start, min(end, today))
    enrolled = _enrolments(access, ids)
    policies = {
        key: [(one, pack_of(version).policy if version else None) for one, version in found]
        for key, found in versions_within({pupil.authority_id for pupil in wanted}, start, end).items()
    }
    own_weeks = _OwnWeeks(access, ids)
    found = {}
    for pupil in wanted:
        mine, own_marks = arranged.get(pupil.pk, []), marks.get(pupil.pk, {})
        found[pupil.pk] = ledger(
            start=start,
            end=end,
            today=today,
            calendar=meets[pupil.school_id],
            nation=pupil.authority.nation,
            full_week=_full_weeks(pupil, policies[pupil.authority_id], today, own_weeks),
            arranged=mine,
            planned=planned.get(pupil.pk, []),
            marks=own_marks,
            on_roll=_on_roll(pupil, enrolled.get(pupil.pk, []), own_marks, [one.on for one in mine]),
        )
    return found


def _enrolments(access: Access, ids: list[int]) -> dict[int, list[Span]]:
    """By pupil, at any school: the hours are owed to the child. One query."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Enrolment.objects.visible_to(access).filter(pupil_id__in=ids)
    for pupil, since, until in rows.values_list("pupil_id", "since", "until"):
        found[pupil].append((since, until))
    return found


def _on_roll(
    pupil: Any, enrolled: list[Span], marks: Mapping[tuple[dt.date, Any], str], arranged: Sequence[dt.date]
) -> list[Span]:
    """When the pupil was on a roll. An enrolment begins on the day it was entered here: earlier marks or a timetable say that it
    began before."""
    spans = enrolled or [(None, None)]
    first = min((since for since, _until in spans if since is not None), default=None)
    if first is not None and all(since is not None for since, _until in spans):
        shown = [*(day for (day, _half), code in marks.items() if code != NOT_ON_ROLL), *arranged]
        earliest = min(shown, default=first)
        if earliest < first:
            spans = [*spans, (earliest, first - dt.timedelta(days=1))]
    if pupil.left_on is None:
        return spans
    return [(since, min(until or pupil.left_on, pupil.left_on)) for since, until in spans]


def _full_weeks(
    pupil: Any, policies: list[tuple[dt.date, Policy | None]], today: dt.date, own_weeks: _OwnWeeks
) -> Callable[[dt.date], FullWeek]:
    """Monday → the full week of the year group that the pupil was in, by the policy of that week."""
    now = year_of(pupil, today)
    kept: dict[tuple[int | None, int], FullWeek] = {}

    def of(monday: dt.date) -> FullWeek:
        # a week that lies in two school years belongs to the one in which it ends
        back = school_year_start(today).year - school_year_start(monday + dt.timedelta(days=4)).year
        year = None if now is None else now.number - back
        place = max((n for n, (starts_on, _p) in enumerate(policies) if starts_on <= monday), default=0)
        if (year, place) not in kept:
            policy = policies[place][1]
            said = full_week(year, policy)
            kept[year, place] = said if said.minutes else full_week(year, policy, own_weeks.of(pupil.pk))
        return kept[year, place]

    return of


class _OwnWeeks:
    """The school's own taught week by a pupil's latest timetable: read only where no authority and no nation gives a figure."""

    def __init__(self, access: Access, ids: list[int]) -> None:
        self._access, self._ids = access, ids
        self._found: dict[int, int] | None = None

    def of(self, pupil_id: int) -> int | None:
        if self._found is None:
            rows = Timetable.objects.visible_to(self._access).filter(pupil_id__in=self._ids).order_by("opened_on", "pk")
            self._found = {pupil: _taught(periods) for pupil, periods in rows.values_list("pupil_id", "periods")}
        return self._found.get(pupil_id)


def _taught(periods: list[dict[str, str]]) -> int:
    """Taught minutes of an ordinary week, some lessons of which only some days have; 0 for times that cannot be read."""
    try:
        return sum(
            (minutes(one["ends"]) - minutes(one["starts"])) * len(one.get("days", EVERY_DAY)) for one in periods if one["kind"] == TAUGHT
        )
    except (KeyError, ValueError):
        return 0
