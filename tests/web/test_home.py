"""The home page of each of the cast: what they owe, what waits, their children; within fifteen queries, and nothing false."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.config.demo.personas import PERSONAS
from pastoral.faces.web.due import due_in_words
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.findings.models import Finding
from pastoral.records.organisations.calendars import calendar_of
from plans_made import add, lived_in, make_plan, today
from world import World

KEYS = [persona.key for persona in PERSONAS]


def main_of(answer: Any) -> str:
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page.split("<main")[1].split("</main>")[0]


def opened(client: Client, world: World, persona: str) -> str:
    client.force_login(world.people[persona])
    client.cookies["pastoral_language"] = "en-gb"
    world.people[persona].language = "en-gb"
    world.people[persona].save()
    return main_of(client.get("/", follow=True))  # a provider's people are led to a home of their own


def owe(world: World, plan: Any, *, due_in: int, owner: str = "", role: str = "lead", rule: str = "NPT-PSP-16", code: str = "x") -> None:
    with entered(world.system()) as access, recording("finding", by=access) as record:
        made = Finding(
            **scope_of(plan.pupil), subject_type="plans.plan", subject_id=plan.pk, rule=rule, effect="TASK", colour="amber",
            code=code, text="Hold the review of {child}.", params={"child": "T"}, owner=world.people.get(owner), owner_role=role,
            due_on=today() + dt.timedelta(days=due_in), since=today(), link_name="plan", link_key=plan.pk, about=code,
        )  # fmt: skip
        made.save()
        record.about(made)


@pytest.mark.parametrize("persona", KEYS)
def test_each_home_opens_and_stays_within_fifteen_queries(world: World, client: Client, persona: str) -> None:
    plan = lived_in(world)
    for number in range(5):
        owe(world, plan, due_in=number, role=("lead", "key_adult", "ewo", "authority", "director")[number], code=f"c{number}")
    make_plan(world, world.olivia)
    client.force_login(world.people[persona])
    home = client.get("/").headers.get("Location", "/")
    with CaptureQueriesContext(connection) as caught:
        main_of(client.get(home))
    real = [q["sql"] for q in caught.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
    assert len(real) <= 15, f"{len(real)}\n" + "\n".join(sql[:300] for sql in real)


@pytest.mark.parametrize("persona", KEYS)
def test_each_home_is_friendly_when_there_is_nothing(world: World, client: Client, persona: str) -> None:
    page = opened(client, world, persona)
    assert "Hold the review" not in page
    assert "None" not in page


@pytest.mark.parametrize("persona", KEYS)
def test_nobody_sees_a_child_out_of_their_reach(world: World, client: Client, persona: str) -> None:
    lived_in(world)
    make_plan(world, world.olivia)
    page = opened(client, world, persona)
    reach = {
        "pastoral-lead": {"Tomos", "Cerys"}, "alnco": {"Tomos", "Cerys"}, "head": {"Tomos", "Cerys"},
        "other-authority": {"Olivia"}, "support": set(),
    }  # fmt: skip
    named = {"teacher", "provider", "professional", "parent", "young-person"}
    may = reach.get(persona, {"Tomos"} if persona in named else {"Tomos", "Cerys", "Ifan"})
    seen = {name for name in ("Tomos", "Cerys", "Ifan", "Olivia") if f"{name} " in page or f">{name}<" in page or f"about {name}" in page}
    assert seen <= may, persona


def test_a_lead_sees_what_they_owe_by_when_and_what_waits_on_others(world: World, client: Client) -> None:
    plan = lived_in(world)
    owe(world, plan, due_in=-7, owner="pastoral-lead")
    page = opened(client, world, "pastoral-lead")
    assert "Hold the review of T." in page
    assert "late" in page
    assert "Youth worker: views" in page
    assert "Elin Morgan: signature" in page
    assert "The library" in page
    assert "Cerys Jenkins" in page
    assert "Review overdue" in page


def test_what_falls_to_somebody_else_is_not_on_my_page(world: World, client: Client) -> None:
    plan = lived_in(world)
    owe(world, plan, due_in=2, role="ewo")
    assert "Hold the review" not in opened(client, world, "pastoral-lead")
    assert "Hold the review" in opened(client, world, "ewo")


def test_what_is_done_is_gone(world: World, client: Client) -> None:
    plan = lived_in(world)
    owe(world, plan, due_in=2)
    with entered(world.system()) as access, recording("finding.cleared", by=access, subject=plan):
        Finding.objects.visible_to(access).update(cleared_on=today())
    assert "Hold the review" not in opened(client, world, "pastoral-lead")


def test_a_teacher_and_a_professional_are_shown_what_was_asked_of_them(world: World, client: Client) -> None:
    lived_in(world)
    for persona in ("teacher", "professional", "provider"):
        page = opened(client, world, persona)
        assert "Give your views about Tomos Morgan" in page, persona
        assert "Youth worker" not in page, persona


def test_a_parent_reads_the_plan_in_plain_words(world: World, client: Client) -> None:
    lived_in(world)
    page = opened(client, world, "parent")
    assert "Tomos has a plan, and it is running." in page
    assert "in lessons by 9am" in page
    assert "School promises" in page
    assert "Mr Rees" in page
    assert "Read and sign the plan" in page
    assert "2pm, The library" in page


def test_a_young_person_gets_big_buttons_in_words_to_them(world: World, client: Client) -> None:
    lived_in(world)
    page = opened(client, world, "young-person")
    assert "Hello, Tomos" in page
    assert "Your plan is running." in page
    assert "Say what you think" in page
    assert "Check in" in page
    assert "My adult" in page
    assert "Who looked" in page


def test_a_plan_that_is_not_agreed_is_not_shown_as_agreed(world: World, client: Client) -> None:
    from pastoral.casework.plans.models import Outcome

    plan = make_plan(world, world.tomos, status="meeting")
    add(plan, Outcome, number=1, statement="A first idea in the meeting")
    for persona in ("parent", "young-person"):
        page = opened(client, world, persona)
        assert "A first idea" not in page
        assert "being written" in page


def test_a_parent_of_two_sees_both(world: World, client: Client) -> None:
    from pastoral.foundation.accounts.models import PupilGrant

    lived_in(world)
    PupilGrant.objects.create(user=world.people["parent"], pupil=world.cerys, role="parent", since=dt.date(2026, 1, 1))
    page = opened(client, world, "parent")
    assert page.index("Cerys has a plan") < page.index("Tomos has a plan")
    assert page.count("The library") == 1, "the meeting is about one of them"


def test_officers_have_an_inbox_and_can_acknowledge_from_home(world: World, client: Client) -> None:
    lived_in(world)
    page = opened(client, world, "ewo")
    assert "Received from schools" in page
    assert "We have it" in page
    action = page.split('action="/monitoring/received/')[1].split('"')[0]
    answer = client.post(f"/monitoring/received/{action}", {"back": "home"})
    assert answer.headers["Location"] == "/"
    assert "We have it" not in main_of(client.get("/"))
    watcher = opened(client, world, "monitoring-group")
    assert "Received from schools" not in watcher
    assert "Coed Isaf School" in watcher


def test_support_is_told_that_a_session_is_needed(world: World, client: Client) -> None:
    lived_in(world)
    page = opened(client, world, "support")
    assert "Open a support session" in page
    assert "Tomos" not in page


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        ("2026-11-20", "Today", "soon"),
        ("2026-11-23", "In 1 school day", "soon"),
        ("2026-11-27", "In 5 school days", "now"),
        ("2026-11-19", "1 school day late", "late"),
        ("2026-10-23", "15 school days late", "late"),
    ],
)
def test_due_is_said_in_school_days(world: World, due: str, words: str, tone: str) -> None:
    friday = dt.date(2026, 11, 20)
    calendar = calendar_of(world.school)
    assert due_in_words(dt.date.fromisoformat(due), today=friday, calendar=calendar) == (words, tone)


def test_a_day_in_the_holiday_is_a_date(world: World) -> None:
    calendar = calendar_of(world.school)
    said, tone = due_in_words(dt.date(2026, 12, 24), today=dt.date(2026, 12, 20), calendar=calendar)
    assert said.startswith("By ")
    assert tone == "soon"
    assert due_in_words(None, today=today(), calendar=None) == ("", "now")
