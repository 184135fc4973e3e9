"""The overview for staff, the family's page, and the forms as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.parts import Row, Stage, Status, Task
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import once
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack, pack_of, said
from pastoral.rules import engine
from pastoral.rules.reduced import KIND, REDUCED, Allowed, Look, ReducedFacts, checklist, usual_day
from pastoral.rules.reduced.way_back import Planned, behind_sentences, missed, missed_sentences, week_behind

from .. import colours, consents, showing
from ..facts import facts_of
from ..grid import seal_of
from ..judging import CHECKLIST_PAGES, page_of
from ..models import Timetable
from ..rows import Rows, rows_of
from ..services import grouping, moving
from ..services.colouring import has_matrix
from .frame import find, is_staff, page
from .group import group_name

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
        checklist=_checklist(facts, look, pack), findings=_findings(row, own, facts, look), weeks=showing.week_tables(row),
        days=showing.day_names(), hours=showing.hours_of(row, row.cells, pack.policy),
        stairs=showing.staircase(row, facts, own.steps, pack.policy, calendar), tasks=_tasks(row, own, facts), token=once.token(),
        objections=[one for one in own.objections],
        audited=audited, colour=colours.colours_of(access, [row.pk]).get(row.pk) if audited else None,
        group=group_name(row.policy_version_id) if grouping.has_group(row) and not row.is_closed and grouping.may_record(access) else "",
        may_answer=leads or access.may(Permission.ACKNOWLEDGE_SUBMISSIONS),
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
        (_("First day"), date_long(row.start_on) if row.start_on else ""),
        (_("Last day"), date_long(row.end_on) if row.end_on else ""),
        (_("Reason"), _(REASON_LABELS[row.reason]).capitalize() if row.reason in REASON_LABELS else ""),
        (
            _("Circumstance"),
            _(CIRCUMSTANCE_LABELS[row.circumstance]) if row.circumstance in CIRCUMSTANCE_LABELS else "",
        ),
        (_("Who watches over it"), row.monitor),
        (_("Next review"), date_long(row.next_review_on) if row.next_review_on else ""),
    ]
    return [Row(label, value or _("Not written yet")) for label, value in shown]


def _checklist(facts: ReducedFacts, look: Look, pack: Pack) -> list[Task]:
    """The eight items, filled from the record (F-NPT-05); a tick nobody can set by hand. In England the plan has its own name."""
    found = []
    for item in checklist(facts, usual_day(look)):
        ready = Status(_("Done"), "good") if item.ready else Status(_("Missing"), "late")
        own_plan = item.code == "plan" and pack.nation == "england"
        text = _("%(plan)s in place") % {"plan": said(pack.labels.plan_short)} if own_plan else _(item.text)
        found.append(Task(text, ready, reverse(CHECKLIST_PAGES[item.code], args=[facts.key])))
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
        steps = [Planned(each.on, each.hours, each.reached_on) for each in own.steps]
        behind = week_behind(steps, facts.taught_hours)
        if behind is not None and facts.taught_hours is not None:
            sentence, remedy = behind_sentences(behind, facts.taught_hours)
            found.insert(0, Said("", say(sentence), say(remedy), Status(words["WARN"], "soon"), reverse("timetable-grid", args=[row.pk])))
        for step in missed(steps, look.today):
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
    told = consents.findings_of(row, own, facts, pack_of(row.policy_version_id).policy, look.calendar, look.today)
    return [
        *(
            Said(one.rule, say(one.sentence), say(one.remedy) if one.remedy else "", Status(words[one.effect], EFFECTS[one.effect]),  # type: ignore[arg-type]  # tones
                 reverse(one.link_name, args=[row.pk]))
            for one in told if one.about.startswith("no_longer")
        ),
        *found,
    ]  # fmt: skip


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
