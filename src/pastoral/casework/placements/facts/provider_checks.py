"""What is known of the provider of a placement: how it stands with the home school's authority, its declaration and its checks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers.assurance.checks import Checks, checks_of
from pastoral.records.providers.models import Provider
from pastoral.rules.placements import Site
from pastoral.rules.providers import declaration_expires

from ..models import Placement


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """One query, whatever the number of placements. A provider that the authority does not list has no status."""
    there = [row for row in rows if row.provider is not None]
    if not there:
        return {}
    providers = sorted({row.provider.pk for row in there if row.provider is not None})
    checks = checks_of(access, sorted({row.authority_id for row in there}), providers)
    return {
        row.pk: _of(row, row.provider, checks)
        for row in there
        if row.provider is not None
    }


def _of(row: Placement, provider: Provider, known: Checks) -> dict[str, Any]:
    listing = known.listings.get((row.authority_id, provider.pk))
    checks = known.confirmed(
        provider.pk, school=row.school_id, authority=row.authority_id, by_authority=row.arranged_by == "authority"
    )
    found: dict[str, Any] = {
        "provider_kind": provider.kind,
        "provider_registration": provider.registration,
        "provider_least_age": provider.least_age,
        "provider_most_age": provider.most_age,
        "provider_districts": frozenset(provider.districts),
        "checks_confirmed_on": checks[0] if checks else None,
        "confirmation_expires_on": checks[1] if checks else None,
        "sites": tuple(Site(one.name, one.address) for one in known.sites.get(provider.pk, [])),
    }
    if listing is None:
        return found | {"provider_is_new": True}
    today = timezone.localdate()
    declaration = known.declared.get((row.authority_id, provider.pk))
    return found | {
        "provider_status": listing.status,
        "provider_framework": listing.framework,
        "provider_is_new": listing.first_used_on is None or listing.first_used_on >= (row.starts_on or today),
        "quality_assured_until": listing.approved_until,
        "declaration_on": declaration.signed_on if declaration else None,
        "declaration_expires_on": declaration_expires(declaration, pack_of(row.policy_version_id).policy) if declaration else None,
        "declaration_sent_on": declaration.sent_to_authority_on if declaration else None,
    }
