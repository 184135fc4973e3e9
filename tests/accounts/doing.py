"""What the tests of accounts do again and again."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from pastoral.foundation.outbox import catcher, jobs

PASSWORD = "three-words-apart-77"


def password_sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    """The sign-in form, sent."""
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def code_now(secret: str, *, step: int = 0) -> str:
    """What an authenticator app shows for this secret; `step` is that many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def mail_sent() -> list[catcher.Caught]:
    """Everything queued, sent over SMTP to the catcher, the newest first."""
    with catcher.running():
        jobs.run_waiting(names=frozenset({"outbox.deliver"}))
    return [found for name in catcher.names() if (found := catcher.read(name)) is not None]


def text(response: Any) -> str:
    """The page, with typographic apostrophes and entities as they are read."""
    import html

    return html.unescape(response.content.decode())
