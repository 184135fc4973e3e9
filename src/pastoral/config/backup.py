"""`pastoral backup` and `pastoral restore`: the database and the files in one archive whose every part is hashed.

The archive is a .tar.gz with `manifest.json` first, then `database.dump` (PostgreSQL's own format) and `files/…`. It is written
beside its place and moved there when whole. Restoring checks every hash before anything is touched, replaces the database in
one transaction, and puts files in place before that: files are kept by their content, so an extra one does no harm.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg
from psycopg import sql

from .console import Failed
from .database import WEB_ROLE, connection_arguments, parse_url
from .embedded import binaries
from .environment import read_environment

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What is in an archive: when it was made, of what, and the SHA-256 of each part."""

    made_at: str
    version: str
    database: str
    files: dict[str, str]

    def summary(self) -> dict[str, Any]:
        return {"made_at": self.made_at, "version": self.version, "files": len(self.files)}


def back_up(target: Path, *, tell: Tell) -> Manifest:
    """Write an archive of everything. Raises `Failed` with what to do; nothing is left behind then."""
    from importlib.metadata import version

    home = read_environment().home
    target = target.expanduser().resolve()
    if not target.parent.is_dir():
        raise Failed(f"There is no folder {target.parent}.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        dump = Path(work) / DUMP
        tell("Reading the database")
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--file={dump}")
        tell("Reading the files")
        # The files after the database: one that came in between is in the archive without being referred to, which does no harm.
        folder = home / "files"
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"), version=version("pastoral"), database=_sha256(dump),
            files={path.relative_to(folder).as_posix(): _sha256(path) for path in paths},
        )  # fmt: skip
        archive = Path(work) / "archive"
        with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
            content = json.dumps({"format": FORMAT, **manifest.__dict__}, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
            tar.add(dump, DUMP)
            for path in paths:
                tar.add(path, f"files/{path.relative_to(folder).as_posix()}")
        archive.chmod(0o600)
        with open(archive, "rb") as written:
            os.fsync(written.fileno())
        os.replace(archive, target)
    return manifest


def restore(source: Path, *, replace: bool, tell: Tell) -> Manifest:
    """Put an archive in place. Raises `Failed`, before anything is changed, for a damaged one or a database in use."""
    environment = read_environment()
    _refuse_while_running(environment.home)
    if not replace and _holds_data():
        raise Failed("There is data in this database. Restore into an empty one, or add --replace to lose what is there.")
    environment.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=environment.home, prefix=".restore-") as work:
        tell("Checking the archive")
        manifest = _unpack(source, Path(work))
        _run("pg_restore", "--list", str(Path(work) / DUMP), connect=False)
        tell("Putting the files in place")
        _place_files(Path(work) / "files", environment.home / "files", manifest)
        tell("Putting the database in place")
        _replace_database(Path(work))
    return manifest


def _refuse_while_running(home: Path) -> None:
    import fcntl

    lock = home / ".running"
    if lock.exists():
        with open(lock) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Failed("Pastoral is running. Stop it before restoring.") from None


def _holds_data() -> bool:
    with psycopg.connect(**connection_arguments(_owner())) as connection:
        for table in ("accounts_user", "organisations_authority", "pupils_pupil"):
            if connection.execute("select to_regclass(%s)", [f"public.{table}"]).fetchone() == (None,):
                continue
            if connection.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier(table))).fetchone():
                return True
    return False


def _unpack(source: Path, work: Path) -> Manifest:
    damaged = Failed(f"{source} is not a whole backup of Pastoral. Nothing was changed.")
    try:
        with tarfile.open(source, "r:gz") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > 200_000_000:
                raise damaged
            manifest = _read_manifest(tar.extractfile(first), damaged)  # type: ignore[arg-type]  # a plain file
            expected = {DUMP: manifest.database} | {f"files/{name}": sha for name, sha in manifest.files.items()}
            while (entry := tar.next()) is not None:
                sha = expected.pop(entry.name, None)
                if sha is None or not entry.isfile() or not _stays_inside(entry.name):
                    raise damaged
                path = work / entry.name
                path.parent.mkdir(parents=True, exist_ok=True)
                content = tar.extractfile(entry)
                assert content is not None
                with open(path, "wb") as out:
                    shutil.copyfileobj(content, out)
                if _sha256(path) != sha:
                    raise Failed(f"{entry.name} in {source} is damaged (its hash is not the one in the manifest). Nothing was changed.")
            if expected:
                raise damaged
    except (tarfile.TarError, EOFError, OSError, ValueError) as problem:
        if isinstance(problem, OSError) and problem.errno == 28:
            raise Failed("There is no room on the disk to unpack the backup. Nothing was changed.") from problem
        raise damaged from problem
    return manifest


def _read_manifest(file: io.BufferedReader, damaged: Failed) -> Manifest:
    content = json.loads(file.read())
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise damaged
    try:
        return Manifest(**content)
    except TypeError:
        raise damaged from None


def _stays_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in PurePosixPath(name).parts


def _place_files(source: Path, target: Path, manifest: Manifest) -> None:
    for name, sha in manifest.files.items():
        path = target / name
        if path.exists() and _sha256(path) == sha:
            continue
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        (source / name).chmod(0o440)
        os.replace(source / name, path)


def _replace_database(work: Path) -> None:
    """Everything or nothing: dropping, making and filling are one transaction."""
    script = work / "restore.sql"
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(work / DUMP), connect=False)
    lines = script.read_text(errors="surrogateescape").splitlines(keepends=True)
    # a dump made by a newer pg_dump begins with settings that an older server does not know; it also makes the schema itself
    kept = [line for line in lines if not line.startswith(("SET transaction_timeout", "CREATE SCHEMA public"))]
    script.write_text("".join(kept), errors="surrogateescape")
    _role_must_exist()
    _run(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
        "--command=drop schema public cascade; create schema public;", f"--file={script}",
    )  # fmt: skip


def _role_must_exist() -> None:
    with psycopg.connect(**connection_arguments(_owner())) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [WEB_ROLE]).fetchone():
            connection.execute(f"create role {WEB_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls")


def _owner() -> dict[str, Any]:
    return parse_url(read_environment().database_owner_url)


def _run(program: str, *arguments: str, connect: bool = True) -> None:
    """One of PostgreSQL's own programs, from the wheel; its password goes by the environment, never on the command line."""
    path = binaries() / program
    command = [str(path if path.exists() else program)]
    env = dict(os.environ)
    if connect:
        target = connection_arguments(_owner())
        if password := target.get("password"):
            env["PGPASSWORD"] = str(password)
        command += [f"--{option}={target[key]}" for option, key in
                    (("host", "host"), ("port", "port"), ("username", "user"), ("dbname", "dbname")) if target.get(key)]  # fmt: skip
        if "sslmode" in target:
            env["PGSSLMODE"] = str(target["sslmode"])
    done = subprocess.run([*command, *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode:
        # Only PostgreSQL's first line: what follows it can quote the data.
        said = next((line for line in done.stderr.splitlines() if line.strip()), "no message")
        raise Failed(f"{program} failed: {said.strip()}")


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
