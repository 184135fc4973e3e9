"""`pastoral migrate`: tables as the owner, then the audit chain, the cache table, and the gates on every table."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

import psycopg

from .database import connection_arguments, parse_url

SOURCE = Path(__file__).resolve().parents[1]
CHAIN_SQL = SOURCE / "foundation" / "audit" / "sql" / "chain.sql"
ONE_AT_A_TIME = 7261840


def shape() -> str:
    """A hash of everything that decides the tables and their gates. When it is unchanged there is nothing to migrate."""
    parts = [*SOURCE.rglob("migrations/*.py"), *SOURCE.rglob("models*.py"), *SOURCE.rglob("models/*.py")]
    parts += [*SOURCE.rglob("sql/*.sql"), SOURCE / "foundation/access/row_security.py", Path(__file__), SOURCE / "config/fresh.py"]
    digest = hashlib.sha256()
    for part in sorted(set(parts)):
        digest.update(part.relative_to(SOURCE).as_posix().encode() + b"\0" + part.read_bytes() + b"\0")
    for package in ("django", "django-allauth", "procrastinate"):
        digest.update(version(package).encode())
    return digest.hexdigest()


def said(owner_url: str, key: str) -> str | None:
    """What the set-up noted in the database under `key` ("shape", "demo"); None before the first migration."""
    with psycopg.connect(**connection_arguments(parse_url(owner_url))) as connection:
        if not connection.execute("select to_regclass('public.pastoral_setup')").fetchone()[0]:  # type: ignore[index]  # one row
            return None
        row = connection.execute("select value from pastoral_setup where key = %s", [key]).fetchone()
        return row[0] if row else None


def say(owner_url: str, key: str, value: str) -> None:
    """Note something about the set-up, for the next start."""
    with psycopg.connect(**connection_arguments(parse_url(owner_url))) as connection:
        connection.execute(
            "insert into pastoral_setup (key, value) values (%s, %s) "
            "on conflict (key) do update set value = excluded.value, at = now()",
            [key, value],
        )


def migrate(*, quiet: bool = True) -> None:
    """Bring the database up to date. Must run in a process started with PASTORAL_DATABASE_ROLE=owner. Idempotent."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from pastoral.foundation.access.row_security import secure_tables

    from . import fresh

    if settings.ENVIRONMENT.database_role != "owner":
        raise RuntimeError("Migrations need the owner: start with PASTORAL_DATABASE_ROLE=owner")
    now = shape()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    try:
        if fresh.is_empty():
            fresh.make_tables()
        call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "create table if not exists pastoral_setup "
                "(key text primary key, value text not null, at timestamptz not null default now())"
            )
            cursor.execute(CHAIN_SQL.read_text().replace("%", "%%"), [])
        secure_tables()
        with connection.cursor() as cursor:
            # Last, so that a migration that is killed half-way is taken up again by the next start.
            cursor.execute(
                "insert into pastoral_setup (key, value) values ('shape', %s) "
                "on conflict (key) do update set value = excluded.value, at = now()",
                [now],
            )
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


if __name__ == "__main__":
    os.environ["PASTORAL_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
    from pastoral.config import database

    database.prepare()
    import django

    django.setup()
    migrate()
