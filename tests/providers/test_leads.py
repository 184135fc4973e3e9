"""Whoever leads one provider and only works at another keeps the papers and the profile of the first alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from pastoral.foundation.access import Role
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.accounts.models import Membership
from pastoral.records.providers import services
from pastoral.records.providers.assurance import declaring, items, queries
from pastoral.records.providers.models import Declaration, Provider

from .assuring import make_declaration, publish, said, today
from .making import make_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: Any) -> Provider:
    """A provider made before Hafan Workshop by name, where its lead helps out."""
    publish(world.authority)
    found: Provider = make_provider(world, "Abbey Boats")
    Membership.objects.create(
        user=world.people["provider-lead"], role=Role.PROVIDER_STAFF, provider=found, since=dt.date(2026, 1, 1)
    )
    return found


def test_the_profile_and_its_language_are_the_leads_own(world: Any, other: Provider, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    assert "Hafan Workshop" in client.get("/providers/mine/").content.decode()
    assert client.get(f"/providers/mine/?provider={other.pk}").status_code == 404
    assert client.post(f"/providers/mine/language/?provider={other.pk}", {"letter_language": "cy"}).status_code == 404
    with world.acting("provider-lead") as by:
        for act in (
            lambda: services.propose(by=by, provider=other, values={"about": "Ours"}),
            lambda: services.set_places_free(by=by, provider=other, places_free=1),
            lambda: services.set_letter_language(by=by, provider=other, language="cy"),
            lambda: items.give(provider_id=other.pk, given=items.Given("insurance", "", None, today(), today()), by=by),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_nobody_signs_for_a_provider_that_they_do_not_lead(world: Any, other: Provider, client: Client) -> None:
    row = make_declaration(world, other)
    with world.acting("provider-lead") as by:
        assert queries.own_provider(by).pk == world.provider.pk
        with pytest.raises(Provider.DoesNotExist):
            declaring.from_account(provider_id=other.pk, authority=world.authority, said=said(), by=by)
        with pytest.raises(Declaration.DoesNotExist):
            declaring.second(declaration_id=row.pk, saw="Certificates", by=by, name="Bethan Howells")
    client.force_login(world.people["provider-lead"])
    assert client.get(f"/providers/assurance/declarations/{row.pk}/").status_code == 404  # it names staff and their dates


def test_a_provider_says_in_which_language_it_is_written_to_and_it_counts_at_once(world: Any, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    nothing = client.post("/providers/mine/language/", {})
    assert nothing.status_code == 422
    assert "Select the language" in nothing.content.decode()
    assert client.post("/providers/mine/language/", {"letter_language": "fr"}).status_code == 422
    assert client.post("/providers/mine/language/", {"letter_language": "cy"}).status_code == 302
    with world.acting("provider-lead") as by:
        assert Provider.objects.visible_to(by).get(pk=world.provider.pk).letter_language == "cy"
    assert client.get("/providers/mine/language/").status_code == 302  # another language chosen on the page of an error
    assert "letter_language" not in client.get("/providers/mine/edit/").content.decode()
