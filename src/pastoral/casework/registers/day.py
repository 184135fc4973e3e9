"""Who is due at a provider in each half day, by place and times: read with the provider's eyes, or with a school's or an authority's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from pastoral.casework.placements.models import Place, Session
from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.organisations.calendars import calendars_from, rows_of_schools
from pastoral.records.providers.models import Site
from pastoral.rules.attendance.facts import Half
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar

from .models import Mark

NOON, AFTER_LUNCH, LATE_MORNING = dt.time(12, 30), dt.time(13, 15), dt.time(11, 30)
DAY = dt.timedelta(days=1)


def halves_of(starts: dt.time, ends: dt.time) -> tuple[Half, ...]:
    """The half days of a register that a stretch of time is in: one that begins late in the morning is the afternoon's alone."""
    found: list[Half] = []
    if starts < LATE_MORNING:
        found.append("am")
    if ends >= AFTER_LUNCH:
        found.append("pm")
    return tuple(found) or (("am",) if starts < NOON else ("pm",))


@dataclass(frozen=True)
class Due:
    """One child in one half day of one provider, with everything that was said of it, the first said first."""

    place: Place
    session: Session
    on: dt.date
    half: Half
    marks: tuple[Mark, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.place.placement_id}-{self.half}"

    @property
    def group(self) -> tuple[int, str]:
        """Where the child is due and in which of the provider's groups: a register is taken for each."""
        return self.session.site_id or self.place.site_id or 0, self.place.group

    @property
    def mark(self) -> Mark | None:
        """The last word."""
        return self.marks[-1] if self.marks else None

    @property
    def question(self) -> Mark | None:
        """What somebody else had said without seeing this, until one who has seen both answers."""
        last = self.mark
        if last is None or last.against_id is None:
            return None
        return next((one for one in self.marks if one.pk == last.against_id), None)


@dataclass(frozen=True)
class Group:
    """One register: the children of one group at one site."""

    site_id: int
    name: str
    children: tuple[Due, ...] = field(default=())

    @property
    def key(self) -> str:
        return f"{self.site_id}:{self.name}"

    def of(self, half: str) -> list[Due]:
        return [one for one in self.children if one.half == half]

    @property
    def halves(self) -> tuple[Half, ...]:
        there = {one.half for one in self.children}
        return tuple(half for half in ("am", "pm") if half in there)  # type: ignore[misc]  # the halves


def holds(session: Session, day: dt.date) -> bool:
    """Whether these times are those of this day."""
    if session.weekday != day.isoweekday():
        return False
    return (session.since is None or session.since <= day) and (session.until is None or day <= session.until)


def holding_on(day: dt.date) -> Q:
    """The same, asked of the database."""
    return Q(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day), weekday=day.isoweekday())


def there_on(place: Place, day: dt.date) -> bool:
    """Whether the child has the place on this day: begun, not past its last day, not ended."""
    lasts = [last for last in (place.last_on, place.ended_on) if last is not None]
    return place.first_on is not None and place.first_on <= day and (not lasts or day <= min(lasts))


def meets(calendar: SchoolCalendar, day: dt.date) -> bool:
    try:
        return calendar.is_school_day(day)
    except CalendarUnknown:
        return False


def places_between(access: Access, start: dt.date, end: dt.date, *, placements: Iterable[int] | None = None) -> list[Place]:
    """The places that hold on some day of this time. One query."""
    rows = Place.objects.visible_to(access).filter(
        Q(last_on__isnull=True) | Q(last_on__gte=start), Q(ended_on__isnull=True) | Q(ended_on__gte=start), first_on__lte=end
    )
    if placements is not None:
        rows = rows.filter(placement_id__in=list(placements))
    return list(rows.select_related("site", "provider", "school__authority"))


def due_between(
    access: Access, start: dt.date, end: dt.date, *, places: Sequence[Place] | None = None, marks: bool = True
) -> list[Due]:
    """Every half day at a provider on days when the child's school meets, both days included. Two queries; one with `places`.

    `places` come with site, provider, school and the school's authority.
    """
    held = places_between(access, start, end) if places is None else list(places)
    if not held:
        return []
    ids, schools = [one.placement_id for one in held], {one.school_id: one.school for one in held}.values()
    weekdays = {(start + number * DAY).isoweekday() for number in range(min(7, (end - start).days + 1))}
    sessions = Session.objects.visible_to(access).filter(placement_id__in=ids, weekday__in=weekdays)
    answers = Mark.objects.visible_to(access).filter(placement_id__in=ids, on__range=(start, end)).order_by("pk")
    read = together(
        sessions=sessions, sites=Site.objects.visible_to(access).filter(pk__in=sessions.order_by().values("site_id")),
        marks=answers if marks else answers.none(), **rows_of_schools(schools),
    )  # fmt: skip
    times: dict[int, list[Session]] = defaultdict(list)
    for session in with_sites(read["sessions"], read["sites"]):
        times[session.placement_id].append(session)
    said: dict[tuple[int, dt.date, str], list[Mark]] = defaultdict(list)
    for mark in read["marks"]:
        said[mark.placement_id, mark.on, mark.half].append(mark)
    calendars = calendars_from(schools, read["terms"], read["closed"])
    found = []
    day = start
    while day <= end:
        for place in held:
            if not there_on(place, day) or not meets(calendars[place.school_id], day):
                continue
            halves: dict[Half, Session] = {}
            for session in times[place.placement_id]:
                if holds(session, day):
                    for half in halves_of(session.starts, session.ends):
                        halves.setdefault(half, session)
            found += [
                Due(place, session, day, half, tuple(said.get((place.placement_id, day, half), ())))
                for half, session in sorted(halves.items())
            ]
        day += DAY
    return found


def with_sites(sessions: Iterable[Session], sites: Iterable[Site]) -> list[Session]:
    """These times, each with its own site where it has one."""
    there, found = {site.pk: site for site in sites}, list(sessions)
    for one in found:
        if one.site_id is not None:
            one.site = there.get(one.site_id)
    return found


def groups_on(access: Access, day: dt.date, provider_id: int | None = None) -> list[Group]:
    """A provider's registers of one day, by site and group, each child by name."""
    gathered: dict[tuple[int, str], list[Due]] = defaultdict(list)
    for one in due_between(access, day, day):
        if provider_id is None or one.place.provider_id == provider_id:
            gathered[one.group].append(one)
    return [
        Group(site, name, tuple(sorted(children, key=lambda one: (one.place.pupil_name.casefold(), one.place.pk, one.half))))
        for (site, name), children in sorted(gathered.items())
    ]
