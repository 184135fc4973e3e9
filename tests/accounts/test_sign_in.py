"""Signing in with a password and a code, too many tries, a forgotten password; every page in our own layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from pastoral.foundation.accounts.models import User
from world import World

from .doing import PASSWORD, code_now, mail_sent, password_sign_in, text


def set_up_app(client: Client) -> str:
    """TOTP set up through its pages; returns the secret."""
    page = text(client.get("/accounts/2fa/totp/activate/"))
    (secret,) = re.findall(r'pastoral-secret">([A-Z2-7]{32})<', page)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert answer.status_code == 302, text(answer)
    return str(secret)


def test_a_password_signs_in_and_leads_to_the_page_that_was_asked_for(lead: User) -> None:
    client = Client()
    answer = password_sign_in(client, lead.email, next="/accounts/away/")
    assert answer.headers["Location"] == "/accounts/away/"
    assert client.get("/accounts/").status_code == 200


def test_the_next_page_is_never_another_site(lead: User) -> None:
    answer = password_sign_in(Client(), lead.email, next="https://evil.example/")
    assert "evil" not in answer.headers["Location"]


def test_a_wrong_password_says_so_without_saying_who_exists(lead: User) -> None:
    known = text(password_sign_in(Client(), lead.email, "wrong-password-here"))
    unknown = text(password_sign_in(Client(), "nobody@school.example", "wrong-password-here"))
    for page in (known, unknown):
        assert "The e-mail address or the password is not right" in page
        assert "<title>Error: Sign in" in page


def test_five_wrong_passwords_lock_the_address_for_a_while(lead: User) -> None:
    client = Client()
    for _each in range(5):
        password_sign_in(client, lead.email, "wrong-password-here")
    locked = password_sign_in(client, lead.email, PASSWORD)
    assert locked.status_code == 200
    assert "There were too many tries" in text(locked)
    assert client.get("/accounts/").status_code == 302


def test_thirty_tries_in_a_minute_from_one_place_are_stopped(world: World) -> None:
    client = Client()
    for each in range(30):
        client.post("/accounts/login/", {"login": f"someone{each}@school.example", "password": ""})
    stopped = client.post("/accounts/login/", {"login": "x@school.example", "password": "y"})
    assert stopped.status_code == 429
    assert "Too many tries" in text(stopped)


def test_nobody_can_open_an_account_alone(world: World) -> None:
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().post("/accounts/signup/", {"email": "a@b.example", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="a@b.example").exists()


def test_an_account_that_was_closed_does_not_sign_in(lead: User) -> None:
    lead.is_active = False
    lead.save()
    client = Client()
    answer = password_sign_in(client, lead.email)
    assert client.get("/accounts/").status_code == 302
    assert "This account is closed" in text(client.get(answer.headers["Location"]))


def test_signing_out_ends_the_session(lead: User, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("pastoral-lead")
    assert "Do you want to sign out?" in text(client.get("/accounts/logout/"))
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302


def test_the_app_on_the_phone_is_asked_for_at_the_next_sign_in(lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    secret = set_up_app(client)
    assert len(re.findall(r"<li>(\d{8})</li>", text(client.get("/accounts/2fa/recovery-codes/")))) == 10

    again = Client()
    half = password_sign_in(again, lead.email)
    assert half.headers["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/accounts/").status_code == 302
    assert "Enter your code" in text(again.get("/accounts/2fa/authenticate/"))
    refused = again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "That code is not right" in text(refused)
    from django.core.cache import cache

    cache.clear()  # a code is good once; the app would show the next one half a minute later
    again.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert again.get("/accounts/").status_code == 200


def test_a_recovery_code_works_once(lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    set_up_app(client)
    code = re.findall(r"<li>(\d{8})</li>", text(client.get("/accounts/2fa/recovery-codes/")))[0]
    for works in (True, False):
        again = Client()
        password_sign_in(again, lead.email)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert (again.get("/accounts/").status_code == 200) is works


def test_staff_without_a_second_factor_are_sent_to_set_one_up_outside_the_demo(lead: User, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    password_sign_in(client, lead.email)
    sent = client.get("/accounts/away/")
    assert (sent.status_code, sent.headers["Location"]) == (302, "/accounts/2fa/")
    assert "A password alone is not enough" in text(client.get("/accounts/2fa/"))
    assert client.post("/messages/1/try-again/").headers["Location"] == "/accounts/2fa/"
    set_up_app(client)
    assert client.get("/accounts/away/").status_code == 200


def test_staff_cannot_remove_their_only_second_factor_outside_the_demo(lead: User, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    password_sign_in(client, lead.email)
    set_up_app(client)
    page = text(client.get("/accounts/2fa/totp/deactivate/"))
    assert "Set up another one before you remove this one" in page
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=lead, type=Authenticator.Type.TOTP).exists()


def test_in_the_demo_nobody_needs_a_second_factor(lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    assert client.get("/accounts/away/").status_code == 200


def test_a_parent_needs_no_second_factor(world: World, signed_in: Callable[[str], Client], settings: Any) -> None:
    settings.DEMO = False
    assert signed_in("parent").get("/accounts/").status_code == 200


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(lead: User) -> None:
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": lead.email})
    assert "Look at your e-mail" in text(client.get(answer.headers["Location"]))
    (letter,) = mail_sent()
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", letter.text)
    form = client.get(path)
    place = form.headers["Location"]
    assert "Choose a new password" in text(client.get(place))
    new = "another-good-password-9"
    saved = client.post(place, {"password1": new, "password2": new})
    assert "Your password is changed" in text(client.get(saved.headers["Location"]))
    assert password_sign_in(Client(), lead.email, new).status_code == 302
    used = Client().get(path, follow=True)
    assert "This link does not work any more" in text(used)
    assert any("was changed" in each.subject for each in mail_sent())


def test_a_forgotten_password_of_nobody_says_the_same_and_sends_nothing(world: World) -> None:
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": "nobody@school.example"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail_sent() == []


def test_the_link_of_a_forgotten_password_does_not_follow_the_host_header(lead: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": lead.email}, headers={"Host": "evil.example"})
    (letter,) = mail_sent()
    assert "evil.example" not in letter.text


def test_a_password_is_changed_only_with_the_one_before(lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    wrong = client.post(
        "/accounts/password/change/", {"oldpassword": "no", "password1": "x" * 13, "password2": "x" * 13}
    )
    assert "That is not the password you have now" in text(wrong)
    short = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    assert "at least 12 characters" in text(short) or "12 characters or more" in text(short)
    new = "another-good-password-9"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert password_sign_in(Client(), lead.email, new).status_code == 302


PAGES = [
    ("/accounts/login/", "Sign in"),
    ("/accounts/password/reset/", "I forgot my password"),
    ("/accounts/password/reset/done/", "Look at your e-mail"),
    ("/accounts/password/reset/key/done/", "Your password is changed"),
    ("/accounts/password/reset/key/1-nonsense/", "This link does not work any more"),
    ("/accounts/inactive/", "This account is closed"),
    ("/accounts/3rdparty/login/cancelled/", "You did not sign in"),
]
OWN_PAGES = [
    ("/accounts/", "Your account"),
    ("/accounts/logout/", "Sign out"),
    ("/accounts/away/", "When you are away"),
    ("/accounts/password/change/", "Change your password"),
    ("/accounts/2fa/", "A second way to prove that it is you"),
    ("/accounts/2fa/totp/activate/", "Set up an app"),
    ("/accounts/2fa/webauthn/", "Your passkeys"),
    ("/accounts/2fa/webauthn/add/", "Add a passkey"),
    ("/accounts/reauthenticate/", "Is it you?"),
    ("/accounts/people/", "People"),
    ("/accounts/people/invite/", "Invite somebody"),
    ("/accounts/support/log/", "When support staff looked"),
]


@pytest.mark.parametrize(("path", "heading"), PAGES)
def test_pages_for_anybody_are_in_our_layout(world: World, path: str, heading: str) -> None:
    check_page(Client().get(path), heading)


@pytest.mark.parametrize(("path", "heading"), OWN_PAGES)
def test_pages_of_an_account_are_in_our_layout(lead: User, path: str, heading: str) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    check_page(client.get(path), heading)


def test_pages_of_somebody_with_an_app_and_a_passkey_are_in_our_layout(lead: User) -> None:
    client = Client()
    password_sign_in(client, lead.email)
    set_up_app(client)
    key = Authenticator.objects.create(
        user=lead, type=Authenticator.Type.WEBAUTHN, data={"name": "my phone", "credential": {}}
    )
    for path, heading in (
        ("/accounts/2fa/", "A second way to prove that it is you"),
        ("/accounts/2fa/totp/deactivate/", "Stop using the app"),
        ("/accounts/2fa/recovery-codes/", "Recovery codes"),
        ("/accounts/2fa/recovery-codes/generate/", "Make new recovery codes"),
        ("/accounts/2fa/reauthenticate/", "Is it you?"),
        ("/accounts/2fa/webauthn/", "Your passkeys"),
        (f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", "Rename the passkey"),
        (f"/accounts/2fa/webauthn/keys/{key.pk}/remove/", "Remove the passkey"),
    ):
        check_page(client.get(path), heading)
    file = client.get("/accounts/2fa/recovery-codes/download/")
    assert len(file.content.decode().split()) == 10


def test_a_failed_single_sign_on_is_in_our_layout(world: World) -> None:
    check_page(Client().get("/accounts/3rdparty/login/error/"), "That sign-in did not work", status=401)


def check_page(response: Any, heading: str, *, status: int = 200) -> None:
    page = text(response)
    assert response.status_code == status, page[:500]
    assert re.search(rf"<h1[^>]*>{re.escape(heading)}</h1>", page), page
    assert "pastoral-header" in page
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag]
    assert inline == []
    assert " style=" not in page
