"""Meeting mode (Stage Four): one screen that follows the pack's form, typed into by several people at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import clock, date_long, say
from pastoral.foundation.questions import drafts
from pastoral.foundation.questions.definitions import Section
from pastoral.foundation.questions.forms import QuestionsForm, answers_from
from pastoral.records.policy.packs import Pack, language_now, pack_of, said
from pastoral.records.pupils.presenter import identity
from pastoral.rules.sentences import Refused

from .. import meeting_page as page
from .. import queries
from ..forms.meeting import FiguresForm, PresenceForm, section_form
from ..merging import Merged, merge, read_token, token
from ..models import Plan
from ..rows import Rows, rows_of
from ..services import opening, organising, writing
from ..sharing import may_read_views
from .conflicts import conflict_answer, is_autosave, posted
from .frame import find_plan

MEETING = Permission.TAKE_PART_IN_MEETING


@allow(MEETING)
@require_GET
def meeting(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The whole form on one screen. After the plan is agreed it is read on the page that checks it."""
    plan = find_plan(request, plan_id)
    if not page.is_open(plan):
        return HttpResponseRedirect(reverse("plan-check", args=[plan.pk]))
    looked(request.access, plan)
    return _whole(request, plan)


def _whole(
    request: PastoralRequest, plan: Plan, *, changed: dict[str, page.Part] | None = None, errors: list[FormError] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page, with parts in error in the place of their own."""
    access = request.access
    pack, rows = pack_of(plan.policy_version_id), rows_of(access, [plan.pk], page.ROWS)[plan.pk]
    contributions = queries.contributions(access, plan) if may_read_views(access, plan) else []
    late = drafts.kept(access, reverse("plan-meeting", args=[plan.pk]))
    parts = page.parts_of(access, plan, pack, rows, page.calendar_for(plan), contributions, draft=late.values if late else None)
    parts = [(changed or {}).get(part.key, part) for part in parts]
    context = {
        "plan": plan,
        "pack": pack,
        "identity": identity(access, plan.pupil),
        "parts": parts,
        "gathered": page.gathered(plan, pack, contributions),
        "errors": errors or [],
        "late": late,
        "leads": access.may(Permission.LEAD_PLANS),
        "title": said(pack.forms[page.FORM].title),
        "others": other_forms(plan, pack, rows),
    }
    return render(request, "plans/meeting/meeting.jinja", context, status=status)


def other_forms(plan: Plan, pack: Pack, rows: Rows) -> list[dict[str, Any]]:
    """The optional forms of the authority, each with whether this plan has it and how far it is."""
    found = []
    for code in writing.ADD_ONS:
        if code in pack.forms:
            parts = page.parts_of_form(plan, pack, rows, code) if code in plan.add_ons else []
            found.append(
                {"code": code, "title": said(pack.forms[code].title), "has": code in plan.add_ons, "all": len(parts),
                 "done": sum(1 for part in parts if part.done)}
            )  # fmt: skip
    return found


@allow(MEETING)
def section(request: PastoralRequest, plan_id: int, section: str) -> HttpResponse:
    """Save one part of the form (autosave or Save). GET: that part alone on a page, for phones and "Change" links."""
    plan = find_plan(request, plan_id)
    pack = pack_of(plan.policy_version_id)
    form = page.form_with(pack, section)
    if not form:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(place_of(plan, pack, section))
    questions = page.section_of(pack, section, form)
    try:
        if questions is not None:
            return _save_questions(request, plan, pack, questions)
        saver = {
            "header": _save_header, "attendees": _save_attendees, "review_date": _save_review, page.ARRANGEMENTS: _save_arrangements,
        }.get(section)  # fmt: skip
        if saver is None:
            raise Http404
        return saver(request, plan, pack)
    except Refused as refused:
        return _refuse(request, plan, refused)


def _save_questions(request: PastoralRequest, plan: Plan, pack: Pack, section: Section) -> HttpResponse:
    access = request.access
    data = posted(request)
    form = section_form(section, language_now(), {}, data=data)
    keys = page.keys_of(section)
    if not form.is_valid():
        return _show_errors(request, plan, pack, section, form)
    answers = answers_from(form)
    copying = data.get("copy", "")
    if copying:
        views = queries.contributions(access, plan) if may_read_views(access, plan) else []
        answers = page.copied(plan, pack, copying, answers, views)
    base = read_token(data.get("autosave_version") or data.get("version", ""), keys)
    together = writing.merge_section(plan_id=plan.pk, section=section.key, answers=answers, base=base, keys=keys, by=access)
    merged = together.merged
    if merged.conflicts:
        return conflict_answer(
            request,
            labels={question.key: question.text.said(language_now()) for question in section.questions},
            merged=merged,
            their_name=together.their_name,
            their_time=together.their_time,
            # the rest of this page is as it was sent; only the texts in question are now seen as theirs
            fresh=token(keys, {**answers, **{key: theirs for key, (_mine, theirs) in merged.conflicts.items()}}),
            back=place_of(plan, pack, section.key),
            title=said(section.title),
            plan=plan,
        )
    if data.get("late"):
        drafts.drop(access, reverse("plan-meeting", args=[plan.pk]))
    # the token says what this page shows, which is what it sent: an answer taken from others is still "not changed by me"
    return _saved(request, plan, section.key, said(section.title), version=token(keys, answers), merged=merged)


def _show_errors(request: PastoralRequest, plan: Plan, pack: Pack, section: Section, form: QuestionsForm) -> HttpResponse:
    if is_autosave(request):
        return JsonResponse({"errors": [error.text for error in form.error_summary()]}, status=422)
    row = queries.sections(request.access, plan).get(section.key)
    part = page.question_part(plan, pack, section, row, [], form=form)
    part.token = str(form.data.get("version", ""))  # what this text was written on stays the same
    beside = page.form_with(pack, section.key)
    if beside != page.FORM:
        from .other_forms import whole

        return whole(request, plan, beside, changed={section.key: part}, errors=form.error_summary(), status=422)
    return _whole(request, plan, changed={section.key: part}, errors=form.error_summary(), status=422)


def _save_header(request: PastoralRequest, plan: Plan, pack: Pack) -> HttpResponse:
    access = _lead(request)
    data = posted(request)
    form = FiguresForm(data)
    if not form.is_valid():
        return _show_part_errors(request, plan, pack, "header", form)
    merged = _merge_small(data, form.cleaned_data, {name: getattr(plan, name) for name in page.FIGURES}, page.FIGURES)
    opening.settle(plan_id=plan.pk, version=None, by=access, **{name: merged.answers.get(name) for name in page.FIGURES})
    return _saved(request, plan, "header", _("The figures"), version=token(page.FIGURES, form.cleaned_data), merged=merged)


def _save_attendees(request: PastoralRequest, plan: Plan, pack: Pack) -> HttpResponse:
    access = request.access
    if not page.is_open(plan):
        raise Refused(writing.SETTLED)
    found = queries.planning_meeting(access, plan)
    people = list(found.attendees.all()) if found else []
    data = posted(request)
    form = PresenceForm(data, attendees=people)
    if not form.is_valid():
        return _show_part_errors(request, plan, pack, "attendees", form)
    now = {f"present_{row.pk}": None if row.present is None else ("yes" if row.present else "no") for row in people}
    given = {name: value or None for name, value in form.cleaned_data.items()}
    base = read_token(data.get("autosave_version") or data.get("version", ""), now)
    # a tick is not a text: where two people ticked one person differently, the last one counts
    settled = {name: given[name] if given[name] != now[name] and base.get(name) != token([name], given) else now[name] for name in now}
    present = {row.pk: settled[f"present_{row.pk}"] == "yes" for row in people if settled[f"present_{row.pk}"]}
    organising.record_presence(plan_id=plan.pk, present=present, by=access)
    return _saved(request, plan, "attendees", _("Who is here"), version=token(now, given))


def _save_review(request: PastoralRequest, plan: Plan, pack: Pack) -> HttpResponse:
    access = _lead(request)
    if not page.is_open(plan):
        raise Refused(writing.SETTLED)
    calendar = page.calendar_for(plan)
    rows = rows_of(access, [plan.pk], ("meetings", "reviews"))[plan.pk]
    dates = page.review_dates(rows, plan, pack, calendar)
    form = page.review_form(plan, dates, calendar, posted(request))
    if not form.is_valid():
        return _show_part_errors(request, plan, pack, "review_date", form)
    day = form.cleaned_data["next_review_on"]
    writing.set_next_review(plan_id=plan.pk, on=day, by=access)
    return _saved(request, plan, "review_date", _("The date of the next review, %(day)s,") % {"day": date_long(day)})


def _save_arrangements(request: PastoralRequest, plan: Plan, pack: Pack) -> HttpResponse:
    access = _lead(request)
    rows = rows_of(access, [plan.pk], ("meetings",))[plan.pk]
    form = page.arrangements_form(plan, pack, rows, page.calendar_for(plan), posted(request))
    if not form.is_valid():
        return _show_part_errors(request, plan, pack, page.ARRANGEMENTS, form)
    given = form.cleaned_data
    writing.settle_arrangements(plan_id=plan.pk, by=access, check_in_every=given.get("check_in_every"), ends_on=given.get("ends_on"))
    return _saved(request, plan, page.ARRANGEMENTS, _("How often, and until when,"))


def place_of(plan: Plan, pack: Pack, section: str) -> str:
    """The address of one part: on the meeting's screen, or on the page of the form that it belongs to."""
    form = page.form_with(pack, section)
    base = reverse("plan-meeting", args=[plan.pk]) if form in ("", page.FORM) else reverse("plan-form", args=[plan.pk, form])
    return f"{base}#section-{section}"


def _merge_small(data: Any, mine: dict[str, Any], theirs: dict[str, Any], keys: tuple[str, ...]) -> Merged:
    return merge(mine, theirs, read_token(data.get("version", ""), keys), keys)


def _lead(request: PastoralRequest) -> Access:
    access = request.access
    if not access.may(Permission.LEAD_PLANS):
        raise NotAllowed(Permission.LEAD_PLANS)
    return access


def _show_part_errors(request: PastoralRequest, plan: Plan, pack: Pack, key: str, form: Any) -> HttpResponse:
    if is_autosave(request):
        return JsonResponse({"errors": [error.text for error in form.error_summary()]}, status=422)
    access = request.access
    rows = rows_of(access, [plan.pk], page.ROWS)[plan.pk]
    part = next(p for p in page.parts_of(access, plan, pack, rows, page.calendar_for(plan), []) if p.key == key)
    part.form = form
    return _whole(request, plan, changed={key: part}, errors=form.error_summary(), status=422)


def _saved(
    request: PastoralRequest, plan: Plan, key: str, what: str, *, version: str = "", merged: Merged | None = None
) -> HttpResponse:
    """Say what was saved and when: to the script as JSON, else on the page that comes next."""
    now = timezone.localtime()
    if is_autosave(request):
        return JsonResponse({"version": version, "saved_at": clock(now)})
    messages.success(request, _("%(what)s was saved at %(time)s.") % {"what": what, "time": clock(now)})
    for name, before in (merged.overridden if merged else {}).items():
        messages.info(request, _("Somebody else had written %(before)s for %(name)s; now it is yours.") % {"before": before, "name": name})
    return HttpResponseRedirect(place_of(plan, pack_of(plan.policy_version_id), key))


def _refuse(request: PastoralRequest, plan: Plan, refused: Refused) -> HttpResponse:
    said_ = [say(reason) for reason in refused.reasons]
    if is_autosave(request):
        return JsonResponse({"errors": said_}, status=422)
    if page.is_open(plan):
        return _whole(request, plan, errors=[FormError(text, "") for text in said_], status=422)
    return render(
        request, "plans/meeting/settled.jinja",
        {"plan": plan, "identity": identity(request.access, plan.pupil), "errors": [FormError(text, "") for text in said_],
         "typed": [value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "version", "section"} and value]},
        status=422,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def begin(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The meeting begins: refused with every reason at once."""
    plan = find_plan(request, plan_id)
    if plan.status == Plan.Status.MEETING:  # a double click: it began already
        return HttpResponseRedirect(reverse("plan-meeting", args=[plan.pk]))
    try:
        writing.hold_meeting(plan_id=plan.pk, by=request.access)
    except Refused as refused:
        return _refuse(request, plan, refused)
    messages.success(request, _("The meeting began at %(time)s.") % {"time": clock(timezone.localtime())})
    return HttpResponseRedirect(reverse("plan-meeting", args=[plan.pk]))


@allow(MEETING)
@require_GET
def news(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """What others changed since the page was loaded (`have` is the plan's version it knows): asked every ten seconds."""
    plan = find_plan(request, plan_id)
    if request.GET.get("have") == str(plan.version):
        return JsonResponse({"version": plan.version})
    access = request.access
    pack, rows = pack_of(plan.policy_version_id), rows_of(access, [plan.pk], page.ROWS)[plan.pk]
    return JsonResponse(
        {
            "version": plan.version,
            "open": page.is_open(plan),
            "sections": _sections_now(access, pack, plan, rows),
            "lists": {
                part.key: render_to_string(f"plans/meeting/_{part.key}.jinja", {"part": part, "plan": plan}, request=request)
                for part in page.parts_of(access, plan, pack, rows, page.calendar_for(plan), [])
                if part.kind in ("outcomes", "commitments")
            },
        }
    )


def _sections_now(access: Access, pack: Pack, plan: Plan, rows: Rows) -> list[dict[str, Any]]:
    found = []
    for key, row in page.answers_of(rows, plan).items():
        section = page.section_of(pack, key)
        if section is not None:
            part = page.question_part(plan, pack, section, row, [])
            assert part.form is not None  # a part of questions has a form
            found.append(
                {
                    "key": key,
                    "done": part.done,
                    "note": "" if row.saved_by == access.actor else part.note,
                    "values": {name: part.form.raw(name) for name in part.form.fields},
                }
            )
    return found
