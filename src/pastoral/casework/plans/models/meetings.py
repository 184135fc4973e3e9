"""Meetings, who comes, and what is typed in the meeting, section by section."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Meeting(PupilScoped):
    """The planning meeting of one round of a plan (Stage Three and Four)."""

    class Kind(models.TextChoices):
        PLANNING = "planning", _("Planning meeting")
        REVIEW = "review", _("Review meeting")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLANNING)
    round = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    starts_at = models.TimeField(null=True)
    venue = models.CharField(max_length=200, blank=True)
    venue_note = models.CharField(max_length=300, blank=True)  # comfortable, private, reachable
    welsh_offered = models.BooleanField(default=False)  # WAL-CY-05
    chair = models.CharField(max_length=150, blank=True)
    invited_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the calendar file, when a meeting is moved
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "id"]


class Attendee(PupilScoped):
    """A person invited to a meeting: their reply, apologies, and whether they were there."""

    class Reply(models.TextChoices):
        NONE = "none", _("No reply yet")
        COMING = "coming", _("Coming")
        APOLOGIES = "apologies", _("Apologies")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=150, blank=True)  # "Mother", "Educational psychologist"
    party = models.CharField(max_length=15)  # "child", "parent", "school", "professional", "chosen_adult"
    agency = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5, default="en-gb")
    invited_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=10, choices=Reply.choices, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True)
    reply_note = models.CharField(max_length=500, blank=True)
    present = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]


class SectionAnswers(PupilScoped):
    """The answers of one section of the form in one round. `version` is what the page was loaded with; see services.sections."""

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="sections")
    round = models.PositiveSmallIntegerField(default=1)
    section = models.CharField(max_length=60)  # key of the pack's section
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "round", "section"], name="one_answer_per_section")]
