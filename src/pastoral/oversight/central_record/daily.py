"""An officer's day: who is expected where and at which hours, who is away by agreement and with whom, and what cannot wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.casework.timetables.grid import ATTENDED, Cell, Period, cell_of, lessons
from pastoral.casework.timetables.in_force import AGREED_AHEAD, held, meets, rows_in
from pastoral.casework.timetables.models import Objection, Step
from pastoral.foundation.access import Access
from pastoral.foundation.govuk.parts import Tone
from pastoral.foundation.govuk.words import date_long, when
from pastoral.records.cases.addresses import address
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import accepted_on
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.reduced.facts import RUNNING
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.way_back import Planned, missed

from . import queries
from .filters import Filters
from .showing import place_name

MOST = 150  # children on one page; a larger authority chooses a school
REGISTER_PAGE = "pupil-attendance"
LISTED = (
    "status", "start_on", "began_on", "end_on", "limit_on", "next_review_on", "authority_id", "pupil__surname", "pupil__forename",
    "pupil__preferred_name", "school__name", "school__authority__nation",
)  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Lessons in a row at one place. `with_` is who has the child where no setting does, "" where nobody is named."""

    starts: str
    ends: str
    place: str
    away: bool
    with_: str = ""


@dataclass(frozen=True)
class Reason:
    """One thing to do or to know of a child, and the page where it is done."""

    text: str
    href: str
    tone: Tone


@dataclass
class Child:
    """One child of the day. `known` is false where the week says nothing of this day."""

    row: Any
    name: str
    school: str
    href: str
    day: tuple[Stretch, ...] = ()
    closed: bool = False
    known: bool = True
    first: list[Reason] = field(default_factory=list)
    today: list[Reason] = field(default_factory=list)
    week: list[Reason] = field(default_factory=list)

    @property
    def expected(self) -> tuple[Stretch, ...]:
        return tuple(one for one in self.day if not one.away)

    @property
    def away(self) -> tuple[Stretch, ...]:
        return tuple(one for one in self.day if one.away)


@dataclass(frozen=True)
class Day:
    """The page: `on` is today, or the next school day where there is no school today."""

    on: dt.date
    is_today: bool
    children: tuple[Child, ...]
    more: int
    mine: bool
    has_own: bool

    def with_reasons(self, urgency: str) -> list[Child]:
        """The children of one urgency: those whose families wait for an answer first, then those with most to be done."""
        own = [child for child in self.children if getattr(child, urgency)]
        return sorted(own, key=lambda child: (child.row.said_at is None, -len(getattr(child, urgency))))


def day_of(access: Access, *, school: int | None = None, mine: bool | None = None) -> Day:
    """The day of the reader's own children where they are named as the EWO of any (or `mine`), else of everybody in reach."""
    today = timezone.localdate()
    own = set(queries.mine(access).values_list("pupil_id", flat=True)) if access.authority_ids else set()
    only_own = bool(own) if mine is None else mine and bool(own)
    found = queries.narrowed(access, Filters(school=school)).filter(_of_these_days(today))
    if only_own:
        found = found.filter(pupil_id__in=own)
    unanswered = Objection.objects.visible_to(access).filter(timetable=OuterRef("pk"), answered_at__isnull=True)
    rows: list[Any] = list(
        found.select_related("pupil", "school__authority").only(*LISTED)
        .annotate(authorised_until=queries.authorised_until(access), said_at=Subquery(unanswered.order_by("said_at").values("said_at")[:1]))
        .order_by("school__name", "pupil__surname", "pupil__forename", "pk")[: MOST + 1]
    )  # fmt: skip
    more, rows = max(0, len(rows) - MOST), rows[:MOST]
    calendars = calendars_of({row.school_id: row.school for row in rows}.values()) if rows else {}
    on = _school_day(today, calendars.values())
    children = [
        Child(row, str(row.pupil), row.school.name, address("timetable", row.pk), closed=not meets(calendars[row.school_id], on))
        for row in rows
    ]
    steps = _put_days(access, children, calendars, on, today)
    for child in children:
        _reasons_of_dates(child, steps.get(child.row.pk, []), on)
    _reasons_of_others(access, children)
    return Day(on, on == today, tuple(children), more, only_own, bool(own))


def _of_these_days(today: dt.date) -> Q:
    week = today + dt.timedelta(days=7)
    return Q(status__in=RUNNING) | Q(status__in=AGREED_AHEAD, start_on__lte=week)


def _school_day(today: dt.date, calendars: Iterable[SchoolCalendar]) -> dt.date:
    """Today if any of these schools meets, else the first day on which one does."""
    known = list(calendars)
    if not known or any(meets(calendar, today) for calendar in known):
        return today
    days = []
    for calendar in known:
        try:
            days.append(calendar.next_school_day(today))
        except CalendarUnknown:
            continue
    return min(days, default=today)


def _put_days(
    access: Access, children: list[Child], calendars: dict[int, SchoolCalendar], on: dt.date, today: dt.date
) -> dict[int, list[Step]]:
    """Say of each child where it is to be on that day; gives back the steps of each timetable. One query."""
    own = {child.row.pk: child for child in children}
    steps: dict[int, list[Step]] = {}
    rows = rows_in(access, [child.row.pupil_id for child in children], on, on) if children else []
    for row, grids, planned in rows:
        child = own.get(row.pk)
        if child is None:
            continue
        steps[row.pk] = planned
        for one in held(row, grids, planned, on, on, today=today):
            child.known = one.hours is None
            for day, week in one.days(calendars[row.school_id]) if one.hours is None else ():
                child.day = _stretches(one.periods, one.cells, week, day.isoweekday(), child.school)
    return steps


def _stretches(periods: list[Period], cells: dict[str, Cell], week: int, weekday: int, school: str) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for number in lessons(periods, weekday):
        cell, period = cell_of(cells, week, weekday, number), periods[number]
        away = cell["place"] not in ATTENDED
        where = cell.get("what") or cell["place"] if cell["place"] in ("provider", "tuition") else cell["place"]
        now = Stretch(
            period["starts"], period["ends"], place_name(where, school), away, cell.get("responsible", "").strip() if away else ""
        )
        last = found[-1] if found else None
        if last is not None and (last.place, last.away, last.with_) == (now.place, now.away, now.with_):
            found[-1] = Stretch(last.starts, now.ends, now.place, now.away, now.with_)
        else:
            found.append(now)
    return tuple(found)


def _reasons_of_dates(child: Child, steps: list[Step], on: dt.date) -> None:
    row, week_ends = child.row, on + dt.timedelta(days=6 - on.weekday())
    if any(not one.with_ for one in child.away):
        child.first.append(Reason(_("Nobody is named for the time away"), address("timetable-adults", row.pk), "late"))
    if row.status in RUNNING and row.end_on is not None and row.end_on < on:
        words = _("It ended on %(day)s and still runs") % {"day": date_long(row.end_on)}
        child.first.append(Reason(words, address("timetable-reviews", row.pk), "late"))
    elif row.status in RUNNING and row.limit_on is not None and row.limit_on < on and (row.authorised_until or on) <= on:
        words = _("Past the limit of %(day)s") % {"day": date_long(row.limit_on)}
        child.first.append(Reason(words, address("timetable-extension", row.pk), "late"))
    _dated(child, row.next_review_on, on, week_ends, "timetable-reviews", _("Review was due %(day)s"), _("Review: %(day)s"))
    if row.end_on is not None and row.end_on >= on:
        _dated(child, row.end_on, on, week_ends, "timetable-reviews", "", _("Last day: %(day)s"))
    if row.status in AGREED_AHEAD and row.start_on is not None and row.start_on >= on:
        _dated(child, row.start_on, on, week_ends, "timetable", "", _("First day: %(day)s"))
    planned = [Planned(step.on, step.hours, step.reached_on, step.pk) for step in steps]
    late = {step.key for step in missed(planned, on)} if row.status in RUNNING else set()
    for step in planned:
        hours = {"hours": plain(step.hours), "day": "%(day)s"}
        if step.key in late:
            words = _("Step to %(hours)s hours a week was due %(day)s") % {**hours, "day": when(step.on, today=on)}
            child.first.append(Reason(words, address("timetable-way-back", row.pk), "late"))
        elif step.reached_on is None and step.on >= on:
            _dated(child, step.on, on, week_ends, "timetable-way-back", "", _("Step to %(hours)s hours a week: %(day)s") % hours)


def _dated(
    child: Child, day: dt.date | None, on: dt.date, week_ends: dt.date, page: str, was: str, will: str
) -> None:  # fmt: skip
    """A day that is past, today, or still in this week."""
    if day is None or day > week_ends:
        return
    href = address(page, child.row.pk)
    if day < on:
        if was:
            child.first.append(Reason(was % {"day": when(day, today=on)}, href, "late"))
    elif day == on:
        child.today.append(Reason(will % {"day": _("today") if on == timezone.localdate() else date_long(day)}, href, "soon"))
    else:
        child.week.append(Reason(will % {"day": date_long(day)}, href, "now"))


def _reasons_of_others(access: Access, children: list[Child]) -> None:
    """What families say that nobody answered, and marks that differ from what was agreed. One query."""
    if not children:
        return
    for child in children:
        if child.row.said_at is not None:
            day = {"day": when(timezone.localdate(child.row.said_at))}
            words = _("The family says: this is not what we agreed (%(day)s)") % day
            child.first.insert(0, Reason(words, child.href, "late"))
    by_pupil, marks = {child.row.pupil_id: child for child in children}, dict[int, int]()
    found = Finding.objects.visible_to(access).filter(
        pupil_id__in=by_pupil, cleared_on__isnull=True, link_name=REGISTER_PAGE
    )
    for pk in found.exclude(accepted_on(timezone.localdate())).values_list("pupil_id", flat=True):
        marks[pk] = marks.get(pk, 0) + 1
    for pk, number in marks.items():
        words = ngettext(
            "%(n)s mark of the register differs from what was agreed", "%(n)s marks of the register differ from what was agreed", number
        ) % {"n": number}  # fmt: skip
        by_pupil[pk].first.append(Reason(words, address(REGISTER_PAGE, pk), "soon"))
