"""Support sessions: support staff look at one authority, with a reason, for an hour; the authority sees each one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import recording

from .models import SupportSession

MINUTES = 60
SHORTEST_REASON = 10


def open_session(*, authority_id: int, reason: str, by: Access) -> SupportSession:
    """Open a session for an hour; one that is still open is ended first."""
    by.require(Permission.OPEN_SUPPORT_SESSION)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValueError("A support session needs a reason")
    now = timezone.now()
    with recording("support.opened", by=by, reason=reason.strip()) as record:
        SupportSession.objects.filter(user_id=by.user_id, ended_at__isnull=True).update(ended_at=now)
        session = SupportSession.objects.create(
            user_id=by.user_id,
            authority_id=authority_id,
            reason=reason.strip(),
            ends_at=now + dt.timedelta(minutes=MINUTES),
        )
        record.about(session, changes={"ends_at": session.ends_at.isoformat()})
    return session


def end_session(*, by: Access) -> None:
    """End the session that is open, if there is one."""
    session = current(by)
    if session is None:
        return
    with recording("support.ended", by=by, subject=session):
        session.ended_at = timezone.now()
        session.save(update_fields=["ended_at"])


def current(access: Access) -> SupportSession | None:
    """The open session of this person."""
    if access.support_session_id is None:
        return None
    return SupportSession.objects.select_related("authority").filter(pk=access.support_session_id).first()


def sessions_at(access: Access) -> Any:
    """Every session there was at the authorities this person works for, the newest first."""
    return (
        SupportSession.objects.filter(authority_id__in=access.home_authority_ids)
        .select_related("user", "authority")
        .order_by("-began_at", "-pk")
    )
