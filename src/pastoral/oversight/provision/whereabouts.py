"""Where each child in alternative provision should be now, and who has said that the child is there (ENG-KC-04, 2.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from pastoral.casework.placements.models import Session
from pastoral.casework.registers.day import holding_on
from pastoral.casework.registers.models import Mark
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import pupil_scope_q
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.calendar import CalendarUnknown
from pastoral.rules.placements.facts import RUNNING

PAGE_SIZE = 50


@dataclass(frozen=True)
class Here:
    """One child at one place for a stretch of the day. `said` is the last word of the register of that half day, or None."""

    session: Session
    meets: bool  # the child's school meets on this day
    said: Mark | None

    @property
    def placement(self) -> Any:
        return self.session.placement

    @property
    def site(self) -> Any:
        return self.session.site or self.session.placement.site

    @property
    def address(self) -> str:
        """ "" where nobody has written it down, which ENG-KC-04 does not allow."""
        site = self.site
        return ", ".join(part for part in (site.address, site.postcode) if part) if site is not None else ""


def due(access: Access, day: dt.date, *, at: dt.time | None = None, school: int | None = None, provider: int | None = None) -> Any:
    """The times of every running placement on a day, or those that hold at one moment of it. A query, not run."""
    reach = pupil_scope_q(replace(access, pupil_ids=frozenset()))
    found = Session.objects.visible_to(access).filter(
        reach, holding_on(day), Q(placement__ended_on__isnull=True) | Q(placement__ended_on__gte=day),
        placement__stage__in=RUNNING, placement__starts_on__lte=day,
    )  # fmt: skip
    if at is not None:
        found = found.filter(starts__lte=at, ends__gt=at)
    if school is not None:
        found = found.filter(school_id=school)
    if provider is not None:
        found = found.filter(placement__provider_id=provider)
    return found.order_by(F("placement__provider__name"), "starts", "placement__pupil__surname", "pk")


def page_of_due(access: Access, day: dt.date, page: object = 1, **narrowed: Any) -> PageOf[Here]:
    """Fifty of them. Three queries, and those of calendars that are not at hand."""
    rows = due(access, day, **narrowed).select_related(
        "placement__pupil", "placement__provider", "placement__site", "site", "school__authority"
    )
    listed = page_of(rows, page, PAGE_SIZE)
    return replace(listed, items=with_marks(access, list(listed.items), day))


def with_marks(access: Access, rows: Sequence[Session], day: dt.date) -> list[Here]:
    """These times in this order, each with what was said of it."""
    said: dict[tuple[int, str], Mark] = {}
    marks = Mark.objects.visible_to(access).filter(placement_id__in={row.placement_id for row in rows}, on=day)
    for mark in marks.order_by("pk"):
        said[mark.placement_id, mark.half] = mark
    calendars = calendars_of({row.school_id: row.school for row in rows}.values())
    return [
        Here(row, _meets(calendars[row.school_id], day), said.get((row.placement_id, "am" if row.starts < dt.time(12) else "pm")))
        for row in rows
    ]


def now_or(given: str) -> tuple[dt.date, dt.time | None]:
    """The day and the moment of the page: now, or the whole of today where "day" is asked for."""
    local = timezone.localtime()
    return local.date(), None if given == "day" else local.time().replace(second=0, microsecond=0)


def _meets(calendar: Any, day: dt.date) -> bool:
    try:
        return bool(calendar.is_school_day(day))
    except CalendarUnknown:
        return False
