"""What somebody has typed and not yet sent: kept for 30 days, seen by nobody else, shown again on the same page.

A draft is not yet part of anybody's record, so keeping one is not an audit event (there would be one every three seconds);
row security still lets each person reach only their own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.row_security import current_access, entered
from pastoral.foundation.access.value import Access
from pastoral.foundation.access.writing import enter_recording, leave_recording

from .models import Draft

KEEP_DAYS = 30
MOST_BYTES = 1_000_000
MOST_FIELDS = 1_000
MOST_KEY = 200
# Never kept, whatever the form calls them: secrets, what guards the form, and what only the browser may hold.
SECRET = ("password", "csrfmiddlewaretoken", "submission_token", "autosave_version", "credential", "secret")

TOO_BIG = _("This is more than we can keep while you type. Send the form in smaller parts.")


class TooBig(ValueError):
    """The values are larger than a draft may be; its text is for the person."""


@dataclass(frozen=True)
class Kept:
    """A draft as its page shows it: `values` for the form's `draft`, `saved_at` for "We kept what you typed"."""

    values: dict[str, Any]
    saved_at: dt.datetime
    key: str

    @property
    def discard(self) -> str:
        """The address that forgets it and shows the form empty (for the component `draft_restored`)."""
        return reverse("draft-drop") + "?" + urlencode({"key": self.key})


def load(access: Access, key: str) -> dict[str, Any] | None:
    """The values kept under `key`, or None."""
    found = kept(access, key)
    return None if found is None else found.values


def kept(access: Access, key: str) -> Kept | None:
    """The same with the time they were kept. One query."""
    if access.user_id is None:
        return None
    oldest = timezone.now() - dt.timedelta(days=KEEP_DAYS)
    with _as(access):
        draft = Draft.objects.visible_to(access).filter(form_key=short(key), saved_at__gte=oldest).first()
    return None if draft is None else Kept(draft.values, draft.saved_at, draft.form_key)


def keep(access: Access, key: str, values: Mapping[str, Any]) -> dt.datetime | None:
    """Keep `values` (strings or lists of strings) in place of what was kept. None without an account. Raises `TooBig`."""
    if access.user_id is None:
        return None
    safe = {name: value for name, value in values.items() if not is_secret(name)}
    if len(safe) > MOST_FIELDS or len(json.dumps(safe)) > MOST_BYTES:
        raise TooBig(str(TOO_BIG))
    with _as(access), _writing():
        draft, _made = Draft.objects.visible_to(access).update_or_create(
            user_id=access.user_id, form_key=short(key), defaults={"values": safe}
        )
    saved_at: dt.datetime = draft.saved_at
    return saved_at


def values_of(found: Kept | None) -> dict[str, Any] | None:
    """What a form takes as its `draft`."""
    return None if found is None else found.values


def drop(access: Access, key: str) -> None:
    """Forget what was kept: call it when the form has been saved."""
    if access.user_id is None:
        return
    with _as(access), _writing():
        Draft.objects.visible_to(access).filter(form_key=short(key)).delete()


def drop_old(access: Access) -> int:
    """Forget everything of one person that is older than 30 days; returns how many."""
    oldest = timezone.now() - dt.timedelta(days=KEEP_DAYS)
    with _as(access), _writing():
        gone: int = Draft.objects.visible_to(access).filter(saved_at__lt=oldest).delete()[0]
    return gone


def address(key: str) -> str:
    """Where a form of this page keeps its draft: `form_page(..., autosave=...)`."""
    return reverse("draft-save") + "?" + urlencode({"key": short(key)})


def short(key: str) -> str:
    """The key as stored: a very long one is shortened by its hash."""
    return key if len(key) <= MOST_KEY else key[:120] + ":" + sha256(key.encode()).hexdigest()[:40]


def is_secret(name: str) -> bool:
    """Whether a field of this name is never kept."""
    return any(word in name.lower() for word in SECRET)


@contextmanager
def _as(access: Access) -> Iterator[None]:
    # Outside a request (a late form, a nightly job) nobody has told PostgreSQL yet whose draft it is.
    if current_access() == access:
        yield
    else:
        with entered(access):
            yield


@contextmanager
def _writing() -> Iterator[None]:
    token = enter_recording()
    try:
        yield
    finally:
        leave_recording(token)
