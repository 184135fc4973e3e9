"""A form is taken once: its hidden token remembers where the first sending went, so a double click ends in the same place.

In a view:  `went_to = once.already(access, token)`; if there is one, redirect to it; else save and call `once.done` in the
same transaction. Two requests at the same moment: the second waits on the token's unique row and finds the first one's answer.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection

from pastoral.foundation.access.value import Access
from pastoral.foundation.access.writing import enter_recording, leave_recording

from .models import Submission


def token() -> str:
    """A new token for a form's hidden field."""
    return str(uuid4())


def already(access: Access, token: str) -> str | None:
    """Where this form went when it was first sent by this person, or None. Holds off a second sending until the first is done."""
    asked = _as_uuid(token)
    if asked is None:
        return None
    with connection.cursor() as cursor:
        # A lock on the token, given back at the end of the transaction: the double click waits here.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(asked)])
    found = Submission.objects.visible_to(access).filter(token=asked).first()
    return None if found is None else str(found.went_to)


def done(access: Access, token: str, went_to: str) -> None:
    """Remember where this form went; does nothing for a form that had no token."""
    asked = _as_uuid(token)
    if asked is None:
        return
    guard = enter_recording()
    try:
        Submission.objects.bulk_create(
            [Submission(token=asked, user_id=access.user_id, went_to=went_to[:300])], ignore_conflicts=True
        )
    finally:
        leave_recording(guard)


def _as_uuid(token: str) -> UUID | None:
    try:
        return UUID(str(token))
    except ValueError:
        return None
