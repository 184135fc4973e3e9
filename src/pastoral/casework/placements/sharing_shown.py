"""Reads for the page on which a school shares: the eight sets, who was asked for consent, who looked, the messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules.placements.facts import DATA_LABELS

from .models import Consent, Message, Place, Placement, SharedFile, SharedSet

LOOKS_SHOWN = 20


@dataclass(frozen=True)
class OneSet:
    """One of the eight, as it stands now."""

    code: str
    title: str
    row: SharedSet | None
    files: tuple[SharedFile, ...] = ()

    @property
    def status(self) -> Status:
        if self.row is None:
            return Status(_("Not yet"), "soon")
        return Status(_("Shared"), "good") if self.row.state == SharedSet.State.SHARED else Status(_("None exists"), "quiet")


def sets_of(access: Access, row: Placement) -> list[OneSet]:
    """The eight sets in the order of the rule. Two queries."""
    now = {one.data: one for one in SharedSet.objects.visible_to(access).filter(placement=row, withdrawn_at__isnull=True)}
    files = list(SharedFile.objects.visible_to(access).filter(placement=row, withdrawn_at__isnull=True))
    return [
        OneSet(code, title_of(code), one, tuple(file for file in files if one is not None and file.shared_set_id == one.pk))
        for code, label in DATA_LABELS.items()
        for one in (now.get(code),)
        if label
    ]


def title_of(code: str) -> str:
    """The set's name with a capital letter."""
    said = say(DATA_LABELS[code])
    return said[:1].upper() + said[1:]


def current_set(access: Access, row: Placement, code: str) -> SharedSet | None:
    found: SharedSet | None = (
        SharedSet.objects.visible_to(access).filter(placement=row, data=code, withdrawn_at__isnull=True).first()
    )
    return found


def place_of(access: Access, row: Placement) -> Place | None:
    found: Place | None = Place.objects.visible_to(access).filter(placement=row).select_related("provider").first()
    return found


def looks_at(access: Access, row: Placement, place: Place | None) -> list[Viewed]:
    """Who of the provider opened the child's page or a file, the last first."""
    if place is None:
        return []
    seen = Viewed.objects.visible_to(access).filter(
        pupil_id=row.pupil_id, subject_type__in=("placements.place", "placements.sharedfile")
    )
    return list(seen.order_by("-at")[:LOOKS_SHOWN])


def contacts_of(access: Access, row: Placement) -> list[tuple[str, str]]:
    """Those who may be asked: the child's contacts of today, those with parental responsibility first."""
    today = timezone.localdate()
    found = Contact.objects.visible_to(access).filter(pupil=row.pupil_id, may_be_contacted=True).order_by("priority", "id")
    there = [one for one in found if is_current(one, today)]
    return [(str(one.pk), one.name) for one in sorted(there, key=lambda one: not one.parental_responsibility)]


def consent_of(access: Access, consent_id: int) -> Consent:
    """Raises Consent.DoesNotExist where it is not visible."""
    found: Consent = Consent.objects.visible_to(access).get(pk=consent_id)
    return found


def placement_of_file(access: Access, file_id: int) -> int:
    """Raises SharedFile.DoesNotExist where it is not visible."""
    return int(SharedFile.objects.visible_to(access).get(pk=file_id).placement_id)


def parts_of(access: Access, row: Placement) -> dict[str, Any]:
    """All that the page shows."""
    place = place_of(access, row)
    sets = sets_of(access, row)
    return {
        "sets": sets,
        "place": place,
        "is_open": place is not None and place.ended_on is None and row.provider_id == place.provider_id,
        "any_set": any(one.row is not None for one in sets),
        "missing": [one for one in sets if one.row is None],
        "consents": list(Consent.objects.visible_to(access).filter(placement=row)),
        "looks": looks_at(access, row, place),
        "messages_kept": list(Message.objects.visible_to(access).filter(placement=row)),
    }
