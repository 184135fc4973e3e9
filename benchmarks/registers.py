"""How quick a register and a live list of whereabouts are: `python -m benchmarks.registers`.

PUPILS (5000) each have a live placement with times on every day, 30 of them in one group. Measures, ROUNDS times each: a register of
30 that is saved, the provider's page of today, where all of them should be now, and who has said nothing. Writes benchmarks/results/.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import sys
import uuid
from typing import Any

from benchmarks.run import RESULTS, ROOT, ROUNDS, fresh_statistics, start
from benchmarks.timing import timed

PUPILS = int(os.environ.get("PUPILS", "5000"))
GROUP, SCHOOLS = 30, 40
NOW = dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC)  # a Monday of term
FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 12, 18)


def made() -> dict[str, Any]:
    """An authority, its schools, their pupils at providers of thirty each, and somebody who takes the register of one."""
    from pastoral.casework.placements.models import Place, Placement, Session
    from pastoral.config.demo.places import terms_around
    from pastoral.foundation.access import Access, Role
    from pastoral.foundation.access.models import scope_of
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.models import Membership, PlacementGrant, User
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.organisations.models import Authority, School, Term
    from pastoral.records.policy.queries import version_in_force
    from pastoral.records.policy.services import publish_for
    from pastoral.records.providers.models import Provider, Site
    from pastoral.records.pupils.models import Pupil

    authority = Authority.objects.create(code="B01", name="Bench", nation="wales", in_use=True, is_demo=True)
    Term.objects.bulk_create(
        Term(
            authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )  # fmt: skip
        for t in terms_around(NOW.date())
    )
    schools = School.objects.bulk_create(
        School(authority=authority, number=f"B01{n:04}", name=f"Bench School {n}", source="bench") for n in range(SCHOOLS)
    )
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
        publish_for(authority, by=access, like="neath-port-talbot")
        version = version_in_force(authority.pk, NOW.date())
        with recording("benchmark.registers", by=access) as record:
            providers = Provider.objects.bulk_create(Provider(name=f"Provider {n}", is_demo=True) for n in range(-(-PUPILS // GROUP)))
            sites = Site.objects.bulk_create(
                Site(provider=one, name=one.name, address="1 Quay Road", postcode="SA11 3QX") for one in providers
            )
            pupils = Pupil.objects.bulk_create(
                Pupil(authority=authority, school=schools[n % SCHOOLS], forename="Nia", surname=f"Bench {n}", search_name=f"nia bench {n}",
                      date_of_birth=dt.date(2013, 2, 11), year_group="9", upn=f"B{n:012}")
                for n in range(PUPILS)
            )  # fmt: skip
            rows = Placement.objects.bulk_create(
                Placement(**scope_of(pupil), policy_version_id=version.pk, stage="live", opened_on=FIRST, began_on=FIRST, starts_on=FIRST,
                          ends_on=LAST, provider=providers[n // GROUP], site=sites[n // GROUP], arranged_by="school", on_home_roll=True)
                for n, pupil in enumerate(pupils)
            )  # fmt: skip
            Place.objects.bulk_create(
                Place(**scope_of(pupil), placement=row, provider_id=row.provider_id, site_id=row.site_id, pupil_name=str(pupil),
                      school_name="Bench School", first_on=FIRST, last_on=LAST, shared_on=FIRST)
                for pupil, row in zip(pupils, rows, strict=True)
            )  # fmt: skip
            Session.objects.bulk_create(
                Session(**scope_of(pupil), placement=row, weekday=day, starts=dt.time(9, 30), ends=dt.time(15))
                for pupil, row in zip(pupils, rows, strict=True)
                for day in range(1, 6)
            )
            record.about(authority)
    PlacementGrant.objects.bulk_create(PlacementGrant(provider_id=row.provider_id, placement=row, since=FIRST) for row in rows)
    owen = User.objects.create_user("owen@bench.invalid", name="Owen Tudor", is_demo=True)
    Membership.objects.create(user=owen, role=Role.PROVIDER_STAFF, provider=providers[0], since=FIRST)
    return {"authority": authority, "owen": owen, "provider": providers[0], "group": rows[:GROUP]}


def workloads(there: dict[str, Any]) -> list[dict[str, Any]]:
    from django.test import Client
    from django.urls import reverse

    from pastoral.casework.registers import missing, queries, taking, whereabouts
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.who import access_of
    from pastoral.records.organisations.queries import schools as schools_of

    authority, provider = there["authority"], there["provider"]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(there["owen"], backend="allauth.account.auth_backends.AuthenticationBackend")

    def saved() -> None:
        with entered(access_of(there["owen"])) as by:
            said = [taking.Said(uuid.uuid4(), row.pk, "am", "came") for row in there["group"]]
            taken = taking.take(
                provider_id=provider.pk, on=NOW.date(), site_id=None, group="", key=uuid.uuid4(), said=said, by_name="Owen Tudor", by=by
            )
        assert len(taken.saved) == GROUP

    def page() -> None:
        assert client.get(reverse("provider-today")).status_code == 200

    def where() -> None:
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by:
            pupils = queries.pupils_of(by, schools_of(by))
            assert sum(one.out for one in whereabouts.of(by, pupils, NOW.replace(hour=10))) == PUPILS

    def silent() -> None:
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as by:
            assert missing.unanswered(by, NOW.date())

    return [
        timed("silence of 10,000 half days", silent, ROUNDS), timed(f"a register of {GROUP} saved", saved, ROUNDS),
        timed("today at a provider", page, ROUNDS), timed(f"whereabouts of {PUPILS:,} now", where, ROUNDS),
    ]  # fmt: skip


def main() -> None:
    server = start()
    import time_machine

    with time_machine.travel(NOW, tick=True):
        there = made()
        fresh_statistics()
        rows = workloads(there)
    RESULTS.mkdir(exist_ok=True)
    result = {"python": platform.python_version(), "pupils": PUPILS, "rounds": ROUNDS, "load": round(os.getloadavg()[0], 1), "rows": rows}
    (RESULTS / f"registers-{dt.date.today().isoformat()}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
