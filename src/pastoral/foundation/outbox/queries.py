"""Messages that a person may see."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access.value import Access

from .models import OutboundMessage


def failed(access: Access) -> Any:
    """Messages that could not be sent, the newest first."""
    return OutboundMessage.objects.visible_to(access).filter(status=OutboundMessage.Status.FAILED).order_by("-pk")


def failed_message(access: Access, message_id: int) -> OutboundMessage:
    """One of them, held for a change. Raises `OutboundMessage.DoesNotExist`."""
    message: OutboundMessage = failed(access).select_for_update().get(pk=message_id)
    return message


def sent_about(access: Access, pupil_id: int) -> Any:
    """What was queued or sent about one child, the newest first."""
    return OutboundMessage.objects.visible_to(access).filter(pupil_id=pupil_id).order_by("-pk")
