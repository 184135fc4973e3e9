"""When a school meets (CAL-02): the authority's terms, the school's own where they differ, closed days, bank holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import holidays
from django.db.models import Q, QuerySet
from django.utils import timezone

from pastoral.foundation.access.together import together
from pastoral.rules.calendar import Break, SchoolCalendar, Term

from .models import Authority, ClosedDay, School
from .models import Term as TermRow

SUBDIVISION = {Authority.Nation.ENGLAND: "ENG", Authority.Nation.WALES: "WLS"}


def calendar_of(school: School) -> SchoolCalendar:
    """The calendar of one school. One query; the calendar itself is made once for each state of those rows."""
    kept = _kept.get()
    if kept is None:
        return calendars_of([school])[school.pk]
    if school.pk not in kept:
        kept[school.pk] = calendars_of([school])[school.pk]
    return kept[school.pk]


_kept: ContextVar[dict[int, SchoolCalendar] | None] = ContextVar("calendars_kept", default=None)


@contextmanager
def calendars_kept() -> Iterator[None]:
    """While nobody changes a term (the demo's stories): each school's calendar is read once."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def calendars_of(schools: Iterable[School]) -> dict[int, SchoolCalendar]:
    """The calendars of many schools, by key, in one query (two where a school's authority is not loaded)."""
    wanted = list(schools)
    return calendars_from(wanted, **together(**rows_of_schools(wanted)))


def rows_of_schools(schools: Iterable[School]) -> dict[str, QuerySet[Any]]:
    """What `calendars_from` is made of, to be read beside other rows (`together`)."""
    wanted = list(schools)
    ids, authorities = {school.pk for school in wanted}, {school.authority_id for school in wanted}
    mine = Q(school_id__in=ids) | Q(authority_id__in=authorities, school__isnull=True)
    return {"terms": TermRow.objects.filter(mine).order_by("starts_on"), "closed": ClosedDay.objects.filter(mine)}


def calendars_from(schools: Iterable[School], terms: list[TermRow], closed: list[ClosedDay]) -> dict[int, SchoolCalendar]:
    """The calendars of schools, by key. No query where each came with its authority, one otherwise."""
    wanted = list(schools)
    nations = _nations(wanted)
    return {
        school.pk: _made(
            _terms_for(school, terms),
            frozenset(
                row.day
                for row in closed
                if row.school_id == school.pk or (row.school_id is None and row.authority_id == school.authority_id)
            ),
            nations.get(school.authority_id, Authority.Nation.ENGLAND),
            timezone.localdate().replace(month=1, day=1),
        )
        for school in wanted
    }


def calendar_of_authority(authority: Authority) -> SchoolCalendar:
    """What a school without dates of its own has. One query."""
    return calendar_from(authority, **together(**calendar_rows([authority.pk])))


def calendar_rows(authority_ids: Iterable[int]) -> dict[str, QuerySet[Any]]:
    """What the calendars of authorities are made of, to be read beside other rows (`together`)."""
    ours = Q(authority__in=list(authority_ids), school__isnull=True)
    return {"terms": TermRow.objects.filter(ours), "closed": ClosedDay.objects.filter(ours)}


def calendar_from(authority: Authority, terms: Iterable[TermRow], closed: Iterable[ClosedDay]) -> SchoolCalendar:
    """The calendar that those of these rows make which are the authority's."""
    days = frozenset(row.day for row in closed if row.authority_id == authority.pk)
    own = tuple(_as_rule(term) for term in terms if term.authority_id == authority.pk)
    return _made(own, days, authority.nation, timezone.localdate().replace(month=1, day=1))


def bank_holidays(nation: str, years: Iterable[int]) -> dict[dt.date, str]:
    """Day → name (in English), in England or Wales."""
    found = holidays.country_holidays("GB", subdiv=SUBDIVISION[Authority.Nation(nation)], years=sorted(set(years)))
    return dict(found.items())


def _nations(schools: list[School]) -> dict[int | None, str]:
    """The nation of each authority, read only for schools whose authority is not loaded."""
    loaded = {s.authority_id: s.authority.nation for s in schools if s.authority_id and School.authority.is_cached(s)}
    missing = {s.authority_id for s in schools} - set(loaded) - {None}
    if missing:
        loaded.update(Authority.objects.filter(pk__in=missing).values_list("pk", "nation"))
    return loaded


def _terms_for(school: School, terms: list[TermRow]) -> tuple[Term, ...]:
    """A school's own term stands in for every term of the authority that it overlaps."""
    own = [term for term in terms if term.school_id == school.pk]
    inherited = [
        term
        for term in terms
        if term.school_id is None
        and term.authority_id == school.authority_id
        and not any(mine.starts_on <= term.ends_on and term.starts_on <= mine.ends_on for mine in own)
    ]
    return tuple(_as_rule(term) for term in sorted([*own, *inherited], key=lambda term: term.starts_on))


def _as_rule(term: TermRow) -> Term:
    gaps = ()
    if term.half_starts_on and term.half_ends_on:
        gaps = (Break(term.half_starts_on, term.half_ends_on),)
    return Term(term.name, term.starts_on, term.ends_on, gaps)


@lru_cache(maxsize=500)
def _made(terms: tuple[Term, ...], closed: frozenset[dt.date], nation: str, around: dt.date) -> SchoolCalendar:
    first = min((term.start for term in terms), default=around)
    last = max((term.end for term in terms), default=around)
    days = frozenset(bank_holidays(nation, range(first.year - 3, last.year + 4)))
    return SchoolCalendar(terms=terms, closed_days=closed, bank_holidays=days, estimate_around=around)
