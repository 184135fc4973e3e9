"""What is known of the provider of a placement: how it stands with the home school's authority, its declaration and its checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers.assurance.facts import declarations_of
from pastoral.records.providers.assurance.queries import confirmations, listings_for, open_sites
from pastoral.records.providers.models import Listing, Provider
from pastoral.rules.placements import Site
from pastoral.rules.providers import Declaration, declaration_expires

from ..models import Placement


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """Five queries, whatever the number of placements. A provider that the authority does not list has no status."""
    there = [row for row in rows if row.provider is not None]
    if not there:
        return {}
    providers = sorted({row.provider.pk for row in there if row.provider is not None})
    listings = listings_for(access, sorted({row.authority_id for row in there}), providers)
    declared = declarations_of(access, listings.values())
    confirmed, sites = confirmations(access, providers), open_sites(access, providers)
    return {
        row.pk: _of(row, row.provider, listings.get((row.authority_id, row.provider.pk)), declared, confirmed, sites)
        for row in there
        if row.provider is not None
    }


def _of(
    row: Placement,
    provider: Provider,
    listing: Listing | None,
    declared: dict[tuple[int, int], Declaration],
    confirmed: dict[int, tuple[dt.date, dt.date | None]],
    sites: dict[int, list[Any]],
) -> dict[str, Any]:
    checks = confirmed.get(provider.pk)
    found: dict[str, Any] = {
        "provider_kind": provider.kind,
        "provider_registration": provider.registration,
        "provider_least_age": provider.least_age,
        "provider_most_age": provider.most_age,
        "provider_districts": frozenset(provider.districts),
        "checks_confirmed_on": checks[0] if checks else None,
        "confirmation_expires_on": checks[1] if checks else None,
        "sites": tuple(Site(one.name, one.address) for one in sites.get(provider.pk, [])),
    }
    if listing is None:
        return found | {"provider_is_new": True}
    today = timezone.localdate()
    declaration = declared.get((row.authority_id, provider.pk))
    return found | {
        "provider_status": listing.status,
        "provider_framework": listing.framework,
        "provider_is_new": listing.first_used_on is None or listing.first_used_on >= (row.starts_on or today),
        "quality_assured_until": listing.approved_until,
        "declaration_on": declaration.signed_on if declaration else None,
        "declaration_expires_on": declaration_expires(declaration, pack_of(row.policy_version_id).policy) if declaration else None,
        "declaration_sent_on": declaration.sent_to_authority_on if declaration else None,
    }
