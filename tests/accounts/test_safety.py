"""What would be unsafe for real children does not start; single sign-on opens accounts and makes none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.checks import run_checks
from django.test import Client, RequestFactory

from pastoral.foundation.access import Access
from pastoral.foundation.accounts.adapter import InvitationOnly, SingleSignOn
from pastoral.foundation.accounts.checks import UnsafeStart, refuse_unsafe_start
from pastoral.foundation.accounts.models import User
from world import World

from .doing import text

COUNCIL = {
    "provider_id": "council",
    "name": "Glanafon Council",
    "client_id": "x",
    "secret": "y",
    "settings": {"server_url": "https://id.example"},
}
GOOD_SECRET = "k3v9-a-long-and-random-enough-secret-for-a-test-0001"


@pytest.fixture
def live(settings: Any) -> Any:
    settings.DEMO, settings.DEBUG, settings.SECRET_KEY = False, False, GOOD_SECRET
    return settings


def test_the_demo_starts_with_all_of_it(world: World) -> None:
    refuse_unsafe_start()


def test_a_live_installation_starts_clean(db: None, live: Any) -> None:
    refuse_unsafe_start()


def test_demo_accounts_keep_a_live_installation_from_starting(world: World, live: Any) -> None:
    with pytest.raises(UnsafeStart, match="accounts of the demo"):
        refuse_unsafe_start()


@pytest.mark.parametrize("secret", ["demo-only-secret-never-for-real-children", "short"])
def test_a_default_or_short_secret_keeps_it_from_starting(db: None, live: Any, secret: str) -> None:
    live.SECRET_KEY = secret
    with pytest.raises(UnsafeStart, match="PASTORAL_SECRET_KEY"):
        refuse_unsafe_start()


def test_debug_keeps_it_from_starting(db: None, live: Any) -> None:
    live.DEBUG = True
    with pytest.raises(UnsafeStart, match="PASTORAL_DEBUG"):
        refuse_unsafe_start()


def test_the_deployment_check_says_the_same(world: World, live: Any) -> None:
    found = [
        message
        for message in run_checks(include_deployment_checks=True, databases=["default"])
        if message.id == "pastoral.E001"
    ]
    assert len(found) == 1


def arriving(email: str, *, verified: bool = True, user: User | None = None) -> tuple[Any, SocialLogin]:
    """Somebody who comes back from their council's own sign-in."""
    request = RequestFactory().get("/accounts/oidc/council/login/callback/")
    request.session = SessionStore()
    request.user = SimpleNamespace(is_authenticated=False)
    request.access = Access.nobody()
    request._messages = FallbackStorage(request)
    account = SocialAccount(provider="council", uid="abc-123", extra_data={})
    login = SocialLogin(
        user=user or User(email=email), account=account, email_addresses=[EmailAddress(email=email, verified=verified)]
    )
    return request, login


def go(request: Any, login: SocialLogin) -> None:
    with context.request_context(request):
        SingleSignOn(request).pre_social_login(request, login)


def test_somebody_who_was_invited_is_connected_by_a_verified_address(world: World, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [COUNCIL]}}
    ewo = world.people["ewo"]
    go(*arriving("EWO@demo.invalid"))
    assert SocialAccount.objects.get(uid="abc-123").user == ewo


@pytest.mark.parametrize(("email", "verified"), [("stranger@council.example", True), ("ewo@demo.invalid", False)])
def test_a_stranger_and_an_unverified_address_are_turned_away_in_plain_words(
    world: World, email: str, verified: bool
) -> None:
    with pytest.raises(ImmediateHttpResponse) as turned:
        go(*arriving(email, verified=verified))
    assert turned.value.response.status_code == 403
    assert "You have no account here yet" in text(turned.value.response)
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(email="stranger@council.example").exists()


def test_a_closed_account_is_turned_away_by_single_sign_on(world: World) -> None:
    User.objects.filter(demo_persona="ewo").update(is_active=False)
    with pytest.raises(ImmediateHttpResponse):
        go(*arriving("ewo@demo.invalid"))


def test_single_sign_on_never_makes_an_account(world: World) -> None:
    request, login = arriving("x@y.example")
    assert SingleSignOn(request).is_open_for_signup(request, login) is False
    assert InvitationOnly(request).is_open_for_signup(request) is False


def test_the_sign_in_page_offers_the_council_s_own_sign_in_when_it_is_set(world: World, settings: Any) -> None:
    assert "Sign in with" not in text(Client().get("/accounts/login/")).replace("Sign in with a passkey", "")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [COUNCIL]}}
    page = text(Client().get("/accounts/login/"))
    assert "Sign in with Glanafon Council" in page
    assert "/accounts/oidc/council/login/" in page
