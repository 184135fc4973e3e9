"""The overview for staff, the family's page, and the forms as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.parts import Row, Stage, Status, Task
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.reduced import KIND, REDUCED, Allowed, Look, ReducedFacts, checklist, usual_day
from pastoral.rules.reduced.way_back import Planned, missed, missed_sentences
from pastoral.rules.sentences import Refused

from .. import colours, forms, showing
from ..facts import facts_of
from ..grid import seal_of
from ..judging import CHECKLIST_PAGES, page_of
from ..models import Timetable
from ..rows import Rows, rows_of
from ..services import asking, moving, paperwork
from ..services.colouring import has_matrix
from .frame import back_to, done, find, form_of, is_staff, page, sent_before, show_refusal

EFFECTS = {"BLOCK": "late", "WARN": "soon", "TASK": "now", "INFO": "quiet"}
ORDER = {"BLOCK": 0, "TASK": 1, "WARN": 2, "INFO": 3}


@dataclass(frozen=True)
class Said:
    """One thing the rules say, and the page on which it is put right."""

    rule: str
    sentence: str
    remedy: str
    status: Status
    href: str


@dataclass(frozen=True)
class Button:
    """One action of this stage: `reasons` say why it can't be taken yet."""

    action: str
    text: str
    reasons: tuple[str, ...]
    asks_why: bool


@allow(Permission.SEE_PLANS)
def overview(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The record at a glance for staff: the next step, what is missing, the week, the way back. The family has a page of its own."""
    row = find(request, timetable_id)
    access = request.access
    if not is_staff(access):
        return HttpResponseRedirect(reverse("timetable-agreed", args=[row.pk]))
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    pack, calendar, today = pack_of(row.policy_version_id), calendar_of(row.school), timezone.localdate()
    look = Look(facts, pack.policy, calendar, today, facts.start_on)
    leads = access.may(Permission.LEAD_PLANS)
    audited = has_matrix(row) and not row.excluded
    buttons = [
        Button(action, _(REDUCED.actions[action]), () if isinstance(answer, Allowed) else tuple(say(one) for one in answer.reasons),
               action in REDUCED.needs_reason)
        for action, answer in moving.actions_for(row, facts, calendar).items()
    ] if leads else []  # fmt: skip
    last = ("end", "amend", "withdraw", "reopen")
    return page(
        request, "overview", row, own=own, leads=leads, stages_bar=_stages(row),
        next_one=next((one for one in buttons if one.action not in last), None),
        others=[one for one in buttons if one.action in last], facts_rows=_summary_rows(row, facts),
        checklist=_checklist(facts, look), findings=_findings(row, own, facts, look), weeks=showing.week_tables(row),
        days=showing.day_names(), hours=showing.hours_of(row, row.cells, pack.policy),
        stairs=showing.staircase(row, facts, own.steps, pack.policy, calendar), tasks=_tasks(row, own, facts), token=once.token(),
        objections=[one for one in own.objections],
        audited=audited, colour=colours.colours_of(access, [row.pk]).get(row.pk) if audited else None, may_answer=leads or access.may(Permission.ACKNOWLEDGE_SUBMISSIONS),
    )  # fmt: skip


def _stages(row: Timetable) -> list[Stage]:
    order = [status for status in REDUCED.labels if status != "extension" or row.status == "extension"]
    now = order.index(row.status)
    return [
        Stage(_(REDUCED.labels[status]), "done" if place < now else "now" if place == now else "later")
        for place, status in enumerate(order)
    ]


def _summary_rows(row: Timetable, facts: ReducedFacts) -> list[Row]:
    from pastoral.rules.reduced import CIRCUMSTANCE_LABELS, REASON_LABELS

    shown = [
        (_("From"), date_long(row.start_on) if row.start_on else ""),
        (_("To"), date_long(row.end_on) if row.end_on else ""),
        (_("Reason"), _(REASON_LABELS[row.reason]).capitalize() if row.reason in REASON_LABELS else ""),
        (
            _("Circumstance"),
            _(CIRCUMSTANCE_LABELS[row.circumstance]) if row.circumstance in CIRCUMSTANCE_LABELS else "",
        ),
        (_("Who watches over it"), row.monitor),
        (_("Next review"), date_long(row.next_review_on) if row.next_review_on else ""),
    ]
    return [Row(label, value or _("Not written yet")) for label, value in shown]


def _checklist(facts: ReducedFacts, look: Look) -> list[Task]:
    """The eight items, filled from the record (F-NPT-05); a tick nobody can set by hand."""
    found = []
    for item in checklist(facts, usual_day(look)):
        ready = Status(_("Done"), "good") if item.ready else Status(_("Missing"), "late")
        found.append(Task(_(item.text), ready, reverse(CHECKLIST_PAGES[item.code], args=[facts.key])))
    return found


def _findings(row: Timetable, own: Rows, facts: ReducedFacts, look: Look) -> list[Said]:
    words = {"BLOCK": _("Must be put right"), "WARN": _("Look at this"), "TASK": _("To do"), "INFO": _("Good to know")}
    found = [
        Said(one.rule, say(one.sentence), say(one.remedy), Status(words[one.effect], EFFECTS[one.effect]),  # type: ignore[arg-type]  # tones
             reverse(page_of(one.about), args=[row.pk]))
        for one in sorted(engine.judge(KIND, look), key=lambda one: (ORDER[one.effect], one.rule))
        if not (one.about.startswith("checklist:") or one.rule.startswith("NPT-AUD"))
    ]  # fmt: skip
    if facts.status in ("active", "extension"):
        for step in missed([Planned(each.on, each.hours, each.reached_on) for each in own.steps], look.today):
            sentence, remedy = missed_sentences(step)
            found.insert(
                0,
                Said(
                    "",
                    say(sentence),
                    say(remedy),
                    Status(words["WARN"], "soon"),
                    reverse("timetable-reviews", args=[row.pk]),
                ),
            )
    return found


def _tasks(row: Timetable, own: Rows, facts: ReducedFacts) -> list[Task]:
    """The pages, each with what stands there."""
    there, todo = Status(_("Written"), "good"), Status(_("Not yet"), "waiting")

    def task(title: str, name: str, done_: bool, hint: str = "") -> Task:
        return Task(title, there if done_ else todo, reverse(name, args=[row.pk]), hint)

    away = facts.slots and any(not slot.in_a_setting for slot in facts.slots)
    return [
        task(_("Dates and reasons"), "timetable-details", bool(row.rationale.strip())),
        task(_("Times of the day"), "timetable-periods", bool(row.periods)),
        task(_("Timetable"), "timetable-grid", bool(row.cells)),
        task(
            _("Who is responsible meanwhile"),
            "timetable-adults",
            bool(away and all(one.responsible for one in facts.slots if not one.in_a_setting)),
        ),
        task(
            _("Who is asked, and who agrees"),
            "timetable-asking",
            any(one.seal == (row.agreed_seal or seal_of(row)) for one in own.consents),
        ),
        task(_("Risks"), "timetable-risks", bool(own.risks)),
        task(_("Care meanwhile"), "timetable-care", bool(row.monitor.strip())),
        task(_("Travel"), "timetable-travel", row.travel_agreed_on is not None),
        task(_("The way back"), "timetable-way-back", bool(own.steps)),
        task(_("Reviews"), "timetable-reviews", bool(own.reviews)),
    ]


@allow(Permission.SEE_PLANS)
def agreed(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """For the family and those named for the child: what was agreed, the week, when it ends, whom to call, and two plain answers."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    access = request.access
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    seal = row.agreed_seal or seal_of(row)
    signs = access.may(Permission.SIGN) and not is_staff(access)
    family = signs and bool({"parent", "young_person"} & {str(role) for role in access.roles})
    drafting = row.status in moving.DRAFTS
    form = (
        form_of(request, forms.MyAnswerForm if drafting else forms.ObjectionForm)
        if family and not row.is_closed
        else None
    )
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
                    said = _("Thank you. The school and the Education Welfare Officer have your words.")
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, back_to(row, "timetable-agreed"), said)
    pack, calendar = pack_of(row.policy_version_id), calendar_of(row.school)
    mine = access.actor.split(" (")[0]
    return page(
        request, "agreed", row, form=form, drafting=drafting, weeks=showing.week_tables(row), days=showing.day_names(),
        hours=showing.hours_of(row, row.cells, pack.policy), stairs=showing.staircase(row, facts, own.steps, pack.policy, calendar),
        steps=[(showing.step_words(step), step.needs) for step in own.steps], call=_whom_to_call(row),
        answers=[one for one in own.consents if one.seal == seal and one.name == mine],
        objections=[one for one in own.objections if one.by_name == access.actor],
    )  # fmt: skip


def _whom_to_call(row: Timetable) -> list[tuple[str, str]]:
    people = [
        (_("Who watches over it at school"), row.monitor),
        (_("Who leads it at school"), row.lead.name if row.lead else ""),
    ]
    return [(label, name) for label, name in people if name]


@allow(Permission.SEE_PLANS)
@require_safe
def print_now(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The form, the timetable and the checklist as PDF or Word, in one of the authority's languages."""
    row = find(request, timetable_id)
    if not is_staff(request.access):
        raise NotAllowed("print")
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    try:
        content = paperwork.print_now(
            timetable_id=row.pk, language=language, file_format=file_format, by=request.access
        )
    except Refused:
        raise Http404 from None
    return as_download(content, file_format, _("Reduced timetable"))
