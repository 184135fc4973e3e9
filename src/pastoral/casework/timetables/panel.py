"""What a pupil's page shows of reduced timetables, and the way to propose one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.records.cases.addresses import address

from . import queries
from .naming import name_of, propose_words


def timetables_panel(access: Access, pupil: Any) -> dict[str, Any] | None:
    """The pupil's reduced timetables, the open one first; "Propose one" for who may, where none is open. One query."""
    if not access.may(Permission.SEE_PLANS):
        return None
    rows = queries.of_pupil(access, pupil.pk)
    leads = access.may(Permission.LEAD_PLANS) and pupil.left_on is None
    if not rows and not leads:
        return None
    may_open = leads and all(row.is_closed for row in rows)
    words = ""
    if may_open:
        # before there is one, in plain words: to look up the authority's pack would cost this page a query too many
        words = propose_words(rows[0].policy_version_id) if rows else _("Propose fewer hours for a time")
    return {
        "template": "timetables/panel.jinja",
        "context": {
            "timetables": rows, "called": name_of(rows[0].policy_version_id) if rows else "",
            "open_href": address("timetable-open", pupil.pk) if may_open else "", "open_words": words,
        },
    }  # fmt: skip
