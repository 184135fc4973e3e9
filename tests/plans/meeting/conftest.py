"""These tests play on one school day, so that terms and holidays are always the same ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from . import making

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def monday(request: pytest.FixtureRequest) -> Iterator[None]:
    if "browser" in request.keywords:  # a real browser has a clock of its own
        yield
        return
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def plan(world: Any) -> Any:
    return making.begun(world)


@pytest.fixture
def at(world: Any) -> Callable[[str], Client]:
    """The browser of a persona."""

    def signed_in(persona: str) -> Client:
        client = Client()
        client.force_login(world.people[persona], backend=BACKEND)
        return client

    return signed_in
