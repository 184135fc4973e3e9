"""Forms that stand beside the plan's own: the summary before the meeting, and an incident support plan where one is wanted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import say
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.sentences import Refused

from .. import meeting_page as page
from ..models import Plan
from ..rows import rows_of
from ..services import writing
from ..sharing import may_read_form
from .documents import LANGUAGES
from .frame import find_plan, plan_page

MEETING = Permission.TAKE_PART_IN_MEETING


@allow(MEETING)
def other_form(request: PastoralRequest, plan_id: int, form: str) -> HttpResponse:
    """One form on a page, each of its parts saved by itself. What is gathered before the meeting is read by those who prepare it."""
    plan = find_plan(request, plan_id)
    if not may_read_form(request.access, plan, form):
        raise Http404
    looked(request.access, plan)
    return whole(request, plan, form)


def whole(
    request: PastoralRequest, plan: Plan, form: str, *, changed: dict[str, page.Part] | None = None,
    errors: list[FormError] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page, with parts in error in the place of their own."""
    pack = pack_of(plan.policy_version_id)
    rows = rows_of(request.access, [plan.pk], ("sections",))[plan.pk]
    before = form == "pre_meeting"
    return plan_page(
        request, "meeting/other_form", plan, status=status, errors=errors or [], title=said(pack.forms[form].title), form_code=form,
        parts=page.parts_of_form(plan, pack, rows, form, changed=changed), open=page.is_open(plan), optional=form in writing.ADD_ONS,
        languages=[(code, LANGUAGES[code]) for code in pack.languages],
        back=reverse("plan-gathering" if before else "plan-meeting", args=[plan.pk]),
        back_text=_("Back to views and papers") if before else _("Back to the meeting"),
    )  # fmt: skip


@allow(MEETING)
@require_POST
def add_on(request: PastoralRequest, plan_id: int, form: str) -> HttpResponse:
    """Add an optional form to the plan, or leave it out again."""
    plan = find_plan(request, plan_id)
    wanted = request.POST.get("wanted") == "yes"
    try:
        writing.choose_add_on(plan_id=plan.pk, form=form, wanted=wanted, by=request.access)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, say(reason))
        return HttpResponseRedirect(reverse("plan-meeting", args=[plan.pk]))
    if wanted:
        return HttpResponseRedirect(reverse("plan-form", args=[plan.pk, form]))
    messages.success(request, _("It is not part of this plan any more. What was written stays on the record."))
    return HttpResponseRedirect(reverse("plan-meeting", args=[plan.pk]))
