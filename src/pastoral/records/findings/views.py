"""One finding explained, all findings of a record, what a person owes, and an officer's decision about a finding."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts
from pastoral.records.organisations.calendars import calendar_of, calendars_of
from pastoral.records.pupils.presenter import identity
from pastoral.rules.sentences import Refused

from . import easing, presenter, queries
from .forms import EaseForm
from .models import Eased, Finding
from .parameters import pack_in_force


@allow(Permission.SEE_PLANS)
def finding_page(request: PastoralRequest, finding_id: int) -> HttpResponse:
    access = request.access
    finding = _found(access, finding_id)
    looked(access, finding.pupil)
    decided = queries.easing_of(access, finding)
    today = timezone.localdate()
    explained = presenter.explain(
        access, finding, easing=decided, events=queries.events_of(access, finding), today=today
    )
    return render(
        request, "findings/finding.jinja",
        {
            "it": explained, "identity": identity(access, finding.pupil),
            "may_ease": access.may(Permission.EASE_FINDINGS) and finding.cleared_on is None,
            "all": queries.sees_all(access),
        },
    )  # fmt: skip


@allow(Permission.EASE_FINDINGS)
def ease_page(request: PastoralRequest, finding_id: int) -> HttpResponse:
    """Accept or lower a finding until a day, and say why."""
    access = request.access
    finding = _found(access, finding_id)
    looked(access, finding.pupil)
    today = timezone.localdate()
    kept = drafts.kept(access, request.path) if request.method == "GET" else None
    form = EaseForm(
        request.POST if request.method == "POST" else None, draft=drafts.values_of(kept),
        last=easing.latest_day(finding, today=today),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            easing.ease(finding_id=finding.pk, by=access, **form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, say(reason))
        else:
            drafts.drop(access, request.path)
            accepted = form.cleaned_data["kind"] == Eased.ACCEPTED
            messages.success(request, _("You accepted it for now.") if accepted else _("You lowered it for now."))
            return redirect("finding", finding_id=finding.pk)
    context = {
        "form": form, "finding": finding, "kept": kept, "identity": identity(access, finding.pupil),
        "sentence": say(presenter.sentence_of(finding)), "stops": finding.effect == Finding.Effect.BLOCK,
    }  # fmt: skip
    return render(request, "findings/ease.jinja", context)


@allow(Permission.EASE_FINDINGS)
@require_POST
def take_back(request: PastoralRequest, finding_id: int) -> HttpResponse:
    access = request.access
    finding = _found(access, finding_id)
    easing.take_back(finding_id=finding.pk, by=access)
    messages.success(request, _("It counts in full again."))
    return redirect("finding", finding_id=finding.pk)


@allow(Permission.SEE_PLANS)
def findings_of(request: PastoralRequest, subject_type: str, subject_id: int) -> HttpResponse:
    """Every finding of one record with its number: those of today, and below them those that were put right."""
    access = request.access
    record = queries.record_of(access, subject_type, subject_id)
    if record is None:
        raise Http404
    pupil = getattr(record, "pupil", record)
    looked(access, pupil)
    today = timezone.localdate()
    calendar = calendar_of(pupil.school)
    pack = pack_in_force(pupil.authority_id, today)
    now = [
        presenter.line(one, today=today, calendar=calendar, pack=pack)
        for one in queries.for_subject(access, subject_type, subject_id)
    ]
    cleared = page_of(queries.cleared_of(access, subject_type, subject_id), request.GET.get("page", 1))
    context = {
        "now": now, "list": cleared, "identity": identity(access, pupil),
        "cleared": [presenter.line(one, today=today, calendar=calendar, pack=pack) for one in cleared.items],
        "back": presenter.page_of_record(subject_type, subject_id, pupil.pk),
    }  # fmt: skip
    return render(request, "findings/of.jinja", context)


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


def _found(access: Access, finding_id: int) -> Finding:
    try:
        return queries.finding(access, finding_id)
    except Finding.DoesNotExist as unseen:
        raise Http404 from unseen
