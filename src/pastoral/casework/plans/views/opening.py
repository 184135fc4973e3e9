"""Opening a plan for a pupil, and the deciding page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import drafts
from pastoral.records.attendance.queries import this_year
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.rules.psp import first_of
from pastoral.rules.sentences import Refused

from .. import queries
from ..facts import facts_of
from ..forms.opening import DecidingForm, OpenForm, both_changed, initial_of, marks_of
from ..models import Plan
from ..overview import Said, findings_of
from ..people import staff_for
from ..services import opening
from ..services.changing import Stale
from ..services.sending import risk_event, tell_wellbeing_service
from ..stage_tasks import risk_service
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

# Which answer of the deciding page each finding stands beside: (rule, about) → field.
BESIDE = {
    ("NPT-PSP-01", "plan"): "strategies_tried", ("NPT-PSP-03", "plan"): "lead_id", ("NPT-PSP-04", "plan"): "alnco_informed_on",
    ("NPT-PSP-04", "staff"): "staff_informed_on", ("NPT-PSP-05", "plan"): "ewo_involved_on",
    ("NPT-PSP-06", "needs"): "needs_assessed", ("NPT-PSP-06", "idp"): "idp_reference", ("NPT-PSP-07", "plan"): "wellbeing",
    ("NPT-PSP-19", "plan"): "parents_contacted_on", ("NPT-PSP-23", "plan"): "idp_outcomes_linked",
    ("NPT-PSP-26", "plan"): "engagement_attempts", ("HIL-PSP-02", "plan"): "reasons", ("HIL-PSP-03", "plan"): "behaviour_plan_ended_on",
    ("HIL-PSP-04", "plan"): "other_plans_note", ("HAM-AP-05", "plan"): "other_plans_note", ("HIL-PSP-24", "plan"): "wellbeing",
    ("HIL-PSP-17", "plan"): "parents_contacted_on",
}  # fmt: skip


@allow(Permission.LEAD_PLANS)
def open_plan(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """A plan for a pupil: the concern, the reasons, what was tried."""
    from pastoral.records.pupils.presenter import identity
    from pastoral.records.pupils.queries import pupil as find_pupil

    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    try:
        pupil = find_pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    context: dict[str, Any] = {"pupil": pupil, "identity": identity(access, pupil)}
    there = queries.open_plan_of(access, pupil.pk)
    if there is not None and request.method != "POST":
        messages.info(request, _("%(name)s already has a plan that is open. This is it.") % {"name": pupil.known_as})
        return HttpResponseRedirect(reverse("plan", args=[there.pk]))
    try:
        pack = pack_of(version_in_force(pupil.authority_id, timezone.localdate()).pk)
    except NoPolicy:
        return render(request, "plans/preparing/no_policy.jinja", context, status=409)
    form = form_of(request, OpenForm, pack=pack)
    if request.method == "POST" and form.is_valid():
        try:
            plan = opening.open_plan(pupil_id=pupil.pk, by=access, **form.cleaned_data)
        except Refused as refused:
            drafts.keep(access, request.path, {name: request.POST.getlist(name) for name in form.fields})
            show_refusal(form, refused)
            context["there"] = there
        else:
            return done(request, reverse("plan", args=[plan.pk]), _("The plan is open. These are the first things to do."))
    looked(access, pupil)
    return render(
        request, "plans/preparing/open.jinja", {**context, "form": form, "pack": pack, "autosave": drafts.address(request.path)},
        status=422 if form.has_errors else 200
    )


@allow(Permission.LEAD_PLANS)
def deciding(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Why, who leads, who must know, needs, figures, the family. Two people may have it open: neither loses a word."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    pack, staff, now = pack_of(plan.policy_version_id), staff_for(plan.pupil), initial_of(plan)
    of_register = this_year(access, plan.pupil, timezone.localdate())
    offered = now if plan.attendance_percent is not None or of_register is None else now | {"attendance_percent": of_register.percent}
    form = form_of(request, DecidingForm, pack=pack, staff=staff, plan=plan, initial=offered)
    if of_register is not None:
        form.fields["attendance_percent"].hint = _("The register says %(percent)s%% so far.") % {"percent": of_register.percent}
    conflicts: dict[str, str] = {}
    if request.method == "POST" and plan.status == Plan.Status.CLOSED:
        form.is_valid()
        form.add_error(None, _("This plan is closed. Open it again before you change it."))
    elif request.method == "POST" and form.is_valid():
        clash, theirs_alone = both_changed(request.POST.get("base", ""), form.cleaned_data, now)
        if clash:
            conflicts = {name: form.fields[name].shown(now[name]) for name in clash}
            text = _("Somebody else changed this page while you were writing. Both texts are below: keep what is right, and save.")
            form.add_error(None, text)
        else:
            try:
                _write(form, plan, staff, keep=theirs_alone, by=access)
            except Refused as refused:
                show_refusal(form, refused)
            except Stale:
                form.add_error(None, _("Somebody saved this plan at the same moment. Your words are below: please save again."))
            else:
                return done(request, reverse("plan", args=[plan.pk]), _("Saved."))
    beside, others = _beside(findings_of(plan, facts_of(access, [plan])[plan.pk], pack, calendar_of(plan.school)))
    return plan_page(
        request, "preparing/deciding", plan, form=form, beside=beside, others=others, conflicts=conflicts, base=marks_of(now),
        exclusion_risk="exclusion_risk" in plan.reasons and bool(risk_event(pack)), risk_service=risk_service(pack),
        at_once=risk_event(pack) == "exclusion_risk",
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def tell_wellbeing(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The button that tells the authority's service of the risk (NPT-PSP-07). A second click sends nothing."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    went_to = reverse("plan-deciding", args=[plan.pk])
    if plan.wellbeing_informed_on is not None:
        return done(request, went_to)
    try:
        tell_wellbeing_service(plan_id=plan.pk, by=request.access)
    except Refused as refused:
        from pastoral.foundation.govuk.words import say

        for reason in refused.reasons:
            messages.error(request, say(reason))
        return HttpResponseRedirect(went_to)
    return done(request, went_to, _("The service has been told."))


def _write(form: DecidingForm, plan: Plan, staff: Any, *, keep: set[str], by: Access) -> None:
    """Write what this person changed; `keep` are answers that only somebody else changed meanwhile."""
    version = plan.version
    adult, adult_name = form.key_adult(staff, plan)
    if not {"key_adult_id", "key_adult_name"} & keep and (adult, adult_name) != (plan.key_adult_id, plan.key_adult_name):
        version = opening.name_key_adult(plan_id=plan.pk, user_id=adult, name=adult_name, by=by).version
    values = {name: value for name, value in form.settled().items() if name not in keep}
    opening.settle(plan_id=plan.pk, version=version, by=by, **values)


def _beside(findings: list[Said]) -> tuple[dict[str, list[Said]], list[Said]]:
    """Findings by the answer that they stand beside, and those of other pages."""
    beside: dict[str, list[Said]] = {}
    others = []
    for found in findings:
        field = BESIDE.get((first_of(found.rule), found.about))
        if field is None:
            others.append(found)
        else:
            beside.setdefault(field, []).append(found)
    return beside, others
