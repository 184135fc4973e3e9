"""Whether mail can go out and whether a worker is at work, for /healthz."""

from __future__ import annotations

import smtplib
import time

from django.db import connection

from .delivery import NoMailServer, connected, server_in_use

SECONDS_BETWEEN_LOOKS = 30
_last: tuple[float, bool] | None = None


def mail_ok() -> bool:
    """Whether the mail server answers. It is asked at most twice a minute, and given three seconds."""
    global _last
    now = time.monotonic()
    if _last is not None and now - _last[0] < SECONDS_BETWEEN_LOOKS:
        return _last[1]
    try:
        with connected(server_in_use(), seconds=3) as session:
            answered = session.noop()[0] == 250
    except (OSError, smtplib.SMTPException, NoMailServer):
        answered = False
    _last = (now, answered)
    return answered


def worker_ok() -> bool:
    """Whether a worker gave a sign of life in the last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"
        )
        (alive,) = cursor.fetchone()
    return bool(alive)
