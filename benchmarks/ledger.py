"""How long the education ledger of many pupils takes: `python -m benchmarks.ledger`.

PUPILS (1000), each with a reduced timetable of a two-week cycle that has run for a term, a way back still to come, and marks of every
day so far. Prints the seconds for all of them together, of it in the rules alone, and the queries.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import time
from typing import Any

from benchmarks.run import ROOT, fresh_statistics, start

PUPILS = int(os.environ.get("PUPILS", "1000"))
STARTS, ENDS = dt.date(2026, 9, 1), dt.date(2026, 12, 18)
TODAY = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def made(school: Any, access: Any) -> list[int]:
    """Pupils, their timetables with the grid in force, a step to come, and their weeks of marks."""
    from pastoral.casework.timetables import grid
    from pastoral.casework.timetables.models import Grid, Step, Timetable
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.attendance.models import MarkWeek
    from pastoral.records.policy.models import PolicyVersion
    from pastoral.records.pupils.models import Pupil

    chance = random.Random(1)
    scope = {"authority": school.authority, "school": school}
    version = PolicyVersion.objects.filter(authority=school.authority).latest("starts_on")
    cells = {
        grid.key_of(week, day, number): {"place": chance.choice(("school", "school", "provider", "none")), "what": "", "responsible": ""}
        for week in (1, 2) for day in grid.DAYS for number in grid.lessons(list(grid.SECONDARY))
    }  # fmt: skip
    common = {"weeks": 2, "periods": list(grid.SECONDARY), "cells": cells}
    with entered(access), recording("benchmark.ledger", by=access) as record:
        pupils = Pupil.objects.bulk_create(
            Pupil(**scope, forename="Nia", surname=f"Bench {n}", search_name=f"nia bench {n}", date_of_birth=dt.date(2013, 2, 11),
                  year_group="9", upn=f"B{n:012}")
            for n in range(PUPILS)
        )  # fmt: skip
        rows = Timetable.objects.bulk_create(
            Timetable(pupil=pupil, **scope, policy_version=version, status="active", opened_on=STARTS, start_on=STARTS,
                      end_on=ENDS, began_on=STARTS, **common)
            for pupil in pupils
        )  # fmt: skip
        Grid.objects.bulk_create(Grid(pupil=row.pupil, **scope, timetable=row, in_force_from=STARTS, **common) for row in rows)
        Step.objects.bulk_create(Step(pupil=row.pupil, **scope, timetable=row, on=dt.date(2026, 11, 30), hours=20) for row in rows)
        MarkWeek.objects.bulk_create(
            MarkWeek(pupil=pupil, **scope, at_school=school, monday=monday,
                     codes="".join(chance.choice("///////CIO").ljust(2) for _slot in range(10)))
            for pupil in pupils
            for monday in (dt.date(2026, 8, 31) + dt.timedelta(weeks=number) for number in range(12))
        )  # fmt: skip
        record.about(school)
    return [pupil.pk for pupil in pupils]


def measured(access: Any, ids: list[int]) -> dict[str, Any]:
    """One time over all pupils, as the list of hours missed does it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from pastoral.foundation.access.row_security import entered
    from pastoral.oversight.ledger import facts
    from pastoral.records.pupils.models import Pupil

    rules = 0.0
    counted = facts.ledger

    def timed(**given: Any) -> Any:
        nonlocal rules
        began = time.perf_counter()
        seen = counted(**given)
        rules += time.perf_counter() - began
        return seen

    facts.ledger = timed
    try:
        with entered(access), CaptureQueriesContext(connection) as asked:
            began, worked = time.perf_counter(), time.process_time()
            rows = list(Pupil.objects.visible_to(access).filter(pk__in=ids).select_related("school", "authority"))
            seen = facts.ledgers_of(access, rows, STARTS, ENDS, TODAY.date())
            spent, busy = time.perf_counter() - began, time.process_time() - worked
    finally:
        facts.ledger = counted
    missed = sum(one.totals.missed for one in seen.values())
    return {
        "pupils": len(seen), "seconds": round(spent, 2), "python_seconds": round(busy, 2), "rules_seconds": round(rules, 2),
        "queries": len(asked.captured_queries), "hours_missed": missed // 60, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def main() -> None:
    server = start()
    import time_machine

    from pastoral.config.demo.places import terms_around
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.organisations.models import Authority, School, Term
    from pastoral.records.policy.services import publish_for

    authority = Authority.objects.create(code="B01", name="Bench", nation="wales", in_use=True, is_demo=True)
    Term.objects.bulk_create(
        Term(
            authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )  # fmt: skip
        for t in terms_around(dt.date(2026, 11, 1))
    )
    school = School.objects.create(authority=authority, number="B010001", name="Bench School", source="bench")
    access = Access.system(authority_id=authority.pk, doing="benchmark")
    with entered(access):
        publish_for(authority, by=access, like="neath-port-talbot")
    ids = made(school, access)
    fresh_statistics()
    with time_machine.travel(TODAY, tick=True):
        rows = [measured(access, ids) for _round in range(3)]
    for row in rows:
        print(json.dumps(row), flush=True)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / f"ledger-{time.strftime('%Y-%m-%d')}.json").write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
