"""What was sent to the authority and to others, when, to whom (NPT-PSP-15, 17 and the notification matrix, 3.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Submission(PupilScoped):
    class Event(models.TextChoices):
        AGREED = "agreed", _("Plan agreed")
        REVIEWED = "reviewed", _("Review held")
        EXCLUSION_RISK = "exclusion_risk", _("Risk of permanent exclusion")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="submissions")
    event = models.CharField(max_length=20, choices=Event.choices)
    revision = models.ForeignKey("plans.Revision", models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey("plans.Review", models.PROTECT, null=True, related_name="submissions")
    recipient = models.CharField(max_length=60)  # "psp_mailbox", "parent", "ewo", "alnco", "wellbeing_and_behaviour", ...
    recipient_name = models.CharField(max_length=150)
    required = models.BooleanField(default=True)
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["authority", "recipient", "acknowledged_at"], name="submission_inbox")]
