"""A real web server on a database of its own, so that two browsers can meet in one plan and the database can go away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.test import Client

from pastoral.config.database import connection_arguments, parse_url

from . import making

DATABASE = "pastoral_meeting_browser"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COOKIE = "pastoral_session"


@dataclass
class Site:
    address: str
    owner: dict[str, Any]
    plan_id: int = 0
    outcome_id: int = 0
    sessions: dict[str, str] = field(default_factory=dict)

    def cookie(self, persona: str) -> dict[str, str]:
        return {"name": COOKIE, "value": self.sessions[persona], "url": self.address}

    def saved(self, section: str) -> dict[str, Any]:
        """The answers of a section as they stand in the database."""
        with psycopg.connect(**{**self.owner, "dbname": DATABASE}) as there:
            row = there.execute(
                "select answers from plans_sectionanswers where plan_id = %s and section = %s", [self.plan_id, section]
            ).fetchone()
        return dict(row[0]) if row else {}

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """The database shuts every connection and takes no new one, as in a restart."""
        with psycopg.connect(**self.owner, autocommit=True) as admin:
            admin.execute(f"alter database {DATABASE} with allow_connections false")
            admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [DATABASE])
            try:
                yield
            finally:
                admin.execute(f"alter database {DATABASE} with allow_connections true")


@contextmanager
def running(clone_database: Any, owner_url: Any, web_url: Any, blocker: Any) -> Iterator[Site]:
    """The server with the small world, a plan at its meeting, one outcome, and everybody signed in."""
    from world import make_world

    clone_database(DATABASE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", connection_arguments(parse_url(owner_url("postgres"))))
    connection = connections["default"]
    with blocker.unblock():
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = DATABASE
        try:
            world = make_world()
            plan = making.begun(world)
            site.plan_id = plan.pk
            site.outcome_id = making.outcome(world, plan, statement="I will have a TA in every lesson.", working="Art").pk
            making.commitment(world, plan, "child", "Sit at the front")
            for persona in ("pastoral-lead", "ewo", "teacher"):
                client = Client()
                client.force_login(world.people[persona], backend=BACKEND)
                site.sessions[persona] = client.cookies[COOKIE].value
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    home = Path(os.environ["PASTORAL_HOME"])
    environment = {
        **os.environ, "DATABASE_URL": web_url(DATABASE), "DATABASE_OWNER_URL": owner_url(DATABASE), "PORT": str(port),
        "PASTORAL_WEB_PROCESSES": "1", "PASTORAL_HOME": str(home),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "python:pastoral.config.server", "pastoral.config.wsgi:application"]
    with open(home / "meeting-server.log", "wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"{site.address}/healthz", server)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 240  # a machine with much else to do
    while time.monotonic() < deadline:
        assert server.poll() is None, "the web server did not start: see meeting-server.log"
        try:
            urllib.request.urlopen(address, timeout=2)
        except urllib.error.HTTPError:
            return  # it answers; no worker runs here, so that it may say 503
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the web server does not answer")
