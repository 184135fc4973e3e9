"""The search of the directory (WOR-DIR-04, 05) as one query set: the same answers as rules/providers/directory.py, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Lower, Sqrt

from pastoral.foundation.access.value import Access
from pastoral.rules.providers.directory import Wanted

from .models import Listing, Provider, Site
from .postcodes import Spot

OUT = (Listing.Status.SUSPENDED, Listing.Status.REMOVED)
ANYWHERE, OURS, NOT_OURS = "any", "", "not_listed"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `standing`: "" on our list and usable, "any" every provider, "not_listed", or one status."""

    wanted: Wanted = field(default_factory=Wanted)
    text: str = ""
    standing: str = OURS
    places: bool = False  # only those that say they have a place free
    near: Spot | None = None
    within_km: int | None = None
    sort: str = "name"  # name, distance

    @property
    def by_distance(self) -> bool:
        return self.sort == "distance" and self.near is not None


def authorities_of(access: Access) -> list[int]:
    """Whose list "our list" is."""
    return sorted(access.home_authority_ids | access.authority_ids)


def found(access: Access, search: Search) -> QuerySet[Provider]:
    """The providers that fit, those about whom everything is known first. Rows carry `age_known`, `need_known` and `distance` (metres)."""
    ours = Listing.objects.visible_to(access).filter(provider=OuterRef("pk"), authority_id__in=authorities_of(access))
    rows: QuerySet[Provider] = Provider.objects.visible_to(access)
    rows = _standing(rows, ours, search.standing)
    rows = rows.filter(_offer(search.wanted, Exists(ours)))
    for word in search.text.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(about__icontains=word) | Q(age_text__icontains=word))
    if search.places:
        rows = rows.filter(places_free__gt=0)
    age, need = _unsaid(search.wanted)
    rows = rows.annotate(age_known=_not(age), need_known=_not(need), unknown=_is(age | need))
    if search.near is not None:
        rows = rows.annotate(distance=_distance(access, search.near))
        if search.within_km:
            rows = rows.filter(distance__lte=search.within_km * 1000)
    order: list[Any] = ["unknown", Lower("name"), "pk"]
    if search.by_distance:
        order.insert(1, F("distance").asc(nulls_last=True))
    return rows.order_by(*order)


def _standing(rows: QuerySet[Provider], ours: QuerySet[Listing], standing: str) -> QuerySet[Provider]:
    if standing == OURS:
        return rows.filter(Exists(ours.exclude(status__in=OUT))).exclude(Exists(ours.filter(status__in=OUT)))
    if standing == ANYWHERE:
        return rows.exclude(Exists(ours.filter(status__in=OUT)))
    if standing == NOT_OURS:
        return rows.exclude(Exists(ours))
    return rows.filter(Exists(ours.filter(status=standing)))


def _offer(wanted: Wanted, listed: Exists) -> Q:
    asked = Q()
    if wanted.age is not None:
        asked &= (Q(least_age__isnull=True) | Q(least_age__lte=wanted.age)) & (
            Q(most_age__isnull=True) | Q(most_age__gte=wanted.age)
        )
    if wanted.district:
        asked &= Q(districts__contains=[wanted.district]) | (Q(all_districts=True) & Q(listed))
    if wanted.mode in ("online", "face_to_face"):
        asked &= Q(modes__overlap=[wanted.mode, "both", "blended"])
    elif wanted.mode:
        asked &= Q(modes__contains=[wanted.mode])
    for field_name, code in (("phases", wanted.phase), ("kinds", wanted.kind), ("place_types", wanted.place_type)):
        if code:
            asked &= Q(**{f"{field_name}__contains": [code]})
    if wanted.need:
        asked &= Q(needs__contains=[wanted.need]) | Q(needs=[])
    if wanted.registration:
        asked &= Q(registration=wanted.registration)
    return asked


def _unsaid(wanted: Wanted) -> tuple[Q, Q]:
    """Providers that fit only because they do not say: on age, and on need."""
    never = Q(pk__isnull=True)
    return (
        Q(least_age__isnull=True, most_age__isnull=True) if wanted.age is not None else never,
        Q(needs=[]) if wanted.need else never,
    )


def _is(asked: Q) -> Case:
    return Case(When(asked, then=Value(True)), default=Value(False), output_field=BooleanField())


def _not(asked: Q) -> Case:
    return Case(When(asked, then=Value(False)), default=Value(True), output_field=BooleanField())


def _distance(access: Access, near: Spot) -> Subquery:
    """Metres in a straight line to the nearest place where it teaches; null where no place of its own is known."""
    # as floats: the square of fifty kilometres in metres is more than an integer of the database holds
    east = Cast(F("easting") - Value(near.easting), FloatField())
    north = Cast(F("northing") - Value(near.northing), FloatField())
    sites = Site.objects.visible_to(access).filter(
        provider=OuterRef("pk"), closed_on__isnull=True, easting__isnull=False
    )
    away = sites.annotate(away=Sqrt(east * east + north * north, output_field=FloatField())).order_by("away")
    return Subquery(away.values("away")[:1])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of what was found: known to fit, perhaps, and by kind of registration and places."""

    total: int
    unknown: int
    urn: int
    places: int


def tally(rows: QuerySet[Provider], wanted: Wanted) -> Tally:
    """One query over what was found."""
    age, need = _unsaid(wanted)
    counted = rows.order_by().aggregate(
        total=Count("pk"), unknown=Count("pk", filter=age | need), urn=Count("pk", filter=Q(registration="urn")),
        places=Count("pk", filter=Q(places_free__gt=0)),
    )  # fmt: skip
    return Tally(**counted)


def districts(access: Access) -> list[str]:
    """Every district that a provider on our list names."""
    ours = Listing.objects.visible_to(access).filter(authority_id__in=authorities_of(access)).values("provider_id")
    named = (
        Provider.objects.visible_to(access)
        .filter(pk__in=ours)
        .exclude(districts=[])
        .values_list("districts", flat=True)
    )
    return sorted({name for names in named.distinct() for name in names})


def listings_by_provider(access: Access, provider_ids: Iterable[int]) -> dict[int, Listing]:
    """Our authority's word on each."""
    mine = Listing.objects.visible_to(access).filter(
        provider_id__in=list(provider_ids), authority_id__in=authorities_of(access)
    )
    return {one.provider_id: one for one in mine.select_related("authority").order_by("-pk")}
