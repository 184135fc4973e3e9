"""`make bench`: how many queries, how long and how heavy the main pages are, on a generated authority. Writes benchmarks/results/.

Times are of the whole Django stack (middleware, gates, view, template) in one process on one request at a time; memory is of a real
gunicorn worker after it has served every page. ROUNDS says how often each page is asked for (40).
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from html.parser import HTMLParser
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


def fresh_statistics() -> None:
    """What PostgreSQL itself does within a minute of such a change; as the owner, because the web role may not."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("vacuum analyze")


def measure(name: str, request: Callable[[Any], Any], before: Callable[[int], Any] = lambda number: number) -> dict[str, Any]:
    """One workload: the server's time (all of it, and on this process's processor) in ms, queries, and the page's weight in KiB.

    `before` makes what `request` is given, and is not measured.
    """
    from benchmarks.timing import database_ms

    times, busy, queries, weight, before_ms = [], [], 0, 0, None
    for number in range(WARM_UP + ROUNDS):
        if number == WARM_UP:
            before_ms = database_ms()
        given = before(number)
        with counting() as seen:
            began, began_work = time.perf_counter(), time.process_time()
            answer = request(given)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            spent, worked = (time.perf_counter() - began) * 1000, (time.process_time() - began_work) * 1000
        if answer.status_code >= 400:
            raise SystemExit(f"{name} answered {answer.status_code}: {body[:400]!r}")
        if number >= WARM_UP:
            times.append(spent)
            busy.append(worked)
            queries, weight = max(queries, len(seen)), max(weight, len(body))
    times.sort()
    after_ms = database_ms()  # as of the process that serves the last request: the same, unless the connection was made anew
    row = {
        "name": name,
        "queries": queries,
        "database_ms": None if before_ms is None or after_ms is None else round((after_ms - before_ms) / ROUNDS, 1),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[max(0, int(len(times) * 0.95) - 1)], 1),
        "python_ms": round(statistics.median(busy), 1),
        "page_kib": round(weight / 1024, 1),
    }
    print(
        f"{name:<28} {queries:>3} queries   median {row['median_ms']:>7} ms   p95 {row['p95_ms']:>7} ms   "
        f"of it Python {row['python_ms']:>7} ms   PostgreSQL {row['database_ms']} ms   {row['page_kib']:>7} KiB",
        flush=True,
    )
    return row


class FormOnPage(HTMLParser):
    """What a browser would send of the form that posts to `action` ("" is the page itself): names and values as they stand."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._action, self._inside, self._text, self._select = action, False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._inside = has.get("method", "") == "post" and (has.get("action") or "") == self._action
        name = has.get("name") or ""
        if not self._inside:
            return
        if tag == "textarea":
            self._text = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in has:
            self.values[self._select] = has.get("value") or ""
        elif tag == "input" and name and (has.get("type") not in ("radio", "checkbox", "submit", "file") or "checked" in has):
            self.values[name] = has.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self._inside:
            self.values[self._text] += data


def workloads(made: Any) -> list[dict[str, Any]]:
    from django.test import Client
    from django.urls import reverse

    backend = "allauth.account.auth_backends.AuthenticationBackend"
    lead, officer = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    lead.force_login(made.lead, backend=backend)
    officer.force_login(made.officer, backend=backend)
    meeting, section = reverse("plan-meeting", args=[made.plan_meeting]), reverse("plan-section", args=[made.plan_meeting, "working"])
    review, found = reverse("review", args=[made.review]), reverse("search")

    def written(page: str, action: str, **changes: str) -> dict[str, str]:
        form = FormOnPage(lead.get(page).content.decode(), action).values
        if not form.keys() >= changes.keys():
            raise SystemExit(f"{page} has no form with {sorted(changes)}; it has {sorted(form)}")
        return form | changes

    return [
        measure("home, pastoral lead", lambda n: lead.get(reverse("home"))),
        measure("home, officer", lambda n: officer.get(reverse("home"))),
        measure("pupil", lambda n: lead.get(reverse("pupil", args=[made.pupil]))),
        measure("plan", lambda n: lead.get(reverse("plan", args=[made.plan_live]))),
        measure("meeting", lambda n: lead.get(meeting)),
        measure(
            "meeting, saving a part",
            lambda form: lead.post(section, form),
            lambda n: written(meeting, section, working=f"Something new {n}. " * 20),
        ),
        measure("review", lambda n: lead.get(review)),
        measure("review, saving", lambda form: lead.post(review, form), lambda n: written(review, "", evaluation=f"Words {n}. " * 20)),
        measure("plans of the authority", lambda n: officer.get(reverse("monitoring-plans"))),
        measure("the same, last page", lambda n: officer.get(reverse("monitoring-plans"), {"page": "30"})),
        measure("search by name", lambda n: officer.post(found, {"q": "morgan"}, follow=True)),
        measure("search, half a name", lambda n: lead.post(found, {"q": "mor"}, follow=True)),
        *documents(made),
    ]


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
                    request = urllib.request.Request(
                        f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"pastoral_session={session.session_key}"}
                    )
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
    fresh_statistics()
    load_before = os.getloadavg()[0]
    rows = [*workloads(made), memory(made)]
    result = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "load": [round(load_before, 1), round(os.getloadavg()[0], 1)],  # of the last minute, before and after
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
