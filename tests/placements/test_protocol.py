"""The working protocol (F-HAM-01, HAM-AP-07, HAM-AP-09, HAM-PRO-01): sent with a seal, signed by both, asked again after a change."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document

from pastoral.casework.placements import queries
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.judging import judge_placements
from pastoral.casework.placements.models import Place, Protocol, ProtocolAnswer, ProtocolDraft
from pastoral.casework.placements.services import protocols, sharing
from pastoral.casework.placements.services.changing import changing
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.cases.models import TimelineEntry
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish_for
from pastoral.rules.sentences import Refused
from plans.living.making import signed_in

from .making import make_placement
from .sharing_made import share_all

pytestmark = pytest.mark.django_db
ITEMS = {"2": {"held": "provider", "note": "Every day by noon"}, "9": {"held": "school", "note": ""}}
TEXTS: dict[str, Any] = {
    "liaison_school": "Huw Pritchard", "liaison_provider": "Bethan Howells", "challenge": "By e-mail to the head, who answers in a week.",
    "excluded_from_school": "He goes on at Hafan.", "excluded_from_provider": "He comes back to school.",
    "belonging": {"link_adult": {"owner": "Mr Lloyd", "how_often": "every Friday"}},
}  # fmt: skip


@pytest.fixture
def hampshire(world: Any) -> Iterator[Any]:
    """A placement of Olivia at Hafan Workshop by Hampshire's rules, shared, with everything of the protocol written but not sent."""
    forget_packs()
    with entered(world.system(world.other_authority)) as by:
        publish_for(world.other_authority, by=by, like="hampshire")
    row = make_placement(world, "preparing", pupil=world.olivia, who="other-authority")
    share_all(world, row, "other-authority")
    with world.acting("other-authority") as by:
        protocols.settle(placement_id=row.pk, version=None, by=by, items=ITEMS, **TEXTS)
    yield row
    forget_packs()


def rules(world: Any, row: Any) -> set[tuple[str, str]]:
    with world.acting("other-authority") as by:
        return {(one.rule, one.about) for one in judge_placements(by, [row.pk])[row.pk]}


def place_of(world: Any, row: Any) -> Place:
    with world.acting("provider-lead") as by:
        found: Place = Place.objects.visible_to(by).select_related("provider").get(placement=row)
        return found


def provider_signs(world: Any, row: Any, state: str = "signed", note: str = "") -> ProtocolAnswer:
    place = place_of(world, row)
    with world.acting("provider-lead") as by:
        latest = protocols.latest_of(by, row.pk)
        assert latest is not None
        return protocols.answer_for_provider(
            place=place, protocol_id=latest.pk, state=state, name="Bethan Howells", post="Lead", note=note, by=by
        )


def test_ham_ap_09_both_sign_the_same_words_before_the_first_day(world: Any, hampshire: Any) -> None:
    assert {("HAM-AP-09", "protocol:school"), ("HAM-AP-09", "protocol:provider")} <= rules(world, hampshire)
    with world.acting("other-authority") as by:
        with pytest.raises(Refused, match="Send the protocol first"):
            protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="Head", by=by)
        sent = protocols.send_protocol(placement_id=hampshire.pk, by=by)
        protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="Head", by=by)
        with pytest.raises(Refused, match="signed already"):
            protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="Head", by=by)
    assert ("HAM-AP-09", "protocol:school") not in rules(world, hampshire)
    signed = provider_signs(world, hampshire)
    assert (signed.seal, signed.on) == (sent.seal, dt.date(2026, 11, 23))
    assert not {one for one in rules(world, hampshire) if one[0] in ("HAM-AP-07", "HAM-AP-09")}
    with world.acting("other-authority") as by:
        facts = facts_of(by, [queries.placement(by, hampshire.pk)])[hampshire.pk]
        assert (facts.protocol_school_on, facts.protocol_provider_on) == (dt.date(2026, 11, 23), dt.date(2026, 11, 23))
        assert (facts.delegated, facts.liaison) == (frozenset({"2"}), "Huw Pritchard, Bethan Howells")
        codes = set(TimelineEntry.objects.visible_to(by).filter(pupil=world.olivia).values_list("code", flat=True))
    assert {"placement.protocol_sent", "placement.protocol_signed"} <= codes


def test_a_change_of_what_was_signed_asks_both_again(world: Any, hampshire: Any) -> None:
    with world.acting("other-authority") as by:
        protocols.send_protocol(placement_id=hampshire.pk, by=by)
        protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="", by=by)
    provider_signs(world, hampshire)
    with world.acting("other-authority") as by:
        with changing(hampshire.pk, "test.purpose", by=by) as change:
            change.set(purpose="Something else altogether.")  # outside of the protocol's own pages
    assert {("HAM-AP-09", "protocol:school"), ("HAM-AP-09", "protocol:provider")} <= rules(world, hampshire)
    with world.acting("other-authority") as by:
        with pytest.raises(Refused, match="changed since it was sent"):
            protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="", by=by)
        assert protocols.send_protocol(placement_id=hampshire.pk, by=by).number == 2
        with pytest.raises(Refused, match="sent already"):
            protocols.send_protocol(placement_id=hampshire.pk, by=by)
        with changing(hampshire.pk, "test.monitor", by=by) as change:
            change.set(monitor="Somebody else")  # not among the words
        protocols.sign_for_school(placement_id=hampshire.pk, name="Helen Marsh", post="", by=by)


def test_ham_pro_01_nothing_but_2_and_9_is_passed_on(world: Any, hampshire: Any) -> None:
    with world.acting("other-authority") as by:
        protocols.settle(placement_id=hampshire.pk, version=None, by=by, items={"1": {"held": "provider", "note": ""}})
        with pytest.raises(Refused, match="welfare and child protection"):
            protocols.send_protocol(placement_id=hampshire.pk, by=by)
    assert ("HAM-PRO-01", "protocol:1") in rules(world, hampshire)
    with world.acting("other-authority") as by:
        both = {code: {"held": "provider", "note": ""} for code in ("2", "9")}
        protocols.settle(placement_id=hampshire.pk, version=None, by=by, items=both)
        assert protocols.send_protocol(placement_id=hampshire.pk, by=by).number == 1
    assert not any(rule == "HAM-PRO-01" for rule, _about in rules(world, hampshire))


def test_ham_par_01_the_hours_in_which_parents_are_responsible_stand_in_the_words(world: Any, hampshire: Any) -> None:
    with world.acting("other-authority") as by:
        with changing(hampshire.pk, "test.day", by=by) as change:
            change.set(day_starts=dt.time(8, 40), day_ends=dt.time(15, 10))
        words = protocols.current_words(by, queries.placement(by, hampshire.pk))
        facts = facts_of(by, [queries.placement(by, hampshire.pk)])[hampshire.pk]
    assert words is not None
    assert facts.slots  # he is at the provider from 9:30 to 14:30 on two days
    assert words["slots"] == [
        {"day": one.day, "starts": one.starts, "ends": one.ends, "responsible": one.responsible} for one in facts.slots
    ]


def test_the_provider_asks_for_a_change_with_its_reason(world: Any, hampshire: Any) -> None:
    with world.acting("other-authority") as by:
        protocols.send_protocol(placement_id=hampshire.pk, by=by)
    with pytest.raises(Refused, match="what should be different"):
        provider_signs(world, hampshire, "change")
    provider_signs(world, hampshire, "change", "We close at two on Fridays.")
    assert ("HAM-AP-09", "protocol:provider") in rules(world, hampshire)
    provider_signs(world, hampshire)
    assert ("HAM-AP-09", "protocol:provider") not in rules(world, hampshire)


def test_nothing_is_sent_before_the_place_is_shared_and_nothing_is_read_after(world: Any) -> None:
    row = make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused, match="Nothing is written"):
            protocols.send_protocol(placement_id=row.pk, by=by)
        protocols.settle(placement_id=row.pk, version=None, by=by, items=ITEMS)
        with pytest.raises(Refused, match="Share the place"):
            protocols.send_protocol(placement_id=row.pk, by=by)
    share_all(world, row)
    with world.acting("pastoral-lead") as by:
        protocols.send_protocol(placement_id=row.pk, by=by)
    with world.acting("provider-staff") as there:
        assert protocols.latest_of(there, row.pk) is not None
        assert not ProtocolDraft.objects.visible_to(there).exists()  # the draft is the commissioner's
    with world.acting("pastoral-lead") as by:
        sharing.withdraw(placement_id=row.pk, reason="The family said no.", by=by)
    with world.acting("provider-staff") as there:
        assert protocols.latest_of(there, row.pk) is None


def test_the_school_writes_sends_and_signs_and_the_provider_signs_by_link(lead: Any, client: Any, world: Any) -> None:
    row = make_placement(world, "preparing")
    share_all(world, row)
    here = f"/placements/{row.pk}/protocol/"
    page = lead.get(here)
    assert "does not ask for a working protocol" in page.content.decode()
    form = {f"note_{n}": "" for n in range(1, 11)} | {"held_2": "provider", "held_9": "school", "note_2": "By noon"}
    assert lead.post(f"{here}holders/", form).status_code == 302
    together = {"liaison_school": "Huw", "liaison_provider": "Bethan", "challenge": "Ring the head."}
    blank = {name: "" for name in ("excluded_from_school", "excluded_from_provider", "parents", *(f"provider_{n}" for n in range(1, 8)))}
    assert lead.post(f"{here}together/", {**together, **blank}).status_code == 302
    belonging = {f"{kind}_{code}": "" for kind in ("owner", "often") for code in ("link_adult", "visits", "rewards", "trips",
                 "parents_evenings", "letters")} | {"owner_visits": "Mr Lloyd", "often_visits": "each month"}  # fmt: skip
    assert lead.post(f"{here}belonging/", belonging).status_code == 302
    assert lead.post(f"{here}send/", {}).status_code == 302
    assert lead.post(here, {"name": "Siân Rees", "post": "Assistant head"}).status_code == 302
    text = lead.get(here).content.decode()
    assert "Mr Lloyd, each month" in text
    assert "Siân Rees, Assistant head: Signed" in text
    with world.acting("system") as by:
        letter = OutboundMessage.objects.visible_to(by).filter(key__startswith="protocol-").get()
        latest = Protocol.objects.visible_to(by).get(placement=row)
    assert "Tomos" not in letter.subject + letter.body
    address = re.search(r"http://[^/]+(/\S+/protocol/)", letter.body)
    assert address is not None
    client.logout()
    read = client.get(address.group(1))
    assert read.status_code == 200
    assert "Tomos Morgan" in read.content.decode()
    old = {"protocol": latest.pk + 1, "state": "signed", "name": "Bethan Howells", "post": "Lead"}
    assert client.post(address.group(1), old).status_code == 422  # words that were not on the page
    assert client.post(address.group(1), {**old, "protocol": latest.pk}).status_code == 302
    with world.acting("system") as by:
        answer = ProtocolAnswer.objects.visible_to(by).get(protocol=latest, side="provider")
        assert (answer.how, answer.name, answer.seal) == ("link", "Bethan Howells", latest.seal)
        sharing_ended = queries.placement(by, row.pk)
    with world.acting("pastoral-lead") as by:
        sharing.withdraw(placement_id=sharing_ended.pk, reason="It ended.", by=by)
    assert client.get(address.group(1)).status_code == 404


def test_the_provider_reads_signs_and_prints_signed_in(client: Any, world: Any) -> None:
    row = make_placement(world, "preparing")
    place = share_all(world, row)
    with world.acting("pastoral-lead") as by:
        protocols.settle(placement_id=row.pk, version=None, by=by, items=ITEMS, **TEXTS)
    there = signed_in(client, world, "provider-staff")
    here = f"/at-provider/pupils/{place.pk}/protocol/"
    assert there.get(here).status_code == 404  # nothing was sent
    with world.acting("pastoral-lead") as by:
        sent = protocols.send_protocol(placement_id=row.pk, by=by)
    assert "Every day by noon" in there.get(here).content.decode()
    answer = {"protocol": sent.pk, "state": "signed", "name": "Owen Tudor", "post": "Instructor"}
    assert there.post(here, answer).status_code == 302
    assert "Owen Tudor, Instructor: Signed" in there.get(here).content.decode()
    pdf = there.get(f"{here}print/?format=pdf")
    assert pdf.content.startswith(b"%PDF")
    word = Document(io.BytesIO(there.get(f"{here}print/?format=docx").content))
    said = "\n".join(cell.text for table in word.tables for line in table.rows for cell in line.cells)
    assert "Every day by noon" in said
    assert "Owen Tudor" in said
    assert there.get(f"{here}print/?format=exe").status_code == 404


def test_the_protocol_page_takes_few_queries(lead: Any, world: Any, django_assert_max_num_queries: Any) -> None:
    row = make_placement(world, "preparing")
    share_all(world, row)
    with world.acting("pastoral-lead") as by:
        protocols.settle(placement_id=row.pk, version=None, by=by, items=ITEMS, **TEXTS)
        protocols.send_protocol(placement_id=row.pk, by=by)
    lead.get(f"/placements/{row.pk}/protocol/")
    with django_assert_max_num_queries(15):
        lead.get(f"/placements/{row.pk}/protocol/")
