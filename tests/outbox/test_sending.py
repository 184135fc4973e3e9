"""A message is queued with its data, sent over real SMTP, tried again, and listed when it fails for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.foundation.outbox import catcher, delivery, health, jobs, queries, services
from pastoral.foundation.outbox.models import OutboundMessage
from world import World

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
Status = OutboundMessage.Status


class Refusing:
    """A mail server that refuses every recipient, for now or for good."""

    def __init__(self, answer: str) -> None:
        self.answer, self.asked = answer, 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked += 1
        return self.answer


@pytest.fixture(autouse=True)
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    health._last = None
    return tmp_path / "mail"


@pytest.fixture
def catching() -> Iterator[int]:
    with catcher.running() as port:
        yield port


def queue(world: World, key: str = "test:1", **more: Any) -> OutboundMessage:
    with world.acting("pastoral-lead") as access:
        return services.send(
            **{
                "key": key, "kind": "test", "to_name": "Siân Rees", "to_email": "sian@school.example", "language": "cy",
                "subject": "Cyfarfod – a meeting", "body": "Llŷn\nhttp://127.0.0.1:8000/l/abc/.\n",
                "authority_id": world.authority.pk, "school_id": world.school.pk, "by": access, **more,
            }
        )  # fmt: skip


def again(world: World, message: OutboundMessage) -> OutboundMessage:
    with world.acting("system") as access:
        found: OutboundMessage = OutboundMessage.objects.visible_to(access).get(pk=message.pk)
        return found


def test_a_queued_message_is_caught_in_the_demo_and_read_on_its_page(world: World, catching: int) -> None:
    message = queue(world, calendar=CALENDAR)
    assert message.status == Status.QUEUED
    assert jobs.run_waiting() == 1
    sent = again(world, message)
    assert (sent.status, sent.attempts, sent.last_error) == (Status.SENT, 1, "")
    (name,) = catcher.names()
    caught = catcher.read(name)
    assert caught is not None
    assert caught.subject == "Cyfarfod – a meeting"
    assert "Llŷn" in caught.text
    assert caught.attachments[0].content_type == "text/calendar"

    page = Client().get("/demo/mail/")
    assert "Cyfarfod – a meeting" in page.content.decode()
    shown = Client().get(f"/demo/mail/{name}/").content.decode()
    assert '<a class="govuk-link" href="http://127.0.0.1:8000/l/abc/">' in shown
    file = Client().get(f"/demo/mail/{name}/0/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="invitation.ics"'
    assert b"METHOD:REQUEST" in file.content


def test_the_mail_of_the_demo_is_not_there_outside_it(world: World, settings: Any) -> None:
    settings.DEMO = False
    assert Client().get("/demo/mail/").status_code == 404


def test_a_caught_message_has_no_other_address_than_its_own_name(world: World, mail_folder: Path) -> None:
    assert catcher.read("../../etc/passwd") is None
    assert Client().get("/demo/mail/nothing-here/").status_code == 404


def test_the_demo_never_uses_the_real_mail_server(world: World, settings: Any, catching: int) -> None:
    settings.EMAIL_URL = "smtp://mail.example.gov.uk:25"
    assert delivery.server_in_use() == delivery.MailServer(host="127.0.0.1", port=catching)


def test_the_same_key_is_one_message_and_one_job(world: World, catching: int) -> None:
    first, second = queue(world), queue(world, subject="something else")
    assert first.pk == second.pk
    assert jobs.run_waiting() == 1
    assert len(catcher.names()) == 1


def test_a_message_goes_with_the_data_it_is_about_or_not_at_all(world: World) -> None:
    with pytest.raises(RuntimeError, match="undo"), transaction.atomic():
        queue(world)
        raise RuntimeError("undo")
    assert jobs.run_waiting() == 0


def test_sending_a_message_twice_after_a_crash_keeps_its_message_id(world: World) -> None:
    message = queue(world)
    assert delivery.as_email(message)["Message-ID"] == delivery.as_email(again(world, message))["Message-ID"]
    assert delivery.as_email(message)["Message-ID"] != delivery.as_email(queue(world, key="test:2"))["Message-ID"]


def test_a_crash_between_sending_and_marking_sends_again(world: World, catching: int, monkeypatch: Any) -> None:
    queue(world)
    with monkeypatch.context() as broken:
        broken.setattr(delivery.OutboundMessage, "save", _crash)
        with pytest.raises(SystemError), transaction.atomic():
            jobs.run_waiting()
    assert len(catcher.names()) == 1
    assert jobs.run_waiting() == 1  # the job came back with the rolled back transaction
    assert len(catcher.names()) == 2


def _crash(*args: Any, **kwargs: Any) -> None:
    raise SystemError("killed")


def test_six_tries_over_fifteen_hours_and_then_the_list(world: World, settings: Any) -> None:
    settings.DEMO = False
    refusing = Refusing("450 try later")
    controller = Controller(refusing, hostname="127.0.0.1", port=catcher._free_port())
    controller.start()
    try:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{controller.port}"
        message = queue(world)
        assert jobs.run_waiting(until=timezone.now() + dt.timedelta(days=1)) == 6
    finally:
        controller.stop()
    failed = again(world, message)
    assert failed.status == Status.FAILED
    assert failed.attempts == 6 == refusing.asked
    assert "450" in failed.last_error
    with connection.cursor() as cursor:
        cursor.execute("select scheduled_at - now() from procrastinate_jobs where scheduled_at is not null order by 1")
        planned = [round(row[0].total_seconds() / 60) for row in cursor.fetchall()]
    assert planned == [1, 5, 30, 120, 720]
    with world.acting("pastoral-lead") as access:
        assert list(queries.failed(access)) == [failed]


def test_an_address_that_does_not_exist_is_not_asked_again(world: World, settings: Any) -> None:
    settings.DEMO = False
    refusing = Refusing("550 no such person")
    controller = Controller(refusing, hostname="127.0.0.1", port=catcher._free_port())
    controller.start()
    try:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{controller.port}"
        message = queue(world)
        jobs.run_waiting()
    finally:
        controller.stop()
    assert again(world, message).status == Status.FAILED
    assert refusing.asked == 1


def test_without_a_mail_server_the_message_waits_and_says_what_to_do(world: World, settings: Any) -> None:
    settings.DEMO, settings.EMAIL_URL = False, ""
    message = queue(world)
    jobs.run_waiting()
    waiting = again(world, message)
    assert waiting.status == Status.QUEUED
    assert "EMAIL_URL" in waiting.last_error


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://a%40b:p%2Fw@mail.example:2525/?tls=1",
            delivery.MailServer("mail.example", 2525, "a@b", "p/w", "starttls"),
        ),
        ("smtps://mail.example", delivery.MailServer("mail.example", 465, "", "", "tls")),
        ("smtp://mail.example", delivery.MailServer("mail.example", 25)),
    ],
)
def test_the_mail_server_is_read_from_its_address(url: str, server: delivery.MailServer) -> None:
    assert delivery.server_of(url) == server


def test_a_mail_server_that_is_no_address_is_refused() -> None:
    with pytest.raises(delivery.NoMailServer, match="EMAIL_URL"):
        delivery.server_of("mail.example:25")


def fail(world: World, **more: Any) -> OutboundMessage:
    message = queue(world, **more)
    with world.acting("system") as access:
        from pastoral.foundation.audit.recording import recording

        with recording("message.failed", by=access, subject=message):
            message.status, message.last_error = Status.FAILED, "550 no such person"
            message.save()
    return message


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def test_the_list_shows_a_failed_message_to_its_school_and_its_authority_only(world: World) -> None:
    fail(world)
    for persona, seen in (("pastoral-lead", True), ("ewo", True), ("other-authority", False)):
        page = signed_in(world, persona).get("/messages/failed/")
        assert page.status_code == 200
        assert ("sian@school.example" in page.content.decode()) is seen
    assert signed_in(world, "parent").get("/messages/failed/").status_code == 403
    assert Client().get("/messages/failed/").status_code == 302


def test_trying_again_from_the_list_sends_it(world: World, catching: int) -> None:
    message = fail(world)
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    answer = signed_in(world, "pastoral-lead").post(f"/messages/{message.pk}/try-again/")
    assert answer.status_code == 302
    assert jobs.run_waiting() == 1
    assert again(world, message).status == Status.SENT


def test_dealing_with_it_another_way_needs_a_note_and_takes_it_off_the_list(world: World) -> None:
    message = fail(world)
    client = signed_in(world, "pastoral-lead")
    refused = client.post(f"/messages/{message.pk}/dealt-with/", {"note": " "})
    assert "Say what you did instead" in refused.content.decode()
    assert client.post(f"/messages/{message.pk}/dealt-with/", {"note": "Phoned"}).status_code == 302
    done = again(world, message)
    assert (done.status, done.dealt_with_by_id, done.dealt_with_note) == (
        Status.DROPPED, world.people["pastoral-lead"].pk, "Phoned",
    )  # fmt: skip
    assert client.get(f"/messages/{message.pk}/dealt-with/").status_code == 404


def test_another_authority_cannot_send_or_drop_it(world: World) -> None:
    message = fail(world)
    stranger = signed_in(world, "other-authority")
    assert stranger.post(f"/messages/{message.pk}/try-again/").status_code == 404
    assert stranger.post(f"/messages/{message.pk}/dealt-with/", {"note": "x"}).status_code == 404


def test_every_step_is_on_the_audit_trail(world: World, catching: int) -> None:
    queue(world)
    jobs.run_waiting()
    with world.acting("system") as access:
        verbs = list(
            Event.objects.visible_to(access)
            .filter(subject_type="outbox.outboundmessage")
            .order_by("pk")
            .values_list("verb", "actor")
        )
    assert [verb for verb, _actor in verbs] == ["message.queued", "message.sent"]
    assert "Siân Rees" in verbs[0][1]
    assert verbs[1][1] == "Pastoral: messages"


def test_somebody_without_an_account_may_cause_a_message(world: World) -> None:
    from pastoral.foundation.access import Access

    with entered(Access.nobody()):
        message = services.send(
            key="link:1", kind="test", to_name="A", to_email="a@b.example", language="en-gb", subject="s", body="b",
            authority_id=world.authority.pk, by=Access.nobody(),
        )  # fmt: skip
    assert again(world, message).status == Status.QUEUED


def test_health_of_the_mail(world: World, catching: int) -> None:
    assert health.mail_ok()


def test_health_of_the_mail_when_nothing_answers(world: World) -> None:
    assert not health.mail_ok()


def test_health_of_the_worker_is_its_heartbeat(world: World) -> None:
    assert not health.worker_ok()
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    assert health.worker_ok()


def test_jobs_of_a_killed_worker_are_given_back(world: World, catching: int) -> None:
    message = queue(world)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null")
    assert jobs.run_waiting(names=frozenset({"outbox.deliver"})) == 0
    jobs.rescue()
    assert jobs.run_waiting(names=frozenset({"outbox.deliver"})) == 1
    assert again(world, message).status == Status.SENT


def test_a_message_whose_job_was_lost_is_queued_again(world: World, catching: int) -> None:
    message = queue(world)
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    with world.acting("system") as access:
        from pastoral.foundation.audit.recording import recording

        with recording("message.delayed", by=access, subject=message):
            message.next_attempt_at = timezone.now() - dt.timedelta(hours=1)
            message.save()
    delivery.send_forgotten()
    jobs.run_waiting()
    assert again(world, message).status == Status.SENT


def test_a_job_nobody_knows_is_refused(world: World) -> None:
    with pytest.raises(LookupError):
        jobs.enqueue("no.such.job")
