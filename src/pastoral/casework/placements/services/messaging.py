"""A few words between the home school and the provider about one child, kept where both read them while the placement is shared."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.accounts.models import User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.rules.sentences import Refused, say

from ..models import Message, Place, Placement
from .changing import for_the_child
from .from_provider import scope_of_place

NOT_SHARED = say("AP.message_unshared", "The provider sees nothing of this child now, so nobody would read this. Share the place first.")


def from_provider(*, place: Place, words: str, by: Access) -> Message:
    """To the home school; whoever leads the placement there is written to, without the child's name."""
    with recording("placement.message", by=by) as record:
        row = Message(**scope_of_place(place), side=Message.Side.PROVIDER, words=words, by_name=by.actor)
        row.save()
        record.about(row)
        with for_the_child(place, by) as wide:
            lead = Placement.objects.visible_to(wide).select_related("lead").get(pk=place.placement_id).lead
            if lead is not None:
                _write_to_lead(row, lead, by)
    return row


def from_school(*, placement: Placement, words: str, by: Access) -> Message:
    """To the provider, which reads it on the child's page. Raises `Refused` where nothing is shared: nobody there would see it."""
    by.require(Permission.COMMISSION)
    if not Place.objects.visible_to(by).filter(placement=placement, ended_on__isnull=True).exists():
        raise Refused((NOT_SHARED,))
    with recording("placement.message", by=by) as record:
        row = Message(
            pupil_id=placement.pupil_id, authority_id=placement.authority_id, school_id=placement.school_id,
            placement_id=placement.pk, side=Message.Side.SCHOOL, words=words, by_name=by.actor,
        )  # fmt: skip
        row.save()
        record.about(row)
    return row


def mark_read(*, place: Place, found: Iterable[Message], by: Access) -> None:
    """A provider's person opened the page with these: what the school wrote has been read."""
    new = [one.pk for one in found if one.side == Message.Side.SCHOOL and one.read_at is None]
    if new:
        with recording("placement.messages_read", by=by, subject=place):
            Message.objects.visible_to(by).filter(pk__in=new, read_at__isnull=True).update(read_at=timezone.now())


def mark_read_at_school(*, placement: Placement, by: Access) -> None:
    """The same on the commissioner's side."""
    new = Message.objects.visible_to(by).filter(placement=placement, side=Message.Side.PROVIDER, read_at__isnull=True)
    if new.exists():
        with recording("placement.messages_read", by=by, subject=placement):
            new.update(read_at=timezone.now())


def unread(access: Access) -> dict[int, int]:
    """Placement's key → how many words of the school nobody at the provider has read."""
    found = Message.objects.visible_to(access).filter(
        placement_id__in=sorted(access.placement_ids), side=Message.Side.SCHOOL, read_at__isnull=True
    )
    return dict(found.order_by().values_list("placement_id").annotate(number=Count("pk")))


def _write_to_lead(row: Message, lead: User, by: Access) -> None:
    with override(lead.language):
        send(
            key=f"placement-message-{row.pk}", kind="placement.message", to_name=lead.name, to_email=lead.email,
            language=lead.language, subject=gettext("A provider wrote to you"),
            body=gettext("A provider wrote to you about a placement. Sign in to read it: {page}").format(
                page=settings.BASE_URL + reverse("placement-sharing", args=[row.placement_id])
            ),
            authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil_id, by=by,
        )  # fmt: skip
