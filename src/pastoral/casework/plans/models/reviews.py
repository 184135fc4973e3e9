"""Reviews (NPT-PSP-16, 17, 20): progress against each outcome, each commitment kept or not, and one decision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Review(PupilScoped):
    """Begun as a draft that several may fill; held once `held_on` and `decision` are set, and never changed after."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("Continue")
        AMEND = "amend", _("Adapt or amend")
        CEASE = "cease", _("Stop: outcomes reached")
        NEXT_STEPS = "next_steps", _("Discuss next steps with professionals")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    attended_by = models.TextField(max_length=2_000, blank=True)
    child_view = models.TextField(max_length=5_000, blank=True)
    parent_view = models.TextField(max_length=5_000, blank=True)
    is_final = models.BooleanField(default=False)  # HIL-PSP-20: the meeting that judges the plan
    verdict = models.CharField(max_length=20, blank=True)
    verdict_next = models.CharField(max_length=60, blank=True)  # a code of the pack's list
    answers = models.JSONField(default=dict)  # to the questions of the pack's form that have no column here
    evaluation = models.TextField(max_length=10_000, blank=True)  # what difference it made
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decision_note = models.TextField(max_length=5_000, blank=True)
    next_review_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="review_number"),
            models.CheckConstraint(
                condition=models.Q(held_on__isnull=True) | (~models.Q(decision="") & ~models.Q(evaluation="")),
                name="held_review_decides",  # NPT-PSP-20: exactly one decision, impact evaluated
            ),
        ]


class OutcomeProgress(PupilScoped):
    """How far one outcome had come at one review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="progress")
    outcome = models.ForeignKey("plans.Outcome", models.CASCADE, related_name="progress")
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    reached = models.CharField(max_length=10, blank=True)  # "yes", "partly", "no"
    comment = models.TextField(max_length=5_000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "outcome"], name="progress_once")]


class CommitmentKept(PupilScoped):
    """Whether one promise was kept, said at one review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="kept")
    commitment = models.ForeignKey("plans.Commitment", models.CASCADE, related_name="kept")
    kept = models.CharField(max_length=10, blank=True)  # "yes", "partly", "no"
    comment = models.TextField(max_length=5_000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "commitment"], name="kept_once")]
