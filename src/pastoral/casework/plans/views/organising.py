"""Organising the meeting: day and place, the adult the child chooses, who comes, invitations and replies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import day_and_date, say
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.psp import first_of
from pastoral.rules.sentences import Refused

from .. import queries
from ..asking import Person, child_person, contact_people, staff_people
from ..facts import facts_of
from ..forms.organising import AttendeeForm, ChosenAdultForm, MeetingForm, RecordedReplyForm, ReplyForm
from ..models import Attendee, Meeting, Plan
from ..overview import findings_of
from ..people import account_of
from ..rows import Rows, rows_of
from ..services import opening, organising
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal
from .replies import reply_initial

SHOWN_RULES = ("NPT-PSP-09", "NPT-PSP-10", "HIL-PSP-06", "HIL-PSP-09")
OPEN = (Plan.Status.DECIDING, Plan.Status.GATHERING, Plan.Status.ORGANISING, Plan.Status.MEETING)


@allow(Permission.LEAD_PLANS)
def organising_page(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Everything about the meeting before it is held; the form on it sets the day and the place."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    rows = rows_of(access, [plan.pk])
    meeting = rows[plan.pk].planning_meeting(plan.round)
    form = form_of(request, MeetingForm, initial=_initial(meeting, plan), bilingual=organising.bilingual(plan))
    if request.method == "POST" and form.is_valid():
        saved = _arrange(form, plan, meeting, by=access, request=request)
        if saved is not None:
            return saved
    return _show(request, plan, rows[plan.pk], form=form)


def _arrange(form: Any, plan: Plan, meeting: Meeting | None, *, by: Access, request: PastoralRequest) -> HttpResponse | None:
    if plan.status not in OPEN:
        form.add_error(None, _("This plan is past the meeting."))
        return None
    was = str(meeting.sequence) + str(meeting.on) if meeting is not None else ""
    if request.POST.get("was", was) != was:
        text = _("Somebody else moved the meeting to %(day)s while you were writing. Your words are below: save again to use them.")
        form.add_error(None, text % {"day": day_and_date(meeting.on) if meeting else ""})
        return None
    clean = dict(form.cleaned_data)
    clean["welsh_offered"] = bool(clean.get("welsh_offered"))
    try:
        made = organising.arrange(plan_id=plan.pk, by=by, **clean)
    except Refused as refused:
        show_refusal(form, refused)
        return None
    told = _("The meeting is on %(day)s.") % {"day": day_and_date(made.on)}
    if made.invited_at is not None and made.sequence > (meeting.sequence if meeting else 0):
        told = _("The meeting was moved to %(day)s. Everybody invited is told, and asked again.") % {"day": day_and_date(made.on)}
    return done(request, f"{reverse('plan-organising', args=[plan.pk])}#people", told)


def _initial(meeting: Meeting | None, plan: Plan) -> dict[str, Any]:
    if meeting is None:
        return {"chair": plan.lead.name if plan.lead else ""}
    fields = ("on", "starts_at", "venue", "venue_note", "chair")
    return {name: getattr(meeting, name) for name in fields} | {"welsh_offered": meeting.welsh_offered or None}


def _show(request: PastoralRequest, plan: Plan, rows: Rows, *, form: Any) -> HttpResponse:
    pack, calendar = pack_of(plan.policy_version_id), calendar_of(plan.school)
    facts = facts_of(request.access, [plan], {plan.pk: rows})[plan.pk]
    meeting = rows.planning_meeting(plan.round)
    people = rows.attendees_of(meeting)
    notice = pack.psp.notice_days
    days = None
    if meeting is not None:
        since = timezone.localdate(meeting.invited_at) if meeting.invited_at else timezone.localdate()
        days = (meeting.on - since).days
    return plan_page(
        request, "preparing/organising", plan, form=form, meeting=meeting, people=people, token=once.token(),
        findings=[found for found in findings_of(plan, facts, pack, calendar) if first_of(found.rule) in SHOWN_RULES],
        no_school=meeting is not None and not calendar.is_school_day(meeting.on),
        days=days, wanted=notice.count if notice is not None else None, no_rule=say(pack.sentence_no_local_rule),
        uninvited=[one for one in people if one.invited_at is None], open=plan.status in OPEN,
        was=str(meeting.sequence) + str(meeting.on) if meeting is not None else "",
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def chosen_adult(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Which adult the child wants beside them (NPT-PSP-10)."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    said_by_child = _said_by_child(access, plan)
    form = form_of(
        request, ChosenAdultForm,
        initial={"chosen_adult_asked_on": plan.chosen_adult_asked_on, "chosen_adult": plan.chosen_adult or said_by_child},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        opening.settle(plan_id=plan.pk, version=None, by=access, **form.cleaned_data)
        return done(request, f"{reverse('plan-organising', args=[plan.pk])}#people", _("The child's choice is on the record."))
    return plan_page(request, "preparing/chosen_adult", plan, form=form, said_by_child=said_by_child)


def _said_by_child(access: Access, plan: Plan) -> str:
    """Whom the child named among their own answers."""
    for row in queries.contributions(access, plan):
        if row.input == "child" and row.answers.get("chosen_adult"):
            return str(row.answers["chosen_adult"])
    return ""


@allow(Permission.LEAD_PLANS)
def add_people(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Put people on the list: the child, the family, staff, professionals who gave their view, the adult chosen, or others."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    rows = rows_of(access, [plan.pk])[plan.pk]
    meeting = rows.planning_meeting(plan.round)
    went_to = f"{reverse('plan-organising', args=[plan.pk])}#people"
    if meeting is None:
        messages.error(request, _("Choose the day of the meeting first."))
        return HttpResponseRedirect(reverse("plan-organising", args=[plan.pk]))
    listed = {one.name.casefold() for one in rows.attendees_of(meeting)}
    people = [one for one in _suggested(access, plan, rows) if one.name.casefold() not in listed]
    usual = [one.key for one in people if one.party in ("child", "parent", "chosen_adult") or one.user_id == plan.lead_id]
    form = form_of(
        request, AttendeeForm, people=[(one.key, one.name) for one in people], hints={one.key: one.hint for one in people},
        bilingual=organising.bilingual(plan),
        initial={"who": usual if not listed else [], "language": "en-gb"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        chosen = [one for one in people if one.key in (clean.get("who") or [])]
        try:
            for one in chosen:
                organising.add_attendee(
                    plan_id=plan.pk, name=one.name, party=one.party, role=one.post, email=one.email,
                    user_id=one.user_id or account_of(plan.pupil_id, one.email),
                    contact_id=one.contact_id, language=one.language, by=access,
                )  # fmt: skip
            if clean.get("name"):
                organising.add_attendee(
                    plan_id=plan.pk, name=clean["name"], party=clean["party"], role=clean["role"], agency=clean["agency"],
                    email=clean["email"], language=clean.get("language") or "en-gb", user_id=account_of(plan.pupil_id, clean["email"]),
                    by=access,
                )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            count = len(chosen) + bool(clean.get("name"))
            told = ngettext("%(num)s person is on the list now.", "%(num)s people are on the list now.", count) % {"num": count}
            return done(request, went_to, told)
    return plan_page(request, "preparing/add_people", plan, form=form)


def _suggested(access: Access, plan: Plan, rows: Rows) -> list[Person]:
    """Everybody on the record of this plan, the child first; each name once."""
    found: dict[str, Person] = {}
    everyone = [child_person(plan), *contact_people(access, plan), *staff_people(plan)]
    for row in rows.contributions:
        if row.input == "agencies" and row.status != "waived":
            hint = ", ".join(part for part in (row.post, row.agency) if part) or _("Gave their view")
            everyone.append(
                Person(
                    f"asked-{row.pk}", row.person, hint, row.post or row.agency, row.email, row.language, row.user_id,
                    party="professional",
                )
            )  # fmt: skip
    if plan.chosen_adult:
        everyone.append(Person("chosen", plan.chosen_adult, _("The adult the child chose"), _("Chosen by the child"), party="chosen_adult"))
    for one in everyone:
        found.setdefault(one.name.casefold(), one)
    return list(found.values())


@allow(Permission.LEAD_PLANS)
@require_POST
def remove_person(request: PastoralRequest, attendee_id: int) -> HttpResponse:
    """Take somebody off the list who was not invited yet."""
    attendee = _attendee(request, attendee_id)
    went_to = f"{reverse('plan-organising', args=[attendee.meeting.plan_id])}#people"
    try:
        organising.remove_attendee(attendee_id=attendee.pk, by=request.access)
    except Refused as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("%(name)s is off the list.") % {"name": attendee.name})
    return HttpResponseRedirect(went_to)


@allow(Permission.LEAD_PLANS)
@require_POST
def invite(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Send the invitations, with a calendar file. A second click sends nothing twice."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    went_to = f"{reverse('plan-organising', args=[plan.pk])}#people"
    try:
        count = organising.send_invitations(plan_id=plan.pk, by=request.access)
    except Refused as refused:
        _tell(request, refused)
        return HttpResponseRedirect(went_to)
    return done(request, went_to, ngettext("%(num)s person is invited.", "%(num)s people are invited.", count) % {"num": count})


@allow(Permission.SIGNED_IN)
def attendee_reply(request: PastoralRequest, attendee_id: int) -> HttpResponse:
    """The person invited replies with their account; who leads writes down what somebody said."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    attendee = _attendee(request, attendee_id)
    own = attendee.user_id is not None and attendee.user_id == access.user_id
    if not own and not access.may(Permission.LEAD_PLANS):
        raise NotAllowed("reply")
    plan = attendee.meeting.plan
    looked(access, plan)
    form = form_of(request, ReplyForm if own else RecordedReplyForm, initial=reply_initial(attendee))
    if request.method == "POST" and form.is_valid():
        try:
            organising.reply(attendee_id=attendee.pk, coming=form.cleaned_data["coming"], note=form.cleaned_data["note"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            leads = access.may(Permission.LEAD_PLANS)
            went_to = f"{reverse('plan-organising', args=[plan.pk])}#people" if leads else "/"
            return done(request, went_to, _("Thank you. Your reply is on the record.") if own else _("The reply is on the record."))
    context = {"attendee": attendee, "meeting": attendee.meeting, "form": form, "own": own, "bilingual": organising.bilingual(plan)}
    if own and not access.may(Permission.LEAD_PLANS):
        return render(request, "plans/preparing/reply.jinja", context, status=422 if form.has_errors else 200)
    return plan_page(request, "preparing/record_reply", find_plan(request, plan.pk), **context)


def _attendee(request: PastoralRequest, attendee_id: int) -> Attendee:
    try:
        return queries.attendee(request.access, attendee_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _tell(request: PastoralRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, say(reason))
