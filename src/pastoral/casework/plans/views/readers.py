"""Who may read which of a live plan's pages: the school and the authority whole, named people their own part."""

from __future__ import annotations

from pastoral.foundation.access import Access, NotAllowed, Permission


def is_staff(access: Access) -> bool:
    """School leaders, and officers of the authority: they read everything of the plan."""
    return access.may(Permission.LEAD_PLANS) or access.may(Permission.SEE_MONITORING)


def staff_only(access: Access) -> None:
    """Raises NotAllowed for families, teachers, providers and agencies, who read the plan itself instead."""
    if not is_staff(access):
        raise NotAllowed("staff")
