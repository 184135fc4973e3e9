"""Queueing a message, and what a person does about one that could not be sent."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.audit.recording import recording

from . import jobs
from .models import OutboundMessage


def send(
    *,
    key: str,
    kind: str,
    to_name: str,
    to_email: str,
    language: str,
    subject: str,
    body: str,
    authority_id: int,
    school_id: int | None = None,
    pupil: Any = None,
    calendar: str = "",
    by: Access,
) -> OutboundMessage:
    """Queue one message in the present transaction; the same `key` never sends twice and gives back the first message.

    `pupil` is a Pupil or its id; `calendar` the text of an iCalendar file. Say nothing about a child in subject or body.
    """
    with entered(Access.system(authority_id=authority_id, doing="messages")) as own:
        found = _with_key(own, key)
        if found is not None:
            return found
        message = OutboundMessage(
            key=key, kind=kind, to_name=to_name[:150], to_email=to_email.strip(), language=language,
            subject=" ".join(subject.split())[:200], body=body, calendar=calendar, authority_id=authority_id,
            school_id=school_id, pupil_id=getattr(pupil, "pk", pupil), next_attempt_at=timezone.now(),
        )  # fmt: skip
        try:
            with transaction.atomic(), recording("message.queued", by=by) as record:
                message.save(force_insert=True)
                record.about(message, changes={"kind": kind})
        except IntegrityError:
            # somebody queued the same message at the same moment; theirs is the one
            found = _with_key(own, key)
            if found is None:
                raise
            return found
        jobs.enqueue("outbox.deliver", authority_id=authority_id, message_id=message.pk)
        return message


def try_again(*, message: OutboundMessage, by: Access) -> None:
    """Send a failed message again, with all its attempts before it."""
    _not_in_a_support_session(by)
    with recording("message.tried_again", by=by) as record:
        message.status, message.attempts = OutboundMessage.Status.QUEUED, 0
        message.next_attempt_at = timezone.now()
        message.save(update_fields=["status", "attempts", "next_attempt_at"])
        record.about(message)
        jobs.enqueue("outbox.deliver", authority_id=message.authority_id, message_id=message.pk)


def deal_with(*, message: OutboundMessage, note: str, by: Access) -> None:
    """Take a failed message off the list: somebody told the person another way. `note` says how."""
    _not_in_a_support_session(by)
    with recording("message.dealt_with", by=by) as record:
        message.status = OutboundMessage.Status.DROPPED
        message.dealt_with_by_id, message.dealt_with_note = by.user_id, note
        message.save(update_fields=["status", "dealt_with_by", "dealt_with_note"])
        record.about(message)


def _not_in_a_support_session(by: Access) -> None:
    if by.support_session_id is not None:  # support staff look, and change nothing
        raise NotAllowed(Permission.SEE_FAILED_MESSAGES)


def _with_key(access: Access, key: str) -> OutboundMessage | None:
    found: OutboundMessage | None = OutboundMessage.objects.visible_to(access).filter(key=key).first()
    return found
