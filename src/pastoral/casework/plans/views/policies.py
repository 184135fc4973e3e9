"""Which version of the authority's rules a plan stands on, and moving it to the newest one, with a reason."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.psp import judge
from pastoral.rules.sentences import Refused

from ..facts import facts_of
from ..forms.opening import ReasonForm
from ..meeting_page import calendar_for
from ..services import policies
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal


@allow(Permission.LEAD_PLANS)
def policy_page(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The rules that the plan was begun under, and what the newest ones would say of it today."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    newest = policies.newer_version(plan)
    form = form_of(request, ReasonForm)
    if request.method == "POST" and form.is_valid():
        shown = request.POST.get("version", "")
        try:
            with transaction.atomic():
                version = int(shown) if shown.isdecimal() and len(shown) < 12 else 0
                policies.move_policy(plan_id=plan.pk, version_id=version, reason=form.cleaned_data["reason"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("plan", args=[plan.pk]), _("The plan stands on the newer rules from now on."))
    now, then = pack_of(plan.policy_version_id), pack_of(newest.pk) if newest is not None else None
    gone, come = [], []
    if then is not None:
        facts, calendar, today = facts_of(access, [plan])[plan.pk], calendar_for(plan), timezone.localdate()
        before = {one.sentence: one for one in judge(facts, now.psp, calendar, today)}
        after = {one.sentence: one for one in judge(facts, then.psp, calendar, today)}
        gone = [one.sentence for sentence, one in before.items() if sentence not in after]
        come = [one.sentence for sentence, one in after.items() if sentence not in before]
    return plan_page(
        request, "preparing/policy", plan, form=form, newest=newest, now_title=said(now.title), now_since=parse_date(now.starts_on),
        then_since=parse_date(then.starts_on) if then is not None else None, gone=gone, come=come,
    )  # fmt: skip
