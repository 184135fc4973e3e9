"""Profiles: what an officer writes counts, what a provider says waits for an officer, what a school adds is not on the list."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import NotAllowed
from pastoral.records.providers import panels, services
from pastoral.records.providers.models import Listing, ListingMove, ProfileChange, Provider, Site
from pastoral.rules.sentences import Refused

from .making import make_provider

pytestmark = pytest.mark.django_db
PROFILE = {
    "name": "Hafan Workshop", "email": "hafan@demo.invalid", "about": "Boats",
    "kinds": ["alternative_provision"], "modes": ["face_to_face"], "phases": ["secondary"],
    "least_age": "12", "most_age": "16", "all_districts": "yes", "registration": "not_applicable", "registration_text": "Part time only",
}  # fmt: skip


def fresh(world: Any) -> Provider:
    return Provider.objects.visible_to(world.system()).get(pk=world.provider.pk)


def waiting(world: Any) -> dict[str, ProfileChange]:
    rows = ProfileChange.objects.visible_to(world.system()).filter(provider=world.provider, state="waiting")
    return {row.field: row for row in rows}


def test_what_a_provider_changes_waits_and_is_shown_as_not_checked(world: Any, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    assert client.post("/providers/mine/edit/", PROFILE).status_code == 302
    assert set(waiting(world)) == {"about", "least_age", "registration_text"}
    assert (fresh(world).least_age, fresh(world).about) == (11, "")
    assert "Waiting to be checked" in client.get("/providers/mine/").content.decode()
    client.force_login(world.people["pastoral-lead"])
    page = client.get(f"/providers/{world.provider.pk}/").content.decode()
    assert "Said by the provider, not checked yet" in page
    assert "Boats" in page
    assert "/providers/changes/" not in page  # a school does not check it


def test_an_officer_takes_a_change_over_or_says_why_not(world: Any, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    client.post("/providers/mine/edit/", PROFILE)
    about, age = waiting(world)["about"], waiting(world)["least_age"]
    client.force_login(world.people["ewo"])
    assert "Hafan Workshop: What it offers" in client.get("/providers/changes/").content.decode()
    assert client.post(f"/providers/changes/{about.pk}/", {"answer": "accept"}).status_code == 302
    assert client.post(f"/providers/changes/{age.pk}/", {"answer": "refuse"}).status_code == 422
    client.post(f"/providers/changes/{age.pk}/", {"answer": "refuse", "reason": "Your insurance says 11"})
    assert (fresh(world).about, fresh(world).least_age) == ("Boats", 11)
    # a second answer, from a page that stood open, changes nothing
    client.post(f"/providers/changes/{age.pk}/", {"answer": "accept"})
    assert fresh(world).least_age == 11
    client.force_login(world.people["provider-lead"])
    assert "Your insurance says 11" in client.get("/providers/mine/").content.decode()


def test_only_an_authority_that_lists_a_provider_checks_its_profile(world: Any, client: Client) -> None:
    with world.acting("provider-lead") as access:
        services.propose(by=access, provider=world.provider, values={"about": "Boats"})
    change = waiting(world)["about"]
    client.force_login(world.people["other-authority"])
    assert client.get(f"/providers/changes/{change.pk}/").status_code == 404
    with world.acting("other-authority") as access, pytest.raises(Refused, match="on its list"):
        services.decide(by=access, change=change, accept=True)


def test_saying_the_old_value_again_takes_a_change_back(world: Any) -> None:
    with world.acting("provider-lead") as access:
        services.propose(by=access, provider=world.provider, values={"about": "Boats"})
        services.propose(by=access, provider=world.provider, values={"about": "Boats and bikes"})
        assert waiting(world)["about"].after == "Boats and bikes"
        services.propose(by=access, provider=world.provider, values={"about": ""})
        assert waiting(world) == {}


def test_a_provider_changes_only_its_own_profile(world: Any, client: Client) -> None:
    loft = make_provider(world, "Sail Loft")
    with world.acting("provider-lead") as access:
        with pytest.raises(NotAllowed):
            services.propose(by=access, provider=loft, values={"about": "Boats"})
        with pytest.raises(NotAllowed):
            services.set_places_free(by=access, provider=loft, places_free=3)
    site = Site.objects.visible_to(world.system()).get(provider=loft)
    client.force_login(world.people["provider-lead"])
    assert client.get(f"/providers/mine/?provider={loft.pk}").status_code == 404
    assert client.post(f"/providers/mine/sites/{site.pk}/close/").status_code == 404
    assert "Sail Loft" not in client.get("/providers/mine/").content.decode()
    client.force_login(world.people["provider-staff"])
    assert client.get("/providers/mine/").status_code == 403


def test_places_free_count_at_once_with_their_day(world: Any, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    assert client.post("/providers/mine/places/", {"places_free": "4"}).status_code == 302
    now = fresh(world)
    assert now.places_free == 4
    assert now.places_said_on is not None
    with entered(world.system()) as access:
        services.save_profile(
            by=access, provider=now, values={"places": 3, "registration": "not_applicable", "registration_text": "x"}, version=now.version
        )
    assert client.post("/providers/mine/places/", {"places_free": "4"}).status_code == 422
    assert client.post("/providers/mine/places/", {"places_free": "many"}).status_code == 422


def test_a_new_place_and_one_no_longer_used_are_checked_too(world: Any, client: Client) -> None:
    client.force_login(world.people["provider-lead"])
    yard = {"name": "The yard", "kind": "subcontractor", "address": "2 Quay", "postcode": "sa11 1aa", "run_by": "Bay Cranes"}
    client.post("/providers/mine/sites/add/", yard)
    old = Site.objects.visible_to(world.system()).get(provider=world.provider)
    for _twice in range(2):
        client.post(f"/providers/mine/sites/{old.pk}/close/")
    assert set(waiting(world)) == {"site", "site_closed"}
    with world.acting("ewo") as access:
        for change in waiting(world).values():
            services.decide(by=access, change=change, accept=True)
    sites = {site.name: site for site in Site.objects.visible_to(world.system()).filter(provider=world.provider)}
    assert (sites["The yard"].postcode, sites["The yard"].run_by, sites["The yard"].closed_on) == ("SA11 1AA", "Bay Cranes", None)
    assert sites["Hafan Workshop"].closed_on is not None


def test_what_nobody_answered_can_be_taken_back_by_its_provider_alone(world: Any, client: Client) -> None:
    with world.acting("provider-lead") as access:
        (change,) = services.propose(by=access, provider=world.provider, values={"about": "Boats"})
    client.force_login(world.people["provider-lead"])
    client.post(f"/providers/mine/changes/{change.pk}/take-back/")
    assert waiting(world) == {}


def test_wor_dir_01_an_officer_cannot_save_a_profile_without_a_word_on_registration(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    address = f"/providers/{world.provider.pk}/edit/"
    assert client.post(address, {**PROFILE, "registration": "", "version": "1"}).status_code == 422
    assert client.post(address, {**PROFILE, "registration": "urn", "urn": "", "version": "1"}).status_code == 422
    with entered(world.system()) as access, pytest.raises(Refused, match="registered"):
        services.save_profile(by=access, provider=fresh(world), values={"registration": ""}, version=1)
    assert client.post(address, {**PROFILE, "version": "1"}).status_code == 302
    assert fresh(world).registration_text == "Part time only"


def test_a_councils_own_word_for_a_need_is_not_lost_when_a_profile_is_saved(world: Any, client: Client) -> None:
    barn = make_provider(world, "Barn", needs=["autism", "Farm work"])
    client.force_login(world.people["ewo"])
    assert "Farm work" in client.get(f"/providers/{barn.pk}/edit/").content.decode()
    posted = {**PROFILE, "name": "Barn", "needs": ["autism", "Farm work"], "version": "1"}
    assert client.post(f"/providers/{barn.pk}/edit/", posted).status_code == 302
    barn.refresh_from_db()
    assert barn.needs == ["autism", "Farm work"]


def test_a_profile_that_somebody_else_changed_meanwhile_is_not_written_over(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    address = f"/providers/{world.provider.pk}/edit/"
    client.post(address, {**PROFILE, "version": "1"})
    late = client.post(address, {**PROFILE, "about": "Bikes", "version": "1"})
    assert late.status_code == 422
    assert "Somebody else changed" in late.content.decode()
    assert fresh(world).about == "Boats"


def test_ham_ap_15_a_provider_that_a_school_adds_is_applying_and_not_on_the_framework(world: Any, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    posted = {"name": "Tide Mill", "registration": "unknown", "reason": "To bake", "address": "1 Mill", "postcode": "SA11 1AA"}
    assert client.post("/providers/add/", {**posted, "reason": ""}).status_code == 422
    assert client.post("/providers/add/", {**posted, "listed": "yes"}).status_code == 302
    with entered(world.access("ewo")) as access:
        listing = Listing.objects.visible_to(access).get(provider__name="Tide Mill")
        assert (listing.status, listing.framework, listing.authority) == ("applying", "not_listed", world.authority)
        assert ListingMove.objects.visible_to(access).get(listing=listing).after == "applying"
        assert Provider.objects.visible_to(access).get(name="Tide Mill").registration == ""


def test_a_provider_that_may_be_here_already_is_asked_about_before_it_is_added(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    posted = {**PROFILE, "name": "Hafan Workshops Ltd", "listed": "yes"}
    asked = client.post("/providers/add/", posted)
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.content.decode()
    assert client.post("/providers/add/", {**posted, "different": "yes"}).status_code == 302


def test_a_provider_that_is_a_school_of_the_register_is_linked_when_it_is_added(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    client.post("/providers/add/", {**PROFILE, "name": "Coed Isaf School", "listed": "no"})
    added = Provider.objects.visible_to(world.system()).get(name="Coed Isaf School")
    assert (added.school, added.kind) == (world.second_school, "school")


def test_the_directorys_own_part_of_a_providers_page_takes_at_most_twelve_queries(
    world: Any, client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_panels", [])
    client.force_login(world.people["ewo"])
    address = f"/providers/{world.provider.pk}/"
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_an_officer_adds_a_provider_to_the_list(world: Any, client: Client) -> None:
    client.force_login(world.people["ewo"])
    assert client.post("/providers/add/", {**PROFILE, "name": "Tide Mill", "listed": "yes"}).status_code == 302
    listing = Listing.objects.visible_to(world.system()).get(provider__name="Tide Mill")
    assert (listing.status, listing.framework) == ("listed", "listed")


def test_places_are_written_by_officers_of_an_authority_that_lists_it(world: Any, client: Client) -> None:
    address = f"/providers/{world.provider.pk}/sites/add/"
    client.force_login(world.people["other-authority"])
    assert client.get(address).status_code == 404
    client.force_login(world.people["ewo"])
    assert client.post(address, {"name": "Yard", "kind": "own", "postcode": "nonsense"}).status_code == 422
    assert client.post(address, {"name": "Yard", "kind": "own", "postcode": "sa111aa"}).status_code == 302
    yard = Site.objects.visible_to(world.system()).get(name="Yard")
    assert yard.postcode == "SA11 1AA"
    assert client.post(f"/providers/{world.provider.pk}/sites/{yard.pk}/", {"name": "Old yard", "kind": "own"}).status_code == 302
    client.post(f"/providers/{world.provider.pk}/sites/{yard.pk}/close/")
    yard.refresh_from_db()
    assert yard.name == "Old yard"
    assert yard.closed_on is not None
    assert client.get(f"/providers/{world.provider.pk}/sites/{yard.pk}/").status_code == 404
