"""The notice for the provider of the placement: a copy of the words that were given, in a table that the provider reaches (ADR 0008)."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.rules.sentences import Refused, say

from ..models import Direction, DirectionNotice, Place
from .changing import Change, changing
from .telling import To, provider_of, tell

NOT_GIVEN = say("OSD.copy_not_given", "Give the notice first. Then the provider can have it.")
NO_PROVIDER = say("OSD.copy_no_provider", "This direction is for no placement with a provider.")
THERE = say("OSD.copy_there", "The provider has this notice.")


def may_have_it(row: Direction) -> bool:
    """Whether there is a notice that holds, and a provider to have it."""
    return row.notice_given_on is not None and not row.is_closed and row.placement is not None and row.placement.provider_id is not None


def renew_copy(change: Change) -> DirectionNotice | None:
    """Inside an open change: the provider has the words that hold now, and no others. Gives the copy where a new one was made."""
    row, by = change.row, change.by
    now: DirectionNotice | None = (
        DirectionNotice.objects.visible_to(by).select_for_update(of=("self",)).filter(direction=row, withdrawn_at__isnull=True).first()
    )
    placement = row.placement
    provider_id = placement.provider_id if placement is not None else None
    holds = may_have_it(row)
    same = now is not None and (now.placement_id, now.provider_id, now.seal, now.given_on) == (
        row.placement_id, provider_id, row.notice_seal, row.notice_given_on,
    )  # fmt: skip
    if holds and same:
        return None
    if now is not None:
        now.withdrawn_at = timezone.now()
        now.save()
        change.record.about(now, changes={"withdrawn": True})
    if not holds or provider_id is None or row.notice_given_on is None:
        return None
    made = DirectionNotice(
        **scope_of(row.pupil), placement=placement, direction=row, provider_id=provider_id, words=row.notice_words, seal=row.notice_seal,
        given_on=row.notice_given_on, sent_by=by.actor,
    )  # fmt: skip
    made.save()
    change.record.about(made, changes={"provider": provider_id}, verb="direction.copied")
    return made


def send_to_provider(*, direction_id: int, by: Access) -> DirectionNotice:
    """The provider of the placement gets the notice that was given: it took the place over, or was tied to the direction later."""
    with changing(direction_id, "direction.copied", by=by) as change:
        if change.row.notice_given_on is None:
            raise Refused((NOT_GIVEN,))
        to = provider_of(change)
        if to is None:
            raise Refused((NO_PROVIDER,))
        made = renew_copy(change)
        if made is None:
            raise Refused((THERE,))
        tell(change, "notice", [to])
    return made


def tell_new_provider(change: Change) -> None:
    """Inside a change of the placement after the notice was given: its provider gets the copy, and a message."""
    to: To | None = provider_of(change)
    if renew_copy(change) is not None and to is not None:
        tell(change, "notice", [to])


def copy_of(access: Access, place: Place, notice_id: int) -> DirectionNotice:
    """What the provider of this place has. Raises `DirectionNotice.DoesNotExist` for one taken back, or another's."""
    found: DirectionNotice = DirectionNotice.objects.visible_to(access).get(
        pk=notice_id, placement_id=place.placement_id, provider_id=place.provider_id, withdrawn_at__isnull=True
    )
    return found
