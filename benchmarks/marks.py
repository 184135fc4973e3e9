"""How quick and how heavy an import of marks is: a school year of 20,000 pupils in one file (`python -m benchmarks.marks`).

PUPILS (20000) and DAYS (190) say how much; SHAPE is long, day or wide; ORDER is pupil or day (which of them the file goes
through first). Prints marks a second, the process's memory before and at its peak, how long a comparison takes, and what the night's
comparison of every child with the records takes: the first night, which writes its findings, and one in which nothing changed. One
child in two hundred has a part-time pattern that nobody agreed. ONLY=nights writes the same register straight into the database and
measures the nights alone.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.run import HOME, ROOT, fresh_statistics, start

PUPILS = int(os.environ.get("PUPILS", "20000"))
DAYS = int(os.environ.get("DAYS", "190"))
SHAPE = os.environ.get("SHAPE", "long")
ORDER = os.environ.get("ORDER", "day")
YEAR = dt.date(2025, 9, 1)
PART_TIME = 200  # one child in so many is away on Wednesday and Friday afternoons


def school_of() -> Any:
    """One school with its terms and pupils."""
    from pastoral.config.demo.places import terms_around
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.organisations.models import Authority, School, Term
    from pastoral.records.pupils.models import Pupil

    authority = Authority.objects.create(code="B01", name="Bench", nation="wales", in_use=True, is_demo=True)
    Term.objects.bulk_create(
        Term(
            authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )  # fmt: skip
        for t in terms_around(dt.date(2026, 2, 1))
    )
    school = School.objects.create(authority=authority, number="B010001", name="Bench School", source="bench")
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
        with recording("benchmark.pupils", by=access) as record:
            Pupil.objects.bulk_create(
                Pupil(
                    authority=authority, school=school, forename="Nia", surname=f"Bench {n}", search_name=f"nia bench {n}",
                    date_of_birth=dt.date(2013, 2, 11), upn=f"B{n:012}",
                )  # fmt: skip
                for n in range(PUPILS)
            )
            record.about(school)
    return School.objects.select_related("authority").get(pk=school.pk)


def school_days(school: Any) -> list[dt.date]:
    from pastoral.records.organisations.calendars import calendar_of

    calendar, day, days = calendar_of(school), YEAR, []
    while len(days) < DAYS and day < dt.date(2026, 9, 1):
        if calendar.is_school_day(day):
            days.append(day)
        day += dt.timedelta(days=1)
    return days


def write_file(path: Path, days: list[dt.date]) -> int:
    """The file, a line at a time. Returns its marks."""
    chance = random.Random(1)
    pupils = [f"B{n:012}" for n in range(PUPILS)]

    def code(half: str, upn: str, day: dt.date) -> str:
        if half == "PM" and day.weekday() in (2, 4) and int(upn[1:]) % PART_TIME == 0:
            return "C"
        return ("/" if half == "AM" else "\\") if chance.random() > 0.06 else chance.choice("IIMCOL")

    def lines() -> Iterator[str]:
        if SHAPE == "wide":
            yield "UPN," + ",".join(f"{day} {half}" for day in days for half in ("AM", "PM"))
            for upn in pupils:
                yield f"{upn}," + ",".join(code(half, upn, day) for day in days for half in ("AM", "PM"))
            return
        yield "UPN,Date,AM,PM" if SHAPE == "day" else "UPN,Date,Session,Code"
        pairs = ((u, d) for d in days for u in pupils) if ORDER == "day" else ((u, d) for u in pupils for d in days)
        for upn, day in pairs:
            if SHAPE == "day":
                yield f"{upn},{day},{code('AM', upn, day)},{code('PM', upn, day)}"
            else:
                yield f"{upn},{day},AM,{code('AM', upn, day)}"
                yield f"{upn},{day},PM,{code('PM', upn, day)}"

    with path.open("w") as file:
        file.writelines(f"{line}\n" for line in lines())
    return 2 * len(days) * PUPILS


def resident() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 1024 / 1024


def comparing(school: Any, days: list[dt.date]) -> float:
    """Milliseconds to compare one pupil's year with a pattern of mornings only."""
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.attendance.comparing import compare
    from pastoral.records.attendance.queries import marks_of
    from pastoral.records.organisations.calendars import calendar_of
    from pastoral.records.pupils.models import Pupil
    from pastoral.rules.attendance import SessionFacts
    from pastoral.rules.engine import Policy

    policy = Policy("bench", "wales", {"attendance.code_reduced_hours": "C"}, ("WAL", "CODE"))
    due = [
        SessionFacts(on=day, half=half, place="school" if half == "am" else "home", agreed_away=half == "pm")
        for day in days
        for half in ("am", "pm")
    ]
    access = Access.system(authority_id=school.authority_id, doing="benchmark")
    with entered(access):
        pupils = list(Pupil.objects.visible_to(access).order_by("pk").values_list("pk", flat=True)[:50])
        calendar = calendar_of(school)
        began = time.perf_counter()
        for _pupil, marks in marks_of(access, pupils, days[0], days[-1]).items():
            compare(marks=marks, due=due, policy=policy, calendar=calendar, today=days[-1])
    return (time.perf_counter() - began) * 1000 / len(pupils)


def fill(school: Any, days: list[dt.date]) -> None:
    """The register of such a file without the file: each pupil's week is one of some hundred that were thrown beforehand."""
    import psycopg

    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.attendance.weeks import monday_of, packed, slot_of
    from pastoral.records.pupils.models import Pupil

    chance = random.Random(1)

    def week(of: list[dt.date], part_time: bool) -> str:
        marks: dict[int, str] = {}
        for day in of:
            for half in ("am", "pm"):
                present = "/" if half == "am" else "\\"
                marks[slot_of(day, half)] = present if chance.random() > 0.06 else chance.choice("IIMCOL")
            if part_time and day.weekday() in (2, 4):
                marks[slot_of(day, "pm")] = "C"
        return packed(marks).replace("\\", "\\\\")

    mondays = sorted({monday_of(day) for day in days})
    access = Access.system(authority_id=school.authority_id, doing="benchmark")
    with entered(access):
        pupils = list(Pupil.objects.visible_to(access).order_by("pk").values_list("pk", flat=True))
    # as the owner: COPY does not go through row security
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        columns = "pupil_id, authority_id, school_id, at_school_id, monday, codes"
        with owner.cursor().copy(f"copy attendance_markweek ({columns}) from stdin") as copy:
            for monday in mondays:
                of = [day for day in days if monday_of(day) == monday]
                full, part = [week(of, False) for _n in range(500)], [week(of, True) for _n in range(50)]
                for number, pupil in enumerate(pupils):
                    codes = chance.choice(part if number % PART_TIME == 0 else full)
                    copy.write(f"{pupil}\t{school.authority_id}\t{school.pk}\t{school.pk}\t{monday}\t{codes}\n")
    print(f"{len(mondays) * len(pupils):,} weeks of {len(pupils):,} pupils", flush=True)


def nights(school: Any, days: list[dt.date]) -> list[dict[str, Any]]:
    """The night's comparison of every child, as the job does it, on the last day of the file: twice."""
    import time_machine

    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.findings import registry
    from pastoral.records.findings.services import judge_everything

    for kind in set(registry.JUDGES) - {"pupils.pupil"}:
        del registry.JUDGES[kind]  # the other records have a benchmark of their own
    rows = []
    with time_machine.travel(dt.datetime.combine(days[-1], dt.time(2, 30), dt.UTC), tick=True):
        access = Access.system(authority_id=school.authority_id, doing="benchmark")
        with entered(access):
            through = registry.JUDGES["pupils.pupil"].every(access).count()
        for what in ("first night", "unchanged night"):
            before, began, worked = resident(), time.perf_counter(), time.process_time()
            looked = judge_everything(school.authority_id)
            rows.append(
                {
                    "what": what, "pupils": PUPILS, "days": len(days), "judged": through, "seconds": round(time.perf_counter() - began, 1),
                    "python_seconds": round(time.process_time() - worked, 1), "opened": looked.opened, "changed": looked.changed,
                    "mib_before": round(before), "mib_at_most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                    "load": round(os.getloadavg()[0], 1),
                }
            )  # fmt: skip
            print(json.dumps(rows[-1]), flush=True)
    return rows


def main() -> None:
    server = start()
    school = school_of()
    fresh_statistics()
    from pastoral.foundation.access import Access
    from pastoral.records.attendance.importing import import_marks

    days = school_days(school)
    if os.environ.get("ONLY") == "nights":
        fill(school, days)
        fresh_statistics()
        keep("marks-nights", {"nights": nights(school, days)})
        close(server)
        return
    path = HOME / "marks.csv"
    marks = write_file(path, days)
    print(f"{marks:,} marks of {PUPILS:,} pupils on {len(days)} days, {path.stat().st_size / 1e6:.0f} MB, {SHAPE}, by {ORDER}", flush=True)
    access = Access.system(authority_id=school.authority_id, doing="benchmark")
    rows = []
    for what in ("first time", "the same file again"):
        before = resident()
        began, worked = time.perf_counter(), time.process_time()
        report = import_marks(path, school, by=access)
        spent, busy = time.perf_counter() - began, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append(
            {
                "what": what, "marks": marks, "seconds": round(spent, 1), "python_seconds": round(busy, 1),
                "marks_a_second": round(marks / spent), "mib_before": round(before), "mib_at_most": round(peak),
                "created": report.created, "unchanged": report.unchanged, "load": round(os.getloadavg()[0], 1),
            }
        )  # fmt: skip
        print(json.dumps(rows[-1]), flush=True)
    each = comparing(school, days)
    print(f"comparing one pupil's year with a pattern: {each:.1f} ms", flush=True)
    fresh_statistics()
    compared = nights(school, days)
    keep("marks", {
        "pupils": PUPILS, "days": len(days), "shape": SHAPE, "order": ORDER, "rows": rows, "compare_ms": round(each, 1),
        "nights": compared,
    })  # fmt: skip
    path.unlink()
    close(server)


def keep(name: str, measured: dict[str, Any]) -> None:
    results = ROOT / "benchmarks" / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / f"{name}-{time.strftime('%Y-%m-%d')}.json").write_text(json.dumps(measured, indent=1) + "\n")


def close(server: Any) -> None:
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
