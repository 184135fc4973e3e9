"""The demo, loaded once in a run by whichever worker needs it first; everybody else gets a copy of that database."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from conftest import HOME, ROOT, clone_database, owner_url, web_url
from pastoral.config.database import connection_arguments, parse_url

FILES = HOME / "demo-home"  # what the demo keeps outside the database


def demo_template() -> str:
    """A database with the demo loaded, made once for each state of the code that loads it."""
    parts = sorted((ROOT / "src" / "pastoral").rglob("*.py")) + sorted((ROOT / "policy_packs").rglob("*.toml"))
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in parts)).hexdigest()[:12]
    name = f"pastoral_demo_{digest}"
    with _as_owner() as connection:
        connection.execute("select pg_advisory_lock(4713)")
        try:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                making = f"{name}_making"
                clone_database(making)
                env = {**os.environ, "DATABASE_OWNER_URL": owner_url(making), "DATABASE_URL": web_url(making)}
                env["PASTORAL_HOME"] = str(FILES)
                subprocess.run([sys.executable, "-m", "pastoral.config.cli", "demo", "load"], check=True, env=env)
                connection.execute(f"alter database {making} rename to {name}")
        finally:
            connection.execute("select pg_advisory_unlock(4713)")
    return name


@contextmanager
def copy_of_the_demo() -> Iterator[None]:
    """Inside: the tests' own connection leads to a copy of the demo, as the web role."""
    from django.db import connection

    name = f"pastoral_demo_copy_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    clone_database(name, template=demo_template())
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with _as_owner() as owner:
            owner.execute(f"drop database {name} with (force)")


def _as_owner() -> psycopg.Connection:
    return psycopg.connect(**connection_arguments(parse_url(owner_url("postgres"))), autocommit=True)
