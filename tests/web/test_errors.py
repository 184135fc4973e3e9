"""When something goes wrong: a clear page, no data, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory, override_settings

from pastoral.faces.web import errors
from pastoral.foundation.access import Access
from pastoral.foundation.questions import drafts
from world import World


def test_a_form_without_a_valid_token_keeps_what_was_typed(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["pastoral-lead"])
    path = f"/pupils/{world.tomos.pk}/notes/add/"
    answer = client.post(path, {"text": "Twenty minutes of careful words", "level": "staff"})
    assert answer.status_code == 403
    assert "What you typed is kept" in answer.content.decode()
    assert "careful words" not in answer.content.decode(), "an error page shows no data"
    with world.acting("pastoral-lead") as access:
        assert (drafts.load(access, path) or {})["text"] == ["Twenty minutes of careful words"]
    assert "Twenty minutes of careful words" in client.get(path).content.decode()


def test_what_another_site_sends_is_not_kept(world: World) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
    client.force_login(world.people["pastoral-lead"])
    path = f"/pupils/{world.tomos.pk}/notes/add/"
    answer = client.post(path, {"text": "Not hers", "level": "staff"})
    assert answer.status_code == 403
    assert "What you typed is kept" not in answer.content.decode()
    with world.acting("pastoral-lead") as access:
        assert drafts.load(access, path) is None


@pytest.mark.parametrize(
    ("path", "code"),
    [("/nowhere/", 404), ("/monitoring/plans/", 403), ("/pupils/999999/notes/", 404), ("/files/999999/", 404)],
)
def test_the_error_pages_are_ours(world: World, client: Client, path: str, code: int) -> None:
    client.force_login(world.people["teacher"])
    answer = client.get(path)
    assert answer.status_code == code
    page = answer.content.decode()
    assert "<h1" in page
    assert "Go to your home page" in page
    assert "Traceback" not in page


def made(path: str = "/") -> Any:
    request = RequestFactory().get(path)
    request.access = Access.nobody()  # type: ignore[attr-defined]  # as the middleware would
    return request


def test_too_much_too_often_and_broken_each_say_so() -> None:
    too_big = errors.bad_request(made(), RequestDataTooBig("x"))
    assert (too_big.status_code, "too big" in too_big.content.decode()) == (413, True)
    assert errors.bad_request(made(), None).status_code == 400
    often = errors.too_many(made())
    assert (often.status_code, "Wait five minutes" in often.content.decode()) == (429, True)
    assert errors.broken(made()).status_code == 500


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_text_beyond_all_measure_is_413(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    answer = client.post(f"/pupils/{world.tomos.pk}/notes/add/", {"text": "x" * 5_000, "level": "staff"})
    assert answer.status_code == 413


def test_allauth_asks_for_our_page_when_there_are_too_many_tries() -> None:
    from django.urls import get_resolver

    assert get_resolver().resolve_error_handler(404) is errors.not_found
    from pastoral.config import urls

    assert urls.handler429 == "pastoral.faces.web.errors.too_many"


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/accessibility/"])
def test_the_plain_pages_are_for_everybody(client: Client, db: None, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "<h1" in page.content.decode()
