"""How a placement ends: the way back with its readiness, the checks after it, and where a young person is after Year 11."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PlacementScoped

from .about import AboutPlacement
from .placement import Placement


class WayBack(AboutPlacement):
    """The return to school: who is there for the child, and what keeps the child one of the school's meanwhile (HAM-END-01)."""

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="way_back")
    link_adult = models.CharField(max_length=150, blank=True)
    belonging = models.TextField(max_length=5_000, blank=True)  # visits, rewards, trips, lessons
    support = models.TextField(max_length=5_000, blank=True)  # by school and provider together (HAM-AP-10)
    back_on = models.DateField(null=True)  # the first day at school again


class Ready(PlacementScoped):
    """The child, the provider or the school says whether the child is ready to return. The last word of each counts."""

    class Who(models.TextChoices):
        PUPIL = "pupil", _("The child")
        PROVIDER = "provider", _("The provider")
        SCHOOL = "school", _("The school")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="readiness_said")
    who = models.CharField(max_length=10, choices=Who.choices)
    ready = models.BooleanField()
    on = models.DateField()
    said = models.TextField(max_length=2_000, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "id"]


class ReturnCheck(AboutPlacement):
    """Six and thirteen weeks after the return: is the child there, and how is it?"""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="return_checks")
    weeks = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    attendance = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # per cent since the return
    settled = models.BooleanField(null=True)
    said = models.TextField(max_length=5_000, blank=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["weeks"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "weeks"], name="placement_check_once"),
            models.CheckConstraint(condition=Q(attendance__isnull=True) | Q(attendance__range=(0, 100)), name="placement_check_share"),
        ]

    @property
    def plain_attendance(self) -> str:
        return "" if self.attendance is None else f"{self.attendance.normalize():f}"


class Following(AboutPlacement):
    """Where a young person is after Year 11: education, employment or training, or none of them (WIL-P16-01, WOR-TRK-02)."""

    class Status(models.TextChoices):
        EDUCATION = "education", _("In education")
        TRAINING = "training", _("In training or an apprenticeship")
        EMPLOYMENT_STUDY = "employment_study", _("In work with study or training")
        EMPLOYMENT = "employment", _("In work without study or training")
        NEET = "neet", _("Not in education, employment or training")
        UNKNOWN = "unknown", _("Not known")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="followings")
    on = models.DateField()
    status = models.CharField(max_length=20, choices=Status.choices)
    said = models.TextField(max_length=2_000, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-on", "-id"]
