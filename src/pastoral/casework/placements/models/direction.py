"""An off-site direction in England: a record of its own, beside a placement or without one (rules/placements/directions.py)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .about import AboutPlacement
from .sharing import WhileShared


class Direction(AboutPlacement):
    """The governing board directs a child to be taught elsewhere, to improve behaviour. Its stages are in rules/placements/lifecycle.py."""

    class Stage(models.TextChoices):
        DECIDING = "deciding", _("Being decided")
        LIVE = "live", _("Live")
        ENDING = "ending", _("Ending")
        CLOSED = "closed", _("Closed")

    class To(models.TextChoices):
        PROVIDER = "alternative_provision", _("Alternative provision")
        SCHOOL = "school", _("Another school")

    policy_version = models.ForeignKey("policy.PolicyVersion", models.PROTECT, related_name="directions")
    placement = models.ForeignKey("placements.Placement", models.PROTECT, null=True, related_name="directions")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DECIDING)
    stage_since = models.DateTimeField(auto_now_add=True)
    closed_from = models.CharField(max_length=12, blank=True)
    closing_note = models.TextField(max_length=5_000, blank=True)
    opened_on = models.DateField()
    lead = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    # deciding
    school_kind = models.CharField(max_length=12, blank=True)  # maintained, academy, ap_academy, pru: which law binds (T29)
    to = models.CharField(max_length=25, choices=To.choices, default=To.PROVIDER)
    to_name = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    purpose = models.CharField(max_length=12, blank=True)  # behaviour, punishment, other
    objectives = models.TextField(max_length=5_000, blank=True)
    timeframe = models.CharField(max_length=300, blank=True)
    monitoring = models.TextField(max_length=5_000, blank=True)
    review_every = models.CharField(max_length=300, blank=True)
    first_review_on = models.DateField(null=True)
    review_people = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # PEOPLE
    plan_set_on = models.DateField(null=True)  # when objectives, time, monitoring and reviews were all first there
    parents_engaged_on = models.DateField(null=True)
    engagement_attempts = models.PositiveSmallIntegerField(default=0)
    engagement = models.TextField(max_length=5_000, blank=True)
    pupil_views = models.TextField(max_length=5_000, blank=True)

    # the written notice (ENG-OSD-03)
    address = models.TextField(max_length=500, blank=True)
    report_to = models.CharField(max_length=150, blank=True)
    days = models.PositiveSmallIntegerField(null=True)
    reasons = models.TextField(max_length=5_000, blank=True)
    sessions_a_day = models.PositiveSmallIntegerField(default=2)
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    break_starts = models.TimeField(null=True)
    break_ends = models.TimeField(null=True)
    notice_given_on = models.DateField(null=True)
    notice_to_parent_on = models.DateField(null=True)
    notice_to_pupil_on = models.DateField(null=True)
    notice_to_authority_on = models.DateField(null=True)
    notice_seal = models.CharField(max_length=64, blank=True)  # of the words that were given
    notice_words = models.JSONField(default=dict)  # those words (directions/words.py); {} before the first notice

    # around it
    dual_registered_on = models.DateField(null=True)
    parents_informed_on = models.DateField(null=True)
    council_told_on = models.DateField(null=True)
    reintegration_plan = models.TextField(max_length=10_000, blank=True)
    began_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    calendar_read: Any  # the school's, once it was asked for (directions/facts.py); not a column

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="direction_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(sessions_a_day__in=(1, 2)), name="direction_sessions"),
        ]
        indexes = [
            models.Index(fields=["school", "stage", "starts_on"], name="direction_school"),
            models.Index(fields=["authority", "stage", "starts_on"], name="direction_authority"),
        ]

    @property
    def is_closed(self) -> bool:
        return self.stage == self.Stage.CLOSED

    @property
    def is_running(self) -> bool:
        return self.stage in (self.Stage.LIVE, self.Stage.ENDING)


class DirectionReview(AboutPlacement):
    """A review that is planned or was held, with who was invited, who came and who heard the outcome (ENG-OSD-07 to 09)."""

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="reviews")
    planned_for = models.DateField()
    held_on = models.DateField(null=True)
    parents_invited_on = models.DateField(null=True)
    authority_invited_on = models.DateField(null=True)
    people = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    nominee = models.CharField(max_length=150, blank=True)
    nominee_is_head = models.BooleanField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # continue, end
    said = models.TextField(max_length=10_000, blank=True)
    outcome_to_parent_on = models.DateField(null=True)
    outcome_to_authority_on = models.DateField(null=True)

    class Meta:
        ordering = ["planned_for", "id"]

    @property
    def day(self) -> object:
        return self.held_on or self.planned_for


class ReviewRequest(AboutPlacement):
    """Somebody asks for a review of a direction. Immutable; whether it is owed is worked out (T15)."""

    class By(models.TextChoices):
        PARENT = "parent", _("A parent")
        PUPIL = "pupil", _("The young person")
        AUTHORITY = "authority", _("The authority")

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="requests")
    on = models.DateField()
    asked_by = models.CharField(max_length=10, choices=By.choices)
    name = models.CharField(max_length=150)
    in_writing = models.BooleanField(default=True)
    words = models.TextField(max_length=5_000, blank=True)
    how = models.CharField(max_length=10, default="record")  # page, link, record
    recorded_by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]


class DirectionMove(AboutPlacement):
    """Immutable: from which stage to which, by which action, by whom, when and why."""

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="moves")
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, choices=Direction.Stage.choices)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    reason = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["at", "id"]


class DirectionTold(AboutPlacement):
    """Somebody was told about the direction (table 3.3). `recipient` is the role's code; `rule` says why."""

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="told")
    event = models.CharField(max_length=30)
    recipient = models.CharField(max_length=40)
    recipient_name = models.CharField(max_length=150)
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=30, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]


class DirectionNotice(WhileShared):
    """The notice as the provider of the placement has it: the words that were given, and nothing else of the direction (ADR 0008).

    Withdrawn when the notice fell or the direction is over.
    """

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="direction_notices")
    direction = models.ForeignKey(Direction, models.CASCADE, related_name="copies")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
    words = models.JSONField()  # as `Direction.notice_words`
    seal = models.CharField(max_length=64)
    given_on = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["direction"], condition=Q(withdrawn_at__isnull=True), name="direction_notice_current")
        ]
