"""Nightly: what nobody needs any more is forgotten."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.outbox.jobs import periodic
from pastoral.foundation.questions import drafts

from .models import User

# Kept a little after their end, so that a form sent late can still be given back to its writer.
SESSIONS_ARE_KEPT_FOR = dt.timedelta(days=2)


@periodic("accounts.forget", cron="40 1 * * *")
def forget() -> None:
    """Drop drafts of more than 30 days and sessions that ended two days ago."""
    for user_id in User.objects.order_by("pk").values_list("pk", flat=True).iterator():
        drafts.drop_old(Access(user_id=user_id, actor="Pastoral: tidying up"))
    Session.objects.filter(expire_date__lt=timezone.now() - SESSIONS_ARE_KEPT_FOR).delete()
