"""What ends takes a status down by itself; an officer approves, suspends, takes back and removes, with reasons that the rules know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from counting import at_most_fifteen_queries
from pastoral.foundation.access import NotAllowed
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.assurance import items, nights, papers, standing, themes, visiting
from pastoral.records.providers.assurance.judging import standings
from pastoral.records.providers.models import DatedItem, Listing, ListingMove, ProviderFile, Visit
from pastoral.rules.sentences import Refused

from .assuring import days, make_declaration, make_item, make_visit, publish, system, today
from .making import list_provider, make_provider

pytestmark = pytest.mark.django_db
WILTSHIRE = "wiltshire/2026-07-26.toml"


@pytest.fixture
def packed(world: Any) -> Any:
    publish(world.authority)
    return world


@pytest.fixture
def wiltshire(world: Any) -> Any:
    """The other authority of the world, in England, by Wiltshire's pack."""
    publish(world.other_authority, WILTSHIRE)
    return world


def listing(world: Any, provider: Any, authority: Any = None) -> Listing:
    whose = authority or world.authority
    found: Listing = Listing.objects.visible_to(system(whose)).get(provider=provider, authority=whose)
    return found


def move(world: Any, provider: Any, what: str, *, authority: Any = None, **more: Any) -> Listing:
    whose = authority or world.authority
    with entered(system(whose)) as access:
        return standing.move(listing_id=listing(world, provider, whose).pk, move=what, by=access, **more)


def test_insurance_that_ran_out_suspends_by_itself_and_says_why(packed: Any) -> None:
    make_item(packed, packed.provider, "insurance", ends_on=days(1))
    assert standing.fall(packed.authority.pk, days(1)) == 0  # the last day is still good
    assert standing.fall(packed.authority.pk, days(2)) == 1
    assert standing.fall(packed.authority.pk, days(2)) == 0
    row = listing(packed, packed.provider)
    assert row.status == "suspended"
    moved = ListingMove.objects.visible_to(system(packed.authority)).get(listing=row)
    assert (moved.by_itself, moved.before, moved.after) == (True, "approved", "suspended")
    assert "insurance" in moved.reason


def test_what_no_pack_lets_suspend_is_late_and_takes_nothing_down(packed: Any) -> None:
    make_item(packed, packed.provider, "behaviour_policy", ends_on=days(1))
    assert standing.fall(packed.authority.pk, days(5)) == 0
    (found,) = standings(system(packed.authority), [listing(packed, packed.provider)], days(5))
    assert [one.kind for one in found.late] == ["behaviour_policy"]


def test_a_provider_that_gave_no_date_does_not_fall(packed: Any) -> None:
    assert standing.fall(packed.authority.pk, days(400)) == 0


def test_f_npt_07_a_declaration_of_a_year_ago_suspends(packed: Any) -> None:
    make_declaration(packed, packed.provider)
    assert standing.fall(packed.authority.pk, days(360)) == 0
    assert standing.fall(packed.authority.pk, days(370)) == 1
    assert "declaration" in listing(packed, packed.provider).reason


def test_a_warning_goes_to_the_lead_once_before_the_date(packed: Any) -> None:
    make_item(packed, packed.provider, "insurance", ends_on=days(20))
    for _night in range(2):
        nights.every_night()
    with packed.acting("system") as access:
        sent = list(OutboundMessage.objects.visible_to(access).filter(key__startswith="assurance-"))
    assert [one.to_email for one in sent] == [packed.people["provider-lead"].email]
    assert "insurance" in sent[0].body


def test_wil_qa_01_nobody_is_approved_before_three_areas_and_a_last_day(wiltshire: Any) -> None:
    whose = wiltshire.other_authority
    loft = make_provider(wiltshire, "Sail Loft", authority=whose, status="applying")
    with pytest.raises(Refused) as refused:
        move(wiltshire, loft, "approve", authority=whose)
    codes = {reason.code for reason in refused.value.reasons}
    assert {f"WIL-QA-01.area.{area}" for area in ("safeguarding", "health_and_safety", "teaching")} <= codes
    assert "WIL-QA-01.approved_until" in codes
    make_visit(wiltshire, loft, authority=whose, met=("safeguarding", "teaching"))
    with pytest.raises(Refused):
        move(wiltshire, loft, "approve", authority=whose, approved_until=days(365))
    make_visit(wiltshire, loft, authority=whose, next_due_on=days(300))
    assert move(wiltshire, loft, "approve", authority=whose, approved_until=days(365)).status == "approved"
    assert standing.fall(whose.pk, days(366)) == 1


def test_a_suspended_provider_comes_back_only_when_its_papers_are_good_again(packed: Any) -> None:
    make_item(packed, packed.provider, "insurance", dated_on=days(-400), ends_on=days(-1))
    standing.fall(packed.authority.pk)
    with pytest.raises(Refused) as refused:
        move(packed, packed.provider, "reinstate", reason="New policy", to="listed")
    assert [reason.code for reason in refused.value.reasons] == ["STANDING.out"]
    make_item(packed, packed.provider, "insurance", dated_on=today(), ends_on=days(365))  # follows the one that ran out
    with pytest.raises(Refused):
        move(packed, packed.provider, "reinstate", reason="  ", to="listed")
    assert move(packed, packed.provider, "reinstate", reason="New policy seen", to="listed").status == "listed"


def test_wor_dir_03_suspending_and_removing_need_a_reason(packed: Any) -> None:
    for what in ("suspend", "remove"):
        with pytest.raises(Refused):
            move(packed, packed.provider, what)
    assert move(packed, packed.provider, "suspend", reason="A gate was open").status == "suspended"
    with pytest.raises(Refused):
        move(packed, packed.provider, "suspend", reason="Again")
    assert move(packed, packed.provider, "remove", reason="It closed").status == "removed"


def test_an_officer_of_another_authority_moves_nothing_of_ours(packed: Any) -> None:
    with packed.acting("other-authority") as access, pytest.raises(Listing.DoesNotExist):
        standing.move(listing_id=listing(packed, packed.provider).pk, move="suspend", reason="No", by=access)
    with packed.acting("pastoral-lead") as access, pytest.raises(NotAllowed):
        standing.move(listing_id=listing(packed, packed.provider).pk, move="suspend", reason="No", by=access)


def test_what_a_provider_gives_counts_only_when_it_is_checked(packed: Any) -> None:
    make_item(packed, packed.provider, "insurance", ends_on=days(5))
    with packed.acting("provider-lead") as access:
        given = items.Given("insurance", "", None, today(), days(365))
        row = items.give(provider_id=packed.provider.pk, given=given, by=access)
    assert row.state == "given"
    (found,) = standings(system(packed.authority), [listing(packed, packed.provider)])
    assert [one.ends_on for one in found.dates if one.kind == "insurance"] == [days(5)]
    with packed.acting("other-authority") as access, pytest.raises(DatedItem.DoesNotExist):
        items.check(item_id=row.pk, accepted=True, by=access)
    with packed.acting("ewo") as access:
        with pytest.raises(Refused):
            items.check(item_id=row.pk, accepted=False, by=access)
        items.check(item_id=row.pk, accepted=True, by=access)
        with pytest.raises(Refused):
            items.check(item_id=row.pk, accepted=True, by=access)
    (found,) = standings(system(packed.authority), [listing(packed, packed.provider)])
    assert [one.ends_on for one in found.dates if one.kind == "insurance"] == [days(365)]


def test_eng_kc_02_a_school_records_the_confirmation_that_it_holds_and_nothing_else_counts_by_its_word(packed: Any) -> None:
    with packed.acting("pastoral-lead") as access:
        held = items.give(provider_id=packed.provider.pk, given=items.Given("confirmation", "", None, today(), days(365)), by=access)
        other = items.give(provider_id=packed.provider.pk, given=items.Given("insurance", "", None, today(), days(365)), by=access)
        with pytest.raises(Refused):
            items.give(provider_id=packed.provider.pk, given=items.Given("confirmation", "", None, today(), None), by=access)
    assert (held.state, other.state) == ("checked", "given")
    assert (held.received_by, other.received_by) == (packed.school, None)


def test_eng_kc_02_who_works_for_several_schools_says_which_received_it(packed: Any) -> None:
    given = items.Given("confirmation", "", None, today(), days(365))
    with packed.acting("pastoral-lead") as access:
        both = replace(access, school_ids=frozenset({packed.school.pk, packed.second_school.pk}))
        with pytest.raises(Refused):
            items.give(provider_id=packed.provider.pk, given=given, by=both)
        held = items.give(provider_id=packed.provider.pk, given=replace(given, school_id=packed.second_school.pk), by=both)
        with pytest.raises(Refused):  # a school of nobody's is none
            items.give(provider_id=packed.provider.pk, given=replace(given, school_id=0), by=both)
    assert held.received_by == packed.second_school


def test_eng_kc_02_a_schools_confirmation_is_its_own_its_authoritys_and_the_providers_to_see(packed: Any, client: Client) -> None:
    with packed.acting("pastoral-lead") as access:
        items.give(provider_id=packed.provider.pk, given=items.Given("confirmation", "", None, today(), days(3)), by=access)
    said = "counts for its own placements only"
    for key, seen in (("pastoral-lead", True), ("ewo", True), ("other-authority", False)):
        client.force_login(packed.people[key])
        assert (said in client.get(f"/providers/{packed.provider.pk}/assurance/").content.decode()) is seen, key
    (found,) = standings(system(packed.authority), [listing(packed, packed.provider)])
    assert not [one for one in found.dates if one.kind == "confirmation"], "its end takes the provider down for nobody else"


@pytest.mark.parametrize(
    "given",
    [
        items.Given("training", "Owen"),
        items.Given("training", "Owen", None, days(1)),
        items.Given("training", "Owen", None, days(-5), days(-6)),
    ],
)
def test_an_item_without_a_day_or_with_days_in_disorder_is_refused(packed: Any, given: items.Given) -> None:
    with packed.acting("ewo") as access, pytest.raises(Refused):
        items.give(provider_id=packed.provider.pk, given=given, by=access)


def test_a_member_of_staff_who_left_takes_nothing_down(packed: Any, client: Client) -> None:
    row = make_item(packed, packed.provider, "dbs", dated_on=days(-3 * 366), about="Owen Tudor")
    (found,) = standings(system(packed.authority), [listing(packed, packed.provider)])
    assert [one.kind for one in found.out] == ["dbs"]  # three years, as the county says
    client.force_login(packed.people["director"])
    page = client.get(f"/providers/{packed.provider.pk}/assurance/").content.decode()
    assert "DBS check" in page
    assert "Owen Tudor" not in page  # whose check it is, those who only read do not learn
    with packed.acting("ewo") as access:
        items.retire(item_id=row.pk, by=access)
    assert standing.fall(packed.authority.pk) == 0


def test_papers_are_judged_by_what_is_in_them_and_given_out_as_attachments(packed: Any, client: Client) -> None:
    with packed.acting("ewo") as access:
        with pytest.raises(Refused):
            papers.keep(packed.provider.pk, SimpleUploadedFile("policy.pdf", b"<html><script>alert(1)</script>"), by=access)
        row = papers.keep(packed.provider.pk, SimpleUploadedFile("../../Policy:2026.pdf", b"%PDF-1.7 hello"), by=access)
    client.force_login(packed.people["provider-lead"])
    answer = client.get(f"/providers/assurance/files/{row.pk}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 hello"  # type: ignore[attr-defined]  # a file's answer
    assert "/" not in ProviderFile.objects.visible_to(system(packed.authority)).get(pk=row.pk).title
    client.force_login(packed.people["director"])
    assert client.get(f"/providers/assurance/files/{row.pk}/").status_code == 403
    other = make_provider(packed, "Sail Loft")
    with packed.acting("ewo") as access:
        theirs = papers.keep(other.pk, SimpleUploadedFile("p.pdf", b"%PDF-1.7 theirs"), by=access)
    client.force_login(packed.people["provider-lead"])
    assert client.get(f"/providers/assurance/files/{theirs.pk}/").status_code == 404


def test_npt_ap_12_a_visit_in_three_areas_with_things_to_put_right(packed: Any) -> None:
    visit = make_visit(packed, packed.provider, next_due_on=days(180))
    due = Visit.objects.visible_to(system(packed.authority)).get(held_on__isnull=True)
    assert (due.why, due.due_on) == ("routine", days(180))
    row = listing(packed, packed.provider)
    assert (row.qa_on, row.next_qa_on, len(row.areas_assured)) == (today(), days(180), 3)
    with packed.acting("ewo") as access:
        action = visiting.add_action(
            visit_id=visit.pk, area="safeguarding", action="A lock on the gate", owner="Owen Tudor", due_on=days(10), by=access
        )
        with pytest.raises(Refused):
            visiting.write_up(visit_id=visit.pk, held_on=today(), visitors="A", found={}, by=access)
    with packed.acting("provider-lead") as access:
        assert visiting.say_done(action_id=action.pk, note="Fitted", by=access).done_on == today()
    with packed.acting("ewo") as access:
        assert visiting.close_action(action_id=action.pk, by=access).closed_on == today()


def test_npt_ap_12_an_area_that_is_no_longer_met_no_longer_counts(packed: Any) -> None:
    make_visit(packed, packed.provider)
    with packed.acting("ewo") as access:
        row = visiting.plan(provider_id=packed.provider.pk, why="concern", by=access)
        visiting.write_up(
            visit_id=row.pk, held_on=today(), visitors="Sian", found={"safeguarding": visiting.Found("not_met", "Gate open")}, by=access
        )
    assert listing(packed, packed.provider).areas_assured == ["health_and_safety", "teaching"]


def test_eng_nsap_01_each_theme_has_the_providers_word_beside_the_authoritys(wiltshire: Any) -> None:
    whose = wiltshire.other_authority
    list_provider(whose, wiltshire.provider)
    with wiltshire.acting("provider-lead") as access:
        themes.assess(provider_id=wiltshire.provider.pk, theme="education", result="met", evidence="Plans", by=access)
        with pytest.raises(Refused):
            themes.assess(provider_id=wiltshire.provider.pk, theme="education", result="met", evidence="x", expires_on=today(), by=access)
    with wiltshire.acting("other-authority") as access:
        themes.assess(
            provider_id=wiltshire.provider.pk, theme="safeguarding", result="partly", evidence="Seen", expires_on=days(30), by=access
        )
        (found,) = standings(access, [listing(wiltshire, wiltshire.provider, whose)])
    kept = {one.theme: one for one in found.facts.themes}
    assert kept["education"].self_assessed_on == today()
    assert kept["education"].assured_on is None
    assert kept["safeguarding"].expires_on == days(30)
    assert any(one.rule == "ENG-NSAP-01" and one.about == "themes" for one in found.findings)


def test_no_page_of_assurance_takes_more_than_fifteen_queries(packed: Any, client: Client) -> None:
    for number in range(12):
        one = make_provider(packed, f"Provider {number}")
        make_item(packed, one, "insurance", ends_on=days(number))
    make_declaration(packed, packed.provider)
    visit = make_visit(packed, packed.provider)
    client.force_login(packed.people["ewo"])
    for path in (
        "/providers/assurance/?show=all", "/providers/assurance/?show=visits", f"/providers/{packed.provider.pk}/assurance/",
        f"/providers/assurance/visits/{visit.pk}/", f"/providers/{packed.provider.pk}/",
    ):  # fmt: skip
        with at_most_fifteen_queries():
            assert client.get(path).status_code == 200
    client.force_login(packed.people["provider-lead"])
    with at_most_fifteen_queries():
        page = client.get("/providers/own/assurance/").content.decode()
    assert "Glanafon" in page
    assert "Owen Tudor" not in page


def test_an_officer_suspends_on_the_page_with_a_reason(packed: Any, client: Client) -> None:
    client.force_login(packed.people["ewo"])
    path = f"/providers/{packed.provider.pk}/assurance/status/suspend/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "A gate was open"}).status_code == 302
    assert listing(packed, packed.provider).status == "suspended"
    assert client.get(f"/providers/{packed.provider.pk}/assurance/status/vanish/").status_code == 404
    client.force_login(packed.people["pastoral-lead"])
    assert "A gate was open" in client.get(f"/providers/{packed.provider.pk}/").content.decode()


def test_npt_ap_12_a_provider_used_for_the_first_time_is_listed_and_a_visit_is_due_once(packed: Any) -> None:
    loft = make_provider(packed, "Sail Loft", listed=False)
    with packed.acting("pastoral-lead") as access:
        due = visiting.first_used(provider_id=loft.pk, authority_id=packed.authority.pk, on=today(), by=access)
        again = visiting.first_used(provider_id=loft.pk, authority_id=packed.authority.pk, on=days(1), by=access)
    assert due is not None
    assert (due.why, due.due_on, again) == ("new", today(), None)
    row = listing(packed, loft)
    assert (row.status, row.first_used_on) == ("applying", today())
    (found,) = standings(system(packed.authority), [row])
    assert "NPT-AP-12" in {one.rule for one in found.findings}
