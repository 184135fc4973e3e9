"""The meeting: day and place, the adult the child chooses, people, invitations, replies by account and by link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pastoral.casework.plans.models import Attendee
from pastoral.casework.plans.services import organising

from . import making
from .making import text


def day(on: dt.date, name: str = "on") -> dict[str, Any]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def send(client: Any, path: str, values: dict[str, Any]) -> Any:
    """A form of its own: with a token that was not sent before."""
    return client.post(path, {**values, "submission_token": making.token()})


def a_school_day() -> dt.date:
    found = timezone.localdate() + dt.timedelta(days=10)
    return found + dt.timedelta(days=(7 - found.weekday()) % 7)  # a Monday


def arranged(world: Any, **more: Any) -> Any:
    plan = making.organised(world)
    with world.acting("pastoral-lead") as by:
        organising.arrange(plan_id=plan.pk, on=a_school_day(), venue="The Hafan room", by=by, **more)
    return plan


def invited(world: Any, **more: Any) -> tuple[Any, Attendee, str]:
    plan = arranged(world)
    with world.acting("pastoral-lead") as by:
        row = organising.add_attendee(
            plan_id=plan.pk, name="Elin Morgan", party="parent", email="elin@example.org", by=by, **more
        )  # fmt: skip
        organising.send_invitations(plan_id=plan.pk, by=by)
    return plan, row, making.link_in(making.messages(world)[-1])


def test_day_place_and_what_is_said_of_notice(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    client = browser_of("pastoral-lead")
    sent = {**day(a_school_day()), "starts_at": "3:30pm", "venue": "Ystafell Hafan ŵ", "welsh_offered": "yes"}
    assert send(client, f"/plans/{plan.pk}/organising/", sent).status_code == 302
    (meeting,) = making.meetings(npt)
    assert (meeting.on, meeting.starts_at, meeting.venue) == (a_school_day(), dt.time(15, 30), "Ystafell Hafan ŵ")
    assert meeting.welsh_offered
    page = text(client.get(f"/plans/{plan.pk}/organising/"))
    assert "There is no local rule on this." in page
    assert "is not a school day" not in page


def test_a_day_on_which_the_school_is_closed_is_warned_of_and_allowed(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    client, saturday = browser_of("pastoral-lead"), a_school_day() + dt.timedelta(days=5)
    assert client.post(f"/plans/{plan.pk}/organising/", {**day(saturday), "submission_token": making.token()}).status_code == 302
    assert "is not a school day" in text(client.get(f"/plans/{plan.pk}/organising/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on-day": "", "on-month": "", "on-year": ""}, "Enter the day of the meeting"),
        ({"on-day": "31", "on-month": "4", "on-year": "2099"}, "must be a real date"),
        ({"on-day": "1", "on-month": "1", "on-year": "2020"}, "must be today or later"),
        ({**day(dt.date(2099, 3, 2)), "starts_at": "25:00"}, "must be a time"),
    ],
)
def test_a_bad_day_is_refused_and_nothing_is_lost(npt: Any, browser_of: Any, wrong: dict[str, str], said: str) -> None:
    plan = making.organised(npt)
    answer = send(browser_of("pastoral-lead"), f"/plans/{plan.pk}/organising/", {"venue": "Hafan ŵ", **wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Hafan ŵ" in text(answer)
    assert making.meetings(npt) == []


def test_two_tabs_that_move_the_meeting(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    sent = {**day(a_school_day()), "was": "", "submission_token": making.token()}
    client = browser_of("pastoral-lead")
    assert client.post(f"/plans/{plan.pk}/organising/", sent).status_code == 302
    other = send(client, f"/plans/{plan.pk}/organising/", {**sent, **day(a_school_day() + dt.timedelta(days=1))})
    assert other.status_code == 422
    assert "Somebody else moved the meeting" in text(other)
    assert making.meetings(npt)[0].on == a_school_day()


def test_the_adult_the_child_chose(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    client, address = browser_of("pastoral-lead"), f"/plans/{plan.pk}/organising/chosen-adult/"
    future = timezone.localdate() + dt.timedelta(days=2)
    refused = client.post(address, {**day(future, "chosen_adult_asked_on"), "submission_token": making.token()})
    assert refused.status_code == 422
    assert send(client, address, {**day(timezone.localdate(), "chosen_adult_asked_on"), "chosen_adult": ""}).status_code == 302
    assert making.fresh(npt, plan).chosen_adult_asked_on == timezone.localdate()
    assert "The child chose nobody." in text(client.get(f"/plans/{plan.pk}/organising/"))


def test_people_are_offered_listed_taken_off_and_never_twice(npt: Any, browser_of: Any) -> None:
    plan = arranged(npt)
    client, address = browser_of("pastoral-lead"), f"/plans/{plan.pk}/organising/people/"
    page = text(client.get(address))
    for name in ("Tomos Morgan", "Elin Morgan", "Mari Owen"):
        assert name in page
    with npt.acting("system") as access:
        from pastoral.records.pupils.models import Contact

        contact = Contact.objects.visible_to(access).get(name="Elin Morgan")
    assert client.post(address, {"who": ["child", f"contact-{contact.pk}"], "submission_token": making.token()}).status_code == 302
    assert [(one.name, one.party) for one in making.attendees(npt)] == [("Tomos Morgan", "child"), ("Elin Morgan", "parent")]
    twice = client.post(address, {"name": "elin morgan", "party": "parent", "submission_token": making.token()})
    assert twice.status_code == 422
    assert "already on the list" in text(twice)
    assert "Select what they come as" in text(client.post(address, {"name": "Llŷr", "submission_token": making.token()}))
    child = making.attendees(npt)[0]
    client.post(f"/plans/attendees/{child.pk}/remove/")
    assert [one.name for one in making.attendees(npt)] == ["Elin Morgan"]


def test_nobody_is_listed_before_there_is_a_day(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    answer = browser_of("pastoral-lead").get(f"/plans/{plan.pk}/organising/people/", follow=True)
    assert "Choose the day of the meeting first." in text(answer)


def test_invitations_go_once_each_with_a_calendar_file(npt: Any, browser_of: Any) -> None:
    plan = arranged(npt)
    with npt.acting("pastoral-lead") as by:
        organising.add_attendee(plan_id=plan.pk, name="Elin Morgan", party="parent", email="elin@example.org", language="cy", by=by)
        organising.add_attendee(plan_id=plan.pk, name="Nain", party="parent", by=by)
    client, once = browser_of("pastoral-lead"), making.token()
    for _click in range(2):
        client.post(f"/plans/{plan.pk}/organising/invite/", {"submission_token": once})
    (message,) = making.messages(npt)
    assert "BEGIN:VEVENT" in message.calendar
    assert "Tomos" not in message.calendar + message.subject + message.body
    page = text(client.get(f"/plans/{plan.pk}/organising/"))
    assert "invite them in another way" in page
    client.post(f"/plans/{plan.pk}/organising/invite/", {"submission_token": making.token()})
    assert len(making.messages(npt)) == 1


def test_a_reply_by_link_may_be_changed_until_the_day(npt: Any) -> None:
    _plan, row, path = invited(npt)
    page = text(Client().get(path))
    assert "about Tomos" in page
    assert "2013" not in page
    assert "He leaves lessons" not in page
    assert Client().post(path, {"note": "x"}).status_code == 422
    assert Client().post(path, {"coming": "yes", "note": "A chair near the door ŵ"}).status_code == 302
    assert making.fresh(npt, row).reply == "coming"
    assert Client().post(path, {"coming": "no"}).status_code == 302
    assert making.fresh(npt, row).reply == "apologies"
    assert "told us that you can't come" in text(Client().get(f"{path}?thanks=1"))


def test_a_moved_meeting_stops_the_older_link(npt: Any, browser_of: Any) -> None:
    plan, _row, path = invited(npt)
    moved = a_school_day() + dt.timedelta(days=1)
    answer = send(browser_of("pastoral-lead"), f"/plans/{plan.pk}/organising/", {**day(moved), "venue": "The Hafan room"})
    assert answer.status_code == 302
    assert Client().get(path).status_code == 410
    assert Client().get(making.link_in(making.messages(npt)[-1])).status_code == 200


def test_replies_with_an_account_and_recorded(npt: Any, browser_of: Any) -> None:
    plan, row, _path = invited(npt, user_id=npt.people["parent"].pk)
    address = f"/plans/attendees/{row.pk}/reply/"
    assert browser_of("teacher").get(address).status_code == 403
    assert browser_of("other-authority").get(address).status_code == 404
    parent = browser_of("parent")
    assert parent.get(address).status_code == 200
    assert parent.post(address, {"coming": "yes", "submission_token": making.token()}).status_code == 302
    assert making.fresh(npt, row).reply == "coming"
    lead = browser_of("pastoral-lead")
    assert lead.post(address, {"coming": "no", "note": "Rang at nine", "submission_token": making.token()}).status_code == 302
    assert "Rang at nine" in text(lead.get(f"/plans/{plan.pk}/organising/"))


def test_the_organising_page_takes_fifteen_queries_at_most(npt: Any, browser_of: Any) -> None:
    plan, _row, _path = invited(npt)
    with npt.acting("pastoral-lead") as by:
        for number in range(8):
            organising.add_attendee(plan_id=plan.pk, name=f"Person {number}", party="school", by=by)
    client = browser_of("pastoral-lead")
    for page in ("organising/", "organising/people/"):
        said = making.queries_of(client, f"/plans/{plan.pk}/{page}")
        assert len(said) <= 15, "\n".join(said)
