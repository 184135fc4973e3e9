"""The provider's report as a document (F-HAM-04): attainment, progress, attendance, behaviour. On the page, as PDF and Word."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup

from pastoral.foundation.documents.page import render_html
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import Answer, Document, Fact, Facts, Heading, Language, Paragraph, Part, Table
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date
from pastoral.records.policy.packs import language_now

from .models import Placement, ProviderReport
from .progress import Reading

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}
FORMATS = {"pdf": render_pdf, "docx": render_docx}


def document(row: Placement, report: ProviderReport, *, language: Language, readings: list[Reading] | None = None) -> Document:
    """Whose it is, the four parts, and every reading of progress as a table."""
    with override(DJANGO_CODE[language]):
        final, last = report.kind == ProviderReport.Kind.FINAL, row.ended_on or row.ends_on
        parts: list[Part] = [
            Facts((
                Fact(_("Name"), f"{row.pupil.forename} {row.pupil.surname}"),
                Fact(_("School"), row.school.name),
                Fact(_("Provider"), row.provider.name if row.provider is not None else ""),
                Fact(_("First day"), say_date(row.starts_on, language) if row.starts_on else ""),
                Fact(_("Last day"), say_date(last, language) if last is not None else ""),
                Fact(_("Sent"), f"{say_date(timezone.localdate(report.sent_at), language)}, {report.by_name}" if report.sent_at else ""),
            )),
            Answer(_("What the child achieved"), report.attainment),
            Answer(_("Progress from where the child started"), report.progress),
            Answer(_("Attendance"), report.attendance),
            Answer(_("How behaviour changed"), report.behaviour),
        ]  # fmt: skip
        if readings:
            parts += [Heading(_("Progress by objective")), *_tables(readings, language)]
        return Document(
            title=_("Final report") if final else _("Report for a review"), language=language,
            organisation=row.provider.name if row.provider is not None else row.school.name, parts=tuple(parts),
            form_code="F-HAM-04" if final and row.authority.nation == "england" else "",
        )  # fmt: skip


def _tables(readings: list[Reading], language: Language) -> list[Part]:
    made: list[Part] = []
    for one in readings:
        unit = one.objective.unit
        rows = tuple(
            (say_date(each.on, language), f"{each.plain_value} {unit}" if each.plain_value else "", each.said) for each in one.points
        )
        if rows:
            made.append(Table((_("Date"), _("Value"), _("In words")), rows, caption=one.objective.statement, widths=(2, 2, 5)))
        else:
            made.append(Paragraph(_("%(objective)s: nothing measured yet.") % {"objective": one.objective.statement}))
    return made


def html_of(row: Placement, report: ProviderReport) -> Markup:
    return render_html(document(row, report, language=language_now()), heading_level=1)


def file_of(row: Placement, report: ProviderReport, readings: list[Reading], *, file_format: str) -> bytes:
    """PDF or Word, in the reader's language."""
    return FORMATS[file_format](document(row, report, language=language_now(), readings=readings))
