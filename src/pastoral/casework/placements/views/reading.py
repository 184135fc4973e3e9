"""The overview of a placement: its stage, its parts, and what the rules say."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans.views.documents import LANGUAGES
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.parts import Row, Stage, Status, Task
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import once
from pastoral.records.cases.addresses import address
from pastoral.records.findings.models import Finding
from pastoral.records.findings.presenter import remedy_of, sentence_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import listed
from pastoral.rules.placements import PLACEMENT, Allowed, Look, PlacementFacts
from pastoral.rules.placements.facts import SETTING_LABELS, SHAPE_LABELS

from .. import queries, showing
from ..directions.panel import beside_placement
from ..facts import facts_of
from ..judging import KIND, page_of
from ..models import Placement
from ..rows import rows_of
from ..sections import BEFORE, END, PHASES, SECTIONS, WHILE, Section
from ..services import moving, printing
from ..week import week_day
from .frame import commissions, find, is_staff, page

EFFECTS = {"BLOCK": "late", "WARN": "soon", "TASK": "now", "INFO": "quiet"}
NEXT = ("refer", "start", "close")  # the steps forward; the others stand below
# Which pages are listed at a stage, those of today first; those to come are not shown before their time.
SHOWN = {
    "considering": (BEFORE,), "preparing": (BEFORE,), "live": (WHILE, BEFORE), "ending": (END, WHILE, BEFORE),
    "closed": (END, WHILE, BEFORE),
}  # fmt: skip
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


@allow(Permission.SEE_PLACEMENTS)
def overview(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The record at a glance. Families and named people have a page of their own."""
    row = find(request, placement_id)
    access = request.access
    looked(access, row)
    if not is_staff(access):
        return HttpResponseRedirect(reverse("placement-family", args=[row.pk]))
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own}, of_itself=True)[row.pk]
    found = sorted(queries.findings(access, row.pk), key=lambda one: (ORDER[one.effect], one.rule))
    writes = commissions(access)
    buttons = _buttons(row, facts) if writes else []
    return page(
        request, "overview", row, back=address("pupil", row.pupil_id), writes=writes, stages_bar=_stages(row),
        summary_rows=_summary(row), findings=[_kept(row, one) for one in found],
        next_one=next((one for one in buttons if one.action in NEXT), None), to_come=sum(1 for one in found if one.effect == "BLOCK"),
        others=[one for one in buttons if one.action not in NEXT], token=once.token(), moves=own.moves,
        languages=[(code, LANGUAGES[code]) for code in printing.languages_of(row.policy_version_id)],
        week=showing.week_of(row, own, week_day(row)),
        phases=[(PHASES[phase], _tasks(row, facts, found, phase)) for phase in SHOWN[row.stage]] if writes else [],
        **beside_placement(access, row, own.directions),
    )  # fmt: skip


def findings_of(row: Placement, facts: PlacementFacts) -> list[RuleFinding]:
    """What the rules say today, what stops something first."""
    policy = pack_of(row.policy_version_id).policy
    look = Look(facts, policy, calendar_of(row.school), timezone.localdate(), facts.starts_on)
    return sorted(engine.judge(KIND, look), key=lambda one: (ORDER[one.effect], one.rule))


def said(row: Placement, one: RuleFinding) -> Said:
    """What the rules say now, as it is shown."""
    return Said(one.rule, say(one.sentence), say(one.remedy), _status(one.effect), address(page_of(one.about), row.pk))


def _kept(row: Placement, one: Finding) -> Said:
    """What the rules said when they last looked, as it is shown."""
    remedy = remedy_of(one)
    words = say(remedy) if remedy is not None else ""
    return Said(one.rule, say(sentence_of(one)), words, _status(one.effect), address(page_of(one.about), row.pk))


def _status(effect: str) -> Status:
    words = {"BLOCK": _("Must be put right"), "WARN": _("Look at this"), "TASK": _("To do"), "INFO": _("Good to know")}
    return Status(words[effect], EFFECTS[effect])  # type: ignore[arg-type]  # tones


def _buttons(row: Placement, facts: PlacementFacts) -> list[Button]:
    """The moves of this stage for the overview: what stops a referral or a start is judged on the page of the start.

    Of the others only closing is guarded by rules, and those read nothing but the placement itself.
    """
    if row.stage == Placement.Stage.ENDING:
        return buttons_of(row, facts)
    return [
        Button(
            action, _(PLACEMENT.actions[action]), tuple(say(one) for one in moving.own_reasons(action, row)),
            action in PLACEMENT.needs_reason,
        )
        for action in PLACEMENT.moves[row.stage] if action in moving.BY_BUTTON
    ]  # fmt: skip


def buttons_of(row: Placement, facts: PlacementFacts) -> list[Button]:
    """What may be done at this stage by a button, each with what the rules say stops it."""
    answers = moving.actions_for(row, facts, calendar_of(row.school))
    return [
        Button(action, _(PLACEMENT.actions[action]), () if isinstance(answer, Allowed) else tuple(say(one) for one in answer.reasons),
               action in PLACEMENT.needs_reason)
        for action, answer in answers.items()
    ]  # fmt: skip


def _stages(row: Placement) -> list[Stage]:
    order = list(PLACEMENT.labels)
    now = order.index(row.stage)
    return [
        Stage(_(PLACEMENT.labels[stage]), "done" if place < now else "now" if place == now else "later")
        for place, stage in enumerate(order)
    ]


def _summary(row: Placement) -> list[Row]:
    shown = [
        (_("Provider"), row.provider.name if row.provider is not None else ""),
        (_("Kind of place"), _(SETTING_LABELS[row.setting]) if row.setting in SETTING_LABELS else ""),
        (_("Shape"), _(SHAPE_LABELS[row.shape]) if row.shape in SHAPE_LABELS else ""),
        (_("First day"), date_long(row.starts_on) if row.starts_on else ""),
        (_("Last day"), date_long(row.ends_on) if row.ends_on else ""),
        (_("Who watches over it"), row.monitor),
    ]
    return [Row(label, value or _("Not written yet")) for label, value in shown]


def _tasks(row: Placement, facts: PlacementFacts, found: list[Finding], phase: str) -> list[Task]:
    """The pages of one phase that exist, each with what stands there or what the rules miss on it."""
    return [
        _task(one, href, facts, found)
        for one in SECTIONS if one.phase == phase and _asked_here(one, row, facts) and (href := address(one.url_name, row.pk))
    ]  # fmt: skip


def _asked_here(one: Section, row: Placement, facts: PlacementFacts) -> bool:
    """The four questions are asked where the authority's rules do, of providers that are no schools; a start is made once."""
    if one.code == "questions":
        wanted = listed(pack_of(row.policy_version_id).policy.value("placement.vetting"), "four_questions")
        return (wanted and facts.is_non_school) or bool(facts.four_answers)
    return one.code != "start" or row.stage in (Placement.Stage.CONSIDERING, Placement.Stage.PREPARING)


def _task(one: Section, href: str, facts: PlacementFacts, found: list[Finding]) -> Task:
    theirs = [finding for finding in found if page_of(finding.about) == one.url_name]
    hint = say(sentence_of(theirs[0])) if theirs and theirs[0].effect in ("BLOCK", "TASK") else ""
    if any(finding.effect == "BLOCK" for finding in theirs):
        return Task(str(one.title), Status(_("Missing"), "late"), href, hint)
    if any(finding.effect == "TASK" for finding in theirs):
        return Task(str(one.title), Status(_("To do"), "now"), href, hint)
    if one.written is None:
        return Task(str(one.title), Status(_("Open"), "quiet"), href)
    return Task(str(one.title), Status(_("Written"), "good") if one.written(facts) else Status(_("Not yet"), "waiting"), href)
