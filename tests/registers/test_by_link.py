"""The register by its day's link: in the reader's language, of a provider without an address, of nobody else's day."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from pastoral.casework.registers.jobs import links_for
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.models import Provider
from world import World

from .making import placed

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC)
WELSH_PHONE = "cy,en;q=0.5"


def says(world: World, **fields: object) -> None:
    with world.acting("system") as by, recording("provider.changed", by=by) as record:
        row = Provider.objects.visible_to(by).get(pk=world.provider.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        record.about(row)


def mail(world: World) -> OutboundMessage:
    """What went to the provider's mailbox this morning."""
    placed(world.provider, [world.tomos], group="Boats")
    with world.acting("system") as by:
        assert links_for(by, world.authority, MORNING) == 1
        found: OutboundMessage = OutboundMessage.objects.visible_to(by).get(kind="register")
    return found


def link_in(message: OutboundMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/registers/link/\S+)", message.body)
    assert found is not None
    return found[1]


def test_a_provider_in_wales_that_has_not_said_is_written_to_in_both_languages(world: World) -> None:
    message = mail(world)
    assert message.subject == "Cofrestr heddiw / Today's register"
    assert message.body.index("Helo") < message.body.index("Hello Hafan Workshop,")
    # and the page opens in the language of the phone that opens it
    assert 'lang="cy"' in Client().get(link_in(message), headers={"accept-language": WELSH_PHONE}).content.decode()
    page = Client().get(link_in(message)).content.decode()
    assert '<html lang="en"' in page
    assert re.search(r'name="language" value="cy" lang="cy">Cymraeg<', page)  # the switch


def test_a_provider_that_wants_english_gets_english_alone(world: World) -> None:
    says(world, letter_language="en-gb")
    message = mail(world)
    assert message.subject == "Today's register"
    assert '<html lang="en"' in Client().get(link_in(message), headers={"accept-language": WELSH_PHONE}).content.decode()


def test_a_provider_that_wants_welsh_gets_its_page_in_welsh_until_the_reader_switches(world: World) -> None:
    says(world, letter_language="cy")
    message, visitor = mail(world), Client()
    where = link_in(message)
    assert '<html lang="cy"' in visitor.get(where).content.decode()
    visitor.post("/language/", {"language": "en-gb", "next": where})
    assert '<html lang="en"' in visitor.get(where).content.decode()


def test_the_link_says_of_which_provider_and_group_it_is(world: World) -> None:
    assert '<span class="govuk-caption-l">Hafan Workshop, Boats</span>' in Client().get(link_in(mail(world))).content.decode()


def test_without_an_address_no_link_goes_anywhere(world: World) -> None:
    says(world, email="")
    placed(world.provider, [world.tomos])
    with world.acting("system") as by:
        assert links_for(by, world.authority, MORNING) == 0
    assert not SignedLink.objects.filter(purpose="register").exists()


@pytest.mark.parametrize(("persona", "offered"), [("pastoral-lead", "/attendance/confirm/"), ("ewo", "/edit/")])
def test_whom_no_link_reaches_the_providers_page_says_what_to_do(world: World, persona: str, offered: str) -> None:
    client, page = Client(), f"/providers/{world.provider.pk}/"
    client.force_login(world.people[persona])
    assert "a link to the register goes to hafan@demo.invalid" in client.get(page).content.decode()
    says(world, email="", telephone="01632 960 100")
    text = client.get(page).content.decode()
    assert "no link to its register can be sent" in text
    assert "tel:01632960100" in text
    assert offered in text
