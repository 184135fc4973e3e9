"""From rows to the frozen facts that rules/providers takes, in bulk: the number of queries does not grow with the providers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.rules.engine import Policy
from pastoral.rules.providers import Declaration as DeclarationFacts
from pastoral.rules.providers import Offer, ProviderFacts, PupilAtSite, StaffCheck, ThemeResult, declaration_expires
from pastoral.rules.providers.declaration import months_after, years_after
from pastoral.rules.providers.standing import Dated

from ..factors import latest_factors
from ..models import (
    Attending,
    DatedItem,
    Declaration,
    DeclaredStaff,
    Listing,
    Provider,
    TestResult,
    ThemeStanding,
    Visit,
)

Pair = tuple[int, int]  # authority's key, provider's key


def of(access: Access, listings: Iterable[Listing]) -> dict[int, ProviderFacts]:
    """Provider's key → its facts as the authority of its listing sees it; `listings` are of one authority. At most nine queries.

    Pupils are those whom this authority placed: the registration test over all commissioners is asked elsewhere.
    """
    rows = list(listings)
    providers = _providers(access, rows)
    declared = declarations_of(access, rows)
    themes, visits, pupils = _themes(access, rows), _visits(access, rows), _pupils(access, rows)
    used = {provider for _authority, provider in pupils}
    factors = latest_factors(access, used) if used else {}
    tested = dict(_tested(access, rows, used)) if used else {}
    return {
        row.provider_id: replace(
            _of(row, providers[row.provider_id], declared, themes, visits, pupils),
            factors=factors.get(row.provider_id), tested=tested.get(row.provider_id, ""),
        )
        for row in rows
        if row.provider_id in providers
    }  # fmt: skip


def _tested(access: Access, rows: list[Listing], used: set[int]) -> Iterable[tuple[int, str]]:
    """Provider and the result of the registration test over all commissioners, by the authority of these listings."""
    results = TestResult.objects.visible_to(access).filter(
        authority__in={row.authority_id for row in rows}, provider__in=used, site=None
    )
    return results.values_list("provider_id", "result")


def declaration_of(access: Access, listing: Listing) -> Declaration | None:
    """The declaration that counts with this authority today: the last that is signed, and not by its own subject alone."""
    return latest_declarations(access, [listing]).get((listing.authority_id, listing.provider_id))


def latest_declarations(access: Access, listings: Iterable[Listing]) -> dict[Pair, Declaration]:
    """(authority, provider) → the declaration that counts. One query."""
    rows = list(listings)
    found: dict[Pair, Declaration] = {}
    asked = Declaration.objects.visible_to(access).filter(
        provider__in={row.provider_id for row in rows}, authority__in={row.authority_id for row in rows}, signed_on__isnull=False
    )
    for one in asked.order_by("signed_on", "pk"):
        if one.counts:
            found[one.authority_id, one.provider_id] = one
    return found


def declarations_of(access: Access, listings: Iterable[Listing]) -> dict[Pair, DeclarationFacts]:
    """(authority, provider) → what counts, as the rules take it. Two queries."""
    latest = latest_declarations(access, listings)
    staff: dict[int, list[StaffCheck]] = defaultdict(list)
    for one in DeclaredStaff.objects.visible_to(access).filter(declaration__in=[row.pk for row in latest.values()]):
        staff[one.declaration_id].append(StaffCheck(one.who, one.dbs_on, one.references, one.trained_on))
    return {key: as_declared(row, staff[row.pk]) for key, row in latest.items()}


def as_declared(row: Declaration, staff: Iterable[StaffCheck]) -> DeclarationFacts:
    return DeclarationFacts(
        organisation=row.organisation, dbs=row.dbs, references=row.references, training=row.training, suitability=row.suitability,
        tells_at_once=row.tells_at_once, signed_on=row.signed_on, signed_by=row.signed_by, position=row.position,
        is_senior=row.is_senior, returned_to=row.returned_to, sent_to_authority_on=row.sent_on, staff=tuple(staff),
    )  # fmt: skip


def dates_of(
    access: Access, listings: Iterable[Listing], facts: dict[int, ProviderFacts], policy: Policy
) -> dict[int, list[Dated]]:
    """Provider's key → everything known of it that ends, by the policy of its authority. One query."""
    rows = list(listings)
    items: dict[int, list[Dated]] = defaultdict(list)
    checked = DatedItem.objects.visible_to(access).filter(
        provider__in=[row.provider_id for row in rows], state=DatedItem.State.CHECKED
    )
    for item in checked.select_related("site"):
        until = good_until(item, policy)
        if until is not None:
            items[item.provider_id].append(Dated(item.kind, until, item.about or (item.site.name if item.site else ""), f"item:{item.pk}"))
    found: dict[int, list[Dated]] = {}
    for row in rows:
        known = facts.get(row.provider_id)
        declared = known.declaration if known is not None else None
        ends = declaration_expires(declared, policy) if declared is not None else None
        own = [
            Dated(kind, day, key=kind)
            for kind, day in (("declaration", ends), ("approval", row.approved_until), ("quality_assurance", row.next_qa_on))
            if day is not None
        ]
        found[row.provider_id] = [*own, *items[row.provider_id]]
    return found


def good_until(item: DatedItem, policy: Policy) -> dt.date | None:
    """Its own last day; for a DBS check and training also no longer than the authority lets them be old."""
    days = [item.ends_on] if item.ends_on is not None else []
    if item.dated_on is not None:
        years, months = policy.value("placement.dbs_years"), policy.value("placement.training_months")
        if item.kind == DatedItem.Kind.DBS and years is not None:
            days.append(years_after(item.dated_on, years))
        if item.kind == DatedItem.Kind.TRAINING and months is not None:
            days.append(months_after(item.dated_on, months))
    return min(days, default=None)


def _of(
    row: Listing,
    provider: Provider,
    declared: dict[Pair, DeclarationFacts],
    themes: dict[Pair, tuple[ThemeResult, ...]],
    visits: dict[Pair, tuple[dt.date, ...]],
    pupils: dict[Pair, tuple[PupilAtSite, ...]],
) -> ProviderFacts:
    key = (row.authority_id, row.provider_id)
    return ProviderFacts(
        key=str(provider.pk),
        name=provider.name,
        status=row.status,
        is_state_school=provider.kind in (Provider.Kind.SCHOOL, Provider.Kind.EDUCATION_CENTRE),
        registration=provider.registration,
        urn=provider.urn,
        registration_note=provider.registration_text,
        on_quality_list=row.on_quality_list,
        qa_on=row.qa_on,
        next_qa_on=row.next_qa_on,
        areas_assured=frozenset(row.areas_assured),
        approved_until=row.approved_until,
        themes=themes.get(key, ()),
        declaration=declared.get(key),
        pupils=pupils.get(key, ()),
        ofsted_told_on=row.ofsted_told_on,
        government_told_on=row.government_told_on,
        visits=visits.get(key, ()),
        first_used_on=row.first_used_on,
        offer=Offer(
            provider.least_age, provider.most_age, provider.age_condition, frozenset(provider.districts), frozenset(provider.phases),
            frozenset(provider.kinds), frozenset(provider.modes), frozenset(provider.needs), frozenset(provider.place_types),
        ),  # fmt: skip
        offer_reviewed_on=provider.offer_reviewed_on,
    )


def _providers(access: Access, rows: list[Listing]) -> dict[int, Provider]:
    """Those that came with the listings, or one query for all."""
    if all(Listing.provider.is_cached(row) for row in rows):
        return {row.provider_id: row.provider for row in rows}
    keys = {row.provider_id for row in rows}
    return {one.pk: one for one in Provider.objects.visible_to(access).filter(pk__in=keys).defer("source_row", "about")}


def _themes(access: Access, rows: list[Listing]) -> dict[Pair, tuple[ThemeResult, ...]]:
    """The newest self-assessment and the newest result of the authority, theme by theme."""
    own: dict[tuple[int, str], ThemeStanding] = {}
    seen: dict[tuple[int, int, str], ThemeStanding] = {}
    found = ThemeStanding.objects.visible_to(access).filter(provider__in={row.provider_id for row in rows})
    for one in found.order_by("assessed_on", "pk"):
        if one.authority_id is None:
            own[one.provider_id, one.theme] = one
        else:
            seen[one.authority_id, one.provider_id, one.theme] = one
    results: dict[Pair, tuple[ThemeResult, ...]] = {}
    for row in rows:
        theirs = []
        for theme in ThemeStanding.theme.field.choices or ():
            mine, ours = own.get((row.provider_id, theme[0])), seen.get((row.authority_id, row.provider_id, theme[0]))
            if mine is not None or ours is not None:
                # what the authority saw counts before what the provider says of itself
                ends = ours.expires_on if ours is not None else mine.expires_on if mine is not None else None
                theirs.append(ThemeResult(theme[0], mine.assessed_on if mine else None, ours.assessed_on if ours else None, ends))
        results[row.authority_id, row.provider_id] = tuple(theirs)
    return results


def _visits(access: Access, rows: list[Listing]) -> dict[Pair, tuple[dt.date, ...]]:
    found: dict[Pair, list[dt.date]] = defaultdict(list)
    held = Visit.objects.visible_to(access).filter(provider__in={row.provider_id for row in rows}, held_on__isnull=False)
    for authority, provider, day in held.order_by("held_on").values_list("authority_id", "provider_id", "held_on"):
        found[authority, provider].append(day)
    return {key: tuple(days) for key, days in found.items()}


def _pupils(access: Access, rows: list[Listing]) -> dict[Pair, tuple[PupilAtSite, ...]]:
    today = timezone.localdate()
    now = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    found: dict[Pair, list[PupilAtSite]] = defaultdict(list)
    there = Attending.objects.visible_to(access).filter(now, provider__in={row.provider_id for row in rows})
    for one in there:
        found[one.authority_id, one.provider_id].append(
            PupilAtSite(
                one.person, "", float(one.hours) if one.hours is not None else None, one.full_time, one.compulsory_age,
                one.looked_after, one.ehcp, None, one.idp, one.sen,
            )
        )  # fmt: skip
    return {key: tuple(pupils) for key, pupils in found.items()}
