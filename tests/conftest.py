"""What every test stands on: an embedded PostgreSQL of its own, a database cloned from a migrated template, and the cast."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("PASTORAL_TEST_HOME") or Path(tempfile.gettempdir()) / f"pastoral-tests-{os.getuid()}")
os.environ["PASTORAL_MODE"] = "demo"
os.environ["PASTORAL_HOME"] = str(HOME / "home")
os.environ["DJANGO_SETTINGS_MODULE"] = "pastoral.config.settings"
os.environ.pop("DATABASE_OWNER_URL", None)
# Playwright leaves an event loop standing in the worker that drove a browser; Django would refuse every query of the next file there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
(HOME / "home" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none

if "DATABASE_URL" not in os.environ or os.environ.get("PASTORAL_TEST_SERVER") == "embedded":
    os.environ["PASTORAL_TEST_SERVER"] = "embedded"
    from pastoral.config.database import embedded_server

    _server = embedded_server(HOME, forgetful=True)
    os.environ["DATABASE_OWNER_URL"] = _server.get_uri(database="postgres")
else:
    os.environ["DATABASE_OWNER_URL"] = os.environ["DATABASE_URL"]


def owner_url(database: str) -> str:
    """The owner's address of another database on the tests' server."""
    url = os.environ["DATABASE_OWNER_URL"]
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{database}" + (f"?{query}" if query else "")


def web_url(database: str) -> str:
    """The web role's address, where it has a login of its own (the embedded server)."""
    url = owner_url(database)
    return url.replace("postgres:@", "pastoral_web:@", 1) if "postgres:@" in url else url


os.environ["DATABASE_URL"] = web_url("postgres")
# Settings read DATABASE_OWNER_URL != DATABASE_URL as "two logins"; with one login the connection drops to the web role.

import django  # noqa: E402  # the environment above must stand before settings are read

django.setup()

from pytest_django.plugin import blocking_manager_key  # noqa: E402  # as above

import beginnings  # noqa: E402  # as above


def template_database() -> str:
    """A migrated, empty database, made once for each state of the migrations and the gates."""
    from pastoral.config.database import connection_arguments, create_database_and_role, parse_url

    source = ROOT / "src" / "pastoral"
    parts = [*source.rglob("migrations/*.py"), *source.rglob("models*.py"), *source.rglob("models/*.py")]
    parts += [source / "foundation/access/row_security.py", *source.rglob("*.sql")]
    parts += [source / "config/migrate.py", source / "config/fresh.py"]
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(parts))).hexdigest()[:12]
    name = f"pastoral_template_{digest}"
    import psycopg

    with psycopg.connect(**connection_arguments(parse_url(owner_url("postgres"))), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(4711)")  # xdist workers: one makes it, the others wait
        try:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                making = f"{name}_making"
                connection.execute(f"drop database if exists {making} with (force)")
                create_database_and_role(owner_url(making))
                subprocess.run(
                    [sys.executable, "-m", "pastoral.config.migrate"],
                    check=True,
                    env={**os.environ, "DATABASE_OWNER_URL": owner_url(making), "DATABASE_URL": owner_url(making)},
                )
                connection.execute(f"alter database {making} rename to {name}")
        finally:
            connection.execute("select pg_advisory_unlock(4711)")
    return name


def clone_database(name: str, *, template: str | None = None) -> str:
    """A fresh copy of the template under `name`, replacing one that is there."""
    import psycopg

    from pastoral.config.database import connection_arguments, parse_url

    source = template or template_database()
    with psycopg.connect(**connection_arguments(parse_url(owner_url("postgres"))), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute("select pg_advisory_lock(4712)")  # a template can be copied by one at a time
        try:
            connection.execute(f"create database {name} template {source} strategy file_copy")
        finally:
            connection.execute("select pg_advisory_unlock(4712)")
    return name


# The longest files, in the order in which two workers take them: each begins with two, turn and turn about. The first makes the demo
# and tells the story with it; meanwhile the other needs no demo, so that it does not wait for it.
LONGEST = (
    "journeys/test_psp.py", "config/test_fresh.py", "journeys/test_authorities.py", "config/test_run.py", "journeys/test_placements.py",
    "config/test_backup.py", "journeys/test_reduced.py", "organisations/test_registers.py", "plans/meeting/test_browser.py",
    "govuk/test_browser.py", "journeys/test_accounts.py", "audit/test_chain.py", "config/test_cli.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes first, so that no worker is left with one at the end (`--no-loadscope-reorder` keeps the order)."""
    rank = {ROOT / "tests" / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Each test meets the same gates as the pages do: as the web role, in this worker's own databases (see beginnings.py)."""
    yield
    with django_db_blocker.unblock():
        beginnings.leave()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything of a test opens the database: the one that it begins from."""
    names = getattr(item, "fixturenames", ())
    if "django_db_setup" not in names and not item.get_closest_marker("django_db"):
        return
    with item.config.stash[blocking_manager_key].unblock():
        beginnings.begin("world" if "world" in names else "nothing", clone_database)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real registers and samples that lie beside the project on the developers' machines."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the real registers are not on this machine")
    return path


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Each test begins in English, whatever language the page before it was read in."""
    from django.utils import translation

    translation.activate("en-gb")
    yield
    translation.activate("en-gb")


@pytest.fixture(scope="session", autouse=True)
def packs_are_read_once() -> Iterator[None]:
    """A pack of the project's own is read and checked once in each worker; publishing it for each test's world stays real."""
    import pickle

    from pastoral.records.policy import services

    really, kept = services.load, {}

    def load(source: Any, **how: Any) -> Any:
        ours = isinstance(source, Path) and source.resolve().is_relative_to(ROOT / "policy_packs") and how.get("before") is None
        if not ours:
            return really(source, **how)
        if source not in kept:
            kept[source] = pickle.dumps(really(source, **how))
        return pickle.loads(kept[source])  # our own, of a moment ago; a copy, so that no test changes another's

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "load", load)
        yield


def chromium_path() -> str:
    """The system's Chromium, the one without windows first; `make test` installs it where there is none."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.fail("Chromium is not installed: `make test` installs it")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for each worker: a second driver in the same process would not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture
def world(db: None) -> Any:
    """Two authorities, three schools, four pupils and the whole cast (see world.py)."""
    return beginnings.world()
