"""The grid: times of the day, what each lesson is, who is responsible meanwhile, and the hours as they are edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused

from .. import grid, showing
from ..forms import KIND_LABELS, PLACE_LABELS
from ..models import Timetable
from ..services import opening
from .frame import done, find, page, sent_before, staff_only, version_of

LINES = 12


@dataclass
class Plain:
    """A page's own inputs without a form of the kit: what was refused, for the error summary."""

    refused: list[str] = field(default_factory=list)


@allow(Permission.LEAD_PLANS)
def periods(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The times of the school day, line by line, and how many weeks a cycle has."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    posted = request.method == "POST"
    lines = _lines_posted(request) if posted else [dict(period) for period in row.periods]
    weeks = request.POST.get("weeks", "") if posted else str(row.weeks)
    refused: list[str] = []
    if posted:
        try:
            opening.set_periods(
                timetable_id=row.pk,
                weeks=int(weeks) if weeks.isdecimal() else 0,
                periods=lines,
                version=version_of(request),
                by=request.access,
            )
        except Refused as problem:
            refused = [say(reason) for reason in problem.reasons]
        else:
            return done(request, reverse("timetable-grid", args=[row.pk]), _("Saved."))
    lines += [{"name": "", "starts": "", "ends": "", "kind": "taught"} for _n in range(max(3, LINES - len(lines)))]
    return page(
        request, "periods", row, lines=lines, weeks=weeks, kinds=KIND_LABELS, errors=_summary(refused), token=once.token(),
        status=422 if refused else 200,
    )  # fmt: skip


def _lines_posted(request: PastoralRequest) -> list[grid.Period]:
    names, kinds = request.POST.getlist("name"), request.POST.getlist("kind")
    starts, ends = request.POST.getlist("starts"), request.POST.getlist("ends")
    found = []
    for name, start, end, kind in zip(names, starts, ends, kinds, strict=False):
        if start.strip() or end.strip():
            found.append({
                "name": name.strip()[:40], "starts": _time(start), "ends": _time(end),
                "kind": kind if kind in grid.PERIOD_KINDS else "taught",
            })  # fmt: skip
    return found[:20]


def _time(text: str) -> str:
    """ "9:05", "9.05" and "0905" as 09:05; anything else as it is, to be refused."""
    digits = text.strip().replace(".", ":")
    if digits.isdecimal() and len(digits) in (3, 4):
        digits = f"{digits[:-2]}:{digits[-2:]}"
    hour, colon, minute = digits.partition(":")
    return f"{hour.zfill(2)}:{minute}" if colon else digits


def _summary(refused: list[str]) -> list[Any]:
    from pastoral.foundation.govuk.forms import FormError

    return [FormError(text, "") for text in refused]


@allow(Permission.LEAD_PLANS)
def grid_page(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """What each lesson of the cycle is. Without script: choose, copy a day, save. With it: a brush, and the hours live."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    posted = request.method == "POST"
    refused: list[str] = []
    cells = _cells_posted(request, row) if posted else grid.without_outsiders(row.cells, row.periods, row.weeks)
    tool = request.POST.get("tool", "") if posted else ""
    if tool:
        cells = _with_tool(request, row, cells, tool)
    elif posted:
        try:
            opening.set_grid(timetable_id=row.pk, cells=cells, version=version_of(request), by=request.access)
        except Refused as problem:
            refused = [say(reason) for reason in problem.reasons]
        else:
            return done(
                request,
                reverse("timetable-adults", args=[row.pk]),
                _("The timetable is saved. Who is responsible meanwhile?"),
            )
    shown = showing.week_tables(row, cells)
    return page(
        request, "grid", row, weeks=shown, places=PLACE_LABELS, hours=_hours(row, cells), errors=_summary(refused), token=once.token(),
        unsaved=bool(tool), status=422 if refused else 200, days=showing.day_names(),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def hours(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The hours of a grid that is being edited, as a part of a page. Nothing is saved."""
    row = find(request, timetable_id)
    return render(request, "timetables/_hours.jinja", {"hours": _hours(row, _cells_posted(request, row))})


def _hours(row: Timetable, cells: dict[str, grid.Cell]) -> showing.Hours:
    return showing.hours_of(row, cells, pack_of(row.policy_version_id).policy)


def _cells_posted(request: PastoralRequest, row: Timetable) -> dict[str, grid.Cell]:
    found = {}
    for week in range(1, row.weeks + 1):
        for day in grid.DAYS:
            for number in grid.lessons(row.periods):
                key = grid.key_of(week, day, number)
                before = grid.cell_of(row.cells, week, day, number)
                found[key] = {
                    "place": request.POST.get(f"place-{key}", before["place"]),
                    "what": request.POST.get(f"what-{key}", before["what"]).strip(),
                    "responsible": before.get("responsible", ""),
                }
    return grid.without_outsiders(found, row.periods, row.weeks)


def _with_tool(
    request: PastoralRequest, row: Timetable, cells: dict[str, grid.Cell], tool: str
) -> dict[str, grid.Cell]:
    """ "full": everything at school. "copy": one day onto others. "week": week 1 onto the other weeks."""
    if tool == "full":
        return {key: {**cell, "place": "school"} for key, cell in cells.items()}
    if tool == "week":
        for day in grid.DAYS:
            cells = grid.copy_day(cells, 1, day, [(week, day) for week in range(2, row.weeks + 1)], row.periods)
        return cells
    from_week, _dash, from_day = request.POST.get("copy_from", "1-1").partition("-")
    if not (from_week.isdecimal() and from_day.isdecimal()):
        return cells
    onto = request.POST.get("copy_to", "rest")
    own_week, own_day = int(from_week), int(from_day)
    days = (
        [other for other in grid.DAYS if other > own_day]
        if onto == "rest"
        else [int(onto)]
        if onto in {"1", "2", "3", "4", "5"}
        else []
    )
    return grid.copy_day(cells, own_week, own_day, [(own_week, other) for other in days], row.periods)


@allow(Permission.LEAD_PLANS)
def adults(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who is responsible in each stretch in which no setting has the child (NPT-RT-10, WIL-SG-01)."""
    from django.utils.dateparse import parse_date

    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    away = grid.away_of(row.periods, row.cells, row.weeks)
    refused: list[str] = []
    if request.method == "POST":
        everywhere = request.POST.get("everywhere", "").strip()
        names = {one.key: request.POST.get(f"adult-{one.key}", "").strip() or everywhere for one in away}
        try:
            told = (
                parse_date(request.POST.get("told_on", "").strip()) if request.POST.get("told_on", "").strip() else None
            )
        except ValueError:
            told = None
        try:
            opening.set_adults(
                timetable_id=row.pk, adults=names, told_on=told, version=version_of(request), by=request.access
            )
        except Refused as problem:
            refused = [say(reason) for reason in problem.reasons]
        else:
            return done(request, reverse("timetable", args=[row.pk]), _("Saved."))
    drafts.drop(request.access, request.path)
    return page(
        request, "adults", row, away=[(one, showing.day_names()[one.day - 1]) for one in away], errors=_summary(refused),
        token=once.token(), status=422 if refused else 200,
    )  # fmt: skip
