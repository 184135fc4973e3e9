"""Every night: the colours of the audit, for a date alone may change one (a limit passes, a lowered red comes to its end)."""

from __future__ import annotations

from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .services.colouring import keep_all_colours


@periodic("timetables.colours", cron="15 2 * * *")
def colours() -> None:
    """Before the night's findings, so that lists and findings of one morning agree. An unchanged night writes nothing."""
    for authority_id in authorities_in_use():
        keep_all_colours(authority_id)
