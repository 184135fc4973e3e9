"""The forms of a reduced timetable (F-NPT-02 to 05) as one document, built from the record: PDF and Word."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import (
    Answer,
    BothLanguages,
    Box,
    Document,
    Fact,
    Facts,
    Grid,
    Language,
    Printable,
    Signature,
    Signatures,
    Table,
    TickItem,
    TickList,
    YesNo,
)
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import CIRCUMSTANCE_LABELS, REASON_LABELS, Look, ReducedFacts, checklist, usual_day
from pastoral.rules.reduced.hours import plain
from pastoral.rules.sentences import Refused, say

from .. import queries, showing
from ..facts import facts_of
from ..grid import away_of, seal_of
from ..models import Timetable
from ..rows import Rows, rows_of

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}


def print_now(*, timetable_id: int, language: str, file_format: str, by: Access) -> bytes:
    """The forms as they stand, not stored. "both" is Welsh and English together, where the authority has both."""
    row = queries.timetable(by, timetable_id)
    languages = pack_of(row.policy_version_id).languages
    offered = {*languages, "both"} if len(languages) > 1 else set(languages)
    if language not in offered or file_format not in ("pdf", "docx"):
        raise Refused((say("T27.language", "That language or kind of file is not offered."),))
    with recording("timetable.printed", by=by, subject=row, changes={"language": language, "format": file_format}):
        own = rows_of(by, [row.pk])[row.pk]
        facts = facts_of(by, [row], {row.pk: own})[row.pk]
        printable = _printable(row, own, facts, language)
    return render_pdf(printable) if file_format == "pdf" else render_docx(printable)


def _printable(row: Timetable, own: Rows, facts: ReducedFacts, language: str) -> Printable:
    if language == "both":
        return BothLanguages(welsh=document(row, own, facts, "cy"), english=document(row, own, facts, "en"))
    return document(row, own, facts, "cy" if language == "cy" else "en")


def document(row: Timetable, own: Rows, facts: ReducedFacts, language: Language) -> Document:
    """The header block, the reasons, the timetable week by week, who is responsible, the way back, the checklist, who agreed."""
    pack = pack_of(row.policy_version_id)
    look = Look(facts, pack.policy, calendar_of(row.school), row.opened_on, facts.start_on)
    with override(DJANGO_CODE[language]):
        authority = row.authority
        return Document(
            title=_("Reduced timetable"),
            language=language,
            organisation=(authority.name_cy or authority.name) if language == "cy" else authority.name,
            form_code="F-NPT-02" if pack.policy.in_force("NPT-RT-04") else "",
            seal=row.agreed_seal,
            parts=(
                Facts(_header(row, facts, language)),
                Box(
                    _("Why"),
                    (
                        Answer(_("Why fewer hours are right now"), row.rationale),
                        Answer(_("What else was tried"), row.avenues_tried),
                    ),
                ),
                *(_week(row, number) for number in range(row.weeks)),
                Table(
                    (_("Day"), _("From"), _("To"), _("Who is responsible")),
                    tuple(
                        (
                            showing.day_names()[one.day - 1] if row.weeks == 1
                            else _("Week %(week)s, %(day)s") % {"week": one.week, "day": showing.day_names()[one.day - 1]},
                            one.starts, one.ends, one.responsible,
                        )
                        for one in away_of(row.periods, row.cells, row.weeks)
                    ),
                    caption=_("Out of school: who is responsible"), widths=(3, 2, 2, 5),
                ),
                Table(
                    (_("From"), _("Hours a week"), _("What makes it happen")),
                    tuple((say_date(step.on, language), plain(step.hours), step.needs) for step in own.steps),
                    caption=_("The way back to full time"), widths=(3, 2, 6), blank_rows=0 if own.steps else 3,
                ),
                TickList(
                    tuple(TickItem(_(item.text), item.answer) for item in checklist(facts, usual_day(look))), yes_no=True,
                    caption=_("Checklist for reduced timetables"),
                ),
                Signatures(_signatures(row, own, language)),
            ),
        )  # fmt: skip


def _header(row: Timetable, facts: ReducedFacts, language: Language) -> tuple[Fact, ...]:
    return (
        Fact(_("Name"), f"{row.pupil.forename} {row.pupil.surname}"),
        Fact(_("Date of birth"), say_date(row.pupil.date_of_birth, language)),
        Fact(_("School"), row.school.name),
        Fact(_("Reason"), _(REASON_LABELS[row.reason]) if row.reason in REASON_LABELS else ""),
        Fact(_("Start date"), say_date(row.start_on, language) if row.start_on else ""),
        Fact(_("Provisional end date"), say_date(row.end_on, language) if row.end_on else ""),
        Fact(_("Hours a day"), ", ".join(row.hours_per_day)),
        Fact(_("Taught hours a week"), plain(facts.taught_hours) if facts.taught_hours is not None else ""),
        Fact(
            _("Circumstance"),
            _(CIRCUMSTANCE_LABELS[row.circumstance]) if row.circumstance in CIRCUMSTANCE_LABELS else "",
            wide=True,
        ),
        Fact(_("There is a safeguarding concern"), YesNo(row.safeguarding_concern)),
        Fact(_("Who watches over it"), row.monitor),
    )


def _week(row: Timetable, number: int) -> Grid:
    week = showing.week_tables(row)[number]
    lines = [line for line in week.lines if line.lessons]
    return Grid(
        tuple(showing.day_names()),
        tuple(f"{line.name} {line.starts}–{line.ends}" for line in lines),
        tuple(tuple(f"{one.words}: {one.what}" if one.what else one.words for one in line.lessons) for line in lines),
        caption=_("Timetable, week %(number)s") % {"number": week.number} if row.weeks > 1 else _("Timetable"),
        corner=_("Lesson"),
    )


def _signatures(row: Timetable, own: Rows, language: Language) -> tuple[Signature, ...]:
    seal = row.agreed_seal or seal_of(row)
    found = tuple(
        Signature(
            one.get_role_display(),
            one.name,
            str(one.get_state_display()),
            say_date(one.on, language),
            note=one.get_how_display(),
        )
        for one in own.consents
        if one.seal == seal
    )
    return found or (Signature(_("Parent or carer")), Signature(_("For the school")))
