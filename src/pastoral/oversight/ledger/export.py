"""Ledgers as CSV: minutes, so that nobody has to take hours apart; every cell safe to open; each export on the audit trail."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.audit.recording import looked_at_each, recording
from pastoral.records.organisations.models import Authority, School
from pastoral.rules.calendar import Term
from pastoral.rules.csv_safety import safe_cell
from pastoral.rules.ledger import Ledger

from .filters import Filters
from .presenter import settings_said, where_said
from .queries import Line


def of_pupil(access: Access, pupil: Any, seen: Ledger, term: Term) -> IO[bytes]:
    """One pupil, a row for each school week."""
    access.require(Permission.EXPORT)
    headings = [
        _("Week of"), _("School days"), _("Full week, minutes"), _("Owed"), _("Offered"), _("Of it planned, still to come"),
        _("Offered by"), _("Work at home, not counted"), _("Attended"), _("Absent with leave"), _("Absent without leave"),
        _("No mark"), _("Missed by arrangement so far"), _("Missed by absence"), _("Missed so far, running total"),
    ]  # fmt: skip
    rows = (
        [
            week.monday, week.school_days, week.full.minutes, week.entitled, week.offered, week.offered - week.offered_past,
            settings_said(week), week.at_home, week.attended, week.authorised, week.unauthorised, week.unknown,
            week.by_arrangement_past, week.by_absence, week.running,
        ]
        for week in seen.weeks
    )  # fmt: skip
    content, number = _written(headings, rows)
    with recording("ledger.exported", by=access) as record:
        record.about(pupil, changes={"from": term.start.isoformat(), "to": term.end.isoformat(), "rows": number})
    looked_at_each(access, [pupil])
    return content


def of_list(access: Access, filters: Filters, lines: Iterable[Line], term: Term) -> IO[bytes]:
    """The list, a row for each pupil."""
    access.require(Permission.EXPORT)
    headings = [
        _("School"), _("Surname"), _("Forename"), _("UPN"), _("Year group"), _("First day"), _("Last day"), _("Owed so far, minutes"),
        _("Offered so far"), _("Attended"), _("Missed by arrangement"), _("Absent with leave"), _("Absent without leave"),
        _("No mark"), _("Missed"), _("Whole school days missed"), _("Where"),
    ]  # fmt: skip
    listed = list(lines)
    content, number = _written(headings, (_row(line, term) for line in listed))
    looked_at_each(access, [line.pupil for line in listed])
    with recording("ledger.exported", by=access) as record:
        changes = {"rows": number, "filter": filters.codes()}
        subjects: list[Any] = list(Authority.objects.filter(pk__in=access.authority_ids))
        for subject in subjects or list(School.objects.filter(pk__in=access.school_ids)):
            record.about(subject, changes=changes)
    return content


def _row(line: Line, term: Term) -> list[Any]:
    pupil, sums = line.pupil, line.ledger.totals
    return [
        pupil.school.name, pupil.surname, pupil.forename, pupil.upn, pupil.year_group, term.start, term.end, sums.entitled,
        sums.offered, sums.attended, sums.by_arrangement, sums.authorised, sums.unauthorised, sums.unknown, sums.missed,
        sums.whole_days, where_said(line.ledger),
    ]  # fmt: skip


def _written(headings: list[str], rows: Iterable[list[Any]]) -> tuple[IO[bytes], int]:
    """The file, at its start, and how many rows it has; large ones go to a temporary file."""
    target = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  # the answer closes it after sending
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)  # the mark tells Excel it is UTF-8
    writer = csv.writer(text)
    writer.writerow(headings)
    number = 0
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
        number += 1
    text.flush()
    text.detach()
    target.seek(0)
    return target, number


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(safe_cell(value.isoformat() if isinstance(value, dt.date) else str(value)))
