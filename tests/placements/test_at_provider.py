"""A provider's own home: what it sees is what was shared, while it is shared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counting import at_most_fifteen_queries
from pastoral.casework.placements import at_provider as reads
from pastoral.casework.placements.models import Place, Placement, Referral, SharedFile, SharedSet
from pastoral.casework.placements.services import answering, messaging, referring, sharing
from pastoral.rules.placements.facts import DATA_LABELS
from pastoral.rules.sentences import Refused
from placements.making import make_placement
from placements.sharing_made import share_all
from plans.living import making as plans

ASKED = referring.Asked(need="wellbeing", words="Calm mornings with practical work.", assessment="Reads at nine years.")


def refer(world: Any, row: Any, **more: Any) -> Any:
    with world.acting("pastoral-lead") as by:
        return referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk], asked=ASKED, by=by, **more)[0]


def test_nothing_shared_means_that_the_provider_sees_nothing(world: Any) -> None:
    make_placement(world, "preparing")
    with world.acting("provider-lead") as by:
        assert by.placement_ids == frozenset()
        assert reads.places(by) == []
        assert not Placement.objects.visible_to(by).exists()


def test_ham_ap_11_what_is_shared_is_seen_from_that_day(world: Any) -> None:
    row = make_placement(world, "preparing")
    share_all(world, row)
    with world.acting("provider-staff") as by:
        place = reads.places(by)[0]
        assert place.pupil_name == "Tomos Morgan"
        assert {one.data for one in reads.shared_sets(by, place)} == set(DATA_LABELS)
        assert not Placement.objects.visible_to(by).exists()  # the commissioner's own stays the commissioner's


def test_the_page_of_the_child_shows_what_was_shared_and_the_look_is_on_the_record(world: Any, client: Any) -> None:
    from pastoral.foundation.audit.models import Viewed

    row = make_placement(world, "preparing")
    place = share_all(world, row)
    staff = plans.signed_in(client, world, "provider-staff")
    page = staff.get(f"/at-provider/pupils/{place.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Reading age 9 years 2 months" in text
    assert "Monday" in text
    assert "Attends every session" in text
    assert staff.get("/at-provider/").status_code == 200
    assert staff.get("/at-provider/pupils/").status_code == 200
    with world.acting("pastoral-lead") as by:
        looks = Viewed.objects.visible_to(by).filter(pupil_id=world.tomos.pk, subject_type="placements.place")
        assert [one.actor for one in looks] == ["Owen Tudor (Instructor)"]


def test_a_set_taken_back_is_gone_at_once(world: Any, client: Any) -> None:
    row = make_placement(world, "preparing")
    place = share_all(world, row)
    with world.acting("pastoral-lead") as by:
        sharing.withdraw(placement_id=row.pk, data="assessment", reason="Out of date", by=by)
    staff = plans.signed_in(client, world, "provider-staff")
    assert "Reading age" not in staff.get(f"/at-provider/pupils/{place.pk}/").content.decode()
    with world.acting("provider-staff") as by:
        raw = SharedSet._base_manager.filter(placement_id=row.pk, data="assessment")
        assert list(raw) == []  # row security itself: the scope of gate 2 was not asked


def test_all_taken_back_or_ended_is_404_everywhere(world: Any, client: Any) -> None:
    row = make_placement(world, "live")
    place = share_all(world, row)
    staff = plans.signed_in(client, world, "provider-staff")
    addresses = [f"/at-provider/pupils/{place.pk}/", f"/at-provider/pupils/{place.pk}/message/"]
    assert [staff.get(one).status_code for one in addresses] == [200, 200]
    with world.acting("pastoral-lead") as by:
        sharing.end_sharing(placement=row, by=by)
    assert [staff.get(one).status_code for one in addresses] == [404, 404]
    with world.acting("provider-staff") as by:
        assert not Place._base_manager.filter(pk=place.pk).exists()
    with world.acting("pastoral-lead") as by:
        again = sharing.resume_sharing(placement_id=row.pk, by=by)
    assert again.pk == place.pk
    assert staff.get(addresses[0]).status_code == 200
    with world.acting("pastoral-lead") as by:
        sharing.withdraw(placement_id=row.pk, reason="The family asked", by=by)
    assert staff.get(addresses[0]).status_code == 404


def test_sharing_ends_with_a_day_to_come(world: Any) -> None:
    row = make_placement(world, "live")
    share_all(world, row)
    with world.acting("pastoral-lead") as by:
        sharing.end_sharing(placement=row, on=dt.date(2026, 11, 25), by=by)
    assert world.access("provider-staff").placement_ids == {row.pk}


def test_a_shared_file_is_opened_by_its_own_row_and_gone_with_it(world: Any, client: Any) -> None:
    import io

    from pastoral.foundation.govuk.uploads import Upload

    row = make_placement(world, "preparing")
    given = sharing.Given("shared", "", (Upload("Plan.txt", "txt", 5, io.BytesIO(b"Words")),))
    with world.acting("pastoral-lead") as by:
        place = sharing.share(placement_id=row.pk, sets={"individual_plans": given}, by=by)
        file = SharedFile.objects.visible_to(by).get()
    staff = plans.signed_in(client, world, "provider-staff")
    address = f"/at-provider/pupils/{place.pk}/files/{file.pk}/"
    assert address in staff.get(f"/at-provider/pupils/{place.pk}/").content.decode()
    answer = staff.get(address)
    assert b"".join(answer.streaming_content) == b"Words"
    with world.acting("pastoral-lead") as by:
        sharing.withdraw_file(file_id=file.pk, by=by)
    assert staff.get(address).status_code == 404


def test_child_protection_papers_take_a_second_yes(world: Any) -> None:
    row = make_placement(world, "preparing")
    given = {"child_protection": sharing.Given("shared", "A plan since May.")}
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused):
            sharing.share(placement_id=row.pk, sets=given, by=by)
        assert not SharedSet.objects.visible_to(by).exists()
        sharing.share(placement_id=row.pk, sets=given, confirmed=True, by=by)
        assert SharedSet.objects.visible_to(by).count() == 1


def test_a_referral_carries_no_name_and_waits_in_the_inbox(world: Any, client: Any) -> None:
    row = make_placement(world)
    one = refer(world, row)
    lead = plans.signed_in(client, world, "provider-lead")
    text = lead.get(f"/at-provider/referrals/{one.pk}/").content.decode()
    assert "Calm mornings" in text
    assert "Tomos" not in text
    assert "Morgan" not in text
    assert "A school asks for a place" in lead.get("/at-provider/").content.decode()
    assert lead.get("/at-provider/referrals/").status_code == 200


def test_a_name_in_the_words_is_refused(world: Any) -> None:
    row = make_placement(world)
    named = referring.Asked(need="wellbeing", words="Tomos needs calm mornings.")
    with world.acting("pastoral-lead") as by, pytest.raises(Refused, match="Tomos"):
        referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk], asked=named, by=by)


def test_the_same_child_is_not_asked_about_twice(world: Any) -> None:
    row = make_placement(world)
    refer(world, row)
    with pytest.raises(Refused):
        refer(world, row)


def test_wor_dir_03_a_suspended_provider_is_not_asked(world: Any) -> None:
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Listing

    row = make_placement(world)
    with world.acting("system") as by, recording("test.suspended", by=by) as record:
        listing = Listing.objects.visible_to(by).get(provider=world.provider)
        listing.status = "suspended"
        listing.save()
        record.about(listing)
    with world.acting("pastoral-lead") as by:
        found = referring.findings_for(by, Placement.objects.visible_to(by).select_related(
            "pupil__authority", "school__authority", "authority").get(pk=row.pk), world.provider, shares_assessment=True)
    assert [one.rule for one in found if one.stops("refer")] in ([], ["WOR-DIR-03"])


def test_accepted_and_chosen_the_place_is_the_placements_own(world: Any, client: Any) -> None:
    row = make_placement(world)
    one = refer(world, row)
    lead = plans.signed_in(client, world, "provider-lead")
    answer = lead.post(
        f"/at-provider/referrals/{one.pk}/",
        {"answer": "offer", "first-day": "7", "first-month": "12", "first-year": "2026", "site": "", "words": "Mornings only."},
    )
    assert answer.status_code == 302, answer.content.decode()
    with world.acting("pastoral-lead") as by:
        offered = Referral.objects.visible_to(by).get(pk=one.pk)
        assert (offered.state, offered.start_offered, offered.answered_by) == (
            "offered", dt.date(2026, 12, 7), "Bethan Howells (Head of centre)",
        )  # fmt: skip
        referring.choose(referral_id=one.pk, by=by)
        found = Placement.objects.visible_to(by).get(pk=row.pk)
        assert (found.provider_id, found.starts_on, found.providers_compared) == (world.provider.pk, dt.date(2026, 12, 7), 1)
        with pytest.raises(Refused):
            referring.choose(referral_id=one.pk, by=by)
    assert world.access("provider-lead").placement_ids == frozenset()  # chosen is not yet shared


def test_declined_with_a_reason_and_only_with_one(world: Any) -> None:
    row = make_placement(world)
    one = refer(world, row)
    with world.acting("provider-lead") as by:
        with pytest.raises(Refused):
            answering.decline(referral_id=one.pk, reason="", by=by)
        answering.decline(referral_id=one.pk, reason="full", by=by)
        with pytest.raises(Refused):
            answering.accept(referral_id=one.pk, start=dt.date(2026, 12, 7), by=by)
    again = refer(world, row)
    assert again.pk != one.pk


def test_a_referral_of_another_provider_is_404(world: Any, client: Any) -> None:
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider

    row = make_placement(world)
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        other = Provider(name="Elsewhere")
        other.save()
        record.about(other)
    with world.acting("pastoral-lead") as by:
        one = referring.refer(placement_id=row.pk, provider_ids=[other.pk], asked=ASKED, by=by)[0]
    lead = plans.signed_in(client, world, "provider-lead")
    assert lead.get(f"/at-provider/referrals/{one.pk}/").status_code == 404
    with world.acting("provider-lead") as by:
        assert not Referral._base_manager.filter(pk=one.pk).exists()


def test_not_answered_in_time_it_lapses(world: Any) -> None:
    import time_machine

    row = make_placement(world)
    one = refer(world, row)
    with time_machine.travel(dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)), world.acting("system"):
        assert referring.lapse(world.authority.pk) == 1
        assert referring.lapse(world.authority.pk) == 0
    with world.acting("pastoral-lead") as by:
        assert Referral.objects.visible_to(by).get(pk=one.pk).state == "lapsed"


def test_words_go_both_ways_and_are_marked_as_read(world: Any, client: Any) -> None:
    row = make_placement(world, "live")
    place = share_all(world, row)
    with world.acting("pastoral-lead") as by:
        messaging.from_school(placement=row, words="He has a dentist on Tuesday.", by=by)
    staff = plans.signed_in(client, world, "provider-staff")
    assert "New message" in staff.get("/at-provider/").content.decode()
    assert "dentist" in staff.get(f"/at-provider/pupils/{place.pk}/").content.decode()
    assert "New message" not in staff.get("/at-provider/").content.decode()
    assert staff.post(f"/at-provider/pupils/{place.pk}/message/", {"words": "He made a stool."}).status_code == 302
    with world.acting("pastoral-lead") as by:
        assert [one.words for one in reads.messages(by, place)] == ["He has a dentist on Tuesday.", "He made a stool."]


def test_no_page_of_a_provider_takes_more_than_fifteen_queries(world: Any, client: Any) -> None:
    row = make_placement(world, "preparing")
    one = refer(world, row)
    place = share_all(world, row)
    staff = plans.signed_in(client, world, "provider-staff")
    for address in ("", f"pupils/{place.pk}/", "pupils/", "referrals/", f"referrals/{one.pk}/"):
        with at_most_fifteen_queries():
            assert staff.get(f"/at-provider/{address}").status_code == 200
