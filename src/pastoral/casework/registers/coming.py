"""When the next register is, for the pages of a day on which nobody is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pastoral.casework.placements.models import Place
from pastoral.foundation.access import Access

from .day import DAY, due_between

AHEAD = dt.timedelta(weeks=8)  # as far as it is looked for: longer than any holiday


def next_due(
    access: Access, after: dt.date, *, places: Sequence[Place] | None = None, provider_id: int | None = None
) -> tuple[dt.date, int, dt.time] | None:
    """The next day on which somebody is due: the day, how many children, when the first of them begins. Two queries at most.

    None where nobody is due within AHEAD.
    """
    due = due_between(access, after + DAY, after + AHEAD, places=places, marks=False)
    mine = [one for one in due if provider_id is None or one.place.provider_id == provider_id]
    if not mine:
        return None
    day = min(one.on for one in mine)
    there = [one for one in mine if one.on == day]
    return day, len({one.place.placement_id for one in there}), min(one.session.starts for one in there)
