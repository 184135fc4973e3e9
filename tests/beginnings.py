"""What a test begins from: an empty database, or one in which the small world stands already.

Each worker has one of both. A test's own writes are undone with its transaction, so that the world is made once in a worker and not
once in a test.
"""

from __future__ import annotations

import datetime as dt
import os
import pickle
from collections.abc import Callable
from typing import Any

import time_machine
from django.db import connections, transaction

from pastoral.records.policy.packs import forget_packs

FIRST_DAY = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)  # before every day on which a test plays

_made: dict[str, str] = {}
_world = b""


def begin(beginning: str, clone: Callable[..., str]) -> None:
    """Connects to this worker's database with `nothing` or the `world` in it; `clone(name, template=...)` makes one."""
    if beginning not in _made:
        _make(beginning, clone)
    _connect(_made[beginning])


def world() -> Any:
    """The world's records: copies, so that no test changes another's."""
    return pickle.loads(_world)  # our own, of this process


def leave() -> None:
    connections["default"].close()


def _make(beginning: str, clone: Callable[..., str]) -> None:
    global _world
    name = clone(f"pastoral_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{beginning}")
    if beginning == "world":
        from world import make_world

        _connect(name)
        with time_machine.travel(FIRST_DAY, tick=True), transaction.atomic():
            _world = pickle.dumps(make_world())
    _made[beginning] = name


def _connect(name: str) -> None:
    connection = connections["default"]
    if connection.settings_dict["NAME"] == name:
        return
    connection.close()
    connection.settings_dict["NAME"] = name
    forget_packs()  # what is kept by the number of a published pack: the other database counts for itself
