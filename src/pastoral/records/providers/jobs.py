"""Every night: assurance that ran out takes a provider's status down, and what will soon run out is said."""

from __future__ import annotations

from pastoral.foundation.outbox.jobs import authorities_in_use, periodic

from .assurance.nights import every_night
from .services import locate_again


@periodic("providers.assurance", cron="45 1 * * *")
def assurance() -> None:
    """Before the night's findings, so that each child's placement says the same in the morning."""
    every_night()


@periodic("providers.places", cron="35 1 * * *")
def places() -> None:
    """Where each place is, after a register of schools was read anew."""
    for authority_id in authorities_in_use():
        locate_again(authority_id)
