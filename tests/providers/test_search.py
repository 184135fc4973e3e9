"""The search of the directory: the same answers in SQL as the rule gives, a page at a time, in few queries."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import School
from pastoral.records.providers import postcodes, searching, services, vocabulary
from pastoral.records.providers.facts import entry_of
from pastoral.records.providers.models import Listing, Provider, Site
from pastoral.rules.providers.directory import Wanted, wor_dir_04_search

from .making import list_provider, make_provider

pytestmark = pytest.mark.django_db
DISTRICTS = ["East", "West", "North"]


def some(chance: random.Random, known: Any, most: int = 3) -> list[str]:
    return chance.sample(list(known), chance.randint(0, min(most, len(list(known)))))


def a_crowd(world: Any, chance: random.Random, number: int) -> None:
    with entered(world.system()) as access, recording("provider.added", by=access) as record:
        providers = Provider.objects.bulk_create(
            Provider(
                name=f"P{index:03}", kinds=some(chance, vocabulary.KINDS), modes=some(chance, vocabulary.MODES),
                phases=some(chance, vocabulary.PHASES), place_types=some(chance, vocabulary.PLACE_TYPES),
                needs=some(chance, ("autism", "anxiety"), 2), districts=some(chance, DISTRICTS), all_districts=chance.random() < 0.3,
                least_age=chance.choice([None, 0, 5, 11]), most_age=chance.choice([None, 16, 18, 25]),
                registration=chance.choice(["", "urn", "not_applicable", "in_progress"]), urn="1",
            )
            for index in range(number)
        )  # fmt: skip
        Listing.objects.bulk_create(
            Listing(authority=world.authority, provider=one, status=chance.choice(Listing.Status.values)) for one in providers
        )
        record.about(world.authority)


def wishes(chance: random.Random) -> Wanted:
    def maybe(known: Any) -> str:
        return str(chance.choice(list(known))) if chance.random() < 0.35 else ""

    return Wanted(
        age=chance.choice([None, None, 3, 5, 12, 16, 17, 20]), district=maybe(DISTRICTS), phase=maybe(vocabulary.PHASES),
        kind=maybe(vocabulary.KINDS), mode=maybe(vocabulary.MODES), need=maybe(("autism", "anxiety")),
        registration=maybe(vocabulary.REGISTRATION), place_type=maybe(vocabulary.PLACE_TYPES),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_wor_dir_04_the_pages_find_what_the_rule_finds(world: Any, seed: int) -> None:
    chance = random.Random(seed)
    a_crowd(world, chance, 60)
    with entered(world.access("pastoral-lead")) as access:
        listings = {one.provider_id: one for one in Listing.objects.visible_to(access)}
        rows = list(Provider.objects.visible_to(access).filter(pk__in=listings).order_by("pk"))
        entries = [entry_of(row, listings[row.pk], DISTRICTS) for row in rows]
        for _try in range(40):
            wanted = wishes(chance)
            by_rule = {entry.key for entry in wor_dir_04_search(entries, wanted)}
            by_query = {str(row.pk) for row in searching.found(access, searching.Search(wanted=wanted))}
            assert by_query == by_rule, wanted


def test_wor_dir_05_those_that_do_not_say_stand_apart_from_those_that_fit(world: Any, client: Client) -> None:
    make_provider(world, "Fits", least_age=11, most_age=16)
    make_provider(world, "Silent", least_age=None, most_age=None, age_text="by agreement")
    make_provider(world, "Too young", least_age=16, most_age=18)
    client.force_login(world.people["pastoral-lead"])
    page = client.get("/providers/?age=12").content.decode()
    assert page.index("These fit") < page.index("Fits</a>") < page.index("Not known whether these fit") < page.index("Silent</a>")
    assert "It does not say which ages it takes" in page
    assert "Too young" not in page


def test_wor_dir_05_every_district_means_those_of_the_authority_that_lists_it(world: Any) -> None:
    make_provider(world, "Ours everywhere", all_districts=True)
    make_provider(world, "Theirs everywhere", all_districts=True, authority=world.other_authority)
    with entered(world.access("ewo")) as access:
        anywhere = searching.Search(wanted=Wanted(district="East"), standing="any")
        assert {row.name for row in searching.found(access, anywhere)} == {"Ours everywhere", "Hafan Workshop"}


def test_wor_dir_03_suspended_and_removed_are_found_only_by_name_of_their_standing(world: Any) -> None:
    down = make_provider(world, "Down", status="suspended")
    with entered(world.access("ewo")) as access:
        for standing, there in (("", False), ("any", False), ("suspended", True), ("not_listed", False)):
            names = {row.name for row in searching.found(access, searching.Search(standing=standing))}
            assert ("Down" in names) is there, standing
    list_provider(world.authority, down, status="approved")
    with entered(world.access("ewo")) as access:
        assert "Down" in {row.name for row in searching.found(access, searching.Search())}


def test_distance_is_from_schools_with_the_postcode_and_said_to_be_rough_where_it_is(world: Any, client: Client) -> None:
    School.objects.create(number="D019001", name="At the quay", postcode="SA11 1AA", easting=280000, northing=190000)
    School.objects.create(number="D019002", name="On the hill", postcode="SA11 2BB", easting=286000, northing=198000)
    with entered(world.system()) as access, recording("test.sites", by=access) as record:
        near, far = make_provider(world, "Near"), make_provider(world, "Far", sites=({"postcode": "SA11 2BB"},))
        make_provider(world, "Nowhere", sites=())
        for provider in (near, far):
            for site in postcodes.put_on_the_map(provider.sites.all()):
                site.save()
        record.about(near)
    spot = postcodes.locate("sa11 1aa")
    assert spot
    assert (spot.by, spot.schools, spot.easting) == ("postcode", 1, 280000)
    rough = postcodes.locate("SA11 9ZZ")
    assert rough
    assert (rough.by, rough.schools, rough.easting) == ("area", 2, 283000)
    assert postcodes.locate("SA11") == postcodes.Spot("SA11", 283000, 194000, "area", 2)
    assert postcodes.locate("EC1A 1AA") is None
    client.force_login(world.people["ewo"])
    page = client.get("/providers/?postcode=SA11+1AA&sort=distance").content.decode()
    assert page.index("Near</a>") < page.index("Far</a>") < page.index("Nowhere</a>")
    assert "10 km" in page
    assert "Distance not known" in page
    assert "Distances are rough" in client.get("/providers/?postcode=SA11+9ZZ").content.decode()
    assert "No school in the register" in client.get("/providers/?postcode=EC1A+1AA").content.decode()
    School.objects.create(number="D019003", name="Far away", postcode="LL11 1AA", easting=333000, northing=350000)
    assert "169 km" in client.get("/providers/?postcode=LL11+1AA&sort=distance").content.decode()
    close = client.get("/providers/?postcode=SA11+1AA&within=5").content.decode()
    assert "Near</a>" in close
    assert "Far</a>" not in close


def test_a_place_is_found_on_the_map_once_a_register_knows_its_postcode(world: Any) -> None:
    loft = make_provider(world, "Sail Loft")
    assert services.locate_again(world.authority.pk) == 0
    School.objects.create(number="D019001", name="At the quay", postcode="SA11 1AA", easting=280000, northing=190000)
    assert services.locate_again(world.authority.pk) == 2  # its own, and that of Hafan Workshop roughly
    assert services.locate_again(world.authority.pk) == 0
    site = Site.objects.visible_to(world.system()).get(provider=loft)
    assert (site.easting, site.located_by) == (280000, "postcode")


def test_places_free_text_and_standing_narrow_the_list(world: Any, client: Client) -> None:
    make_provider(world, "Full", places_free=0)
    make_provider(world, "Roomy", places_free=3, about="Motor vehicles and <boats>")
    make_provider(world, "Elsewhere", listed=False)
    client.force_login(world.people["pastoral-lead"])
    page = client.get("/providers/?places=yes").content.decode()
    assert "Roomy" in page
    assert "Full</a>" not in page
    assert "Roomy" in client.get("/providers/?q=boats").content.decode()
    assert "Elsewhere" in client.get("/providers/?standing=not_listed").content.decode()
    assert "Elsewhere" not in client.get("/providers/").content.decode()
    assert client.get("/providers/?age=99").status_code == 422


def test_a_page_of_the_directory_takes_at_most_fifteen_queries(world: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    a_crowd(world, random.Random(9), 50)
    School.objects.create(number="D019001", name="At the quay", postcode="SA11 1AA", easting=280000, northing=190000)
    client.force_login(world.people["pastoral-lead"])
    address = "/providers/?age=12&need=autism&postcode=SA11+1AA&sort=distance&standing=any"
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200
    keys = "&".join(f"id={row.pk}" for row in Provider.objects.visible_to(world.system())[:7])
    with django_assert_max_num_queries(15):
        page = client.get(f"/providers/compare/?{keys}").content.decode()
    assert "2 more were ticked" in page


def test_wor_dir_02_a_list_is_said_to_be_no_registration(world: Any, client: Client) -> None:
    loft = make_provider(world, "Loft", registration="urn", urn="2597071", registration_text="URN 2597071")
    list_provider(world.authority, loft, on_quality_list=True)
    client.force_login(world.people["pastoral-lead"])
    page = client.get(f"/providers/{loft.pk}/").content.decode()
    assert "A place on a list does not show that a provider is registered as a school" in page
    assert "No register of schools here knows this number" in page
    assert "this has 7" in page


def test_ham_ap_16_a_provider_that_is_not_on_the_list_is_said_to_be_so(world: Any, client: Client) -> None:
    far = make_provider(world, "Far away", listed=False)
    client.force_login(world.people["pastoral-lead"])
    assert "HAM-AP-16" in client.get(f"/providers/{far.pk}/").content.decode()


def test_what_differs_stands_before_what_is_the_same(world: Any, client: Client) -> None:
    one, two = make_provider(world, "One", least_age=5), make_provider(world, "Two", least_age=11)
    client.force_login(world.people["pastoral-lead"])
    page = client.get(f"/providers/compare/?id={one.pk}&id={two.pk}&id=99999999&id=x").content.decode()
    assert page.index("Where they differ") < page.index("5 to 16") < page.index("What they have in common")
    assert "Choose two or more" in client.get(f"/providers/compare/?id={one.pk}").content.decode()
