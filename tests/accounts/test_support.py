"""Support staff look at one authority for an hour, with a reason, under a banner, and the authority sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from pastoral.foundation.access import Permission
from pastoral.foundation.accounts import support
from pastoral.foundation.accounts.models import SupportSession
from pastoral.foundation.audit.models import Event
from world import World

from .doing import text

SignedIn = Callable[[str], Client]
REASON = "Ticket 4711: the list of plans is empty"


def open_one(world: World, client: Client, reason: str = REASON) -> object:
    return client.post("/accounts/support/", {"authority": str(world.authority.pk), "reason": reason})


def test_without_a_session_support_sees_nothing(world: World) -> None:
    access = world.access("support")
    assert not access.authority_ids
    assert not access.may(Permission.SEE_PUPILS)


def test_a_session_opens_one_authority_for_looking_and_nothing_else(world: World, signed_in: SignedIn) -> None:
    client = signed_in("support")
    open_one(world, client)
    access = world.access("support")
    assert access.authority_ids == {world.authority.pk}
    assert access.may(Permission.SEE_PUPILS)
    for forbidden in (Permission.EDIT_PUPILS, Permission.LEAD_PLANS, Permission.SIGN, Permission.EXPORT):
        assert not access.may(forbidden)
    page = text(client.get("/accounts/support/"))
    assert "You look at Glanafon until" in page
    assert "pastoral-support" in text(client.get("/accounts/"))
    assert "pastoral-support__row" not in text(signed_in("ewo").get("/accounts/"))


@pytest.mark.parametrize("reason", ["", "   ", "too short"])
def test_a_session_needs_a_reason(world: World, signed_in: SignedIn, reason: str) -> None:
    answer = open_one(world, signed_in("support"), reason)
    assert answer.status_code == 200  # type: ignore[attr-defined]  # a response
    assert not SupportSession.objects.exists()


def test_a_session_ends_by_itself_after_an_hour(world: World, signed_in: SignedIn) -> None:
    client = signed_in("support")
    open_one(world, client)
    session = SupportSession.objects.get()
    assert dt.timedelta(minutes=59) < session.ends_at - timezone.now() <= dt.timedelta(minutes=60)
    SupportSession.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert not world.access("support").authority_ids
    assert "pastoral-support__row" not in text(client.get("/accounts/support/"))
    assert client.get("/messages/failed/").status_code == 403


def test_a_session_can_be_ended_and_a_new_one_ends_the_one_before(world: World, signed_in: SignedIn) -> None:
    client = signed_in("support")
    open_one(world, client)
    open_one(world, client)
    assert SupportSession.objects.filter(ended_at__isnull=True).count() == 1
    client.post("/accounts/support/end/")
    assert not SupportSession.objects.filter(ended_at__isnull=True).exists()
    assert not world.access("support").authority_ids


def test_the_authority_sees_each_session_and_no_other_authority_does(world: World, signed_in: SignedIn) -> None:
    open_one(world, signed_in("support"))
    assert REASON in text(signed_in("ewo").get("/accounts/support/log/"))
    assert REASON in text(signed_in("pastoral-lead").get("/accounts/support/log/"))
    assert REASON not in text(signed_in("other-authority").get("/accounts/support/log/"))
    assert signed_in("parent").get("/accounts/support/log/").status_code == 403


def test_nobody_else_can_open_one(world: World, signed_in: SignedIn) -> None:
    assert signed_in("ewo").get("/accounts/support/").status_code == 403
    assert open_one(world, signed_in("director")).status_code == 403  # type: ignore[attr-defined]  # a response
    with pytest.raises(ValueError, match="reason"), world.acting("support") as access:
        support.open_session(authority_id=world.authority.pk, reason="x", by=access)


def test_opening_and_ending_are_on_the_audit_trail(world: World, signed_in: SignedIn) -> None:
    client = signed_in("support")
    open_one(world, client)
    client.post("/accounts/support/end/")
    with world.acting("ewo") as access:
        events = list(Event.objects.visible_to(access).filter(verb__startswith="support.").order_by("pk"))
    assert [event.verb for event in events] == ["support.opened", "support.ended"]
    assert events[0].reason == REASON
    assert events[0].authority_id == world.authority.pk


def test_in_a_session_the_list_of_failed_messages_is_for_looking_only(world: World, signed_in: SignedIn) -> None:
    from .test_late import failed_message

    message = failed_message(world)
    client = signed_in("support")
    open_one(world, client)
    assert "a@b.example" in text(client.get("/messages/failed/"))
    assert client.post(f"/messages/{message}/try-again/").status_code == 403
    assert client.post(f"/messages/{message}/dealt-with/", {"note": "x"}).status_code == 403
    assert signed_in("pastoral-lead").post(f"/messages/{message}/dealt-with/", {"note": "x"}).status_code == 302
