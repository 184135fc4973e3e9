"""/search/: pupils by name or UPN, and their plans, within the reader's scope. What was typed never enters an address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from pastoral.casework.plans.work import with_plans
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.questions import searches
from pastoral.records.cases.addresses import address


@allow(Permission.SEE_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: PastoralRequest) -> HttpResponse:
    from pastoral.records.pupils.queries import search

    access = request.access
    here = reverse("search")
    if request.method == "POST":
        key = searches.keep(request.session, request.POST.get("q", ""))
        return HttpResponseRedirect(f"{here}?s={key}" if key else here)
    key = request.GET.get("s", "")
    text = searches.text_of(request.session, key)
    listed = page_of(search(access, text).select_related("school"), request.GET.get("page"), 25) if text else None
    rows = []
    for pupil, plans in with_plans(access, list(listed.items)) if listed else []:
        rows.append((pupil, address("pupil", pupil.pk), [(plan, address("plan", plan.pk)) for plan in plans]))
    context = {"list": listed, "rows": rows, "text": text, "forgotten": bool(key) and not text, "here": here}
    return render(request, "web/search.jinja", context)
