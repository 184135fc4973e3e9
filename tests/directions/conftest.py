"""These tests play on one school day, at a school in England whose authority works by a pack that each test chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from pastoral.records.policy.packs import forget_packs

from . import making

MONDAY = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def england(world: Any) -> Iterator[making.England]:
    """A maintained school under the plain English pack."""
    forget_packs()
    yield making.england(world)
    forget_packs()


@pytest.fixture
def hampshire(world: Any) -> Iterator[making.England]:
    forget_packs()
    yield making.england(world, like="hampshire")
    forget_packs()


@pytest.fixture
def wiltshire(world: Any) -> Iterator[making.England]:
    forget_packs()
    yield making.england(world, like="wiltshire")
    forget_packs()
