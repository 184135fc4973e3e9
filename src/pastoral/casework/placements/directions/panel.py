"""What a pupil's page shows of directions, and the way to begin one. Only England has them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from pastoral.foundation.access import Access, Permission
from pastoral.records.cases.addresses import address

from ..models import Direction, Placement
from . import queries


def directions_panel(access: Access, pupil: Any) -> dict[str, Any] | None:
    """The pupil's directions, the open one first; "Direct the child off site" for who leads. One query, in Wales none (WAL-EX-19)."""
    if pupil.authority.nation != "england" or not access.may(Permission.SEE_PLACEMENTS):
        return None
    rows = queries.of_pupil(access, pupil.pk)
    leads = access.may(Permission.LEAD_PLANS) and pupil.left_on is None
    if not rows and not leads:
        return None
    may_open = leads and all(row.is_closed for row in rows)
    return {
        "template": "placements/directions/panel.jinja",
        "context": {"directions": rows, "open_href": address("direction-open", pupil.pk) if may_open else ""},
    }


def beside_placement(access: Access, row: Placement, directions: list[Direction]) -> dict[str, Any]:
    """What a placement's page shows of the directions that are for it, and the way to begin one with it chosen. No query."""
    open_one = any(not one.is_closed for one in directions)
    may_open = row.authority.nation == "england" and access.may(Permission.LEAD_PLANS) and not row.is_closed and not open_one
    href = f"{reverse('direction-open', args=[row.pupil_id])}?placement={row.pk}" if may_open else ""
    return {"directions": directions, "direct_href": href}
