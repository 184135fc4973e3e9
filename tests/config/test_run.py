"""`pastoral run` from outside: starting, stopping, and being killed at the worst moments."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from pastoral.config import run
from pastoral.config.database import connection_arguments, parse_url
from pastoral.config.embedded import Embedded
from pastoral.config.environment import Misconfigured

from .installation import Installation


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home whose first start was killed at once, started again since. Each start takes seconds: a test that may leave it running does."""
    installation = Installation(tmp_path_factory.mktemp("run"))
    kill_while_starting(installation, after=0.6)
    installation.start()
    installation.wait_until_well()
    yield installation
    installation.clean_up()


def kill_while_starting(installation: Installation, *, after: float) -> None:
    """A first start that comes to its end in so many seconds, with everything that it began."""
    first = subprocess.Popen(
        [sys.executable, "-m", "pastoral.config.cli", "run"],
        env=installation.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(after)
    for pid in [first.pid, *(process.pid for process in installation.processes())]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.wait()


@pytest.fixture
def running(home: Installation) -> Installation:
    """Running already, or started now; the test may leave it as it likes."""
    if home.process is None:
        home.start()
    return home


@pytest.fixture
def stopped(home: Installation) -> Installation:
    if home.process is not None:
        home.stop()
    return home


def servers(installation: Installation) -> list[psutil.Process]:
    return [p for p in installation.processes() if "gunicorn" in " ".join(p.cmdline())]


def test_a_first_start_that_is_killed_at_once_is_taken_up_again(home: Installation) -> None:
    assert home.json("audit", "verify")["sound"] is True


def test_a_web_process_stays_under_250_megabytes(running: Installation) -> None:
    running.get("/healthz")
    running.get("/accounts/login/")
    found = servers(running)
    assert len(found) == 3, "one that watches and two that serve"
    assert max(p.memory_info().rss for p in found) < 250 * 1024**2


def test_a_second_one_in_the_same_home_is_refused(running: Installation) -> None:
    done = running.command("run", PORT=str(running.port + 1))
    assert done.returncode == 1
    assert "is running in" in done.stderr


def test_the_database_is_started_again_when_it_is_killed(running: Installation) -> None:
    running.wait_until_well()
    first = running.postmaster()
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while not (running.home / "postgres/postmaster.pid").exists() or running.postmaster() == first:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    running.wait_until_well()


def test_a_crashed_web_server_is_started_again(running: Installation) -> None:
    running.wait_until_well()
    arbiter = next(p for p in servers(running) if p.ppid() == running.process.pid)  # type: ignore[union-attr]  # it runs
    orphans = arbiter.children()
    arbiter.kill()
    time.sleep(0.5)
    running.wait_until_well()
    _gone, left = psutil.wait_procs(orphans, timeout=60)
    assert left == [], "what the dead server had started leaves by itself"
    assert arbiter.pid not in {p.pid for p in servers(running)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_all_of_itself_and_starts_again_with_its_data(running: Installation, number: int) -> None:
    home = running
    home.wait_until_well()
    home.sql("create table if not exists kept (n int)")
    home.sql("insert into kept values (%s)", number)
    assert home.stop(number) == 0
    assert home.processes() == []
    assert not (home.home / "postgres" / "postmaster.pid").exists()
    home.start()
    home.wait_until_well()
    status, text = home.get("/healthz")
    assert (status, json.loads(text)) == (200, {"database": "ok", "worker": "ok", "mail": "ok"})
    assert (number,) in home.sql("select n from kept")


def test_what_was_acknowledged_survives_kill_nine_of_everything(running: Installation) -> None:
    server = Embedded(running.home).open()
    target = connection_arguments(parse_url(server.get_uri("pastoral")))
    acknowledged = 0
    with psycopg.connect(**target, autocommit=True) as connection:
        connection.execute("create table if not exists written (n int)")
        connection.execute("truncate written")
        for number in range(200):
            connection.execute("insert into written values (%s)", [number])
            acknowledged += 1
        assert running.process is not None
        os.kill(running.process.pid, signal.SIGKILL)
        os.kill(running.postmaster(), signal.SIGKILL)
    server.close()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()
    running.process = None

    running.start()
    running.wait_until_well()
    assert running.sql("select count(*), max(n) from written") == [(acknowledged, acknowledged - 1)]


def test_a_killed_supervisor_takes_its_processes_with_it_or_the_next_one_does(running: Installation) -> None:
    before = {p.pid for p in servers(running)}
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()
    running.start()
    running.wait_until_well()
    assert before.isdisjoint({p.pid for p in servers(running)})
    assert running.stop() == 0
    assert running.processes() == [], "also the database that the killed one had left running"


def test_a_port_in_use_is_named(stopped: Installation) -> None:
    home = stopped
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = home.command("run", PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "PORT=" in done.stderr


@pytest.mark.parametrize(("name", "value"), [("PORT", "abc"), ("PORT", "0"), ("PASTORAL_MODE", "maybe"), ("DATABASE_URL", "mysql://x/y")])
def test_a_setting_that_cannot_be_right_is_named(home: Installation, name: str, value: str) -> None:
    done = home.command("run", **{name: value})
    assert done.returncode == 1
    assert name in done.stderr


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = Installation(tmp_path / "file" / "home").command("run")
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "PASTORAL_HOME" in done.stderr


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 5 * 1024**2))
    with pytest.raises(Misconfigured, match="only 5 MB free"):
        run.check_home(tmp_path)


def test_a_first_start_that_is_killed_half_way_is_taken_up_again(bare: Installation) -> None:
    kill_while_starting(bare, after=3.0)
    bare.start()
    bare.wait_until_well()
    assert bare.json("audit", "verify")["sound"] is True
    assert bare.stop() == 0


def test_a_process_that_only_has_the_noted_number_is_left_alone(tmp_path: Path) -> None:
    innocent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)  # pastoral"])
    try:
        noted = [{"pid": innocent.pid, "began": psutil.Process(innocent.pid).create_time() - 1000}]
        (tmp_path / ".processes.json").write_text(json.dumps(noted))
        supervisor: Any = run.Supervisor(run.read_environment({"PASTORAL_HOME": str(tmp_path)}), lambda line: None)
        supervisor._clear_left_behind()
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_a_live_installation_with_the_demos_secret_is_refused(stopped: Installation) -> None:
    done = stopped.command("run", PASTORAL_MODE="live")
    assert done.returncode == 1
    assert "secret" in done.stderr.lower()
