"""Where should this child be now? From placements' times, the grid in force, the school's register and what providers said.

A place in alternative provision comes first, then the grid of a reduced timetable, then school. Suspensions are known only by the
register's own code.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pastoral.casework.placements.models import Session
from pastoral.casework.timetables.grid import Cell, stretches_of_day
from pastoral.casework.timetables.in_force import held, rows_in
from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import Document, Heading, Paragraph, Table
from pastoral.foundation.govuk import words
from pastoral.records.attendance.due import Answers, confirmations
from pastoral.records.attendance.queries import Marks, as_marks, week_rows, weeks_from
from pastoral.records.organisations.calendars import calendars_from, rows_of_schools
from pastoral.records.pupils.models import Pupil
from pastoral.rules.attendance import CodesUnknown, codes_in_force
from pastoral.rules.attendance.codes import ATTENDING
from pastoral.rules.attendance.facts import Half

from . import at_places
from .day import Due, groups_on, holding_on, meets

# A school day where no timetable of the child says its times: ours, and said so on the page.
FROM, UNTIL, MIDDAY = dt.time(8, 40), dt.time(15, 30), dt.time(12, 30)
LINGERING = dt.timedelta(minutes=30)  # after the end of a child's time somebody may still be on site
NOWHERE, HOME = "none", "home"
OF_SITE = ("name", "address", "postcode")
READ = (
    "pupil_id", "placement_id", "starts", "ends", "placement__shape", "placement__provider__name", "placement__provider__telephone",
    "site_id", *(f"site__{name}" for name in OF_SITE), *(f"placement__site__{name}" for name in OF_SITE),
)  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Where a child should be. `kind`: school, provider, home (with somebody named), unknown, absent, no_school."""

    pupil: Pupil
    kind: str
    place: str = ""
    address: str = ""
    telephone: str = ""
    responsible: str = ""
    until: str = ""
    said: str = ""  # what the provider or the register says of this half day
    placement_id: int = 0

    @property
    def out(self) -> bool:
        """Not simply in school: what a fire drill must know."""
        return self.kind not in ("school", "no_school")

    @property
    def missing(self) -> bool:
        """Should be somewhere and is said not to be, or nobody knows where the child should be."""
        return self.kind in ("absent", "unknown")


@dataclass(frozen=True, slots=True)
class _Time:
    """One child's time at a provider today, and where that is: as many of these as children are read, and so no model's rows."""

    placement_id: int
    starts: dt.time
    ends: dt.time
    shape: str
    place: str
    address: str
    telephone: str


@dataclass(frozen=True)
class _Day:
    """What was read once for everybody."""

    on: dt.date
    at: dt.time
    half: Half
    times: dict[int, list[_Time]]  # each child's, in order
    cells: dict[int, tuple[str, Cell] | None]  # until when, and where; None: outside the day of the child's grid
    answers: Answers
    marks: dict[int, Marks]
    school_meets: dict[int, bool]
    clock: Callable[[dt.time], str]  # most children's times end at one of a few
    nobody: str


def of(access: Access, pupils: Iterable[Pupil], moment: dt.datetime) -> list[Where]:
    """Where each of these pupils should be at a moment, in their order. Four queries, however many; pupils come with their school."""
    wanted = list(pupils)
    if not wanted:
        return []
    local = timezone.localtime(moment)
    day = _read(access, wanted, local)
    return [
        _where(pupil, day) if day.school_meets[pupil.school_id] else Where(pupil, "no_school", _("No school today"))
        for pupil in wanted
    ]


def _read(access: Access, pupils: Sequence[Pupil], local: dt.datetime) -> _Day:
    on, at = local.date(), local.time()
    half: Half = "am" if at < MIDDAY else "pm"
    ids, schools = [pupil.pk for pupil in pupils], {pupil.school_id: pupil.school for pupil in pupils}
    times = _times(access, on, ids)
    read = together(weeks=week_rows(access, ids, on, on), **rows_of_schools(schools.values()))
    calendars = calendars_from(schools.values(), read["terms"], read["closed"])
    cells: dict[int, tuple[str, Cell] | None] = {}
    for table, grids, steps in rows_in(access, ids, on, on):
        if table.began_on is None or table.school_id not in calendars:
            continue
        for one in held(table, grids, steps, on, on):
            for _on, week in one.days(calendars[table.school_id]):
                cells[table.pupil_id] = _cell(stretches_of_day(one.periods, one.cells, week, on.isoweekday()), at)
    answers = confirmations(access, ids, on, on) if times or cells else {}
    marks = weeks_from((row.pupil_id, row.monday, row.codes, row.at_school_id, row.school_id) for row in read["weeks"])
    return _Day(
        on, at, half, times, cells, answers, {pupil: as_marks(its, on, on) for pupil, its in marks.items()},
        {key: meets(calendar, on) for key, calendar in calendars.items()}, cache(words.clock), _("Nobody there has said yet"),
    )  # fmt: skip


def _times(access: Access, on: dt.date, pupil_ids: Sequence[int]) -> dict[int, list[_Time]]:
    """Pupil's key → the times that placements give a day, with the time's own site or else the placement's. One query."""
    running = at_places.ran_in(access, on, on, pupil_ids).order_by().values("pk")
    rows = Session.objects.visible_to(access).filter(holding_on(on), placement_id__in=running).order_by("starts", "pk")
    found: dict[int, list[_Time]] = defaultdict(list)
    for pupil, placement, starts, ends, shape, provider, telephone, own, *sites in rows.values_list(*READ):
        site, address, postcode = sites[:3] if own is not None else sites[3:]
        place = provider or ""
        if site and site != place:
            place = f"{place}, {site}"
        where = ", ".join(part for part in (address, postcode) if part)
        found[pupil].append(_Time(placement, starts, ends, shape, place, where, telephone or ""))
    return found


def _cell(stretches: Sequence[tuple[dict[str, str], Cell]], at: dt.time) -> tuple[str, Cell] | None:
    now = at.strftime("%H:%M")
    return next(((period["ends"], cell) for period, cell in stretches if period["starts"] <= now < period["ends"]), None)


def _where(pupil: Pupil, day: _Day) -> Where:
    for time in day.times.get(pupil.pk, ()):
        if time.starts <= day.at < time.ends:
            return _at_provider(pupil, time, day)
    if pupil.pk in day.cells:
        cell = day.cells[pupil.pk]
        return _by_grid(pupil, cell, day) if cell is not None else Where(pupil, "no_school", _("The child's day is over, or has not begun"))
    if not FROM <= day.at < UNTIL:
        return Where(pupil, "no_school", _("Outside the school day"))
    if any(time.shape == "full_time" for time in day.times.get(pupil.pk, ())):
        return Where(pupil, "unknown", _("Between times at the provider: the record names nobody"))
    return _in_school(pupil, day)


def _at_provider(pupil: Pupil, time: _Time, day: _Day) -> Where:
    kind, said = _said(pupil, day)
    until, placement = day.clock(time.ends), time.placement_id
    return Where(pupil, kind, time.place, time.address, time.telephone, until=until, said=said, placement_id=placement)


def _said(pupil: Pupil, day: _Day) -> tuple[str, str]:
    """At a provider or absent from it, and who said so."""
    answer = day.answers.get((pupil.pk, day.on, day.half))
    if answer is None:
        return "provider", day.nobody
    said = f"{answer.get_answer_display()}: {answer.said_by}, {words.clock(timezone.localtime(answer.said_at))}"
    return "absent" if answer.answer == "absent" else "provider", said


def _by_grid(pupil: Pupil, cell: tuple[str, Cell], day: _Day) -> Where:
    until, where = cell
    place, what, responsible = where["place"], where.get("what", ""), where.get("responsible", "")
    shown = day.clock(dt.time.fromisoformat(until))
    if place == "school":
        return _in_school(pupil, day)
    if place == "inclusion_centre":
        return Where(pupil, "provider", what or _("Inclusion centre"), until=shown)
    if place in ("provider", "tuition"):
        kind, said = _said(pupil, day)
        return Where(pupil, kind, what or (_("Tuition") if place == "tuition" else _("A provider")), until=shown, said=said)
    if place == HOME or responsible:
        return Where(pupil, "home" if responsible else "unknown", _("At home"), responsible=responsible, until=shown)
    return Where(pupil, "unknown", _("Not at school, and the record names nobody"), until=shown)


def _in_school(pupil: Pupil, day: _Day) -> Where:
    code = day.marks.get(pupil.pk, {}).get((day.on, day.half), "")
    if not code:
        return Where(pupil, "school", pupil.school.name)
    authority = pupil.school.authority
    try:
        known = codes_in_force(authority.nation if authority is not None else "", day.on)
    except CodesUnknown:
        return Where(pupil, "school", pupil.school.name)
    if known.counts(code) in ("", ATTENDING):
        return Where(pupil, "school", pupil.school.name, said=_("Register: %(code)s") % {"code": code})
    meaning = _(known.codes[code].meaning)
    return Where(pupil, "absent", _("Not in school"), said=_("Register: %(code)s, %(meaning)s") % {"code": code, "meaning": meaning})


# Who is on a provider's site


@dataclass(frozen=True)
class OnSite:
    """One site of a provider, with who is due there now or was said to be there."""

    name: str
    children: tuple[Due, ...] = field(default=())

    @property
    def here(self) -> int:
        return sum(is_here(one) for one in self.children)


def on_site(access: Access, provider_id: int, now: dt.datetime) -> list[OnSite]:
    """Each child once, those who are here first: due now, or half an hour past the end of their time."""
    sites: dict[str, dict[int, Due]] = defaultdict(dict)
    for group in groups_on(access, now.date(), provider_id):
        for one in group.children:
            starts = dt.datetime.combine(now.date(), one.session.starts, now.tzinfo)
            ends = dt.datetime.combine(now.date(), one.session.ends, now.tzinfo)
            if starts - LINGERING <= now < ends + LINGERING:
                site = one.session.site or one.place.site
                mine = sites[site.name if site is not None else ""]
                before = mine.get(one.place.placement_id)
                if before is None or one.mark is not None:
                    mine[one.place.placement_id] = one
    return [
        OnSite(name, tuple(sorted(children.values(), key=lambda one: (not is_here(one), one.place.pupil_name.casefold()))))
        for name, children in sorted(sites.items())
    ]


def is_here(one: Due) -> bool:
    """Said to have come, and not to have left."""
    return one.mark is not None and one.mark.answer in ("came", "late")


def word_of(one: Due) -> str:
    """What is known of one child on the list of a drill."""
    return said_by(one) or _("Nobody has said yet")


def said_by(one: Due) -> str:
    """The last word on a half day: the answer, who gave it and when."""
    mark = one.mark
    if mark is None:
        return ""
    moment = words.clock(timezone.localtime(mark.said_at))
    at = mark.arrived_at or mark.left_at
    answer = f"{mark.get_answer_display()} ({words.clock(at)})" if at is not None else mark.get_answer_display()
    return _("%(answer)s: %(who)s, %(time)s") % {"answer": answer, "who": mark.by_name, "time": moment}


def as_pdf(title: str, whose: str, now: dt.datetime, tables: Sequence[tuple[str, list[str], list[list[str]]]]) -> HttpResponse:
    """Lists for the office and the meeting point, on paper."""
    parts: list[Any] = [Paragraph(_("As of %(moment)s") % {"moment": words.date_time(now)})]
    for heading, columns, rows in tables:
        if heading:
            parts.append(Heading(heading))
        parts.append(Table(tuple(columns), tuple(tuple(row) for row in rows)) if rows else Paragraph(_("Nobody.")))
    document = Document(title, "cy" if (translation.get_language() or "en")[:2] == "cy" else "en", whose, tuple(parts), form_code="list")
    name = f"{now:%Y-%m-%d-%H%M}.pdf"
    return HttpResponse(
        render_pdf(document), content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
