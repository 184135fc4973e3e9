"""The policy of Neath Port Talbot in force at the small world's authority, and people at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pastoral.config.environment import PROJECT_ROOT

PACK = PROJECT_ROOT / "policy_packs" / "authorities" / "neath-port-talbot" / "2024-09-01.toml"


@pytest.fixture
def npt(world: Any) -> Iterator[Any]:
    """The world with the pack published for its first authority."""
    from pastoral.records.policy.packs import forget_packs
    from pastoral.records.policy.services import publish

    forget_packs()
    publish(PACK, authority=world.authority, by=world.system())
    yield world
    forget_packs()


@pytest.fixture
def browser_of(npt: Any) -> Callable[[str], Any]:
    """A test client for each persona, signed in."""
    from django.test import Client

    def signed_in(persona: str) -> Client:
        client = Client()
        client.force_login(npt.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
