"""Placements as the authority sees them, narrowed, ordered and counted in the database; providers in use and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from pastoral.casework.placements.models import Concern, Placement
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import pupil_scope_q
from pastoral.foundation.access.together import together
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import accepted_on
from pastoral.records.providers.models import Listing, Provider, TestResult, Visit
from pastoral.rules.placements.facts import RUNNING as RUNNING_STAGES

from .filters import CLOSED, COMING, RUNNING, Filters

PAGE_SIZE = 20
SOON = dt.timedelta(days=14)
SUBJECT = "placements.placement"
Stage = Placement.Stage
NOT_YET = (Stage.CONSIDERING, Stage.PREPARING)
STAGED: dict[str, Q] = {
    RUNNING: Q(stage__in=RUNNING_STAGES), COMING: Q(stage__in=NOT_YET), CLOSED: Q(stage=Stage.CLOSED, began_on__isnull=False),
}  # fmt: skip
LISTED = (
    "stage", "setting", "reason", "starts_on", "began_on", "ends_on", "ended_on", "next_review_on", "hours_a_week", "excluded_from",
    "monitor", "provider_id", "authority_id", "school_id", "policy_version_id", "cost", "cost_per", "fund", "school__name",
    "school__authority", "provider__name", "site__name", "site__address", "site__postcode", "pupil__surname", "pupil__forename",
    "pupil__preferred_name", "pupil__upn", "pupil__year_group", "pupil__date_of_birth", "pupil__authority__nation",
)  # fmt: skip


def everyone(access: Access) -> QuerySet[Placement]:
    """Every placement of the reader's authority or schools: not of a child that a person is only named for."""
    reach = pupil_scope_q(replace(access, pupil_ids=frozenset()))
    found: QuerySet[Placement] = Placement.objects.visible_to(access).filter(reach)
    return found


def narrowed(access: Access, filters: Filters) -> QuerySet[Placement]:
    """Under every filter but the stage."""
    found, today = everyone(access), timezone.localdate()
    if filters.school is not None:
        found = found.filter(school_id=filters.school)
    if filters.provider is not None:
        found = found.filter(provider_id=filters.provider)
    if filters.attention:
        found = found.filter(attention_q(access, filters.attention, today))
    return found


def placements(access: Access, filters: Filters) -> QuerySet[Placement]:
    """What the page and the export show, in order."""
    order = {
        "review": (F("next_review_on").asc(nulls_last=True), "id"),
        "since": (F("began_on").asc(nulls_last=True), "id"),
        "school": ("school__name", "pupil__surname", "id"),
        "provider": (F("provider__name").asc(nulls_last=True), "pupil__surname", "id"),
    }[filters.sort]
    return narrowed(access, filters).filter(STAGED[filters.stage]).order_by(*order)


def page_of_placements(access: Access, filters: Filters, page: object = 1) -> PageOf[Any]:
    """Twenty of them with what hangs on them. Three queries."""
    listed = page_of(placements(access, filters).values_list("pk", flat=True), page, PAGE_SIZE)
    return replace(listed, items=with_hanging(access, list(listed.items)))


def with_hanging(access: Access, ids: list[int]) -> list[Any]:
    """These placements in this order, with `standing` and `tested` of the provider and `worries`, the open concerns. One query."""
    listing = Listing.objects.visible_to(access).filter(authority=OuterRef("authority_id"), provider=OuterRef("provider_id"))
    tested = TestResult.objects.visible_to(access).filter(
        authority=OuterRef("authority_id"), provider=OuterRef("provider_id"), site=None
    )
    found = (
        Placement.objects.visible_to(access).filter(pk__in=ids).select_related("pupil__authority", "school__authority", "provider", "site")
        .only(*LISTED)
        .annotate(
            standing=Subquery(listing.values("status")[:1]), tested=Subquery(tested.values("result")[:1]),
            worries=Count("concerns", filter=Q(concerns__resolved_on__isnull=True)),
        )
    )  # fmt: skip
    by_key = {row.pk: row for row in found}
    return [by_key[pk] for pk in ids if pk in by_key]


def attention_q(access: Access, kind: str, today: dt.date) -> Q:
    """What somebody should look at, as a condition."""
    running = Q(stage__in=RUNNING_STAGES)
    if kind == "day_six":
        return Q(excluded_from__isnull=False, stage__in=NOT_YET)
    if kind == "review_late":
        return running & Q(next_review_on__lt=today)
    if kind == "ending":
        return running & Q(ends_on__gte=today, ends_on__lte=today + SOON)
    if kind == "concern":
        open_ones = Concern.objects.visible_to(access).filter(resolved_on__isnull=True)
        return Q(pk__in=open_ones.order_by().values("placement_id"))
    if kind == "provider":
        out = Listing.objects.visible_to(access).filter(status__in=(Listing.Status.SUSPENDED, Listing.Status.REMOVED))
        if access.authority_ids:
            out = out.filter(authority_id__in=access.authority_ids)
        return ~Q(stage=Stage.CLOSED) & Q(provider_id__in=out.order_by().values("provider_id"))
    stops = Finding.objects.visible_to(access).filter(subject_type=SUBJECT, cleared_on__isnull=True, effect="BLOCK")
    return Q(pk__in=stops.exclude(accepted_on(today)).order_by().values("subject_id"))


@dataclass(frozen=True)
class Counts:
    stages: dict[str, int]
    attention: dict[str, int]


def counts(access: Access, filters: Filters) -> Counts:
    """How many at each stage under the other filters, and how many of all need looking at. Two queries."""
    today = timezone.localdate()
    stages = narrowed(access, filters).aggregate(**{name: Count("pk", filter=q) for name, q in STAGED.items()})
    kinds = ("day_six", "review_late", "concern", "stopped", "ending", "provider")
    pressing = everyone(access).aggregate(
        **{kind: Count("pk", filter=attention_q(access, kind, today) & ~Q(stage=Stage.CLOSED)) for kind in kinds}
    )
    return Counts(stages, pressing)


Pairs = list[tuple[int, str]]


def choices(access: Access) -> tuple[Pairs, Pairs]:
    """The schools and the providers of all placements, each by name. One query."""
    found = everyone(access).order_by().values_list("school_id", "school__name", "provider_id", "provider__name").distinct()
    schools, providers = {}, {}
    for school, school_name, provider, provider_name in found:
        schools[school] = school_name
        if provider is not None:
            providers[provider] = provider_name
    return _by_name(schools), _by_name(providers)


def _by_name(names: dict[int, str]) -> Pairs:
    return sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))


@dataclass(frozen=True)
class InUse:
    """One provider with a child of the authority there now, or coming."""

    provider: Provider
    standing: str  # "" on no list
    children: int
    tested: str
    visited_on: dt.date | None
    visit_due_on: dt.date | None


def in_use(access: Access) -> list[InUse]:
    """Every provider that the authority's schools use, those that need a look first. One query."""
    return in_use_from(**together(**rows_of_in_use(access)))


def rows_of_in_use(access: Access) -> dict[str, QuerySet[Any]]:
    """What `in_use_from` takes, to be read beside other rows (`together`)."""
    there = everyone(access).filter(provider_id__isnull=False, stage__in=("preparing", *RUNNING_STAGES)).order_by()
    used = there.values("provider_id")
    listing = _own(access, Listing).filter(provider=OuterRef("pk")).order_by("pk")
    tested = _own(access, TestResult).filter(provider=OuterRef("pk"), site=None).order_by("pk")
    number = there.filter(provider=OuterRef("pk")).values("provider_id").annotate(number=Count("pupil_id", distinct=True))
    return {
        "providers": Provider.objects.visible_to(access).filter(pk__in=used).defer("source_row", "about").order_by("name").annotate(
            children=Subquery(number.values("number")[:1]), standing=Subquery(listing.values("status")[:1]),
            looked_at_next=Subquery(listing.values("next_qa_on")[:1]), tested=Subquery(tested.values("result")[:1]),
        ),
        "visits": _own(access, Visit).filter(provider_id__in=used).order_by("held_on", "pk").only(
            "provider_id", "held_on", "due_on", "next_due_on"
        ),
    }  # fmt: skip


def in_use_from(providers: Iterable[Any], visits: Iterable[Visit]) -> list[InUse]:
    """As `in_use`, of rows that are read already."""
    looked_at = _visits(visits)
    found = []
    for row in providers:
        last, due = looked_at.get(row.pk, (None, None))
        if row.looked_at_next is not None:
            due = min(due, row.looked_at_next) if due else row.looked_at_next
        found.append(InUse(row, row.standing or "", row.children, row.tested or "", last, due))
    return sorted(found, key=lambda one: (_rank(one), one.provider.name))


def _rank(one: InUse) -> int:
    if one.tested == "met" or one.standing in (Listing.Status.SUSPENDED, Listing.Status.REMOVED):
        return 0
    return 1 if not one.standing or one.tested in ("early_warning", "unknown") else 2


def _visits(rows: Iterable[Visit]) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """Provider → when the authority was there last, and when it wants to go next."""
    found: dict[int, tuple[dt.date | None, dt.date | None]] = {}
    for row in rows:
        last, due = found.get(row.provider_id, (None, None))
        if row.held_on is not None:
            found[row.provider_id] = row.held_on, row.next_due_on  # the latest visit says when the next one is
        elif row.due_on is not None:
            found[row.provider_id] = last, min(due, row.due_on) if due else row.due_on
    return found


def _own(access: Access, model: Any) -> Any:
    """What the reader's own authority says: of two, the one whose children the reader sees."""
    found = model.objects.visible_to(access)
    return found.filter(authority_id__in=access.authority_ids or access.home_authority_ids)
