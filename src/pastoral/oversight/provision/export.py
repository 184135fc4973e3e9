"""Placements as CSV: the rows of the page under the same filters, cell by cell safe; each child's record counts as opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import looked_at_each
from pastoral.foundation.documents import csv_file
from pastoral.foundation.govuk.words import say
from pastoral.oversight.exporting import noted
from pastoral.records.pupils.facts import year_label
from pastoral.rules.placements.facts import SETTING_LABELS

from . import queries
from .filters import Filters
from .showing import STANDINGS, TESTED

CHUNK = 500


def headings() -> list[str]:
    return [
        _("School"), _("Surname"), _("Forename"), _("UPN"), _("Year group"), _("Stage"), _("Setting"), _("Provider"), _("Place"),
        _("Address"), _("Standing of the provider"), _("Registration test"), _("First day"), _("Last day"), _("Hours a week"),
        _("Next review"), _("Member of home-school staff"), _("Fund"), _("Cost in pounds"), _("Cost is for one"), _("Open concerns"),
    ]  # fmt: skip


def written(access: Access, filters: Filters) -> IO[bytes]:
    """The file, at its start; the export is on the audit trail before it is handed out."""
    access.require(Permission.EXPORT)
    content, number = csv_file.written(headings(), _rows(access, filters))
    noted("placements.exported", by=access, rows=number, filter=filters.codes())
    return content


def _rows(access: Access, filters: Filters) -> Iterator[list[Any]]:
    keys = list(queries.placements(access, filters).values_list("pk", flat=True))
    for first in range(0, len(keys), CHUNK):
        rows = queries.with_hanging(access, keys[first : first + CHUNK])
        looked_at_each(access, [row.pupil for row in rows])
        for row in rows:
            pupil, site, year = row.pupil, row.site, year_label(row.pupil)
            yield [
                row.school.name, pupil.surname, pupil.forename, pupil.upn, say(year) if year else "", row.get_stage_display(),
                _(SETTING_LABELS[row.setting]) if row.setting in SETTING_LABELS else row.setting,
                row.provider.name if row.provider else "", site.name if site else "",
                ", ".join(part for part in (site.address, site.postcode) if part) if site else "",
                str(STANDINGS.get(row.standing, "")), str(TESTED.get(row.tested, "")), row.began_on or row.starts_on,
                row.ended_on or row.ends_on, row.hours_a_week, row.next_review_on, row.monitor, row.fund, row.cost, row.cost_per,
                row.worries,
            ]  # fmt: skip
