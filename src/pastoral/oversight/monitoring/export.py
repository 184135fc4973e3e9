"""The list as CSV or spreadsheet: the same rows as the page, written to a temporary file as they are read, cell by cell safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.documents import csv_file
from pastoral.oversight.exporting import noted
from pastoral.rules.csv_safety import safe_cell

from . import queries
from .filters import REVIEW_STATES, Filters
from .words import words_here

CHUNK = 500
FORMATS = {
    "csv": csv_file.CONTENT_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def headings() -> list[str]:
    return [
        _("School"), _("Surname"), _("Forename"), _("UPN"), _("Date of birth"), _("Year group"), _("Stage"), _("Opened"), _("Reasons"),
        _("Lead"), _("Key adult"), _("Agreed"), _("Last review"), _("Next review"), _("Review state"), _("Sent to the authority"),
        _("Acknowledged"), _("Closed"),
    ]  # fmt: skip


def written(access: Access, filters: Filters, *, search: str, file_format: str) -> tuple[IO[bytes], int]:
    """The file, at its start, and how many rows it has; the export is on the audit trail before it is handed out.

    It is written inside the request, under row security and in one snapshot, and never held whole in memory.
    """
    access.require(Permission.EXPORT)
    target, rows = csv_file.new_file(), _rows(access, filters, search)
    number = csv_file.write(target, headings(), rows) if file_format == "csv" else _write_xlsx(target, rows)
    noted("plans.exported", by=access, format=file_format, rows=number, filter=filters.for_audit())
    target.seek(0)
    return target, number


def _rows(access: Access, filters: Filters, search: str) -> Iterator[list[Any]]:
    today = timezone.localdate()
    reasons = words_here(access).reasons
    batch: list[Any] = []
    for plan in queries.plans(access, filters, search=search).iterator(chunk_size=CHUNK):
        batch.append(plan)
        if len(batch) == CHUNK:
            yield from _cells(access, batch, today, reasons)
            batch = []
    yield from _cells(access, batch, today, reasons)


def _cells(access: Access, batch: list[Any], today: Any, reasons: dict[str, str]) -> Iterator[list[Any]]:
    queries.with_receipts(access, batch)
    for plan in batch:
        pupil, receipt = plan.pupil, plan.receipt
        yield [
            plan.school.name, pupil.surname, pupil.forename, pupil.upn, pupil.date_of_birth, pupil.year_group,
            str(plan.get_status_display()), plan.opened_on, "; ".join(reasons.get(code, code) for code in plan.reasons),
            plan.lead.name if plan.lead else "", plan.key_adult_name, plan.agreed_on, plan.last_review_on,
            plan.next_review_on, str(REVIEW_STATES[queries.review_state(plan, today)]),
            timezone.localdate(receipt.sent_at) if receipt else None,
            timezone.localdate(receipt.acknowledged_at) if receipt and receipt.acknowledged_at else None, plan.closed_on,
        ]  # fmt: skip


def _write_xlsx(target: IO[bytes], rows: Iterator[list[Any]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Plans")[:31])
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKLMNOPQR", (28, 18, 18, 16, 14, 11, 18, 14, 34, 22, 22, 14, 14, 14, 18, 20, 16, 14), strict=True):
        sheet.column_dimensions[column].width = width

    def cell(value: Any, *, bold: bool = False) -> Any:
        if isinstance(value, str):
            value = safe_cell(ILLEGAL_CHARACTERS_RE.sub("", value))
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # text stays text, whatever it begins with
        elif value is not None:
            made.number_format = "dd/mm/yyyy"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(words, bold=True) for words in headings()])
    number = 0
    for row in rows:
        sheet.append([cell(value) for value in row])
        number += 1
    book.save(target)
    return number
