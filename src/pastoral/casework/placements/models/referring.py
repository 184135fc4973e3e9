"""A provider is asked whether it has a place: without the child's name, by the school's own words, and what it answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ProviderScoped

from .placement import Placement


class Referral(ProviderScoped):
    """One provider, asked about one child that it can't know from what it reads. Its answer stays, whatever becomes of the place."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Place offered as asked")
        OFFERED = "offered", _("Place offered from another day")
        DECLINED = "declined", _("No place")
        CHOSEN = "chosen", _("Chosen")
        WITHDRAWN = "withdrawn", _("Taken back")
        LAPSED = "lapsed", _("No answer in time")

    class Need(models.TextChoices):
        BEHAVIOUR = "behaviour", _("Behaviour")
        WELLBEING = "wellbeing", _("Feelings and mental health")
        LEARNING = "learning", _("Learning")
        COMMUNICATION = "communication", _("Communication and interaction, autism included")
        PHYSICAL = "physical", _("Physical or sensory needs")
        ILLNESS = "illness", _("Illness")
        ATTENDANCE = "attendance", _("Attendance, or finding school too hard to enter")
        EXCLUSION = "exclusion", _("Excluded or suspended")
        OTHER = "other", _("Something else")

    class Reason(models.TextChoices):
        FULL = "full", _("We are full")
        AGE = "age", _("The age is outside what we take")
        NEED = "need", _("We cannot meet this need")
        DISTANCE = "distance", _("Too far away")
        SAFETY = "safety", _("It would not be safe")
        COST = "cost", _("The money is not enough")
        OTHER = "other", _("Something else")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="referrals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    # what is asked, without a name
    year_group = models.CharField(max_length=20, blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    need = models.CharField(max_length=15, choices=Need.choices)
    words = models.TextField(max_length=5_000)
    assessment = models.TextField(max_length=10_000, blank=True)  # the assessment shared with the referral (HAM-AP-01)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # a week
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # ISO weekdays
    start_wanted = models.DateField(null=True)
    area = models.CharField(max_length=60, blank=True)  # the district, or as the school says it
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=200)
    asking_school = models.CharField(max_length=200, blank=True)
    answer_by = models.DateField(null=True)
    # what the provider answers
    start_offered = models.DateField(null=True)
    site_offered = models.ForeignKey("providers.Site", models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    answer = models.TextField(max_length=5_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)  # chosen, taken back or lapsed

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "provider"],
                condition=Q(state__in=("asked", "accepted", "offered")),
                name="referral_asked_once",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="referral_declined_for_a_reason"),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="referral_provider"),
            models.Index(fields=["authority", "state", "asked_at"], name="referral_authority"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the provider, or for the school to choose."""
        return self.state in (self.State.ASKED, self.State.ACCEPTED, self.State.OFFERED)

    @property
    def has_offer(self) -> bool:
        return self.state in (self.State.ACCEPTED, self.State.OFFERED)
