"""`python benchmarks/night.py`: judging one pupil, and a whole night's run over 1,000, 10,000 and 100,000 open records.

Each night is a process of its own, as the job is, so that its peak memory is its own. The first night over new records writes their
findings; the second finds nothing changed and must write nothing, which is checked on the tables. Above COPIED_OVER records (20,000)
the findings are copied with the records, and there is no first night. SIZES names other sizes.
Results go to benchmarks/results/night-<date>.json.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COPIED_OVER = int(os.environ.get("COPIED_OVER", "20000"))
FIRST = 1_000
SIZES = sorted({FIRST, *(int(size) for size in os.environ.get("SIZES", "1000,10000,100000").split(","))})


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("PASTORAL_BENCH_HOME", str(ROOT / "var" / "bench-night"))
    from benchmarks.run import RESULTS, start

    server = start()
    from benchmarks.many import copy, family, first_thousand

    result: dict[str, Any] = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": {
            "processor": platform.processor() or platform.machine(), "cores": os.cpu_count(),
            "python": platform.python_version(), "nice": os.nice(0),
        },
        "one_pupil": {}, "nights": [],
    }  # fmt: skip
    began = time.perf_counter()
    first_thousand()
    print(f"the first {FIRST} plans took {time.perf_counter() - began:.1f} s", flush=True)
    import psycopg

    there = 1
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for size in SIZES:
            began = time.perf_counter()
            if size // FIRST > there:
                copy(owner, there, size // FIRST - 1, findings=size > COPIED_OVER)
                there = size // FIRST
            loading = time.perf_counter() - began
            rows = sum(owner.execute(f"select count(*) from {model._meta.db_table}").fetchone()[0] for model in family())
            first = None if size > COPIED_OVER else in_process("--night")
            if not result["one_pupil"]:
                result["one_pupil"] = in_process("--one")
                print(result["one_pupil"], flush=True)
            owner.execute("vacuum analyze")
            before = written(owner)
            second = in_process("--night")
            if before != written(owner):
                raise SystemExit(f"An unchanged night over {size} records wrote something.")
            night = {
                "records": size, "rows": rows, "loaded_in_s": round(loading, 1), "first_night": first, "unchanged_night": second,
                "load": round(os.getloadavg()[0], 1),
            }  # fmt: skip
            result["nights"].append(night)
            print(night, flush=True)
            RESULTS.mkdir(parents=True, exist_ok=True)
            (RESULTS / f"night-{result['date']}.json").write_text(json.dumps(result, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


def in_process(what: str) -> dict[str, Any]:
    """Run one part in a process of its own and give back what it measured."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), what], check=True, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def written(owner: Any) -> list[Any]:
    """What changes when a night writes: number and latest version of the rows of every table that it could write."""
    return [
        owner.execute(f"select count(*), max(xmin::text::bigint), max(id) from {table}").fetchone()
        for table in ("findings_finding", "findings_findingevent", "findings_easing", "audit_event")
    ]


def night() -> dict[str, Any]:
    """One night over every authority, as the job does it."""
    from pastoral.foundation.outbox.jobs import authorities_in_use
    from pastoral.records.findings.registry import JUDGES
    from pastoral.records.findings.services import Looked, judge_everything

    began, began_work = time.perf_counter(), time.process_time()
    start_mib = peak()
    total = Looked()
    for number, authority_id in enumerate(authorities_in_use(), start=1):
        total += judge_everything(authority_id)
        print(f"  authority {number} after {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    spent, worked = time.perf_counter() - began, time.process_time() - began_work
    records = _plans()
    return {
        "seconds": round(spent, 2), "python_seconds": round(worked, 2), "records": records,
        "records_a_second": round(records / spent), "ms_a_record": round(1000 * spent / records, 3), "peak_mib": round(peak(), 1),
        "mib_before": round(start_mib, 1), "opened": total.opened, "changed": total.changed, "cleared": total.cleared,
        "kinds": sorted(JUDGES),
    }  # fmt: skip


def one() -> dict[str, Any]:
    """One pupil: the rules of every kind alone, and a look at their plan with all its reading."""
    from django.utils import timezone

    from pastoral.casework.plans.facts import facts_of
    from pastoral.casework.plans.models import Plan
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.findings.services import look_again
    from pastoral.records.organisations.calendars import calendar_of
    from pastoral.records.policy.packs import pack_of
    from pastoral.rules import engine
    from pastoral.rules.catalogue.entries import load_rules

    load_rules()
    authority_id = _authorities()[0]
    today = timezone.localdate()
    with entered(Access.system(authority_id=authority_id, doing="benchmark")) as access:
        plan = Plan.objects.visible_to(access).filter(status="live").select_related("pupil", "school", "lead").order_by("pk").first()
        facts, calendar, pack = facts_of(access, [plan])[plan.pk], calendar_of(plan.school), pack_of(plan.policy_version_id)
        kinds = {"psp": engine.Look(facts, pack.psp, calendar, today)}
        for code, kind in engine.KINDS.items():
            if code not in kinds:
                try:
                    kinds[code] = engine.Look(kind.facts(), pack.policy, calendar, today)
                    engine.judge(code, kinds[code])
                except TypeError:
                    kinds.pop(code, None)  # facts that cannot be empty
        rules = [_timed(lambda: [engine.judge(code, look) for code, look in kinds.items()]) for _round in range(300)]
        worked = time.process_time()
        for _round in range(100):
            for code, look in kinds.items():
                engine.judge(code, look)
        worked = (time.process_time() - worked) * 1000 / 100
    whole = []
    for _round in range(60):
        with entered(Access.system(authority_id=authority_id, doing="benchmark")) as access:
            whole.append(_timed(lambda: look_again("plans.plan", [plan.pk], by=access)))
    return {
        "kinds": sorted(kinds), "rules_ms": round(statistics.median(rules), 3), "rules_ms_95": round(sorted(rules)[-15], 3),
        "rules_processor_ms": round(worked, 3),
        "with_reading_ms": round(statistics.median(whole), 2), "findings": len(engine.judge("psp", kinds["psp"])),
    }  # fmt: skip


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _authorities() -> list[int]:
    from pastoral.foundation.outbox.jobs import authorities_in_use

    return authorities_in_use()


def _plans() -> int:
    from pastoral.casework.plans.models import Plan
    from pastoral.foundation.access import Access
    from pastoral.foundation.access.row_security import entered

    total = 0
    for authority_id in _authorities():
        with entered(Access.system(authority_id=authority_id, doing="benchmark")) as access:
            total += Plan.objects.visible_to(access).exclude(status="closed").count()
    return total


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:] in (["--night"], ["--one"]):
        import django

        sys.path.insert(0, str(ROOT))
        django.setup()
        print(json.dumps(night() if sys.argv[1] == "--night" else one()))
    else:
        main()
