"""Messages to people: queued with the data they are about, sent by the worker, tried again, and never lost in silence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel, pupil_scope_q
from pastoral.foundation.access.row_security import reach_condition
from pastoral.foundation.access.value import Access


class OutboundMessage(ScopedModel):
    """One e-mail to one address. Subject and text carry no child's name: a link, and what changed in neutral words."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")
        DROPPED = "dropped", _("Dealt with another way")

    key = models.CharField(max_length=200, unique=True)  # the same event never sends twice
    kind = models.CharField(max_length=60)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    pupil = models.ForeignKey("pupils.Pupil", models.CASCADE, null=True, related_name="+")
    to_name = models.CharField(max_length=150)
    to_email = models.EmailField()
    language = models.CharField(max_length=5, default="en-gb")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)  # an iCalendar file, for invitations
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    dealt_with_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    dealt_with_note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "next_attempt_at"], name="message_due"),
            models.Index(fields=["authority", "status"], name="message_authority"),
        ]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        # a message may be queued by whoever caused it (a parent's answer by link notifies the school)
        return reach_condition(), "true"
