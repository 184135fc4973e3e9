"""Every night: what ran out takes a provider's status down, and what will soon run out is said to those who can renew it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pastoral.foundation.access import Access
from pastoral.foundation.accounts.models import User
from pastoral.foundation.govuk.words import say
from pastoral.foundation.outbox.jobs import authorities_in_use, for_authority
from pastoral.rules.providers.standing import OPEN, Dated

from .. import letters
from ..models import Listing
from . import standing
from .judging import Standing, standings


def every_night(today: dt.date | None = None) -> tuple[int, int]:
    """(how many fell, how many warnings went out). A second run on the same day changes nothing and sends nothing."""
    fallen = warned = 0
    for authority_id in authorities_in_use():
        fallen += standing.fall(authority_id, today)
        warned += warn(authority_id, today)
    return fallen, warned


def warn(authority_id: int, today: dt.date | None = None) -> int:
    """One message for each date and reader, as soon as the date is near; returns how many dates are near."""
    day = today or timezone.localdate()
    count = 0
    with for_authority(authority_id, doing="assurance of providers") as access:
        rows = Listing.objects.visible_to(access).filter(authority=authority_id, status__in=OPEN).select_related("provider", "authority")
        found = [one for one in standings(access, rows, day) if one.soon]
        leads = letters.leads_of([one.listing.provider_id for one in found])
        for one in found:
            for date in one.soon:
                _say_soon(access, one, date, leads.get(one.listing.provider_id, []))
                count += 1
    return count


def _say_soon(access: Access, one: Standing, date: Dated, leads: list[User]) -> None:
    page = settings.BASE_URL + reverse("own-assurance")

    def body() -> str:
        return "\n\n".join([
            gettext("This ends soon: %(what)s.") % {"what": say(date.sentence)},
            gettext("When it has run out, nobody new can be placed with you."),
            gettext("Sign in to renew it: %(address)s") % {"address": page},
        ])  # fmt: skip

    for to in letters.leads(one.listing.provider, one.listing.authority_id, leads):
        letters.write(
            to, key=f"assurance-{one.listing.pk}-{date.key}-{date.ends_on.isoformat()}-{to.email}"[:200], kind="provider",
            subject=lambda: gettext("Something you gave us runs out soon"), body=body, authority_id=one.listing.authority_id, by=access,
        )  # fmt: skip
