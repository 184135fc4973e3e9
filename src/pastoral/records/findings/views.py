"""One finding explained, and the list of what a person owes."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.paginate import page_of
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.pupils.presenter import identity

from . import presenter, queries
from .models import Finding


@allow(Permission.SEE_PLANS)
def finding_page(request: PastoralRequest, finding_id: int) -> HttpResponse:
    access = request.access
    try:
        finding = queries.finding(access, finding_id)
    except Finding.DoesNotExist as unseen:
        raise Http404 from unseen
    looked(access, finding.pupil)
    explained = presenter.explain(access, finding, today=timezone.localdate())
    return render(request, "findings/finding.jinja", {"it": explained, "identity": identity(access, finding.pupil)})


@allow(Permission.SEE_PLANS)
def owed_page(request: PastoralRequest) -> HttpResponse:
    access = request.access
    listed = page_of(queries.owed(access), request.GET.get("page", 1))
    today = timezone.localdate()
    calendars = calendars_of({finding.school_id: finding.school for finding in listed.items}.values())
    cards = [
        presenter.owed_card(finding, today=today, calendar=calendars.get(finding.school_id)) for finding in listed.items
    ]
    return render(request, "findings/owed.jinja", {"list": listed, "cards": cards})
