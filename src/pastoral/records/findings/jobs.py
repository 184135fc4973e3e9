"""Every night: what the date alone has changed."""

from __future__ import annotations

from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .services import judge_everything


@periodic("findings.nightly", cron="30 2 * * *")
def nightly() -> None:
    """Each authority in turn; an unchanged night writes nothing."""
    for authority_id in authorities_in_use():
        judge_everything(authority_id)
