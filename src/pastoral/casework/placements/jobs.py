"""Every night, before the rules look: who is taught where, for a birthday or a day alone may change it."""

from __future__ import annotations

from django.db import transaction

from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .services import attending, referring


@periodic("placements.attending", cron="5 2 * * *")
def taught_where() -> None:
    """Counts every authority's own placements anew, then tests every provider over all of them. An unchanged night writes nothing."""
    for authority_id in authorities_in_use():
        attending.keep_all(authority_id)
    with transaction.atomic():
        attending.examine()


@periodic("placements.lapse", cron="25 2 * * *")
def lapse() -> None:
    """Referrals that no provider answered in time: they count as unmet need, and the school asks somebody else."""
    for authority_id in authorities_in_use():
        referring.lapse(authority_id)
