"""Providers and placements in number, made with `bulk_create`, for the benchmarks of alternative provision."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import Any

BATCH = 2_000


def authorities(number: int = 3) -> list[Any]:
    """Authorities of both nations with a policy each: the test over all of them goes by several sets of terms."""
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.organisations.models import Authority
    from pastoral.records.policy.services import publish_for

    made = []
    for n, (nation, like) in enumerate((("england", "wiltshire"), ("england", "worcestershire"), ("wales", "neath-port-talbot"))[:number]):
        authority = Authority.objects.create(code=f"B2{n}", name=f"Benchmark {n}", nation=nation, in_use=True, is_demo=True)
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
            publish_for(authority, by=access, like=like)
        made.append(authority)
    return made


def providers(authority: Any, number: int, *, sites: int = 2) -> list[Any]:
    """Providers, one in eight a registered school, each with sites."""
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider, Site

    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by, recording("benchmark.providers", by=by) as record:
        made = Provider.objects.bulk_create(
            (
                Provider(
                    name=f"Provider {n:05}", added_by=authority, registration="urn" if n % 8 == 0 else "not_applicable",
                    urn=f"{900000 + n}" if n % 8 == 0 else "", kinds=["alternative_provision"], least_age=11, most_age=16, is_demo=True,
                )
                for n in range(number)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        Site.objects.bulk_create(
            (
                Site(provider=one, name=f"Site {part}", address=f"{part} High Street", postcode=f"ZZ{n % 90 + 1} {part}AA")
                for n, one in enumerate(made)
                for part in range(1, 1 + n % sites + 1)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        record.about(authority, changes={"providers": number})
    return list(made)


def attending(made_of: list[Any], taught_at: list[Any], number: int) -> None:
    """Rows of who is taught where: fifteen for a provider on average, from every authority, some of them of one child."""
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Attending, Site

    chance, today = random.Random(5), dt.date.today()
    for position, authority in enumerate(made_of):
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by, recording("benchmark.attending", by=by) as record:
            sites: dict[int, list[int]] = {}
            for key, provider in Site.objects.visible_to(by).values_list("pk", "provider_id"):
                sites.setdefault(provider, []).append(key)
            rows = []
            for n in range(position, number, len(made_of)):
                provider = taught_at[chance.randrange(len(taught_at))]
                hours = chance.choice((6, 10, 12, 18, 25, 25))
                rows.append(
                    Attending(
                        authority=authority, provider=provider, site_id=chance.choice(sites[provider.pk]), placement=1_000_000 + n,
                        person=hashlib.sha256(f"child {n // 2 if n % 20 == 1 else n}".encode()).hexdigest(),
                        since=today - dt.timedelta(days=60), hours=hours, full_time=hours == 25 if n % 10 else None, compulsory_age=True,
                        looked_after=n % 40 == 0, ehcp=n % 15 == 0, idp=n % 22 == 0, sen=n % 3 == 0,
                    )
                )  # fmt: skip
            Attending.objects.bulk_create(rows, batch_size=BATCH)
            record.about(authority, changes={"rows": len(rows)})


def placements(authority: Any, schools: list[Any], taught_at: list[Any], number: int) -> None:
    """As many children of one authority, each with a live placement at one of these providers, and what the registration test counts."""
    from pastoral.casework.placements.models import Placement
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.models import scope_of
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.policy.queries import version_in_force
    from pastoral.records.policy.services import publish_for
    from pastoral.records.providers.models import Attending, Site
    from pastoral.records.pupils.models import Pupil

    today = dt.date.today()
    began = today - dt.timedelta(days=60)
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by:
        publish_for(authority, by=by, like="wiltshire")
        version = version_in_force(authority.pk, today)
        site_of = dict(Site.objects.visible_to(by).order_by("-pk").values_list("provider_id", "pk"))
    for first in range(0, number, BATCH):
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by, recording("benchmark.placements", by=by) as record:
            numbers = range(first, min(first + BATCH, number))
            pupils = Pupil.objects.bulk_create(
                Pupil(authority=authority, school=schools[n % len(schools)], forename="Nia", surname=f"Bench {n}",
                      search_name=f"nia bench {n}", date_of_birth=dt.date(2013, 2, 11), year_group="9", upn=f"B{n:012}")
                for n in numbers
            )  # fmt: skip
            at = [taught_at[n * 7919 % len(taught_at)] for n in numbers]
            rows = Placement.objects.bulk_create(
                Placement(**scope_of(pupil), policy_version_id=version.pk, stage="live", opened_on=began, began_on=began, starts_on=began,
                          provider=provider, site_id=site_of.get(provider.pk), arranged_by="school", on_home_roll=True)
                for pupil, provider in zip(pupils, at, strict=True)
            )  # fmt: skip
            Attending.objects.bulk_create(
                Attending(authority=authority, provider_id=row.provider_id, site_id=row.site_id, placement=row.pk,
                          person=hashlib.sha256(f"child {row.pk}".encode()).hexdigest(), since=began, hours=10, full_time=False,
                          compulsory_age=True, looked_after=False, ehcp=False, idp=False, sen=False)
                for row in rows
            )  # fmt: skip
            record.about(authority, changes={"placements": len(rows)})
