"""The weekly one-to-one of the key adult with the child (NPT-PSP-18)."""

from __future__ import annotations

from django.db import models

from pastoral.foundation.access.models import PupilScoped


class CheckIn(PupilScoped):
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="check_ins")
    on = models.DateField()
    scale = models.PositiveSmallIntegerField()  # 1 (very hard) to 5 (going well), chosen by the child
    words = models.TextField(max_length=5_000, blank=True)
    working = models.TextField(max_length=5_000, blank=True)
    not_working = models.TextField(max_length=5_000, blank=True)
    help_wanted = models.TextField(max_length=2_000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_child = models.BooleanField(default=False)  # the child filled it in
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scale__range=(1, 5)), name="scale_one_to_five"),
            models.UniqueConstraint(fields=["plan", "on", "by"], name="one_check_in_a_day"),
        ]
