"""These tests play on one school day of the autumn term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

NINE = dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NINE, tick=True) as traveller:
        yield traveller
