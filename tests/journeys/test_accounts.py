"""From an invitation in the mail to an account with a passkey, in Chromium, at both widths; and what a late form leaves."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser
PASSWORD = "three-words-apart-77"
EMAIL = "bethan.hill@school.example"


def at_localhost(person: Person, path: str) -> str:
    """Passkeys belong to a name, and 127.0.0.1 is none."""
    return person.served.url.replace("127.0.0.1", "localhost") + path


def with_a_device(person: Person) -> None:
    """Give this browser a device that knows passkeys and always says yes."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def newest_letter(person: Person, subject: str) -> None:
    """Open the newest message of the demo with this subject, waiting for the worker to send it."""
    for _attempt in range(40):
        person.page.goto(person.served.url + "/demo/mail/")
        if person.page.get_by_role("link", name=subject).count():
            person.press(subject)
            return
        time.sleep(0.5)
    pytest.fail(f"no message “{subject}” came")


def test_from_an_invitation_to_signing_in_with_a_passkey(people: Any) -> None:
    lead = people("pastoral-lead")
    lead.open("/accounts/people/")
    lead.press("Invite somebody")
    lead.fill("Full name", "Bethan Hill")
    lead.fill("Work e-mail address", EMAIL)
    lead.choose("Teacher or key adult")
    lead.press("Send the invitation")
    lead.sees("We have sent an invitation to bethan.hill@school.example.")

    bethan = people("", viewport=PHONE)
    newest_letter(bethan, "Open your Pastoral account")
    bethan.page.locator("a[href*='/accounts/invitation/']").first.click()
    bethan.look()
    assert {cookie["name"] for cookie in bethan.context.cookies()} == {"csrftoken"}
    bethan.page.get_by_label("Password", exact=True).fill(PASSWORD)
    bethan.page.get_by_label("The password again").fill(PASSWORD)
    bethan.press("Open my account")
    bethan.sees("Your account is open")

    with_a_device(bethan)
    bethan.open(at_localhost(bethan, "/accounts/login/?next=/accounts/2fa/webauthn/add/"))
    bethan.fill("E-mail address", EMAIL)
    bethan.page.get_by_label("Password", exact=True).fill(PASSWORD)
    bethan.press("Sign in")
    bethan.page.get_by_label("Sign in with this passkey alone").check()
    bethan.page.get_by_role("button", name="Add the passkey").click()
    bethan.page.wait_for_url("**/recovery-codes/")
    bethan.look()
    bethan.open(at_localhost(bethan, "/accounts/logout/"))
    bethan.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    bethan.page.wait_for_url("**/login/")
    bethan.page.get_by_role("button", name="Sign in with a passkey").click()
    bethan.page.wait_for_url(re.compile(r"localhost:\d+/$"))
    bethan.open(at_localhost(bethan, "/accounts/"))
    bethan.sees("Bethan Hill")


def test_every_page_of_an_account_at_both_widths(people: Any) -> None:
    head = people("head", also=(PHONE,))
    for path in (
        "/demo/", "/demo/mail/", "/accounts/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/",
        "/accounts/away/", "/accounts/people/", "/accounts/people/invite/", "/accounts/support/log/", "/messages/failed/",
    ):  # fmt: skip
        head.open(path)
    somebody = people("", also=(PHONE,))
    for path in ("/accounts/login/?late=kept", "/accounts/password/reset/", "/accounts/password/reset/done/"):
        somebody.open(path)


def test_signing_in_without_script_offers_no_passkey(people: Any) -> None:
    somebody = people("", script=False)
    somebody.open("/accounts/login/")
    expect(somebody.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(somebody.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_what_was_typed_before_signing_out_elsewhere_is_not_lost(people: Any) -> None:
    lead = people("pastoral-lead")
    lead.open("/accounts/people/invite/")
    lead.fill("Full name", "Bethan Llŷr Hill")
    other_tab = lead.context.new_page()
    other_tab.goto(lead.served.url + "/accounts/logout/")
    other_tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    other_tab.wait_for_url("**/login/")
    lead.press("Send the invitation")
    lead.sees("We kept what you typed")
    other_tab.goto(lead.served.url + "/demo/sign-in/pastoral-lead/")
    lead.open("/accounts/people/invite/")
    lead.sees("We kept what you typed at")
    expect(lead.page.get_by_label("Full name")).to_have_value("Bethan Llŷr Hill")
