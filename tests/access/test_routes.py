"""Gate 1: a view that names no permission is refused, and named; and what each refusal looks like."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from pastoral.config import urls as real_urls
from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.access.apps import check_routes
from pastoral.foundation.access.middleware import UndeclaredView
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.routes import THIRD_PARTY, every_route
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.audit.recording import recording
from pastoral.records.pupils.models import FormerUpn, Pupil
from world import World


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


@allow(Permission.SEE_PUPILS)
def how_many(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Pupil.objects.unscoped(reason="test of row security").count()))


@allow(Permission.SEE_PUPILS)
def needs_more(request: HttpRequest) -> HttpResponse:
    request.access.require(Permission.EDIT_PUPILS)  # type: ignore[attr-defined]  # set by the gates
    return HttpResponse("edited")


@allow(Permission.SEE_PUPILS)
def writes_then_fails(request: HttpRequest) -> HttpResponse:
    access: Access = request.access  # type: ignore[attr-defined]  # set by the gates
    pupil = Pupil.objects.visible_to(access).order_by("pk")[0]
    with recording("upn.noted", by=access, subject=pupil):
        FormerUpn(**scope_of(pupil), upn="HALFDONE").save()
    raise RuntimeError("after the write")


@allow(Permission.ANYONE, demo_only=True)
def demo_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("demo")


urls = ModuleType("urls")
urls.urlpatterns = [  # type: ignore[attr-defined]  # a module
    path("undeclared/", undeclared),
    path("how-many/", how_many),
    path("needs-more/", needs_more),
    path("writes-then-fails/", writes_then_fails),
    path("demo-page/", demo_page),
    path("", include(real_urls)),
]
for name in ("handler400", "handler403", "handler404", "handler500"):
    setattr(urls, name, getattr(real_urls, name))


@pytest.fixture
def client(settings: Any) -> Client:
    settings.ROOT_URLCONF = urls
    return Client(raise_request_exception=False)


def signed_in(client: Client, world: World, key: str) -> Client:
    client.force_login(world.people[key], "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_view_that_declares_nothing_is_refused_even_to_who_may_do_everything(client: Client, world: World) -> None:
    signed_in(client, world, "head")
    assert client.get("/undeclared/").status_code == 500
    client.raise_request_exception = True
    with pytest.raises(UndeclaredView, match="undeclared"):
        client.get("/undeclared/")


def test_the_start_up_check_names_it(settings: Any) -> None:
    settings.ROOT_URLCONF = urls
    found = check_routes(None)
    assert [error.id for error in found] == ["pastoral.E001"]
    assert "undeclared/" in found[0].msg


def test_every_real_route_declares_a_permission() -> None:
    assert check_routes(None) == []


def test_every_exception_for_a_librarys_view_names_a_route_that_exists() -> None:
    names = {name for _path, name, view in every_route()}
    only_when_configured = {"mfa_trust", "mfa_signup_webauthn", "openid_connect_login", "openid_connect_callback"}
    assert set(THIRD_PARTY) - names <= only_when_configured


def test_somebody_who_is_not_signed_in_is_asked_to(client: Client, world: World) -> None:
    answer = client.get("/how-many/?x=1")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/how-many/")


def test_somebody_without_the_permission_gets_403(client: Client, world: World) -> None:
    assert signed_in(client, world, "support").get("/how-many/").status_code == 403
    assert signed_in(client, world, "director").get("/needs-more/").status_code == 403
    assert signed_in(client, world, "pastoral-lead").get("/needs-more/").status_code == 200


def test_the_librarys_sign_up_is_closed(client: Client, world: World) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "a@b.invalid", "password1": "x" * 14, "password2": "x" * 14}).status_code == 404


def test_a_demo_page_is_not_there_outside_the_demo(client: Client, world: World, settings: Any) -> None:
    assert client.get("/demo-page/").status_code == 200
    settings.DEMO = False
    assert client.get("/demo-page/").status_code == 404


def test_one_persons_reach_does_not_stay_on_the_connection_for_the_next(client: Client, world: World) -> None:
    expected = {"ewo": "3", "other-authority": "1", "pastoral-lead": "2", "parent": "1"}
    for key in ("ewo", "other-authority", "ewo", "parent", "pastoral-lead", "other-authority"):
        assert signed_in(client, world, key).get("/how-many/").content.decode() == expected[key]


def test_a_page_that_fails_keeps_nothing_half_done(client: Client, world: World) -> None:
    assert signed_in(client, world, "pastoral-lead").get("/writes-then-fails/").status_code == 500
    with world.acting("system") as access:
        assert not FormerUpn.objects.visible_to(access).exists()


def test_a_membership_that_has_ended_opens_nothing(client: Client, world: World) -> None:
    Membership.objects.filter(user=world.people["ewo"]).update(until="2026-02-01")
    assert signed_in(client, world, "ewo").get("/how-many/").status_code == 403


def test_access_says_no_with_its_own_exception(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.access("director").require(Permission.LEAD_PLANS)
    assert Access.nobody().may(Permission.ANYONE)
    assert not Access.nobody().may(Permission.SIGNED_IN)
