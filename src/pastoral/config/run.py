"""`pastoral run`: the database, the web server and the worker, started, watched and stopped together.

This process holds no Django: it starts the others, restarts one that falls over (waiting longer each time), and on Ctrl-C or
SIGTERM stops all of them. A lock on a file in PASTORAL_HOME says that it runs; the kernel lets it go when it is killed, and the
next start then clears away what the killed one left behind, by process id and start time, in this home only.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import psycopg

from . import database
from .embedded import Embedded
from .environment import Environment, Misconfigured, read_environment

NEEDED_BYTES = 300 * 1024 * 1024
START_SECONDS = 90
STOP_SECONDS = 25
LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


@dataclass
class Child:
    """One process that we keep alive."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(self.command, env=env, start_new_session=True, preexec_fn=_die_with_us)
        self.started = time.monotonic()

    def look(self, env: dict[str, str], say: Say) -> bool:
        """Start it again if it ended, after a pause that doubles. True when something changed."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return False
            self.process = None
            self.failures = 1 if now - self.started > 60 else self.failures + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
            self.next_start = now + pause
            say(f"The {self.name} stopped (code {code}). Starting it again in {pause:g} s.")
            return True
        if now >= self.next_start:
            self.start(env)
            return True
        return False


@dataclass
class Supervisor:
    environment: Environment
    say: Say
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    embedded: Embedded | None = None
    env: dict[str, str] = field(default_factory=dict)
    lock: IO[str] | None = None

    def run(self) -> int:
        """Everything from the first check to the last goodbye. Raises `Misconfigured`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        check_home(self.environment.home)
        self._take_home()
        self._clear_left_behind()
        check_port(self.environment)
        try:
            self._prepare()
            self._start_children()
            self._announce_when_ready()
            while not self.stopping:
                self._watch()
                time.sleep(0.2)
        except Stopped:
            pass
        finally:
            self._stop_all()
        return 0

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _take_home(self) -> None:
        self.lock = open(self.environment.home / ".running", "a+")  # noqa: SIM115  # held open: it carries the lock
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured(
                f"Pastoral is running in {self.environment.home} already. Stop it first, or set PASTORAL_HOME to another folder."
            ) from None

    # --- starting ---

    def _prepare(self) -> None:
        """The database runs, has its tables, and in demo mode has the demo authority."""
        if not self.environment.database_url:
            self.say("Starting the database")
        self.embedded = database.prepare(self.environment.home)
        (self.environment.home / "static").mkdir(exist_ok=True)
        self.env = {**os.environ, "PASTORAL_HOME": str(self.environment.home), "PYTHONUNBUFFERED": "1"}
        owner = read_environment().database_owner_url
        _wait_for_database(owner, self)
        from . import migrate

        if migrate.said(owner, "shape") != migrate.shape():
            self.say("Making the tables (this takes a while the first time)")
            self._step("The tables could not be made", sys.executable, "-m", "pastoral.config.migrate")
        if not self.environment.demo:
            self._step("Pastoral will not start", *command("check-start"))
        elif os.environ.get("PASTORAL_NO_DEMO") != "1" and not _has_demo(owner):
            self._step("The demo could not be loaded", *command("demo", "load", "--if-empty"))

    def _step(self, what: str, *arguments: str) -> None:
        """Run one thing to its end, unless we are asked to stop."""
        if self.stopping:
            raise Stopped
        process = subprocess.Popen(arguments, env=self.env, start_new_session=True, preexec_fn=_die_with_us)
        while process.poll() is None:
            if self.stopping:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()
                raise Stopped
            time.sleep(0.05)
        if self.stopping:
            raise Stopped
        if process.returncode:
            raise Misconfigured(f"{what}: see above.")

    def _start_children(self) -> None:
        self.children = [
            Child("web server", [
                sys.executable, "-m", "gunicorn", "--config", "python:pastoral.config.server", "pastoral.config.wsgi:application",
            ]),
            Child("worker", command("worker")),
        ]  # fmt: skip
        for child in self.children:
            child.start(self.env)
        self._note_processes()

    def _announce_when_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(self.environment):
            if self.stopping:
                raise Stopped
            if time.monotonic() > deadline:
                raise Misconfigured(f"The web server did not answer within {START_SECONDS} s. Its messages are above.")
            self._watch()
            if self.children[0].failures >= 3:
                raise Misconfigured("The web server does not start. Its messages are above.")
            time.sleep(0.1)
        self.say(f"Pastoral is running at {self.environment.base_url}")

    # --- running ---

    def _watch(self) -> None:
        if self.embedded is not None and not self.embedded.is_alive():
            self.say("The database stopped. Starting it again.")
            self.embedded.ensure_running()
        if any([child.look(self.env, self.say) for child in self.children]):
            self._note_processes()

    # --- stopping, and what a killed one left ---

    def _stop_all(self) -> None:
        running = [child for child in self.children if child.process is not None]
        if running:
            self.say("Stopping")
        for child in running:
            assert child.process is not None
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            assert child.process is not None
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        if self.embedded is not None:
            self.embedded.close()
        with suppress(OSError):
            self._processes_file().unlink()

    def _processes_file(self) -> Path:
        return self.environment.home / ".processes.json"

    def _note_processes(self) -> None:
        noted = []
        for child in self.children:
            if child.process is not None:
                with suppress(psutil.Error):
                    noted.append({"pid": child.process.pid, "began": psutil.Process(child.process.pid).create_time()})
        path = self._processes_file()
        path.with_suffix(".new").write_text(json.dumps(noted))
        os.replace(path.with_suffix(".new"), path)

    def _clear_left_behind(self) -> None:
        """End the processes of a supervisor that was killed: those it noted, if they are still the same processes."""
        try:
            noted = json.loads(self._processes_file().read_text())
        except (OSError, ValueError):
            return
        left: list[psutil.Process] = []
        for note in noted:
            with suppress(psutil.Error, KeyError, TypeError):
                process = psutil.Process(note["pid"])
                same = abs(process.create_time() - note["began"]) < 0.05
                if same and any("pastoral" in part for part in process.cmdline()):
                    left += [process, *process.children(recursive=True)]
        for process in left:
            with suppress(psutil.Error):
                process.terminate()
        _, alive = psutil.wait_procs(left, timeout=10)
        for process in alive:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(alive, timeout=5)
        with suppress(OSError):
            self._processes_file().unlink()


def _has_demo(owner_url: str) -> bool:
    """Whether the demo is loaded, or there is something else in the database that it must not mix with."""
    from . import migrate

    state = migrate.said(owner_url, "demo")
    if state is not None:
        return state == "loaded"
    with psycopg.connect(**database.connection_arguments(database.parse_url(owner_url))) as connection:
        return connection.execute("select 1 from organisations_authority where in_use limit 1").fetchone() is not None


def run(say: Say) -> int:
    """Start Pastoral and stay until asked to stop. Raises `Misconfigured` with what to do about it."""
    return Supervisor(read_environment(), say).run()


def command(*arguments: str) -> list[str]:
    """Another `pastoral` command, in a process of its own."""
    return [sys.executable, "-m", "pastoral.config.cli", *arguments]


def check_home(home: Path) -> None:
    """The folder can be written and has room. Raises `Misconfigured`."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as problem:
        raise Misconfigured(
            f"Pastoral cannot write in {home} ({problem.strerror}). Set PASTORAL_HOME to a folder that it may write in."
        ) from problem
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise Misconfigured(
            f"There are only {free // 1024**2} MB free for {home}; Pastoral needs at least {NEEDED_BYTES // 1024**2} MB. "
            "Free some space, or set PASTORAL_HOME to a folder on a larger disk."
        )


def check_port(environment: Environment) -> None:
    """The port is free. Raises `Misconfigured`."""
    host = os.environ.get("PASTORAL_BIND", "127.0.0.1")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, environment.port))
        except (OSError, OverflowError) as problem:
            raise Misconfigured(
                f"Port {environment.port} on {host} cannot be used ({getattr(problem, 'strerror', '') or problem}). "
                "Another program may be using it. Set PORT to a free one, for example PORT=8080."
            ) from problem


def answers(environment: Environment) -> bool:
    """Whether the web server gives an answer of its own, healthy or not."""
    host = os.environ.get("PASTORAL_BIND", "127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104  # compared, not bound
    address = f"http://{host}:{environment.port}/healthz"
    request = urllib.request.Request(address, headers={"Host": environment.allowed_hosts[0]})  # http, ours
    try:
        with _plain_opener().open(request, timeout=10):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code not in (500, 502)
    except (OSError, urllib.error.URLError):
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object, **more: object) -> None:
        return None  # behind a proxy with https, an answer that points there is an answer


def _plain_opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def _wait_for_database(url: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + 60
    told = False
    while True:
        try:
            psycopg.connect(**database.connection_arguments(database.parse_url(url)), connect_timeout=5).close()
            return
        except psycopg.OperationalError as problem:
            if supervisor.stopping:
                raise Stopped from problem
            if time.monotonic() > deadline:
                raise Misconfigured(
                    f"The database that DATABASE_URL names does not answer: {str(problem).strip().splitlines()[0]}"
                ) from problem
            if not told:
                supervisor.say("Waiting for the database")
                told = True
            time.sleep(1)


def _die_with_us() -> None:
    """Asks Linux to end this child when its parent is killed, so that nothing runs on unwatched."""
    with suppress(Exception):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
