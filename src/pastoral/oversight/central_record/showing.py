"""One line of the central record as it is shown and exported: where the child is, how many hours, who has the child otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.casework.timetables.colours import Colour
from pastoral.casework.timetables.facts import PLANS_OF_ALN
from pastoral.casework.timetables.forms import PLACE_LABELS
from pastoral.casework.timetables.grid import school_day, slots_of
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.records.cases.addresses import address
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.facts import year_label, year_of
from pastoral.records.pupils.models import CareStatus
from pastoral.rules.reduced import CIRCUMSTANCE_LABELS, REASON_LABELS, ReducedFacts
from pastoral.rules.reduced.facts import RUNNING
from pastoral.rules.reduced.hours import full_time_hours, plain
from pastoral.rules.reduced.register import register_row

SOON_DAYS, WEEK_DAYS = 14, 7


@dataclass(frozen=True)
class Line:
    """What the list says of one child. `groups` is empty for who may not know; `percent` is of a full week (0 without a figure)."""

    row: Any
    name: str
    href: str
    year: str
    stage: str
    reason: str
    circumstance: str
    hours: str
    full: str
    percent: int
    where: tuple[str, ...]
    responsible: tuple[str, ...]
    nobody: str
    officers: tuple[str, ...]
    groups: tuple[Status, ...]
    since: dt.date | None
    until: dt.date | None
    end: Status | None
    review_on: dt.date | None
    review: Status | None
    colour: Colour | None


def line_of(row: Any, today: dt.date, *, groups: bool) -> Line:
    """From a timetable with what hangs on it (`queries.with_hanging`)."""
    slots = slots_of(row.periods, row.cells, row.weeks)
    known = register_row(ReducedFacts(key=str(row.pk), slots=slots, school_day=school_day(row.periods)))
    year, label = year_of(row.pupil, today), year_label(row.pupil, today)
    full = full_time_hours(year.number if year else None, pack_of(row.policy_version_id).policy)
    hours: Decimal | None = row.hours_a_week if row.hours_a_week is not None else known.hours
    running = row.status in RUNNING
    return Line(
        row=row,
        name=f"{row.pupil.surname}, {row.pupil.preferred_name or row.pupil.forename}",
        href=address("timetable", row.pk),
        year=say(label) if label else "",
        stage=str(row.get_status_display()),
        reason=_(REASON_LABELS[row.reason]) if row.reason in REASON_LABELS else "",
        circumstance=_(CIRCUMSTANCE_LABELS[row.circumstance]) if row.circumstance in CIRCUMSTANCE_LABELS else "",
        hours="" if hours is None else plain(hours),
        full="" if full is None else plain(full),
        percent=min(100, round(hours / full * 100)) if full and hours is not None else 0,
        where=tuple(place_name(place, row.school.name) for place in known.settings),
        responsible=known.responsible,
        nobody=nobody_words(row.adults_missing),
        officers=tuple(dict.fromkeys(one.name for one in row.officers)),
        groups=tuple(_groups(row)) if groups else (),
        since=row.began_on or row.start_on,
        until=row.end_on,
        end=_end(row, today) if running else None,
        review_on=row.next_review_on,
        review=_review(row.next_review_on, today) if running else None,
        colour=row.colour,
    )


def place_name(place: str, school: str) -> str:
    """A setting of the grid in words: the school's own name, the provider's, or what kind of place it is."""
    if place == "school":
        return school
    return str(PLACE_LABELS[place]) if place in PLACE_LABELS else place


def nobody_words(number: int) -> str:
    """How many stretches of the week have nobody; "" where each has somebody."""
    if not number:
        return ""
    return ngettext("Nobody is named for %(n)s time away", "Nobody is named for %(n)s times away", number) % {"n": number}


def _groups(row: Any) -> list[Status]:
    needs, care = {need.kind for need in row.needs}, {one.kind for one in row.care}
    said = []
    if CareStatus.Kind.LOOKED_AFTER in care:
        said.append(Status(_("Looked after"), "private"))
    if CareStatus.Kind.CHILD_PROTECTION in care:
        said.append(Status(_("Child protection"), "private"))
    said += [Status(need, "private") for need in dict.fromkeys(_plan(kind) for kind in PLANS_OF_ALN if kind in needs)]
    if row.workers:
        said.append(Status(_("Social worker"), "private"))
    return said


def _plan(kind: str) -> str:
    return _("EHCP") if kind == "ehcp" else _("IDP")


def _review(day: dt.date | None, today: dt.date) -> Status:
    if day is None:
        return Status(_("No review planned"), "late")
    days = (day - today).days
    if days < 0:
        return Status(ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}, "late")
    if days == 0:
        return Status(_("Today"), "soon")
    return Status(_("This week"), "soon") if days <= WEEK_DAYS else Status(_("Planned"), "good")


def _end(row: Any, today: dt.date) -> Status | None:
    if row.end_on is not None and row.end_on < today:
        return Status(_("The last day is over"), "late")
    if row.limit_on is not None and row.limit_on < today:
        if row.authorised_until is not None and row.authorised_until >= today:
            return Status(_("A longer time is authorised"), "waiting")
        weeks = -(-(today - row.limit_on).days // 7)
        return Status(ngettext("%(n)s week past the limit", "%(n)s weeks past the limit", weeks) % {"n": weeks}, "late")
    if row.end_on is not None and (row.end_on - today).days <= SOON_DAYS:
        return Status(_("Ends soon"), "soon")
    return None
