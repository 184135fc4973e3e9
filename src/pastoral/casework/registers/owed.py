"""What a provider owes of its registers, on its own home: today's, until somebody has spoken of everybody, and weeks not yet sent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from pastoral.casework.placements.at_provider import Due
from pastoral.casework.placements.models import Place
from pastoral.foundation.access import Access
from pastoral.foundation.govuk.words import clock, date_long
from pastoral.rules.attendance.facts import Half

from . import coming, returns
from .day import NOON, due_between

AFTER_START = dt.timedelta(minutes=30)  # a register is late once children should have been there so long


def owed_at(access: Access, places: list[Place]) -> list[Due]:
    """What is owed, and on a day without a register when the next one is. Three queries at most, none without a place."""
    if not places:
        return []
    now = timezone.localtime()
    open_now: dict[tuple[int, Half], list[dt.time]] = defaultdict(list)
    due = due_between(access, returns.earliest(now.date()), now.date(), places=places)
    for one in due:
        begins = one.session.starts if one.half == "am" else max(one.session.starts, NOON)
        if one.on == now.date() and one.mark is None and begins <= now.time():
            open_now[one.place.provider_id, one.half].append(begins)
    found = []
    for (provider_id, half), starts in open_now.items():
        text = (
            ngettext("Morning register: %(n)s child without an answer", "Morning register: %(n)s children without an answer", len(starts))
            if half == "am"
            else ngettext(
                "Afternoon register: %(n)s child without an answer", "Afternoon register: %(n)s children without an answer", len(starts)
            )
        )
        late = dt.datetime.combine(now.date(), min(starts), now.tzinfo) + AFTER_START < now
        found.append(Due(text % {"n": len(starts)}, f"{reverse('provider-today')}?provider={provider_id}&half={half}", now.date(), late))
    if not any(one.on == now.date() for one in due) and (after := coming.next_due(access, now.date(), places=places)) is not None:
        day, number, first = after
        text = ngettext(
            "Next register: %(n)s child, from %(time)s", "Next register: %(n)s children, from %(time)s", number
        )
        found.append(Due(text % {"n": number, "time": clock(first)}, reverse("provider-today"), day, is_owed=False))
    weeks = returns.lines_of(access, due)
    for provider_id in sorted({place.provider_id for place in places}):
        mine = {monday: [line for line in lines if line.place.provider_id == provider_id] for monday, lines in weeks.items()}
        for monday, number, late in returns.owed_of(mine, now.date()):
            text = ngettext(
                "Send the attendance of the week of %(day)s: %(n)s child",
                "Send the attendance of the week of %(day)s: %(n)s children", number,
            )  # fmt: skip
            where = f"{reverse('provider-week')}?provider={provider_id}&monday={monday.isoformat()}"
            by_when = monday + dt.timedelta(days=4 + returns.LATE_AFTER)
            found.append(Due(text % {"n": number, "day": date_long(monday)}, where, by_when, late))
    return found
