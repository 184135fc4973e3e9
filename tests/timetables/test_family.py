"""The family's page: what was agreed, by account and by link; a yes taken back; "this is not what we agreed" and its clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Consent, Notice, Objection, Timetable
from pastoral.casework.timetables.services import asking, consenting, moving
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused
from plans.living import making as plans

from . import making
from .test_consent import address_in, answers, asked, by_link, contact, last_message, mother

pytestmark = pytest.mark.django_db


def agreed_by_link(world: Any, client: Any) -> Timetable:
    """The mother agreed by link, and it runs; she has no account (the contact is not tied to one)."""
    row = making.prepared(world)
    client.post(asked(world, row), by_link(row))
    with world.acting("pastoral-lead") as by:
        for action in ("consult", "assess_risk", "agree", "notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
    return making.fresh(world, row)


def findings(world: Any, row: Timetable) -> dict[str, Any]:
    with world.acting("system") as by:
        return {one.about.partition(":")[0]: one for one in judge_timetables(by, [row.pk])[row.pk]}


def test_whoever_agreed_gets_the_page_by_link_until_it_ends(world: Any, client: Any) -> None:
    row = agreed_by_link(world, client)
    message = last_message(world, to_email="parent@demo.invalid")
    assert (message.language, "Tomos" in message.subject + message.body) == ("cy", False)
    address = address_in(message)
    text = client.get(address).content.decode()
    for shown in ("Elin Morgan (mother)", "08:40", "<svg", "Carys Lloyd", "Huw Pritchard", 'name="said"'):
        assert shown in text, shown
    assert row.lead is not None
    assert row.lead.name in text
    with time_machine.travel(dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)):
        assert client.get(address).status_code == 410


def test_this_is_not_what_we_agreed_is_delivered_to_the_ewo_and_the_school(world: Any, client: Any) -> None:
    row = agreed_by_link(world, client)
    address = address_in(last_message(world, to_email="parent@demo.invalid"))
    assert client.post(address, {"said": ""}).status_code == 302  # one button: words are welcome, not needed
    assert client.post(address, {"said": ""}).status_code == 302  # a second click says nothing twice
    with world.acting("system") as by:
        (said,) = Objection.objects.visible_to(by)
        sent = OutboundMessage.objects.visible_to(by).filter(key__startswith=f"objection-{said.pk}-")
        assert {one.to_email for one in sent} == {world.people["ewo"].email, world.people["pastoral-lead"].email}
        assert {one.recipient for one in Notice.objects.visible_to(by).filter(event="objection")} == {"ewo", "lead"}
    assert "Carys Lloyd" in client.get(address).content.decode()
    ewo = plans.signed_in(client, world, "ewo")
    page = ewo.get(f"/timetables/{row.pk}/said/{said.pk}/").content.decode()
    assert "wrote nothing" in page
    assert ewo.post(f"/timetables/{row.pk}/said/{said.pk}/read/").status_code == 302
    assert ewo.post(f"/timetables/{row.pk}/said/{said.pk}/", {"answer": "I rang; it stops today."}).status_code == 302
    ewo.logout()
    newer = address_in(last_message(world, to_email="parent@demo.invalid"))
    text = client.get(newer).content.decode()
    assert "I rang; it stops today." in text
    assert "Carys Lloyd" in text


def test_the_clock_of_an_objection(world: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)):
        with world.acting("parent") as by:
            said = asking.object_to(timetable_id=row.pk, said="He is sent home at ten.", by=by)
        first = findings(world, row)["objection"]
        assert (first.effect, first.owner_role, first.due_on) == ("TASK", "ewo", dt.date(2026, 12, 3))  # two school days
    with time_machine.travel(dt.datetime(2026, 12, 4, 10, tzinfo=dt.UTC)):
        assert findings(world, row)["objection"].effect == "WARN"
        with world.acting("ewo") as by:
            asking.read_objection(objection_id=said.pk, by=by)
        read = findings(world, row)["objection"]
        assert (read.effect, read.owner_role) == ("TASK", "lead")
        with world.acting("ewo") as by:
            asking.answer_objection(objection_id=said.pk, answer="Talked.", by=by)
        assert "objection" not in findings(world, row)


def test_npt_rt_06_a_yes_is_taken_back_while_it_runs(world: Any, client: Any) -> None:
    row = making.prepared(world)
    with world.acting("parent") as by:
        asking.answer_myself(timetable_id=row.pk, state="agreed", by=by)
    with world.acting("pastoral-lead") as by:
        for action in ("consult", "assess_risk", "agree", "notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
    parent = plans.signed_in(client, world, "parent")
    where = f"/timetables/{row.pk}/agreed/no-longer/"
    assert "no-longer/" in parent.get(f"/timetables/{row.pk}/agreed/").content.decode()
    assert parent.post(where, {"note": ""}).status_code == 422
    assert parent.post(where, {"note": "He is alone at home."}).status_code == 302
    assert [one.state for one in answers(world)] == ["agreed", "withdrawn"]  # the first answer stays
    found = findings(world, row)["no_longer"]
    assert (found.effect, found.rule) == ("BLOCK", "NPT-RT-06")
    with world.acting("system") as by:
        sent = OutboundMessage.objects.visible_to(by).filter(key__startswith="no-longer-")
        assert {one.to_email for one in sent} == {world.people["ewo"].email, world.people["pastoral-lead"].email}
    lead = plans.signed_in(client, world, "pastoral-lead")
    assert "no longer agrees" in lead.get(f"/timetables/{row.pk}/").content.decode()
    with world.acting("parent") as by:
        with pytest.raises(Refused):  # once is enough
            consenting.withdraw(
                timetable_id=row.pk, key=mother(world).pk, note="Again.", how="pastoral", by=by, permission=consenting.Permission.SIGN
            )
        asking.answer_myself(timetable_id=row.pk, state="agreed", by=by, note="We found somebody.")
    assert "no_longer" not in findings(world, row)


def test_npt_rt_06_a_yes_taken_back_by_one_of_two_parents_stops_it_whatever_the_other_says(world: Any) -> None:
    row = making.running(world)
    father = contact(world, "Gareth Morgan", "father", parental_responsibility=True)
    call = {"how": Consent.How.TELEPHONE, "heard_by": "S. L., H. P."}
    with world.acting("pastoral-lead") as by:
        consenting.answer(timetable_id=row.pk, key=father.pk, given=consenting.Given(True, note="Yes.", **call), by=by)
        consenting.answer(timetable_id=row.pk, key=father.pk, given=consenting.Given(False, note="No more.", **call), by=by)
    assert answers(world)[-1].state == "withdrawn"
    assert findings(world, row)["no_longer"].effect == "BLOCK"
    with world.acting("pastoral-lead") as by:
        consenting.answer(timetable_id=row.pk, key=mother(world).pk, given=consenting.Given(True, note="Yes.", **call), by=by)
    assert findings(world, row)["no_longer"].effect == "BLOCK"


def test_a_yes_is_taken_back_by_link(world: Any, client: Any) -> None:
    agreed_by_link(world, client)
    address = address_in(last_message(world, to_email="parent@demo.invalid"))
    assert client.get(f"{address}no-longer/").status_code == 200
    assert client.post(f"{address}no-longer/", {"note": "Nid yw'n gweithio."}).status_code == 302
    assert [(one.state, one.how) for one in answers(world)] == [("agreed", "link"), ("withdrawn", "link")]
    assert "no-longer/" not in client.get(address).content.decode()


def test_a_link_to_the_page_gives_nothing_else(world: Any, client: Any) -> None:
    row = agreed_by_link(world, client)
    address = address_in(last_message(world, to_email="parent@demo.invalid"))
    token = address.split("/l/")[1].split("/")[0]
    assert client.get(f"/timetables/l/{token}/answer/").status_code == 404  # one purpose
    client.get(address)
    assert client.get(f"/timetables/{row.pk}/agreed/").status_code in (302, 404)  # no session came of it


def test_the_childs_page_has_simpler_words(world: Any, client: Any) -> None:
    row = making.prepared(world)
    child = plans.signed_in(client, world, "young-person")
    child.cookies["pastoral_language"] = "en-gb"
    page = child.get(f"/timetables/{row.pk}/agreed/?language=en").content.decode()
    assert 'name="state"' in page
    assert child.post(f"/timetables/{row.pk}/agreed/", {"state": "agreed", "seal": "f" * 64}).status_code == 422  # other words
    assert child.post(f"/timetables/{row.pk}/agreed/", {"state": "agreed"}).status_code == 302
    assert [(one.role, one.how) for one in answers(world)] == [("child", "pastoral")]
