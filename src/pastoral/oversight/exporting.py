"""What every export of a list has in common: it needs the permission, and it is on the audit trail before it is handed out."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority, School


def noted(verb: str, *, by: Access, **changes: Any) -> None:
    """One event about each authority (or, for people of schools, each school) that the export reached into.

    `changes` say how many rows and by which filters: codes, never a name.
    """
    with recording(verb, by=by) as record:
        subjects: list[Any] = list(Authority.objects.filter(pk__in=by.authority_ids))
        for subject in subjects or list(School.objects.filter(pk__in=by.school_ids)):
            record.about(subject, changes=changes)
