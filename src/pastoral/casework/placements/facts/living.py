"""What visits, contact, reviews, concerns and voices say to the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.rules.placements import Concern as ConcernFact
from pastoral.rules.placements import PlacementReview

from ..models import Concern, InTouch, JointReview, Placement, Voice
from ..rows import Rows, hanging

BOTH = ("provider", "pupil")


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """Of visits nothing is read here: the day that safety was checked stands on the placement."""
    return {pk: _of(own) for pk, own in hanging(access, rows).items()}


def _of(own: Rows) -> dict[str, Any]:
    held = [(one.held_on, one) for one in own.reviews if one.held_on is not None]
    return {
        "reviews": tuple(_review(one) for _on, one in sorted(held, key=lambda pair: pair[0])),
        "concerns": tuple(_concern(one) for one in own.concerns),
        "last_contact_on": last_contact(own.in_touch),
        "pupil_voice_on": max((one.on for one in own.voices if one.of == Voice.Of.PUPIL), default=None),
        "parent_voice_on": max((one.on for one in own.voices if one.of == Voice.Of.PARENT), default=None),
    }


def last_contact(contacts: Iterable[InTouch]) -> dt.date | None:
    """The day since which both the provider and the child were spoken with; None while one of them never was (HAM-AP-13)."""
    rows = list(contacts)
    last = [max((one.on for one in rows if who in one.whom), default=None) for who in BOTH]
    known = [day for day in last if day is not None]
    return min(known) if len(known) == len(BOTH) else None


def _review(one: JointReview) -> PlacementReview:
    assert one.held_on is not None
    return PlacementReview(held_on=one.held_on, participants=frozenset(one.took_part), informed_on=one.informed_on)


def _concern(one: Concern) -> ConcernFact:
    """A message that was sent has not arrived yet: the lead is told once the concern was read."""
    return ConcernFact(
        kind=one.kind, raised_on=timezone.localdate(one.raised_at), key=str(one.pk),
        safeguarding_lead_told_on=timezone.localdate(one.read_at) if one.read_at is not None else None,
        authority_told_on=one.authority_told_on, ofsted_told_on=one.ofsted_told_on, lado_told_on=one.lado_told_on,
        placement_reviewed_on=one.reviewed_on, resolved_on=one.resolved_on,
    )  # fmt: skip
