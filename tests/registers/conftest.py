"""These tests play on one school day of the autumn term."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from .on_monday import MOMENT


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MOMENT, tick=True) as traveller:
        yield traveller
