"""The central record as CSV: the rows of the page under the same filters, cell by cell safe; each child's record counts as opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.audit.recording import looked_at_each
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.words import say
from pastoral.oversight.exporting import noted
from pastoral.records.pupils.facts import year_label

from . import queries
from .filters import NOW, OPEN, Filters
from .showing import Line, line_of

CHUNK = 500


def headings() -> list[str]:
    return [
        _("School"), _("Surname"), _("Forename"), _("UPN"), _("Date of birth"), _("Year group"), _("Stage"), _("Reason"),
        _("Circumstance"), _("Taught hours a week"), _("Full time"), _("Where"), _("Since"), _("Last day"), _("Limit"), _("Warning"),
        _("Next review"), _("Review state"), _("Responsible out of school"), _("Times without anybody"), _("Education welfare officer"),
        _("Lead"), _("Colour"), _("Groups"),
    ]  # fmt: skip


def written(access: Access, filters: Filters, *, search: str) -> IO[bytes]:
    """The file, at its start; the export is on the audit trail before it is handed out. Never held whole in memory."""
    access.require(Permission.EXPORT)
    content, number = csv_file.written(headings(), _rows(access, filters, search))
    noted("central_record.exported", by=access, format="csv", rows=number, filter=filters.for_audit())
    return content


def _rows(access: Access, filters: Filters, search: str) -> Iterator[list[Any]]:
    today, groups = timezone.localdate(), queries.sees_groups(access)
    keys = list(queries.timetables(access, filters, search=search).values_list("pk", flat=True))
    for first in range(0, len(keys), CHUNK):
        rows = queries.with_hanging(access, keys[first : first + CHUNK])
        looked_at_each(access, [row.pupil for row in rows])
        for row in rows:
            yield _cells(line_of(row, today, groups=groups))
    if filters.stage in (NOW, OPEN) and not search and filters.codes().keys() <= {"stage", "school", "sort"}:
        yield from _patterns(access, filters.school)


def _cells(line: Line) -> list[Any]:
    row, pupil = line.row, line.row.pupil
    return [
        row.school.name, pupil.surname, pupil.forename, pupil.upn, pupil.date_of_birth, line.year, line.stage, line.reason,
        line.circumstance, line.hours, line.full, "; ".join(line.where), line.since, line.until, row.limit_on,
        line.end.text if line.end else "", line.review_on, line.review.text if line.review else "", "; ".join(line.responsible),
        row.adults_missing, "; ".join(line.officers), row.lead.name if row.lead else "", line.colour.words if line.colour else "",
        "; ".join(str(group.text) for group in line.groups),
    ]  # fmt: skip


def _patterns(access: Access, school: int | None) -> Iterator[list[Any]]:
    """Children whose marks show fewer hours than full time, and nobody agreed them: they are not in full-time education either."""
    found = queries.patterns(access, school)
    for first in range(0, len(found), CHUNK):
        part = found[first : first + CHUNK]
        pupils = queries.pupils_of(access, [one.pupil_id for one in part])
        looked_at_each(access, pupils.values())
        for one in part:
            pupil = pupils.get(one.pupil_id)
            if pupil is not None:
                label = year_label(pupil)
                yield [
                    pupil.school.name, pupil.surname, pupil.forename, pupil.upn, pupil.date_of_birth, say(label) if label else "",
                    _("Part-time by the register, not agreed"), "", "", "", "", "", one.since,
                ]  # fmt: skip
