"""Sharing with a provider: one of eight sets of data at a time (HAM-AP-11), from this day, until it is taken back or the placement ends.

`PlacementGrant` is the one thing that lets a provider in. What ends it ends every way in, links and files included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import PlacementGrant
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents import files as documents
from pastoral.records.providers import letters
from pastoral.rules.placements.facts import DATA_LABELS
from pastoral.rules.sentences import Refused, say

from ..models import Place, Placement, SharedFile, SharedSet
from .changing import Change, changing
from .next_provider import refuse_what_another_wrote

CHILD_PROTECTION = "child_protection"
NO_PROVIDER = say("AP.share.no_provider", "Choose the provider first. Then share with it.")
NOTHING = say("AP.share.nothing", "Say what you share, or say that none exists.")
CONFIRM = say(
    "AP.share.confirm", "Child protection papers go to the provider. Check that its safeguarding lead should have them, and confirm."
)


@dataclass(frozen=True)
class Given:
    """One set of data as it is given: "shared" with words, files or both, or "none" where none exists."""

    state: str
    text: str = ""
    files: tuple[Any, ...] = ()  # `uploads.Upload` of a form's FileField

    @property
    def is_empty(self) -> bool:
        return self.state == SharedSet.State.SHARED and not self.text.strip() and not self.files


def share(
    *, placement_id: int, sets: Mapping[str, Given], confirmed: bool = False, version: int | None = None, by: Access
) -> Place:
    """Share these sets with the placement's provider, which sees them from now. Sharing a set again replaces its words.

    Raises `Refused` without a provider, for a set with nothing in it, and for child protection papers without `confirmed`.
    """
    unknown = set(sets) - set(DATA_LABELS)
    if unknown:
        raise ValueError(f"No such sets of data: {sorted(unknown)}")
    with changing(placement_id, "placement.shared", by=by, version=version) as change:
        row = change.row
        if row.provider is None:
            raise Refused((NO_PROVIDER,))
        if not sets:
            raise Refused((NOTHING,))
        place = open_place(change)
        before = {one.data: one for one in _current(by, row)}
        for data, given in sets.items():
            had_files = data in before and before[data].files.filter(withdrawn_at__isnull=True).exists()
            if given.is_empty and not had_files:
                raise Refused((NOTHING,))
            if data == CHILD_PROTECTION and given.state == SharedSet.State.SHARED and not confirmed:
                raise Refused((CONFIRM,))
        for data, given in sets.items():
            _replace(change, before.get(data), data, given)
        change.changes["sets"] = sorted(sets)
        change.tell("sharing.shared", provider=row.provider.name)
    return place


def open_place(change: Change) -> Place:
    """Inside an open change: the provider is let in from today, and sees the child's name, year, school, contact and days."""
    row, by, today = change.row, change.by, timezone.localdate()
    assert row.provider_id is not None
    refuse_what_another_wrote(by, row, row.provider_id)
    _close_grants(row, Q(~Q(provider=row.provider_id)), today)
    grant, is_new = PlacementGrant.objects.get_or_create(
        provider_id=row.provider_id,
        placement_id=row.pk,
        until=None,
        defaults={"since": today, "given_by_id": by.user_id},
    )
    found: Place | None = Place.objects.visible_to(by).select_for_update(of=("self",)).filter(placement=row).first()
    place = found or Place(**scope_of(row.pupil), placement=row, shared_on=today)
    if found is not None and found.provider_id != row.provider_id:
        for one in _current(by, row):  # shared with the provider before this one
            _withdraw_set(change, one, "")
    if found is not None and (place.provider_id != row.provider_id or place.ended_on is not None):
        place.group, place.shared_on, place.ended_on = "", today, None
    _copy(place, row)
    place.save()
    change.record.about(place, changes={"provider": row.provider_id}, verb="placement.place_opened" if is_new else "")
    if is_new:
        _write_to_provider(change, grant)
    return place


def make_way(change: Change, provider_id: int | None) -> None:
    """Inside a change of provider, before it: whoever was let in before sees nothing from now on.

    Raises `Refused` where a provider before the new one wrote about the child on this placement.
    """
    by, row = change.by, change.row
    if provider_id is not None:
        refuse_what_another_wrote(by, row, provider_id)
    let_in = PlacementGrant.objects.filter(placement_id=row.pk).filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
    if let_in.exclude(provider=provider_id).exists():
        end_sharing(placement=row, by=by)


def renew_copy(change: Change) -> None:
    """Inside an open change of dates, site or contact: the provider's copy says the same. Nothing is shared that was not before."""
    place = Place.objects.visible_to(change.by).filter(placement=change.row, ended_on__isnull=True).first()
    if place is not None and place.provider_id == change.row.provider_id:
        _copy(place, change.row)
        place.save()


def withdraw(*, placement_id: int, data: str = "", reason: str = "", by: Access) -> None:
    """Take one set back, or all of them (`data` ""): gone for the provider at once. With the last set goes the whole access."""
    with changing(placement_id, "placement.share_withdrawn", by=by, reason=reason, closed_too=True) as change:
        row = change.row
        for one in _current(by, row):
            if data in ("", one.data):
                _withdraw_set(change, one, reason)
        change.changes["sets"] = [data] if data else sorted(DATA_LABELS)
        if not data or not _current(by, row):
            end_sharing(placement=row, by=by)
        change.tell("sharing.withdrawn", provider=row.provider.name if row.provider else "")


def withdraw_file(*, file_id: int, by: Access) -> Placement:
    """Take one file of a set back."""
    found: SharedFile = SharedFile.objects.visible_to(by).get(pk=file_id, withdrawn_at__isnull=True)
    with changing(found.placement_id, "placement.share_withdrawn", by=by, closed_too=True) as change:
        found.withdrawn_at = timezone.now()
        found.save()
        change.record.about(found)
        return change.row


def end_sharing(*, placement: Placement, on: dt.date | None = None, by: Access) -> None:
    """From the day `on` (today if not said, so: at once) the provider sees nothing of this placement any more.

    For whatever closes a placement: may be called inside its change. What was shared stays on the commissioner's record.
    """
    first_without = on or timezone.localdate()
    last = first_without - dt.timedelta(days=1)
    with recording("placement.sharing_ended", by=by) as record:
        _close_grants(placement, Q(), first_without)
        place = Place.objects.visible_to(by).filter(placement=placement).first()
        if place is not None and (place.ended_on is None or place.ended_on > last):
            place.ended_on = last
            place.save()
        record.about(placement, changes={"last_day": last.isoformat()})


def resume_sharing(*, placement_id: int, by: Access) -> Place:
    """A placement that was reopened: the provider is let in again, to what was shared and not taken back."""
    with changing(placement_id, "placement.shared", by=by) as change:
        if change.row.provider is None:
            raise Refused((NO_PROVIDER,))
        if not _current(by, change.row):
            raise Refused((NOTHING,))
        place = open_place(change)
        change.tell("sharing.shared", provider=change.row.provider.name)
    return place


def _withdraw_set(change: Change, one: SharedSet, reason: str) -> None:
    now = timezone.now()
    one.files.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason = now, change.by.actor, reason[:500]
    one.save()
    change.record.about(one, changes={"data": one.data})


def _current(by: Access, row: Placement) -> list[SharedSet]:
    return list(SharedSet.objects.visible_to(by).filter(placement=row, withdrawn_at__isnull=True))


def _replace(change: Change, before: SharedSet | None, data: str, given: Given) -> None:
    """The set as it is now; the one before it is withdrawn, and its files go on with the new one while it is shared."""
    row, by, now = change.row, change.by, timezone.now()
    carried: list[SharedFile] = []
    if before is not None:
        carried = list(before.files.filter(withdrawn_at__isnull=True))
        before.withdrawn_at, before.withdrawn_by = now, by.actor
        before.save()
    is_shared = given.state == SharedSet.State.SHARED
    new = SharedSet(
        **scope_of(row.pupil), placement=row, data=data, state=given.state, text=given.text if is_shared else "", shared_by=by.actor
    )
    new.save()
    for one in carried:
        if is_shared:
            one.shared_set = new
        else:
            one.withdrawn_at = now
        one.save()
    for upload in given.files if is_shared else ():
        kept = documents.keep_upload(
            row.pupil, upload, kind="shared", subject=row, by=by, restricted=data == CHILD_PROTECTION
        )
        SharedFile(
            **scope_of(row.pupil), placement=row, shared_set=new, title=kept.title, sha256=kept.sha256, size=kept.size,
            file_format=kept.file_format, added_by=by.actor,
        ).save()  # fmt: skip
    change.record.about(new, changes={"data": data, "state": given.state})


def _copy(place: Place, row: Placement) -> None:
    place.provider, place.site = row.provider, row.site  # type: ignore[assignment]  # asked by whoever calls
    place.pupil_name, place.year_group = str(row.pupil)[:200], row.pupil.year_group
    place.school_name = row.school.name
    place.home_contact, place.home_telephone = row.monitor, row.school.telephone
    place.first_on, place.last_on = row.starts_on, row.ends_on


def _close_grants(row: Placement, which: Q, first_without: dt.date) -> None:
    last = first_without - dt.timedelta(days=1)
    PlacementGrant.objects.filter(which, placement_id=row.pk).filter(Q(until__isnull=True) | Q(until__gt=last)).update(until=last)


def _write_to_provider(change: Change, grant: PlacementGrant) -> None:
    """Neutral words and the way to the page: no child's name."""
    provider = change.row.provider
    assert provider is not None
    if not provider.email:
        return

    def body() -> str:
        return gettext("{school} shared information about a placement with you. Sign in to read it: {page}").format(
            school=change.row.school.name, page=settings.BASE_URL + reverse("provider-home")
        )

    letters.write(
        letters.desk(provider, change.row.authority_id), key=f"placement-shared-{grant.pk}", kind="placement.shared",
        subject=lambda: gettext("Something was shared with you"), body=body, authority_id=change.row.authority_id,
        school_id=change.row.school_id, pupil=change.row.pupil_id, by=change.by,
    )  # fmt: skip
