"""`python -m benchmarks.central`: the central record over 5,000 running reduced timetables. Writes benchmarks/results/.

An authority of 60 schools; each child has a timetable with its grid, a colour, a review, and every third a finding. Pages are measured
as in `run.py`: the whole Django stack, one request at a time. TIMETABLES says how many.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import time
from typing import Any

from benchmarks.run import RESULTS, ROOT, ROUNDS, fresh_statistics, measure, start

TIMETABLES = int(os.environ.get("TIMETABLES", "5000"))
SCHOOLS, BATCH = 60, 500


def generate() -> Any:
    """Fill an empty database; gives back the officer and a lead."""
    from django.utils import timezone

    from pastoral.config.demo.places import terms_around
    from pastoral.foundation.access import Access, Role
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.models import Membership, User
    from pastoral.records.organisations.models import Authority, School, Term
    from pastoral.records.policy.queries import version_in_force
    from pastoral.records.policy.services import publish_for

    today, chance = timezone.localdate(), random.Random(3)
    authority = Authority.objects.create(code="B01", name="Benchmark", nation="wales", in_use=True, is_demo=True)
    Term.objects.bulk_create(
        Term(
            authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )  # fmt: skip
        for t in terms_around(today)
    )
    schools = School.objects.bulk_create(
        School(
            authority=authority, number=f"B01{n:04}", name=f"School {n:02} of the benchmark", town=f"Town {n // 7}", source="bench",
            easting=260_000 + chance.randrange(40_000), northing=180_000 + chance.randrange(40_000),
        )  # fmt: skip
        for n in range(SCHOOLS)
    )
    since = today - dt.timedelta(days=400)
    officer = User.objects.create_user("officer@benchmark.invalid", name="Officer", is_demo=True)
    Membership.objects.create(user=officer, role=Role.EWO, authority=authority, since=since)
    lead = User.objects.create_user("lead@benchmark.invalid", name="Lead", is_demo=True)
    Membership.objects.create(user=lead, role=Role.PASTORAL_LEAD, school=schools[0], authority=authority, since=since)
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
        publish_for(authority, by=access, like="neath-port-talbot")
    version = version_in_force(authority.pk, today)
    for first in range(0, TIMETABLES, BATCH):
        with entered(access):
            _timetables(access, schools, version, range(first, min(first + BATCH, TIMETABLES)), chance, today)
    return officer, lead


def _timetables(access: Any, schools: list[Any], version: Any, numbers: range, chance: random.Random, today: dt.date) -> None:
    from pastoral.casework.timetables import grid
    from pastoral.casework.timetables.counted import count
    from pastoral.casework.timetables.models import ColourChange, Grid, Timetable
    from pastoral.config.demo import names
    from pastoral.foundation.access.models import scope_of
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.findings.models import Finding
    from pastoral.records.organisations.calendars import calendars_kept
    from pastoral.records.pupils.models import Need, Pupil
    from pastoral.records.pupils.names import search_name

    periods = list(grid.SECONDARY)
    with recording("benchmark.timetables", by=access) as record, calendars_kept():
        pupils = []
        for n in numbers:
            school, forename, surname = schools[n % SCHOOLS], chance.choice(names.GIRLS + names.BOYS), chance.choice(names.SURNAMES)
            pupils.append(
                Pupil(
                    authority_id=school.authority_id, school=school, forename=forename, surname=surname,
                    search_name=search_name(forename=forename, surname=surname), year_group=str(7 + n % 5),
                    date_of_birth=dt.date(today.year - 12 - n % 5, 1 + n % 12, 1 + n % 28),
                )  # fmt: skip
            )
        Pupil.objects.bulk_create(pupils)
        Need.objects.bulk_create(Need(**scope_of(x), kind="school_idp", since=today - dt.timedelta(days=200)) for x in pupils[::4])
        rows = []
        for n, pupil in zip(numbers, pupils, strict=True):
            keep = 2 + n % 4
            taught = grid.lessons(periods)
            there, away = ("school", ""), ("none", "" if n % 9 == 0 else "Mother")
            cells = {
                grid.key_of(1, day, number): dict(zip(("place", "responsible"), there if place < keep else away, strict=True), what="")
                for day in grid.DAYS
                for place, number in enumerate(taught)
            }
            start_on = today - dt.timedelta(days=7 + n % 110)
            row = Timetable(
                **scope_of(pupil), policy_version=version, status="active", opened_on=start_on, start_on=start_on, began_on=start_on,
                end_on=start_on + dt.timedelta(days=83 + n % 30), agreed_on=start_on, reason="behaviour", circumstance="intervention",
                rationale="Why. " * 60, avenues_tried="Tried. " * 40, periods=periods, cells=cells,
                next_review_on=today + dt.timedelta(days=n % 30 - 6),
            )  # fmt: skip
            count(row)
            rows.append(row)
        Timetable.objects.bulk_create(rows)
        Grid.objects.bulk_create(
            Grid(**scope_of(row.pupil), timetable=row, in_force_from=row.start_on, periods=periods, cells=row.cells, by_name="Lead")
            for row in rows
        )
        ColourChange.objects.bulk_create(
            ColourChange(**scope_of(row.pupil), timetable=row, colour=("green", "amber", "red", "not_rated")[row.pk % 4], because="night")
            for row in rows
        )
        Finding.objects.bulk_create(
            Finding(
                **scope_of(row.pupil), subject_type="timetables.timetable", subject_id=row.pk, rule="NPT-RT-13", effect="WARN",
                colour="amber", code="NPT-RT-13", text="Something.", since=today,
            )  # fmt: skip
            for row in rows[::3]
        )
        record.about(schools[0].authority, changes={"timetables": len(rows)})


def main() -> None:
    began = time.perf_counter()
    server = start()
    officer, lead = generate()
    fresh_statistics()
    print(f"  {time.perf_counter() - began:6.1f} s  {TIMETABLES} timetables", flush=True)
    from django.test import Client
    from django.urls import reverse

    backend = "allauth.account.auth_backends.AuthenticationBackend"
    office, school = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    office.force_login(officer, backend=backend)
    school.force_login(lead, backend=backend)
    here = reverse("central-record")
    load_before = os.getloadavg()[0]
    rows = [
        measure("everyone", lambda n: office.get(here)),
        measure("the same, last page", lambda n: office.get(here, {"page": "9999"})),
        measure("red ones, red first", lambda n: office.get(here, {"colour": "red", "sort": "colour"})),
        measure("late reviews, by hours", lambda n: office.get(here, {"review": "late", "sort": "hours"})),
        measure("one school's own", lambda n: school.get(here)),
        measure("map by school", lambda n: office.get(reverse("central-record-map"))),
        measure("an officer's day, 150", lambda n: office.get(reverse("central-record-day"))),
    ]
    result = {
        "date": time.strftime("%Y-%m-%d"), "timetables": TIMETABLES, "rounds": ROUNDS,
        "load": [round(load_before, 1), round(os.getloadavg()[0], 1)], "rows": rows,
    }  # fmt: skip
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"central-{result['date']}.json").write_text(json.dumps(result, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
