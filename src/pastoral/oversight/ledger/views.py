"""A pupil's hours week by week, and the list of those who missed most."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.parts import Link
from pastoral.records.pupils.panels import links_of
from pastoral.records.pupils.presenter import audience, identity
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.ledger import Ledger

from . import export, presenter, queries
from .facts import ledgers_of
from .filters import COVERS, Filters, read
from .forms import FilterForm


@allow(Permission.SEE_PLANS)
@require_safe
def pupil_page(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """One pupil's ledger. For the school, the authority and the family, as the register is: absence has reasons."""
    access, today = request.access, timezone.localdate()
    pupil, offered, term, seen = _of_pupil(request, pupil_id, today)
    looked(access, pupil)
    asked = request.GET.get("term", "")
    you = presenter.is_their_own(access, pupil)
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "links": links_of(access, pupil.pk, "pupil-ledger"),
        "terms": presenter.span_links(offered, term, request.path), "term": term, "you": you, "today": today,
        "said": presenter.sums_said(seen, pupil.preferred_name or pupil.forename, you=you, term=term, today=today) if seen.weeks else None,
        "full": presenter.entitlement_said(seen, pupil.authority.nation), "weeks": presenter.weeks_shown(seen),
        "legend": presenter.legend(seen), "unmarked": bool(seen.totals.offered) and seen.totals.unknown == seen.totals.offered,
        "export": presenter.export_href(pupil.pk, asked) if access.may(Permission.EXPORT) else "",
    }  # fmt: skip
    return render(request, "ledger/pupil.jinja", context)


@allow(Permission.EXPORT)
@require_safe
def pupil_export(request: PastoralRequest, pupil_id: int) -> HttpResponseBase:
    """The same weeks as CSV."""
    pupil, _offered, term, seen = _of_pupil(request, pupil_id, timezone.localdate())
    return _download(export.of_pupil(request.access, pupil, seen, term), f"hours-{pupil.pk}-{term.start.isoformat()}.csv")


@allow(Permission.SEE_MONITORING)
@require_safe
def list_page(request: PastoralRequest) -> HttpResponse:
    """Pupils by what they missed."""
    access, here, today = request.access, reverse("ledger"), timezone.localdate()
    filters = read(request.GET)
    schools, offered, term, calendars = _list_of(request, filters, today)
    listed = queries.page_of_lines(access, filters, term, today, calendars, request.GET.get("page"))
    covers = [
        Link(str(text), filters.address(here, cover=code, place=""), current=code == filters.cover)
        for code, text in COVERS.items()
    ]
    context = {
        "list": listed, "rows": [_row(line, filters) for line in listed.items], "filters": filters, "term": term, "today": today,
        "covers": covers, "terms": _term_links(filters, offered, term, here), "here": here, "sections": presenter.sections(access),
        "form": FilterForm(filters, schools=[(one.pk, one.name) for one in schools]), "one_school": len(schools) == 1,
        "clear": filters.address(here, school=None, year="", place=""),
        "export": filters.address(reverse("ledger-export")) if access.may(Permission.EXPORT) else "",
    }  # fmt: skip
    return render(request, "ledger/list.jinja", context)


@allow(Permission.EXPORT)
@require_safe
def list_export(request: PastoralRequest) -> HttpResponseBase:
    """The whole list as CSV."""
    filters, today = read(request.GET), timezone.localdate()
    _schools, _offered, term, calendars = _list_of(request, filters, today)
    lines = queries.every_line(request.access, filters, term, today, calendars)
    return _download(export.of_list(request.access, filters, lines, term), f"hours-missed-{today.isoformat()}.csv")


def _of_pupil(request: PastoralRequest, pupil_id: int, today: dt.date) -> tuple[Any, list[Term], Term, Ledger]:
    access = request.access
    try:
        pupil = queries.pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if audience(access, pupil) not in ("staff", "family"):
        raise NotAllowed(Permission.SEE_PLANS)
    pupil.school.authority = pupil.authority
    calendars = queries.calendars([pupil.school])
    offered = queries.spans(list(calendars.values()), today)
    term = queries.chosen(offered, request.GET.get("term", ""), today)
    seen = ledgers_of(access, [pupil], term.start, term.end, today, calendars=calendars)[pupil.pk]
    return pupil, offered, term, seen


def _list_of(
    request: PastoralRequest, filters: Filters, today: dt.date
) -> tuple[list[Any], list[Term], Term, dict[int, SchoolCalendar]]:
    schools = queries.schools(request.access)
    calendars = queries.calendars(schools)
    chosen_ones = [calendars[filters.school]] if filters.school in calendars else list(calendars.values())
    offered = queries.spans(chosen_ones, today)
    return schools, offered, queries.chosen(offered, filters.term, today), calendars


def _row(line: queries.Line, filters: Filters) -> dict[str, Any]:
    sums = line.ledger.totals
    at = reverse("pupil-ledger", kwargs={"pupil_id": line.pupil.pk})
    return {
        "pupil": line.pupil, "href": Filters(term=filters.term).address(at),
        "missed": presenter.time_short(sums.missed), "days": presenter.days_short(sums) if sums.missed else "",
        "arrangement": presenter.time_short(sums.by_arrangement), "absence": presenter.time_short(sums.by_absence),
        "unknown": presenter.time_short(sums.unknown) if sums.unknown else "", "where": presenter.where_said(line.ledger),
        "owed": _("not set") if sums.weeks_without_entitlement == len(line.ledger.weeks) else presenter.time_short(sums.entitled),
    }  # fmt: skip


def _term_links(filters: Filters, offered: list[Term], term: Term, here: str) -> list[Link]:
    terms = [Link(one.name, filters.address(here, term=one.start.isoformat()), current=one is term) for one in offered[:-1]]
    return [*terms, Link(offered[-1].name, filters.address(here, term=queries.WHOLE_YEAR), current=offered[-1] is term)]


def _download(content: Any, name: str) -> FileResponse:
    return FileResponse(content, as_attachment=True, filename=name, content_type=csv_file.CONTENT_TYPE)
