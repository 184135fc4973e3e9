"""`make bench`: how many queries, how long and how heavy the main pages are, on a generated authority. Writes benchmarks/results/.

Times are of the whole Django stack (middleware, gates, view, template) in one process on one request at a time; memory is of a real
gunicorn worker after it has served every page.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("PASTORAL_BENCH_HOME") or ROOT / "var" / "bench")
RESULTS = ROOT / "benchmarks" / "results"
ROUNDS = int(os.environ.get("ROUNDS", "40"))
WARM_UP = 3


def start() -> Any:
    """An empty, migrated database in a folder of its own. Returns the server, which stops with this process."""
    shutil.rmtree(HOME / "files", ignore_errors=True)
    os.environ.update(PASTORAL_HOME=str(HOME), PASTORAL_MODE="demo", DJANGO_SETTINGS_MODULE="pastoral.config.settings")
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    from pastoral.config import database

    server = database.embedded_server(HOME)
    import psycopg

    owner = server.get_uri(database="pastoral")
    with psycopg.connect(server.get_uri(database="postgres"), autocommit=True) as connection:
        connection.execute("drop database if exists pastoral with (force)")
    database.create_database_and_role(owner)
    os.environ["DATABASE_OWNER_URL"] = owner
    os.environ["DATABASE_URL"] = owner.replace("postgres:@", f"{database.WEB_ROLE}:@", 1)
    subprocess.run([sys.executable, "-m", "pastoral.config.migrate"], check=True, cwd=ROOT, env=os.environ)
    import django

    django.setup()
    return server


@contextmanager
def counting() -> Any:
    from django.db import connection

    seen: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # what the gates and the sign-in session cost is counted too; savepoints are not round trips worth naming
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


def measure(name: str, request: Callable[[int], Any]) -> dict[str, Any]:
    """One workload: median and 95th percentile of the server's time in ms, queries, and the weight of the page in KiB."""
    times, queries, weight = [], 0, 0
    for number in range(WARM_UP + ROUNDS):
        with counting() as seen:
            began = time.perf_counter()
            answer = request(number)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            spent = (time.perf_counter() - began) * 1000
        if answer.status_code >= 400:
            raise SystemExit(f"{name} answered {answer.status_code}: {body[:400]!r}")
        if number >= WARM_UP:
            times.append(spent)
            queries, weight = max(queries, len(seen)), max(weight, len(body))
    times.sort()
    row = {
        "name": name,
        "queries": queries,
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95) - 1], 1),
        "page_kib": round(weight / 1024, 1),
    }
    print(f"{name:<24} {row['queries']:>4} queries   median {row['median_ms']:>7} ms   p95 {row['p95_ms']:>7} ms   {row['page_kib']:>7} KiB", flush=True)
    return row


def hidden_values(page: str) -> dict[str, str]:
    """The hidden fields and typed values of the first form that posts, as a browser would send them back."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="hidden"' in tag:
            found.setdefault(name.group(1), value.group(1))
    return found


def workloads(made: Any) -> list[dict[str, Any]]:
    from django.test import Client
    from django.urls import reverse

    from pastoral.casework.plans import queries
    from pastoral.casework.plans.services import reviewing, writing
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.who import access_of

    backend = "allauth.account.auth_backends.AuthenticationBackend"
    lead, officer = Client(), Client()
    lead.force_login(made.lead, backend=backend)
    officer.force_login(made.officer, backend=backend)
    rows = [
        measure("home, pastoral lead", lambda n: lead.get(reverse("home"))),
        measure("home, officer", lambda n: officer.get(reverse("home"))),
        measure("pupil", lambda n: lead.get(reverse("pupil", args=[made.pupil]))),
        measure("plan", lambda n: lead.get(reverse("plan", args=[made.plan_live]))),
        measure("meeting", lambda n: lead.get(reverse("plan-meeting", args=[made.plan_meeting]))),
        measure("authority list", lambda n: officer.get(reverse("monitoring-plans"), follow=True)),
        measure("authority list, last page", lambda n: officer.get(reverse("monitoring-plans"), {"page": "30"})),
        measure("search", lambda n: officer.post(reverse("search"), {"q": "morgan"}, follow=True)),
    ]

    class Answer:
        """A service call in the shape of an answer, so that it is measured alike."""

        status_code, streaming, content = 200, False, b""

    def save_section(number: int) -> Any:
        access = access_of(made.lead)
        with entered(access):
            plan = queries.plan(access, made.plan_meeting)
            row = queries.sections(access, plan).get("working")
            writing.save_section(
                plan_id=plan.pk, section="working", answers={"working": f"Something new {number}. " * 20},
                version=row.version if row else 0, by=access,
            )  # fmt: skip
        return Answer()

    def save_review(number: int) -> Any:
        access = access_of(made.lead)
        with entered(access):
            plan = queries.plan(access, made.plan_live)
            reviewing.save_review(
                review_id=made.review, by=access, evaluation=f"Words {number}. " * 20,
                progress={o.pk: {"value": number % 5, "reached": "partly"} for o in queries.outcomes(access, plan)},
                kept={c.pk: {"kept": "yes"} for c in queries.commitments(access, plan)},
            )  # fmt: skip
        return Answer()

    rows.append(measure("meeting section save", save_section))
    rows.append(measure("review save", save_review))
    return rows + documents(made)


def documents(made: Any) -> list[dict[str, Any]]:
    from pastoral.casework.plans import queries
    from pastoral.casework.plans.services.paperwork import plan_printable
    from pastoral.foundation.access.row_security import entered
    from pastoral.foundation.accounts.who import access_of
    from pastoral.foundation.documents.pdf import render_pdf
    from pastoral.foundation.documents.word import render_docx

    access = access_of(made.lead)
    with entered(access):
        plan = queries.plan(access, made.plan_meeting)
        printable = plan_printable(access, plan, language="en")

    class Made:
        status_code, streaming = 200, False

        def __init__(self, content: bytes) -> None:
            self.content = content

    return [
        measure("PDF of a plan", lambda n: Made(render_pdf(printable))),
        measure("Word file of a plan", lambda n: Made(render_docx(printable))),
    ]


def memory(made: Any) -> dict[str, Any]:
    """Resident memory of one real web worker after a hundred requests."""
    import socket
    import urllib.request

    import psutil

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    session = SessionStore()
    session[SESSION_KEY] = str(made.lead.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = made.lead.get_session_auth_hash()
    session.create()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", "pastoral.config.wsgi"],
        env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        paths = [
            reverse("home"), reverse("pupil", args=[made.pupil]), reverse("plan", args=[made.plan_live]),
            reverse("plan-meeting", args=[made.plan_meeting]), reverse("monitoring-plans"),
        ]  # fmt: skip
        served = 0
        for _attempt in range(100):
            try:
                for path in paths:
                    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"pastoral_session={session.session_key}"})
                    with urllib.request.urlopen(request, timeout=20) as answer:
                        answer.read()
                        served += 1
            except OSError:
                time.sleep(0.3)
            if served >= 100:
                break
        workers = psutil.Process(server.pid).children(recursive=True)
        resident = max((w.memory_info().rss for w in workers), default=0) / 1024 / 1024
    finally:
        server.terminate()
        server.wait(15)
    print(f"{'web worker, resident':<24} {resident:>7.0f} MiB after {served} requests", flush=True)
    return {"name": "web worker, resident", "mib": round(resident, 1), "requests": served}


def main() -> None:
    began = time.perf_counter()
    server = start()
    from benchmarks.authority import generate

    made = generate(lambda text: print(f"  {time.perf_counter() - began:6.1f} s  {text}", flush=True))
    rows = [*workloads(made), memory(made)]
    result = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "rounds": ROUNDS,
        "rows": rows,
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"pages-{result['date']}.json").write_text(json.dumps(result, indent=1) + "\n")
    from django.db import connection

    connection.close()
    server.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
