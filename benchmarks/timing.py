"""How long a piece of work takes: by the clock, and in the processor time of Python and of PostgreSQL, which other work disturbs least."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.run import counting

TICK = 1000 / os.sysconf("SC_CLK_TCK")  # ms


def database_ms() -> float | None:
    """What the process of PostgreSQL that serves this connection has worked, in ms to 10; None where the system does not say."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        row = cursor.fetchone()
    try:
        told = Path(f"/proc/{row[0]}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(told[11]) + int(told[12])) * TICK


def timed(name: str, work: Callable[[], Any], rounds: int, *, warm_up: int = 2) -> dict[str, Any]:
    """Queries, ms at the median and the 95th percentile, Python's and PostgreSQL's processor time of a round, and the load meanwhile."""
    took, own, queries = [], [], 0
    for _round in range(warm_up):
        work()
    before = database_ms()
    for _round in range(rounds):
        with counting() as seen:
            began, busy = time.perf_counter(), time.process_time()
            work()
            own.append(1000 * (time.process_time() - busy))
            took.append(1000 * (time.perf_counter() - began))
        queries = max(queries, len(seen))
    after = database_ms()
    took.sort()
    row = {
        "name": name, "queries": queries, "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[max(0, int(len(took) * 0.95) - 1)], 1), "python_ms": round(statistics.median(own), 1),
        "database_ms": None if before is None or after is None else round((after - before) / rounds, 1),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(row, flush=True)
    return row
