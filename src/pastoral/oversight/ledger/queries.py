"""Whose hours are listed, and their ledgers. The first argument is always whose eyes it is for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Q, Sum, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from pastoral.casework.timetables.models import Timetable
from pastoral.foundation.access import Access
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.attendance.models import MarkWeek
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.organisations.models import School
from pastoral.records.organisations.queries import schools as schools_in_reach
from pastoral.records.pupils import queries as pupils
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.ledger import Ledger

from .facts import ledgers_of
from .filters import ABSENT, Filters

PAGE_SIZE = 50
TERMS_OFFERED = 6
WHOLE_YEAR = "year"
# First letters of the codes that are an absence in the count of either nation; England's J1 is one, Wales's J is not.
ABSENT_LETTERS = {"england": "CMJSTRIEGNOU", "wales": "CEFHIMRSTGNOU"}


def pupil(access: Access, pupil_id: int) -> Any:
    """One pupil with school and authority. Raises `DoesNotExist` beyond the reach of `access`."""
    return pupils.pupil(access, pupil_id)


def schools(access: Access) -> list[School]:
    """The open schools in reach, for the filter. One query."""
    return list(schools_in_reach(access).filter(is_open=True))


def spans(calendars: list[SchoolCalendar], today: dt.date) -> list[Term]:
    """What may be chosen: the terms that have begun, the newest first, and the school year (named `WHOLE_YEAR`)."""
    terms = Counter(term for calendar in calendars for term in calendar.terms if term.start <= today)
    usual: dict[str, Term] = {}  # of schools whose dates differ, those that most have
    for term, _number in terms.most_common():
        usual.setdefault(term.name, term)
    begun = sorted(usual.values(), key=lambda term: term.start, reverse=True)[:TERMS_OFFERED]
    starts = school_year_start(today)
    known = [t for c in calendars for t in c.terms if school_year_start(t.end) == starts]
    last = max((term.end for term in known), default=today)
    first = min((term.start for term in known), default=starts)
    return [*begun, Term(_("School year"), min(first, last), last)]


def chosen(offered: list[Term], asked: str, today: dt.date) -> Term:
    """The one that was asked for ("2026-09-01" or "year"), else the term of today, else the newest."""
    year, terms = offered[-1], offered[:-1]
    if asked == WHOLE_YEAR or not terms:
        return year
    usual = next((term for term in terms if today in term), terms[0])
    return next((term for term in terms if term.start.isoformat() == asked), usual)


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil of the list."""

    pupil: Any
    ledger: Ledger


def on_reduced_hours(access: Access, filters: Filters, term: Term, today: dt.date, calendars: Any) -> list[Line]:
    """Pupils on roll with a reduced timetable that ran in this time, those who missed most first. As many queries for any number."""
    found = _pupils(access, filters).filter(pk__in=_running(access, term, today))
    rows = list(found.select_related("school", "authority"))
    counted = ledgers_of(access, rows, term.start, term.end, today, calendars=calendars)
    lines = [Line(row, counted[row.pk]) for row in rows if counted[row.pk].weeks]
    if filters.place:
        lines = [line for line in lines if _is_at(line.ledger, filters.place)]
    return sorted(lines, key=lambda line: (-line.ledger.totals.missed, line.pupil.surname, line.pupil.forename))


def page_of_lines(
    access: Access, filters: Filters, term: Term, today: dt.date, calendars: dict[int, SchoolCalendar], page: object
) -> PageOf[Line]:
    """Fifty lines. Pupils who are only absent are ordered, and cut into pages, in the database: by their half days away."""
    if filters.cover != ABSENT:
        return page_of(on_reduced_hours(access, filters, term, today, calendars), page, PAGE_SIZE)
    listed = page_of(_absent(access, filters, term, today), page, PAGE_SIZE)
    return PageOf(_lines(access, list(listed.items), term, today, calendars), listed.number, listed.size, listed.total)


def every_line(
    access: Access, filters: Filters, term: Term, today: dt.date, calendars: dict[int, SchoolCalendar]
) -> Iterator[Line]:
    """The same lines without pages, a few hundred pupils at a time."""
    if filters.cover != ABSENT:
        yield from on_reduced_hours(access, filters, term, today, calendars)
        return
    ids = list(_absent(access, filters, term, today))
    for place in range(0, len(ids), 500):
        yield from _lines(access, ids[place : place + 500], term, today, calendars)


def _lines(access: Access, ids: list[int], term: Term, today: dt.date, calendars: Any) -> list[Line]:
    rows = {row.pk: row for row in pupils.listed(access).filter(pk__in=ids)}
    counted = ledgers_of(access, rows.values(), term.start, term.end, today, calendars=calendars, timetables=False)
    return [Line(rows[key], counted[key]) for key in ids if key in rows]


def _pupils(access: Access, filters: Filters) -> Any:
    found = pupils.listed(access, year=filters.year)
    return found.filter(school_id=filters.school) if filters.school is not None else found


def _running(access: Access, term: Term, today: dt.date) -> Any:
    """Keys of the pupils whose reduced timetable ran in this time."""
    rows = Timetable.objects.visible_to(access).filter(began_on__lte=min(term.end, today), excluded="")
    return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=term.start)).values("pupil_id")


def _absent(access: Access, filters: Filters, term: Term, today: dt.date) -> Any:
    """Keys of pupils on roll with absence in this time and no reduced timetable, the most half days first."""
    monday = term.start - dt.timedelta(days=term.start.weekday())
    narrowed = _pupils(access, filters).order_by().exclude(pk__in=_running(access, term, today)).values("pk")
    away = sum(
        (
            Sum(_letters(letters), filter=Q(authority__nation=nation), default=0)
            for nation, letters in ABSENT_LETTERS.items()
        ),
        Value(0),
    )
    rows = MarkWeek.objects.visible_to(access).filter(monday__range=(monday, min(term.end, today)), pupil_id__in=narrowed)
    return (
        rows.order_by().values("pupil_id").annotate(away=away).filter(away__gt=0).order_by("-away", "pupil_id")
    ).values_list("pupil_id", flat=True)


def _letters(letters: str) -> Any:
    """How many of these letters stand in a week's marks: a code has one letter, at its beginning."""
    without = Func(F("codes"), Value(letters), Value(""), function="translate")
    return Length(F("codes")) - Length(without)


def _is_at(seen: Ledger, place: str) -> bool:
    if place == "home":
        return any(week.at_home for week in seen.weeks)
    return any(offer.kind == place and offer.minutes for week in seen.weeks for offer in week.offers)


def calendars(listed: list[School]) -> dict[int, SchoolCalendar]:
    """Two queries for any number of schools."""
    return calendars_of(listed)
