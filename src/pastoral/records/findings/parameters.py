"""What an authority's pack says of findings themselves: when what waits goes up, and for how long one may be accepted."""

from __future__ import annotations

import datetime as dt

from pastoral.records.policy.packs import Pack, Value, pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force

# Ours: no source names a number. A pack says otherwise under the same name.
OURS = {
    "findings.escalate_after_days": 2,  # school days past the due day, then the head is told
    "findings.escalate_to_authority_after_days": 5,  # then the authority
    "findings.accept_at_most_days": 92,  # calendar days: about a term
}


def days(authority_id: int, key: str, *, on: dt.date) -> int:
    """The authority's number, or ours where its pack (or the lack of one) names none."""
    pack = pack_in_force(authority_id, on)
    found = pack.parameters.get(key) if pack else None
    return int(found.value) if isinstance(found, Value) else OURS[key]


def pack_in_force(authority_id: int, on: dt.date) -> Pack | None:
    """The authority's pack on that day; None before one is published."""
    try:
        return pack_of(version_in_force(authority_id, on).pk)
    except NoPolicy:
        return None
