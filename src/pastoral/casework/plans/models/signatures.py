"""Signatures: bound to the hash of one revision; a new answer never edits an old one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Signature(PupilScoped):
    """Asked for, and answered once. Re-asked (a new row) when the plan changes after it."""

    class Party(models.TextChoices):
        CHILD = "child", _("The child")
        SCHOOL = "school", _("The school")
        PARENT = "parent", _("Parent or carer")
        PROFESSIONAL = "professional", _("Other professional")

    class Route(models.TextChoices):
        SCREEN = "screen", _("On the shared screen")
        LINK = "link", _("By link")
        ACCOUNT = "account", _("Signed in")
        CALL = "call", _("By telephone, recorded by staff")
        PAPER = "paper", _("On paper, scanned")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        AGREES = "agrees", _("Agrees")
        REFUSES = "refuses", _("Does not agree")
        UNAVAILABLE = "unavailable", _("Could not be asked")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="signatures")
    revision = models.ForeignKey("plans.Revision", models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)  # of what was signed; equal to the revision's
    party = models.CharField(max_length=15, choices=Party.choices)
    name = models.CharField(max_length=150)
    capacity = models.CharField(max_length=60)  # "parental_responsibility", "delegated_authority", "social_worker", a post
    # whose signature this is, where everyone who was at the meeting signs (HIL-PSP-15)
    attendee = models.ForeignKey("plans.Attendee", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="en-gb")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.WAITING)
    route = models.CharField(max_length=10, choices=Route.choices, blank=True)
    reason = models.TextField(max_length=5_000, blank=True)  # of a refusal, or why nobody could be asked
    typed = models.CharField(max_length=150, blank=True)
    drawn = models.TextField(blank=True, max_length=60_000)  # an SVG path
    paper = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)  # the date that stands by the signature
    recorded_by = models.CharField(max_length=200, blank=True)  # who typed in a call or a scan
    withdrawn_at = models.DateTimeField(null=True)  # asked of an older revision, and no longer wanted

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answer__in=["refuses", "unavailable"]) | ~models.Q(reason=""),
                name="refusal_has_reason",
            )
        ]
