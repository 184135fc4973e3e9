"""Check your answers: the whole form as it stands, what the rules still miss, and closing the words for signing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.parts import Row
from pastoral.foundation.govuk.words import clock, date_long, say
from pastoral.foundation.questions import once
from pastoral.foundation.questions.forms import missing as missing_answers
from pastoral.foundation.questions.forms import summary_rows
from pastoral.records.policy.packs import Pack, language_now, pack_of, said
from pastoral.rules.psp import CHECK_IN_LABELS, RuleFinding, first_of, judge
from pastoral.rules.sentences import Refused, Sentence

from .. import meeting_page as page
from ..facts import facts_of
from ..forms.meeting import FewerOutcomesForm
from ..models import Plan
from ..rows import Rows, rows_of
from ..services import signing, writing
from .frame import find_plan, plan_page, sent_before

AGREE = "agree"
# Where in the meeting a finding is put right.
ANCHORS = {
    "outcome": "outcomes", "commitments": "commitments", "commitment": "commitments", "child_views": "child_views",
    "child_views_method": "child_views", "review_date": "review_date", "attendees": "attendees", "end_date": "arrangements",
    "check_in_every": "arrangements",
}  # fmt: skip
BY_RULE = {"NPT-PSP-11": "factors", "NPT-PSP-12": "outcomes", "NPT-PSP-13": "commitments", "NPT-PSP-24": "adjustments",
           "WIL-SG-01": "safeguarding"}  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """One thing the rules say, with the place where it is put right."""

    sentence: Sentence | str
    remedy: Sentence | None
    href: str


@dataclass(frozen=True)
class Card:
    """One part of the form as summary rows."""

    title: str
    rows: list[Row]
    href: str
    key: str


@allow(Permission.TAKE_PART_IN_MEETING)
def check(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """The whole form, read; with links to change each part while the meeting is open."""
    access = request.access
    plan = find_plan(request, plan_id)
    if answer := sent_before(request):
        return answer
    looked(access, plan)
    if request.method == "POST":
        return _explain(request, plan)
    return _page(request, plan)


def _explain(request: PastoralRequest, plan: Plan) -> HttpResponse:
    """Why there are fewer outcomes."""
    access = request.access
    form = FewerOutcomesForm(request.POST)
    if form.is_valid():
        if not page.is_open(plan):
            return _page(request, plan, errors=[writing.SETTLED])
        writing.explain_fewer_outcomes(plan_id=plan.pk, reason=form.cleaned_data["fewer_outcomes_reason"], by=access)
        messages.success(request, _("The reason was saved at %(time)s.") % {"time": clock(timezone.localtime())})
        return HttpResponseRedirect(request.path)
    return _page(request, plan, fewer=form)


@allow(Permission.LEAD_PLANS)
@require_POST
def seal(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Close the words for signing. Refused while something is missing, so that nobody signs twice for nothing."""
    plan = find_plan(request, plan_id)
    access = request.access
    if answer := sent_before(request):
        return answer
    if plan.status == Plan.Status.MEETING:
        missing, _look = missing_of(plan, _findings(access, plan))
        if missing:
            return _page(request, plan, errors=[one.sentence for one in missing])
    try:
        revision = signing.seal_plan(plan_id=plan.pk, by=access)
    except Refused as refused:
        return _page(request, plan, errors=list(refused.reasons))
    to = reverse("plan-signatures", args=[plan.pk])
    once.done(access, request.POST.get("submission_token", ""), to)
    messages.success(
        request,
        _("The words are closed (version %(number)s, %(time)s). Now everybody can sign.")
        % {"number": revision.number, "time": clock(timezone.localtime())},
    )
    return HttpResponseRedirect(to)


def _findings(access: Access, plan: Plan, rows: Rows | None = None) -> tuple[RuleFinding, ...]:
    given = None if rows is None else {plan.pk: rows}
    facts = facts_of(access, [plan], given)[plan.pk]
    return judge(facts, pack_of(plan.policy_version_id).psp, page.calendar_for(plan), timezone.localdate())


def missing_of(plan: Plan, findings: tuple[RuleFinding, ...]) -> tuple[list[Missing], list[Missing]]:
    """(what stops the plan before signing, what is worth another look). Signatures come afterwards."""
    base = reverse("plan-meeting", args=[plan.pk])

    def shown(finding: RuleFinding) -> Missing:
        what, _colon, which = finding.about.partition(":")
        anchor = which if what == "section" else ANCHORS.get(what) or BY_RULE.get(first_of(finding.rule), "")
        if finding.about.startswith("outcome:"):
            steps = pack_of(plan.policy_version_id).psp.outcome_sequence
            href = reverse("outcome", args=[int(finding.about.split(":")[1]), "check" if steps else "whole"])
        elif finding.about.startswith("commitment:") and finding.about.partition(":")[2].isdigit():
            href = reverse("commitment", args=[int(finding.about.partition(":")[2])])
        else:
            href = f"{base}#section-{anchor}" if anchor else ""
        return Missing(finding.sentence, finding.remedy, href)

    mine = [finding for finding in findings if not finding.about.startswith("signature")]
    stops = [shown(finding) for finding in mine if finding.stops(AGREE)]
    look = [shown(finding) for finding in mine if not finding.stops(AGREE) and finding.effect in ("WARN", "INFO")]
    return stops, look


def _unwritten(plan: Plan, pack: Pack, rows: Rows) -> list[Missing]:
    """Questions that the authority's form wants answered; the rules say the ones they need themselves."""
    answers, base = page.answers_of(rows, plan), reverse("plan-meeting", args=[plan.pk])
    sections = [section for key in pack.layouts[page.FORM].order if (section := page.section_of(pack, key)) is not None]
    return [
        Missing(
            _("Nothing is written yet: %(question)s.") % {"question": question.text.said(language_now())},
            None,
            f"{base}#section-{section.key}",
        )
        for section in sections
        for question in missing_answers(section, answers[section.key].answers if section.key in answers else {})
        if question.key not in writing.RULE_QUESTIONS
    ]


def _page(
    request: PastoralRequest, plan: Plan, *, errors: list[Sentence] | None = None, fewer: FewerOutcomesForm | None = None
) -> HttpResponse:
    access = request.access
    pack, rows = pack_of(plan.policy_version_id), rows_of(access, [plan.pk])[plan.pk]
    missing, look = missing_of(plan, _findings(access, plan, rows))
    look = [*_unwritten(plan, pack, rows), *look]
    written = [one for one in page.seen_outcomes(rows) if one.row.statement.strip()]
    few = len(written) < pack.psp.outcomes_wanted
    lines = [FormError(say(sentence), "") for sentence in errors or []]
    if fewer is not None:
        lines += fewer.error_summary()
    leads = access.may(Permission.LEAD_PLANS)
    can_seal = leads and plan.status == Plan.Status.MEETING and not missing
    return plan_page(
        request, "meeting/check", plan, status=422 if lines else 200, errors=lines,
        cards=cards_of(plan, pack, rows), missing=missing, look=look, leads=leads, can_seal=can_seal,
        in_meeting=plan.status == Plan.Status.MEETING, open=page.is_open(plan), token=once.token(), few=few,
        written=len(written), wanted=pack.psp.outcomes_wanted, only_child=page.only_the_child(rows.commitments),
        fewer=fewer or FewerOutcomesForm(initial={"fewer_outcomes_reason": plan.fewer_outcomes_reason}),
    )  # fmt: skip


def cards_of(plan: Plan, pack: Pack, rows: Rows) -> list[Card]:
    """Every part of the form as summary rows, in the pack's order."""
    base = reverse("plan-meeting", args=[plan.pk]) if page.is_open(plan) else ""
    answers = page.answers_of(rows, plan)
    found: list[Card] = []
    for key in pack.layouts[page.FORM].order:
        href = f"{base}#section-{key}" if base else ""
        section = page.section_of(pack, key)
        title = page.title_of(pack, key, key)
        if section is not None:
            row = answers.get(key)
            lines = summary_rows(section, row.answers if row else {}, language_now())
            shown = [line for line in lines if line.answer] if key == "factors" else list(lines)
            found.append(Card(title, [_row(line.question, line.answer, href) for line in shown] or [_row(title, "", href)], href, key))
        elif key in _ROWS:
            if key == "review_date" and page.has_arrangements(pack):
                there = f"{base}#section-{page.ARRANGEMENTS}" if base else ""
                found.append(Card(_("How often we meet, and until when"), _arrangement_rows(plan, pack, there), there, page.ARRANGEMENTS))
            found.append(Card(title, _ROWS[key](plan, pack, rows, href), href, key))
    return found + _add_on_cards(plan, pack, rows)


def _add_on_cards(plan: Plan, pack: Pack, rows: Rows) -> list[Card]:
    """What is written in the optional forms that this plan has."""
    answers, found = page.answers_of(rows, plan), []
    for code in plan.add_ons:
        href = reverse("plan-form", args=[plan.pk, code]) if page.is_open(plan) else ""
        for section in pack.forms[code].sections if code in pack.forms else ():
            lines = summary_rows(section, answers[section.key].answers if section.key in answers else {}, language_now())
            found.append(
                Card(said(section.title), [_row(line.question, line.answer, href) for line in lines], href, section.key)
            )
    return found


def _arrangement_rows(plan: Plan, pack: Pack, href: str) -> list[Row]:
    shown = []
    if pack.psp.check_in_choices:
        often = _(CHECK_IN_LABELS[plan.check_in_every]) if plan.check_in_every else ""
        shown.append(_row(_("How often somebody meets the child"), often, href))
    if pack.psp.end_date_needed:
        shown.append(_row(_("The plan ends on"), date_long(plan.ends_on) if plan.ends_on else "", href))
    return shown


def _number(value: Decimal | int) -> str:
    """Without the zeros that the column keeps: 4, not 4.00."""
    return format(Decimal(value).normalize(), "f")


def _row(question: str, answer: str, href: str) -> Row:
    return Row(question, answer or _("Nothing written yet"), href)


def _people(plan: Plan, pack: Pack, rows: Rows, href: str) -> list[Row]:
    people = rows.attendees_of(rows.planning_meeting(plan.round))
    state = {True: _("Here"), False: _("Not here"), None: _("Not recorded")}
    shown = []
    for row in people:
        said = state[row.present]
        if row.present is False and row.reply == "apologies":
            said = _("Sent apologies")
        post = ", ".join(dict.fromkeys(part for part in (row.role, row.agency) if part))
        shown.append(Row(row.name, "\n".join(part for part in (post, said) if part), href))
    return shown or [_row(_("Attendees"), "", href)]


def _header_rows(plan: Plan, pack: Pack, rows: Rows, href: str) -> list[Row]:
    given: list[tuple[str, Any, str]] = [
        (_("Attendance"), plan.attendance_percent, "%"),
        (_("Number of exclusions"), plan.exclusions_count, ""),
        (_("Number of days excluded"), plan.exclusion_days, ""),
    ]
    return [_row(label, "" if value is None else f"{_number(value)}{unit}", href) for label, value, unit in given]


def _outcome_rows(plan: Plan, pack: Pack, rows: Rows, href: str) -> list[Row]:
    shown = []
    for one in page.seen_outcomes(rows):
        row = one.row
        lines = [row.statement or _("Not written yet")]
        if row.starting_point or row.baseline is not None:
            lines.append(_("Now: %(now)s") % {"now": row.starting_point or f"{_number(row.baseline)} {row.unit}"})
        if row.measure:
            lines.append(_("Seen by: %(measure)s") % {"measure": row.measure})
        if row.target is not None or row.target_on:
            target = "" if row.target is None else f"{_number(row.target)} {row.unit}".strip()
            day = date_long(row.target_on)
            by = _("by %(day)s") % {"day": day} if day else ""
            lines.append(_("Wanted: %(target)s") % {"target": " ".join(part for part in (target, by) if part)})
        lines += [
            _("%(what)s: %(words)s") % {"what": label, "words": words}
            for label, words in (
                (_("Steps"), row.steps), (_("Reward"), row.reward), (_("Support"), row.supported_by),
                (_("How progress is checked"), row.assessment),
            )
            if words
        ]  # fmt: skip
        change = reverse("outcome", args=[row.pk, "whole"]) if href else ""
        label = _("Outcome %(number)s") if pack.psp.outcome_sequence else _("Target %(number)s")
        shown.append(Row(label % {"number": row.number}, "\n".join(lines), change))
    if plan.fewer_outcomes_reason:
        shown.append(Row(_("Why there are fewer outcomes"), plan.fewer_outcomes_reason, "#id_fewer_outcomes_reason" if href else ""))
    return shown or [_row(_("Outcomes"), "", href)]


def _promise_rows(plan: Plan, pack: Pack, rows: Rows, href: str) -> list[Row]:
    return [
        _row(
            heading,
            "\n".join(f"{row.text} ({_who_and_when(row)})" for row in promises),
            href,
        )
        for _party, heading, promises in page.grouped(rows.commitments)
    ]


def _who_and_when(row: Any) -> str:
    return ", ".join(part for part in (row.owner_name, row.owner_agency, promise_when(row)) if part)


def promise_when(row: Any) -> str:
    """By when, in words."""
    if row.by_when is not None:
        return _("by %(day)s") % {"day": date_long(row.by_when)}
    return _("until the next review") if row.ongoing else _("no date yet")


def _review_rows(plan: Plan, pack: Pack, rows: Rows, href: str) -> list[Row]:
    return [_row(_("Date of the next review"), date_long(plan.next_review_on), href)]


_ROWS = {
    "header": _header_rows,
    "attendees": _people,
    "outcomes": _outcome_rows,
    "commitments": _promise_rows,
    "review_date": _review_rows,
}
