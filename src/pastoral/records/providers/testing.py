"""The registration test over the children of all commissioners (HRS-07, WOR-UNR-02, ENG-UNR-01, WAL-UNR-01).

Pastoral's own work: it reads every commissioner's rows of `Attending`, which no person may, and keeps a word for each authority and
provider. Neither a child nor a number leaves this module.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import versions_within
from pastoral.rules.providers import PupilAtSite, Terms, counts_for_nobody, results_by_place
from pastoral.rules.providers.facts import SCHOOL_NUMBER

from .models import Attending, Provider, Site, TestResult

DOING = "registration test"
KEY = ("authority_id", "provider_id", "site_id")
LOCK = 5_180_021  # of PostgreSQL's advisory locks: two commissioners who place a child at one moment see each other
COLUMNS = (
    "provider_id", "site_id", "authority_id", "person", "hours", "full_time", "compulsory_age", "looked_after", "ehcp", "idp", "sen",
)  # fmt: skip
PERSON = itemgetter(COLUMNS.index("person"))
CHUNK = 2_000  # rows read at a time: one provider after another is tested and forgotten


@dataclass(frozen=True, slots=True)
class Changed:
    """What one authority must hear: the provider's result as a whole became another one."""

    authority_id: int
    provider_id: int
    before: str  # "" where there was none
    after: str


@dataclass(frozen=True, slots=True)
class Where:
    """One provider's pupils by place, the places that have one, and the authorities that have somebody there."""

    rows: list[tuple[int | None, PupilAtSite]] = field(default_factory=list)
    places: set[int | None] = field(default_factory=set)
    authorities: set[int] = field(default_factory=set)


def retest(provider_ids: Collection[int] | None = None, *, today: dt.date | None = None) -> list[Changed]:
    """Test these providers again, or all that are in use; keep what came out, and give back what changed. Seven queries or so."""
    day = today or timezone.localdate()
    with entered(_everyone()) as wide:
        if provider_ids is not None:
            _wait_for(provider_ids)
        found = results(where_pupils_are(provider_ids, day), terms_of(wide.authority_ids, day))
        return _kept(wide, found, provider_ids, day)


def results(there: Iterable[tuple[int, Where]], terms: dict[int, Terms]) -> dict[tuple[int, int], dict[int | None, str]]:
    """(authority, provider) → site, or None for the whole → result. Each provider is tested once for each set of terms."""
    found: dict[tuple[int, int], dict[Any, str]] = {}
    for provider, where in there:
        asked = {authority: terms[authority] for authority in where.authorities if authority in terms}
        by_terms = results_by_place(where.rows, set(asked.values()), places=where.places)
        for authority, own in asked.items():
            found[authority, provider] = by_terms[own]
    return found


def where_pupils_are(provider_ids: Collection[int] | None, day: dt.date) -> Iterator[tuple[int, Where]]:
    """Provider by provider: who is (or is about to be) taught where, over all commissioners. Registered schools are left out. Two queries.

    Of those who count for nobody only the place and the authority are kept (`where_of`): most children are part time.
    """
    rows = Attending.objects.unscoped(
        reason="the registration test counts the children of all commissioners at a provider, and gives out no number"
    ).filter(Q(until__isnull=True) | Q(until__gte=day), NOT_REGISTERED)
    sites = Site.objects.unscoped(reason="two sites of one postcode are one place; a site is no child's data")
    if provider_ids is not None:
        rows, sites = rows.filter(provider_id__in=provider_ids), sites.filter(provider_id__in=provider_ids)
    place_of = _places(sites.order_by("id").values_list("pk", "provider_id", "postcode"))
    by_provider = groupby(rows.order_by("provider_id").values_list(*COLUMNS).iterator(chunk_size=CHUNK), key=itemgetter(0))
    for provider, its in by_provider:
        yield provider, where_of(list(its), place_of)


def where_of(rows: list[tuple[Any, ...]], place_of: dict[int, int]) -> Where:
    """One provider's rows (of COLUMNS), without those of pupils who count for nobody by any terms. `place_of`: site → place."""
    times, where = Counter(map(PERSON, rows)), Where()
    for _provider, site, authority, person, hours, full, compulsory, looked_after, ehcp, idp, sen in rows:
        place = place_of.get(site)
        where.places.add(place)
        where.authorities.add(authority)
        if not counts_for_nobody(full, compulsory) or times[person] > 1:
            each = PupilAtSite(
                person, str(authority), None if hours is None else float(hours), full, compulsory, looked_after, ehcp,
                False, idp, sen,  # nobody has had a statement since the plans took its place
            )  # fmt: skip
            where.rows.append((place, each))
    return where


# A school by law or by registration is not tested; an application in progress is no registration, nor a number that no school has
# (WOR-DIR-01, 02).
NOT_REGISTERED = Q(provider__kind=Provider.Kind.NON_SCHOOL) & ~(
    Q(provider__registration=Provider.Registration.URN, provider__urn__regex=SCHOOL_NUMBER)
)


def terms_of(authority_ids: Iterable[int], day: dt.date) -> dict[int, Terms]:
    """Authority → its terms on a day; those are left out whose policy says no number. One query, and packs that are cached."""
    found: dict[int, Terms] = {}
    for authority, versions in versions_within(authority_ids, day, day).items():
        version = versions[-1][1]
        if version is None:
            continue
        policy = pack_of(version).policy
        number = policy.value("provider.unregistered_pupils")
        if number is not None:
            hours = policy.value("provider.full_time_hours")
            any_of = tuple(sorted(policy.value("provider.unregistered_any_of") or ()))
            found[authority] = Terms(int(number), any_of, None if hours is None else float(hours))
    return found


def _places(sites: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    """Site → the first site at the same postcode of the same provider."""
    first: dict[tuple[int, str], int] = {}
    return {
        site: first.setdefault((provider, "".join(postcode.upper().split()) or f"#{site}"), site)
        for site, provider, postcode in sites
    }


def _everyone() -> Access:
    """Pastoral itself for every authority at once: the one work that needs it."""
    every = frozenset(Authority.objects.filter(in_use=True).values_list("pk", flat=True))
    return Access(actor=f"Pastoral: {DOING}", roles=frozenset({Role.SYSTEM}), authority_ids=every)


def _wait_for(provider_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        for provider in sorted(provider_ids):
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, provider % 2_147_483_647])


def _kept(
    wide: Access, found: dict[tuple[int, int], dict[int | None, str]], provider_ids: Collection[int] | None, day: dt.date
) -> list[Changed]:
    """Write what is new or different, and forget what is tested no longer. Nothing to write: one query."""
    stored = TestResult.objects.visible_to(wide)
    if provider_ids is not None:
        stored = stored.filter(provider_id__in=provider_ids)
    before: dict[tuple[int, int, int | None], tuple[int, str]] = {
        (authority, provider, site): (key, result)
        for key, authority, provider, site, result in stored.order_by().values_list("pk", *KEY, "result")
    }
    now, new, changed = timezone.now(), [], []
    other: dict[int, str] = {}
    for (authority, provider), places in found.items():
        for site, result in places.items():
            key, was = before.pop((authority, provider, site), (0, ""))
            if was == result:
                continue
            if site is None:
                changed.append(Changed(authority, provider, was, result))
            if key:
                other[key] = result
            else:
                new.append(
                    TestResult(
                        authority_id=authority, provider_id=provider, site_id=site, result=result, since=day, tested_at=now
                    )
                )
    changed += [Changed(authority, provider, was, "") for (authority, provider, site), (_key, was) in before.items() if site is None]
    if new or other or before:
        with recording("provider.tested", by=wide) as record:
            TestResult.objects.bulk_create(new, batch_size=500)
            for result in set(other.values()):
                keys = [key for key, became in other.items() if became == result]
                stored.filter(pk__in=keys).update(result=result, since=day, tested_at=now)
            if before:
                stored.filter(pk__in=[key for key, _was in before.values()]).delete()
            for whose in Authority.objects.filter(pk__in={a for a, _p in found} | {a for a, _p, _s in before}):
                own = [one.provider_id for one in changed if one.authority_id == whose.pk]
                record.about(whose, changes={"providers": own[:50], "number": len(own)})
    return changed
