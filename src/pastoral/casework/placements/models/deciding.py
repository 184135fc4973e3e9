"""What a commissioner settles before a placement starts: who was asked, where else the child is taught, who looks after them meanwhile."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .about import AboutPlacement
from .placement import Placement


class Consultation(AboutPlacement):
    """The child, a parent or an agency was asked about the placement, and what they said (NPT-AP-04)."""

    class Who(models.TextChoices):
        PUPIL = "pupil", _("The child")
        PARENT = "parent", _("A parent or carer")
        AGENCY = "agency", _("An agency")

    class How(models.TextChoices):
        MET = "met", _("In a meeting")
        CALL = "call", _("By telephone")
        WRITING = "writing", _("In writing")
        PLAN = "plan", _("At the meeting of the plan")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="consultations")
    who = models.CharField(max_length=10, choices=Who.choices)
    name = models.CharField(max_length=150, blank=True)
    on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    said = models.TextField(max_length=5_000, blank=True)
    by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]


class Elsewhere(AboutPlacement):
    """When the child is taught in another setting than this provider: one stretch of one weekday (HRS-03).

    While the placement runs, a change is a new row from its day; the old one ends the day before.
    """

    class Where(models.TextChoices):
        SCHOOL = "school", _("School")
        CENTRE = "inclusion_centre", _("Inclusion centre")
        TUITION = "tuition", _("Tuition, with a tutor")
        OTHER = "other", _("Another provider")
        HOME = "home", _("Work at home, on their own: not counted")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="elsewhere")
    where = models.CharField(max_length=20, choices=Where.choices)
    name = models.CharField(max_length=150, blank=True)
    weekday = models.PositiveSmallIntegerField()  # ISO: 1 is Monday
    starts = models.TimeField()
    ends = models.TimeField()
    since = models.DateField(null=True)  # null: from the first day
    until = models.DateField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)  # null: before it was kept

    class Meta:
        ordering = ["weekday", "starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="elsewhere_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="elsewhere_weekday"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="elsewhere_until_after_since",
            ),
        ]


class Cover(AboutPlacement):
    """Who is responsible for the child in a stretch of the school's day that no setting covers (HRS-05)."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="covers")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    responsible = models.CharField(max_length=150)

    class Meta:
        ordering = ["weekday", "starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="cover_weekday"),
        ]
