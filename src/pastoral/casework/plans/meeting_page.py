"""What meeting mode shows: the pack's form in its order, each part with its state, and what people said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import clock, date_long
from pastoral.foundation.questions.definitions import Section
from pastoral.foundation.questions.forms import summary_rows
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack, language_now, said
from pastoral.records.pupils.models import CareStatus, Need
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.commitments import PARTY_HEADINGS, Party, only_child_acts
from pastoral.rules.commitments import Commitment as Promise
from pastoral.rules.outcomes import OutcomeTest
from pastoral.rules.psp import CHECK_IN_LABELS, fixed_reviews, next_review
from pastoral.rules.psp.schedule import Fixed

from .asking import input_title
from .content import plain_number
from .facts import CHILD_VIEWS, CHILD_VIEWS_METHOD, FACTOR_PREFIX, FACTORS_NO_PART
from .forms.meeting import ArrangementsForm, FiguresForm, PresenceForm, ReviewDateForm, section_form
from .merging import token
from .models import Commitment, Contribution, Meeting, Outcome, Plan, SectionAnswers
from .outcome_facts import eight_tests
from .rows import Rows
from .services.writing import EDITABLE

FORM = "psp"
ROWS = ("meetings", "attendees", "sections", "outcomes", "commitments", "reviews", "needs", "care")  # what this page is made of
FIGURES = ("attendance_percent", "exclusions_count", "exclusion_days")
# Sections into which what was written earlier can be copied with one button: question → what is offered.
ARRANGEMENTS = "arrangements"
COPIES = {"reason": "concern", "strategies": "strategies_tried"}


@dataclass
class Part:
    """One part of the page. `kind`: questions, header, attendees, outcomes, commitments, review_date."""

    key: str
    kind: str
    title: str
    hint: str = ""
    done: bool = False
    note: str = ""  # who saved it last, and when
    form: PastoralForm | None = None
    token: str = ""
    copy: tuple[str, str] | None = None  # the value and the words of the button that copies an earlier text in
    factors: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReviewDates:
    """What the next review may be: counted from the meeting, never in a holiday."""

    meeting_on: dt.date
    suggested: dt.date
    latest: dt.date
    holidays: tuple[tuple[dt.date, dt.date], ...]
    weeks: int
    fixed: Fixed | None = None  # where reviews are at fixed weeks, those of this plan


# Forms that a plan may have besides its own, each on a page of its own.
OTHER_FORMS = ("pre_meeting", "incident_support")


def section_of(pack: Pack, key: str, form: str = FORM) -> Section | None:
    """The section of questions that people fill in, or None."""
    return next((s for s in pack.forms[form].sections if s.key == key and s.owner != "record"), None)


def form_with(pack: Pack, key: str) -> str:
    """The form to which a part belongs: the plan's own, or one beside it; "" for none."""
    if key in pack.layouts[FORM].order or (key == ARRANGEMENTS and has_arrangements(pack)):
        return FORM
    others = (code for code in OTHER_FORMS if code in pack.forms)
    return next((code for code in others if section_of(pack, key, code) is not None), "")


def has_arrangements(pack: Pack) -> bool:
    return bool(pack.psp.check_in_choices or pack.psp.end_date_needed)


def parts_of_form(
    plan: Plan, pack: Pack, rows: Rows, code: str, *, changed: Mapping[str, Part] | None = None
) -> list[Part]:
    """The parts of a form that stands beside the plan's own."""
    answers = answers_of(rows, plan)
    return [
        (changed or {}).get(section.key) or question_part(plan, pack, section, answers.get(section.key), [])
        for section in pack.forms[code].sections
        if section.owner != "record"
    ]


def keys_of(section: Section) -> list[str]:
    return [question.key for question in section.questions]


def answers_of(rows: Rows, plan: Plan) -> dict[str, SectionAnswers]:
    """Section → its row in the present round."""
    return {row.section: row for row in rows.sections if row.round == plan.round}


def parts_of(
    access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar, contributions: list[Contribution],
    draft: Mapping[str, Any] | None = None,
) -> list[Part]:  # fmt: skip
    """Every part of the page in the pack's order; signatures have a page of their own."""
    makers = {"header": _header, "attendees": _attendees, "outcomes": _outcomes, "commitments": _commitments, "review_date": _review}
    found: list[Part] = []
    for key in pack.layouts[FORM].order:
        section = section_of(pack, key)
        if section is not None:
            found.append(question_part(plan, pack, section, answers_of(rows, plan).get(key), contributions, draft=draft))
        elif key in makers:
            if key == "review_date" and has_arrangements(pack):
                found.append(_arrangements(access, plan, pack, rows, calendar))
            found.append(makers[key](access, plan, pack, rows, calendar))
    return found


def question_part(
    plan: Plan, pack: Pack, section: Section, row: SectionAnswers | None, contributions: list[Contribution],
    *, form: PastoralForm | None = None, draft: Mapping[str, Any] | None = None,
) -> Part:  # fmt: skip
    """One section of the pack's questions. `draft` is what was typed too late, for any section of the page."""
    answers = row.answers if row is not None else {}
    keys = keys_of(section)
    mine = draft if draft and str((draft.get("section") or [""])[0]) == section.key else None
    made = form or section_form(section, language_now(), answers, draft=mine)
    for name in made.fields:
        made.fields[name].count = False  # type: ignore[attr-defined]  # a counter under every box would be noise in a meeting
    factors = [key for key in keys if key.startswith(FACTOR_PREFIX)]
    if factors:
        left = [f for f in factors if not answers.get(f) and f.removeprefix(FACTOR_PREFIX) not in (answers.get(FACTORS_NO_PART) or [])]
        done = not left
    else:
        left, done = [], bool(answers)
    return Part(
        key=section.key, kind="questions", title=said(section.title), hint=said(section.hint), done=done,
        note=saved_note(row), form=made, token=token(keys, answers), copy=copy_offer(plan, pack, keys, answers, contributions),
        factors=factors, more={"left": len(left), "of": len(factors), "draft": mine is not None},
    )  # fmt: skip


def saved_note(row: SectionAnswers | None) -> str:
    """Who saved it last, and when: today's time alone."""
    if row is None:
        return ""
    at = timezone.localtime(row.saved_at)
    when = clock(at) if at.date() == timezone.localdate() else date_long(at)
    return _("Saved by %(name)s, %(when)s") % {"name": row.saved_by or _("somebody"), "when": when}


def copy_offer(
    plan: Plan, pack: Pack, keys: list[str], answers: Mapping[str, Any], contributions: list[Contribution]
) -> tuple[str, str] | None:
    """An earlier text that fits this section and is not in it yet."""
    if CHILD_VIEWS in keys:
        text, _method = childs_words(pack, contributions)
        if text and text not in str(answers.get(CHILD_VIEWS) or ""):
            return "child", _("Copy in what %(name)s said") % {"name": plan.pupil.preferred_name or plan.pupil.forename}
        return None
    for question, column in COPIES.items():
        text = str(getattr(plan, column)).strip()
        if question in keys and text and text not in str(answers.get(question) or ""):
            return column, _("Copy in what was written when the plan was opened")
    return None


def copied(plan: Plan, pack: Pack, value: str, answers: dict[str, Any], contributions: list[Contribution]) -> dict[str, Any]:
    """The answers with the earlier text added below what is there; nothing is replaced."""

    def below(question: str, text: str) -> None:
        before = str(answers.get(question) or "").strip()
        if text.strip() and text.strip() not in before:
            answers[question] = f"{before}\n\n{text.strip()}".strip()

    if value == "child":
        text, method = childs_words(pack, contributions)
        below(CHILD_VIEWS, text)
        if method and not str(answers.get(CHILD_VIEWS_METHOD) or "").strip():
            answers[CHILD_VIEWS_METHOD] = method
    for question, column in COPIES.items():
        if value == column:
            below(question, str(getattr(plan, column)))
    return answers


def childs_words(pack: Pack, contributions: Iterable[Contribution]) -> tuple[str, str]:
    """What the child wrote before the meeting, and how it was gathered; both empty where they did not."""
    own = [row for row in contributions if row.input == Contribution.Input.CHILD and row.status == Contribution.Status.ANSWERED]
    said_by_child = ["\n".join(part for part in line if part) for row in own for line in _lines(pack, row)]
    return "\n\n".join(said_by_child), next((row.method for row in own if row.method), "")


def _texts(answers: Any) -> list[str]:
    values = answers.values() if isinstance(answers, dict) else []
    found: list[str] = []
    for value in values:
        if isinstance(value, dict):
            found += _texts(value)
        elif isinstance(value, str) and value.strip():
            found.append(value.strip())
    return found


@dataclass(frozen=True)
class Gathered:
    """What one person said before the meeting: question and answer in pairs."""

    who: str
    state: str
    lines: list[tuple[str, str]]


def gathered(plan: Plan, pack: Pack, contributions: list[Contribution]) -> list[tuple[str, list[Gathered]]]:
    """Each of the five inputs with what each person wrote, in the reader's language."""
    found = []
    for kind in Contribution.Input:
        own = [row for row in contributions if row.input == kind]
        people = [
            Gathered(
                who=" – ".join(part for part in (row.person, row.post or row.agency) if part),
                state=str(row.get_status_display()) if row.status != Contribution.Status.ANSWERED else "",
                lines=_lines(pack, row) if row.status == Contribution.Status.ANSWERED else [],
            )
            for row in own
        ]
        found.append((input_title(kind, pack), people))
    return found


def _lines(pack: Pack, row: Contribution) -> list[tuple[str, str]]:
    """Question and answer, for a screen that everybody at the meeting sees: without what is restricted (HIL-PSP-08)."""
    forms = [form for code, form in pack.forms.items() if code.startswith(f"views_{row.input}")]
    for form in forms:
        lines = []
        for section in form.for_everybody.sections:
            nested = row.answers.get(section.key)
            answers = nested if isinstance(nested, dict) else row.answers
            lines += [(line.question, line.answer) for line in summary_rows(section, answers, language_now()) if line.answer]
        if lines:
            return lines
    hidden = {
        key for form in forms for section in form.sections if section.restricted
        for key in (section.key, *(question.key for question in section.questions))
    }  # fmt: skip
    return [("", text) for text in _texts({key: answer for key, answer in row.answers.items() if key not in hidden})]


# -- the parts that are not questions of the pack


def title_of(pack: Pack, key: str, otherwise: str) -> str:
    section = next((s for s in pack.forms[FORM].sections if s.key == key), None)
    return said(section.title) if section is not None else said(pack.parts[key]) if key in pack.parts else otherwise


def _header(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    meeting = rows.planning_meeting(plan.round)
    today = timezone.localdate()
    needs = {n.kind: n for n in rows.needs if n.until is None or n.until >= today}
    care = {c.kind for c in rows.care if c.until is None or c.until >= today}
    yes_no = {True: _("Yes"), False: _("No")}
    values = {
        "name": f"{plan.pupil.forename} {plan.pupil.surname}",
        "date_of_birth": date_long(plan.pupil.date_of_birth),
        "school": plan.school.name,
        "upn": plan.pupil.upn or _("Not recorded"),
        "fsm": yes_no[plan.pupil.free_school_meals],
        "cla": yes_no[CareStatus.Kind.LOOKED_AFTER in care],
        "school_idp": yes_no[Need.Kind.SCHOOL_IDP in needs],
        "la_idp": yes_no[Need.Kind.LA_IDP in needs],
        "aln_need": "; ".join(sorted({n.detail for n in needs.values() if n.detail})) or _("None recorded"),
        "meeting_on": date_long((meeting.held_on or meeting.on) if meeting else None) or _("No date yet"),
        "lead": ", ".join(part for part in (plan.lead.name if plan.lead else "", plan.lead_post) if part),
    }
    section = next((s for s in pack.forms[FORM].sections if s.key == "header"), None)
    questions = section.questions if section is not None else ()
    figures = {name: getattr(plan, name) for name in FIGURES}
    shown = {name: "" if value is None else plain_number(value) for name, value in figures.items()}
    return Part(
        key="header", kind="header", title=title_of(pack, "header", _("The child")),
        done=all(value is not None for value in figures.values()),
        form=FiguresForm(initial={name: text or None for name, text in shown.items()}),
        token=token(FIGURES, figures),
        more={
            "facts": [(said(q.text), values[q.key]) for q in questions if q.key in values],
            "figures": {name: f"{text}%" if text and name == "attendance_percent" else text for name, text in shown.items()},
            "may": access.may(Permission.LEAD_PLANS),
        },
    )  # fmt: skip


def _attendees(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    meeting = rows.planning_meeting(plan.round)
    people = rows.attendees_of(meeting)
    present = {f"present_{row.pk}": None if row.present is None else ("yes" if row.present else "no") for row in people}
    return Part(
        key="attendees", kind="attendees", title=title_of(pack, "attendees", _("Who is here")),
        done=bool(people) and all(row.present is not None for row in people),
        form=PresenceForm(attendees=people, initial=present), token=token(present, present),
        more={"people": people, "meeting": meeting},
    )  # fmt: skip


@dataclass(frozen=True)
class SeenOutcome:
    row: Outcome
    tests: tuple[OutcomeTest, ...]
    promises: int

    @property
    def to_look_at(self) -> list[OutcomeTest]:
        return [test for test in self.tests if test.verdict != "pass"]


def seen_outcomes(rows: Rows) -> list[SeenOutcome]:
    """The outcomes that are wanted, each with the state of its eight checks."""
    today = timezone.localdate()
    return [
        SeenOutcome(row, eight_tests(row, today), sum(1 for c in rows.commitments if c.outcome_id == row.pk))
        for row in rows.outcomes
        if row.state != Outcome.State.DROPPED
    ]


def _outcomes(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    found = seen_outcomes(rows)
    written = [one for one in found if one.row.statement.strip()]
    wanted = pack.psp.outcomes_wanted
    return Part(
        key="outcomes", kind="outcomes", title=title_of(pack, "outcomes", _("The positive changes wanted")),
        done=len(written) >= wanted or bool(written and plan.fewer_outcomes_reason),
        more={"outcomes": found, "written": len(written), "wanted": wanted, "policy": pack.psp},
    )  # fmt: skip


def grouped(commitments: list[Commitment]) -> list[tuple[str, str, list[Commitment]]]:
    """(party, heading, promises) for each of the five, in the order of the form."""
    return [(party.value, _(PARTY_HEADINGS[party]), [row for row in commitments if row.party == party]) for party in Party]


def only_the_child(commitments: list[Commitment]) -> bool:
    return only_child_acts(Promise(party=Party(row.party), text=row.text) for row in commitments)


def _commitments(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    parties = {row.party for row in rows.commitments}
    everyone = bool(parties & {"school_proactive", "school_reactive"}) and "parent" in parties
    return Part(
        key="commitments", kind="commitments", title=title_of(pack, "commitments", _("What each of us agrees to do")),
        done=everyone,
        more={"groups": grouped(rows.commitments), "only_child": only_the_child(rows.commitments)},
    )  # fmt: skip


def review_dates(rows: Rows, plan: Plan, pack: Pack, calendar: SchoolCalendar) -> ReviewDates:
    """Suggested and latest day of the next review, and the holidays in between and just after."""
    policy, today = pack.psp, timezone.localdate()
    day = _day_of(rows.planning_meeting(plan.round)) or today
    last = max(filter(None, (day, plan.last_review_on)))
    begun = min(_day_of(rows.planning_meeting(1)) or day, last)
    held = [row for row in rows.reviews if row.held_on is not None]
    found = next_review(
        begun, last, interim_held=sum(1 for row in held if not row.is_final), final_held=any(row.is_final for row in held),
        policy=policy, calendar=calendar,
    )  # fmt: skip
    end = max(found.latest, last + policy.max_review_weeks.delta) + dt.timedelta(days=7)
    by_weeks = policy.review_schedule or policy.final_review_weeks
    fixed = fixed_reviews(begun, policy, calendar) if by_weeks else None
    weeks = policy.max_review_weeks.count
    return ReviewDates(last, found.suggested, found.latest, _holidays(calendar, last, end), weeks, fixed)


def _day_of(meeting: Meeting | None) -> dt.date | None:
    return (meeting.held_on or meeting.on) if meeting else None


@lru_cache(maxsize=256)
def _holidays(calendar: SchoolCalendar, start: dt.date, end: dt.date) -> tuple[tuple[dt.date, dt.date], ...]:
    """Stretches of five days or more without school."""
    found: list[tuple[dt.date, dt.date]] = []
    day: dt.date = start
    while day <= end:
        nxt = calendar.school_day_on_or_after(day)
        if nxt > day:
            first, last = day, nxt - dt.timedelta(days=1)
            if (last - first).days >= 4:
                found.append((first, last))
        day = nxt + dt.timedelta(days=1)
    return tuple(found)


def review_form(plan: Plan, dates: ReviewDates, calendar: SchoolCalendar, *args: Any, **kwargs: Any) -> ReviewDateForm:
    return ReviewDateForm(
        *args, meeting_on=dates.meeting_on, latest=dates.latest, calendar=calendar,
        initial={"next_review_on": plan.next_review_on or dates.suggested}, **kwargs,
    )  # fmt: skip


def _review(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    dates = review_dates(rows, plan, pack, calendar)
    return Part(
        key="review_date", kind="review_date", title=title_of(pack, "review_date", _("Next review")),
        done=plan.next_review_on is not None, form=review_form(plan, dates, calendar),
        note=_("The review is on %(day)s.") % {"day": date_long(plan.next_review_on)} if plan.next_review_on else "",
        more={"dates": dates, "may": access.may(Permission.LEAD_PLANS)},
    )  # fmt: skip


def arrangements_form(plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar, *args: Any, **kwargs: Any) -> ArrangementsForm:
    """How often, and until when: as chosen, or what the authority's fixed weeks suggest."""
    day = _day_of(rows.planning_meeting(1)) or timezone.localdate()
    final = fixed_reviews(day, pack.psp, calendar).final
    return ArrangementsForm(
        *args, choices=pack.psp.check_in_choices, ends=pack.psp.end_date_needed, earliest=day + dt.timedelta(days=1),
        initial={"check_in_every": plan.check_in_every, "ends_on": plan.ends_on or final}, **kwargs,
    )  # fmt: skip


def _arrangements(access: Access, plan: Plan, pack: Pack, rows: Rows, calendar: SchoolCalendar) -> Part:
    done = not (pack.psp.check_in_choices and not plan.check_in_every) and not (pack.psp.end_date_needed and plan.ends_on is None)
    often = _(CHECK_IN_LABELS[plan.check_in_every]) if plan.check_in_every else ""
    facts = [(_("How often somebody meets the child"), often), (_("The plan ends on"), date_long(plan.ends_on) if plan.ends_on else "")]
    return Part(
        key=ARRANGEMENTS, kind=ARRANGEMENTS, title=_("How often we meet, and until when"), done=done,
        form=arrangements_form(plan, pack, rows, calendar),
        more={"may": access.may(Permission.LEAD_PLANS), "facts": [(label, text) for label, text in facts if text]},
    )  # fmt: skip


def calendar_for(plan: Plan) -> SchoolCalendar:
    """The calendar of the plan's school, whose authority was read with the plan already."""
    if plan.school.authority_id == plan.authority_id:
        plan.school.authority = plan.authority
    return calendar_of(plan.school)


def is_open(plan: Plan) -> bool:
    """Whether the words can still be written."""
    return plan.status in EDITABLE
