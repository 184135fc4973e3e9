"""Plans of the English authorities, told on days of the catalogue's calendar (T03: Monday 7 September 2026)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from pastoral.records.policy.packs import forget_packs

from . import making

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller
    forget_packs()


@pytest.fixture
def hillingdon(world: Any) -> making.Story:
    return making.begin(world, "hillingdon")


@pytest.fixture
def worcestershire(world: Any) -> making.Story:
    return making.begin(world, "worcestershire")
