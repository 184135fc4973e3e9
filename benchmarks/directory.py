"""How long the search of the directory takes: `python -m benchmarks.directory`.

PROVIDERS (2000), most on one authority's list, with their sites and PLACEMENTS (30000), among the schools of a register from which
distances are worked out. Prints queries, median and 95th percentile of the pages in ms, and the seconds that an import of the table takes.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
import time

from benchmarks import providers_made
from benchmarks.run import ROOT, fresh_statistics, measure, start

PROVIDERS, PLACEMENTS = int(os.environ.get("PROVIDERS", "2000")), int(os.environ.get("PLACEMENTS", "30000"))
SCHOOLS = 20_000
DISTRICTS = ("North", "South", "East", "West", "Centre", "Coast")
PAGES = {
    "all": "/providers/?standing=any",
    "page 40": "/providers/?standing=any&page=40",
    "by age, district and need": "/providers/?standing=any&age=12&district=North&need=autism",
    "nearest first": "/providers/?standing=any&postcode=BE12+1AA&sort=distance",
    "nearest with places, by text": "/providers/?standing=any&postcode=BE12+1AA&sort=distance&within=20&places=yes&q=provider",
}


def table(chance: random.Random) -> bytes:
    """A council's list as it might be sent: everything in free text."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Provider", "AP", "DfE registered", "Districts", "Age range", "Delivery mode", "Needs", "Places free", "Address"])
    for number in range(PROVIDERS):
        least = chance.randint(4, 14)
        rows.writerow([
            f"Provider {number:04} {chance.choice(('Farm', 'Academy', 'Tutors', 'Workshop'))} {number * 7919 % 10007}", "Yes",
            chance.choice(("N/A", "Application in progress", f"URN {chance.randint(100000, 149999)}")),
            chance.choice(("All 6 districts", " & ".join(chance.sample(DISTRICTS, 2)), chance.choice(DISTRICTS))),
            chance.choice((f"{least} - {least + chance.randint(2, 12)} yrs", "EYFS through to post 16", "by agreement")),
            chance.choice(("Face to face", "Online", "Online and face to face", "N/A")),
            chance.choice(("", "autism", "anxiety; adhd", "behaviour")), chance.choice(("", "0", "3")),
            f"{number} High Street, BE{chance.randint(1, 40)} {chance.randint(1, 9)}AA",
        ])  # fmt: skip
    return out.getvalue().encode()


def main() -> None:
    """Fill an empty database, then ask for each page."""
    server = start()
    from django.test import Client
    from django.utils import timezone

    from pastoral.foundation.access import Access, Role
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.models import Membership, User
    from pastoral.records.organisations.models import Authority, School
    from pastoral.records.providers import imports
    from pastoral.records.providers.models import Provider

    chance = random.Random(5)
    authority = Authority.objects.create(code="B01", name="Benchmark", nation="england", in_use=True, is_demo=True)
    schools = School.objects.bulk_create(
        School(
            authority=authority, urn=f"{900000 + number}", name=f"School {number}", postcode=f"BE{number % 40 + 1} {number % 9 + 1}AA",
            easting=300_000 + number % 40 * 2_000, northing=200_000 + number % 9 * 3_000,
        )
        for number in range(SCHOOLS)
    )  # fmt: skip
    user = User.objects.create_user("officer@benchmark.invalid", name="Officer", is_demo=True)
    Membership.objects.create(user=user, role=Role.EWO, authority=authority, since=timezone.localdate())
    began = time.perf_counter()
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
        batch = imports.upload(by=access, authority=authority, file_name="list.csv", content=table(chance), list_name="List")
        imports.preview(by=access, batch=batch, column_map=batch.column_map)
        imports.commit(by=access, batch=batch)
        made = Provider.objects.visible_to(access).count()
        taught_at = list(Provider.objects.visible_to(access).order_by("pk"))
    keys = [one.pk for one in taught_at[:5]]
    imported = round(time.perf_counter() - began, 1)
    print(f"{made} providers imported in {imported} s", flush=True)
    providers_made.placements(authority, schools, taught_at, PLACEMENTS)
    fresh_statistics()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    pages = {**PAGES, "five side by side": "/providers/compare/?" + "&".join(f"id={key}" for key in keys)}
    found = [measure(name, lambda _given, address=address: client.get(address)) for name, address in pages.items()]
    result = {"providers": made, "placements": PLACEMENTS, "import_s": imported, "load": round(os.getloadavg()[0], 1), "pages": found}
    results = ROOT / "benchmarks" / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / f"directory-{time.strftime('%Y-%m-%d')}.json").write_text(json.dumps(result, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
