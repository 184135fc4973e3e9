"""Ledgers as CSV: minutes, so that nobody has to take hours apart; every cell safe to open; each export on the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.audit.recording import looked_at_each, recording
from pastoral.foundation.documents import csv_file
from pastoral.oversight.exporting import noted
from pastoral.rules.calendar import Term
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
    content, number = csv_file.written(headings, rows)
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
    content, number = csv_file.written(headings, (_row(line, term) for line in listed))
    looked_at_each(access, [line.pupil for line in listed])
    noted("ledger.exported", by=access, rows=number, filter=filters.codes())
    return content


def _row(line: Line, term: Term) -> list[Any]:
    pupil, sums = line.pupil, line.ledger.totals
    return [
        pupil.school.name, pupil.surname, pupil.forename, pupil.upn, pupil.year_group, term.start, term.end, sums.entitled,
        sums.offered, sums.attended, sums.by_arrangement, sums.authorised, sums.unauthorised, sums.unknown, sums.missed,
        sums.whole_days, where_said(line.ledger),
    ]  # fmt: skip
