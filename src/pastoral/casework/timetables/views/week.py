"""The grid: times of the day, what each lesson is, who is responsible meanwhile, and the hours as they are edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced.facts import RUNNING
from pastoral.rules.sentences import Refused, Sentence

from .. import grid, showing
from ..forms import KIND_LABELS, PLACE_LABELS
from ..models import Step, Timetable
from ..services import grids, opening
from ..services.changing import STALE
from .frame import done, find, page, sent_before, staff_only, version_of

LINES = 12


@allow(Permission.LEAD_PLANS)
def periods(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The times of the school day, line by line, on which days, how many weeks a cycle has, and which week is week 1."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    posted = request.method == "POST"
    lines = _lines_posted(request) if posted else [dict(period) for period in row.periods]
    weeks = request.POST.get("weeks", "").strip() if posted else str(row.weeks)
    first = request.POST.get("first_week", "").strip() if posted else row.first_week.isoformat() if row.first_week else ""
    holidays = bool(request.POST.get("holidays_count")) if posted else row.holidays_count
    errors: list[FormError] = []
    if posted:
        first_week = _day(first)
        if first and first_week is None:
            errors.append(FormError(_("“Which week is week 1”: this is no day of the calendar."), "#first-week"))
        else:
            try:
                opening.set_periods(
                    timetable_id=row.pk, weeks=int(weeks) if weeks.isdecimal() else 0, periods=lines, first_week=first_week,
                    holidays_count=holidays, version=version_of(request), by=request.access,
                )  # fmt: skip
            except Refused as problem:
                errors = [FormError(say(reason), _where(reason)) for reason in problem.reasons]
            else:
                return done(request, reverse("timetable-grid", args=[row.pk]), _("Saved."))
    lines += [{"name": "", "starts": "", "ends": "", "kind": "taught"} for _n in range(max(3, LINES - len(lines)))]
    return page(
        request, "periods", row, lines=[(line, [grid.takes_place(line, day) for day in grid.DAYS]) for line in lines], weeks=weeks,
        first_week=first, holidays_count=holidays, start=grid.first_monday(row), kinds=KIND_LABELS, days=showing.day_names(),
        errors=errors, wrong={error.href for error in errors}, token=once.token(), status=422 if errors else 200,
    )  # fmt: skip


# The input of a line that each refusal is about.
FIELDS = {
    "RT.period_starts": "starts", "RT.period_ends": "ends", "RT.period_order": "ends", "RT.period_overlap": "starts",
    "RT.period_days": "days",
}  # fmt: skip


def _where(reason: Sentence) -> str:
    if reason.code in FIELDS:
        return f"#{FIELDS[reason.code]}-{reason.values()['n']}"
    return "#weeks" if reason.code == "RT.weeks" else ""


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _lines_posted(request: PastoralRequest) -> list[grid.Period]:
    """The lines that say anything."""
    names, kinds = request.POST.getlist("name"), request.POST.getlist("kind")
    starts, ends = request.POST.getlist("starts"), request.POST.getlist("ends")
    asked = "days_asked" in request.POST
    found: list[grid.Period] = []
    for number, (name, start, end, kind) in enumerate(zip(names, starts, ends, kinds, strict=False)):
        if start.strip() or end.strip():
            line = {
                "name": name.strip()[:40], "starts": _time(start), "ends": _time(end),
                "kind": kind if kind in grid.PERIOD_KINDS else "taught",
            }  # fmt: skip
            days = "".join(day for day in grid.EVERY_DAY if day in request.POST.getlist(f"days-{number + 1}"))
            if asked and days != grid.EVERY_DAY:
                line["days"] = days
            found.append(line)
    return found


def _time(text: str) -> str:
    """ "9:05", "9.05" and "0905" as 09:05; anything else as it is, to be refused."""
    digits = text.strip().replace(".", ":")
    if digits.isdecimal() and len(digits) in (3, 4):
        digits = f"{digits[:-2]}:{digits[-2:]}"
    hour, colon, minute = digits.partition(":")
    return f"{hour.zfill(2)}:{minute}" if colon else digits


def _summary(refused: list[str]) -> list[Any]:
    return [FormError(text, "") for text in refused]


@dataclass(frozen=True)
class Editing:
    """A week that is being edited: the timetable's own, or the one prepared for a step of the way back."""

    row: Timetable
    stored: dict[str, grid.Cell]
    step: Step | None = None

    @property
    def digest(self) -> str:
        return grid.digest_of(self.stored, self.row.periods, self.row.weeks)

    @property
    def address(self) -> str:
        if self.step is not None:
            return reverse("timetable-step-grid", args=[self.row.pk, self.step.pk])
        return reverse("timetable-grid", args=[self.row.pk])

    def sent(self, get: Callable[[str, str], str]) -> dict[str, grid.Cell]:
        """The cells of a form; what it does not name stays as it is stored."""
        found = {}
        for week in range(1, self.row.weeks + 1):
            for day in grid.DAYS:
                for number in grid.lessons(self.row.periods, day):
                    key = grid.key_of(week, day, number)
                    before = grid.cell_of(self.stored, week, day, number)
                    found[key] = {
                        "place": get(f"place-{key}", before["place"]), "what": get(f"what-{key}", before["what"]).strip(),
                        "responsible": before.get("responsible", ""),
                    }  # fmt: skip
        return grid.without_outsiders(found, self.row.periods, self.row.weeks)

    def hours(self, cells: dict[str, grid.Cell]) -> showing.Hours:
        policy = pack_of(self.row.policy_version_id).policy
        return showing.hours_of(self.row, cells, policy, step=self.step.hours if self.step is not None else None)


@allow(Permission.LEAD_PLANS)
def grid_page(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """What each lesson of the cycle is. Without script: choose, copy a day, save. With it: a brush, and the hours live."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)

    def write(cells: dict[str, grid.Cell]) -> HttpResponse:
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, seen=_seen(request), by=request.access)
        said = _("The timetable is saved. Who is responsible meanwhile?")
        return done(request, reverse("timetable-adults", args=[row.pk]), said)

    stored = grid.without_outsiders(row.cells, row.periods, row.weeks)
    return _edit(request, Editing(row, stored), write, running=row.status in RUNNING)


@allow(Permission.LEAD_PLANS)
def step_grid(request: PastoralRequest, timetable_id: int, step_id: int) -> HttpResponse:
    """The week from a step of the way back on: it comes into force by itself when the step is reached."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    editing = _of_step(request, row, step_id)
    step = editing.step

    def write(cells: dict[str, grid.Cell]) -> HttpResponse:
        grids.prepare_step(
            timetable_id=row.pk, step_id=step_id, cells=cells, version=None, seen=_seen(request), by=request.access
        )
        return done(request, reverse("timetable-way-back", args=[row.pk]), _("The week from this step is prepared."))

    return _edit(request, editing, write, step=step, step_words=showing.step_words(step))


def _of_step(request: PastoralRequest, row: Timetable, step_id: int) -> Editing:
    """The week of a step as it is prepared, or as the week before it. 404 where there is no such step, or it was reached."""
    found = grids.week_of_step(request.access, row, step_id)
    if found is None:
        raise Http404
    step, cells = found
    return Editing(row, grid.without_outsiders(cells, row.periods, row.weeks), step)


def _edit(
    request: PastoralRequest, editing: Editing, write: Callable[[dict[str, grid.Cell]], HttpResponse], **more: Any
) -> HttpResponse:
    """The page of a week: shown as it is stored or as it was left; tools change it, and saving writes it."""
    row, access, digest = editing.row, request.access, editing.digest
    looked(access, row)
    posted = request.method == "POST"
    refused: list[str] = []
    kept = None if posted else drafts.kept(access, request.path)
    cells, seen = editing.stored, digest
    if posted:
        cells, seen = editing.sent(lambda name, default: request.POST.get(name, default)), _seen(request) or digest
    elif kept is not None:
        cells, seen = editing.sent(_of_draft(kept.values)), _of_draft(kept.values)("seen", "") or digest
    tool = request.POST.get("tool", "") if posted else ""
    if tool:
        cells = _with_tool(request, row, cells, tool)
        drafts.keep(access, request.path, _as_draft(cells, seen))
    elif posted:
        try:
            return write(cells)
        except Refused as problem:
            drafts.keep(access, request.path, _as_draft(cells, seen))
            stale = any(reason.code == STALE.code for reason in problem.reasons)
            refused = [_("Somebody else saved this timetable meanwhile. Look at both below, then save again.")] if stale else [
                say(reason) for reason in problem.reasons
            ]  # fmt: skip
    differing = showing.differences(row, cells, editing.stored)
    return page(
        request, "grid", row, weeks=showing.week_tables(row, cells), places=PLACE_LABELS, hours=editing.hours(cells),
        errors=_summary(refused), token=once.token(), unsaved=bool(tool), status=422 if refused else 200, days=showing.day_names(),
        which_week=showing.weeks_in_words(row), kept=kept if differing else None, theirs=differing if seen != digest else [], seen=digest,
        discard=reverse("draft-drop") + "?" + urlencode({"key": request.path}), hours_href=_beside(editing, "timetable-hours"),
        autosave=_beside(editing, "timetable-grid-draft"), back=reverse(_from(editing), args=[row.pk]),
        **{"step": None, "running": False, **more},
    )  # fmt: skip


def _from(editing: Editing) -> str:
    return "timetable" if editing.step is None else "timetable-way-back"


def _beside(editing: Editing, name: str) -> str:
    found = reverse(name, args=[editing.row.pk])
    return found if editing.step is None else f"{found}?step={editing.step.pk}"


def _of_draft(values: dict[str, Any]) -> Callable[[str, str], str]:
    def get(name: str, default: str) -> str:
        value = values.get(name, default)
        return str(value[-1] if isinstance(value, list) and value else value or "")

    return get


def _seen(request: PastoralRequest) -> str:
    """The digest of the week that the page was loaded with; "" where the form does not say."""
    return request.POST.get("seen", "")


def _as_draft(cells: dict[str, grid.Cell], seen: str) -> dict[str, Any]:
    return {
        "seen": [seen],
        **{f"{part}-{key}": [cell[part]] for key, cell in cells.items() for part in ("place", "what")},
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@allow(Permission.LEAD_PLANS)
@require_POST
def grid_draft(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """A week as it is being edited, kept for its writer. 409 with a question where somebody else saved this week meanwhile."""
    row = find(request, timetable_id)
    editing = _editing(request, row)
    cells = editing.sent(lambda name, default: request.POST.get(name, default))
    digest = editing.digest
    seen = _seen(request) or digest
    saved_at = drafts.keep(request.access, editing.address, _as_draft(cells, seen))
    if seen != digest:
        context = {"theirs": showing.differences(row, cells, editing.stored), "address": editing.address}
        return render(request, "timetables/_meanwhile.jinja", context, status=409)
    return JsonResponse({"saved_at": timezone.localtime(saved_at).strftime("%-H:%M") if saved_at else ""})


@allow(Permission.LEAD_PLANS)
@require_POST
def hours(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The hours of a grid that is being edited, as a part of a page. Nothing is saved."""
    editing = _editing(request, find(request, timetable_id))
    cells = editing.sent(lambda name, default: request.POST.get(name, default))
    return render(request, "timetables/_hours.jinja", {"hours": editing.hours(cells)})


def _editing(request: PastoralRequest, row: Timetable) -> Editing:
    """Which week the form beside is about: `?step=` names a step's."""
    step = _number(request.GET.get("step", ""))
    if step is not None:
        return _of_step(request, row, step)
    return Editing(row, grid.without_outsiders(row.cells, row.periods, row.weeks))


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
    own_week, own_day = _number(from_week) or 0, _number(from_day) or 0
    if own_week not in range(1, row.weeks + 1) or own_day not in grid.DAYS:
        return cells
    onto = request.POST.get("copy_to", "rest")
    days = [other for other in grid.DAYS if (other > own_day if onto == "rest" else str(other) == onto)]
    return grid.copy_day(cells, own_week, own_day, [(own_week, other) for other in days], row.periods)


@allow(Permission.LEAD_PLANS)
def adults(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Who is responsible in each stretch in which no setting has the child (NPT-RT-10, WIL-SG-01)."""
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
