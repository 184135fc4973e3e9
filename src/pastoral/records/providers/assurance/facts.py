"""From rows to the frozen facts that rules/providers takes, in bulk: the number of queries does not grow with the providers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.rules.engine import Policy
from pastoral.rules.providers import Declaration as DeclarationFacts
from pastoral.rules.providers import Offer, ProviderFacts, PupilAtSite, StaffCheck, ThemeResult, declaration_expires
from pastoral.rules.providers.declaration import months_after, years_after
from pastoral.rules.providers.standing import Dated

from ..factors import as_factors
from ..models import (
    Attending,
    DatedItem,
    Declaration,
    DeclaredStaff,
    FactorJudgement,
    Listing,
    Provider,
    Site,
    TestResult,
    ThemeStanding,
    Visit,
)

Pair = tuple[int, int]  # authority's key, provider's key


@dataclass(frozen=True)
class Read:
    """Everything that hangs on some listings, read at once; each list in its natural order, and `sites` by key."""

    declarations: list[Declaration]
    staff: list[DeclaredStaff]
    themes: list[ThemeStanding]
    visits: list[Visit]
    attending: list[Attending]
    factors: list[FactorJudgement]
    tested: list[TestResult]
    items: list[DatedItem]
    beside: dict[str, list[Any]]


def read(access: Access, listings: Iterable[Listing], **beside: QuerySet[Any]) -> Read:
    """What the facts and the dates of these listings are made of, and what the caller reads in the same breath. One query."""
    rows = list(listings)
    providers, authorities = {row.provider_id for row in rows}, {row.authority_id for row in rows}
    checked = DatedItem.objects.visible_to(access).filter(provider__in=providers, state=DatedItem.State.CHECKED)
    found = together(
        themes=ThemeStanding.objects.visible_to(access).filter(provider__in=providers).order_by("assessed_on", "pk"),
        visits=Visit.objects.visible_to(access).filter(provider__in=providers, held_on__isnull=False).order_by("held_on", "pk"),
        attending=_attending(access, providers),
        factors=FactorJudgement.objects.visible_to(access).filter(provider__in=providers).order_by("decided_on", "id"),
        tested=TestResult.objects.visible_to(access).filter(authority__in=authorities, provider__in=providers, site=None),
        items=checked,
        sites=Site.objects.visible_to(access).filter(pk__in=checked.order_by().values("site_id")),
        **declared_rows(access, authorities, providers),
        **beside,
    )
    sites = {site.pk: site for site in found.pop("sites")}
    for item in found["items"]:
        if item.site_id is not None:
            item.site = sites.get(item.site_id)
    return Read(**{name: found.pop(name) for name in tuple(found) if name not in beside}, beside=found)


def of(listings: Iterable[Listing], there: Read) -> dict[int, ProviderFacts]:
    """Provider's key → its facts as the authority of its listing sees it; `listings` are of one authority.

    Pupils are those whom this authority placed: the registration test over all commissioners is asked elsewhere.
    """
    rows = list(listings)
    declared = declared_from(there.declarations, there.staff)
    themes, visits, pupils = _themes(rows, there.themes), _visits(there.visits), _pupils(there.attending)
    used = {provider for _authority, provider in pupils}
    factors = as_factors(one for one in there.factors if one.provider_id in used)
    tested = {one.provider_id: one.result for one in there.tested if one.provider_id in used and one.authority_id == rows[0].authority_id}
    return {
        row.provider_id: replace(
            _of(row, row.provider, declared, themes, visits, pupils),
            factors=factors.get(row.provider_id), tested=tested.get(row.provider_id, ""),
        )
        for row in rows
    }  # fmt: skip


def declaration_of(access: Access, listing: Listing) -> Declaration | None:
    """The declaration that counts with this authority today: the last that is signed, and not by its own subject alone."""
    return latest_declarations(access, [listing]).get((listing.authority_id, listing.provider_id))


def latest_declarations(access: Access, listings: Iterable[Listing]) -> dict[Pair, Declaration]:
    """(authority, provider) → the declaration that counts. One query."""
    rows = list(listings)
    return _latest(_signed(access, {row.authority_id for row in rows}, {row.provider_id for row in rows}))


def declared_rows(access: Access, authorities: Iterable[int], providers: Iterable[int]) -> dict[str, QuerySet[Any]]:
    """What `declared_from` is made of, to be read beside other rows (`together`)."""
    signed = _signed(access, authorities, providers)
    staff = DeclaredStaff.objects.visible_to(access).filter(declaration__in=signed.order_by().values("pk"))
    return {"declarations": signed, "staff": staff}


def declared_from(declarations: Iterable[Declaration], staff: Iterable[DeclaredStaff]) -> dict[Pair, DeclarationFacts]:
    """(authority, provider) → what counts of these declarations, oldest first, as the rules take it."""
    theirs: dict[int, list[StaffCheck]] = defaultdict(list)
    for one in staff:
        theirs[one.declaration_id].append(StaffCheck(one.who, one.dbs_on, one.references, one.trained_on))
    return {key: as_declared(row, theirs[row.pk]) for key, row in _latest(declarations).items()}


def _signed(access: Access, authorities: Iterable[int], providers: Iterable[int]) -> QuerySet[Declaration]:
    found: QuerySet[Declaration] = Declaration.objects.visible_to(access).filter(
        provider__in=list(providers), authority__in=list(authorities), signed_on__isnull=False
    )
    return found.order_by("signed_on", "pk")


def _latest(declarations: Iterable[Declaration]) -> dict[Pair, Declaration]:
    return {(one.authority_id, one.provider_id): one for one in declarations if one.counts}


def as_declared(row: Declaration, staff: Iterable[StaffCheck]) -> DeclarationFacts:
    return DeclarationFacts(
        organisation=row.organisation, dbs=row.dbs, references=row.references, training=row.training, suitability=row.suitability,
        tells_at_once=row.tells_at_once, signed_on=row.signed_on, signed_by=row.signed_by, position=row.position,
        is_senior=row.is_senior, returned_to=row.returned_to, sent_to_authority_on=row.sent_on, staff=tuple(staff),
    )  # fmt: skip


def dates_of(
    listings: Iterable[Listing], given: Read, facts: dict[int, ProviderFacts], policy: Policy
) -> dict[int, list[Dated]]:
    """Provider's key → everything known of it that ends, by the policy of its authority.

    Of written confirmations the authority's own alone: one that a school received counts for that school's placements (ENG-KC-02).
    """
    rows = list(listings)
    ours = {row.authority_id for row in rows}
    items: dict[int, list[Dated]] = defaultdict(list)
    for item in given.items:
        until = good_until(item, policy)
        if item.kind == DatedItem.Kind.CONFIRMATION and (item.received_by_id is not None or item.checked_for_id not in ours):
            continue
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


def _themes(rows: list[Listing], found: Iterable[ThemeStanding]) -> dict[Pair, tuple[ThemeResult, ...]]:
    """The newest self-assessment and the newest result of the authority, theme by theme."""
    own: dict[tuple[int, str], ThemeStanding] = {}
    seen: dict[tuple[int, int, str], ThemeStanding] = {}
    for one in found:
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


def _visits(held: Iterable[Visit]) -> dict[Pair, tuple[dt.date, ...]]:
    found: dict[Pair, list[dt.date]] = defaultdict(list)
    for one in held:
        if one.held_on is not None:
            found[one.authority_id, one.provider_id].append(one.held_on)
    return {key: tuple(days) for key, days in found.items()}


def _attending(access: Access, providers: Iterable[int]) -> QuerySet[Attending]:
    today = timezone.localdate()
    now = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    found: QuerySet[Attending] = Attending.objects.visible_to(access).filter(now, provider__in=list(providers))
    return found


def _pupils(there: Iterable[Attending]) -> dict[Pair, tuple[PupilAtSite, ...]]:
    found: dict[Pair, list[PupilAtSite]] = defaultdict(list)
    for one in there:
        found[one.authority_id, one.provider_id].append(
            PupilAtSite(
                one.person, "", float(one.hours) if one.hours is not None else None, one.full_time, one.compulsory_age,
                one.looked_after, one.ehcp, None, one.idp, one.sen,
            )
        )  # fmt: skip
    return {key: tuple(pupils) for key, pupils in found.items()}
