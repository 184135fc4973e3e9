"""Dated items: given by the provider or by those who use it, checked by an officer; only what is checked counts.

A provider that writes a later date itself gains nothing by it until somebody has seen the paper. The written confirmation of checks
counts for who received it alone: the school that places a child, or the authority where it commissions (ENG-KC-01, ENG-KC-02).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import recording
from pastoral.rules.sentences import Refused, say

from ..models import DatedItem, Listing, Provider, Site
from . import papers

ENDS_BEFORE = say("ITEM.order", "The last day must not be before the day of the paper.")
NO_DATE = say("ITEM.no_date", "Give at least one of the two days.")
FUTURE = say("ITEM.future", "The day of the paper must be today or in the past.")
WHY = say("ITEM.why", "Write why it is not accepted. The provider reads it.")
SETTLED = say("ITEM.settled", "Somebody has decided this already. Load the page again.")
NEEDS_END = (DatedItem.Kind.INSURANCE, DatedItem.Kind.CONFIRMATION)
NO_END = say("ITEM.no_end", "Say until which day it is good.")
WHICH_SCHOOL = say("ITEM.school", "Say which of your schools received it.")


@dataclass(frozen=True)
class Given:
    """One item as it was typed."""

    kind: str
    about: str = ""
    site_id: int | None = None
    dated_on: dt.date | None = None
    ends_on: dt.date | None = None
    school_id: int | None = None  # which received it, for who works for several


def give(*, provider_id: int, given: Given, by: Access, upload: Any = None) -> DatedItem:
    """Add one. An officer's is checked at once; so is the written confirmation that a school has in its hands."""
    officer, school = by.may(Permission.MANAGE_DIRECTORY), by.may(Permission.COMMISSION)
    if not (officer or school or leads(by, provider_id)):
        raise NotAllowed(Permission.LEAD_PROVIDER)
    _refuse_wrong_dates(given)
    held = school and not officer and given.kind == DatedItem.Kind.CONFIRMATION
    received_by = _receiver(given, by) if held else None
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    if given.site_id is not None:
        Site.objects.visible_to(by).get(pk=given.site_id, provider=provider)
    with recording("provider.item_given", by=by) as record:
        file = papers.keep(provider.pk, upload, by=by) if upload is not None else None
        row = DatedItem(
            provider=provider, kind=given.kind, site_id=given.site_id, about=given.about, dated_on=given.dated_on,
            ends_on=given.ends_on, file=file, given_by=by.actor[:200], received_by_id=received_by,
        )  # fmt: skip
        row.save()
        if officer or held:
            _accept(row, by)
        record.about(row, changes={"kind": row.kind, "state": row.state})
    return row


def _receiver(given: Given, by: Access) -> int:
    """The school that holds the confirmation: the one that the person works for, or that they name. Raises `Refused` for none."""
    if given.school_id in by.school_ids and given.school_id is not None:
        return given.school_id
    if len(by.school_ids) != 1:
        raise Refused((WHICH_SCHOOL,))
    return min(by.school_ids)


def check(*, item_id: int, accepted: bool, note: str = "", by: Access) -> DatedItem:
    """An officer of an authority that lists the provider accepts what was given, which then follows what it renews, or refuses it."""
    with recording("provider.item_checked", by=by) as record:
        row = _for_officer(item_id, by)
        if row.state != DatedItem.State.GIVEN:
            raise Refused(SETTLED)
        if accepted:
            _accept(row, by)
        else:
            if not note.strip():
                raise Refused(WHY)
            row.state, row.note = DatedItem.State.REFUSED, note[:500]
            row.checked_at, row.checked_by = timezone.now(), by.actor[:200]
            row.save()
        record.about(row, changes={"state": row.state})
    return row


def retire(*, item_id: int, by: Access) -> DatedItem:
    """What no longer matters: a member of staff who left, a site that closed. Its date then takes nothing down."""
    with recording("provider.item_retired", by=by) as record:
        row = _for_officer(item_id, by)
        row.state = DatedItem.State.REPLACED
        row.save()
        record.about(row)
    return row


def _for_officer(item_id: int, by: Access) -> DatedItem:
    by.require(Permission.MANAGE_DIRECTORY)
    row: DatedItem = DatedItem.objects.visible_to(by).select_for_update().get(pk=item_id)
    if not Listing.objects.visible_to(by).filter(provider=row.provider_id, authority__in=by.authority_ids).exists():
        raise DatedItem.DoesNotExist(item_id)
    return row


def _accept(row: DatedItem, by: Access) -> None:
    same = DatedItem.objects.visible_to(by).filter(
        provider=row.provider_id, kind=row.kind, site=row.site_id, about__iexact=row.about, state=DatedItem.State.CHECKED
    )
    row.checked_for_id = min(by.authority_ids | by.home_authority_ids, default=None)
    if row.kind == DatedItem.Kind.CONFIRMATION:  # nobody's takes the place of another's
        same = same.filter(received_by=row.received_by_id, checked_for=row.checked_for_id)
    same.exclude(pk=row.pk).update(state=DatedItem.State.REPLACED)
    row.state, row.checked_at, row.checked_by = DatedItem.State.CHECKED, timezone.now(), by.actor[:200]
    row.save()


def _refuse_wrong_dates(given: Given) -> None:
    reasons = []
    if given.dated_on is None and given.ends_on is None:
        reasons.append(NO_DATE)
    elif given.dated_on is not None and given.dated_on > timezone.localdate():
        reasons.append(FUTURE)
    if given.dated_on is not None and given.ends_on is not None and given.ends_on < given.dated_on:
        reasons.append(ENDS_BEFORE)
    if given.kind in NEEDS_END and given.ends_on is None:
        reasons.append(NO_END)
    if reasons:
        raise Refused(tuple(reasons))
