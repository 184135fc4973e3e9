"""Visits to providers in three areas, what is to be put right after them, and what they mean for the authority's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import recording
from pastoral.rules.providers.facts import AREA_LABELS
from pastoral.rules.sentences import Refused, say

from ..models import Listing, Provider, Site, Visit, VisitAction, VisitArea

FUTURE = say("VISIT.future", "The day of the visit must be today or in the past.")
NO_AREA = say("VISIT.no_area", "Say for at least one area what you found.")
NEXT_EARLIER = say("VISIT.next", "The next visit must be after this one.")
HELD = say("VISIT.held", "This visit is written up already. Load the page again.")
NOT_HELD = say("VISIT.not_held", "Write up the visit first.")


@dataclass(frozen=True)
class Found:
    """What was found in one area: a result of `ThemeStanding.Result`, and in words."""

    result: str
    words: str = ""


def plan(*, provider_id: int, why: str, by: Access, due_on: dt.date | None = None, site_id: int | None = None) -> Visit:
    """A visit that is due. The provider's entry must be on the list of the officer's own authority."""
    by.require(Permission.MANAGE_DIRECTORY)
    listing = _listing(provider_id, by)
    if site_id is not None:
        Site.objects.visible_to(by).get(pk=site_id, provider=provider_id)
    with recording("visit.planned", by=by) as record:
        row = Visit(provider_id=provider_id, authority_id=listing.authority_id, why=why, due_on=due_on, site_id=site_id)
        row.save()
        record.about(row, changes={"why": why})
    return row


def first_used(*, provider_id: int, authority_id: int, on: dt.date, by: Access) -> Visit | None:
    """NPT-AP-07, 12: a child of this authority starts at a provider; the first time, a visit is due. Nothing where it is known.

    A provider that no list has stands on the authority's from now on, as applying: every provider that is used is in one list.
    Called by whoever starts the placement, so it asks for no permission of its own.
    """
    listing = Listing.objects.visible_to(by).select_for_update().filter(provider=provider_id, authority=authority_id).first()
    if listing is not None and listing.first_used_on is not None:
        return None
    with recording("provider.first_used", by=by) as record:
        if listing is None:
            listing = Listing(provider_id=provider_id, authority_id=authority_id, status_since=timezone.localdate())
        listing.first_used_on = on
        listing.save()
        record.about(listing, changes={"first_used_on": on.isoformat()})
        if Visit.objects.visible_to(by).filter(provider=provider_id, authority=authority_id).exists():
            return None
        row = Visit(provider_id=provider_id, authority_id=authority_id, why=Visit.Why.NEW, due_on=on)
        row.save()
        record.about(row, changes={"why": row.why}, verb="visit.planned")
    return row


def write_up(
    *, visit_id: int, held_on: dt.date, visitors: str, found: Mapping[str, Found], by: Access, next_due_on: dt.date | None = None,
    approved_until: dt.date | None = None,
) -> Visit:  # fmt: skip
    """What was seen: each area by code. Areas that are met count towards approval, others no longer do (WIL-QA-01)."""
    by.require(Permission.MANAGE_DIRECTORY)
    with recording("visit.written", by=by) as record:
        row = _visit(visit_id, by)
        reasons = []
        if row.held_on is not None:
            reasons.append(HELD)
        if held_on > timezone.localdate():
            reasons.append(FUTURE)
        if not set(found) & set(AREA_LABELS):
            reasons.append(NO_AREA)
        if next_due_on is not None and next_due_on <= held_on:
            reasons.append(NEXT_EARLIER)
        if reasons:
            raise Refused(tuple(reasons))
        row.held_on, row.visitors, row.next_due_on, row.written_by = held_on, visitors[:300], next_due_on, by.actor[:200]
        row.approved_until, row.version = approved_until, row.version + 1
        row.save()
        for area, one in found.items():
            VisitArea(
                visit=row, provider_id=row.provider_id, authority_id=row.authority_id, area=area, result=one.result, found=one.words
            ).save()
        _on_the_list(row, found, by)
        if next_due_on is not None:
            Visit(
                provider_id=row.provider_id, authority_id=row.authority_id, site_id=row.site_id, why=Visit.Why.ROUTINE,
                due_on=next_due_on,
            ).save()  # fmt: skip
        record.about(row, changes={"held_on": held_on.isoformat(), **{area: one.result for area, one in found.items()}})
    return row


def add_action(*, visit_id: int, area: str, action: str, owner: str, due_on: dt.date, by: Access) -> VisitAction:
    """Something to put right after a visit that was held."""
    by.require(Permission.MANAGE_DIRECTORY)
    with recording("visit.action_added", by=by) as record:
        visit = _visit(visit_id, by)
        if visit.held_on is None:
            raise Refused(NOT_HELD)
        row = VisitAction(
            visit=visit, provider_id=visit.provider_id, authority_id=visit.authority_id, area=area, action=action, owner=owner,
            due_on=due_on,
        )  # fmt: skip
        row.save()
        record.about(row, changes={"area": area, "due_on": due_on.isoformat()})
    return row


def say_done(*, action_id: int, note: str, by: Access) -> VisitAction:
    """The provider says that it is done; the authority has yet to see it."""
    by.require(Permission.LEAD_PROVIDER)
    with recording("visit.action_done", by=by) as record:
        row: VisitAction = VisitAction.objects.visible_to(by).select_for_update().get(pk=action_id)
        if not leads(by, row.provider_id):
            raise VisitAction.DoesNotExist(action_id)
        row.done_on, row.done_note, row.done_by = timezone.localdate(), note[:500], by.actor[:200]
        row.save()
        record.about(row)
    return row


def close_action(*, action_id: int, by: Access) -> VisitAction:
    """The authority saw that it is done."""
    by.require(Permission.MANAGE_DIRECTORY)
    with recording("visit.action_closed", by=by) as record:
        row: VisitAction = VisitAction.objects.visible_to(by).select_for_update().get(pk=action_id)
        if row.authority_id not in by.authority_ids:
            raise VisitAction.DoesNotExist(action_id)
        row.closed_on, row.closed_by = timezone.localdate(), by.actor[:200]
        row.done_on = row.done_on or row.closed_on
        row.save()
        record.about(row)
    return row


def _visit(visit_id: int, by: Access) -> Visit:
    row: Visit = Visit.objects.visible_to(by).select_for_update(of=("self",)).select_related("provider").get(pk=visit_id)
    if row.authority_id not in by.authority_ids:
        raise Visit.DoesNotExist(visit_id)
    return row


def _listing(provider_id: int, by: Access) -> Listing:
    found: Listing | None = (
        Listing.objects.visible_to(by).filter(provider=provider_id, authority__in=by.authority_ids).order_by("pk").first()
    )
    if found is None:
        raise Provider.DoesNotExist(provider_id)
    return found


def _on_the_list(row: Visit, found: Mapping[str, Found], by: Access) -> None:
    """The listing keeps which areas are good now, when quality was last looked at, and until when the approval holds."""
    listing: Listing = Listing.objects.visible_to(by).select_for_update().get(provider=row.provider_id, authority=row.authority_id)
    met = {area for area, one in found.items() if one.result == "met"}
    kept = (set(listing.areas_assured) - set(found)) | met
    listing.areas_assured = [area for area in AREA_LABELS if area in kept]
    listing.qa_on = max(filter(None, (listing.qa_on, row.held_on)))
    listing.next_qa_on = row.next_due_on or listing.next_qa_on
    listing.approved_until = row.approved_until or listing.approved_until
    listing.version += 1
    listing.save()
