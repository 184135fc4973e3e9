"""Writes: registers (see `importing.py`), term dates, and the days on which a school is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.questions.merging import merged, put, values_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.calendar import Term as TermDates
from pastoral.rules.sentences import Refused, Sentence, say

from .importing import ImportReport, import_authorities, import_schools
from .models import ClosedDay, Term
from .queries import Place

__all__ = [
    "ImportReport", "change_term", "close_days", "import_authorities", "import_schools", "open_again", "remove_term", "save_term",
]  # fmt: skip
TERM_FIELDS = ("name", "starts_on", "ends_on", "half_starts_on", "half_ends_on")
LONGEST_TERM = dt.timedelta(days=200)
LONGEST_CLOSURE = dt.timedelta(days=31)


def save_term(
    *,
    by: Access,
    here: Place,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    half_starts_on: dt.date | None = None,
    half_ends_on: dt.date | None = None,
    term: Term | None = None,
) -> Term:
    """Add a term, or change `term`. Raises `Refused` with every reason why the dates cannot be right."""
    by.require(Permission.MANAGE_SCHOOL)
    reasons = _wrong_dates(starts_on, ends_on, half_starts_on, half_ends_on)
    if not reasons:
        reasons = _overlaps(here, starts_on, ends_on, but=term) or _no_school_day(
            here, TermDates(name, starts_on, ends_on)
        )
    if reasons:
        raise Refused(reasons)
    kept = term or Term(authority=here.authority, school=here.school)
    kept.name, kept.starts_on, kept.ends_on = name, starts_on, ends_on
    kept.half_starts_on, kept.half_ends_on = half_starts_on, half_ends_on
    with recording("term.changed" if term else "term.added", by=by) as record:
        kept.save()
        record.about(
            here.school or here.authority, changes={"term": kept.pk, "from": str(starts_on), "to": str(ends_on)}
        )
    return kept


def change_term(*, by: Access, here: Place, term_id: int, base: Mapping[str, Any] | None, mine: Mapping[str, Any]) -> Term:
    """Change a term that somebody else may be changing too. Raises `Clashing` where both changed one date, and `Refused`."""
    by.require(Permission.MANAGE_SCHOOL)
    with transaction.atomic():
        term = Term.objects.select_for_update().get(authority=here.authority, school=here.school, pk=term_id)
        current = values_of(term, TERM_FIELDS)
        put(term, merged(base, mine, current), current)
        return save_term(by=by, here=here, term=term, **{name: getattr(term, name) for name in TERM_FIELDS})


def remove_term(*, by: Access, here: Place, term: Term) -> None:
    """Take a term away; for a school, the authority's dates count again."""
    by.require(Permission.MANAGE_SCHOOL)
    with recording("term.removed", by=by) as record:
        record.about(
            here.school or here.authority,
            changes={"term": term.pk, "from": str(term.starts_on), "to": str(term.ends_on)},
        )
        term.delete()


def close_days(
    *, by: Access, here: Place, first: dt.date, last: dt.date | None, reason: str, note: str = ""
) -> list[ClosedDay]:
    """Close each school day from `first` to `last`. Raises `Refused` when there is none to close."""
    by.require(Permission.MANAGE_SCHOOL)
    until = last or first
    if until < first:
        raise Refused(
            say("CAL-02.backwards", "The last day ({last}) is before the first ({first}).", first=first, last=until)
        )
    if until - first > LONGEST_CLOSURE:
        raise Refused(say("CAL-02.long", "This is longer than a month. Change the term dates instead."))
    calendar = here.calendar
    days = [first + dt.timedelta(days=n) for n in range((until - first).days + 1)]
    unknown = [day for day in days if calendar.term_containing(day) is None]
    if unknown:
        raise Refused(say("CAL-02.not_in_term", "{day} is not in term, so there is nothing to close.", day=unknown[0]))
    whose = Q(school__isnull=True) | Q(school=here.school)
    already = set(ClosedDay.objects.filter(whose, authority=here.authority, day__in=days).values_list("day", flat=True))
    meeting = [day for day in days if calendar.is_school_day(day)]
    if not meeting:
        day = first
        if day in already:
            raise Refused(say("CAL-02.already", "The school is already closed on {day}.", day=day))
        raise Refused(say("CAL-02.no_school", "{day} is in term, but there is no school that day anyway.", day=day))
    shut = replace(calendar, closed_days=calendar.closed_days | frozenset(meeting))
    if (year := shut.year_without_school()) is not None and calendar.year_without_school() is None:
        raise Refused(
            say(
                "CAL-02.no_year",
                "Then the school would not meet on a single day of the school year that starts in {year}.",
                year=str(year.year),
            )
        )
    with recording("days.closed", by=by) as record:
        made = ClosedDay.objects.bulk_create(
            [
                ClosedDay(authority=here.authority, school=here.school, day=day, reason=reason, note=note)
                for day in meeting
            ]
        )
        record.about(
            here.school or here.authority, changes={"first": str(meeting[0]), "days": len(meeting), "reason": reason}
        )
    return made


def open_again(*, by: Access, here: Place, day: ClosedDay) -> None:
    """The school meets on that day after all."""
    by.require(Permission.MANAGE_SCHOOL)
    with recording("day.opened_again", by=by) as record:
        record.about(here.school or here.authority, changes={"day": str(day.day)})
        day.delete()


def _wrong_dates(
    starts_on: dt.date, ends_on: dt.date, half_starts_on: dt.date | None, half_ends_on: dt.date | None
) -> list[Sentence]:
    if ends_on <= starts_on:
        return [
            say(
                "CAL-02.end",
                "The term ends on {end}, which is not after it starts ({start}).",
                end=ends_on,
                start=starts_on,
            )
        ]
    reasons = []
    if ends_on - starts_on > LONGEST_TERM:
        reasons.append(say("CAL-02.too_long", "A term is not longer than 200 days. Check the years."))
    if (half_starts_on is None) != (half_ends_on is None):
        reasons.append(say("CAL-02.half", "Half-term needs its first and its last day."))
    elif half_starts_on and half_ends_on:
        if half_ends_on < half_starts_on:
            reasons.append(say("CAL-02.half_end", "Half-term ends before it starts."))
        elif half_starts_on <= starts_on or half_ends_on >= ends_on:
            reasons.append(say("CAL-02.half_outside", "Half-term must lie inside the term."))
    return reasons


def _no_school_day(here: Place, term: TermDates) -> list[Sentence]:
    """A term of closed days and weekends alone is a slip of the keyboard."""
    alone = SchoolCalendar(
        terms=(term,), closed_days=here.calendar.closed_days, bank_holidays=here.calendar.bank_holidays
    )
    if alone.year_without_school() is None:
        return []
    return [
        say("CAL-02.no_day", "There is no school day between {start} and {end}.", start=term.start, end=term.end)
    ]


def _overlaps(here: Place, starts_on: dt.date, ends_on: dt.date, *, but: Term | None) -> list[Sentence]:
    others = Term.objects.filter(
        authority=here.authority, school=here.school, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    return [
        say(
            "CAL-02.overlap",
            "These dates overlap with {name}, from {start} to {end}.",
            name=other.name,
            start=other.starts_on,
            end=other.ends_on,
        )  # fmt: skip
        for other in others
    ]
