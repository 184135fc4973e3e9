"""Search: within the reader's scope, and with nothing personal in any address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.foundation.audit.recording import recording
from plans_made import lived_in
from world import World

UPN = "A801200001001"


@pytest.fixture
def tomos_has_a_upn(world: World) -> None:
    with world.acting("system") as access, recording("pupil.edited", by=access, subject=world.tomos):
        world.tomos.upn = UPN
        world.tomos.save()


def asked(client: Client, text: str) -> str:
    answer = client.post("/search/", {"q": text})
    assert answer.status_code == 302
    assert not any(word.lower() in answer.headers["Location"].lower() for word in text.split())
    page: str = client.get(answer.headers["Location"]).content.decode()
    return page


@pytest.mark.parametrize(
    ("persona", "text", "found"),
    [
        ("pastoral-lead", "tomos", True),
        ("pastoral-lead", "morgan tom", True),
        ("pastoral-lead", UPN, True),
        ("pastoral-lead", UPN.lower(), True),
        ("ewo", "Morgan", True),
        ("teacher", "Morgan", True),
        ("other-authority", "Morgan", False),
        ("other-authority", UPN, False),
        ("director", "Nobody", False),
    ],
)
def test_pupils_are_found_within_the_scope(
    world: World, client: Client, tomos_has_a_upn: None, persona: str, text: str, found: bool
) -> None:
    lived_in(world)
    client.force_login(world.people[persona])
    page = asked(client, text)
    assert ("Tomos Morgan" in page) is found
    assert ("Pastoral Support Programme" in page) is found
    assert ("Nobody found" in page) is not found


def test_those_who_see_no_pupils_do_not_search(world: World, client: Client) -> None:
    client.force_login(world.people["support"])
    assert client.get("/search/").status_code == 403


def test_two_tabs_keep_their_own_search(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    first = client.post("/search/", {"q": "Tomos"}).headers["Location"]
    second = client.post("/search/", {"q": "Cerys"}).headers["Location"]
    assert first != second
    assert "Tomos Morgan" in client.get(first).content.decode()
    assert "Cerys Jenkins" in client.get(second).content.decode()


def test_a_key_of_somebody_elses_search_says_nothing(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    where = client.post("/search/", {"q": "Tomos"}).headers["Location"]
    other = Client()
    other.force_login(world.people["ewo"])
    page = other.get(where).content.decode()
    assert "Tomos" not in page
    assert "no longer have that search" in page


def test_an_empty_or_huge_search_is_calm(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    assert client.post("/search/", {"q": "   "}).headers["Location"] == "/search/"
    assert "Nobody found" in asked(client, "x" * 5_000)
    assert "Nobody found" in asked(client, "🙂 %_\\ '")


def test_search_stays_within_fifteen_queries(world: World, client: Client) -> None:
    lived_in(world)
    client.force_login(world.people["ewo"])
    where = client.post("/search/", {"q": "o"}).headers["Location"]
    with CaptureQueriesContext(connection) as caught:
        assert client.get(where).status_code == 200
    real = [q["sql"] for q in caught.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
    assert len(real) <= 15
