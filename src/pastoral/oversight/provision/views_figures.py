"""Spend and value by provider, the indicators, and the report to members."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.together import together
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.parts import Link
from pastoral.oversight.exporting import noted
from pastoral.oversight.ledger.queries import WHOLE_YEAR, chosen, spans
from pastoral.records.organisations.calendars import calendar_from, calendar_rows
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import Pack, pack_of
from pastoral.records.policy.queries import in_force_within, version_rows
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.placements.small_numbers import limit

from . import indicators, members, value
from .showing import sections
from .views_provider import TYPES


@allow(Permission.SEE_MONITORING)
@require_safe
def value_page(request: PastoralRequest) -> HttpResponse:
    access, here = request.access, reverse("provision-value")
    authority, pack, offered, term, today, calendar = _asked(request)
    lines, total = value.by_provider(access, authority, term, today, _under(pack), calendar)
    context = {
        "lines": members.shown_lines(lines), "total": members.shown_lines([total])[0], "term": term, "terms": _terms(offered, term, here),
        "under": _under(pack), "sections": sections(access, "provision-value"),
        "export": f"{reverse('provision-value-export')}?term={_code(term, offered)}" if access.may(Permission.EXPORT) else "",
    }  # fmt: skip
    return render(request, "provision/value.jinja", context)


@allow(Permission.EXPORT)
@require_safe
def value_export(request: PastoralRequest) -> HttpResponseBase:
    """The same lines as CSV, hidden where the page hides them."""
    access = request.access
    authority, pack, _offered, term, today, calendar = _asked(request)
    lines, total = value.by_provider(access, authority, term, today, _under(pack), calendar)
    headings = [
        _("Provider"), _("Children"), _("Spend"), _("An hour attended"), _("Attendance"), _("Back at school"), _("Excluded later"),
        _("Destination known"),
    ]  # fmt: skip
    rows = [
        [
            one["one"].name or _("All providers"), one["children"], one["spend"], one["hour"], one["attendance"], one["returned"],
            one["excluded"], one["destination"],
        ]
        for one in members.shown_lines([*lines, total])
    ]  # fmt: skip
    content, number = csv_file.written(headings, rows)
    noted("provision.value_exported", by=access, rows=number, term=term.start.isoformat())
    return csv_file.download(content, f"value-{term.start.isoformat()}")


@allow(Permission.SEE_MONITORING)
@require_safe
def indicators_page(request: PastoralRequest) -> HttpResponse:
    access, here = request.access, reverse("provision-indicators")
    authority, pack, offered, term, today, calendar = _asked(request)
    cut = request.GET.get("cut", "")
    cut = cut if cut in indicators.CUT_LABELS else ""
    code = _code(term, offered)
    context = {
        "figures": indicators.figures(access, authority, pack, term, today, calendar, cut), "term": term,
        "terms": [Link(link.text, f"{link.href}&cut={cut}" if cut else link.href, link.current) for link in _terms(offered, term, here)],
        "cuts": [
            Link(_("All together"), f"{here}?term={code}", not cut),
            *(Link(str(words), f"{here}?term={code}&cut={one}", one == cut) for one, words in indicators.CUT_LABELS.items()),
        ],
        "premium": indicators.NO_PREMIUM, "under": _under(pack), "sections": sections(access, "provision-indicators"),
    }  # fmt: skip
    return render(request, "provision/indicators.jinja", context)


@allow(Permission.SEE_MONITORING)
@require_safe
def report_page(request: PastoralRequest) -> HttpResponse:
    access, here = request.access, reverse("provision-report")
    authority, pack, offered, term, _today, _calendar = _asked(request)
    code = _code(term, offered)
    context = {
        "term": term, "terms": _terms(offered, term, here), "sections": sections(access, "provision-report"),
        "files": [
            (_("Download as PDF"), f"{reverse('provision-report-file', args=['pdf'])}?term={code}"),
            (_("Download as Word"), f"{reverse('provision-report-file', args=['docx'])}?term={code}"),
        ],
        "welsh": pack is not None and "cy" in pack.languages, "authority": authority, "under": _under(pack),
    }  # fmt: skip
    return render(request, "provision/report.jinja", context)


@allow(Permission.SEE_MONITORING)
@require_safe
def report_file(request: PastoralRequest, file_format: str) -> HttpResponseBase:
    if file_format not in TYPES:
        raise Http404
    authority, pack, _offered, term, _today, calendar = _asked(request)
    asked = request.GET.get("language", "") or (get_language() or "")
    language = "cy" if asked.startswith("cy") and pack is not None and "cy" in pack.languages else "en"
    content = members.printed(request.access, authority, pack, term, calendar, language=language, file_format=file_format)
    headers = {"Content-Disposition": f'attachment; filename="alternative-provision-{term.start.isoformat()}.{file_format}"'}
    return HttpResponse(content, content_type=TYPES[file_format], headers=headers)


def _asked(request: PastoralRequest) -> tuple[Authority, Pack | None, list[Term], Term, dt.date, SchoolCalendar]:
    """One query, and another where the pack is not at hand."""
    today, ours = timezone.localdate(), sorted(request.access.authority_ids)
    read = together(
        authorities=Authority.objects.filter(pk__in=ours).order_by("name"), versions=version_rows(ours, today), **calendar_rows(ours)
    )
    if not read["authorities"]:
        raise NotAllowed(Permission.SEE_MONITORING)
    authority = read["authorities"][0]
    calendar = calendar_from(authority, read["terms"], read["closed"])
    offered = spans([calendar], today)
    _first, version = in_force_within(read["versions"], ours, today)[authority.pk][-1]
    pack = pack_of(version) if version is not None else None
    return authority, pack, offered, chosen(offered, request.GET.get("term", ""), today), today, calendar


def _under(pack: Pack | None) -> int:
    return limit(pack.policy.value("kpi.suppress_under") if pack is not None else None)


def _code(term: Term, offered: list[Term]) -> str:
    return WHOLE_YEAR if term is offered[-1] else term.start.isoformat()


def _terms(offered: list[Term], term: Term, here: str) -> list[Link]:
    return [Link(one.name, f"{here}?term={_code(one, offered)}", current=one is term) for one in offered]
