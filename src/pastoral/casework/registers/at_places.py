"""What placements say of where a child is to be in each session, with the school's and the authority's eyes (table 3.4)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pastoral.casework.placements.models import Placement, Session
from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.organisations.calendars import calendars_from, rows_of_schools
from pastoral.records.providers.models import Site
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.attendance.facts import ArrangedBy, Half, Place

from .day import DAY, halves_of, holds, meets, with_sites

RUNNING = (Placement.Stage.LIVE, Placement.Stage.ENDING, Placement.Stage.CLOSED)
IN_SCHOOL = ("in_school_unit", "inclusion_centre")


def ran_in(access: Access, start: dt.date, end: dt.date, pupil_ids: Iterable[int] | None = None) -> QuerySet[Placement]:
    """The placements that ran on some day of this time: begun, and not ended before it."""
    found: QuerySet[Placement] = Placement.objects.visible_to(access).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=start), Q(ends_on__isnull=True) | Q(ends_on__gte=start), Q(began_on__lte=end),
        stage__in=RUNNING,
    )  # fmt: skip
    return found if pupil_ids is None else found.filter(pupil_id__in=list(pupil_ids))


def sessions_of(access: Access, rows: Iterable[Placement]) -> dict[int, list[Session]]:
    """Placement's key → its times. One query."""
    found: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.visible_to(access).filter(placement_id__in=[row.pk for row in rows]).select_related("site"):
        found[session.placement_id].append(session)
    return found


def runs_on(row: Placement, day: dt.date) -> bool:
    """Whether this day is one of the placement's."""
    lasts = [last for last in (row.ended_on, row.ends_on) if last is not None]
    return row.began_on is not None and row.began_on <= day and (not lasts or day <= min(lasts))


def due_at_places(access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date) -> dict[int, list[SessionFacts]]:
    """Pupil's key → the sessions that placements settle, both days included, each half day once. Two queries at most."""
    rows = list(ran_in(access, start, end, pupil_ids).select_related("provider", "site", "school__authority").order_by("starts_on", "pk"))
    if not rows:
        return {}
    schools = {row.school_id: row.school for row in rows}.values()
    sessions = Session.objects.visible_to(access).filter(placement_id__in=[row.pk for row in rows])
    sites = Site.objects.visible_to(access).filter(pk__in=sessions.order_by().values("site_id"))
    read = together(sessions=sessions, sites=sites, **rows_of_schools(schools))
    times: dict[int, list[Session]] = defaultdict(list)
    for session in with_sites(read["sessions"], read["sites"]):
        times[session.placement_id].append(session)
    calendars = calendars_from(schools, read["terms"], read["closed"])
    found: dict[int, dict[tuple[dt.date, Half], SessionFacts]] = defaultdict(dict)
    for row in rows:
        mine = times[row.pk]
        day = max(start, row.began_on or start)
        while day <= end and runs_on(row, day):
            held = [session for session in mine if holds(session, day)]
            if held and meets(calendars[row.school_id], day):
                for session in held:
                    for half in halves_of(session.starts, session.ends):
                        found[row.pupil_id].setdefault((day, half), _facts(row, session, day, half))
            day += DAY
    return {pupil: list(sessions.values()) for pupil, sessions in found.items()}


def _facts(row: Placement, session: Session, day: dt.date, half: Half) -> SessionFacts:
    site = session.site or row.site
    place: Place = "provider"
    if row.setting in IN_SCHOOL:
        place = "school"
    elif site is not None and site.kind in ("online", "home"):
        place = "online" if site.kind == "online" else "home"
    dual = row.registration == "dual" and (row.dual_from is None or row.dual_from <= day)
    arranged: ArrangedBy = "authority" if row.arranged_by in ("authority", "education_centre") else "school"
    return SessionFacts(
        on=day, half=half, place=place, arranged_by=arranged, registered_there=dual,
        nature=row.provider.name if row.provider is not None else "",
    )  # fmt: skip
