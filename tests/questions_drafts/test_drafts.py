"""What was typed is kept for its writer alone; a form is taken once."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client

from pastoral.foundation.access import Access
from pastoral.foundation.questions import drafts, once
from world import World

KEY = "/plans/7/edit/"


def signed_in(world: World, key: str = "pastoral-lead") -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def test_a_draft_comes_back_to_its_writer_alone(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        drafts.keep(access, KEY, {"worry": "Mae Tomos 😀 yn hŷn"})
        assert drafts.load(access, KEY) == {"worry": "Mae Tomos 😀 yn hŷn"}
        assert drafts.load(access, "/plans/8/edit/") is None
    with world.acting("head") as access:
        assert drafts.load(access, KEY) is None


def test_the_last_draft_takes_the_place_of_the_one_before(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        drafts.keep(access, KEY, {"a": "1"})
        drafts.keep(access, KEY, {"a": "2"})
        assert drafts.load(access, KEY) == {"a": "2"}
        drafts.drop(access, KEY)
        assert drafts.load(access, KEY) is None


def test_secrets_are_never_kept(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        drafts.keep(access, KEY, {"oldpassword": "x", "Password1": "x", "csrfmiddlewaretoken": "x", "worry": "y"})
        assert drafts.load(access, KEY) == {"worry": "y"}


def test_a_draft_that_is_too_big_is_refused_in_words(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(drafts.TooBig, match="smaller parts"):
        drafts.keep(access, KEY, {"a": "x" * (drafts.MOST_BYTES + 1)})


def test_a_draft_older_than_thirty_days_is_not_shown_and_then_dropped(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        drafts.keep(access, KEY, {"a": "1"})
        with connection.cursor() as cursor:
            cursor.execute("update questions_draft set saved_at = now() - interval '31 days'")
        assert drafts.load(access, KEY) is None
        assert drafts.drop_old(access) == 1


def test_nobody_without_an_account_has_a_draft(world: World) -> None:
    assert drafts.keep(Access.nobody(), KEY, {"a": "1"}) is None
    assert drafts.load(Access.nobody(), KEY) is None


def test_a_very_long_address_keeps_its_draft(world: World) -> None:
    long, other = "/x/" + "a" * 400, "/x/" + "a" * 399 + "b"
    with world.acting("pastoral-lead") as access:
        drafts.keep(access, long, {"a": "1"})
        assert drafts.load(access, long) == {"a": "1"}
        assert drafts.load(access, other) is None


def test_autosave_as_json(world: World) -> None:
    client = signed_in(world)
    answer = client.post(
        "/drafts/", json.dumps({"key": KEY, "values": {"a": "b\u0000", "many": ["1", "2"]}}), "application/json"
    )
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at"}
    with world.acting("pastoral-lead") as access:
        assert drafts.load(access, KEY) == {"a": ["b"], "many": ["1", "2"]}


def test_autosave_as_a_form_as_the_pages_send_it(world: World) -> None:
    client = signed_in(world)
    answer = client.post(drafts.address(KEY), {"a": "b", "autosave_version": "3", "submission_token": "t"})
    assert answer.status_code == 200
    with world.acting("pastoral-lead") as access:
        assert drafts.load(access, KEY) == {"a": ["b"]}


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"key": "x", "values": {}}', '{"key": "/x/"}', '{"key": "/x/", "values": {"a": {}}}']
)
def test_autosave_of_nonsense_is_a_clear_no(world: World, body: str) -> None:
    answer = signed_in(world).post("/drafts/", body, "application/json")
    assert answer.status_code == 400
    assert "error" in answer.json()


def test_autosave_of_too_much_is_413(world: World) -> None:
    answer = signed_in(world).post(
        "/drafts/", json.dumps({"key": KEY, "values": {"a": "x" * 1_100_000}}), "application/json"
    )
    assert answer.status_code == 413


def test_a_draft_can_be_thrown_away_from_its_page(world: World) -> None:
    client = signed_in(world)
    client.post(drafts.address(KEY), {"a": "b"})
    answer = client.post(f"/drafts/drop/?key={KEY}")
    assert answer.headers["Location"] == KEY
    with world.acting("pastoral-lead") as access:
        assert drafts.load(access, KEY) is None


def test_throwing_a_draft_away_leads_nowhere_else(world: World) -> None:
    assert signed_in(world).post("/drafts/drop/?key=//evil.example/").headers["Location"] == "/"


def test_kept_says_when(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        at = drafts.keep(access, KEY, {"a": "1"})
        kept = drafts.kept(access, KEY)
        assert kept is not None
        assert at is not None
        assert abs(kept.saved_at - at) < dt.timedelta(seconds=1)


def test_a_second_click_ends_where_the_first_did(world: World) -> None:
    token = once.token()
    with world.acting("pastoral-lead") as access:
        assert once.already(access, token) is None
        once.done(access, token, "/plans/9/")
        assert once.already(access, token) == "/plans/9/"
        once.done(access, token, "/plans/10/")
        assert once.already(access, token) == "/plans/9/"
    with world.acting("head") as access:
        assert once.already(access, token) is None


def test_a_form_without_a_proper_token_is_simply_taken(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        assert once.already(access, "") is None
        once.done(access, "nonsense", "/x/")
        assert once.already(access, "nonsense") is None
