"""These tests play on one school day; the first authority goes by Neath Port Talbot's pack, the second by Wiltshire's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from provision.making import publish

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def two(world: Any) -> Any:
    """The world with a policy for both authorities."""
    publish(world.authority, "neath-port-talbot")
    publish(world.other_authority, "wiltshire")
    return world
