"""The authority's (or the school's) list of PSPs, what it received, the export and the termly report."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.parts import Link, Status
from pastoral.foundation.questions import searches
from pastoral.records.cases.addresses import address

from . import export, queries
from .filters import ALL, OPEN, REVIEW_STATES, STAGES, Filters, read
from .forms import FilterForm
from .words import words_here

TONES = {"overdue": "late", "soon": "soon", "fine": "good"}


@allow(Permission.SEE_MONITORING)
@require_http_methods(["GET", "HEAD", "POST"])
def plans_page(request: PastoralRequest) -> HttpResponse:
    access, here = request.access, reverse("monitoring-plans")
    filters = read(request.GET)
    if request.method == "POST":  # a name or a UPN: it goes to the session, and only its key to the address
        key = searches.keep(request.session, request.POST.get("q", ""))
        return HttpResponseRedirect(filters.address(here, search=key))
    search = searches.text_of(request.session, filters.search)
    listed = queries.page_of_plans(access, filters, search=search, page=request.GET.get("page"))
    counts = queries.stage_counts(access, filters, search=search)
    here_called = words_here(access)
    reasons = here_called.reasons
    only_school = not access.authority_ids
    form = FilterForm(
        filters, schools=[] if only_school else queries.schools(access), leads=queries.leads(access, filters.school),
        reasons=sorted(reasons.items(), key=lambda pair: pair[1]), only_school=only_school,
    )  # fmt: skip
    today = timezone.localdate()
    context = {
        "list": listed,
        "rows": [_row(plan, today, reasons) for plan in listed.items],
        "plan_name": here_called.plan,
        "form": form,
        "filters": filters,
        "search": search,
        "here": here,
        "forgotten": bool(filters.search) and not search,
        "stages": _stage_links(filters, counts, here),
        "exports": _exports(access, filters),
        "only_school": only_school,
        "sections": sections(access, "monitoring-plans"),
        "clear": filters.address(here, **_no_filters()),
        "clear_search": filters.address(here, search=""),
    }
    return render(request, "monitoring/plans.jinja", context)


@allow(Permission.EXPORT)
@require_GET
def export_file(request: PastoralRequest, file_format: str) -> HttpResponseBase:
    if file_format not in export.FORMATS:
        raise Http404
    filters = read(request.GET)
    search = searches.text_of(request.session, filters.search)
    if filters.search and not search:  # a forgotten search would export everybody
        return HttpResponseRedirect(filters.address(reverse("monitoring-plans")))
    content, _number = export.written(request.access, filters, search=search, file_format=file_format)
    name = f"psp-{timezone.localdate().isoformat()}.{file_format}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=export.FORMATS[file_format])


@allow(Permission.SEE_MONITORING)
@require_GET
def report_page(request: PastoralRequest) -> HttpResponse:
    access = request.access
    terms = queries.terms(access)
    chosen = next((term for term in terms if str(term.pk) == request.GET.get("term")), terms[0] if terms else None)
    since: dt.date | None = chosen.starts_on if chosen else None
    until: dt.date | None = chosen.ends_on if chosen else None
    rows = queries.figures(access, since=since, until=until)
    late = queries.overdue_plans(access)
    today = timezone.localdate()
    context = {
        "rows": rows,
        "total": queries.total_of(rows),
        "terms": terms,
        "term": chosen,
        "today": today,
        "late": [
            (school, [(plan, (today - (plan.next_review_on or today)).days, address("plan", plan.pk)) for plan in plans])
            for school, plans in groupby(late, key=lambda plan: plan.school.name)
        ],
        "late_number": len(late),
        "sections": sections(access, "monitoring-report"),
        "plans_url": reverse("monitoring-plans"),
    }
    return render(request, "monitoring/report.jinja", context)


@allow(Permission.ACKNOWLEDGE_SUBMISSIONS)
@require_GET
def received_page(request: PastoralRequest) -> HttpResponse:
    waiting = request.GET.get("show") != "done"
    listed = page_of(queries.received(request.access, waiting=waiting), request.GET.get("page"), 25)
    context = {
        "list": listed,
        "rows": [(one, address("plan", one.plan_id)) for one in listed.items],
        "waiting": waiting,
        "sections": sections(request.access, "monitoring-received"),
    }
    return render(request, "monitoring/received.jinja", context)


@allow(Permission.ACKNOWLEDGE_SUBMISSIONS)
@require_POST
def acknowledge(request: PastoralRequest, submission_id: int) -> HttpResponse:
    from pastoral.casework.plans.services.sending import acknowledge as acknowledge_one

    try:
        acknowledge_one(submission_id=submission_id, by=request.access)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The school can see that you have it."))
    back = {"home": "home"}.get(request.POST.get("back", ""), "monitoring-received")
    return HttpResponseRedirect(reverse(back))


def sections(access: Any, current: str) -> list[Link]:
    """The pages of monitoring that this person may open."""
    pages = [
        ("monitoring-plans", _("Plans"), Permission.SEE_MONITORING),
        ("monitoring-received", _("Received"), Permission.ACKNOWLEDGE_SUBMISSIONS),
        ("monitoring-report", _("Termly report"), Permission.SEE_MONITORING),
        ("ledger", _("Hours missed"), Permission.SEE_MONITORING),
    ]
    return [Link(text, reverse(name), current=name == current) for name, text, needed in pages if access.may(needed)]


def _row(plan: Any, today: dt.date, reasons: dict[str, str]) -> dict[str, Any]:
    state = queries.review_state(plan, today)
    receipt = plan.receipt
    if receipt is None:
        sent = None
    elif receipt.acknowledged_at:
        sent = Status(_("Received"), "good")
    else:
        sent = Status(_("Sent"), "waiting")
    return {
        "plan": plan,
        "href": address("plan", plan.pk),
        "stage": str(queries.Status(plan.status).label),
        "review": Status(str(REVIEW_STATES[state]), TONES[state]) if state in ("overdue", "soon") else None,  # type: ignore[arg-type]  # the tones above are tones
        "review_on": plan.next_review_on if plan.status == queries.Status.LIVE else None,
        "reasons": [reasons.get(code, code.replace("_", " ")) for code in plan.reasons],
        "sent": sent,
    }


def _stage_links(filters: Filters, counts: dict[str, int], here: str) -> list[Link]:
    open_number = sum(number for stage, number in counts.items() if stage != queries.Status.CLOSED)
    links = [Link(_("All open"), filters.address(here, stage=OPEN), filters.stage == OPEN, open_number)]
    for stage in STAGES:
        if counts[stage] or filters.stage == stage:
            label = str(queries.Status(stage).label)
            links.append(Link(label, filters.address(here, stage=stage), filters.stage == stage, counts[stage]))
    if filters.stage == ALL:
        links.append(Link(_("Open and closed"), filters.address(here, stage=ALL), True, sum(counts.values())))
    return links


def _exports(access: Any, filters: Filters) -> list[Link]:
    if not access.may(Permission.EXPORT):
        return []
    kinds = (("csv", _("Download as CSV")), ("xlsx", _("Download as a spreadsheet")))
    return [Link(text, filters.address(reverse("monitoring-export", args=[kind]))) for kind, text in kinds]


def _no_filters() -> dict[str, Any]:
    plain = Filters()
    return {
        name: getattr(plain, name)
        for name in ("school", "stage", "lead", "review", "reason", "receipt", "opened_from", "opened_to")
    }
