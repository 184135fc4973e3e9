"""Handing a message to a mail server: tried six times over fifteen hours, then put on the list of those that failed."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from pastoral.foundation.access.value import Access
from pastoral.foundation.audit.recording import recording

from . import catcher, jobs
from .models import OutboundMessage

logger = logging.getLogger(__name__)
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
SECONDS_FOR_A_SERVER = 20


class NoMailServer(Exception):
    """Nobody has said where mail goes. Its text is for the IT officer."""


@dataclass(frozen=True)
class MailServer:
    """An EMAIL_URL, taken apart. `encryption` is "tls" from the first byte, "starttls", or "" for none."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    encryption: str = ""


def server_of(url: str) -> MailServer:
    """Read smtp://user:password@host:587/?tls=1 or smtps://user:password@host. Raises `NoMailServer`."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise NoMailServer("EMAIL_URL must look like smtp://user:password@mail.example.gov.uk:587/?tls=1")
    starttls = parse_qs(parts.query).get("tls", ["0"])[-1] == "1"
    encryption = "tls" if parts.scheme == "smtps" else "starttls" if starttls else ""
    return MailServer(
        host=parts.hostname,
        port=parts.port or {"tls": 465, "starttls": 587, "": 25}[encryption],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=encryption,
    )


def server_in_use() -> MailServer:
    """Where mail goes now. In demo mode always the local catcher, whatever EMAIL_URL says. Raises `NoMailServer`."""
    if settings.DEMO:
        port = catcher.port_in_use()
        if port is None:
            raise NoMailServer("The mail catcher of the demo is not running: start the worker.")
        return MailServer(host="127.0.0.1", port=port)
    if not settings.EMAIL_URL:
        raise NoMailServer("No mail server is set: set EMAIL_URL.")
    return server_of(settings.EMAIL_URL)


@contextmanager
def connected(server: MailServer, *, seconds: float = SECONDS_FOR_A_SERVER) -> Iterator[smtplib.SMTP]:
    """A session with the server; certificates are checked."""
    if server.encryption == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=seconds)
    with session:
        if server.encryption == "starttls":
            session.starttls(context=ssl.create_default_context())
        if server.user:
            session.login(server.user, server.password)
        yield session


def as_email(message: OutboundMessage) -> EmailMessage:
    """The message as it goes over the wire. Its Message-ID comes from its key, so a second copy is known as the same."""
    host = urlsplit(settings.BASE_URL).hostname or "pastoral.invalid"
    mail = EmailMessage()
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail["From"] = Address(name or "Pastoral", addr_spec=address)
    mail["To"] = Address(message.to_name, addr_spec=message.to_email)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:40]}@{host}>"
    mail["Content-Language"] = "cy, en" if message.language == "cy" else "en"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    if message.calendar:
        mail.add_attachment(
            message.calendar.encode(), maintype="text", subtype="calendar", filename="invitation.ics",
            params={"charset": "utf-8", "method": _method(message.calendar)},
        )  # fmt: skip
    return mail


@jobs.job("outbox.deliver")
def deliver(*, authority_id: int, message_id: int) -> None:
    """Send one message if it is due. Killed between sending and marking, it is sent again: twice is better than never."""
    with jobs.for_authority(authority_id, doing="messages") as access:
        message = (
            OutboundMessage.objects.visible_to(access)
            .select_for_update(skip_locked=True)
            .filter(pk=message_id, status=OutboundMessage.Status.QUEUED)
            .first()
        )
        if message is None:  # sent already, dealt with, or being sent by another worker
            return
        try:
            with connected(server_in_use()) as session:
                session.send_message(as_email(message))
        except (OSError, smtplib.SMTPException, NoMailServer, ValueError) as error:
            _failed(message, error, by=access)
        else:
            with recording("message.sent", by=access, subject=message):
                message.status, message.sent_at = OutboundMessage.Status.SENT, timezone.now()
                message.attempts, message.next_attempt_at, message.last_error = message.attempts + 1, None, ""
                message.save()


@jobs.periodic("outbox.forgotten", cron="*/10 * * * *")
def send_forgotten() -> None:
    """Queue again what is long due: its job was lost, or it came back with a backup."""
    late = timezone.now() - dt.timedelta(minutes=10)
    for authority_id in jobs.authorities_in_use():
        with jobs.for_authority(authority_id, doing="messages") as access:
            due = OutboundMessage.objects.visible_to(access).filter(
                status=OutboundMessage.Status.QUEUED, next_attempt_at__lt=late
            )
            for message_id in due.values_list("pk", flat=True)[:500]:
                jobs.enqueue("outbox.deliver", authority_id=authority_id, message_id=message_id)


def _failed(message: OutboundMessage, error: Exception, *, by: Access) -> None:
    message.attempts += 1
    message.last_error = _in_words(error)[:300]
    wait = WAITS[message.attempts - 1] if message.attempts <= len(WAITS) and not _for_good(error) else None
    if wait is None:
        message.status, message.next_attempt_at = OutboundMessage.Status.FAILED, None
    else:
        message.next_attempt_at = timezone.now() + wait
    verb = "message.failed" if wait is None else "message.delayed"
    with recording(verb, by=by, subject=message, changes={"attempts": message.attempts}):
        message.save()
    if wait is not None:
        jobs.enqueue(
            "outbox.deliver", at=message.next_attempt_at, authority_id=message.authority_id, message_id=message.pk
        )
    logger.warning("Message %s was not sent (try %d): %s", message.pk, message.attempts, message.last_error)


def _for_good(error: Exception) -> bool:
    # The server said that this address or this letter will never do: asking again only annoys it.
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 550 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 550 <= error.smtp_code < 600
    return isinstance(error, ValueError)


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _method(calendar: str) -> str:
    for line in calendar.splitlines():
        if line.startswith("METHOD:"):
            return line.removeprefix("METHOD:").strip()
    return "PUBLISH"
