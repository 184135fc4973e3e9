"""`python -m benchmarks.registration`: the registration test over every provider and placement of every authority.

PROVIDERS (2,000) and PLACEMENTS (30,000) of three authorities in two nations. Aim: all of them tested within a second. Measured are the
whole test, when nothing changed; its rules alone; the first time, when every result is written; and one provider, as after one change.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time

from benchmarks import providers_made
from benchmarks.run import RESULTS, ROOT, fresh_statistics, start
from benchmarks.timing import timed

PROVIDERS, PLACEMENTS = int(os.environ.get("PROVIDERS", "2000")), int(os.environ.get("PLACEMENTS", "30000"))
ROUNDS = int(os.environ.get("ROUNDS", "20"))


def main() -> None:
    server = start()
    everyone = providers_made.authorities()
    taught_at = providers_made.providers(everyone[0], PROVIDERS)
    providers_made.attending(everyone, taught_at, PLACEMENTS)
    fresh_statistics()
    from pastoral.foundation.access.row_security import entered
    from pastoral.records.providers import testing

    today = dt.date.today()
    rows = [timed("the first time, every result written", lambda: testing.retest(), 1, warm_up=0)]
    rows.append(timed("all providers, nothing changed", lambda: testing.retest(), ROUNDS))
    with entered(testing._everyone()) as wide:
        there, terms = list(testing.where_pupils_are(None, today)), testing.terms_of(wide.authority_ids, today)
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
