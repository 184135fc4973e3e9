"""Each commissioner with a child at a provider hears when it is suspended; nobody hears another council's reason."""

from __future__ import annotations

from typing import Any

import pytest

from pastoral.casework.placements.facts.provider_checks import part
from pastoral.casework.placements.models import Notice, Placement
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.assurance import standing
from pastoral.records.providers.models import Listing
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
    make_item(world, world.provider, "confirmation", dated_on=today(), ends_on=days(365))
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
