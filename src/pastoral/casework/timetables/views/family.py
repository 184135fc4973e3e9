"""The family's page: what was agreed, the week, when it ends, whom to call, and "this is not what we agreed"; signed in or by link."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pastoral.foundation.access import NotAllowed, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import date_long
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import REASON_LABELS, ReducedFacts
from pastoral.rules.reduced.hours import plain
from pastoral.rules.sentences import Refused

from .. import consent_forms, consents, queries, showing
from ..consents import Person, seal_now
from ..facts import facts_of
from ..models import Ask, Consent, Notice, Objection, Timetable
from ..naming import attendance_officer
from ..pictures import week_pictures
from ..rows import Rows, rows_of
from ..services import asking, consenting
from .frame import back_to, done, find, form_of, is_staff, page, section, sent_before, show_refusal


def what_is_proposed(row: Timetable, own: Rows, facts: ReducedFacts) -> dict[str, Any]:
    """What people agree to, for a page: dates, hours, the week as a picture and as a table, how it grows and when it ends."""
    pack, calendar = pack_of(row.policy_version_id), calendar_of(row.school)
    hours = showing.hours_of(row, row.cells, pack.policy)
    return {
        "name": row.pupil.preferred_name or row.pupil.forename,
        "young": False,
        "ewo": attendance_officer(row.policy_version_id),
        "reason": _(REASON_LABELS[row.reason]) if row.reason in REASON_LABELS else "",
        "hours": hours,
        "hours_now": in_words(hours.average),
        "hours_full": in_words(hours.full) if hours.full else "",
        "pictures": week_pictures(row),
        "weeks": showing.week_tables(row),
        "days": showing.day_names(),
        "stairs": showing.staircase(row, facts, own.steps, pack.policy, calendar),
        "growing": growing(own, hours),
    }


def growing(own: Rows, hours: showing.Hours) -> list[str]:
    """Each step of the way back in a plain sentence, with how much more it is."""
    said, last = [], hours.average
    for step in own.steps:
        now = plain(step.hours)
        words = {"day": date_long(step.on), "hours": in_words(now), "last": in_words(last)}
        text = _("From %(day)s: %(hours)s a week, instead of %(last)s.") % words
        if hours.full and step.hours >= Decimal(hours.full):
            text = _("From %(day)s: %(hours)s a week. That is full time.") % words
        needs = step.needs.strip().rstrip(".")
        why = _("What makes it happen: %(needs)s.") % {"needs": needs}
        said.append(f"{text} {why}" if needs else text)
        last = now
    return said


def in_words(hours: str) -> str:
    """ "16.67" as "16 hours 40 minutes": families read no decimals."""
    whole, left = divmod(round(Decimal(hours) * 60), 60)
    said = ngettext("%(n)s hour", "%(n)s hours", whole) % {"n": whole}
    if not left:
        return said
    more = ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left}
    return f"{said} {more}"


@dataclass(frozen=True)
class Call:
    """Somebody the family can call: what they are, and how they are reached."""

    what: str
    name: str
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Said:
    """One "this is not what we agreed" with what became of it."""

    row: Objection
    sent_to: str  # who has it
    not_sent_to: str  # who could not be written to


def whom_to_call(row: Timetable, request: PastoralRequest) -> list[Call]:
    lead = row.lead
    ewo = queries.ewo_of(request.access, row)
    people = [
        Call(_("At school"), lead.name if lead is not None else "", lead.email if lead is not None else "", row.school.telephone),
        Call(_("Watches over it at school"), row.monitor),
        Call(attendance_officer(row.policy_version_id), ewo.name, ewo.email, ewo.telephone),
    ]
    return [one for one in people if one.name]


def said_of(own: Rows, mine: list[Objection]) -> list[Said]:
    """Each with who was written to at that moment."""
    found = []
    for place, one in enumerate(mine):
        later = mine[place + 1].said_at if place + 1 < len(mine) else None
        sent: list[Notice] = [
            each
            for each in own.notices
            if each.event == "objection" and each.sent_at >= one.said_at and (later is None or each.sent_at < later)
        ]
        found.append(
            Said(
                one,
                ", ".join(each.recipient_name for each in sent if each.message_id is not None),
                ", ".join(each.recipient_name for each in sent if each.message_id is None),
            )
        )
    return found


@allow(Permission.SEE_PLANS)
def agreed(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """For the family and those named for the child, signed in."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    access = request.access
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    person = _signed_in(row, own, request)
    family = person is not None or ({Role.PARENT, Role.YOUNG_PERSON} & access.roles and access.may(Permission.SIGN))
    young = Role.YOUNG_PERSON in access.roles
    drafting = row.status not in consents.SETTLED
    form: Any = None
    if family and not row.is_closed:
        if drafting:
            form = form_of(request, consent_forms.MyAnswerForm, initial={"seal": seal_now(row)}, young=young) if person else None
        else:
            form = form_of(request, consent_forms.ObjectionForm)
    if request.method == "POST":
        if form is None:
            raise NotAllowed("answer")
        if form.is_valid():
            try:
                if drafting:
                    asking.answer_myself(timetable_id=row.pk, by=access, **form.cleaned_data)
                    said = _("Thank you. Your answer is on the record.")
                else:
                    asking.object_to(timetable_id=row.pk, said=form.cleaned_data["said"], by=access)
                    said = _("Thank you. We have passed on what you said. Below you see who has it.")
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, back_to(row, "timetable-agreed"), said)
    mine = [one for one in own.objections if one.user_id == access.user_id or one.by_name == access.actor] if family else []
    context = _context(request, row, own, person, form, mine, young=young)
    return page(request, "agreed", row, no_longer_href=back_to(row, "timetable-no-longer"), **context)


def _context(
    request: PastoralRequest, row: Timetable, own: Rows, person: Person | None, form: Any, mine: list[Objection], *, young: bool
) -> dict[str, Any]:
    facts = facts_of(request.access, [row], {row.pk: own})[row.pk]
    settled = row.status in consents.SETTLED
    answer = person.answer if person is not None else None
    return {
        **what_is_proposed(row, own, facts),
        "person": person,
        "form": form,
        "young": young,
        "drafting": not settled,
        "answer": answer,
        "again": person is not None and answer is None and person.before is not None,
        "may_withdraw": settled and answer is not None and answer.state == Consent.State.AGREED,
        "objections": list(reversed(said_of(own, mine))),
        "call": whom_to_call(row, request),
    }


def _signed_in(row: Timetable, own: Rows, request: PastoralRequest) -> Person | None:
    if is_staff(request.access) or not request.access.may(Permission.SIGN):
        return None
    try:
        return asking.myself(row, own, request.access)
    except Refused:
        return None


@allow(Permission.SIGN)
def no_longer(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """A parent or the child takes their yes back, signed in."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    access = request.access
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    person = _signed_in(row, own, request)
    if person is None:
        raise NotAllowed("answer")
    form = form_of(request, consent_forms.NoLongerForm)
    if request.method == "POST" and form.is_valid():
        try:
            consenting.withdraw(
                timetable_id=row.pk, key=person.key, note=form.cleaned_data["note"], how=Consent.How.PASTORAL, by=access,
                permission=Permission.SIGN,
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said = _("Your answer is on the record. These are told: the school; %(ewo)s.") % {
                "ewo": attendance_officer(row.policy_version_id)
            }
            return done(request, back_to(row, "timetable-agreed"), said)
    name = row.pupil.preferred_name or row.pupil.forename
    return page(request, "no_longer", row, form=form, back=back_to(row, "timetable-agreed"), name=name,
                ewo=attendance_officer(row.policy_version_id))  # fmt: skip


@links.by_link("agreed")
def link_agreed(request: PastoralRequest, link: Any) -> HttpResponse:
    """The family's page by link, until some days after it ends."""
    asked, row, own, person = _reader(request, link)
    access, token = request.access, _token(request)
    if person is None:
        return render(request, "timetables/link_older.jinja", {"row": row, "asked": asked, "gone": True}, status=410)
    if request.method != "POST":
        looked(access, row)
    here = reverse("link-agreed", kwargs={"token": token})
    form: Any = None
    if not row.is_closed and row.status in consents.SETTLED:
        form = consent_forms.ObjectionForm(request.POST if request.method == "POST" else None, token=once.token())
    if request.method == "POST":
        if form is None:
            return HttpResponseRedirect(here)
        if form.is_valid() and not _twice(own, asked, form.cleaned_data["said"]):
            with transaction.atomic():
                asking.object_to(timetable_id=row.pk, said=form.cleaned_data["said"], contact_id=asked.contact_id, by=access)
        if form.is_valid():
            return HttpResponseRedirect(here + "#said")
    mine = [one for one in own.objections if one.contact_id == asked.contact_id]
    context = _context(request, row, own, person, form, mine, young=False)
    more = {"row": row, "autosave": "", "no_longer_href": reverse("link-agreed-no-longer", kwargs={"token": token}), "asked": asked}
    return render(request, "timetables/link_agreed.jinja", {**context, **more}, status=422 if form and form.has_errors else 200)


def _twice(own: Rows, asked: Ask, said: str) -> bool:
    """The same words within a minute are a second click of the same finger."""
    return any(
        one.contact_id == asked.contact_id and one.said == said and (timezone.now() - one.said_at).total_seconds() < 60
        for one in own.objections
    )


@links.by_link("agreed")
def link_no_longer(request: PastoralRequest, link: Any) -> HttpResponse:
    """A yes is taken back by link."""
    asked, row, _own, person = _reader(request, link)
    here = reverse("link-agreed", kwargs={"token": _token(request)})
    if person is None or row.is_closed:
        return HttpResponseRedirect(here)
    form = consent_forms.NoLongerForm(request.POST if request.method == "POST" else None, token=once.token())
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                consenting.withdraw(
                    timetable_id=row.pk, key=person.key, note=form.cleaned_data["note"], how=Consent.How.LINK, by=request.access,
                    permission=Permission.BY_LINK,
                )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return HttpResponseRedirect(here)
    name = row.pupil.preferred_name or row.pupil.forename
    context = {"row": row, "form": form, "back": here, "asked": asked, "name": name, "ewo": attendance_officer(row.policy_version_id)}
    return render(request, "timetables/link_no_longer.jinja", context, status=422 if form.has_errors else 200)


def _reader(request: PastoralRequest, link: Any) -> tuple[Ask, Timetable, Rows, Person | None]:
    """Who reads by link; None where they are no longer somebody who may."""
    try:
        asked = queries.ask(request.access, link.subject_id)
        row = queries.timetable(request.access, asked.timetable_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if asked.pupil_id != link.pupil_id or not asked.reads:
        raise Http404
    own = rows_of(request.access, [row.pk])[row.pk]
    person = consents.people_of(row, own, timezone.localdate()).of(asked.contact_id or -1)
    return asked, row, own, person if person is not None and person.may_answer else None


def _token(request: PastoralRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def _objection(request: PastoralRequest, timetable_id: int, objection_id: int) -> Objection:
    find(request, timetable_id)
    if not (request.access.may(Permission.LEAD_PLANS) or request.access.may(Permission.ACKNOWLEDGE_SUBMISSIONS)):
        raise NotAllowed("answer")
    own = rows_of(request.access, [timetable_id])[timetable_id]
    found = next((one for one in own.objections if one.pk == objection_id), None)
    if found is None:
        raise Http404
    return found


@allow(Permission.SEE_PLANS)
def answer_objection(request: PastoralRequest, timetable_id: int, objection_id: int) -> HttpResponse:
    """The school or the EWO says what was done about the family's words; before that, that somebody has read them."""
    found = _objection(request, timetable_id, objection_id)

    def write(row: Timetable, form: Any) -> None:
        asking.answer_objection(objection_id=objection_id, answer=form.cleaned_data["answer"], by=request.access)

    return section(
        request, timetable_id, form_class=consent_forms.ObjectionAnswerForm, write=write, initial=lambda row: {"answer": found.answer},
        title=_("“This is not what we agreed”"), intro=found.said, template="objection", said=found, token=once.token(),
        button=_("Send the answer"),
    )  # fmt: skip


@allow(Permission.SEE_PLANS)
@require_POST
def read_objection(request: PastoralRequest, timetable_id: int, objection_id: int) -> HttpResponse:
    """I have read it and see to it: the family reads who."""
    found = _objection(request, timetable_id, objection_id)
    asking.read_objection(objection_id=found.pk, by=request.access)
    return HttpResponseRedirect(reverse("timetable-objection", args=[timetable_id, objection_id]))
