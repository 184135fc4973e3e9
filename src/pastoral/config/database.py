"""Which PostgreSQL, and as whom: the embedded one under PASTORAL_HOME, or the one that DATABASE_URL names.

Two roles (gate 3): the *owner* makes tables; the *web* role, which pages and jobs use, owns none and so obeys row security.
With the embedded server each has its own login. With DATABASE_URL alone, web connections drop to the role
`pastoral_web` when they open; give DATABASE_OWNER_URL as well and DATABASE_URL is the web role's own login.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from .environment import Environment, Misconfigured, read_environment

if TYPE_CHECKING:
    from .embedded import Embedded

WEB_ROLE = "pastoral_web"


def embedded_server(home: Path, *, forgetful: bool = False) -> Embedded:
    """Start (or join) the embedded PostgreSQL in `home`/postgres; it stops when its last user leaves."""
    from .embedded import Embedded

    return Embedded(home, forgetful=forgetful).open()


def prepare(home: Path | None = None) -> Embedded | None:
    """Make sure that DATABASE_URL and DATABASE_OWNER_URL name a running server; called before Django starts.

    Returns the embedded server, or None where DATABASE_URL names another.
    """
    environment = read_environment()
    if environment.database_url:
        return None
    server = embedded_server(home or environment.home)
    owner = server.get_uri(database="pastoral")
    create_database_and_role(owner)
    os.environ["DATABASE_OWNER_URL"] = owner
    os.environ["DATABASE_URL"] = owner.replace("postgres:@", f"{WEB_ROLE}:@", 1)
    return server


def create_database_and_role(owner_url: str) -> None:
    """Create the database and the web role where they do not exist yet. Safe to call again."""
    import psycopg
    from psycopg import sql

    target = parse_url(owner_url)
    with psycopg.connect(**connection_arguments(target, dbname="postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [WEB_ROLE]).fetchone():
            connection.execute(
                sql.SQL("create role {} login nosuperuser nocreatedb nocreaterole nobypassrls").format(
                    sql.Identifier(WEB_ROLE)
                )
            )
        if not connection.execute("select 1 from pg_database where datname = %s", [target["NAME"]]).fetchone():
            connection.execute(
                sql.SQL("create database {} encoding 'UTF8' template template0").format(sql.Identifier(target["NAME"]))
            )


def parse_url(url: str) -> dict[str, Any]:
    """A Django-shaped mapping of a postgresql:// address. Raises `Misconfigured` if it is not one."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise Misconfigured("DATABASE_URL must begin with postgresql:// (Pastoral runs on PostgreSQL only).")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "pastoral",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def connection_arguments(target: dict[str, Any], **overrides: str) -> dict[str, Any]:
    """The same as keyword arguments for psycopg.connect."""
    arguments = {
        "dbname": target["NAME"],
        "user": target["USER"],
        "password": target["PASSWORD"],
        "host": target["HOST"],
        "port": target["PORT"],
    }
    return {k: v for k, v in {**arguments, **target["OPTIONS"], **overrides}.items() if v}


def django_database(environment: Environment) -> dict[str, Any]:
    """The DATABASES["default"] entry for this process: as the owner when PASTORAL_DATABASE_ROLE=owner, else as the web role."""
    as_owner = environment.database_role == "owner"
    url = environment.database_owner_url if as_owner else environment.database_url
    if not url:
        url = "postgresql://postgres@/pastoral?host=/nowhere"  # settings must import without a server (docs, linters)
    target = parse_url(url)
    options = dict(target["OPTIONS"])
    if not as_owner and environment.database_owner_url == environment.database_url:
        options["options"] = f"-c role={WEB_ROLE}"
    return {
        **target,
        "ENGINE": "pastoral.foundation.access.postgres",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # access.middleware opens the transaction, because it must set the scope inside it
    }
