"""The mail catcher of demo mode: a mail server on this machine alone, that keeps each message as a file and sends none on."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from django.conf import settings

NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
MOST_KEPT = 2_000


@dataclass(frozen=True)
class Attachment:
    """A file of a caught message; `number` is its place."""

    number: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Caught:
    """One caught message. `name` is its address on the page."""

    name: str
    at: dt.datetime
    to: str
    subject: str
    text: str = ""
    attachments: tuple[Attachment, ...] = ()


class Keeper:
    """What the server does with a message: it writes it down."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        keep(envelope.content)
        return "250 Kept"


@contextmanager
def running() -> Iterator[int]:
    """The catcher, on a free port that it writes beside the mail. Yields the port."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Keeper(), hostname="127.0.0.1", port=_free_port(), enable_SMTPUTF8=True)
    controller.start()
    port = int(controller.port)
    _port_file().write_text(str(port))
    try:
        yield port
    finally:
        if port_in_use() == port:
            _port_file().unlink(missing_ok=True)
        controller.stop()


def port_in_use() -> int | None:
    """The port of the running catcher, as it wrote it down; None when there is none."""
    try:
        return int(_port_file().read_text())
    except (FileNotFoundError, ValueError):
        return None


def keep(content: bytes) -> str:
    """Write one message to its file; returns its name. The oldest go when there are more than 2,000."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
    whole = folder / f"{name}.part"
    whole.write_bytes(content)
    os.replace(whole, folder / f"{name}.eml")
    for old in names()[MOST_KEPT:]:
        (folder / f"{old}.eml").unlink(missing_ok=True)
    return name


def names() -> list[str]:
    """The caught messages, the newest first."""
    return sorted((path.stem for path in _folder().glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)


def read(name: str) -> Caught | None:
    """One message with its text and attachments, or None."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (_folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    attachments = []
    for number, part in enumerate(message.iter_attachments()):
        raw = part.get_content()
        attachments.append(
            Attachment(
                number=number,
                name=part.get_filename() or f"attachment-{number + 1}",
                content_type=part.get_content_type(),
                content=raw.encode() if isinstance(raw, str) else bytes(raw),
            )
        )
    return Caught(
        name=name,
        at=dt.datetime.strptime(name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=dt.UTC),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body is not None else "",
        attachments=tuple(attachments),
    )


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def _port_file() -> Path:
    return _folder() / "catcher.port"


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
