"""The five inputs gathered before the meeting (NPT-PSP-08): each asked of somebody, and each answer on its own page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Contribution(PupilScoped):
    class Input(models.TextChoices):
        STAFF = "staff", _("What staff see")
        CHILD = "child", _("The child's views")
        PARENT = "parent", _("The parent's or carer's views")
        INTERVENTIONS = "interventions", _("What has been tried, with any IDP")
        AGENCIES = "agencies", _("What other agencies do now")

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        STARTED = "started", _("Started")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Did not want to answer")
        WAIVED = "waived", _("Not needed")

    class Style(models.TextChoices):
        PRIMARY = "primary", _("Short questions in simple words")
        SECONDARY = "secondary", _("Longer questions")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="contributions")
    input = models.CharField(max_length=15, choices=Input.choices)
    person = models.CharField(max_length=150)
    post = models.CharField(max_length=150, blank=True)  # "English teacher", "CAMHS practitioner"
    agency = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5, default="en-gb")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    chased_at = models.DateTimeField(null=True)
    times_chased = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    # which of the pack's two sets of questions a pupil is asked, where somebody chose: by what they can do, not by age
    style = models.CharField(max_length=10, choices=Style.choices, blank=True)
    answers = models.JSONField(default=dict)
    method = models.CharField(max_length=200, blank=True)  # how the views were gathered: alone, drawn, with an adult
    answered_at = models.DateTimeField(null=True)
    answered_via = models.CharField(max_length=20, blank=True)  # "account", "link", "recorded"
    recorded_by = models.CharField(max_length=200, blank=True)
    declined_reason = models.TextField(max_length=2_000, blank=True)  # or why it is not needed, for a waived one
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["input", "id"]
        indexes = [models.Index(fields=["user", "status"], name="contribution_user")]
