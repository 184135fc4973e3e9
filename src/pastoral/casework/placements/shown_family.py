"""What the family reads of a placement: the week in words, and whom to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import clock, say
from pastoral.rules.reduced.hours import day_name

from .models import Placement, Session
from .week import in_force


@dataclass(frozen=True)
class Call:
    """Somebody the family can call: what they are, and how they are reached."""

    what: str
    name: str
    telephone: str = ""
    email: str = ""


def week_of(sessions: Iterable[Session], today: dt.date) -> list[tuple[str, str]]:
    """(day, from when to when) of the times that hold today, or from the first day on."""
    now = in_force(sessions, today)
    return [
        (say(day_name(one.weekday)), _("%(start)s to %(end)s") % {"start": clock(one.starts), "end": clock(one.ends)}) for one in now
    ]


def calls_of(row: Placement) -> list[Call]:
    """At school the person who watches over it, and who arranges it; at the provider its own number."""
    lead, provider = row.lead, row.provider
    people = [
        Call(_("Watches over it at school"), row.monitor, row.school.telephone),
        Call(_("Arranges it"), lead.name if lead is not None else "", row.school.telephone, lead.email if lead is not None else ""),
    ]
    if provider is not None:
        people.append(Call(_("Where the child is taught"), provider.name, provider.telephone))
    return [one for one in people if one.name]
