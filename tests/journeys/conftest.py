"""Journeys: the real web server and worker on a demo database of their own, and people with Chromium in front of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from conftest import HOME, ROOT, clone_database, owner_url, web_url
from demo_database import FILES, demo_template

PHONE = {"width": 375, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text() if (ROOT / "node_modules").is_dir() else ""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A page as axe sees it: its elements and what they carry, with every word as a dot and every number by its place of first appearance.
# Two pages of one shape at one width get the same answer, whoever the child is and whatever the day.
SHAPE = """() => {
  const numbers = new Map()
  const number = (found) => { if (!numbers.has(found)) numbers.set(found, numbers.size); return '#' + numbers.get(found) }
  const words = ['action', 'alt', 'aria-label', 'content', 'data-autosave', 'href', 'placeholder', 'src', 'title', 'value']
  const drawn = ['d', 'points', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'viewBox', 'cx', 'cy', 'r']
  const said = (text) => text.trim() ? '.' : ''
  const attribute = (one) => ' ' + one.name + '=' +
    (words.includes(one.name) ? said(one.value) : one.value.replace(/[\\w-]{24,}|\\d+/g, number))
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return said(node.data)
    if (node.nodeType !== Node.ELEMENT_NODE) return ''
    const carried = [...node.attributes].filter((one) => !drawn.includes(one.name)).map(attribute).join('')
    return '<' + node.tagName + carried + '>' + [...node.childNodes].map(walk).join('') + '</>'
  }
  return walk(document.documentElement)
}"""
SHOTS = Path(os.environ["PASTORAL_SHOTS"]) if os.environ.get("PASTORAL_SHOTS") else None


@dataclass
class Served:
    """A running Pastoral: its address, its folder and its database."""

    url: str
    home: Path
    database: str
    env: dict[str, str]

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the `pastoral` command line against this database."""
        return subprocess.run(
            [sys.executable, "-m", "pastoral.config.cli", *words], env=self.env, capture_output=True, text=True, timeout=120
        )


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Web server, worker and mail catcher on a fresh copy of the demo; or the server that PASTORAL_JOURNEY_URL names."""
    running = os.environ.get("PASTORAL_JOURNEY_URL")
    if running:
        yield Served(running, HOME, "", dict(os.environ))
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = clone_database(f"pastoral_journey_{worker}", template=demo_template())
    home = tmp_path_factory.mktemp("journey-home")
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.copytree(FILES, home, dirs_exist_ok=True)
    env = {
        **os.environ,
        "PASTORAL_HOME": str(home),
        "PORT": str(port),
        "DATABASE_OWNER_URL": owner_url(database),
        "DATABASE_URL": web_url(database),
        "PASTORAL_MODE": "demo",
    }
    log = (home / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "-m", "pastoral.config.cli", "run"], env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url + "/healthz", server, home)
        yield Served(url, home, database, env)
    finally:
        server.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        if server.poll() is None:
            server.kill()
            server.wait()
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes], home: Path) -> None:
    for _attempt in range(360):
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {(home / 'server.log').read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the server did not answer: {(home / 'server.log').read_text()[-2000:]}")


@functools.cache
def clean_pages() -> Path:
    """A folder with a mark for each width and shape of page that axe had no complaint about, whichever worker looked.

    Another one for other styles or another axe.
    """
    css = (ROOT / "src/pastoral/foundation/govuk/static/built/pastoral.css").read_text()
    digest = hashlib.sha256("\0".join((AXE, css, SHAPE, *WCAG)).encode()).hexdigest()[:12]
    folder = HOME / "clean-pages" / digest
    folder.mkdir(parents=True, exist_ok=True)
    for outdated in folder.parent.iterdir():
        if outdated != folder:
            shutil.rmtree(outdated, ignore_errors=True)
    return folder


@dataclass
class Person:
    """Somebody in front of a browser of their own. Every page they open is checked with axe."""

    served: Served
    context: BrowserContext
    page: Page
    name: str
    faults: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    scripted: bool = True
    also: tuple[dict[str, int], ...] = ()  # other sizes at which each of their pages is looked at
    answers: list[str] = field(default_factory=list)  # what the server said to each request, for a failure's report

    def open(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else self.served.url + path)
        assert answer is not None
        assert answer.status < 500, f"{path} answered {answer.status}"
        self.look()

    def look(self, shot: str = "") -> None:
        """Check the page that is open: axe, no sideways scrolling; keep a picture when PASTORAL_SHOTS names a folder."""
        self.visited.append(self.page.url)
        if self.scripted:
            self.page.wait_for_load_state("load")
            own = self.page.viewport_size
            for size in (*self.also, own) if self.also else (own,):
                if self.also and size is not None:
                    self.page.set_viewport_size(size)
                wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} pixels in {size}"
                self._check()
        if SHOTS and shot:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{shot}.png", full_page=True)

    def _check(self) -> None:
        """axe, unless a page of the very same shape was found clean before at this width."""
        width = (self.page.viewport_size or {}).get("width", 0)
        browser = self.context.browser.version if self.context.browser else ""
        shape = hashlib.sha256((browser + self.page.evaluate(SHAPE)).encode()).hexdigest()
        seen = clean_pages() / f"{width}-{shape}"
        if seen.exists():
            return
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE + "; void 0")
        run = "async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations"
        found = self.page.evaluate(run, WCAG)
        self.faults += [f"{self.page.url}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
        assert not found, self.faults
        seen.touch()

    def main_of(self, path: str) -> str:
        """The main part of a page as it is sent, asked for without drawing it: for finding the page to open."""
        text: str = self.context.request.get(self.served.url + path).text()
        return text[text.index("<main") : text.index("</main>")]

    def press(self, name: str | re.Pattern[str], *, shot: str = "") -> None:
        """Press a button or follow a link, whichever carries the name, and look at the page it leads to."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
        self._go(target)
        self.look(shot)

    def submit(self) -> None:
        """Press the last button of the form in the main part, whatever it is called."""
        self._go(self.page.locator("main form button").last)
        self.look()

    def _go(self, target: Locator) -> None:
        """Click, and wait for the page it leads to; where none comes, say what page, server and database were doing."""
        what = target.inner_text()
        try:
            with self.page.expect_navigation(wait_until="load"):
                target.click()
        except PlaywrightTimeout as none:
            pytest.fail(f"no page came after a click on {what} at {self.page.url} ({none.message[:80]})\n{self._state()}")

    def _state(self) -> str:
        """What autosave said, what the server logged last, and which queries were waiting: for a failure's report."""
        said = self.page.locator("[data-autosave-status]").all_inner_texts()
        sent = self.page.locator("form[data-once-sent]").count()
        import psycopg

        from pastoral.config.database import connection_arguments, parse_url

        with psycopg.connect(**connection_arguments(parse_url(owner_url(self.served.database)))) as connection:
            running = connection.execute(
                "select pid, state, now() - xact_start, wait_event_type, wait_event, pg_blocking_pids(pid), left(query, 120) "
                "from pg_stat_activity where datname = current_database() and xact_start is not null"
            ).fetchall()
        log = (self.served.home / "server.log").read_text()[-3000:]
        return "\n".join(["autosave " + repr(said), f"{sent} forms sent", *map(repr, running), *self.answers[-30:], log])

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def fill_date(self, legend: str, day: dt.date) -> None:
        """A date's three boxes, found by the question above them."""
        group = self.page.get_by_role("group", name=legend)
        for part, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
            group.get_by_label(part).fill(str(value))

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=False).first.check()

    def sees(self, text: str) -> None:
        from playwright.sync_api import expect

        expect(self.page.locator("body")).to_contain_text(text, timeout=int(os.environ.get("PASTORAL_JOURNEY_PATIENCE", "30000")))


@pytest.fixture
def people(served: Served, browser: Browser) -> Iterator[Any]:
    """`people("pastoral-lead")`: that persona, signed in; `people("")`: somebody without an account."""
    contexts: list[BrowserContext] = []

    def enter(
        persona: str, *, viewport: dict[str, int] = DESKTOP, script: bool = True, also: tuple[dict[str, int], ...] = ()
    ) -> Person:
        # axe is injected into pages whose policy forbids any script but our own
        context = browser.new_context(viewport=viewport, java_script_enabled=script, bypass_csp=True, locale="en-GB")
        contexts.append(context)
        context.set_default_timeout(int(os.environ.get("PASTORAL_JOURNEY_PATIENCE", "60000")))
        person = Person(served, context, context.new_page(), persona or "nobody", scripted=script, also=also)
        person.page.on("response", lambda answer: person.answers.append(f"{answer.request.method} {answer.status} {answer.url}"))
        person.page.on("requestfailed", lambda lost: person.answers.append(f"{lost.method} {lost.failure} {lost.url}"))
        person.page.on("console", lambda said: person.answers.append(f"console {said.type} {said.text}"))
        person.page.on("dialog", lambda d: (person.answers.append(f"dialog {d.type} {d.message}"), d.dismiss()))
        if persona:
            # without the home page, which the story opens where it needs it
            signed_in = context.request.get(f"{served.url}/demo/sign-in/{persona}/", max_redirects=0)
            assert signed_in.status == 302, f"{persona} cannot sign in: {signed_in.status}"
        return person

    yield enter
    for context in contexts:
        context.close()
