"""Today's register of somebody who works for two providers, and the pages of a day without one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from pastoral.casework.registers.models import Mark
from pastoral.foundation.access import Role
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers.models import Provider, Site
from world import World

from .making import MONDAY, placed
from .test_pages import signed_in

pytestmark = pytest.mark.django_db
SEND = "provider-today-send"


# Somebody who works for two providers


@pytest.fixture
def kitchen(world: World) -> Provider:
    """Owen Tudor also works at the Quay Kitchen, where Cerys is."""
    with world.acting("system") as by, recording("provider.added", by=by) as record:
        other = Provider(name="Quay Kitchen", is_demo=True)
        other.save()
        Site(provider=other, name="Quay Kitchen").save()
        record.about(other)
    Membership.objects.create(
        user=world.people["provider-staff"], role=Role.PROVIDER_STAFF, provider=other, since=dt.date(2026, 1, 1)
    )
    return other


def test_whoever_works_for_two_takes_the_register_of_the_one_chosen(world: World, kitchen: Provider) -> None:
    placed(world.provider, [world.tomos])
    (row,) = placed(kitchen, [world.cerys])
    client = signed_in(world, "provider-staff")
    where = f"{reverse('provider-today')}?provider={kitchen.pk}"
    page = client.get(where).content.decode()
    assert "Cerys" in page
    assert "Tomos" not in page
    assert f'href="?provider={world.provider.pk}"' in page  # the way to the other
    form = page.partition('<form method="post" action="?')[2].partition('"')[0].replace("&amp;", "&")
    answer = client.post(f"{reverse('provider-today')}?{form}", {"batch": str(uuid.uuid4()), f"answer-{row.pk}": "came"})
    assert answer.status_code == 302
    assert f"provider={kitchen.pk}" in answer["Location"]
    assert f'data-send="{reverse(SEND)}?provider={kitchen.pk}"' in page
    with world.acting("provider-staff") as by:
        assert Mark.objects.visible_to(by).get().placement_id == row.pk


# A day without a register


def test_on_a_day_without_a_register_the_pages_say_when_the_next_one_is(world: World, monday: Any) -> None:
    placed(world.provider, [world.tomos, world.cerys])
    monday.move_to(dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC))
    client = signed_in(world, "provider-staff")
    page = " ".join(client.get(reverse("provider-today")).content.decode().split())
    assert "Nobody is due today" in page
    assert "Monday 23 November 2026, 2 children, from 9:30am." in page
    home = client.get(reverse("provider-home")).content.decode()
    assert "Next register: 2 children, from 9:30am" in home
    assert "Monday 23 November" in home


def test_with_nobody_to_come_the_page_says_that_too(world: World) -> None:
    placed(world.provider, [world.tomos], last=MONDAY - dt.timedelta(days=1))
    page = signed_in(world, "provider-staff").get(reverse("provider-today")).content.decode()
    assert "Nobody is due in the next eight weeks." in page
