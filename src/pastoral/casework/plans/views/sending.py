"""To the authority and everyone in the matrix (3.3): who will be told and why, the button, and afterwards what was sent."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.psp import Refused as MayNot
from pastoral.rules.sentences import Refused

from .. import queries
from ..facts import facts_of
from ..models import Plan, Submission
from ..services import moving, paperwork, sending
from ..stage_tasks import risk_service
from .frame import done, find_plan, plan_page, sent_before
from .readers import staff_only
from .signing import own_token


def conditions() -> dict[str, str]:
    """The closed list of conditions of a pack's recipients, as people read them."""
    return {
        "always": _("Always told"),
        "attendance_or_reduced_hours": _("Attendance is an issue, or hours are reduced"),
        "reduced_hours": _("Hours are reduced"),
        "social_worker": _("The child has a social worker"),
        "alternative_provision": _("The child is taught by another provider"),
        "exclusion_risk": _("There is a risk of permanent exclusion"),
    }


def gets() -> dict[str, str]:
    return {"copy": _("a copy"), "invite": _("an invitation to the review"), "tell": _("a message")}


@allow(Permission.SEE_PLANS)
def send_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Before: whom the plan goes to. After: what was sent, when, to whom, and who has it."""
    plan = find_plan(request, plan_id)
    staff_only(request.access)
    looked(request.access, plan)
    return _page(request, plan, ())


def _page(request: HttpRequest, plan: Plan, problems: tuple[Any, ...]) -> HttpResponse:
    access: Access = request.access
    pack = pack_of(plan.policy_version_id)
    facts = facts_of(access, [plan])[plan.pk]
    goes = pack.psp.is_sent
    answer = moving.actions_for(plan, facts).get("send" if goes else "begin")
    token = once.token()
    ahead = plan.status == Plan.Status.AGREED
    ready = ahead and access.may(Permission.LEAD_PLANS)
    words, kinds = conditions(), gets()
    told = sending.told(access, plan, "plan_agreed", facts) if ahead else []
    return plan_page(
        request, "living/send", plan, status=422 if problems else 200, errors=[FormError(say(one), "") for one in problems],
        ahead=ahead, ready=ready, goes=goes, risk_service=risk_service(pack), may=access.may(Permission.LEAD_PLANS),
        told=[
            {
                "title": said(one.title), "name": one.name, "email": one.email, "gets": kinds[one.gets], "why": words[one.when],
                "source": pack.source_in_words(one.source), "pastoral": one.role == "authority",
                "language": _("Welsh") if one.language == "cy" else _("English"),
            }
            for one in told
        ],
        not_told=[(said(one.title), words[one.when]) for one in sending.not_told(plan, "plan_agreed", facts)] if ahead else [],
        languages=[_language(code) for code in paperwork.family_languages(access, plan)] if ahead else [],
        reasons=[say(one) for one in answer.reasons] if isinstance(answer, MayNot) else [],
        sent=[_sent(row, pack, token) for row in queries.submissions(access, plan)],
        risk="exclusion_risk" in plan.reasons and pack.recipients("exclusion_risk") != ()
        and plan.wellbeing_informed_on is None and plan.status != Plan.Status.CLOSED,
        token=token, risk_token=own_token(token, "risk"),
    )  # fmt: skip


def _language(code: str) -> str:
    return {"en": _("English"), "cy": _("Welsh"), "both": _("Welsh and English together")}[code]


def _sent(row: Submission, pack: Any, token: str) -> dict[str, Any]:
    """One line of the record: to whom, when, how, and whether it arrived."""
    event = Submission.Event(row.event)
    what = sending.risk_event(pack) if event == Submission.Event.EXCLUSION_RISK else sending.EVENTS[event]
    recipient = pack.recipient(what, row.recipient)
    if row.acknowledged_at is not None:
        status = Status(_("Received"), "good")
    elif row.message is not None and row.message.status == "failed":
        status = Status(_("Did not arrive"), "late")
    elif row.message is None and row.recipient != "authority":
        status = Status(_("Hand over a copy"), "soon")
    else:
        status = Status(_("Sent"), "now")
    return {
        "row": row, "title": said(recipient.title) if recipient else row.recipient.replace("_", " "), "status": status,
        "event": event.label, "token": own_token(token, f"again-{row.pk}"),
        "by_hand": row.message is None and row.recipient != "authority",
    }  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def send_now(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Documents are made and kept, everyone in the matrix is told, and the plan is live."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    try:
        with transaction.atomic():
            sending.send_plan(plan_id=plan.pk, by=request.access)
    except Refused as refused:
        return _page(request, plan, refused.reasons)
    goes = pack_of(plan.policy_version_id).psp.is_sent
    words = _("The plan is sent, and it is live from now on.") if goes else _("The plan is live from now on.")
    return done(request, reverse("plan-send", args=[plan.pk]), words)


@allow(Permission.LEAD_PLANS)
@require_POST
def send_again(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The same message once more, to the address that is on the record now."""
    again = sent_before(request)
    if again is not None:
        return again
    try:
        row = queries.submission(request.access, submission_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    try:
        with transaction.atomic():
            sending.send_again(submission_id=row.pk, by=request.access)
    except Refused as refused:
        return _page(request, queries.plan(request.access, row.plan_id), refused.reasons)
    return done(request, reverse("plan-send", args=[row.plan_id]), _("Sent again to %(name)s.") % {"name": row.recipient_name})
