"""These tests play on one school day, by Neath Port Talbot's rules, with Tomos's agreed and live plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def lead(client: Any, world: Any) -> Any:
    """The browser of the pastoral lead."""
    from plans.living import making as plans

    return plans.signed_in(client, world, "pastoral-lead")
