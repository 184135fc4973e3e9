"""Everyone who is not in full-time education: the list, the map by school, the export, the day."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.parts import Link
from pastoral.foundation.questions import searches
from pastoral.records.cases.addresses import address

from . import daily, export, plot, queries
from .filters import CLOSED, COLOURS, COMING, NOW, STAGES, Filters, read
from .forms import FilterForm
from .queries import Counts
from .showing import line_of

PATTERNS = "part-time-patterns"  # where the patterns themselves are shown and answered


@allow(Permission.SEE_MONITORING)
@require_http_methods(["GET", "HEAD", "POST"])
def list_page(request: PastoralRequest) -> HttpResponse:
    access, here = request.access, reverse("central-record")
    filters = read(request.GET)
    if request.method == "POST":  # a name or a UPN: it goes to the session, and only its key to the address
        key = searches.keep(request.session, request.POST.get("q", ""))
        return HttpResponseRedirect(filters.address(here, search=key))
    search = searches.text_of(request.session, filters.search)
    listed = queries.page_of_timetables(access, filters, search=search, page=request.GET.get("page"))
    counts = queries.counts(access, filters, search=search)
    only_school = not access.authority_ids
    groups, today = queries.sees_groups(access), timezone.localdate()
    form = FilterForm(filters, schools=[] if only_school else queries.schools(access), only_school=only_school)
    if not groups:
        del form.fields["group"]
    not_agreed = len(queries.patterns(access))
    context = {
        "list": listed,
        "lines": [line_of(row, today, groups=groups) for row in listed.items],
        "form": form,
        "filters": filters,
        "search": search,
        "here": here,
        "forgotten": bool(filters.search) and not search,
        "stages": _stages(filters, counts, here),
        "pressing": _pressing(filters, counts, here),
        "export": filters.address(reverse("central-record-export")) if access.may(Permission.EXPORT) else "",
        "only_school": only_school,
        "sections": sections(access, "central-record", not_agreed),
        "not_agreed": not_agreed,
        "patterns_url": address(PATTERNS),
        "clear": filters.cleared().address(here),
        "clear_search": filters.address(here, search=""),
    }
    return render(request, "central_record/list.jinja", context)


@allow(Permission.EXPORT)
@require_GET
def export_file(request: PastoralRequest) -> HttpResponseBase:
    filters = read(request.GET)
    search = searches.text_of(request.session, filters.search)
    if filters.search and not search:  # a forgotten search would export everybody
        return HttpResponseRedirect(filters.address(reverse("central-record")))
    content = export.written(request.access, filters, search=search)
    return csv_file.download(content, f"not-full-time-{timezone.localdate().isoformat()}")


@allow(Permission.SEE_MONITORING)
@require_GET
def map_page(request: PastoralRequest) -> HttpResponse:
    access = request.access
    schools = queries.by_school(access)
    with_children = [one for one in schools if one.together]
    context = {
        "plan": plot.plan_of(schools),
        "schools": with_children,
        "unplaced": [one for one in with_children if one.easting is None or one.northing is None],
        "full": len(schools) - len(with_children),
        "total": sum(one.together for one in schools),
        "colours": {code: str(words) for code, words in COLOURS.items()},
        "list_url": reverse("central-record"),
        "patterns_url": address(PATTERNS),
        "sections": sections(access, "central-record-map", sum(one.not_agreed for one in schools)),
    }
    return render(request, "central_record/map.jinja", context)


@allow(Permission.SEE_MONITORING)
@require_GET
def day_page(request: PastoralRequest) -> HttpResponse:
    access = request.access
    school = read(request.GET).school
    mine = {"yes": True, "no": False}.get(request.GET.get("mine", ""))
    day = daily.day_of(access, school=school, mine=mine)
    not_agreed = len(queries.patterns(access, school))
    context = {
        "day": day,
        "schools": queries.schools(access) if access.authority_ids else [],
        "school": school,
        "not_agreed": not_agreed,
        "patterns_url": address(PATTERNS),
        "sections": sections(access, "central-record-day", not_agreed if school is None else None),
    }
    return render(request, "central_record/day.jinja", context)


def sections(access: Access, current: str, not_agreed: int | None = None) -> list[Link]:
    """The pages of the central record; the map is for those who have more than one school on it."""
    pages = [
        ("central-record", _("Everyone"), None, True),
        ("central-record-day", _("Today"), None, True),
        ("central-record-map", _("By school"), None, bool(access.authority_ids)),
        (PATTERNS, _("Not agreed"), not_agreed, True),
    ]
    return [
        Link(text, address(name), current=name == current, count=count) for name, text, count, shown in pages if shown
    ]


def _stages(filters: Filters, counts: Counts, here: str) -> list[Link]:
    numbers = {NOW: counts.now, COMING: counts.coming, CLOSED: counts.closed}
    return [
        Link(str(STAGES[stage]), filters.address(here, stage=stage), filters.stage == stage, number)
        for stage, number in numbers.items()
    ]


def _pressing(filters: Filters, counts: Counts, here: str) -> list[Link]:
    """What somebody should look at among those who are not full time now; only what there is."""
    if filters.stage != NOW:
        return []
    found = (
        (_("Review late"), "review", "late", counts.late),
        (_("Past the authority's limit"), "ends", "limit", counts.limit),
        (_("The last day is over"), "ends", "past", counts.past),
        (_("Nobody is named for some hours"), "care", "nobody", counts.nobody),
    )
    return [
        Link(text, filters.address(here, **{name: value}), getattr(filters, name) == value, number)
        for text, name, value, number in found
        if number
    ]

