"""Spend and value by provider in a term or a year (idea 23), with small numbers hidden."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from pastoral.casework.placements.models import Placement, Session
from pastoral.casework.registers.day import halves_of
from pastoral.casework.registers.models import Mark
from pastoral.foundation.access import Access
from pastoral.records.organisations.models import Authority
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar, Term
from pastoral.rules.placements.indicators import shown_count, shown_percent
from pastoral.rules.placements.small_numbers import hidden_parts, hidden_shares, year_tells
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


@dataclass(frozen=True)
class Line:
    """One provider, or all of them, before anything is hidden."""

    name: str
    provider_id: int | None
    stays: tuple[Stay, ...]
    later_excluded: frozenset[int] = frozenset()  # placements

    @property
    def children(self) -> set[int]:
        return children_of(self.stays)

    @property
    def priced(self) -> list[Stay]:
        return [stay for stay in self.stays if stay.spent is not None]

    @property
    def marked(self) -> list[Stay]:
        return [stay for stay in self.stays if stay.marked]

    @property
    def priced_and_marked(self) -> list[Stay]:
        return [stay for stay in self.priced if stay.marked]

    @property
    def spend(self) -> float:
        return sum(stay.spent or 0 for stay in self.priced)

    @property
    def an_hour(self) -> float | None:
        both = self.priced_and_marked
        return cost_of_an_hour(sum(stay.spent or 0 for stay in both), sum(stay.attended for stay in both))

    @property
    def attendance(self) -> float | None:
        said = sum(stay.marked for stay in self.stays)
        return round(100 * sum(stay.came for stay in self.stays) / said, 1) if said else None

    @property
    def ended(self) -> list[Placement]:
        """The last placement that ended, of each child."""
        last: dict[int, Placement] = {}
        for stay in self.stays:
            row = stay.row
            if row.ended_on is not None and (row.pupil_id not in last or row.ended_on >= (last[row.pupil_id].ended_on or row.ended_on)):
                last[row.pupil_id] = row
        return list(last.values())

    def share(self, of: Callable[[Line, Placement], bool]) -> tuple[int, int]:
        """Children whose last placement here was so, and all whose placement ended."""
        return sum(of(self, row) for row in self.ended), len(self.ended)


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
    returned: float | None = None
    excluded: float | None = None
    destination: float | None = None


ALL = 0
"""The key of the line of all providers."""
SHARES: dict[str, Callable[[Line, Placement], bool]] = {
    "returned": lambda line, row: row.returns_to_school is True,
    "excluded": lambda line, row: row.pk in line.later_excluded,
    "destination": lambda line, row: bool(row.destination),
}
COLUMNS: dict[str, Callable[[Line], list[Stay]]] = {
    "spend": lambda line: line.priced, "an_hour": lambda line: line.priced_and_marked, "attendance": lambda line: line.marked,
}  # fmt: skip
"""A column of the table → the placements that its figure is about."""


def by_provider(
    access: Access, authority: Authority, term: Term, today: dt.date, under: int | None, calendar: SchoolCalendar
) -> tuple[list[Shown], Shown]:
    """Every provider that taught somebody in this time, the most used first, and all of them together. Four queries.

    What is hidden can not be worked out: not from the total, nor from the other columns, nor from the year and its other terms.
    """
    end = min(term.end, today)
    stays = stays_of(access, authority, term.start, end, calendar)
    later = frozenset(_later_excluded(access, [stay.row for stay in stays]))
    lines = lines_of(stays, later)
    shown = shown_of(lines, under, [lines_of(part) for part in parts_of_year(stays, terms_of_year(calendar, term.start, end))])
    total = shown.pop(ALL)
    # in an order that says nothing of those that are hidden
    return sorted(shown.values(), key=lambda one: (-(one.children or 0), one.name.casefold())), total


def lines_of(stays: Iterable[Stay], later: frozenset[int] = frozenset()) -> dict[int, Line]:
    """A line for each provider, and that of all."""
    by_provider: dict[int, list[Stay]] = {ALL: []}
    names: dict[int, str] = {ALL: ""}
    for stay in stays:
        if stay.row.provider is not None:
            by_provider.setdefault(stay.row.provider.pk, []).append(stay)
            by_provider[ALL].append(stay)
            names[stay.row.provider.pk] = stay.row.provider.name
    return {key: Line(names[key], key or None, tuple(there), later) for key, there in by_provider.items()}


def terms_of_year(calendar: SchoolCalendar, start: dt.date, end: dt.date) -> list[Term]:
    """The terms that have begun, where the time that is looked at has several; of one term nothing."""
    terms = [one for one in calendar.terms if start <= one.start <= end]
    return terms if len(terms) > 1 else []


def parts_of_year(stays: Iterable[Stay], terms: Iterable[Term]) -> list[list[Stay]]:
    """The placements that ran in each term."""
    rows = [(stay, stay.row.began_on or dt.date.max, stay.row.ended_on or dt.date.max) for stay in stays]
    return [[stay for stay, began, ended in rows if began <= term.end and ended >= term.start] for term in terms]


def shown_of(lines: dict[int, Line], under: int | None, terms: Sequence[dict[int, Line]] = ()) -> dict[int, Shown]:
    """What may be seen of each line, `ALL` among them. `terms` are the lines of each term of a year."""
    hidden = _hidden(lines, under, terms, lambda line: list(line.stays), frozenset())
    columns = {name: _hidden(lines, under, terms, of, hidden) for name, of in COLUMNS.items()}
    for name, of in SHARES.items():
        shares = {key: line.share(of) for key, line in lines.items() if line.ended}
        total = shares.pop(ALL, (0, 0))
        found = hidden_shares(shares, under, hidden)
        out = found.total or ALL in hidden or shown_percent(*total, under) is None
        columns[name] = found.parts | hidden | ({ALL} if out else set())
    shown = {}
    for key, line in lines.items():
        if key in hidden:
            shown[key] = Shown(line.name, line.provider_id)
            continue
        priced = key not in columns["spend"] and bool(line.priced)
        without = line.children - children_of(line.priced)
        shown[key] = Shown(
            line.name, line.provider_id, len(line.children),
            spend=line.spend if priced else None,
            unpriced=shown_count(len(without), under) if priced and without else 0,
            an_hour=None if key in columns["an_hour"] else line.an_hour,
            attendance=None if key in columns["attendance"] else line.attendance,
            **{name: None if key in columns[name] else shown_percent(*line.share(of), None) for name, of in SHARES.items()},
        )  # fmt: skip
    return shown


def _hidden(
    lines: dict[int, Line], under: int | None, terms: Sequence[dict[int, Line]], of: Callable[[Line], list[Stay]],
    already: frozenset[int],
) -> frozenset[int]:  # fmt: skip
    """The lines whose figure about these placements is left out."""
    if under is None:
        return frozenset()
    several = [(term, _hidden(term, under, (), of, frozenset())) for term in terms]
    told = {
        key for key in lines
        if year_tells(
            [(children_of(of(term[key])), key not in hidden_there) for term, hidden_there in several if key in term], under
        )
    }  # fmt: skip
    counts = {key: len(children_of(of(line))) for key, line in lines.items()}
    total = counts.pop(ALL)
    counts = {key: count for key, count in counts.items() if count}
    found = hidden_parts(counts, under, already | told)
    out = found.total or ALL in already | told or total < under
    return found.parts | (already - {ALL}) | ({ALL} if out else set())


def children_of(stays: Iterable[Stay]) -> set[int]:
    return {stay.row.pupil_id for stay in stays}


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
