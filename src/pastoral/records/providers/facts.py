"""From rows of the directory to what rules take."""

from __future__ import annotations

from collections.abc import Iterable

from pastoral.rules.providers.facts import Offer, ProviderFacts

from .models import Listing, Provider


def offer_of(provider: Provider, all_of: Iterable[str] = ()) -> Offer:
    """What a provider offers. `all_of`: the districts of the authority that lists it, for one that says it serves them all."""
    districts = frozenset(provider.districts) | (frozenset(all_of) if provider.all_districts else frozenset())
    return Offer(
        least_age=provider.least_age, most_age=provider.most_age, condition=provider.age_condition, districts=districts,
        phases=frozenset(provider.phases), kinds=frozenset(provider.kinds), modes=frozenset(provider.modes),
        needs=frozenset(provider.needs), place_types=frozenset(provider.place_types),
    )  # fmt: skip


def entry_of(provider: Provider, listing: Listing | None, all_of: Iterable[str] = ()) -> ProviderFacts:
    """An entry of the directory as the rules of the directory see it: without checks, visits and pupils."""
    return ProviderFacts(
        key=str(provider.pk), name=provider.name, status=listing.status if listing else "",
        is_state_school=provider.kind == Provider.Kind.SCHOOL and provider.school_id is not None,
        registration=provider.registration, urn=provider.urn, registration_note=provider.registration_text,
        on_quality_list=bool(listing and listing.on_quality_list), qa_on=listing.qa_on if listing else None,
        next_qa_on=listing.next_qa_on if listing else None, offer=offer_of(provider, all_of),
        offer_reviewed_on=provider.offer_reviewed_on,
    )  # fmt: skip
