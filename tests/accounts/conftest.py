"""What the tests of accounts share: a person with a password, and somebody signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from pastoral.foundation.accounts.models import User
from world import World

from .doing import PASSWORD


@pytest.fixture(autouse=True)
def own_mail_and_limits(settings: Any, tmp_path: Path, db: None) -> None:
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one is for real passwords
    cache.clear()


@pytest.fixture
def lead(world: World) -> User:
    """The pastoral lead, with a password."""
    user = world.people["pastoral-lead"]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """A browser in which this persona is signed in."""

    def make(key: str) -> Client:
        client = Client()
        client.force_login(world.people[key], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
