"""The non-school standards, theme by theme (ENG-NSAP-01): what the provider says of itself, and what the authority found."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import recording
from pastoral.rules.sentences import Refused, say

from ..models import Listing, Provider, ThemeStanding

PAST = say("THEME.past", "The day until which the result holds must be in the future.")


def assess(
    *, provider_id: int, theme: str, result: str, evidence: str, by: Access, expires_on: dt.date | None = None
) -> ThemeStanding:  # fmt: skip
    """A new result for one theme; the one before stays on the record. Whose it is follows from who writes it."""
    own = leads(by, provider_id)
    if not own and not by.may(Permission.MANAGE_DIRECTORY):
        raise NotAllowed(Permission.MANAGE_DIRECTORY)
    today = timezone.localdate()
    if expires_on is not None and expires_on <= today:
        raise Refused(PAST)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    authority_id = None
    if not own:
        listed = Listing.objects.visible_to(by).filter(provider=provider, authority__in=by.authority_ids).order_by("pk").first()
        if listed is None:
            raise Provider.DoesNotExist(provider_id)
        authority_id = listed.authority_id
    with recording("provider.theme_assessed", by=by) as record:
        row = ThemeStanding(
            provider=provider, authority_id=authority_id, theme=theme, result=result, evidence=evidence, assessed_on=today,
            expires_on=expires_on, by_name=by.actor[:200],
        )  # fmt: skip
        row.save()
        record.about(row, changes={"theme": theme, "result": result})
    return row
