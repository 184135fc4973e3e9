"""A real web server on a database of its own, with two children at a provider and its two members of staff signed in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import time_machine
from django.db import connections
from django.test import Client

from pastoral.config.database import connection_arguments, parse_url
from plans.meeting.site import BACKEND, COOKIE, _wait

from .making import placed
from .mast import Mast
from .on_monday import MOMENT

DATABASE = "pastoral_registers_browser"


@dataclass
class Site:
    address: str
    owner: dict[str, Any]
    mast: Mast
    sessions: dict[str, str] = field(default_factory=dict)
    link: str = ""

    def cookie(self, persona: str) -> dict[str, str]:
        return {"name": COOKIE, "value": self.sessions[persona], "url": self.address}

    def marks(self) -> list[tuple[str, str, str]]:
        """(child, answer, who) in the order in which they came."""
        with psycopg.connect(**{**self.owner, "dbname": DATABASE}) as there:
            return there.execute(
                "select pupil.forename, mark.answer, mark.by_name from registers_mark mark "
                "join pupils_pupil pupil on pupil.id = mark.pupil_id order by mark.id"
            ).fetchall()

    def clocks(self) -> list[int]:
        with psycopg.connect(**{**self.owner, "dbname": DATABASE}) as there:
            return [row[0] for row in there.execute("select clock_off from registers_batch order by id").fetchall()]

    def forget(self) -> None:
        with psycopg.connect(**{**self.owner, "dbname": DATABASE}, autocommit=True) as there:
            there.execute("truncate registers_mark, registers_batch cascade")


@contextmanager
def running(clone_database: Any, owner_url: Any, web_url: Any, blocker: Any) -> Iterator[Site]:
    """The server, whose clock stands on the Monday of these tests, and two children who are due all day."""
    from world import make_world

    clone_database(DATABASE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mast = Mast(port)
    site = Site(f"http://127.0.0.1:{mast.port}", connection_arguments(parse_url(owner_url("postgres"))), mast)
    connection = connections["default"]
    with blocker.unblock(), time_machine.travel(MOMENT, tick=True):
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = DATABASE
        try:
            world = make_world()
            placed(world.provider, [world.tomos, world.cerys])
            for persona in ("provider-lead", "provider-staff"):
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
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "python:pastoral.config.server", "registers.on_monday:application"]
    with open(home / "registers-server.log", "wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"{site.address}/healthz", server)
        yield site
    finally:
        mast.close()
        server.terminate()
        server.wait(20)
