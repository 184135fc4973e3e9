"""The school's side: asking providers, sharing set by set, consent, unmet need."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.models import Consent, Referral, SharedSet
from pastoral.casework.placements.services import (
    answering,
    consenting,
    deciding,
    messaging,
    referring,
    sharing,
    worrying,
)
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.pupils.models import Contact
from pastoral.rules.placements.facts import DATA_LABELS
from pastoral.rules.sentences import Refused
from placements.making import fresh, make_placement
from placements.sharing_made import share_all
from plans.living import making as plans

ASKED = referring.Asked(need="wellbeing", words="Calm mornings with practical work.")


def facts(world: Any, row: Any) -> Any:
    with world.acting("pastoral-lead") as by:
        return facts_of(by, [fresh(world, row)])[row.pk]


def test_ham_ap_11_the_facts_know_what_is_shared_and_what_does_not_exist(world: Any) -> None:
    row = make_placement(world, "preparing")
    assert facts(world, row).shared_data == frozenset()
    share_all(world, row)
    found = facts(world, row)
    assert found.shared_data | found.no_such_data == set(DATA_LABELS)
    assert found.no_such_data == {"child_protection", "sen_documents"}
    assert found.assessment_shared_on == dt.date(2026, 11, 23)


def test_ham_ap_01_an_assessment_sent_with_the_referral_is_shared(world: Any) -> None:
    row = make_placement(world)
    asked = referring.Asked(need="learning", words="Small group.", assessment="Reads at nine years.")
    with world.acting("pastoral-lead") as by:
        referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk], asked=asked, by=by)
    assert facts(world, row).assessment_shared_on == dt.date(2026, 11, 23)
    assert facts(world, row).providers_compared == 1


def test_the_form_asks_several_providers_at_once(world: Any, lead: Any) -> None:
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Listing, Provider

    row = make_placement(world)
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        second = Provider(name="Gweithdy Arall", least_age=4, most_age=9)
        second.save()
        Listing(authority=world.authority, provider=second, status="listed").save()
        record.about(second)
    page = lead.get(f"/placements/{row.pk}/referrals/ask/")
    assert page.status_code == 200
    assert "age is outside" in page.content.decode()
    sent = lead.post(
        f"/placements/{row.pk}/referrals/ask/",
        {"providers": [world.provider.pk, second.pk], "need": "learning", "words": "A small group.", "days": ["1", "2"], "hours": "10"},
    )
    assert sent.status_code == 302, re.findall("error-message.*", sent.content.decode())
    with world.acting("pastoral-lead") as by:
        assert Referral.objects.visible_to(by).filter(placement=row, state="asked").count() == 2
    text = lead.get(f"/placements/{row.pk}/referrals/").content.decode()
    assert "Gweithdy Arall" in text
    assert "Do not ask any more" in text


def test_one_chosen_and_the_others_are_told_kindly(world: Any, lead: Any) -> None:
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider

    row = make_placement(world)
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        second = Provider(name="Elsewhere", email="elsewhere@demo.invalid")
        second.save()
        record.about(second)
    with world.acting("pastoral-lead") as by:
        both = referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk, second.pk], asked=ASKED, by=by)
    ours = next(one for one in both if one.provider_id == world.provider.pk)
    with world.acting("provider-staff") as by:
        answering.accept(referral_id=ours.pk, start=dt.date(2026, 12, 1), by=by)
    assert "Take this place" in lead.get(f"/placements/{row.pk}/referrals/").content.decode()
    assert lead.post(f"/placements/referrals/{ours.pk}/choose/").status_code == 302
    with world.acting("pastoral-lead") as by:
        states = dict(Referral.objects.visible_to(by).filter(placement=row).values_list("provider", "state"))
        assert states == {world.provider.pk: "chosen", second.pk: "withdrawn"}
        sent = OutboundMessage.objects.visible_to(by).filter(kind="placement.referral", to_email="elsewhere@demo.invalid")
        words = " ".join(f"{one.subject} {one.body}" for one in sent)
    assert "Thank you" in words
    assert "Tomos" not in words
    assert "Morgan" not in words


def test_a_set_is_shared_by_its_form_and_taken_back(world: Any, lead: Any) -> None:
    row = make_placement(world, "preparing")
    base = f"/placements/{row.pk}/sharing/"
    assert lead.get(base).status_code == 200
    assert lead.get(base + "attendance/").status_code == 200
    assert lead.post(base + "attendance/", {"state": "shared", "text": ""}).status_code == 422
    assert lead.post(base + "attendance/", {"state": "shared", "text": "62% since September."}).status_code == 302
    assert lead.post(base + "none/", {"data": ["sen_documents", "nonsense"]}).status_code == 302
    with world.acting("pastoral-lead") as by:
        kept = dict(SharedSet.objects.visible_to(by).filter(withdrawn_at__isnull=True).values_list("data", "state"))
    assert kept == {"attendance": "shared", "sen_documents": "none"}
    assert "62% since September." in lead.get(base).content.decode()
    assert lead.get(base + "attendance/take-back/").status_code == 200
    assert lead.post(base + "attendance/take-back/", {"reason": "Wrong figures"}).status_code == 302
    assert lead.post(base + "take-back/", {"reason": "The family asked"}).status_code == 302
    assert world.access("provider-staff").placement_ids == frozenset()
    assert lead.get(base + "nonsense/").status_code == 404


def test_child_protection_papers_ask_again_on_the_page(world: Any, lead: Any) -> None:
    row = make_placement(world, "preparing")
    address = f"/placements/{row.pk}/sharing/child_protection/"
    assert lead.post(address, {"state": "shared", "text": "A plan since May."}).status_code == 422
    assert "Save and share" in lead.get(address).content.decode(), "the button says what it does"
    assert lead.post(address, {"state": "shared", "text": "A plan since May.", "confirmed": "yes"}).status_code == 302


def test_ham_ap_12_consent_is_asked_in_person_and_the_answer_kept(world: Any, lead: Any) -> None:
    row = make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by:
        mother = Contact.objects.visible_to(by).get(pupil=world.tomos)
    sent = lead.post(
        f"/placements/{row.pk}/sharing/consent/",
        {"contact": mother.pk, "how": "telephone", "answer_telephone": "no", "words": "Not the attendance."},
    )
    assert sent.status_code == 302, re.findall("error-message.*", sent.content.decode())
    with world.acting("pastoral-lead") as by:
        kept = Consent.objects.visible_to(by).get()
        assert (kept.person, kept.answer, kept.answered_on) == ("Elin Morgan", "no", dt.date(2026, 11, 23))
    assert facts(world, row).consent_asked_on == dt.date(2026, 11, 23)


def test_consent_is_answered_once_by_link(world: Any, client: Any) -> None:
    row = make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by:
        mother = Contact.objects.visible_to(by).get(pupil=world.tomos)
        asked = consenting.ask(placement_id=row.pk, contact_id=mother.pk, how="link", by=by)
        body = OutboundMessage.objects.visible_to(by).get(kind="placement.consent").body
    assert "Tomos" not in body
    address = "/" + re.search(r"https?://[^/]+/(\S+)", body)[1]  # type: ignore[index]  # there is one
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"answer": "yes", "words": "Iawn."}).status_code == 200
    assert client.post(address, {"answer": "no"}).status_code == 410
    with world.acting("pastoral-lead") as by:
        kept = Consent.objects.visible_to(by).get(pk=asked.pk)
        assert (kept.answer, kept.words) == ("yes", "Iawn.")


def test_no_address_no_link(world: Any) -> None:
    row = make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        consenting.ask(placement_id=row.pk, person="Nain", how="link", by=by)


def test_a_withdrawn_placement_ends_sharing_and_asks_nobody_any_more(world: Any) -> None:
    from pastoral.casework.placements.services import moving

    row = make_placement(world, "preparing")
    share_all(world, row)
    with world.acting("pastoral-lead") as by:
        from pastoral.foundation.audit.recording import recording
        from pastoral.records.providers.models import Provider

        with recording("test.provider", by=by) as record:
            other = Provider(name="Elsewhere")
            other.save()
            record.about(other)
        one = referring.refer(placement_id=row.pk, provider_ids=[other.pk], asked=ASKED, by=by)[0]
        moving.move(placement_id=row.pk, action="withdraw", reason="The family moved", by=by)
        assert Referral.objects.visible_to(by).get(pk=one.pk).state == "withdrawn"
    assert world.access("provider-lead").placement_ids == frozenset()


def test_a_change_of_provider_shuts_the_first_one_out(world: Any) -> None:
    from pastoral.casework.placements.services.changing import changing
    from pastoral.foundation.accounts.models import PlacementGrant
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider

    row = make_placement(world, "preparing")
    share_all(world, row)
    with world.acting("pastoral-lead") as by:
        with recording("test.provider", by=by) as record:
            other = Provider(name="Elsewhere")
            other.save()
            record.about(other)
        with changing(row.pk, "test.provider", by=by) as change:
            change.set(provider_id=other.pk, site_id=None)
        sharing.share(placement_id=row.pk, sets={"attendance": sharing.Given("shared", "62%")}, by=by)
        left = list(SharedSet.objects.visible_to(by).filter(withdrawn_at__isnull=True).values_list("data", flat=True))
    assert world.access("provider-staff").placement_ids == frozenset()
    assert left == ["attendance"]  # what the first one was given is not the second one's
    assert PlacementGrant.objects.filter(placement_id=row.pk, until__isnull=True).get().provider_id == other.pk


def elsewhere(world: Any, by: Any) -> Any:
    """Another provider with one site."""
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider, Site

    with recording("test.provider", by=by) as record:
        other = Provider(name="Elsewhere")
        other.save()
        Site(provider=other, name="Elsewhere", address="2 Quay Road", postcode="SA11 3QX").save()
        record.about(other)
    return other


@pytest.mark.parametrize("next_one", [True, False])
def test_once_another_provider_is_chosen_or_none_the_first_sees_nothing(world: Any, client: Any, next_one: bool) -> None:
    row = make_placement(world, "preparing")
    place = share_all(world, row)
    client.force_login(world.people["provider-staff"])
    assert client.get(f"/at-provider/pupils/{place.pk}/").status_code == 200
    with world.acting("pastoral-lead") as by:
        other = elsewhere(world, by)
        deciding.choose_provider(placement_id=row.pk, provider_id=other.pk if next_one else None, by=by)
    assert client.get(f"/at-provider/pupils/{place.pk}/").status_code == 404
    assert world.access("provider-staff").placement_ids == frozenset()


def test_what_one_provider_wrote_of_the_child_is_never_the_next_ones(world: Any) -> None:
    """A concern, a signature, a report: the next provider would read them, and a signature would count as its own (HAM-AP-09)."""
    row = make_placement(world, "preparing")
    place = share_all(world, row)
    with world.acting("provider-staff"):
        worrying.tell_school(place=place, kind="safeguarding", said="He came with a bruise.", by=world.access("provider-staff"))
    with world.acting("pastoral-lead") as by:
        other = elsewhere(world, by)
        with pytest.raises(Refused, match="Hafan Workshop has already written"):
            deciding.choose_provider(placement_id=row.pk, provider_id=other.pk, by=by)
        deciding.choose_provider(placement_id=row.pk, provider_id=None, by=by)
        with pytest.raises(Refused, match="Hafan Workshop has already written"):
            deciding.choose_provider(placement_id=row.pk, provider_id=other.pk, by=by)
        again = deciding.choose_provider(placement_id=row.pk, provider_id=world.provider.pk, by=by)
    assert again.provider_id == world.provider.pk


def test_unmet_need_is_counted_without_names_and_small_numbers_are_hidden(world: Any, client: Any) -> None:
    row = make_placement(world)
    with world.acting("pastoral-lead") as by:
        one = referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk], asked=ASKED, by=by)[0]
    with world.acting("provider-lead") as by:
        answering.decline(referral_id=one.pk, reason="full", by=by)
    officer = plans.signed_in(client, world, "ewo")
    text = officer.get("/placements/unmet/").content.decode()
    assert "We are full" in text
    assert "hidden" in text
    assert "too few to say" in text
    assert "Hafan" not in text
    assert "Tomos" not in text


def test_unmet_need_counts_a_child_once_and_not_where_somebody_had_a_place(world: Any) -> None:
    from pastoral.casework.placements.referrals_shown import unmet
    from pastoral.foundation.access.models import scope_of
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.providers.models import Provider

    row = make_placement(world)
    with world.acting("system") as by, recording("test.referrals", by=by) as record:
        for number, (pupil, state, reason) in enumerate((
            (world.tomos, "declined", "full"), (world.tomos, "lapsed", ""), (world.cerys, "declined", "age"), (world.cerys, "offered", ""),
        )):  # fmt: skip
            provider = Provider(name=f"P{number}")
            provider.save()
            Referral(
                **scope_of(pupil), placement=row, provider=provider, need="learning", words="x", state=state, reason=reason, age=13,
                asked_by="x",
            ).save()  # fmt: skip
        record.about(row)
        found = unmet(by, dt.date(2026, 11, 1), dt.date(2026, 11, 30), under=None)
    assert (found.asked, found.children) == (4, 1)
    cells = {cut.title: cut.cells for cut in found.cuts}
    assert cells["Need"] == {"Learning": 1}
    assert cells["Age"] == {"11 – 13": 1}
    assert cells["Why there was no place (answers)"] == {"We are full": 1, "No answer in time": 1, "The age is outside what we take": 1}


def test_a_school_of_another_authority_finds_no_referral(world: Any, client: Any) -> None:
    row = make_placement(world)
    with world.acting("pastoral-lead") as by:
        one = referring.refer(placement_id=row.pk, provider_ids=[world.provider.pk], asked=ASKED, by=by)[0]
    other = plans.signed_in(client, world, "other-authority")
    assert other.post(f"/placements/referrals/{one.pk}/choose/").status_code == 404
    assert other.get(f"/placements/{row.pk}/sharing/").status_code == 404


def test_the_school_writes_to_a_provider_only_while_it_sees_the_child(world: Any) -> None:
    row = make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        messaging.from_school(placement=row, words="He has a dentist on Tuesday.", by=by)
