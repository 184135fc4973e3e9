"""A way in to one group's register of one day for somebody without an account: until the end of the day, and a little longer."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.accounts.who import shared_with
from pastoral.records.providers.models import Provider

from .day import groups_on
from .models import Register

PURPOSE = "register"
GRACE = dt.timedelta(hours=2)  # past midnight: a phone that finds its signal late


def ends_at(on: dt.date) -> dt.datetime:
    """When the link of this day stops."""
    return timezone.make_aware(dt.datetime.combine(on + dt.timedelta(days=1), dt.time())) + GRACE


def make(register: Register, provider: Provider, *, by: Access, language: str = "") -> str:
    """The address of a new link to this register; without a `language` it opens in the one the reader's browser asks for."""
    person = " ".join(part for part in (provider.name, register.group) if part)
    return links.make(
        PURPOSE, register.pk, provider=provider, person=person, language=language, days=1, until=ends_at(register.on), by=by
    )


def register_of(link: SignedLink) -> Register:
    """The register that a link opens, read once for each request. It names no child."""
    kept: Register | None = link.__dict__.get("its_register")
    if kept is not None:
        return kept
    own = Access(provider_ids=frozenset({link.provider_id or 0}))
    found: Register = Register.objects.visible_to(own).select_related("provider").get(pk=link.subject_id)
    link.__dict__["its_register"] = found
    return found


def placements_of(link: SignedLink) -> frozenset[int]:
    """Who is due in the link's group on its day, of those whom the provider sees: nobody else, whatever is asked for."""
    if link.provider_id is None:
        return frozenset()
    register = register_of(link)
    shared = shared_with([link.provider_id], timezone.localdate())
    with entered(Access(provider_ids=frozenset({link.provider_id}), placement_ids=shared)) as own:
        return frozenset(
            one.place.placement_id
            for group in groups_on(own, register.on, link.provider_id)
            if (group.site_id or None, group.name) == (register.site_id, register.group)
            for one in group.children
        )
