"""Spend and value by provider in a term or a year (idea 23), with small numbers hidden."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from pastoral.casework.placements.models import Placement, Session
from pastoral.casework.registers.day import halves_of
from pastoral.casework.registers.models import Mark
from pastoral.foundation.access import Access
from pastoral.records.organisations.models import Authority
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar, Term
from pastoral.rules.placements.destinations import SCHOOLS
from pastoral.rules.placements.indicators import shown_count, shown_percent
from pastoral.rules.placements.value import Offered, cost_of_an_hour, spent

from . import queries

CAME = (Mark.Answer.CAME, Mark.Answer.LATE, Mark.Answer.LEFT_EARLY)
SCHOOL_WEEK = 5


@dataclass(frozen=True)
class Stay:
    """One placement in the time that is looked at."""

    row: Placement
    offered: Offered
    hours_a_half_day: float
    came: int  # half days
    marked: int

    @property
    def attended(self) -> float:
        return self.came * self.hours_a_half_day

    @property
    def spent(self) -> float | None:
        return spent(None if self.row.cost is None else float(self.row.cost), self.row.cost_per, self.offered)


@dataclass
class Line:
    """One provider, or all of them. What is None is hidden, or nobody knows it."""

    name: str
    provider_id: int | None = None
    stays: list[Stay] = field(default_factory=list)
    later_excluded: set[int] = field(default_factory=set)

    def shown(self, under: int | None) -> Shown:
        children = {stay.row.pupil_id for stay in self.stays}
        shown = shown_count(len(children), under)
        if shown is None:
            return Shown(self.name, self.provider_id)
        priced = [stay for stay in self.stays if stay.spent is not None]
        spend = sum(stay.spent or 0 for stay in priced)
        marked = [stay for stay in priced if stay.marked]
        hour = cost_of_an_hour(sum(stay.spent or 0 for stay in marked), sum(stay.attended for stay in marked))
        if len({stay.row.pupil_id for stay in marked}) < (under or 0):
            hour = None
        ended = [stay.row for stay in self.stays if stay.row.ended_on is not None]
        known = [row for row in ended if row.destination]
        came, said = sum(stay.came for stay in self.stays), sum(stay.marked for stay in self.stays)
        return Shown(
            self.name, self.provider_id, shown,
            spend=spend if priced and len({stay.row.pupil_id for stay in priced}) >= (under or 0) else None,
            unpriced=shown_count(len(self.stays) - len(priced), under) if len(self.stays) > len(priced) else 0,
            an_hour=hour,
            attendance=round(100 * came / said, 1) if said else None,
            ended=shown_count(len(ended), under) if ended else 0,
            returned=shown_percent(sum(row.returns_to_school is True for row in ended), len(ended), under),
            excluded=shown_percent(sum(row.pk in self.later_excluded for row in ended), len(ended), under),
            destination=shown_percent(len(known), len(ended), under),
            to_school=shown_percent(sum(row.destination in SCHOOLS for row in ended), len(ended), under),
        )  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What may be seen of a line: `children` None is fewer than the authority shows, and then nothing else is there either."""

    name: str
    provider_id: int | None
    children: int | None = None
    spend: float | None = None
    unpriced: int | None = None
    an_hour: float | None = None
    attendance: float | None = None
    ended: int | None = None
    returned: float | None = None
    excluded: float | None = None
    destination: float | None = None
    to_school: float | None = None


def by_provider(
    access: Access, authority: Authority, term: Term, today: dt.date, under: int | None, calendar: SchoolCalendar
) -> tuple[list[Shown], Shown]:
    """Every provider that taught somebody in this time, the most used first, and all of them together. Four queries.

    One hidden line alone could be worked out from the total: then the next smallest is hidden too.
    """
    stays = stays_of(access, authority, term.start, min(term.end, today), calendar)
    lines: dict[int, Line] = {}
    everybody = Line("")
    later = _later_excluded(access, [stay.row for stay in stays])
    for stay in stays:
        provider = stay.row.provider
        if provider is None:  # they are not asked for
            continue
        line = lines.setdefault(provider.pk, Line(provider.name, provider.pk))
        line.stays.append(stay)
        everybody.stays.append(stay)
    for line in (*lines.values(), everybody):
        line.later_excluded = later
    ordered = sorted(lines.values(), key=lambda line: (-len(line.stays), line.name))
    shown = [line.shown(under) for line in ordered]
    hidden = [one for one in shown if one.children is None]
    if len(hidden) == 1 and len(shown) > 1:
        place = max((n for n, one in enumerate(shown) if one.children is not None), key=lambda n: (-(shown[n].children or 0), n))
        shown[place] = Shown(shown[place].name, shown[place].provider_id)
    return shown, everybody.shown(under)


def stays_of(access: Access, authority: Authority, start: dt.date, end: dt.date, calendar: SchoolCalendar) -> list[Stay]:
    """Every placement of the authority that ran on some day of this time, with what was offered and attended. Three queries."""
    rows = list(
        queries.everyone(access)
        .filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=start), authority=authority, began_on__lte=end, provider_id__isnull=False
        )
        .select_related("provider", "pupil__authority")
        .only(
            "pupil__date_of_birth", "pupil__year_group", "pupil__language", "pupil__free_school_meals", "pupil__disabled",
            "pupil__authority__nation", "provider__name", "provider__kind",
            "provider__registration", "provider__urn", "began_on", "ended_on", "hours_a_week", "cost", "cost_per", "fund", "destination",
            "returns_to_school", "excluded_from", "stage", "authority_id", "school_id", "shape",
        )
    )  # fmt: skip
    ids = [row.pk for row in rows]
    times = _times(access, ids)
    marks = _marks(access, ids, start, end)
    days = _school_days(calendar, start, end)
    return [_stay(row, times.get(row.pk, []), marks.get(row.pk, (0, 0)), calendar, days, start, end) for row in rows]


def _times(access: Access, ids: list[int]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    for one in Session.objects.visible_to(access).filter(placement_id__in=ids, until__isnull=True):
        found[one.placement_id].append(one)
    return found


def _marks(access: Access, ids: list[int], start: dt.date, end: dt.date) -> dict[int, tuple[int, int]]:
    """Placement → (half days that the child came, half days that somebody answered); the last word of each counts."""
    last = (
        Mark.objects.visible_to(access).filter(placement_id__in=ids, on__range=(start, end))
        .order_by("placement_id", "on", "half", "-pk").distinct("placement_id", "on", "half")
    )  # fmt: skip
    counted = (
        Mark.objects.visible_to(access).filter(pk__in=last.values("pk")).order_by().values("placement_id")
        .annotate(came=Count("pk", filter=Q(answer__in=CAME)), marked=Count("pk"))
    )  # fmt: skip
    return {row["placement_id"]: (row["came"], row["marked"]) for row in counted}


def _stay(
    row: Placement, times: Iterable[Session], marks: tuple[int, int], calendar: SchoolCalendar, days: list[dt.date], start: dt.date,
    end: dt.date,
) -> Stay:  # fmt: skip
    first, last = max(row.began_on or start, start), min(row.ended_on or end, end)
    weeks = max(0, bisect_right(days, last) - bisect_left(days, first)) / SCHOOL_WEEK
    sessions = list(times)
    minutes = sum(_minute(one.ends) - _minute(one.starts) for one in sessions)
    halves = sum(len(halves_of(one.starts, one.ends)) for one in sessions)
    hours = float(row.hours_a_week) if row.hours_a_week is not None else minutes / 60
    terms = sum(1 for term in calendar.terms if term.start <= last and term.end >= first)
    offered = Offered(hours * weeks, len({one.weekday for one in sessions}) * weeks, weeks, terms)
    return Stay(row, offered, minutes / 60 / halves if halves else 0.0, *marks)


def _school_days(calendar: SchoolCalendar, first: dt.date, last: dt.date) -> list[dt.date]:
    found, day = [], first
    try:
        while day <= last:
            if calendar.is_school_day(day):
                found.append(day)
            day += dt.timedelta(days=1)
    except CalendarUnknown:
        pass  # what lies beyond the known terms is not counted
    return found


def _minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def _later_excluded(access: Access, rows: list[Placement]) -> set[int]:
    """Placements whose child was excluded for good after they ended, as a later placement says. One query."""
    ended = {row.pk: row for row in rows if row.ended_on is not None}
    if not ended:
        return set()
    days: dict[int, list[dt.date]] = defaultdict(list)
    later = queries.everyone(access).filter(pupil_id__in={row.pupil_id for row in ended.values()}, excluded_from__isnull=False)
    for pupil, day in later.values_list("pupil_id", "excluded_from"):
        if day is not None:
            days[pupil].append(day)
    return {pk for pk, row in ended.items() if any(row.ended_on is not None and day > row.ended_on for day in days[row.pupil_id])}


def pounds(amount: Any) -> str:
    return f"£{amount:,.2f}" if amount is not None and amount < 100 else f"£{amount:,.0f}" if amount is not None else ""
