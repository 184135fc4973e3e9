"""Every night: what the date alone has changed. Every morning of a weekday: one message to whoever owes something."""

from __future__ import annotations

from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .digest import send_digests
from .services import judge_everything


@periodic("findings.nightly", cron="30 2 * * *")
def nightly() -> None:
    """Each authority in turn; an unchanged night writes nothing."""
    for authority_id in authorities_in_use():
        judge_everything(authority_id)


@periodic("findings.digest", cron="0 6 * * 1-5")
def digest() -> None:
    """After the night's run. Sent once a day to a person, however often the job runs."""
    for authority_id in authorities_in_use():
        send_digests(authority_id)
