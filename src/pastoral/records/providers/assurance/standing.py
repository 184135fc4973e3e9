"""How a provider's status moves: by an officer's hand with a reason, or by itself when a date has passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.govuk.words import say as in_words
from pastoral.foundation.outbox.jobs import for_authority
from pastoral.rules.providers.standing import OPEN, Dated, decide

from ..models import Listing, ListingMove
from .judging import Standing, as_applying, standings

Listener = Callable[[Access, Listing, ListingMove], None]
_listeners: list[Listener] = []


def on_move(listener: Listener) -> None:
    """Call `listener` inside the transaction of each move (to tell those who have a child there). Twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def move(
    *, listing_id: int, move: str, by: Access, reason: str = "", to: str = "", approved_until: dt.date | None = None,
    version: int | None = None,
) -> Listing:  # fmt: skip
    """Approve, list, suspend, reinstate or remove. Raises `Refused` with everything that holds it up, `Listing.DoesNotExist`."""
    with recording(f"listing.{move}", by=by) as record:
        row = _locked(by, listing_id)
        by.require(Permission.MANAGE_DIRECTORY)
        if row.authority_id not in by.authority_ids:
            raise Listing.DoesNotExist(listing_id)
        if approved_until is not None:
            row.approved_until = approved_until
        (found,) = standings(by, [row])
        after = decide(move, status=row.status, to=to, reason=reason, findings=as_applying(found), out=found.out)
        _moved(row, after, by=by, record=record, reason=reason)
    return row


def add(*, authority_id: int, provider_id: int, by: Access, list_name: str = "") -> Listing:
    """An authority begins to look at a provider: it stands as applying until somebody decides."""
    by.require(Permission.MANAGE_DIRECTORY)
    if authority_id not in by.authority_ids:
        raise Listing.DoesNotExist(authority_id)
    found: Listing | None = Listing.objects.visible_to(by).filter(authority=authority_id, provider=provider_id).first()
    if found is not None:
        return found
    with recording("listing.added", by=by) as record:
        row = Listing(authority_id=authority_id, provider_id=provider_id, status_since=timezone.localdate(), list_name=list_name)
        row.save()
        record.about(row, changes={"status": row.status})
    return row


def fall(authority_id: int, today: dt.date | None = None) -> int:
    """Suspend every provider of an authority whose assurance has run out; returns how many. An unchanged day writes nothing."""
    day, fallen = today or timezone.localdate(), 0
    with for_authority(authority_id, doing="assurance of providers") as access:
        for one in _run_out(access, authority_id, day):
            fallen += _fell(access, one, day)
    return fallen


def _fell(access: Access, standing: Standing, today: dt.date) -> int:
    """Locked and looked at again, because an officer may be at work in the same minute."""
    with recording("listing.fell", by=access) as record:
        row = _locked(access, standing.listing.pk)
        (now,) = standings(access, [row], today)
        if row.status not in OPEN or not now.out:
            record.about(row, verb="listing.looked_at")
            return 0
        _moved(row, Listing.Status.SUSPENDED, by=access, record=record, reason=why(now.out), by_itself=True)
    return 1


def why(out: tuple[Dated, ...]) -> str:
    """The reason as it is kept, in English: what had run out, and when."""
    with override("en-gb"):
        return gettext("Run out: %(what)s") % {"what": "; ".join(in_words(one.sentence) for one in out)}


def _run_out(access: Access, authority_id: int, today: dt.date) -> list[Standing]:
    rows = Listing.objects.visible_to(access).filter(authority=authority_id, status__in=OPEN).select_related("provider", "authority")
    return [one for one in standings(access, rows, today) if one.out]


def _locked(by: Access, listing_id: int) -> Listing:
    row: Listing = (
        Listing.objects.visible_to(by).select_for_update(of=("self",)).select_related("provider", "authority").get(pk=listing_id)
    )
    return row


def _moved(row: Listing, after: str, *, by: Access, record: Any, reason: str, by_itself: bool = False) -> None:
    before, row.status, row.reason = row.status, after, reason
    row.status_since, row.version = timezone.localdate(), row.version + 1
    row.save()
    moved = ListingMove(
        listing=row, authority_id=row.authority_id, before=before, after=after, by_name=by.actor[:200], by_itself=by_itself,
        reason=reason[:2_000],
    )  # fmt: skip
    moved.save()
    record.about(row, changes={"before": before, "after": after, "by_itself": by_itself})
    for listener in _listeners:
        listener(by, row, moved)
