"""The pages of registers: a provider's today with and without script, the link of a day, the week's return, whereabouts, the drill."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from counting import at_most_fifteen_queries, at_most_queries
from pastoral.casework.placements.models import Place
from pastoral.casework.registers import links, returns
from pastoral.casework.registers.jobs import links_for
from pastoral.casework.registers.missing import chase
from pastoral.casework.registers.models import Mark, NoAnswer, Register, WeeklyReturn
from pastoral.foundation.accounts.models import PlacementGrant, SignedLink
from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.models import Provider, Site
from pastoral.rules.sentences import Refused
from world import World

from .making import MONDAY, placed, said, take

pytestmark = pytest.mark.django_db
CLOCK_BEHIND = dt.timedelta(hours=5)


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def marks(world: World, on: dt.date = MONDAY) -> list[tuple[str, str, str]]:
    with world.acting("provider-lead") as by:
        return list(Mark.objects.visible_to(by).filter(on=on).order_by("pk").values_list("half", "answer", "by_name"))


def phones_list(*given: Any, **more: Any) -> dict[str, Any]:
    now = dt.datetime.now(dt.UTC)
    return {
        "batch": str(uuid.uuid4()), "now": now.isoformat(), "on": MONDAY.isoformat(), "group": "0:", "by_name": "",
        "marks": [
            {"key": str(one.key), "placement": one.placement_id, "half": one.half, "answer": one.answer, "time": "", "note": one.note,
             "at": now.isoformat(), "seen": one.seen}
            for one in given
        ], **more,
    }  # fmt: skip


def sent(client: Client, where: str, given: dict[str, Any]) -> Any:
    return client.post(where, json.dumps(given), content_type="application/json")


# Today


def test_the_whole_group_by_one_press_then_the_exceptions_without_script(world: World) -> None:
    _tomos, cerys = placed(world.provider, [world.tomos, world.cerys])
    client, where = signed_in(world, "provider-staff"), reverse("provider-today")
    page = client.get(where)
    text = page.content.decode()
    assert "0 of 2 answered" in text
    assert "Tomos Morgan" in text
    batch = re.search(r'name="batch" value="([^"]+)"', text)
    assert batch is not None
    given = {"batch": batch[1], "everyone": "came", f"answer-{cerys.pk}": "late", f"time-{cerys.pk}": "10:05", f"note-{cerys.pk}": "Tired."}
    for _ in range(2):  # a double click
        assert client.post(where, given).status_code == 302
    assert sorted(marks(world)) == [("am", "came", "Owen Tudor"), ("am", "late", "Owen Tudor")]
    assert "2 of 2 answered" in client.get(where).content.decode()
    with world.acting("provider-lead") as by:
        mark = Mark.objects.visible_to(by).get(answer="late")
        assert (mark.arrived_at, mark.left_at, mark.note) == (dt.time(10, 5), None, "Tired.")


def test_a_phones_list_is_kept_once_and_says_what_others_said(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "absent")], persona="provider-lead")
    client, where = signed_in(world, "provider-staff"), reverse("provider-today-send")
    one = said(row, "came")
    given = phones_list(one)
    told = sent(client, where, given).json()
    assert told["saved"] == [str(one.key)]
    assert told["refused"] == {}
    assert told["clock"] == ""
    (morning, _afternoon) = told["children"]
    assert morning["answer"] == "came"
    assert morning["question"] == "Bethan Howells said “Did not come”, and Owen Tudor said “Came”. Which is right?"
    assert sent(client, where, given).json()["saved"] == [str(one.key)]
    assert len(marks(world)) == 2
    assert "Which is right?" in client.get(reverse("provider-today")).content.decode()


def test_a_wrong_clock_is_said(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    behind = dt.datetime.now(dt.UTC) - CLOCK_BEHIND
    told = sent(signed_in(world, "provider-staff"), reverse("provider-today-send"), phones_list(said(row), now=behind.isoformat())).json()
    assert told["clock"] == "This phone's clock is 5 hours slow. We have put the times right. Please set the clock."


@pytest.mark.parametrize(
    "given",
    [b"", b"[]", b"{}", b'{"marks": 3}', json.dumps(phones_list(batch="x")).encode(), json.dumps(phones_list(now="noon")).encode(),
     json.dumps(phones_list(marks=[{"key": "1"}])).encode(), b'{"marks": [' + b"1," * 500 + b"1]}", b"[" * 200_000,
     json.dumps(phones_list(group="0:" + "x" * 81)).encode(), json.dumps(phones_list(group="999999999:Boats")).encode(),
     json.dumps(phones_list(marks=[{"key": str(uuid.uuid4()), "placement": 10**30, "half": "am", "answer": "came"}])).encode()],
)  # fmt: skip
def test_what_is_not_a_list_of_ours_is_refused_whole(world: World, given: bytes) -> None:
    client = signed_in(world, "provider-staff")
    assert client.post(reverse("provider-today-send"), given, content_type="application/json").status_code == 400


def test_words_and_times_that_no_database_takes_are_kept_as_far_as_they_are_words(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    one = said(row, "late")
    given = phones_list(one, now="2199-12-31T23:59:59+00:00")
    given["marks"][0] |= {"note": "Tired.\x00\ud800", "time": "10:05:00+02:00", "seen": 2**63 - 1}
    told = sent(signed_in(world, "provider-staff"), reverse("provider-today-send"), given)
    assert told.status_code == 200, told.content
    with world.acting("provider-lead") as by:
        mark = Mark.objects.visible_to(by).get()
        assert (mark.arrived_at, mark.note) == (dt.time(10, 5), "Tired.")


def test_a_register_for_a_child_who_left_is_refused_in_words(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos], last=MONDAY - dt.timedelta(days=3))
    client = signed_in(world, "provider-staff")
    assert "Nobody is due today" in client.get(reverse("provider-today")).content.decode()
    told = sent(client, reverse("provider-today-send"), phones_list(said(row))).json()
    assert "may have ended" in next(iter(told["refused"].values()))


def test_another_providers_children_are_not_there(world: World) -> None:
    with world.acting("system") as by, recording("provider.added", by=by) as record:
        other = Provider(name="Quay Kitchen", is_demo=True)
        other.save()
        Site(provider=other, name="Quay Kitchen").save()
        record.about(other)
    (row,) = placed(other, [world.cerys])
    client = signed_in(world, "provider-staff")
    assert "Cerys" not in client.get(reverse("provider-today")).content.decode()
    assert client.get(reverse("provider-today"), {"provider": other.pk}).status_code == 404
    told = sent(client, reverse("provider-today-send"), phones_list(said(row))).json()
    assert len(told["refused"]) == 1


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("provider-staff", "provider-home"), ("provider-staff", "provider-today"), ("provider-staff", "provider-week"),
        ("provider-staff", "provider-on-site"), ("pastoral-lead", "register-silences"), ("pastoral-lead", "whereabouts"),
    ],
)  # fmt: skip
def test_no_page_takes_more_than_fifteen_queries(world: World, persona: str, name: str) -> None:
    rows = placed(world.provider, [world.tomos, world.cerys, world.ifan])
    take(world, [said(rows[0])])
    client = signed_in(world, persona)
    with at_most_fifteen_queries():
        assert client.get(reverse(name)).status_code == 200


def test_who_confirmed_takes_thirteen_queries_where_placements_say_who_is_due(world: World) -> None:
    rows = placed(world.provider, [world.tomos, world.cerys, world.ifan])
    take(world, [said(rows[0])])
    client = signed_in(world, "pastoral-lead")
    assert "Tomos Morgan, morning" in client.get(reverse("confirmations")).content.decode()
    with at_most_queries(13):
        client.get(reverse("confirmations"))


def test_the_page_of_one_child_takes_no_more_than_fifteen_queries(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row)])
    client = signed_in(world, "pastoral-lead")
    with at_most_fifteen_queries():
        assert client.get(reverse("whereabouts-pupil", args=[row.pupil_id])).status_code == 200


# The link of a day


@pytest.fixture
def link(world: World) -> str:
    """The address that Hafan Workshop's mailbox got this morning."""
    placed(world.provider, [world.tomos], group="Boats")
    placed(world.provider, [world.cerys], group="Kitchen")
    with world.acting("system") as by:
        assert links_for(by, world.authority, MOMENT) == 2
        assert links_for(by, world.authority, MOMENT) == 0  # ten minutes later
        message = OutboundMessage.objects.visible_to(by).get(body__contains="register of Boats")
    assert message.to_email == "hafan@demo.invalid"
    assert "Tomos" not in message.subject + message.body
    found = re.search(r"https?://[^/\s]+(/registers/link/\S+)", message.body)
    assert found is not None
    return found[1]


MOMENT = dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC)


def test_the_link_opens_one_group_and_asks_the_takers_own_name(world: World, link: str) -> None:
    visitor = Client()
    page = visitor.get(link).content.decode()
    assert "Tomos Morgan" in page
    assert "Cerys" not in page
    batch, placement = re.search(r'name="batch" value="([^"]+)"', page), re.search(r'data-child="(\d+)"', page)
    assert batch is not None
    assert placement is not None
    given = {"batch": batch[1], f"answer-{placement[1]}": "came"}
    nameless = visitor.post(link, given)
    assert nameless.status_code == 422
    assert "Write your name" in nameless.content.decode()
    # forwarded to a colleague, who says who they are
    assert visitor.post(link, {**given, "by_name": "Ceri Flynn"}).status_code == 302
    assert marks(world) == [("am", "came", "Ceri Flynn")]
    with world.acting("system") as by:
        assert Viewed.objects.visible_to(by).filter(actor__contains="(by link)", subject_type="placements.place").exists()


def test_the_links_list_may_not_name_another_groups_child(world: World, link: str) -> None:
    with world.acting("provider-lead") as by:
        kitchen = Place.objects.visible_to(by).get(group="Kitchen")
    given = phones_list(by_name="Ceri Flynn")
    given["marks"] = [{"key": str(uuid.uuid4()), "placement": kitchen.placement_id, "half": "am", "answer": "came"}]
    told = sent(Client(), link + "send/", given).json()
    assert len(told["refused"]) == 1
    assert marks(world) == []


def test_a_link_used_after_the_end_says_so_and_a_guessed_one_is_not_there(world: World, link: str) -> None:
    assert Client().get("/registers/link/abcdefghijklmnopqrstuvwxyz/").status_code == 404
    with time_machine.travel(dt.datetime(2026, 11, 24, 1, 59, tzinfo=dt.UTC)):  # two hours of grace
        assert Client().get(link).status_code == 200
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 1, tzinfo=dt.UTC)):
        assert Client().get(link).status_code == 410
        assert sent(Client(), link + "send/", phones_list(by_name="Ceri")).status_code == 410


def test_a_link_shows_nobody_whose_place_was_taken_back(world: World, link: str) -> None:
    PlacementGrant.objects.all().update(until=MONDAY - dt.timedelta(days=1))
    page = Client().get(link)
    assert page.status_code == 200
    assert "Tomos" not in page.content.decode()


def test_the_link_is_of_its_provider_alone(world: World, link: str) -> None:
    found = SignedLink.objects.filter(purpose=links.PURPOSE).order_by("pk").first()
    assert found is not None
    assert found.provider_id == world.provider.pk
    assert found.pupil_id is None
    assert len(links.placements_of(found)) == 1


# Nobody answers


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, 23, hour, minute, tzinfo=dt.UTC)


def told(world: World) -> list[str]:
    with world.acting("system") as by:
        return list(OutboundMessage.objects.visible_to(by).filter(kind="register").order_by("pk").values_list("to_email", flat=True))


def test_code_03_the_school_hears_first_and_the_officer_next_each_once(world: World) -> None:
    placed(world.provider, [world.tomos, world.cerys])
    with world.acting("system") as by:
        assert chase(by, world.authority, at(9, 55)) == 0
        assert chase(by, world.authority, at(10)) == 1
        assert chase(by, world.authority, at(10, 5)) == 0
        assert chase(by, world.authority, at(11, 30)) == 1
        assert chase(by, world.authority, at(11, 35)) == 0
        rows = list(NoAnswer.objects.visible_to(by))
    assert told(world) == [world.people["pastoral-lead"].email, world.people["ewo"].email]
    assert {(row.half, row.since.hour, row.officer_told_at is not None) for row in rows} == {("am", 10, True)}
    with world.acting("system") as by:
        for message in OutboundMessage.objects.visible_to(by).filter(kind="register"):
            assert "Tomos" not in message.subject + message.body
    for persona in ("pastoral-lead", "ewo"):
        page = signed_in(world, persona).get(reverse("register-silences")).content.decode()
        assert "Tomos Morgan" in page
        assert "No answer since 10am" in page
        assert "Officer told at 11:30am" in page


def test_code_03_nobody_is_told_where_the_provider_or_the_school_has_said(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "absent")])
    with world.acting("system") as by:
        assert chase(by, world.authority, at(10)) == 0
    assert "Every provider has answered so far" not in (page := signed_in(world, "ewo").get(reverse("register-silences")).content.decode())
    assert "afternoon" in page  # still open, and nobody told yet


def test_code_03_another_authoritys_officer_sees_none_of_it(world: World) -> None:
    placed(world.provider, [world.tomos])
    assert "Tomos" not in signed_in(world, "other-authority").get(reverse("register-silences")).content.decode()


# The week


def test_ham_pro_02_the_week_is_sent_in_one_press_and_not_twice(world: World) -> None:
    tomos, cerys = placed(world.provider, [world.tomos, world.cerys], first=dt.date(2026, 11, 16))
    last_week = dt.date(2026, 11, 16)
    for day in (16, 17):
        take(world, [said(tomos), said(tomos, "late", half="pm"), said(cerys)], on=dt.date(2026, 11, day))
    client, where = signed_in(world, "provider-lead"), f"{reverse('provider-week')}?monday={last_week}"
    with world.acting("provider-lead") as by:
        assert returns.owed(by, world.provider.pk) == [(last_week, 2, False)]
    for _ in range(2):
        assert client.post(where).status_code == 302
    with world.acting("pastoral-lead") as by:
        rows = {row.placement_id: row for row in WeeklyReturn.objects.visible_to(by)}
    assert len(rows) == 2
    assert (rows[tomos.pk].half_days, rows[tomos.pk].came, rows[tomos.pk].late, rows[tomos.pk].unanswered) == (5, 2, 2, 1)
    assert rows[cerys.pk].unanswered == 3
    with world.acting("provider-lead") as by:
        assert returns.owed(by, world.provider.pk) == []
    take(world, [said(cerys, half="pm")], on=last_week)  # and a correction is sent again
    assert client.post(where).status_code == 302
    with world.acting("pastoral-lead") as by:
        assert [row.unanswered for row in WeeklyReturn.objects.visible_to(by).filter(placement=cerys)] == [3, 2]


def test_ham_pro_02_a_return_is_late_after_seven_days(world: World) -> None:
    placed(world.provider, [world.tomos], first=dt.date(2026, 11, 9))
    with world.acting("provider-lead") as by:
        assert returns.owed(by, world.provider.pk) == [(dt.date(2026, 11, 9), 1, True), (dt.date(2026, 11, 16), 1, False)]


def test_a_week_to_come_is_not_sent(world: World) -> None:
    with world.acting("provider-lead") as by, pytest.raises(Refused):
        returns.send(provider_id=world.provider.pk, monday=MONDAY + dt.timedelta(days=7), by=by)


def test_ham_pro_02_the_providers_home_lists_what_is_owed(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos], first=dt.date(2026, 11, 16))
    home = reverse("provider-home")
    page = signed_in(world, "provider-staff").get(home).content.decode()
    assert "Morning register: 1 child without an answer" in page
    assert "Send the attendance of the week of 16 November 2026: 1 child" in page
    assert "Afternoon register" not in page  # it has not begun
    take(world, [said(row)])
    with world.acting("provider-lead") as by:
        returns.send(provider_id=world.provider.pk, monday=dt.date(2026, 11, 16), by=by)
    page = signed_in(world, "provider-staff").get(home).content.decode()
    assert "without an answer" not in page
    assert "Send the attendance" not in page


# Where, and the drill


def where(world: World, moment: str, persona: str = "pastoral-lead") -> str:
    page = signed_in(world, persona).get(reverse("whereabouts"), {"at": moment, "school": world.school.pk})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.content.decode())


def test_where_a_child_should_be_at_any_time(world: World) -> None:
    placed(world.provider, [world.tomos])
    now = where(world, "2026-11-23T10:00")
    assert "1 out of school, 1 in school, of 2 pupils." in now
    assert "Unit 4, Quay Road, Glanafon, SA11 3QX" in now
    assert "Nobody there has said yet" in now
    assert "Nobody is out of school" in where(world, "2026-11-26T10:00")  # a Thursday: no time at the provider
    assert "2 have no school at this time." in where(world, "2026-11-28T10:00")
    assert "2 have no school at this time." in where(world, "2026-11-23T18:00")


def test_where_a_child_is_missing_stands_first(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "absent")])
    page = where(world, "2026-11-23T10:00")
    assert "Missing, or nobody knows where (1)" in page
    assert "Did not come: Owen Tudor" in page
    one = signed_in(world, "ewo").get(reverse("whereabouts-pupil", args=[world.tomos.pk])).content.decode()
    assert "Missing" in one
    assert signed_in(world, "other-authority").get(reverse("whereabouts-pupil", args=[world.tomos.pk])).status_code == 404


def test_a_full_time_place_leaves_no_hour_to_guess(world: World) -> None:
    placed(world.provider, [world.tomos], shape="full_time", times=((1, "09:30", "12:00"),))
    assert "Between times at the provider" in where(world, "2026-11-23T13:00")


def test_lists_on_paper(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row)])
    for persona, name, said_there in (
        ("pastoral-lead", "whereabouts", "Quay Road"), ("provider-staff", "provider-on-site", "Ysgol Bro Hebog"),
    ):  # fmt: skip
        answer = signed_in(world, persona).get(reverse(name), {"as": "pdf"})
        assert answer["Content-Type"] == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "Tomos Morgan" in text
        assert said_there in text


def test_the_drill_lists_who_is_here_and_who_should_be(world: World) -> None:
    tomos, _cerys = placed(world.provider, [world.tomos, world.cerys])
    take(world, [said(tomos)])
    page = re.sub(r"\s+", " ", signed_in(world, "provider-staff").get(reverse("provider-on-site")).content.decode())
    assert "1 here, 2 due" in page
    assert page.index("Tomos Morgan") < page.index("Cerys Jenkins")
    with time_machine.travel(dt.datetime(2026, 11, 23, 15, 40, tzinfo=dt.UTC)):
        assert "Nobody is due here now" in signed_in(world, "provider-staff").get(reverse("provider-on-site")).content.decode()


def test_whereabouts_takes_the_same_queries_however_many(world: World, django_assert_num_queries: Any) -> None:
    placed(world.provider, [world.tomos])
    client, at_ten = signed_in(world, "pastoral-lead"), {"at": "2026-11-23T10:00", "school": world.school.pk}
    client.get(reverse("whereabouts"), at_ten)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("whereabouts"), at_ten)
    placed(world.provider, [world.cerys])
    with django_assert_num_queries(len(one)):
        client.get(reverse("whereabouts"), at_ten)
    assert len(one) <= 24


def test_one_register_for_a_group_and_day(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row)])
    take(world, [said(row, half="pm")])
    with world.acting("provider-lead") as by:
        assert Register.objects.visible_to(by).count() == 1
