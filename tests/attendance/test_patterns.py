"""The night's comparison for every child: patterns nobody agreed, codes nobody confirmed, and what a school says of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counting import at_most_fifteen_queries, at_most_queries
from pastoral.casework.registers import judging, services
from pastoral.foundation.access.value import NotAllowed
from pastoral.records.attendance.patterns import OpenPattern, open_patterns
from pastoral.records.attendance.sieve import worth_a_look
from pastoral.records.findings.models import Finding
from pastoral.records.findings.services import judge_everything
from pastoral.records.policy.services import publish_for
from pastoral.rules.sentences import Refused
from world import World

from .conftest import CERYS, MONDAY, OLIVIA, TODAY, TOMOS, Marks, day_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(marks: Marks) -> None:
    with marks.world.acting("system") as access:
        publish_for(marks.world.authority, by=access, like="neath-port-talbot")


def fridays(upn: str, code: str, number: int, monday: dt.date = MONDAY) -> list[tuple[str, object, str, str]]:
    """The weeks of a child who is away on Friday afternoons, and there on the other days."""
    days = [monday + dt.timedelta(weeks=week, days=day) for week in range(number) for day in range(5)]
    return [(upn, day, "/", code if day.weekday() == 4 else "\\") for day in days]


def night(world: World) -> None:
    judge_everything(world.authority.pk)


def stands(world: World, pupil: Any = None) -> dict[tuple[str, str], Finding]:
    with world.acting("system") as access:
        rows = Finding.objects.visible_to(access).filter(subject_type="pupils.pupil", cleared_on__isnull=True)
        return {(row.rule, row.about): row for row in rows.filter(pupil=pupil or world.tomos)}


def client_of(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_code_01_a_pattern_nobody_agreed_is_a_finding_on_a_child_without_any_record(marks: Marks) -> None:
    marks.bring_in(day_file(*fridays(TOMOS, "C", 3), *fridays(CERYS, "C", 2)))
    night(marks.world)
    found = stands(marks.world)
    assert set(found) == {("CODE-01", "pattern")}
    one = found["CODE-01", "pattern"]
    assert (one.effect, one.owner_role, one.since, one.link_name) == ("WARN", "lead", MONDAY, "part-time-pattern")
    assert stands(marks.world, marks.world.cerys) == {}
    night(marks.world)
    assert stands(marks.world)["CODE-01", "pattern"].pk == one.pk


def test_a_pattern_is_cleared_when_the_register_is_corrected(marks: Marks) -> None:
    marks.bring_in(day_file(*fridays(TOMOS, "C", 3)))
    night(marks.world)
    marks.bring_in(day_file(*fridays(TOMOS, "\\", 3)))
    night(marks.world)
    assert stands(marks.world) == {}


def test_open_patterns_are_told_to_who_may_see_them(marks: Marks) -> None:
    marks.bring_in(day_file(*fridays(TOMOS, "C", 4)))
    night(marks.world)
    world = marks.world
    with world.acting("ewo") as access:
        (one,) = open_patterns(access)
        assert one[:3] == (world.tomos.pk, MONDAY, 1)
        assert isinstance(one, OpenPattern)
        assert (one.weeks, one.school_id) == (4, world.school.pk)
        assert open_patterns(access, [world.second_school.pk]) == []
        assert len(open_patterns(access, [world.school.pk])) == 1
    with world.acting("other-authority") as access:
        assert open_patterns(access) == []


def test_code_02_code_b_without_a_confirmation_is_a_block_until_the_provider_is_asked(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file((TOMOS, "2026-11-18", "/", "B"), (TOMOS, "2026-11-19", "/", "B")))
    night(world)
    one = stands(world)["CODE-02", "register"]
    assert one.effect == "BLOCK"
    assert one.params["number"] == 2
    told = dt.datetime(2026, 11, 19, 16, tzinfo=dt.UTC)
    with world.acting("pastoral-lead") as by:
        for day in (dt.date(2026, 11, 18), dt.date(2026, 11, 19)):
            services.confirm(day=day, answers={f"{world.tomos.pk}-pm": "came"}, said_by="Sue", how="phone", said_at=told, by=by)
    assert stands(world) == {}
    with world.acting("pastoral-lead") as by:  # they say something else now
        services.confirm(
            day=dt.date(2026, 11, 19), answers={f"{world.tomos.pk}-pm": "absent"}, said_by="Sue", how="phone", said_at=told, by=by
        )
    assert stands(world)["CODE-02", "register"].code == "CODE-02.denied"


def test_a_confirmation_that_cannot_be_is_refused(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file((TOMOS, "2026-11-19", "/", "B")))
    key, day = f"{world.tomos.pk}-pm", dt.date(2026, 11, 19)
    now = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)

    def said(by: Any, **more: Any) -> str:
        values = {"day": day, "answers": {key: "came"}, "said_by": "Sue", "how": "phone", "said_at": now, **more}
        with pytest.raises(Refused) as refused:
            services.confirm(by=by, **values)
        return refused.value.reasons[0].code

    with world.acting("pastoral-lead") as by:
        assert said(by, day=TODAY + dt.timedelta(days=1)) == "CONFIRM.future"
        assert said(by, day=dt.date(2026, 6, 1)) == "CONFIRM.long_ago"
        assert said(by, said_at=now + dt.timedelta(days=1)) == "CONFIRM.said_later"
        assert said(by, said_at=now - dt.timedelta(days=2)) == "CONFIRM.said_before"
        assert said(by, answers={f"{world.cerys.pk}-pm": "came"}) == "CONFIRM.not_due"
    with world.acting("ewo") as by, pytest.raises(NotAllowed):
        services.confirm(day=day, answers={key: "came"}, said_by="Sue", how="phone", said_at=now, by=by)


def test_a_reason_speaks_for_the_time_until_it_was_written_and_no_longer(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file(*fridays(TOMOS, "C", 3)))
    with time_machine.travel(dt.datetime(2026, 9, 28, 12, tzinfo=dt.UTC)):
        night(world)
        with world.acting("pastoral-lead") as by:
            with pytest.raises(Refused):
                services.give_reason(pupil=world.tomos, since=MONDAY, kind="chance", text=" ", by=by)
            services.give_reason(pupil=world.tomos, since=MONDAY, kind="chance", text="Three appointments.", by=by)
        assert stands(world) == {}
    marks.bring_in(day_file(*fridays(TOMOS, "C", 3, dt.date(2026, 9, 28))))
    night(world)
    assert stands(world)["CODE-01", "pattern"].params["since"] == dt.date(2026, 9, 28)


def test_england_finds_c_and_c2_alike(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file(*fridays(OLIVIA, "C", 3)), school=world.other_school)
    judge_everything(world.other_authority.pk)
    access = world.system(world.other_authority)
    from pastoral.foundation.access.row_security import entered

    with entered(access):
        rows = Finding.objects.visible_to(access).filter(subject_type="pupils.pupil", rule="CODE-01", about="pattern")
        assert [row.pupil_id for row in rows] == [world.olivia.pk]


def test_eng_reg_08_a_reason_not_found_is_followed_up_in_england(marks: Marks) -> None:
    world = marks.world
    access = world.system(world.other_authority)
    from pastoral.foundation.access.row_security import entered

    with entered(access):
        publish_for(world.other_authority, by=access, like="hillingdon")
    marks.bring_in(day_file((OLIVIA, MONDAY, "N", "N")), school=world.other_school)
    judge_everything(world.other_authority.pk)
    with entered(access):
        rows = Finding.objects.visible_to(access).filter(subject_type="pupils.pupil")
        assert {(row.rule, row.effect) for row in rows} == {("ENG-REG-08", "TASK")}


def test_ten_days_without_leave_are_found_and_nine_are_not(marks: Marks) -> None:
    """WAL-REG-01."""
    days = [MONDAY + dt.timedelta(weeks=week, days=day) for week in range(2) for day in range(5)]
    marks.bring_in(day_file(*((TOMOS, day, "O", "O") for day in days), *((CERYS, day, "O", "O") for day in days[:9])))
    night(marks.world)
    assert ("WAL-REG-01", "register") in stands(marks.world)
    assert ("WAL-REG-01", "register") not in stands(marks.world, marks.world.cerys)


@pytest.mark.parametrize(
    ("days", "let_through"),
    [
        ([("/", "\\")] * 5, False),
        ([("/", "C")] * 5, False),  # each half day once
        ([("L", "\\")] * 5, False),
        ([("I", "I")] * 5, False),
        ([("O", "O")] * 5, True),
        ([("/", "D")], True),
    ],
)
def test_the_database_passes_over_those_with_nothing_to_find(marks: Marks, days: list[tuple[str, str]], let_through: bool) -> None:
    marks.bring_in(day_file(*((TOMOS, dt.date(2026, 11, 9) + dt.timedelta(days=n), *two) for n, two in enumerate(days))))
    with marks.world.acting("system") as access:
        found = list(worth_a_look(access, "wales", TODAY, reasons=False))
    assert found == ([marks.world.tomos] if let_through else [])


def test_the_database_lets_every_pattern_through(marks: Marks) -> None:
    for slot in range(10):
        day, half = divmod(slot, 2)
        two = ("C", "\\") if half == 0 else ("/", "C")
        weeks = [MONDAY + dt.timedelta(weeks=week, days=day) for week in range(3)]
        batch = marks.bring_in(day_file(*((TOMOS, on, *two) for on in weeks)))
        with marks.world.acting("system") as access:
            assert list(judging.worth_judging(access)) == [marks.world.tomos]
        undo(marks, batch.batch_id)


def undo(marks: Marks, batch_id: int) -> None:
    from pastoral.records.attendance import importing, queries

    with marks.world.acting("system") as access:
        importing.undo(by=access, batch=queries.batch(access, batch_id))


def test_the_pages_say_what_was_found_and_take_the_reason(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file(*fridays(TOMOS, "C", 4)))
    night(world)
    lead, officer = client_of(world, "pastoral-lead"), client_of(world, "ewo")
    one, every = reverse("part-time-pattern", args=[world.tomos.pk]), reverse("part-time-patterns")
    for client in (lead, officer):
        client.get(every)
        with at_most_fifteen_queries():
            page = text_of(client.get(every))
        assert "Morgan, Tomos" in page
        assert "Friday afternoon" in page
    with at_most_fifteen_queries():
        page = text_of(lead.get(one))
    assert "That is 4 school weeks in a row, from the week of 7 September 2026 until Friday 2 October 2026." in page
    assert reverse("timetable-open", args=[world.tomos.pk]) in page
    assert "Write down the reason" not in text_of(officer.get(one))
    where = reverse("part-time-reason", args=[world.tomos.pk])
    assert lead.post(where, {"kind": "chance", "text": ""}).status_code == 422
    assert officer.post(where, {"kind": "chance", "text": "x"}).status_code == 403
    page = text_of(lead.post(where, {"kind": "chance", "text": "Four visits to the dentist."}, follow=True))
    assert "Four visits to the dentist." in page
    assert "No part-time pattern now" in page
    page = text_of(officer.get(every))
    assert "No pattern was found" in page
    assert "Each absence had its own reason" in page


def test_who_confirmed_today_takes_one_call_for_all_children(marks: Marks) -> None:
    world = marks.world
    marks.bring_in(day_file((TOMOS, TODAY, "B", "B"), (CERYS, TODAY, "/", "B")))
    lead, where = client_of(world, "pastoral-lead"), reverse("confirmations")
    lead.get(where)
    with at_most_queries(13):
        page = text_of(lead.get(where))
    assert "0 of 3 half days are confirmed." in page
    assert "Tomos Morgan, morning" in page
    given = {"provider": "", "p0-said_by": "Sue", "p0-how": "phone", "p0-said_at": "11:30am"}
    refused = lead.post(where, given)
    assert refused.status_code == 422
    assert "Choose an answer for at least one child." in text_of(refused)
    tomos, cerys = (f"p0-answer-{pupil.pk}" for pupil in (world.tomos, world.cerys))
    answers = {f"{tomos}-am": "came", f"{tomos}-pm": "late", f"{cerys}-pm": "absent"}
    page = text_of(lead.post(where, given | answers, follow=True))
    assert "3 of 3 half days are confirmed." in page
    assert "Did not come" in page
    assert "Sue, by phone, 20 November 2026 at 11:30am." in page
    earlier = text_of(lead.get(where, {"day": "2026-11-19"}))
    assert "Nobody is due somewhere else on this day" in earlier
