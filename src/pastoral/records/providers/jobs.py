"""Every night: assurance that ran out takes a provider's status down, and what will soon run out is said."""

from __future__ import annotations

from pastoral.foundation.outbox.jobs import periodic

from .assurance.nights import every_night


@periodic("providers.assurance", cron="45 1 * * *")
def assurance() -> None:
    """Before the night's findings, so that each child's placement says the same in the morning."""
    every_night()
