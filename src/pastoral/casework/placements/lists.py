"""The list of placements that somebody can see: narrowed by stage, provider and school, in the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from pastoral.foundation.access import Access
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.findings.models import Finding
from pastoral.records.organisations.models import Authority, School
from pastoral.records.providers.models import Provider

from .models import Placement
from .services.changing import SUBJECT

OPEN = "open"
SIZE = 25


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; "" or None narrows nothing. `stage` is a stage or "open"."""

    stage: str = OPEN
    provider: int | None = None
    school: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One placement of the list, and how many things must be put right."""

    row: Placement
    red: int


def placements(access: Access, wanted: Wanted, number: object) -> PageOf[Line]:
    """One page, the next to start first. Three queries."""
    found = Placement.objects.visible_to(access).select_related("pupil", "school", "provider")
    if wanted.stage == OPEN:
        found = found.exclude(stage=Placement.Stage.CLOSED)
    elif wanted.stage in Placement.Stage.values:
        found = found.filter(stage=wanted.stage)
    if wanted.provider is not None:
        found = found.filter(provider=wanted.provider)
    if wanted.school is not None:
        found = found.filter(school=wanted.school)
    for word in wanted.words.split():
        found = found.filter(Q(pupil__search_name__icontains=word) | Q(provider__name__icontains=word))
    page = page_of(found.order_by("-starts_on", "-pk"), number, SIZE)
    red = _red(access, [row.pk for row in page.items])
    return PageOf([Line(row, red.get(row.pk, 0)) for row in page.items], page.number, page.size, page.total)


def _red(access: Access, placement_ids: list[int]) -> dict[int, int]:
    """Placement's key → how many of its findings are red now."""
    counted: dict[int, int] = {}
    found = Finding.objects.visible_to(access).filter(subject_type=SUBJECT, subject_id__in=placement_ids, colour="red")
    for key in found.filter(cleared_on__isnull=True).values_list("subject_id", flat=True):
        counted[key] = counted.get(key, 0) + 1
    return counted


def providers(access: Access) -> list[tuple[str, str]]:
    """The providers of the placements that can be seen, as choices. One query."""
    used = Placement.objects.visible_to(access).filter(provider__isnull=False).values("provider")
    return [(str(key), name) for key, name in Provider.objects.visible_to(access).filter(pk__in=used).values_list("pk", "name")]


def schools(access: Access) -> list[tuple[str, str]]:
    """The schools of the placements that can be seen, as choices; none for who has one school alone. One query."""
    if not access.authority_ids:
        return []
    used = Placement.objects.visible_to(access).values("school")
    return [(str(key), name) for key, name in School.objects.filter(pk__in=used).order_by("name", "pk").values_list("pk", "name")]


def in_england(access: Access) -> bool:
    """Whether the reader works where a school may direct a pupil off site (WAL-EX-19: not in Wales). One query."""
    return Authority.objects.filter(pk__in=access.home_authority_ids | access.authority_ids, nation=Authority.Nation.ENGLAND).exists()
