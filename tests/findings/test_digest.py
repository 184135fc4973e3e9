"""One message a day at most, to whoever owes the work, never false; and what waits too long goes up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from findings.judging import Script, found, judged_by_script
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Cover, User
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.findings.digest import send_digests
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import owed_by
from pastoral.records.findings.services import Looked, judge_everything

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def script() -> Iterator[Script]:
    with judged_by_script() as made:
        yield made


def night(world: Any, script: Script, *findings: Any) -> None:
    script.says[world.tomos.pk] = list(findings)
    judge_everything(world.authority.pk)


def messages(world: Any) -> list[OutboundMessage]:
    with entered(world.system()) as access:
        return list(OutboundMessage.objects.visible_to(access).filter(kind="digest").order_by("pk"))


def to(world: Any) -> list[str]:
    return [message.to_email.split("@")[0] for message in messages(world)]


def owed(world: Any, who: str) -> list[str]:
    with world.acting(who) as access:
        return [one.rule for one in owed_by(access, 9)]


def test_who_owes_something_gets_one_message_a_day(world: Any, script: Script, clock: Any) -> None:
    night(world, script, found(due_on=FRIDAY, colour="red"), found("NPT-PSP-18"))
    assert send_digests(world.authority.pk) == 1
    send_digests(world.authority.pk)
    assert to(world) == ["pastoral-lead"]
    clock.shift(dt.timedelta(days=1))
    send_digests(world.authority.pk)
    assert to(world) == ["pastoral-lead", "pastoral-lead"]


def test_the_message_names_rule_school_and_day_and_no_child(world: Any, script: Script) -> None:
    night(world, script, found(due_on=FRIDAY, colour="red"), found("NPT-PSP-18"))
    send_digests(world.authority.pk)
    (message,) = messages(world)
    assert message.subject == "2 things to do, 1 late"
    for words in (
        "A review is held at least every six weeks (Ysgol Bro Hebog)", "1 school day late: was due 20 November 2026",
        "The key adult meets the child every week", "/findings/", "Monday 23 November 2026", "/accounts/",
    ):  # fmt: skip
        assert words in message.body, words
    for name in ("Tomos", "Morgan"):
        assert name not in message.subject + message.body


def test_the_message_is_in_the_readers_language(world: Any, script: Script) -> None:
    User.objects.filter(pk=world.people["pastoral-lead"].pk).update(language="cy")
    night(world, script, found(due_on=FRIDAY))
    send_digests(world.authority.pk)
    (message,) = messages(world)
    assert message.language == "cy"
    assert "23 Tachwedd 2026" in message.body


def test_what_was_put_right_since_the_night_is_not_told(world: Any, script: Script) -> None:
    night(world, script, found(due_on=FRIDAY))
    script.says.clear()  # the reason goes after the night, and nobody has looked
    assert send_digests(world.authority.pk) == 0
    assert messages(world) == []
    assert owed(world, "pastoral-lead") == []


def test_who_turned_it_off_gets_nothing(world: Any, script: Script) -> None:
    User.objects.filter(pk=world.people["pastoral-lead"].pk).update(wants_digest=False)
    night(world, script, found(due_on=FRIDAY))
    assert send_digests(world.authority.pk) == 0


def test_nothing_on_a_day_on_which_the_school_does_not_meet(world: Any, script: Script, clock: Any) -> None:
    clock.move_to(dt.datetime(2026, 10, 28, 6, 0, tzinfo=dt.UTC))  # half-term
    night(world, script, found(due_on=dt.date(2026, 10, 23)))
    assert send_digests(world.authority.pk) == 0


def test_who_covers_is_told_for_whom(world: Any, script: Script) -> None:
    Cover.objects.create(
        away=world.people["pastoral-lead"], covered_by=world.people["alnco"], since=FRIDAY, until=dt.date(2026, 12, 1)
    )
    night(world, script, found(due_on=dt.date(2026, 11, 30), owner_id=world.people["pastoral-lead"].pk))
    send_digests(world.authority.pk)
    (alnco,) = [message for message in messages(world) if message.to_email.startswith("alnco")]
    assert "You cover for Siân Rees." in alnco.body


def test_families_get_no_such_message(world: Any, script: Script) -> None:
    night(world, script, found(owner_role="parent", owner_id=world.people["parent"].pk))
    assert send_digests(world.authority.pk) == 0


@pytest.mark.parametrize(
    ("due", "level", "who"),
    [
        (dt.date(2026, 11, 19), "", []),  # two school days late: not yet
        (dt.date(2026, 11, 18), "head", ["head"]),  # three
        (dt.date(2026, 11, 16), "head", ["head"]),  # five
        (dt.date(2026, 11, 13), "authority", ["head", "ewo"]),  # six: the weekend does not count
    ],
)
def test_what_waits_too_long_goes_up_in_school_days(
    world: Any, script: Script, due: dt.date, level: str, who: list[str]
) -> None:
    night(world, script, found(due_on=due, colour="red", owner_id=world.people["pastoral-lead"].pk))
    with entered(world.system()) as access:
        assert Finding.objects.visible_to(access).get().escalated == level
    assert [persona for persona in ("head", "ewo", "director", "alnco") if owed(world, persona)] == who
    send_digests(world.authority.pk)
    assert sorted(to(world)) == sorted(["pastoral-lead", *who])
    for message in messages(world):
        assert ("has gone up to you" in message.body) == (message.to_email.split("@")[0] != "pastoral-lead")


def test_it_goes_up_by_the_date_alone_once_and_comes_down_with_the_reason(world: Any, script: Script, clock: Any) -> None:
    night(world, script, found(due_on=FRIDAY, colour="red"))
    clock.move_to(dt.datetime(2026, 12, 1, 2, 30, tzinfo=dt.UTC))
    assert judge_everything(world.authority.pk) == Looked(changed=1)
    assert judge_everything(world.authority.pk).nothing
    assert owed(world, "head") == ["NPT-PSP-16"]
    script.says[world.tomos.pk] = [found(due_on=dt.date(2026, 12, 18))]
    judge_everything(world.authority.pk)
    assert owed(world, "head") == []


def test_another_authority_hears_nothing(world: Any, script: Script) -> None:
    night(world, script, found(due_on=dt.date(2026, 10, 1), colour="red"))
    assert send_digests(world.other_authority.pk) == 0
    assert owed(world, "other-authority") == []


def test_a_person_turns_it_off_and_on_in_their_account(world: Any) -> None:
    from django.test import Client

    client = Client()
    client.force_login(world.people["ewo"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Stop these messages" in client.get("/accounts/").content.decode()
    client.post("/accounts/digest/", {"wanted": "no"})
    assert User.objects.get(pk=world.people["ewo"].pk).wants_digest is False
    assert "Send me these messages" in client.get("/accounts/").content.decode()
    client.post("/accounts/digest/", {"wanted": "yes"})
    assert User.objects.get(pk=world.people["ewo"].pk).wants_digest is True
