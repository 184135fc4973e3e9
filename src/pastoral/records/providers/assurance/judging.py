"""What the rules say of a provider with one authority, and what of it ends when. Kept nowhere: it is asked where it is shown.

A finding of Pastoral's own lists is about a child; these are about a provider, so they stand on its page and on the officer's
list, and what they mean for a child is a finding of that child's placement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.organisations.calendars import calendar_from, calendar_of_authority, calendar_rows
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import Pack, pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force, versions_within
from pastoral.rules.engine import Look, Policy, RuleFinding, judge
from pastoral.rules.providers import ProviderFacts
from pastoral.rules.providers.standing import Dated, passed, running_out

from ..models import Listing
from . import facts as made

EFFECTS = ("BLOCK", "WARN", "TASK", "INFO")


@dataclass(frozen=True)
class Standing:
    """How a provider stands with one authority today. `out` takes its status down, `soon` will."""

    listing: Listing
    policy: Policy
    facts: ProviderFacts
    findings: tuple[RuleFinding, ...]
    dates: tuple[Dated, ...]
    out: tuple[Dated, ...]
    soon: tuple[Dated, ...]
    late: tuple[Dated, ...]  # has run out as well, and takes nothing down here

    @property
    def first_end(self) -> dt.date:
        return min((one.ends_on for one in self.dates), default=dt.date.max)


def pack_for(authority_id: int, today: dt.date | None = None) -> Pack | None:
    """The authority's pack of today; None while it has published none."""
    try:
        return pack_of(version_in_force(authority_id, today or timezone.localdate()).pk)
    except NoPolicy:
        return None


def standings(
    access: Access, listings: Iterable[Listing], today: dt.date | None = None,
    versions: dict[int, list[tuple[dt.date, int | None]]] | None = None,
) -> list[Standing]:  # fmt: skip
    """How each provider stands with the authority of its listing; listings come with both loaded.

    Two queries, however many; one where the `versions` of the policy are at hand.
    """
    day, every = today or timezone.localdate(), list(listings)
    by_authority: dict[int, list[Listing]] = {}
    for row in every:
        by_authority.setdefault(row.authority_id, []).append(row)
    if not every:
        return []
    versions = versions_within(by_authority, day, day) if versions is None else versions
    there = made.read(access, every, **calendar_rows(by_authority))
    found = []
    for key, rows in by_authority.items():
        version = versions[key][0][1]
        policy = pack_of(version).policy if version is not None else Policy()
        found += _of_authority(rows[0].authority, policy, rows, there, day)
    return found


def as_applying(standing: Standing, today: dt.date | None = None) -> tuple[RuleFinding, ...]:
    """What the rules would say if the provider asked to be approved now."""
    authority = Authority.objects.get(pk=standing.listing.authority_id)
    policy = policy_of(authority.pk)
    look = Look(replace(standing.facts, status="applying"), policy, calendar_of_authority(authority), today or timezone.localdate())
    return judge("provider", look)


def policy_of(authority_id: int, today: dt.date | None = None) -> Policy:
    """The authority's policy; one that says nothing where it has none."""
    pack = pack_for(authority_id, today)
    return pack.policy if pack is not None else Policy()


def _of_authority(authority: Authority, policy: Policy, rows: list[Listing], there: made.Read, today: dt.date) -> list[Standing]:
    calendar = calendar_from(authority, **there.beside)
    facts = made.of(rows, there)
    dates = made.dates_of(rows, there, facts, policy)
    result = []
    for row in rows:
        known = facts.get(row.provider_id)
        if known is None:
            continue
        ends = sorted(dates[row.provider_id], key=lambda one: (one.ends_on, one.kind))
        out = passed(ends, policy.value("provider.suspended_by"), today)
        late = tuple(one for one in ends if one.ends_on < today and one not in out)
        found = judge("provider", Look(known, policy, calendar, today))
        found = tuple(sorted(found, key=lambda one: EFFECTS.index(one.effect)))
        soon = running_out(ends, policy.value("provider.warn_days"), today)
        result.append(Standing(row, policy, known, found, tuple(ends), out, soon, late))
    return result
