"""What time alone asks for: a concern that nobody reads, and looking in on a child who is back at school."""

from __future__ import annotations

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .services import reminding, worrying


@periodic("placements.concerns", cron="*/30 * * * *")
def concerns() -> None:
    """Twice an hour: a concern that was not read in time goes to the head as well, once."""
    for authority_id in authorities_in_use():
        with entered(Access.system(authority_id=authority_id, doing="concerns")) as access:
            worrying.remind_unread(access)


@periodic("placements.checks", cron="20 6 * * *")
def checks() -> None:
    """Each morning: who arranged a placement hears of a check after the return that is due."""
    for authority_id in authorities_in_use():
        with entered(Access.system(authority_id=authority_id, doing="checks after a return")) as access:
            reminding.remind_of_checks(access)
