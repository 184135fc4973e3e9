"""The audit matrix (F-NPT-06) as a document, built from the record and from what officers judged: PDF and Word."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import (
    BothLanguages,
    Document,
    Fact,
    Facts,
    Language,
    Note,
    Printable,
    Signature,
    Signatures,
    Table,
)
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import ReducedFacts
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..attended import with_attendance
from ..facts import facts_of
from ..matrix import Line, Matrix, matrix_of
from ..models import Timetable
from ..rows import Rows, rows_of

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}


def print_now(*, timetable_id: int, language: str, file_format: str, by: Access) -> bytes:
    """The matrix as it stands today, not stored. "both" is Welsh and English together, where the authority has both."""
    row = queries.timetable(by, timetable_id)
    languages = pack_of(row.policy_version_id).languages
    offered = {*languages, "both"} if len(languages) > 1 else set(languages)
    if language not in offered or file_format not in ("pdf", "docx"):
        raise Refused((say("T27.language", "That language or kind of file is not offered."),))
    with recording("timetable.audit_printed", by=by, subject=row, changes={"language": language, "format": file_format}):
        own = rows_of(by, [row.pk])
        facts = with_attendance(by, [row], own, facts_of(by, [row], own))[row.pk]
        printable = _printable(row, own[row.pk], facts, language)
    return render_pdf(printable) if file_format == "pdf" else render_docx(printable)


def _printable(row: Timetable, own: Rows, facts: ReducedFacts, language: str) -> Printable:
    if language == "both":
        return BothLanguages(welsh=document(row, own, facts, "cy"), english=document(row, own, facts, "en"))
    return document(row, own, facts, "cy" if language == "cy" else "en")


def document(row: Timetable, own: Rows, facts: ReducedFacts, language: Language) -> Document:
    """Whose it is and its colour; a table for each group with answer and evidence; the officers' answers to a red; a signature."""
    policy, today = pack_of(row.policy_version_id).policy, timezone.localdate()
    with override(DJANGO_CODE[language]):
        found = matrix_of(row, own, facts, policy, calendar_of(row.school), today)
        authority = row.authority
        return Document(
            title=_("Audit of a reduced timetable"),
            language=language,
            organisation=(authority.name_cy or authority.name) if language == "cy" else authority.name,
            form_code="F-NPT-06",
            parts=(
                Facts(_header(row, found, language)),
                *(_group(title, hint, lines) for title, hint, lines in found.groups),
                Table(
                    (_("Answer"), _("Reason"), _("Until"), _("By")),
                    tuple(
                        (
                            str(one.get_answer_display()), one.reason, say_date(one.until, language) if one.until else "–",
                            f"{one.by_name}, {say_date(one.on, language)}",
                        )
                        for one in own.ratings
                    ),
                    caption=_("An officer's answer to a red"), widths=(3, 5, 2, 3), blank_rows=0 if own.ratings else 1,
                ),
                Note(_("The colour follows from the indicators; nobody types it.")),
                Signatures((Signature(_("For the authority")),)),
            ),
        )  # fmt: skip


def _header(row: Timetable, found: Matrix, language: Language) -> tuple[Fact, ...]:
    return (
        Fact(_("Name"), f"{row.pupil.forename} {row.pupil.surname}"),
        Fact(_("Date of birth"), say_date(row.pupil.date_of_birth, language)),
        Fact(_("School"), row.school.name),
        Fact(_("Looked at on"), say_date(timezone.localdate(), language)),
        Fact(_("Start date"), say_date(row.start_on, language) if row.start_on else ""),
        Fact(_("Provisional end date"), say_date(row.end_on, language) if row.end_on else ""),
        Fact(_("Colour"), found.status.text, wide=True),
        Fact(_("Because"), "; ".join(found.why) or _("Every green indicator holds, and no amber or red one."), wide=True),
    )


def _group(title: str, hint: str, lines: tuple[Line, ...]) -> Table:
    return Table(
        (_("Indicator"), _("Holds"), _("Evidence"), _("Source")),
        tuple((f"{line.code}: {line.words}", line.status.text, line.evidence or line.said, _source(line)) for line in lines),
        caption=f"{title}: {hint}", widths=(5, 2, 5, 3),
    )  # fmt: skip


def _source(line: Line) -> str:
    if line.judged:
        return line.judged
    return _("From the record") if line.holds is not None else "–"
