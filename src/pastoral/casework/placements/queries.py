"""Reads of placements, for those who commission them. Every function takes whose eyes it is for."""

from __future__ import annotations

from django.db.models import QuerySet

from pastoral.foundation.access import Access
from pastoral.records.findings.models import Finding

from .facts import testing
from .models import Consultation, Notice, Objective, Placement, Session

SUBJECT = "placements.placement"
DoesNotExist = Placement.DoesNotExist
LOADED = ("pupil", "school", "authority", "plan", "provider", "site", "lead")


def loaded(access: Access) -> QuerySet[Placement]:
    """The placements that can be seen, each with all that its facts are read from."""
    found: QuerySet[Placement] = (
        Placement.objects.visible_to(access).select_related(*LOADED).annotate(**testing.with_result(access))
    )
    return found


def joined(row: Placement) -> Placement:
    """The pupil's school and authority are the placement's own: row security keeps them equal, so nobody reads them again."""
    row.school.authority = row.authority
    row.pupil.school, row.pupil.authority = row.school, row.authority
    return row


def placement(access: Access, placement_id: int) -> Placement:
    """One placement with its pupil, school, authority, plan, provider, site and lead. Raises `DoesNotExist` when it is not visible."""
    return joined(loaded(access).get(pk=placement_id))


def placements(access: Access, placement_ids: list[int]) -> list[Placement]:
    """Several, in one query; those that can't be seen are left out."""
    return [joined(row) for row in loaded(access).filter(pk__in=placement_ids)]


def of_pupil(access: Access, pupil_id: int) -> list[Placement]:
    """A pupil's placements with their providers, the open ones first, then the latest."""
    rows = Placement.objects.visible_to(access).filter(pupil=pupil_id).select_related("provider").order_by("-opened_on", "-pk")
    return sorted(rows, key=lambda row: row.is_closed)


def sessions(access: Access, placement_id: int) -> list[Session]:
    """All its times, those of the past too, in the order of the week."""
    return list(Session.objects.visible_to(access).filter(placement=placement_id).select_related("site"))


def objectives(access: Access, placement_id: int) -> list[Objective]:
    return list(Objective.objects.visible_to(access).filter(placement=placement_id))


def consultations(access: Access, placement_id: int) -> list[Consultation]:
    """Who was asked, in the order of the days."""
    return list(Consultation.objects.visible_to(access).filter(placement=placement_id))


def findings(access: Access, placement_id: int) -> list[Finding]:
    """What the rules said of it when they last looked: after each change, and every night."""
    return list(Finding.objects.visible_to(access).filter(subject_type=SUBJECT, subject_id=placement_id, cleared_on__isnull=True))


def notices(access: Access, placement_id: int) -> list[Notice]:
    """Who was told of it, each with the message, newest first."""
    return list(Notice.objects.visible_to(access).filter(placement=placement_id).select_related("message").order_by("-pk"))
