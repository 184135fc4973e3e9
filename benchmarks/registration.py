"""`python -m benchmarks.registration`: the registration test over every provider and placement of every authority.

PROVIDERS (2,000) and PLACEMENTS (30,000) of three authorities in two nations. Aim: all of them tested within a second. Measured are the
whole test, when nothing changed; its rules alone; the first time, when every result is written; and one provider, as after one change.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import providers_made
from benchmarks.run import RESULTS, ROOT, counting, fresh_statistics, start

PROVIDERS, PLACEMENTS = int(os.environ.get("PROVIDERS", "2000")), int(os.environ.get("PLACEMENTS", "30000"))
ROUNDS = int(os.environ.get("ROUNDS", "20"))


def timed(name: str, what: Callable[[], Any], rounds: int) -> dict[str, Any]:
    took, own, queries = [], [], 0
    for _round in range(rounds):
        with counting() as seen:
            began, busy = time.perf_counter(), time.process_time()
            what()
            own.append(1000 * (time.process_time() - busy))
            took.append(1000 * (time.perf_counter() - began))
        queries = len(seen)
    took.sort()
    row = {
        "name": name, "queries": queries, "median_ms": round(statistics.median(took), 1), "python_ms": round(statistics.median(own), 1),
        "p95_ms": round(took[min(len(took) - 1, int(len(took) * 0.95))], 1),
    }  # fmt: skip
    print(row, flush=True)
    return row


def main() -> None:
    server = start()
    everyone = providers_made.authorities()
    taught_at = providers_made.providers(everyone[0], PROVIDERS)
    providers_made.attending(everyone, taught_at, PLACEMENTS)
    fresh_statistics()
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.providers import testing

    today = dt.date.today()
    rows = [timed("the first time, every result written", lambda: testing.retest(), 1)]
    rows.append(timed("all providers, nothing changed", lambda: testing.retest(), ROUNDS))
    with entered(testing._everyone()) as wide:
        there, terms = testing.where_pupils_are(None, today), testing.terms_of(wide.authority_ids, today)
    rows.append(timed("of it the rules", lambda: testing.results(there, terms), ROUNDS))
    rows.append(timed("one provider, after one change", lambda: testing.retest([taught_at[1].pk]), ROUNDS))
    result = {
        "date": time.strftime("%Y-%m-%d"), "providers": PROVIDERS, "placements": PLACEMENTS, "rounds": ROUNDS,
        "load": round(os.getloadavg()[0], 1), "rows": rows,
    }  # fmt: skip
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"registration-{result['date']}.json").write_text(json.dumps(result, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
