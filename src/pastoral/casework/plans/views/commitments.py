"""Promises of the plan (NPT-PSP-13): add, change, end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import clock, say
from pastoral.foundation.questions import drafts, once
from pastoral.rules.commitments import Party
from pastoral.rules.sentences import Refused

from .. import queries
from ..forms.commitments import CommitmentForm
from ..merging import merge, read_token, token
from ..models import Commitment, Outcome, Plan
from ..rows import Rows, rows_of
from ..services import writing
from ..services.changing import Stale
from .conflicts import conflict_answer, posted
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

MEETING = Permission.TAKE_PART_IN_MEETING
ROWS = ("meetings", "attendees", "outcomes", "contacts")
FIELDS = ["party", "text", "owner_name", "owner_agency", "by_when", "ongoing", "outcome_id"]


@allow(MEETING)
def new(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Add a promise; `?party=`, `?outcome=` and `?support=` fill in what is known already."""
    plan = find_plan(request, plan_id)
    if answer := sent_before(request):
        return answer
    rows = rows_of(_by(request), [plan.pk], ROWS)[plan.pk]
    form = form_of(request, CommitmentForm, initial=_known(request, plan, rows), outcomes=_outcomes(rows))
    if request.method == "POST" and form.is_valid():
        values = _with_account(form.values(), plan, rows)
        try:
            writing.save_commitment(plan_id=plan.pk, commitment_id=None, by=_by(request), **values)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            to = request.path + f"?party={values['party']}" if "another" in request.POST else _meeting(plan)
            return done(request, to, _said())
    return _page(request, plan, rows, form, version="", row=None)


@allow(MEETING)
def change(request: PastoralRequest, commitment_id: int) -> HttpResponse:
    """Change one promise."""
    row, plan = _find(request, commitment_id)
    if answer := sent_before(request):
        return answer
    rows = rows_of(_by(request), [plan.pk], ROWS)[plan.pk]
    now = {name: getattr(row, name) for name in FIELDS}
    initial = {
        **now, "when": "ongoing" if row.ongoing else ("date" if row.by_when else ""), "outcome": str(row.outcome_id or ""),
    }  # fmt: skip
    if request.method == "POST" and "resolve" in request.POST:
        form = CommitmentForm(posted(request), token=once.token(), outcomes=_outcomes(rows))
    else:
        form = form_of(request, CommitmentForm, initial=initial, outcomes=_outcomes(rows))
    if request.method != "POST":
        looked(_by(request), plan)
    elif form.is_valid():
        answer = _save(request, row, plan, rows, form, now)
        if answer is not None:
            return answer
    if request.method == "POST":
        version = str(posted(request).get("version", ""))
    else:  # a draft was written on what its page showed then
        version = str(form.draft.get("version", "")) if form.draft else token(FIELDS, now)
    return _page(request, plan, rows, form, version=version, row=row)


def _save(request: PastoralRequest, row: Commitment, plan: Plan, rows: Rows, form: Any, now: dict[str, Any]) -> HttpResponse | None:
    mine = form.values()
    merged = merge(mine, now, read_token(posted(request).get("version", ""), FIELDS), FIELDS)
    values = {name: merged.answers.get(name, _EMPTY[name]) for name in FIELDS}
    try:
        writing.save_commitment(
            plan_id=plan.pk, commitment_id=row.pk, version=row.version, by=_by(request), **_with_account(values, plan, rows)
        )
    except Stale:
        drafts.keep(_by(request), request.path, {name: request.POST.getlist(name) for name in request.POST})
        messages.error(request, _("Somebody else saved this at the same moment. Look at it again, then save."))
        return HttpResponseRedirect(request.path)
    except Refused as refused:
        show_refusal(form, refused)
        return None
    if merged.conflicts:
        theirs = {key: their for key, (_mine, their) in merged.conflicts.items()}
        return conflict_answer(
            request, labels={name: str(field.label) for name, field in form.fields.items()}, merged=merged, their_name="",
            their_time=None, fresh=token(FIELDS, {**mine, **theirs}), back=request.path, title=_("What was agreed"), plan=plan,
        )  # fmt: skip
    return done(request, _meeting(plan), _said())


_EMPTY = {"party": "", "text": "", "owner_name": "", "owner_agency": "", "by_when": None, "ongoing": False, "outcome_id": None}


@allow(MEETING)
@require_POST
def end(request: PastoralRequest, commitment_id: int) -> HttpResponse:
    """Take a promise out; it stays on the record with the day it ended."""
    row, plan = _find(request, commitment_id)
    if row.ended_on is None:
        try:
            writing.end_commitment(commitment_id=row.pk, by=_by(request))
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, say(reason))
        else:
            messages.success(request, _("It was taken out of the plan. It stays on the record."))
    return HttpResponseRedirect(_meeting(plan))


def _known(request: PastoralRequest, plan: Plan, rows: Rows) -> dict[str, Any]:
    party, outcome = request.GET.get("party", ""), request.GET.get("outcome", "")
    known: dict[str, Any] = {"party": party if party in set(Party) else ""}
    found = next((row for row in rows.outcomes if str(row.pk) == outcome), None)
    if found is not None:
        known |= {"outcome": outcome, "text": found.support.get(request.GET.get("support", ""), "")}
    if party == Party.CHILD:
        known["owner_name"] = plan.pupil.known_as
    return known


def _with_account(values: dict[str, Any], plan: Plan, rows: Rows) -> dict[str, Any]:
    """The owner's account, where the name is one of the people on the plan who has one."""
    people = {row.name.casefold(): row.user_id for row in rows.attendees if row.user_id}
    for user in (plan.lead, plan.key_adult):
        if user is not None:
            people[user.name.casefold()] = user.pk
    return {**values, "owner_id": people.get(str(values["owner_name"]).casefold())}


def people_of(plan: Plan, rows: Rows) -> list[str]:
    """Names on the plan, offered while the owner is typed."""
    names = [plan.pupil.known_as, plan.lead.name if plan.lead else "", plan.key_adult_name, plan.ewo_name, plan.chosen_adult]
    names += [row.name for row in rows.attendees] + [row.name for row in rows.contacts if row.until is None]
    return [name for name in dict.fromkeys(names) if name]


def _outcomes(rows: Rows) -> list[Outcome]:
    return [row for row in rows.outcomes if row.state != Outcome.State.DROPPED]


def _by(request: PastoralRequest) -> Access:
    access = request.access
    return access


def _find(request: PastoralRequest, commitment_id: int) -> tuple[Commitment, Plan]:
    try:
        row = queries.commitment(_by(request), commitment_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return row, find_plan(request, row.plan_id)


def _meeting(plan: Plan) -> str:
    return reverse("plan-meeting", args=[plan.pk]) + "#section-commitments"


def _said() -> str:
    return _("What was agreed was saved at %(time)s.") % {"time": clock(timezone.localtime())}


def _page(request: PastoralRequest, plan: Plan, rows: Rows, form: Any, *, version: str, row: Commitment | None) -> HttpResponse:
    return plan_page(
        request, "meeting/commitment", plan, form=form, commitment=row, version=version, people=people_of(plan, rows),
        autosave=drafts.address(request.path), back=_meeting(plan),
    )  # fmt: skip
