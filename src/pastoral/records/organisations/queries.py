"""Reads of authorities, schools and their calendars. These tables hold no child's data; reach is checked all the same."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import Access
from pastoral.rules.calendar import SchoolCalendar

from .calendars import bank_holidays, calendar_of, calendar_of_authority
from .models import Authority, ClosedDay, Mailbox, School, Term


@dataclass(frozen=True)
class Place:
    """Whose dates a page is about: a school, or (without `school`) a whole authority."""

    authority: Authority
    school: School | None = None

    @property
    def kind(self) -> str:
        return "school" if self.school else "authority"

    @property
    def key(self) -> int:
        return self.school.pk if self.school else self.authority.pk

    @property
    def name(self) -> str:
        return self.school.name if self.school else self.authority.name

    @property
    def calendar(self) -> SchoolCalendar:
        return calendar_of(self.school) if self.school else calendar_of_authority(self.authority)


def schools(access: Access, search: str = "") -> QuerySet[School]:
    """The schools that `access` works in, or whose authority it works in, by name; `search` is part of a name, town or number."""
    found = School.objects.filter(_reach(access)).select_related("authority").order_by("name", "pk")
    for word in search.split()[:8]:
        found = found.filter(
            Q(name__icontains=word) | Q(name_cy__icontains=word) | Q(town__icontains=word)
            | Q(urn=word) | Q(number=word) | Q(postcode__istartswith=word)
        )  # fmt: skip
    return found


def school(access: Access, school_id: int) -> School:
    """Raises `School.DoesNotExist` for a school beyond the reach of `access`."""
    return School.objects.select_related("authority").filter(_reach(access)).get(pk=school_id)


def place(access: Access, kind: str, key: int) -> Place:
    """Raises `School.DoesNotExist` or `Authority.DoesNotExist`; NotAllowed for an authority without MANAGE_AUTHORITY."""
    if kind == "school":
        found = school(access, key)
        if found.authority is None:
            raise School.DoesNotExist("a school without an authority has no term dates")
        return Place(found.authority, found)
    if kind != "authority":
        raise Authority.DoesNotExist(kind)
    authority = Authority.objects.filter(pk__in=access.authority_ids).get(pk=key)
    access.require(Permission.MANAGE_AUTHORITY)
    return Place(authority)


def authorities(access: Access) -> QuerySet[Authority]:
    """The authorities whose dates and schools `access` may manage."""
    return Authority.objects.filter(pk__in=access.authority_ids).order_by("name")


def terms(here: Place) -> tuple[list[Term], list[Term]]:
    """(kept for this very place, taken over from its authority), oldest first; an authority takes none over."""
    if here.school is None:
        return list(Term.objects.filter(authority=here.authority, school__isnull=True)), []
    both = list(Term.objects.filter(Q(school=here.school) | Q(school__isnull=True), authority=here.authority))
    own = [term for term in both if term.school_id]
    inherited = [
        term
        for term in both
        if term.school_id is None
        and not any(mine.starts_on <= term.ends_on and term.starts_on <= mine.ends_on for mine in own)
    ]
    return own, inherited


def term(here: Place, term_id: int) -> Term:
    """Raises `Term.DoesNotExist` for a term of another place."""
    return Term.objects.get(authority=here.authority, school=here.school, pk=term_id)


def closed_days(here: Place) -> list[ClosedDay]:
    """Days kept for this place and, for a school, those of its authority."""
    whose = Q(school__isnull=True) | Q(school=here.school) if here.school else Q(school__isnull=True)
    return list(ClosedDay.objects.filter(whose, authority=here.authority))


def closed_day(here: Place, day_id: int) -> ClosedDay:
    """Raises `ClosedDay.DoesNotExist` for a day of another place."""
    return ClosedDay.objects.get(authority=here.authority, school=here.school, pk=day_id)


def mailboxes(authority_id: int) -> dict[str, Mailbox]:
    """Every mailbox of an authority by its purpose: one query where several recipients are looked up."""
    return {one.purpose: one for one in Mailbox.objects.filter(authority_id=authority_id)}


def mailbox(authority_id: int, purpose: str) -> Mailbox | None:
    """Where the authority wants papers of this purpose sent; None if it has not said."""
    return Mailbox.objects.filter(authority_id=authority_id, purpose=purpose).first()


@dataclass(frozen=True)
class Day:
    """One weekday of the year view; `kind` is "school", "holiday", "bank", "inset", "closure", "estimate" or "" (other month)."""

    number: int
    kind: str
    note: str = ""


def school_year(here: Place, starts: int, closed: list[ClosedDay]) -> dict[str, Any]:
    """September `starts` to the August after: months of weeks of five `Day`s, and school days per term and in all."""
    calendar = here.calendar
    bank = bank_holidays(here.authority.nation, (starts, starts + 1))
    shut = {day.day: day for day in closed}
    shown = []
    for offset in range(12):
        year, month = (starts, 9 + offset) if offset < 4 else (starts + 1, offset - 3)
        weeks = []
        for week in months.Calendar().monthdatescalendar(year, month):
            days = [_day(day, month, calendar, bank, shut) for day in week[:5]]
            if any(day.kind for day in days):
                weeks.append(days)
        shown.append({"first": dt.date(year, month, 1), "weeks": weeks})
    first, last = dt.date(starts, 9, 1), dt.date(starts + 1, 8, 31)
    known = [term for term in calendar.terms if term.start <= last and term.end >= first]
    counted = [(term, _count(calendar, term.start, term.end)) for term in known]
    return {"months": shown, "terms": counted, "total": sum(number for _, number in counted)}


def _count(calendar: SchoolCalendar, first: dt.date, last: dt.date) -> int:
    return calendar.school_days_between(first - dt.timedelta(days=1), last).count


def _day(
    day: dt.date, month: int, calendar: SchoolCalendar, bank: dict[dt.date, str], shut: dict[dt.date, ClosedDay]
) -> Day:
    if day.month != month:
        return Day(0, "")
    if day in shut:
        return Day(day.day, str(shut[day].reason), shut[day].note)
    if day in bank:
        return Day(day.day, "bank", bank[day])
    try:
        meets = calendar.is_school_day(day)
    except LookupError:
        return Day(day.day, "estimate")
    if calendar.is_estimated(day):
        return Day(day.day, "estimate")
    return Day(day.day, "school" if meets else "holiday")


def _reach(access: Access) -> Q:
    return Q(pk__in=access.school_ids) | Q(authority_id__in=access.authority_ids)
