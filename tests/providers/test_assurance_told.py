"""Each commissioner with a child at a provider hears when it is suspended; nobody hears another council's reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pastoral.casework.placements.facts.provider_checks import part
from pastoral.casework.placements.models import Notice, Placement
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.assurance import items, standing
from pastoral.records.providers.models import DatedItem, Listing
from placements.making import make_placement

from .assuring import days, make_declaration, make_item, system, today
from .making import list_provider

pytestmark = pytest.mark.django_db


def suspend(world: Any, authority: Any, reason: str) -> None:
    with entered(system(authority)) as access:
        row = Listing.objects.visible_to(access).get(provider=world.provider, authority=authority)
        standing.move(listing_id=row.pk, move="suspend", reason=reason, by=access)


def messages(world: Any) -> list[OutboundMessage]:
    with world.acting("system") as access:
        return list(OutboundMessage.objects.visible_to(access).filter(kind="placement").order_by("pk"))


def test_a_date_that_passes_tells_the_lead_of_the_child_and_the_authority_without_a_name(world: Any) -> None:
    row = make_placement(world, stage="live")
    before = len(messages(world))
    make_item(world, world.provider, "insurance", ends_on=days(1))
    assert standing.fall(world.authority.pk, days(2)) == 1
    with world.acting("system") as access:
        notices = list(Notice.objects.visible_to(access).filter(placement=row, event__startswith="provider_suspended"))
    assert {one.recipient for one in notices} == {"lead", "authority"}
    sent = messages(world)[before:]
    assert world.people["pastoral-lead"].email in {one.to_email for one in sent}
    assert not any("Tomos" in one.body + one.subject or "Hafan" in one.body + one.subject for one in sent)


def test_another_councils_suspension_is_told_without_its_reason(world: Any) -> None:
    row = make_placement(world, stage="live")
    list_provider(world.other_authority, world.provider)
    suspend(world, world.other_authority, "A child was hurt")
    with world.acting("system") as access:
        notices = list(Notice.objects.visible_to(access).filter(placement=row, event__startswith="provider_elsewhere"))
        assert Listing.objects.visible_to(access).get(provider=world.provider, authority=world.authority).status == "approved"
    assert {one.recipient for one in notices} == {"lead", "authority"}
    assert not any("hurt" in one.body + one.subject for one in messages(world))


def test_nobody_is_told_of_a_provider_where_no_child_is(world: Any) -> None:
    row = make_placement(world, stage="closed")
    before = len(messages(world))
    suspend(world, world.authority, "A gate was open")
    assert len(messages(world)) == before
    with world.acting("system") as access:
        assert not Notice.objects.visible_to(access).filter(placement=row, event__startswith="provider_").exists()


def test_npt_ap_06_the_facts_of_a_placement_know_the_declaration_and_the_checks(
    world: Any, django_assert_max_num_queries: Any
) -> None:
    row = make_placement(world, stage="preparing")
    make_declaration(world, world.provider)
    with world.acting("pastoral-lead") as access:
        items.give(provider_id=world.provider.pk, given=items.Given("confirmation", "", None, today(), days(365)), by=access)
    with world.acting("pastoral-lead") as access:
        rows = list(Placement.objects.visible_to(access).select_related("provider", "site", "authority").filter(pk=row.pk))
        with django_assert_max_num_queries(1):
            known = part(access, rows)[row.pk]
    assert known["declaration_on"] == today()
    assert days(360) < known["declaration_expires_on"] <= days(366)
    assert known["declaration_sent_on"] is None
    assert (known["checks_confirmed_on"], known["confirmation_expires_on"]) == (today(), days(365))
    assert known["provider_status"] == "approved"
    assert [site.address for site in known["sites"]] == ["Unit 4, Quay Road, Glanafon"]


def confirmed(world: Any, row: Placement, who: str = "system") -> tuple[Any, Any]:
    """The day and the last day of the confirmation that counts for a placement."""
    with world.acting(who) as access:
        found = list(Placement.objects.visible_to(access).select_related("provider", "site", "authority").filter(pk=row.pk))
        known = part(access, found)[row.pk]
    return known["checks_confirmed_on"], known["confirmation_expires_on"]


def test_eng_kc_02_a_confirmation_counts_for_the_school_that_received_it_and_no_other(world: Any) -> None:
    row = make_placement(world, stage="preparing")
    given = items.Given("confirmation", "", None, today(), days(100))
    with world.acting("pastoral-lead") as access:
        there = replace(access, school_ids=frozenset({world.second_school.pk}))
        held = items.give(provider_id=world.provider.pk, given=given, by=there)
    assert held.received_by == world.second_school
    assert confirmed(world, row) == (None, None), "a school of the same authority that holds it protects nobody here"
    with world.acting("pastoral-lead") as access:
        items.give(provider_id=world.provider.pk, given=replace(given, ends_on=days(200)), by=access)
    assert confirmed(world, row) == (today(), days(200))
    with world.acting("pastoral-lead") as access:
        assert DatedItem.objects.visible_to(access).get(pk=held.pk).state == "checked", "and neither takes the place of the other"


def test_eng_kc_02_the_authoritys_counts_where_it_arranges_the_place_and_only_there(world: Any) -> None:
    row = make_placement(world, stage="preparing")
    make_item(world, world.provider, "confirmation", dated_on=today(), ends_on=days(365))
    assert confirmed(world, row) == (None, None), "the school places this child"
    by_authority = make_placement(world, stage="preparing", arranged_by="authority")
    assert confirmed(world, by_authority) == (today(), days(365))
    with world.acting("pastoral-lead") as access:
        items.give(provider_id=world.provider.pk, given=items.Given("confirmation", "", None, today(), days(9)), by=access)
    assert confirmed(world, by_authority) == (today(), days(365))


def test_eng_kc_02_another_authoritys_confirmation_counts_for_nobody_here(world: Any) -> None:
    row = make_placement(world, stage="preparing", arranged_by="authority")
    with world.acting("other-authority") as access:
        items.give(provider_id=world.provider.pk, given=items.Given("confirmation", "", None, today(), days(365)), by=access)
    assert confirmed(world, row) == (None, None)
