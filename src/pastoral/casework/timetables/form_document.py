"""The papers of a reduced timetable as document trees: the pack says which fields in which order, the record fills them.

Each form is a document of its own; `whole` is all of them in one file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.tree import (
    Answer,
    BothLanguages,
    Box,
    BoxPart,
    Document,
    Fact,
    Facts,
    Grid,
    Heading,
    Language,
    PageBreak,
    Paragraph,
    Part,
    Printable,
    Signature,
    Signatures,
    Table,
    TickItem,
    TickList,
)
from pastoral.foundation.documents.wording import say_date
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions.definitions import Question, Section
from pastoral.records.policy.packs import Pack
from pastoral.records.pupils.facts import year_of
from pastoral.rules.reduced import CIRCUMSTANCE_LABELS, ReducedFacts, hours
from pastoral.rules.reduced.checklist import ChecklistItem
from pastoral.rules.reduced.hours import plain

from . import grid, showing
from .models import Consent, Timetable
from .rows import Rows
from .travelling import travel_of

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}
DRAWN_SIZE = (600, 180)  # the space of the page's signature pad
CHECKLIST, TRAVEL = "reduced_checklist", "reduced_travel"
PRIMARY_UNTIL = 6  # the last year of primary school


@dataclass(frozen=True)
class Papers:
    """Everything that the papers of one timetable say. `answers` are those to the words of `seal`, with what was drawn."""

    row: Timetable
    own: Rows
    facts: ReducedFacts
    pack: Pack
    items: tuple[ChecklistItem, ...]
    answers: tuple[Consent, ...]
    seal: str  # "" while nothing is agreed


def signed_forms(papers: Papers) -> tuple[str, ...]:
    """The forms that are signed: the header and the week, as primary or as secondary schools write it."""
    year = papers.facts.year
    week = "reduced_primary" if year is not None and year <= PRIMARY_UNTIL else "reduced_secondary"
    return tuple(code for code in ("reduced", week) if code in papers.pack.forms)


def forms_of(papers: Papers) -> tuple[str, ...]:
    """Every form that this timetable has here, in the order of the pack that goes to the authority."""
    also = [CHECKLIST] if CHECKLIST in papers.pack.forms else []
    if has_travel_form(papers.row, papers.pack):
        also.append(TRAVEL)
    return (*signed_forms(papers), *also)


def has_travel_form(row: Timetable, pack: Pack) -> bool:
    """Whether the authority has a form for changed journeys, and the child one to change."""
    return TRAVEL in pack.forms and bool(row.pupil.travel_assistance)


def document(papers: Papers, code: str, language: str) -> Printable:
    """One form. `language` is "en", "cy" or "both"."""
    return _in(language, lambda one: _document(papers, code, one))


def whole(papers: Papers, codes: Sequence[str], language: str, kept: Mapping[Language, Sequence[tuple[str, str]]]) -> Printable:
    """The forms in one file, each from a new page, and at the end what goes with them: (title, version) by language."""
    return _in(language, lambda one: _whole(papers, codes, one, kept.get(one, ())))


def title_of(papers: Papers, code: str, language: str) -> str:
    """What a form is called, with its number: never the child's name."""
    first: Language = "cy" if language in ("cy", "both") else "en"
    return f"{papers.pack.layouts[code].code} {papers.pack.forms[code].title.said(first)}".strip()


def _in(language: str, make: Callable[[Language], Document]) -> Printable:
    if language == "both":
        return BothLanguages(make("cy"), make("en"))
    return make("cy" if language == "cy" else "en")


@dataclass(frozen=True)
class _Making:
    papers: Papers
    language: Language

    def day(self, day: dt.date | str | None) -> str:
        found = dt.date.fromisoformat(day) if isinstance(day, str) and day else day
        return say_date(found, self.language) if isinstance(found, dt.date) else ""


def _document(papers: Papers, code: str, language: Language) -> Document:
    making = _Making(papers, language)
    with override(DJANGO_CODE[language]):
        return Document(
            title=papers.pack.forms[code].title.said(language),
            language=language,
            organisation=_organisation(papers, language),
            form_code=papers.pack.layouts[code].code,
            seal=papers.seal,
            parts=tuple(_boxes(making, code)),
        )


def _whole(papers: Papers, codes: Sequence[str], language: Language, kept: Sequence[tuple[str, str]]) -> Document:
    making = _Making(papers, language)
    parts: list[Part] = []
    with override(DJANGO_CODE[language]):
        for code in codes:
            if parts:
                parts.append(PageBreak())
            parts += [Heading(title_of(papers, code, language)), *_boxes(making, code)]
        if kept:
            headings = (_("Goes with these papers"), _("Version"))
            parts += [PageBreak(), Table(headings, tuple(kept), widths=(7, 5), caption=_("The pack"))]
        return Document(
            title=_("Papers of a reduced timetable"),
            language=language,
            organisation=_organisation(papers, language),
            seal=papers.seal,
            parts=tuple(parts),
        )


def _organisation(papers: Papers, language: Language) -> str:
    authority = papers.row.authority
    return str((authority.name_cy or authority.name) if language == "cy" else authority.name)


def _boxes(making: _Making, code: str) -> Iterable[Box]:
    pack = making.papers.pack
    tables: dict[str, Callable[[_Making], tuple[BoxPart, ...]]] = {
        "responsible": _responsible, "way_back": _way_back, "agreements": _agreements, "week_by_day": _week_by_day,
        "week_by_lesson": _week_by_lesson, "travel_times": _travel_times,
    }  # fmt: skip
    for key in pack.layouts[code].order:
        if key in tables:
            yield Box(pack.parts[key].said(making.language), tables[key](making))
        else:
            section = pack.forms[code].section(key)
            yield Box(section.title.said(making.language), tuple(_section(making, section)), note=section.hint.said(making.language))


def _section(making: _Making, section: Section) -> Iterable[BoxPart]:
    """Short answers as cells side by side, long ones under each other, in the order of the form."""
    values = _checklist_values if section.key == CHECKLIST else _values
    said = values(making)
    for kind, group in groupby(section.questions, key=lambda one: _drawn_as(section, one)):
        yield from _DRAWN[kind](making, list(group), said)


def _drawn_as(section: Section, question: Question) -> str:
    if section.key == CHECKLIST:
        return "yes_no_list"
    return {"long_text": "answer", "one_of": "choice", "yes_no": "tick"}.get(question.kind, "cell")


def _cells(making: _Making, questions: list[Question], said: Mapping[str, Any]) -> Iterable[BoxPart]:
    wide = ("address", "school_and_stage", "circumstance", "hours_per_day")
    rows = tuple(Fact(q.text.said(making.language), str(said.get(q.key) or ""), wide=q.key in wide) for q in questions)
    yield Facts(rows, columns=2 if len(rows) > 1 else 1)


def _texts(making: _Making, questions: list[Question], said: Mapping[str, Any]) -> Iterable[BoxPart]:
    for question in questions:
        yield Answer(question.text.said(making.language), str(said.get(question.key) or ""), 4)


def _choices(making: _Making, questions: list[Question], said: Mapping[str, Any]) -> Iterable[BoxPart]:
    for question in questions:
        chosen = said.get(question.key)
        items = tuple(TickItem(one.text.said(making.language), one.value == chosen) for one in question.options)
        yield TickList(items, caption=question.text.said(making.language))


def _ticks(making: _Making, questions: list[Question], said: Mapping[str, Any]) -> Iterable[BoxPart]:
    yield TickList(tuple(TickItem(one.text.said(making.language), bool(said.get(one.key))) for one in questions))


def _yes_no(making: _Making, questions: list[Question], said: Mapping[str, Any]) -> Iterable[BoxPart]:
    yield TickList(tuple(TickItem(one.text.said(making.language), said.get(one.key)) for one in questions), yes_no=True)


_DRAWN: dict[str, Callable[[_Making, list[Question], Mapping[str, Any]], Iterable[BoxPart]]] = {
    "cell": _cells, "answer": _texts, "choice": _choices, "tick": _ticks, "yes_no_list": _yes_no,
}  # fmt: skip


def _checklist_values(making: _Making) -> dict[str, bool | None]:
    return {item.code: item.answer for item in making.papers.items}


def _values(making: _Making) -> dict[str, Any]:
    """What the record says for each field that a pack's form may have."""
    papers, row, facts = making.papers, making.papers.row, making.papers.facts
    pupil = row.pupil
    full = hours.full_time_hours(facts.year, papers.pack.policy)
    year = year_of(pupil, row.start_on or row.opened_on)
    school = (row.school.name_cy or row.school.name) if making.language == "cy" else row.school.name
    named = say(year.label) if year is not None else ""
    staged = year is not None and year.key_stage.startswith("KS")
    stage = _("Key stage %(number)s") % {"number": year.key_stage[2:]} if year is not None and staged else named
    return {
        "name": f"{pupil.forename} {pupil.surname}",
        "date_of_birth": making.day(pupil.date_of_birth),
        "school": school,
        "school_and_stage": ", ".join(part for part in (school, stage) if part),
        "year_group": named,
        "address": ", ".join(
            part for part in (pupil.address_line_1, pupil.address_line_2, pupil.town, pupil.postcode) if part
        ),
        "start_on": making.day(row.start_on),
        "end_on": making.day(row.end_on),
        "reason": row.reason,
        "hours_per_day": _hours_a_day(row),
        "safeguarding_concern": row.safeguarding_concern,
        "circumstance": _(CIRCUMSTANCE_LABELS[row.circumstance]) if row.circumstance in CIRCUMSTANCE_LABELS else "",
        "rationale": row.rationale,
        "avenues_tried": row.avenues_tried,
        "taught_hours": plain(facts.taught_hours) if facts.taught_hours is not None else "",
        "full_hours": plain(full) if full is not None else "",
        "monitor": row.monitor,
        "next_review_on": making.day(row.next_review_on),
        **_travel_values(making),
    }


def _hours_a_day(row: Timetable) -> str:
    if len(row.hours_per_day) == 5:
        return ", ".join(f"{day} {hours}" for day, hours in zip(showing.day_names(), row.hours_per_day, strict=True))
    return ", ".join(row.hours_per_day)


def _travel_values(making: _Making) -> dict[str, str]:
    """The three sections of the travel change form (F-NPT-08)."""
    kept = making.papers.row.transport
    texts = ("a_name", "a_position", "a_email", "a_telephone", "c_name", "c_service", "c_position", "c_email", "c_telephone", "c_reason")
    return {
        **{key: str(kept.get(key) or "") for key in texts},
        "b_change": str(kept.get("change") or ""),
        "b_reason": str(kept.get("reason") or ""),
        "a_signature": _("Signed in Pastoral: %(name)s") % {"name": kept["school_signed_by"]} if kept.get("school_signed_by") else "",
        "a_signed_on": making.day(kept.get("school_signed_on")),
        "c_signature": _("Signature on paper, seen by the school") if kept.get("sanctioned_on") else "",
        "c_signed_on": making.day(kept.get("sanctioned_on")),
    }


def _responsible(making: _Making) -> tuple[BoxPart, ...]:
    row = making.papers.row
    rows = tuple(
        (_day_of(row, one.week, one.day), one.starts, one.ends, one.responsible)
        for one in grid.away_of(row.periods, row.cells, row.weeks)
    )
    if not rows:
        return (Paragraph(_("There are no hours out of school.")),)
    return (Table((_("Day"), _("Starts"), _("Ends"), _("Who is responsible")), rows, widths=(4, 2, 2, 5)),)


def _day_of(row: Timetable, week: int, day: int) -> str:
    name = showing.day_names()[day - 1]
    return name if row.weeks == 1 else _("Week %(week)s, %(day)s") % {"week": week, "day": name}


def _way_back(making: _Making) -> tuple[BoxPart, ...]:
    steps = making.papers.own.steps
    rows = tuple((making.day(step.on), plain(step.hours), step.needs) for step in steps)
    headings = (_("From"), _("Taught hours a week"), _("What makes it happen"))
    return (Table(headings, rows, widths=(3, 3, 6), blank_rows=0 if rows else 3),)


def _agreements(making: _Making) -> tuple[BoxPart, ...]:
    row = making.papers.row
    signed = [
        Signature(
            str(one.get_role_display()), one.name, str(one.get_state_display()), making.day(one.on), drawn=one.drawn or None,
            drawn_size=DRAWN_SIZE, note=str(one.get_how_display()),
        )
        for one in making.papers.answers
    ]  # fmt: skip
    school = (
        Signature(_("For the school"), row.lead.name if row.lead else "", _("Agreed"), making.day(row.agreed_on), note=_("In Pastoral"))
        if row.agreed_on is not None
        else Signature(_("For the school"))
    )
    return (Signatures((*(signed or [Signature(_("Parent or carer"))]), school)),)


def _week_by_day(making: _Making) -> tuple[BoxPart, ...]:
    """F-NPT-03: the days as rows, and one column with activity and venue."""
    row = making.papers.row
    found = []
    for week in showing.week_tables(row):
        cells = []
        for place in range(len(grid.DAYS)):
            lines = [(line, line.lessons[place]) for line in week.lines if line.lessons and line.lessons[place].key]
            cells.append(("\n".join(f"{line.starts}–{line.ends} {_activity(one)}" for line, one in lines),))
        found.append(Grid((_("Activity and venue"),), tuple(showing.day_names()), tuple(cells), caption=_week_title(row, week.number)))
    return tuple(found) or (Paragraph(_("The timetable is not written yet.")),)


def _week_by_lesson(making: _Making) -> tuple[BoxPart, ...]:
    """F-NPT-04: a row for each lesson, a column for each day; once for each week of the cycle."""
    row = making.papers.row
    found = []
    for week in showing.week_tables(row):
        lines = [line for line in week.lines if line.lessons]
        found.append(
            Grid(
                tuple(showing.day_names()),
                tuple(f"{line.name}\n{line.starts}–{line.ends}" for line in lines),
                tuple(tuple(_activity(one) if one.key else "–" for one in line.lessons) for line in lines),
                caption=_week_title(row, week.number),
            )
        )
    return tuple(found) or (Paragraph(_("The timetable is not written yet.")),)


def _activity(lesson: Any) -> str:
    """Activity and venue of one lesson."""
    return f"{lesson.what}, {lesson.words}" if lesson.what else str(lesson.words)


def _week_title(row: Timetable, number: int) -> str:
    return _("Week %(number)s") % {"number": number} if row.weeks > 1 else ""


def _travel_times(making: _Making) -> tuple[BoxPart, ...]:
    papers = making.papers
    days = travel_of(papers.facts.slots, papers.facts.school_day, papers.row.weeks)
    found = []
    for number, group in groupby(days, key=lambda one: one.week):
        rows = list(group)
        found.append(
            Grid(
                (_("Time of arrival"), _("Time of departure")),
                tuple(showing.day_names()[one.day - 1] for one in rows),
                tuple((", ".join(one.arrives) or _("Not in school"), ", ".join(one.leaves) or _("Not in school")) for one in rows),
                caption=_week_title(papers.row, number),
            )
        )
    return tuple(found) or (Paragraph(_("The timetable is not written yet.")),)


__all__ = ["CHECKLIST", "TRAVEL", "Papers", "document", "forms_of", "has_travel_form", "signed_forms", "title_of", "whole"]
