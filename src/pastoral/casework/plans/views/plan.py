"""The plan's own page, and moving a plan from stage to stage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.routes import permission_of
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.cases.addresses import address
from pastoral.records.findings.queries import for_subject, sees_all
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import Refused as MayNot
from pastoral.rules.sentences import Refused
from pastoral.rules.sentences import say as rule_say

from ..facts import facts_of
from ..forms.opening import NoReasonForm, ReasonForm
from ..models import Plan
from ..overview import closed_how, overview, own_page
from ..rows import rows_of
from ..services import moving, writing
from ..services.changing import SUBJECT
from ..sharing import may_read_views
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal
from .readers import is_staff

READERS = frozenset({Role.PARENT, Role.YOUNG_PERSON, Role.PROVIDER, Role.PROFESSIONAL})
# Where a move leads: to the page on which the new stage's work is done.
LEADS_TO = {
    "start_gathering": "plan-gathering", "call_meeting": "plan-organising", "begin_meeting": "plan-meeting", "amend": "plan-meeting",
}  # fmt: skip


@allow(Permission.SEE_PLANS)
def plan(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Where the plan is, what it needs, what the rules say, and the one thing to do next."""
    access = request.access
    if not access.may(Permission.LEAD_PLANS) and access.roles <= READERS:
        from .reading import reading

        return reading(request, plan_id=plan_id)
    found = find_plan(request, plan_id)
    looked(access, found)
    rows = rows_of(access, [found.pk])
    facts = facts_of(access, [found], rows)[found.pk]
    pack, calendar = pack_of(found.policy_version_id), calendar_of(found.school)
    stored = for_subject(access, SUBJECT, found.pk)
    seen = overview(access, found, facts, rows[found.pk], moving.actions_for(found, facts, calendar), pack, calendar, stored)
    return plan_page(
        request, "preparing/plan", found, seen=seen, token=once.token(), leads=access.may(Permission.LEAD_PLANS),
        may_read_views=may_read_views(access, found), closed_how=closed_how(found, pack) if found.closed_on else "",
        all_findings=address("findings-of", SUBJECT, found.pk) if sees_all(access) else "",
        stage_title=said(pack.labels.stage(found.status)), more_links=_links(access, found),
        place=_place(access, found),
    )  # fmt: skip


def _place(access: Access, plan: Plan) -> str:
    """The page on which a place in alternative provision is looked for inside this plan (NPT-AP-05), for who commissions; else ""."""
    may = access.may(Permission.COMMISSION) and plan.closed_on is None and plan.pupil.left_on is None
    href = address("placement-open", plan.pupil_id) if may else ""
    return f"{href}?from=plan" if href else ""


def _links(access: Access, plan: Plan) -> list[tuple[str, str]]:
    """(address, text) of the plan's other pages that this person may open."""
    pages = [
        ("plan-meeting", _("The meeting and the form")),
        ("plan-signatures", _("Signatures")),
        ("plan-check-ins", _("Check-ins")),
        ("plan-reviews", _("Reviews")),
        ("plan-documents", _("Documents")),
        ("plan-history", _("Everything that happened")),
    ]
    closed_to = () if is_staff(access) else ("plan-history",)
    found = [(address(name, plan.pk), text) for name, text in pages if name not in closed_to]
    return [(href, text) for href, text in found if href and access.may(_needed(href))]


def _needed(href: str) -> Permission:
    match = resolve(href)
    return permission_of(match.func, match.url_name) or Permission.NOBODY


@allow(Permission.LEAD_PLANS)
def move(request: PastoralRequest, plan_id: int, action: str) -> HttpResponse:
    """Take one action: asks why where a reason is needed, says what happens, and refuses with every reason at once."""
    access = request.access
    if action not in PSP.actions or action == "record_review":
        raise Http404
    again = sent_before(request)
    if again is not None:
        return again
    found = find_plan(request, plan_id)
    looked(access, found)
    form = form_of(request, ReasonForm if action in PSP.needs_reason else NoReasonForm)
    if request.method == "POST" and form.is_valid():
        try:
            _take(found, action, reason=form.cleaned_data["reason"], at=request.POST.get("stage", ""), by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse(LEADS_TO.get(action, "plan"), args=[found.pk]), _moved(action))
    facts = facts_of(access, [found])[found.pk]
    answer = moving.actions_for(found, facts).get(action)
    return plan_page(
        request, "preparing/move", found, form=form, action=action, action_text=_(PSP.actions[action]),
        reasons=_reasons(answer, found), asks_why=action in PSP.needs_reason or action == "amend",
        what_happens=_what_happens(action, judged=bool(pack_of(found.policy_version_id).psp.verdicts)),
        elsewhere=own_page(found.status, action),
    )  # fmt: skip


def _take(plan: Plan, action: str, *, reason: str, at: str, by: Access) -> None:
    """`at` is the stage that the page was loaded at: a plan that somebody moved meanwhile is not moved twice."""
    if at and at != plan.status:
        text = "Somebody else moved this plan on while you were reading it: it is now at the stage “{stage}”."
        raise Refused(rule_say("PSP.moved", text, stage=rule_say("PSP.status", PSP.labels[plan.status])))
    if action == "begin_meeting":
        writing.hold_meeting(plan_id=plan.pk, by=by)
    elif action == "send" or (action == "begin" and plan.status == Plan.Status.AGREED):
        from ..services.sending import send_plan

        send_plan(plan_id=plan.pk, by=by)
    else:
        moving.move(plan_id=plan.pk, action=action, by=by, reason=reason)


def _reasons(answer: Any, plan: Plan) -> list[str]:
    if answer is None:
        return [_("This can't be done at the stage “%(stage)s”.") % {"stage": _(PSP.labels[plan.status])}]
    return [say(reason) for reason in answer.reasons] if isinstance(answer, MayNot) else []


def _moved(action: str) -> str:
    return {
        "start_gathering": _("Views can be gathered now. Ask each person below."),
        "decide_no_plan": _("It is on the record that no plan is needed, and why."),
        "call_meeting": _("Choose a day and a place, and invite everybody."),
        "begin_meeting": _("The meeting has begun."),
        "agree": _("The plan is agreed."),
        "send": _("The plan has been sent."),
        "begin": _("The plan is live."),
        "resume": _("The plan goes on."),
        "amend": _("The plan can be changed now. Everybody signs again when it is ready."),
        "cease": _("The plan is closed."),
        "step_back": _("The plan went back a stage."),
        "withdraw": _("The plan is withdrawn."),
        "reopen": _("The plan is open again."),
    }[action]


def _what_happens(action: str, *, judged: bool) -> str:
    """`judged`: the plan ends with a verdict, so that its end alone says nothing of its outcomes."""
    if judged and action == "cease":
        return _("The plan closes, with the verdict of the final meeting.")
    return {
        "decide_no_plan": _("The plan closes. What was written stays on the record."),
        "amend": _("The plan goes back to the meeting. What was agreed stays on the record, and everybody signs the new words."),
        "cease": _("The plan closes, because its outcomes were reached."),
        "step_back": _("The plan goes back one stage. Nothing that was written is lost."),
        "withdraw": _("The plan closes before its time. What was written stays on the record."),
        "reopen": _("The plan goes back to the stage it was closed from."),
    }.get(action, "")
