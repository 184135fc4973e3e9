"""A provider's registers: who was there in each half day, who said so and when, and the week's return made from it.

A mark is only added, never changed: the last one counts, and what stood before it stays. The phone's own time is kept beside ours.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.casework.placements.models.about import AboutPlacement
from pastoral.foundation.access.models import PlacementScoped, ScopedModel
from pastoral.foundation.access.value import Access
from pastoral.records.providers.models.provider import staff_or_own

HALF_CHOICES = [("am", _("Morning")), ("pm", _("Afternoon"))]


class Register(ScopedModel):
    """One group of one provider on one day. It names no child: those due are read from their places and times."""

    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
    site = models.ForeignKey("providers.Site", models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)
    link_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "on", "site", "group"], name="register_once", nulls_distinct=False)
        ]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access)


class Batch(ScopedModel):
    """What one phone sent in one go. `key` was made by the phone, so that a second sending is known and adds nothing."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="batches")
    key = models.UUIDField()
    by_name = models.CharField(max_length=150)
    by_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey("accounts.SignedLink", models.SET_NULL, null=True, related_name="+")
    phone_now = models.DateTimeField(null=True)  # what the phone's clock said as it sent
    clock_off = models.IntegerField(default=0)  # seconds that the phone's clock was behind ours; less than 0: ahead
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="register_batch_once")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access, "register__provider_id")


class Mark(PlacementScoped):
    """What one person said of one child's half day at the provider."""

    class Answer(models.TextChoices):
        CAME = "came", _("Came")
        LATE = "late", _("Came late")
        ABSENT = "absent", _("Did not come")
        LEFT_EARLY = "left_early", _("Left early")

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="marks")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="marks")
    key = models.UUIDField()  # made by the phone
    on = models.DateField()
    half = models.CharField(max_length=2, choices=HALF_CHOICES)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    arrived_at = models.TimeField(null=True)
    left_at = models.TimeField(null=True)
    note = models.CharField(max_length=500, blank=True)  # how the child was
    phone_at = models.DateTimeField(null=True)  # as the phone's clock had it
    said_at = models.DateTimeField()  # the same moment by our clock
    received_at = models.DateTimeField()
    by_name = models.CharField(max_length=150)
    by_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    # the last mark this person had seen, and the one that stood here unseen and says something else: a question until somebody
    # who has seen both answers
    seen = models.BigIntegerField(default=0)
    against = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "key"], name="register_mark_once"),
            models.CheckConstraint(condition=Q(half__in=["am", "pm"]), name="register_mark_half"),
        ]
        indexes = [
            models.Index(fields=["placement", "on"], name="register_mark_day"),
            models.Index(fields=["pupil", "on"], name="register_mark_pupil"),
        ]


class NoAnswer(AboutPlacement):
    """By the hour of the authority's policy nobody at the provider had said anything of this half day: who was told, and when."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="no_answers")
    on = models.DateField()
    half = models.CharField(max_length=2, choices=HALF_CHOICES)
    since = models.DateTimeField()
    school_told_at = models.DateTimeField(null=True)
    officer_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "on", "half"], name="no_answer_once")]
        indexes = [models.Index(fields=["school", "on"], name="no_answer_school")]


class WeeklyReturn(PlacementScoped):
    """The attendance of one child's week, as the provider sent it to the home school (HAM-PRO-02). Sent again: a new row."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="weekly_returns")
    monday = models.DateField()
    last_day = models.DateField()  # the last day that it speaks for
    half_days = models.PositiveSmallIntegerField()
    came = models.PositiveSmallIntegerField()
    late = models.PositiveSmallIntegerField()
    left_early = models.PositiveSmallIntegerField()
    absent = models.PositiveSmallIntegerField()
    unanswered = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by_name = models.CharField(max_length=150)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="weekly_return_begins_on_monday")]
        indexes = [models.Index(fields=["placement", "monday"], name="weekly_return_week")]
