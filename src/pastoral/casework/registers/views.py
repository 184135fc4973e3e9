"""Pages of the register against records: who confirmed today, part-time patterns nobody agreed, and one child's pattern."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.casework.plans.views.frame import show_refusal
from pastoral.casework.timetables.naming import proposing
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.parts import Link
from pastoral.records.attendance.known import known_of, policy_of
from pastoral.records.attendance.presenter import sections
from pastoral.records.attendance.watching import half_day, watch
from pastoral.records.cases.addresses import address
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.queries import schools as schools_of
from pastoral.records.pupils.panels import links_of
from pastoral.records.pupils.presenter import identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.sentences import Refused

from . import queries, services
from .forms import ConfirmForm, ReasonForm

RECENT_REASONS = 56  # days


@allow(Permission.EDIT_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PastoralRequest) -> HttpResponse:
    """Every child due at a provider on one day, by provider, with what the provider said: one call, one form."""
    access, today = request.access, timezone.localdate()
    day = _day(request.GET.get("day", ""), today)
    due = queries.at_providers(access, day)
    asked = request.POST.get("provider") if request.method == "POST" else None
    groups = []
    for number, (provider, some) in enumerate(groupby(due, key=lambda one: one.provider)):
        children = list(some)
        mine = asked is not None and asked == provider
        form = ConfirmForm(request.POST if mine else None, children=children, day=day, prefix=f"p{number}")
        if mine and form.is_valid():
            try:
                services.confirm(
                    day=day, answers=form.answers, said_by=form.cleaned_data["said_by"], how=form.cleaned_data["how"],
                    said_at=form.moment, by=access,
                )  # fmt: skip
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Saved what %(provider)s said.") % {"provider": provider or _("the provider")})
                return HttpResponseRedirect(f"{reverse('confirmations')}?day={day.isoformat()}")
        waiting = [one for one in children if one.answer is None]
        groups.append({
            "provider": provider, "form": form, "children": children, "waiting": len(waiting),
            "common": [name for name in ("said_by", "how", "said_on", "said_at") if name in form.fields],
        })  # fmt: skip
    context = {
        "day": day, "today": today, "groups": groups, "number": len(due),
        "confirmed": sum(one.answer is not None for one in due), "sections": sections(access, "confirmations"),
        "days": _days_around(day, today),
        "form": next((group["form"] for group in groups if group["form"].has_errors), None),
        "elsewhere_schools": len({one.pupil.school_id for one in due}) > 1,
    }  # fmt: skip
    return render(request, "registers/confirm.jinja", context, status=422 if context["form"] else 200)


def _day(given: str, today: dt.date) -> dt.date:
    """The day asked for; today where it is none, or has not come yet."""
    try:
        return min(dt.date.fromisoformat(given), today)
    except ValueError:
        return today


def _days_around(day: dt.date, today: dt.date) -> list[Link]:
    """The weekday before and the one after, as links."""
    before = day - dt.timedelta(days=3 if day.weekday() == 0 else max(1, day.weekday() - 4))
    after = day + dt.timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    at = reverse("confirmations")
    links = [Link(_("The day before"), f"{at}?day={before.isoformat()}")]
    if after <= today:
        links.append(Link(_("The day after"), f"{at}?day={after.isoformat()}"))
    return links


@allow(Permission.SEE_MONITORING)
@require_safe
def patterns(request: PastoralRequest) -> HttpResponse:
    """The children whom the register shows away week after week without an agreement, and what schools said of others."""
    access = request.access
    schools = list(schools_of(access)) if access.authority_ids else []
    school = next((one for one in schools if str(one.pk) == request.GET.get("school", "")), None)
    listed = page_of(queries.pattern_findings(access, [school.pk] if school else None), request.GET.get("page", 1), 50)
    since = timezone.localdate() - dt.timedelta(days=RECENT_REASONS)
    reasons = queries.reasons_since(access, since)
    context = {
        "list": listed, "schools": schools, "school": school, "sections": sections(access, "part-time-patterns"),
        "reasons": list((reasons.filter(school=school) if school else reasons)[:20]),
    }  # fmt: skip
    return render(request, "registers/patterns.jinja", context)


@allow(Permission.SEE_MONITORING)
@require_safe
def pattern(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """What the register shows of one child, why it is asked, and the two ways on."""
    return _pattern_page(request, _pupil(request, pupil_id), ReasonForm())


@allow(Permission.LEAD_PLANS)
@require_POST
def reason(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """The school writes down why."""
    pupil = _pupil(request, pupil_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        found = _found(request, pupil, queries.reasons_of(request.access, pupil.pk))
        if found is None:
            messages.info(request, _("The register no longer shows this pattern, so there was nothing to explain."))
            return HttpResponseRedirect(reverse("part-time-pattern", args=[pupil.pk]))
        try:
            services.give_reason(
                pupil=pupil, since=found.since, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], by=request.access
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Your reason is written down. We ask again if it goes on for three more weeks."))
            return HttpResponseRedirect(reverse("part-time-pattern", args=[pupil.pk]))
    return _pattern_page(request, pupil, form)


def _pattern_page(request: PastoralRequest, pupil: Any, form: ReasonForm) -> HttpResponse:
    access = request.access
    looked(access, pupil)
    reasons = queries.reasons_of(access, pupil.pk)
    found = _found(request, pupil, reasons)
    leads = access.may(Permission.LEAD_PLANS)
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "links": links_of(access, pupil.pk, "pupil-attendance"),
        "pattern": found, "half_days": [half_day(*one) for one in found.half_days] if found else [], "leads": leads, "form": form,
        "reasons": reasons, "propose": address("timetable-open", pupil.pk) if leads else "",
        "propose_words": proposing(pupil.authority_id, timezone.localdate()) if leads and found else "",
    }  # fmt: skip
    return render(request, "registers/pattern.jinja", context, status=422 if form.has_errors else 200)


def _found(request: PastoralRequest, pupil: Any, reasons: list[Any]) -> Any:
    """The pattern that the register shows now, whatever the last night found, without what these reasons speak for."""
    today = timezone.localdate()
    until = {pupil.pk: max(one.until for one in reasons)} if reasons else {}
    known = known_of(request.access, [pupil], today, reasons=until)[pupil.pk]
    policy = policy_of(pupil.authority_id, pupil.authority.nation, today)
    return watch(known.marks, known.around, policy=policy, calendar=calendar_of(pupil.school), today=today)[1]


def _pupil(request: PastoralRequest, pupil_id: int) -> Any:
    try:
        found = find_pupil(request.access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    found.school.authority = found.authority  # always the pupil's own
    return found
