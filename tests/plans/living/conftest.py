"""These tests play on one school day, so that terms and holidays are always the same ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from . import making

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def lead(client: Any, world: Any) -> Any:
    """The browser of the pastoral lead."""
    return making.signed_in(client, world, "pastoral-lead")
