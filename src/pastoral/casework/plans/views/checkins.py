"""The weekly check-in (NPT-PSP-18): the key adult's page with what was said so far, and the young person's own small screens."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.access import Access, NotAllowed, Permission, Role, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import language_now
from pastoral.rules.sentences import Refused

from .. import queries
from ..forms.checkins import STEP_FIELDS, STEPS, CheckInForm, HowForm, scale_words
from ..models import CheckIn, Plan
from ..services import living
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal
from .readers import is_staff

OPEN = (Plan.Status.LIVE, Plan.Status.REVIEWED)
CARRIED = 5_000


@allow(Permission.SEE_PLANS)
def check_ins_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What was said, week by week, drawn over time; and, for who meets the child, the form for today."""
    access: Access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    if access.roles <= {Role.YOUNG_PERSON}:
        return HttpResponseRedirect(reverse("check-in", args=[plan.pk]))
    if not (is_staff(access) or access.may(Permission.CHECK_IN)):
        raise NotAllowed("check_in")  # what a child says here is between them and those who help
    looked(access, plan)
    may = access.may(Permission.CHECK_IN) and plan.status in OPEN
    form = form_of(request, CheckInForm, initial={"on": timezone.localdate()}) if may else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed("check_in")
        if form.is_valid() and _recorded(form, plan, by=access):
            return done(request, reverse("plan-check-ins", args=[plan.pk]), _("The check-in is on the record."))
    rows = queries.check_ins(access, plan)
    return plan_page(
        request, "living/check_ins", plan, form=form, rows=[(row, scale_words(row.scale)) for row in rows], chart=_chart(rows),
        autosave=drafts.address(request.path),
    )  # fmt: skip


def _recorded(form: Any, plan: Plan, *, by: Access) -> bool:
    clean = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            living.check_in(plan_id=plan.pk, scale=int(clean.pop("scale")), by=by, **clean)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


def _chart(rows: list[CheckIn]) -> Any:
    """The chosen numbers over time; None before there are two to compare."""
    if len(rows) < 2:
        return None
    return progress_chart(
        title=_("How it is going, from 1 (very hard) to 5 (going well)"),
        measured=[Measured(row.on, row.scale) for row in rows],
        language=language_now(),
    )


@allow(Permission.CHECK_IN)
def own_check_in(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The young person's own: one question on each screen, what was said before travels along, nothing is asked twice."""
    access: Access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    if Role.YOUNG_PERSON not in access.roles:
        return HttpResponseRedirect(reverse("plan-check-ins", args=[plan.pk]))
    looked(access, plan)
    if plan.status not in OPEN:
        return render(request, "plans/living/check_in_closed.jinja", {"plan": plan})
    if request.GET.get("done"):
        return render(request, "plans/living/check_in_done.jinja", {"plan": plan})
    step = _step(request)
    said = {name: request.POST.get(name, "")[:CARRIED] for name in STEP_FIELDS}
    token = request.POST.get("submission_token") or once.token()
    if request.method == "POST" and "back" in request.POST:
        step = max(step - 1, 0)
        return _screen(request, plan, STEPS[step](initial=said), step, said, token)
    if request.method != "POST":
        return _screen(request, plan, HowForm(), 0, said, token)
    form = STEPS[step](request.POST)
    if not form.is_valid():
        return _screen(request, plan, form, step, said, token, status=422)
    said |= {name: str(value or "") for name, value in form.cleaned_data.items()}
    if step + 1 < len(STEPS):
        return _screen(request, plan, STEPS[step + 1](initial=said), step + 1, said, token)
    if said["scale"] not in {"1", "2", "3", "4", "5"}:
        return _screen(request, plan, HowForm(request.POST), 0, said, token, status=422)
    try:
        with transaction.atomic():
            living.check_in(
                plan_id=plan.pk, by=access, scale=int(said["scale"]), words=said["words"], working=said["working"],
                not_working=said["not_working"], help_wanted=said["help_wanted"],
            )  # fmt: skip
    except Refused as refused:
        show_refusal(form, refused)
        return _screen(request, plan, form, step, said, token, status=422)
    return done(request, reverse("check-in", args=[plan.pk]) + "?done=1", token=token)


def _step(request: HttpRequest) -> int:
    given = request.POST.get("step", "0")
    return min(int(given), len(STEPS) - 1) if given.isdecimal() else 0


def _screen(
    request: HttpRequest, plan: Plan, form: Any, step: int, said: dict[str, str], token: str, *, status: int = 200
) -> HttpResponse:
    carried = {name: value for name, value in said.items() if name not in form.fields and value}
    context = {
        "plan": plan, "form": form, "step": step, "steps": len(STEPS), "carried": carried, "token": token,
        "last": step + 1 == len(STEPS), "button": gettext_lazy("Send") if step + 1 == len(STEPS) else gettext_lazy("Next"),
    }  # fmt: skip
    return render(request, "plans/living/check_in.jinja", context, status=status)
