"""Every placement, where everybody is, and the providers in use."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.parts import Link
from pastoral.records.cases.addresses import address

from . import export, queries, registration, whereabouts
from .filters import ATTENTION, STAGES, Filters, number, read
from .forms import FilterForm
from .queries import Counts
from .showing import day_state, said_of, sections, standing_of, test_of


@allow(Permission.SEE_MONITORING)
@require_safe
def list_page(request: PastoralRequest) -> HttpResponse:
    access, here, today = request.access, reverse("provision"), timezone.localdate()
    filters = read(request.GET)
    schools, providers = queries.choices(access)
    listed = queries.page_of_placements(access, filters, request.GET.get("page"))
    counts = queries.counts(access, filters)
    lines = [
        {
            "row": row, "href": address("placement", row.pk), "standing": standing_of(row.standing) if row.provider_id else None,
            "tested": test_of(row.tested) if row.tested in ("met", "early_warning") else None,
            "review": day_state(row.next_review_on, today), "excluded": filters.attention == "day_six" and row.excluded_from,
        }
        for row in listed.items
    ]  # fmt: skip
    context = {
        "list": listed, "lines": lines, "filters": filters, "here": here, "stages": _stages(filters, counts, here),
        "pressing": _pressing(filters, counts, here), "sections": sections(access, "provision"),
        "form": FilterForm(filters, schools=schools, providers=providers),
        "export": filters.address(reverse("provision-export")) if access.may(Permission.EXPORT) else "",
        "clear": Filters(stage=filters.stage, sort=filters.sort).address(here), "only_school": not access.authority_ids,
    }  # fmt: skip
    return render(request, "provision/list.jinja", context)


@allow(Permission.EXPORT)
@require_safe
def export_file(request: PastoralRequest) -> HttpResponseBase:
    content = export.written(request.access, read(request.GET))
    return csv_file.download(content, f"placements-{timezone.localdate().isoformat()}")


@allow(Permission.SEE_WHEREABOUTS)
@require_safe
def where_page(request: PastoralRequest) -> HttpResponse:
    """Where each child in alternative provision is now, or through the day; of a named child the placement's own pages tell."""
    access = request.access
    shown = "day" if request.GET.get("when") == "day" else "now"
    day, at = whereabouts.now_or(shown)
    school, provider = number(request.GET.get("school")), number(request.GET.get("provider"))
    schools, providers = queries.choices(access)
    listed = whereabouts.page_of_due(access, day, request.GET.get("page"), at=at, school=school, provider=provider)
    context = {
        "list": listed, "day": day, "at": at, "shown": shown, "school": school, "provider": provider,
        "lines": [{"here": one, "said": said_of(one.said), "href": address("placement", one.placement.pk)} for one in listed.items],
        "schools": schools, "providers": providers,
        "sections": sections(access, "provision-where"), "fire_drill": address("whereabouts"),
    }  # fmt: skip
    return render(request, "provision/where.jinja", context)


@allow(Permission.SEE_MONITORING)
@require_safe
def providers_page(request: PastoralRequest) -> HttpResponse:
    access, today = request.access, timezone.localdate()
    registration.only_authorities(access)
    lines = [
        {
            "one": one, "href": address("provider", one.provider.pk),
            "registration": reverse("provision-registration", args=[one.provider.pk]),
            "placements": Filters(provider=one.provider.pk).address(reverse("provision")),
            "standing": standing_of(one.standing), "tested": test_of(one.tested),
            "visit": day_state(one.visit_due_on, today, soon=30),
        }
        for one in queries.in_use(access)
    ]  # fmt: skip
    context = {"lines": lines, "sections": sections(access, "provision-providers")}
    return render(request, "provision/providers.jinja", context)


def _stages(filters: Filters, counts: Counts, here: str) -> list[Link]:
    return [
        Link(str(words), filters.address(here, stage=stage), filters.stage == stage, counts.stages[stage])
        for stage, words in STAGES.items()
    ]


def _pressing(filters: Filters, counts: Counts, here: str) -> list[Link]:
    """What somebody should look at; only what there is."""
    stages = {"day_six": "coming", "stopped": filters.stage}
    return [
        Link(
            str(words), Filters(attention=kind, stage=stages.get(kind, "running")).address(here), filters.attention == kind,
            counts.attention[kind],
        )
        for kind, words in ATTENTION.items()
        if counts.attention[kind]
    ]  # fmt: skip
