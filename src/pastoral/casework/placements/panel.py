"""What a pupil's page shows of placements, and the way to look for one."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access, Permission
from pastoral.records.cases.addresses import address

from . import queries
from .naming import name_of


def placements_panel(access: Access, pupil: Any) -> dict[str, Any] | None:
    """The pupil's placements, the open ones first; "Look for a place" for who commissions. One query."""
    if not access.may(Permission.SEE_PLACEMENTS):
        return None
    rows = queries.of_pupil(access, pupil.pk)
    commissions = access.may(Permission.COMMISSION) and pupil.left_on is None
    if not rows and not commissions:
        return None
    return {
        "template": "placements/panel.jinja",
        "context": {
            "placements": [(row, name_of(row)) for row in rows],
            "open_href": address("placement-open", pupil.pk) if commissions else "",
        },
    }  # fmt: skip
