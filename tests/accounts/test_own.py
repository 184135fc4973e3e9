"""Cover while away, the language, and the people of the demo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone

from pastoral.foundation.accounts.cover import colleagues, covering_for
from pastoral.foundation.accounts.models import Cover, User
from world import World

from .doing import text

SignedIn = Callable[[str], Client]
TODAY = dt.timedelta(0)


def away(client: Client, by: User, since: dt.date, until: dt.date) -> Any:
    data = {"covered_by": str(by.pk)}
    for name, day in (("since", since), ("until", until)):
        data |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    return client.post("/accounts/away/", data)


def test_cover_counts_on_its_first_and_last_day_and_not_outside(world: World, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    lead, head = world.people["pastoral-lead"], world.people["head"]
    assert away(signed_in("pastoral-lead"), head, today, today + dt.timedelta(days=3)).status_code == 302
    assert covering_for(head) == {lead.pk}
    assert covering_for(head, on=today + dt.timedelta(days=3)) == {lead.pk}
    assert covering_for(head, on=today + dt.timedelta(days=4)) == set()
    assert covering_for(lead.pk) == set()
    assert "Huw Bevan" in text(signed_in("pastoral-lead").get("/accounts/"))


def test_cover_can_be_ended_by_its_owner_only(world: World, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    away(signed_in("pastoral-lead"), world.people["head"], today, today)
    cover = Cover.objects.get()
    assert signed_in("alnco").post(f"/accounts/away/{cover.pk}/end/").status_code == 404
    assert signed_in("pastoral-lead").post(f"/accounts/away/{cover.pk}/end/").status_code == 302
    assert not Cover.objects.exists()


def test_only_colleagues_can_cover(world: World, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    names = {person.name for person in colleagues(world.access("pastoral-lead"))}
    assert names == {"Gareth Pugh", "Huw Bevan"}
    assert {person.name for person in colleagues(world.access("ewo"))} == {
        "Rhodri Parry",
        "Nia Griffiths",
        "Alun Prosser",
    }
    refused = away(signed_in("pastoral-lead"), world.people["other-authority"], today, today)
    assert refused.status_code == 200
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [(1, 0, "must be the first day or after it"), (-9, -2, "must be today or later"), (0, 400, "for a year at most")],
)
def test_dates_of_cover_that_cannot_be(world: World, signed_in: SignedIn, since: int, until: int, said: str) -> None:
    today = timezone.localdate()
    answer = away(
        signed_in("pastoral-lead"),
        world.people["head"],
        today + dt.timedelta(days=since),
        today + dt.timedelta(days=until),
    )
    assert said in text(answer)
    assert not Cover.objects.exists()


def test_a_parent_has_nobody_to_cover_and_is_told(world: World, signed_in: SignedIn) -> None:
    world.people["parent"].language = "en-gb"
    world.people["parent"].save()
    assert "There is nobody else" in text(signed_in("parent").get("/accounts/away/"))


def test_the_language_is_kept_for_the_browser_and_for_the_person(world: World, signed_in: SignedIn) -> None:
    client = signed_in("pastoral-lead")
    answer = client.post("/language/", {"language": "cy", "next": "/accounts/"})
    assert answer.headers["Location"] == "/accounts/"
    assert answer.cookies[project.LANGUAGE_COOKIE_NAME].value == "cy"
    assert User.objects.get(demo_persona="pastoral-lead").language == "cy"
    assert '<html lang="cy"' in text(client.get("/accounts/"))
    assert '<html lang="cy"' in text(signed_in("pastoral-lead").get("/accounts/"))


def test_the_language_of_somebody_who_is_not_signed_in(world: World) -> None:
    client = Client()
    client.post("/language/", {"language": "cy", "next": "/accounts/login/"})
    assert '<html lang="cy"' in text(client.get("/accounts/login/"))
    client.post("/language/", {"language": "en-gb", "next": "/accounts/login/"})
    assert '<html lang="en"' in text(client.get("/accounts/login/"))


@pytest.mark.parametrize(
    "next", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "", "/\\evil.example"]
)
def test_changing_the_language_leads_nowhere_else(world: World, next: str) -> None:
    assert Client().post("/language/", {"language": "cy", "next": next}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(world: World, signed_in: SignedIn) -> None:
    answer = signed_in("pastoral-lead").post("/language/", {"language": "xx", "next": "/accounts/"})
    assert project.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert User.objects.get(demo_persona="pastoral-lead").language == "en-gb"


def test_the_cast_is_introduced_with_a_way_in_for_each(world: World) -> None:
    page = text(Client().get("/demo/"))
    for name in ("Siân Rees", "Tomos Morgan", "Helen Marsh", "Sam Fisher"):
        assert f"Sign in as {name}" in page


@pytest.mark.parametrize("path", ["/demo/sign-in/ewo/", "/demo/sign-in/ewo"])
def test_a_plain_link_signs_in_as_one_of_the_cast(world: World, path: str) -> None:
    client = Client()
    assert client.get(path).headers["Location"] == "/"
    assert "Carys Lloyd" in text(client.get("/accounts/"))


def test_every_persona_can_be_signed_in_as(world: World) -> None:
    for key, user in world.people.items():
        client = Client()
        assert client.get(f"/demo/sign-in/{key}/?next=/accounts/").headers["Location"] == "/accounts/"
        assert user.name in text(client.get("/accounts/"))


def test_signing_in_as_another_leaves_nothing_of_the_one_before(world: World) -> None:
    client = Client()
    client.get("/demo/sign-in/parent/")
    before = client.session.session_key
    client.get("/demo/sign-in/ewo/?next=//evil.example/")
    assert client.session.session_key != before
    assert '<html lang="en"' in text(client.get("/accounts/"))


def test_an_unknown_persona_is_404_with_the_way_to_the_cast(world: World) -> None:
    answer = Client().get("/demo/sign-in/nobody/")
    assert answer.status_code == 404
    assert "/demo/" in text(answer)


def test_before_the_demo_is_loaded_the_page_says_how(db: None) -> None:
    answer = Client().get("/demo/sign-in/ewo/")
    assert answer.status_code == 404
    assert "pastoral demo load" in text(answer)
    assert "pastoral demo load" in text(Client().get("/demo/"))


def test_nothing_of_the_demo_is_there_outside_it(world: World, settings: Any) -> None:
    settings.DEMO = False
    for path in ("/demo/", "/demo/sign-in/ewo/", "/demo/sign-in/ewo", "/demo/mail/"):
        client = Client()
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("key", "seen", "unseen"),
    [
        ("pastoral-lead", ["/accounts/people/", "/messages/failed/", "/accounts/support/log/"], ["/accounts/support/"]),
        ("support", ["/accounts/support/"], ["/accounts/people/", "/messages/failed/"]),
        ("parent", [], ["/accounts/people/", "/messages/failed/", "/accounts/support/log/", "/accounts/support/"]),
    ],
)
def test_the_account_page_leads_to_what_this_person_looks_after(
    world: World, signed_in: SignedIn, key: str, seen: list[str], unseen: list[str]
) -> None:
    client = signed_in(key)
    page = text(client.get("/accounts/"))
    for path in seen:
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
    for path in unseen:
        assert f'href="{path}"' not in page
        assert client.get(path).status_code == 403
