"""Gathering views: the five inputs, asking, chasing, going on without, all answers side by side, and answering by account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.govuk.words import and_list, date_long, say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import Pack, language_now, pack_of, said
from pastoral.rules.sentences import Refused

from .. import queries
from ..asking import due_by_default, input_title, is_young, people_to_ask, questions_for
from ..forms.gathering import AskForm, DeclineForm, MethodForm, PapersForm, Questionnaire, WaiveForm, rows_said
from ..models import Contribution, Plan
from ..people import account_of
from ..services import gathering, papers
from ..services.changing import Stale
from ..sharing import may_read_views, readable
from ..stage_tasks import input_state, papers_state
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

WAITING = (Contribution.Status.ASKED, Contribution.Status.STARTED)
ASKABLE = (Plan.Status.DECIDING, Plan.Status.GATHERING, Plan.Status.ORGANISING, Plan.Status.MEETING)


@dataclass(frozen=True)
class Panel:
    """One of the five inputs: what is asked, of whom, and how far it is."""

    code: str
    title: str
    state: Status
    note: str
    rows: list[Contribution]


@allow(Permission.LEAD_PLANS)
def gathering_page(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The inputs as panels; below them the papers of the pre-meeting pack, where the authority names any."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    looked(access, plan)
    pack, today = pack_of(plan.policy_version_id), timezone.localdate()
    contributions = queries.contributions(access, plan)
    panels = []
    for code in pack.psp.inputs_wanted:
        own = [row for row in contributions if row.input == code]
        state, note = input_state(own, today)
        panels.append(Panel(code, input_title(code, pack), state, note, own))
    form = None
    if pack.psp.documents_wanted:
        initial = {f"{name}_{code}": paper.get(name, "") for code, paper in plan.papers.items() for name in ("state", "note")}
        form = form_of(request, PapersForm, pack=pack, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                papers.set_papers(plan_id=plan.pk, papers=form.papers(), by=access)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, f"{request.path}#papers", _("The list of papers is saved."))
    summary = pack.forms.get("pre_meeting")
    return plan_page(
        request, "preparing/gathering", plan, panels=panels, askable=plan.status in ASKABLE, today=today, token=once.token(), form=form,
        papers_state=papers_state(plan, pack)[0] if form is not None else None, summary_title=said(summary.title) if summary else "",
        answered=any(row.status == Contribution.Status.ANSWERED for row in contributions), WAITING=WAITING,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def ask(request: PastoralRequest, plan_id: int, input: str) -> HttpResponse:
    """Ask people for one of the five inputs."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    label = _input(input, plan)
    looked(access, plan)
    pack = pack_of(plan.policy_version_id)
    people = people_to_ask(access, plan, input)
    waiting = [row for row in queries.contributions(access, plan) if row.input == input and row.status in WAITING]
    there = {row.user_id or row.person for row in waiting}
    open_people = [one for one in people if (one.user_id or one.name) not in there]
    alone = [one.key for one in open_people] if len(people) == 1 else []
    styles = input == Contribution.Input.CHILD
    usual = Contribution.Style.PRIMARY if is_young(plan.pupil) else Contribution.Style.SECONDARY
    initial = {"due_on": due_by_default(plan, pack), "language": "en-gb", "who": alone, "style": usual}
    form = form_of(
        request, AskForm, people=[(one.key, one.name) for one in open_people], hints={one.key: one.hint for one in open_people},
        pack=pack, agencies=input == Contribution.Input.AGENCIES, styles=styles, initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in open_people if one.key in (form.cleaned_data.get("who") or [])]
        try:
            names = _ask_all(form.cleaned_data, chosen, plan=plan, input=input, pack=pack, by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said_so = _("%(names)s: asked.") % {"names": and_list(names)}
            return done(request, f"{reverse('plan-gathering', args=[plan.pk])}#{input}", said_so)
    return plan_page(
        request, "preparing/ask", plan, form=form, label=label, input=input, already=[one for one in people if one not in open_people],
        others_open=not people,
    )  # fmt: skip


def _ask_all(clean: dict[str, Any], chosen: list[Any], *, plan: Plan, input: str, pack: Pack, by: Access) -> list[str]:
    names = []
    for one in chosen:
        gathering.ask(
            plan_id=plan.pk, input=input, person=one.name, post=one.post, email=one.email,
            user_id=one.user_id or account_of(plan.pupil_id, one.email), contact_id=one.contact_id,
            language=one.language, due_on=clean["due_on"], style=clean.get("style") or "", by=by,
        )  # fmt: skip
        names.append(one.name)
    if clean.get("person"):
        agency = said(pack.choice_text("agencies", clean["agency"])) if clean.get("agency") else ""
        gathering.ask(
            plan_id=plan.pk, input=input, person=clean["person"], post=clean["post"], agency=agency, email=clean["email"],
            language=clean.get("language") or "en-gb", due_on=clean["due_on"], style=clean.get("style") or "",
            user_id=account_of(plan.pupil_id, clean["email"]), by=by,
        )  # fmt: skip
        names.append(clean["person"])
    return names


@allow(Permission.LEAD_PLANS)
def waive(request: PastoralRequest, plan_id: int, input: str) -> HttpResponse:
    """Go on without one of the five, with the reason."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    label = _input(input, plan)
    looked(access, plan)
    form = form_of(request, WaiveForm)
    if request.method == "POST" and form.is_valid():
        try:
            gathering.waive(plan_id=plan.pk, input=input, reason=form.cleaned_data["reason"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, f"{reverse('plan-gathering', args=[plan.pk])}#{input}", _("The reason is on the record."))
    return plan_page(request, "preparing/waive", plan, form=form, label=label, input=input)


@allow(Permission.LEAD_PLANS)
@require_POST
def chase(request: PastoralRequest, contribution_id: int) -> HttpResponse:
    """Ask again. A second click on the same day sends nothing."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    row = _contribution(request, contribution_id)
    went_to = f"{reverse('plan-gathering', args=[row.plan_id])}#{row.input}"
    try:
        gathering.chase(contribution_id=row.pk, by=access)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, say(reason))
        return HttpResponseRedirect(went_to)
    told = _("%(name)s was asked again.")
    if not row.email:
        told = _("It is on the record that %(name)s was asked again. There is no e-mail address, so please tell them.")
    return done(request, went_to, told % {"name": row.person})


@allow(Permission.TAKE_PART_IN_MEETING)
def views_page(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """All answers side by side, to read and to print."""
    access = request.access
    plan = find_plan(request, plan_id)
    if not may_read_views(access, plan):
        raise NotAllowed("views")
    looked(access, plan)
    pack, language = pack_of(plan.policy_version_id), language_now()
    contributions = queries.contributions(access, plan)
    groups = [
        (
            code, str(Contribution.Input(code).label),
            [_column(access, row, plan, pack, language) for row in contributions if row.input == code],
        )
        for code in Contribution.Input.values
        if code in pack.psp.inputs_wanted or any(row.input == code for row in contributions)
    ]
    return plan_page(request, "preparing/views", plan, groups=groups, leads=access.may(Permission.LEAD_PLANS))


def _column(access: Access, row: Contribution, plan: Plan, pack: Pack, language: Any) -> dict[str, Any]:
    missing = {
        Contribution.Status.DECLINED: _("Did not want to answer."),
        Contribution.Status.WAIVED: _("The meeting goes on without it."),
    }.get(row.status, _("No answer yet."))  # type: ignore[call-overload]  # a TextChoices value is its string
    is_in = row.status == Contribution.Status.ANSWERED
    return {
        "row": row,
        "who": ", ".join(part for part in (row.person, row.post, row.agency) if part),
        "rows": rows_said(readable(questions_for(row, plan.pupil, pack), row, access), row.answers, language) if is_in else [],
        "missing": "" if is_in else missing,
        "why": row.declined_reason if not is_in else "",
        "how": _how(row, pack),
    }


def _how(row: Contribution, pack: Pack) -> str:
    if row.answered_at is None:
        return ""
    day = date_long(timezone.localtime(row.answered_at))
    if row.answered_via == "recorded":
        how = said(pack.choice_text("views_methods", row.method)) if row.method else ""
        words = _("%(day)s, written down by %(who)s") % {"day": day, "who": row.recorded_by}
        return f"{words}. {how}" if how else words
    return day


# ── answering, with an account ──


@allow(Permission.CONTRIBUTE)
def contribution(request: PastoralRequest, contribution_id: int) -> HttpResponse:
    """The person asked answers here; who leads may write down what somebody said. Nobody sees another's answer here."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    row = _contribution(request, contribution_id)
    own = row.user_id is not None and row.user_id == access.user_id
    if not own and not access.may(Permission.LEAD_PLANS):
        raise NotAllowed("contribute")
    looked(access, row.plan)
    pack, language = pack_of(row.plan.policy_version_id), language_now()
    definition = questions_for(row, row.plan.pupil, pack)
    back = reverse("plan-gathering", args=[row.plan_id]) + f"#{row.input}" if access.may(Permission.LEAD_PLANS) else "/"
    context: dict[str, Any] = {
        "row": row, "own": own, "definition": definition, "back": back, "child": row.input == Contribution.Input.CHILD and own,
        "title": said(definition.title), "about": "" if row.input == Contribution.Input.CHILD and own else row.plan.pupil.known_as,
    }  # fmt: skip
    if row.status not in WAITING and request.method != "POST":
        return _answered(request, row, definition, language, context)
    asked = answer_form(
        request, row, definition, language, draft=drafts.load(access, request.path), recorded=not own, pack=pack
    )
    if request.method == "POST":
        sent = take_answer(request, asked, row, by=access)
        if sent == "saved":
            return done(request, back if not own else "/", _("Your answers are kept. Come back when you like."))
        if sent == "answered":
            return done(request, request.path if own else back, "" if own else _("The answer is on the record."))
        drafts.keep(access, request.path, draft_of(request.POST))
    context |= {
        "asked": asked, "errors": asked["errors"], "token": once.token(), "autosave": drafts.address(request.path),
        "decline": reverse("contribution-decline", args=[row.pk]) if own else "",
    }  # fmt: skip
    status = 422 if asked["errors"] else 200
    if own:
        return render(request, "plans/preparing/contribution.jinja", context, status=status)
    return plan_page(request, "preparing/record_contribution", row.plan, status=status, **context)


def _answered(request: PastoralRequest, row: Contribution, definition: Any, language: Any, context: dict[str, Any]) -> HttpResponse:
    open_to = readable(definition, row, request.access)
    context["rows"] = rows_said(open_to, row.answers, language) if row.status == Contribution.Status.ANSWERED else []
    if context["own"]:
        return render(request, "plans/preparing/contribution_thanks.jinja", context)
    return plan_page(request, "preparing/contribution_read", row.plan, **context)


@allow(Permission.CONTRIBUTE)
def decline(request: PastoralRequest, contribution_id: int) -> HttpResponse:
    """Not wanting to answer, by the person asked."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    row = _contribution(request, contribution_id)
    if row.user_id is None or row.user_id != access.user_id:
        raise NotAllowed("contribute")
    looked(access, row.plan)
    form = form_of(request, DeclineForm)
    if request.method == "POST" and form.is_valid():
        try:
            gathering.decline(contribution_id=row.pk, reason=form.cleaned_data["reason"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("contribution", args=[row.pk]))
    back = reverse("contribution", args=[row.pk])
    return render(
        request, "plans/preparing/decline.jinja", {"form": form, "row": row, "back": back}, status=422 if form.has_errors else 200
    )


def answer_form(
    request: PastoralRequest, row: Contribution, definition: Any, language: Any, *, draft: Any, recorded: bool, pack: Pack
) -> dict[str, Any]:
    """The questions of one person, with what they wrote before; for both doors, account and link."""
    posted = request.POST if request.method == "POST" else None
    later = posted is not None and "later" in posted
    questions = Questionnaire(
        definition, language, answers=row.answers, data=posted, draft=draft if posted is None else None, complete=not later
    )
    method = None
    if recorded:
        method = MethodForm(posted, pack=pack, initial={"method": row.method or "talking"}, draft=draft if posted is None else None)
    errors: list[Any] = []
    return {"questions": questions, "method": method, "later": later, "errors": errors, "version": row.version, "conflicts": {}}


def take_answer(request: PastoralRequest, asked: dict[str, Any], row: Contribution, *, by: Access) -> str:
    """Save or send what was posted: "saved", "answered", or "" with `errors` and `conflicts` filled; nothing typed is lost."""
    questions, method, errors = asked["questions"], asked["method"], asked["errors"]
    errors += questions.errors() if not questions.is_valid() else []
    if method is not None and not asked["later"] and not method.is_valid():
        errors += method.error_summary()
    if errors:
        return ""
    answers, version = questions.answers(), request.POST.get("version", "")
    at = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        if asked["later"]:
            gathering.save_answer(contribution_id=row.pk, answers=answers, by=by, version=at)
            return "saved"
        if not answers and row.input in (Contribution.Input.CHILD, Contribution.Input.PARENT):
            errors.append(FormError(_("Answer at least one question. You can also say that you do not want to answer."), ""))
            return ""
        chosen = method.cleaned_data["method"] if method is not None else ""
        gathering.answer(contribution_id=row.pk, answers=answers, method=chosen, by=by, version=at)
        return "answered"
    except Refused as refused:
        now = queries.contribution(by, row.pk)
        if now.status == Contribution.Status.ANSWERED and now.answers == answers:
            return "answered"  # the second click of a double click: the same words are there already
        errors += [FormError(say(reason), "") for reason in refused.reasons]
    except Stale as stale:
        current: Any = stale.current
        asked["version"] = current.version
        theirs = dict(rows_said(questions.definition, current.answers, questions.language))
        mine = dict(rows_said(questions.definition, answers, questions.language))
        asked["conflicts"] = {question: text for question, text in theirs.items() if mine.get(question) != text}
        text = _("These answers were saved in another window meanwhile. Both texts are below: keep what is right, and send.")
        errors.append(FormError(text, ""))
    return ""


def _contribution(request: PastoralRequest, contribution_id: int) -> Contribution:
    try:
        return queries.contribution(request.access, contribution_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _input(input: str, plan: Plan) -> str:
    if input not in Contribution.Input.values:
        raise Http404
    return input_title(input, pack_of(plan.policy_version_id))
