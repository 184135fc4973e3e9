"""These tests play on one school day, a Monday in term, in a small authority."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller
