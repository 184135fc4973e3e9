"""An import in the browser: choose, map, look, answer, import, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pastoral.records.providers.models import Listing, Provider, ProviderImport, ProviderImportRow

pytestmark = pytest.mark.django_db
TABLE = "Who,How old,Free\nBlue Barn,11 - 16,4\nHafan Workshops,14-16,\n,5-16,1\n"


def send(client: Client, text: str = TABLE) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
    return client.post("/providers/imports/add/", {"file": file, "list_name": "Our list", "on_quality_list": "yes"})


def test_a_councils_own_columns_are_mapped_looked_at_and_imported(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    sent = send(client)
    batch = ProviderImport.objects.visible_to(world.system()).get()
    here = f"/providers/imports/{batch.pk}/"
    assert sent["Location"] == f"{here}columns/"
    assert "Not used so far" in client.get(f"{here}columns/").content.decode()
    assert client.post(f"{here}columns/", {"ages": "How old"}).status_code == 422
    assert client.post(f"{here}columns/", {"name": "Who", "ages": "How old", "places_free": "Free"}).status_code == 302
    page = client.get(here).content.decode()
    assert "Check before you import" in page
    assert "Column Who:" in page
    assert "name is missing" in page
    assert not Provider.objects.visible_to(world.system()).filter(name="Blue Barn").exists()
    assert client.post(f"{here}commit/").status_code == 409  # Hafan Workshops may be Hafan Workshop
    row = ProviderImportRow.objects.visible_to(world.system()).get(outcome="question")
    asked = client.get(f"{here}rows/{row.pk}/").content.decode()
    assert "It is the same as Hafan Workshop" in asked
    assert "nearly the same" in asked
    assert client.post(f"{here}rows/{row.pk}/", {}).status_code == 422
    assert client.post(f"{here}rows/{row.pk}/", {"decision": "different"})["Location"] == here
    for _twice in range(2):
        assert client.post(f"{here}commit/").status_code == 302
    barn = Provider.objects.visible_to(world.system()).get(name="Blue Barn")
    listing = Listing.objects.visible_to(world.system()).get(provider=barn)
    assert (barn.least_age, barn.places_free, listing.list_name, listing.on_quality_list) == (11, 4, "Our list", True)
    assert client.post(f"{here}undo/").status_code == 200
    assert not Provider.objects.visible_to(world.system()).filter(name="Blue Barn").exists()


def test_a_file_that_is_no_table_is_refused_on_the_page(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    refused = send(client, "only one line")
    assert refused.status_code == 422
    assert "found no list" in refused.content.decode()


def test_an_import_is_not_there_for_other_authorities_and_not_for_schools(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    send(client)
    batch = ProviderImport.objects.visible_to(world.system()).get()
    client.force_login(world.people["other-authority"])
    assert client.get(f"/providers/imports/{batch.pk}/").status_code == 404
    assert client.post(f"/providers/imports/{batch.pk}/abandon/").status_code == 404
    client.force_login(world.people["pastoral-lead"])
    assert client.get("/providers/imports/").status_code == 403


def test_a_given_up_import_is_over(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    send(client)
    batch = ProviderImport.objects.visible_to(world.system()).get()
    assert client.post(f"/providers/imports/{batch.pk}/abandon/").status_code == 302
    assert client.post(f"/providers/imports/{batch.pk}/commit/").status_code == 409
    assert "Not imported" in client.get("/providers/imports/").content.decode()
