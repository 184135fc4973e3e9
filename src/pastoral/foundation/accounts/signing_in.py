"""That somebody signed in is on the audit trail."""

from __future__ import annotations

from pastoral.foundation.audit.recording import recording

from .models import User
from .who import access_of


def record_sign_in(user: User) -> None:
    """One event for each sign-in; a failed one is in the log of the rate limits, not here."""
    with recording("person.signed_in", by=access_of(user), subject=user):
        pass
