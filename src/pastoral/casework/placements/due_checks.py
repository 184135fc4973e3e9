"""Dates of a provider's own assurance that come near or are past, on its lead's home page."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.accounts.at_providers import led_by
from pastoral.foundation.govuk.words import date_long, say
from pastoral.records.providers.assurance import queries
from pastoral.records.providers.assurance.judging import standings
from pastoral.rules.providers.standing import DATE_LABELS

from .at_provider import Due
from .models import Place


def due_checks(access: Access, places: list[Place]) -> Iterable[Due]:
    """Each once, whichever authorities look at it. Five queries for somebody who leads a provider, none for others."""
    if not access.may(Permission.LEAD_PROVIDER):
        return
    listings = [row for provider_id in sorted(led_by(access)) for row in queries.listings_of_provider(access, provider_id)]
    seen = set()
    for one in standings(access, [row for row in listings if row.status != row.Status.REMOVED]):
        for date, is_late in [*((date, True) for date in (*one.out, *one.late)), *((date, False) for date in one.soon)]:
            key = (one.listing.provider_id, date.kind, date.about, date.ends_on)
            if key not in seen:
                seen.add(key)
                text = _("Ran out: %(what)s") if is_late else _("Runs out soon: %(what)s")
                what, day = say(DATE_LABELS[date.kind]), _("until %(day)s") % {"day": date_long(date.ends_on)}
                yield Due(text % {"what": what}, reverse("own-assurance"), on=date.ends_on, is_late=is_late, when=day)
