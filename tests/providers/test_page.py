"""The page of one provider."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from .making import list_provider, make_provider

pytestmark = pytest.mark.django_db


def test_a_school_reads_the_page_of_a_provider(world: Any, client: Client) -> None:
    loft = make_provider(world, "Sail Loft")
    list_provider(world.authority, loft, status="suspended")
    client.force_login(world.people["pastoral-lead"])
    page = client.get(f"/providers/{loft.pk}/").content.decode()
    assert "Sail Loft" in page
