"""A form sent after the sender was signed out is not lost, and nobody else ever sees it."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from pastoral.foundation.accounts.middleware import LAST_SEEN
from pastoral.foundation.accounts.models import Cover, User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox import services
from pastoral.foundation.questions import drafts
from world import World

from .doing import PASSWORD, password_sign_in, text

PAGE = "/accounts/people/invite/"
TYPED = {"name": "Llŷr 😀", "post": "x" * 10_000, "password1": "secret", "csrfmiddlewaretoken": "abc"}


def leave_alone(client: Client, minutes: int = 31) -> None:
    session = client.session
    session[LAST_SEEN] = int(time.time()) - minutes * 60
    session.save()


def kept_for(world: World, key: str = "pastoral-lead", page: str = PAGE) -> dict[str, object] | None:
    with world.acting(key) as access:
        return drafts.load(access, page)


def test_a_form_sent_after_the_idle_limit_is_kept_for_its_writer(world: World, lead: User) -> None:
    page = "/messages/1/dealt-with/"
    client = Client()
    password_sign_in(client, lead.email)
    leave_alone(client)
    answer = client.post(page, TYPED)
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fmessages%2F1%2Fdealt-with%2F&late=kept"
    assert "_auth_user_id" not in client.session
    assert kept_for(world, page=page) == {"name": ["Llŷr 😀"], "post": ["x" * 10_000]}
    assert kept_for(world, "head", page) is None

    sign_in = text(client.get(answer.headers["Location"]))
    assert "We kept what you typed" in sign_in
    back = password_sign_in(client, lead.email, PASSWORD, next=page)
    assert back.headers["Location"] == page


def test_the_page_of_the_form_is_remembered_when_it_posts_elsewhere(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    answer = client.post(
        "/messages/1/try-again/", {"a": "b"}, headers={"Referer": "http://testserver/messages/failed/?page=2"}
    )
    assert "next=%2Fmessages%2Ffailed%2F%3Fpage%3D2" in answer.headers["Location"]
    assert kept_for(world, page="/messages/failed/") == {"a": ["b"]}


def test_another_site_as_referrer_is_not_followed(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    answer = client.post("/messages/1/try-again/", {"a": "b"}, headers={"Referer": "https://evil.example/x/"})
    assert "next=%2Fmessages%2F1%2Ftry-again%2F" in answer.headers["Location"]


def test_nothing_is_saved_by_a_late_form(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    client.post(
        "/accounts/away/",
        {
            "since-day": "1", "since-month": "12", "since-year": "2026", "until-day": "2", "until-month": "12",
            "until-year": "2026", "covered_by": str(world.people["head"].pk),
        },
    )  # fmt: skip
    assert not Cover.objects.exists()


def test_a_late_look_leads_to_the_sign_in_and_back(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    answer = client.get("/accounts/people/")
    assert answer.headers["Location"] == "/accounts/login/?next=%2Faccounts%2Fpeople%2F&late=idle"
    assert "nothing happened for a while" in text(client.get(answer.headers["Location"]))


def test_within_the_limit_nobody_is_signed_out(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client, minutes=29)
    assert client.get("/accounts/people/").status_code == 200


def test_pages_for_anybody_open_after_the_limit(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    assert client.get("/demo/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_password_typed_too_late_is_nowhere(world: World, lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    leave_alone(client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "n" * 14, "password2": "n" * 14})
    assert kept_for(world, page="/accounts/password/change/") is None


def test_a_late_autosave_is_told_401_and_kept(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    leave_alone(client)
    answer = client.post(
        "/drafts/?key=/x/",
        {"worry": "words"},
        headers={"X-Requested-With": "autosave", "Referer": "http://testserver/plans/7/edit/"},
    )
    assert answer.status_code == 401
    assert answer.json()["kept"] is True
    assert kept_for(world, page="/plans/7/edit/") == {"worry": ["words"]}


def test_a_session_over_its_age_still_says_whose_form_it_was(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(hours=1))
    answer = client.post("/messages/1/dealt-with/", {"note": "Phoned"})
    assert "late=kept" in answer.headers["Location"]
    assert kept_for(world, page="/messages/1/dealt-with/") == {"note": ["Phoned"]}
    assert client.get("/accounts/people/").status_code == 302


def test_after_a_change_of_password_the_old_session_says_nothing(
    world: World, lead: User, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("pastoral-lead")
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(hours=1))
    lead.set_password("another-good-password-9")
    lead.save()
    answer = client.post("/messages/1/dealt-with/", {"note": "Phoned"})
    assert answer.status_code == 401
    assert kept_for(world, page="/messages/1/dealt-with/") is None


def test_a_form_of_nobody_gets_a_clear_answer_and_shows_nothing_that_was_typed(world: World) -> None:
    answer = Client().post("/messages/1/dealt-with/", {"note": "a secret about a child"})
    assert answer.status_code == 401
    page = text(answer)
    assert "You are signed out, so this was not saved" in page
    assert "It may still have what you typed" in page
    assert "a secret about a child" not in page


def test_an_autosave_of_nobody_is_told_401(world: World) -> None:
    answer = Client().post("/drafts/", json.dumps({"key": "/x/", "values": {}}), "application/json")
    assert answer.status_code == 401


def test_a_forged_form_is_refused_before_anything_is_kept(world: World, signed_in: Callable[[str], Client]) -> None:
    cookie = signed_in("pastoral-lead").cookies
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(hours=1))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cookie
    assert strict.post("/messages/1/dealt-with/", {"note": "forged"}).status_code == 403
    assert kept_for(world, page="/messages/1/dealt-with/") is None


def test_old_drafts_and_ended_sessions_are_forgotten_at_night(world: World, signed_in: Callable[[str], Client]) -> None:
    from django.db import connection

    from pastoral.foundation.accounts.jobs import forget

    signed_in("pastoral-lead").post("/drafts/?key=/x/", {"a": "b"})
    signed_in("head").post("/drafts/?key=/x/", {"a": "b"})
    with world.acting("pastoral-lead"), connection.cursor() as cursor:
        cursor.execute("update questions_draft set saved_at = now() - interval '31 days'")
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(days=3))
    forget()
    assert not Session.objects.exists()
    with world.acting("head") as access:
        assert drafts.load(access, "/x/") == {"a": ["b"]}
    with world.acting("pastoral-lead"), connection.cursor() as cursor:
        cursor.execute("select count(*) from questions_draft")
        assert cursor.fetchone() == (0,)


def test_what_was_kept_is_on_the_page_after_signing_in_and_gone_once_it_is_sent(world: World, lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    leave_alone(client)
    client.post("/accounts/people/invite/", {"name": "Bethan Hill", "email": "bethan@"})
    password_sign_in(client, lead.email)
    invite = text(client.get("/accounts/people/invite/"))
    assert 'value="Bethan Hill"' in invite
    assert "We kept what you typed" in invite
    message = failed_message(world)
    page = f"/messages/{message}/dealt-with/"
    leave_alone(client)
    client.post(page, {"note": "I phoned 😀 on Monday"})
    password_sign_in(client, lead.email)
    shown = text(client.get(page))
    assert "We kept what you typed" in shown
    assert "I phoned 😀 on Monday</textarea>" in shown
    assert client.post(page, {"note": "I phoned 😀 on Monday"}).status_code == 302
    assert kept_for(world, page=page) is None


def failed_message(world: World) -> int:
    """A message that could not be sent; returns its number."""
    with world.acting("system") as access:
        message = services.send(
            key="late:1", kind="test", to_name="A", to_email="a@b.example", language="en-gb", subject="s", body="b",
            authority_id=world.authority.pk, school_id=world.school.pk, by=access,
        )  # fmt: skip
        with recording("message.failed", by=access, subject=message):
            message.status = message.Status.FAILED
            message.save()
    return int(message.pk)


def test_signing_out_in_another_tab_loses_nothing(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    client.get("/accounts/")
    client.post("/accounts/logout/")
    assert not Session.objects.exists()
    answer = client.post("/accounts/people/invite/", {"name": "Bethan Hill"})
    assert "late=kept" in answer.headers["Location"]
    assert kept_for(world) == {"name": ["Bethan Hill"]}
    assert client.get("/accounts/").status_code == 302  # the note opens nothing


def test_a_changed_or_forged_note_of_the_writer_says_nothing(
    world: World, lead: User, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("pastoral-lead")
    client.get("/accounts/")
    note = client.cookies["pastoral_writer"].value
    for cookie in (note[:-2] + "xx", "nonsense"):
        forger = Client()
        forger.cookies["pastoral_writer"] = cookie
        assert forger.post("/accounts/people/invite/", {"name": "forged"}).status_code == 401
    lead.set_password("another-good-password-9")
    lead.save()
    late = Client()
    late.cookies["pastoral_writer"] = note
    assert late.post("/accounts/people/invite/", {"name": "late"}).status_code == 401
    assert kept_for(world) is None


def test_the_note_is_of_whoever_signed_in_last(world: World) -> None:
    client = Client()
    client.get("/demo/sign-in/pastoral-lead/?next=/accounts/", follow=True)
    client.get("/demo/sign-in/head/?next=/accounts/", follow=True)
    client.post("/accounts/logout/")
    client.post("/accounts/people/invite/", {"name": "Bethan Hill"})
    assert kept_for(world, "head") == {"name": ["Bethan Hill"]}
    assert kept_for(world) is None
