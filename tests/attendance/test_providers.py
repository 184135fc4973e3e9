"""Half days at a provider inside a reduced timetable: who confirmed them, and what is found where nobody did (CODE-02, CODE-03)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counting import at_most_queries
from pastoral.casework.registers import queries, services
from pastoral.casework.timetables import grid
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.services import opening
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance import importing
from pastoral.records.attendance.models import SessionConfirmation
from pastoral.records.pupils.models import Pupil
from pastoral.rules.upn import make_upn
from timetables import making
from world import World

pytestmark = pytest.mark.django_db
UPN = make_upn("671", "4001", 2018, 1)
MONDAY = dt.date(2026, 11, 30)  # the first day of the reduced hours
WORKSHOP = "Coast Workshop"


@pytest.fixture(autouse=True)
def _before_it_begins() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def row(world: World, monkeypatch: pytest.MonkeyPatch) -> Timetable:
    """Mornings at school; in the afternoon a workshop, but on Fridays nothing."""

    def cells(row: Timetable) -> dict[str, grid.Cell]:
        afternoon = grid.lessons(row.periods)[4:]
        return {
            grid.key_of(1, day, number): {
                "place": "school" if number not in afternoon else "none" if day == 5 else "provider",
                "what": WORKSHOP if number in afternoon and day != 5 else "",
                "responsible": "",
            }
            for day in grid.DAYS
            for number in grid.lessons(row.periods)
        }

    def prepared(world: World, **more: Any) -> Timetable:
        row = as_usual(world, **more)
        with world.acting("pastoral-lead") as by:
            opening.settle_care(
                timetable_id=row.pk, version=None, by=by, monitor="Huw Pritchard", provider_work="Boat repair.",
                provider_purpose="Hands before words.", provider_leads_back=True,
            )  # fmt: skip
        return making.fresh(world, row)

    as_usual = making.prepared
    monkeypatch.setattr(making, "mornings_only", cells)
    monkeypatch.setattr(making, "prepared", prepared)
    made = making.running(world)
    with world.acting("system") as by, recording("upn", by=by, subject=world.tomos):
        Pupil.objects.visible_to(by).filter(pk=world.tomos.pk).update(upn=UPN)
    return made


def at(moment: str) -> Any:
    return time_machine.travel(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC), tick=True)


def signed_in(world: World, key: str) -> Client:
    """At the time of the test: a session ends when nobody uses it."""
    client = Client()
    client.force_login(world.people[key])
    return client


def marked(world: World, *days: str) -> None:
    lines = [f"{UPN},{MONDAY + dt.timedelta(days=n)},{codes[0]},{codes[1]}\n" for n, codes in enumerate(days)]
    with world.acting("system") as by:
        file = io.BytesIO(("UPN,Date,AM,PM\n" + "".join(lines)).encode())
        importing.commit(by=by, batch=importing.preview(by=by, school=world.school, file_name="a.csv", file=file))


def found(world: World, row: Timetable) -> set[tuple[str, str]]:
    with world.acting("system") as by:
        return {(one.rule, one.about) for one in judge_timetables(by, [row.pk])[row.pk] if one.about.startswith("session:")}


def say(world: World, answer: str, day: dt.date = MONDAY) -> list[SessionConfirmation]:
    with world.acting("pastoral-lead") as by:
        return services.confirm(
            day=day, answers={f"{world.tomos.pk}-pm": answer}, said_by="Sue Evans", how="phone",
            said_at=dt.datetime.combine(day, dt.time(15), dt.UTC), by=by,
        )  # fmt: skip


def test_code_03_nobody_asked_by_the_end_of_the_day_is_followed_up(world: World, row: Timetable) -> None:
    with at("2026-11-30T16:00"):
        assert found(world, row) == set()  # the day is not over
    with at("2026-12-01T07:00"):
        assert found(world, row) == {("CODE-03", "session:2026-11-30:pm")}


def test_code_02_npt_rt_17_code_b_needs_the_providers_word(world: World, row: Timetable) -> None:
    with at("2026-12-01T07:00"):
        marked(world, "/B")
        assert {rule for rule, _about in found(world, row)} == {"CODE-02", "CODE-03", "NPT-RT-17"}
        say(world, "came")
        assert found(world, row) == set()


def test_code_02_a_provider_who_says_no_is_believed(world: World, row: Timetable) -> None:
    with at("2026-12-01T07:00"):
        marked(world, "/B")
        say(world, "absent")
        assert {rule for rule, _about in found(world, row)} == {"CODE-01", "CODE-02", "NPT-RT-17"}


def test_an_answer_is_kept_once_and_a_new_one_never_edits_the_old(world: World, row: Timetable) -> None:
    with at("2026-11-30T16:00"):
        (first,) = say(world, "absent")
        assert say(world, "absent") == []  # a double click
        say(world, "late")
        with world.acting("pastoral-lead") as by:
            kept = SessionConfirmation.objects.visible_to(by).order_by("pk").values_list("pk", "answer", "provider", "said_by")
            assert [(answer, said_by) for _pk, answer, _provider, said_by in kept] == [("absent", "Sue Evans"), ("late", "Sue Evans")]
            assert kept[0][0] == first.pk
            (one,) = queries.at_providers(by, MONDAY)
            assert one.answer is not None
            assert one.answer.answer == "late"


def test_the_page_lists_who_is_due_today_by_provider(world: World, row: Timetable) -> None:
    where = reverse("confirmations")
    with at("2026-11-30T16:00"):
        client = signed_in(world, "pastoral-lead")
        client.get(where)
        with at_most_queries(13):
            page = client.get(where).content.decode()
        assert "0 of 1 half days are confirmed." in page
        assert WORKSHOP in page
        assert "Tomos Morgan, afternoon" in page
        given = {
            "provider": WORKSHOP, f"p0-answer-{world.tomos.pk}-pm": "came", "p0-said_by": "Sue Evans", "p0-how": "phone",
            "p0-said_at": "3pm",
        }  # fmt: skip
        page = client.post(where, given, follow=True).content.decode()
        assert f"Saved what {WORKSHOP} said." in page
        assert "1 of 1 half days are confirmed." in page
        assert "Came" in page
    with at("2026-12-04T16:00"):  # a Friday: nobody has the child, by agreement
        client = signed_in(world, "pastoral-lead")
        assert "Nobody is due somewhere else on this day" in client.get(where).content.decode()
    with at("2026-12-21T10:00"):  # holidays
        client = signed_in(world, "pastoral-lead")
        assert "Nobody is due somewhere else on this day" in client.get(where).content.decode()


def test_code_01_the_register_page_says_what_was_expected_and_why(world: World, row: Timetable) -> None:
    with at("2026-12-05T10:00"):
        client = signed_in(world, "pastoral-lead")
        marked(world, "/B", "/C", "//", "C ", "/\\")
        say(world, "came")
        page = client.get(reverse("pupil-attendance", args=[world.tomos.pk])).content.decode()
    assert "Monday 30 November 2026, afternoon: Educated off site, expected: B" in page
    assert "Friday 4 December 2026, afternoon: Present, afternoon, agreed to be out of school, expected: C. This does not fit" in page
    assert "Thursday 3 December 2026, morning: Other authorised circumstances, expected: N, O or G. This does not fit" in page
    assert "What does not fit" in page
    with at("2026-12-05T10:00"):
        family = signed_in(world, "parent")
        page = family.get(reverse("pupil-attendance", args=[world.tomos.pk])).content.decode()
    assert "does not fit" not in page
