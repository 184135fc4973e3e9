"""A link lets its bearer do one thing for one child until it ends, and never makes a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.audit.recording import recording
from pastoral.records.pupils.models import Contact
from world import World

from .doing import text


@pytest.fixture(autouse=True)
def with_a_page_for_links(settings: Any) -> None:
    settings.ROOT_URLCONF = "accounts.urls_of_links"


def make(world: World, *, purpose: str = "test", subject_id: int = 7, days: int = 14, language: str = "en-gb") -> str:
    """A link about Tomos; returns its path."""
    with world.acting("pastoral-lead") as access:
        address = links.make(
            purpose, subject_id, pupil=world.tomos, person="Elin Morgan", language=language, days=days, by=access
        )
    assert address.startswith("http://127.0.0.1:8000/l/")
    return urlsplit(address).path


def test_the_bearer_sees_the_one_child_and_gets_no_session(world: World) -> None:
    path = make(world)
    client = Client()
    answer = client.get(path)
    assert answer.content.decode() == "Elin Morgan (by link)|Tomos|['link']"
    assert not client.cookies
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_is_signed_in_lends_nothing_to_the_link(world: World, signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("ewo").get(make(world))
    assert answer.content.decode() == "Elin Morgan (by link)|Tomos|['link']"


def test_only_the_hash_of_a_token_is_stored(world: World) -> None:
    path = make(world)
    token = path.split("/")[2]
    link = SignedLink.objects.get()
    assert len(token) == 43
    assert token not in str(vars(link))


def test_opening_a_link_does_not_use_it_up_but_its_deed_does(world: World) -> None:
    path = make(world)
    client = Client()
    for _each in range(3):
        assert client.get(path).status_code == 200
    assert client.post(path).content == b"done"
    used = client.get(path)
    assert used.status_code == 410
    assert "You have already done this" in text(used)
    assert "What you sent is safe" in text(used)
    assert client.post(path).status_code == 410
    assert client.get(path.replace("/test/", "/thanks/")).content == b"thank you"


def test_two_deeds_at_the_same_moment_are_one(world: World) -> None:
    make(world)
    link, same = SignedLink.objects.get(), SignedLink.objects.get()
    assert links.spend(link) is True
    assert links.spend(same) is False


def test_an_expired_link_says_so_in_the_reader_s_language(world: World) -> None:
    path = make(world, language="cy")
    SignedLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answer = Client().get(path)
    assert answer.status_code == 410
    assert 'lang="cy"' in text(answer)
    assert 'lang="en"' in text(Client(headers={"Cookie": "pastoral_language=en-gb"}).get(path))
    assert "Tomos" not in text(answer)


def test_a_revoked_link_says_so(world: World) -> None:
    path, other = make(world), make(world, subject_id=8)
    assert links.revoke("test", 7) == 1
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "This link does not work any more" in text(answer)
    assert Client().get(other).status_code == 200


@pytest.mark.parametrize("ended", [{"may_be_contacted": False}, {"until": dt.date(2026, 1, 1)}])
def test_a_contact_who_may_not_be_contacted_any_more_opens_nothing(world: World, ended: dict[str, Any]) -> None:
    """A court says no, or a carer is no carer any more: what was sent before stops with it, and comes back with them."""
    path = make(world)
    assert Client().get(path).status_code == 200
    before = {"may_be_contacted": True, "until": None}
    for values, status in ((ended, 410), (before, 200)):
        with world.acting("system") as access, recording("test.contact", by=access, subject=world.tomos):
            Contact.objects.visible_to(access).filter(pupil=world.tomos, name="Elin Morgan").update(**values)
        answer = Client().get(path)
        assert answer.status_code == status
        assert ("Tomos" in text(answer)) is (status == 200)
    assert "This link does not work any more" not in text(answer)


def test_a_bearer_who_is_no_contact_of_the_child_is_let_in_by_the_link_alone(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        address = links.make("test", 7, pupil=world.tomos, person="Priya Nair", language="en-gb", days=14, by=access)
    with world.acting("system") as access, recording("test.contact", by=access, subject=world.tomos):
        Contact.objects.visible_to(access).filter(pupil=world.tomos).update(may_be_contacted=False)
    assert Client().get(urlsplit(address).path).status_code == 200


def test_a_made_up_token_and_another_purpose_are_not_there(world: World) -> None:
    path = make(world)
    assert Client().get("/l/abcdef/test/").status_code == 404
    other = make(world, purpose="other")
    assert Client().get(f"/l/{other.split('/')[2]}/test/").status_code == 404
    assert Client().get(other).status_code == 404  # a purpose without a page
    assert Client().get(f"/l/{path.split('/')[2]}/").headers["Location"] == path


def test_making_a_link_is_on_the_audit_trail(world: World) -> None:
    from pastoral.foundation.audit.models import Event

    make(world)
    with world.acting("system") as access:
        event = Event.objects.visible_to(access).get(verb="link.made")
    assert event.pupil_id == world.tomos.pk
    assert event.changes == {"purpose": "test", "days": 14}
