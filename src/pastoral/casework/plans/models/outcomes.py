"""Outcomes (positive changes wanted) and commitments (who agrees to what)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Outcome(PupilScoped):
    """One positive change wanted: the Outcome Sequence (F-NPT-09) and the Support Sequence (F-NPT-10) step by step."""

    class State(models.TextChoices):
        OPEN = "open", _("Working on it")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("No longer wanted")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    # the Outcome Sequence
    what_matters = models.TextField(max_length=5_000, blank=True)
    working = models.TextField(max_length=5_000, blank=True)
    not_working = models.TextField(max_length=5_000, blank=True)
    positive_change = models.TextField(max_length=5_000, blank=True)
    statement = models.TextField(max_length=2_000)
    from_child = models.BooleanField(default=False)  # in the child's own words
    measure = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    starting_point = models.CharField(max_length=300, blank=True)
    baseline = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    target = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    target_on = models.DateField(null=True)
    assessed_need = models.CharField(max_length=300, blank=True)
    asked_checks = models.JSONField(default=dict)  # the tests only a person can answer: letter → "yes"/"no"/"unsure"
    outcome_checklist = models.JSONField(default=dict)
    # what a target says besides, where the authority asks for it (psp.target_fields)
    steps = models.TextField(max_length=5_000, blank=True)  # HIL-PSP-12: small steps on the way, short and long term
    reward = models.TextField(max_length=2_000, blank=True)  # one that the pupil wants
    supported_by = models.TextField(max_length=2_000, blank=True)  # HIL-PSP-14: who gives support, and the recognition
    assessment = models.TextField(max_length=2_000, blank=True)  # HAM-AP-04: how progress is checked
    # the Support Sequence
    tried_and_ideas = models.TextField(max_length=5_000, blank=True)
    support = models.JSONField(default=dict)  # seven sources: key → text
    support_checklist = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="outcome_number")]


class Commitment(PupilScoped):
    """A promise: of the school (proactive, reactive), the parent, a professional or the child, with an owner and a date."""

    class Party(models.TextChoices):
        SCHOOL_PROACTIVE = "school_proactive", _("School: changes and support")
        SCHOOL_REACTIVE = "school_reactive", _("School: when things go wrong")
        PARENT = "parent", _("Parent or carer")
        PROFESSIONAL = "professional", _("Other professionals")
        CHILD = "child", _("The child")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="commitments")
    outcome = models.ForeignKey(Outcome, models.SET_NULL, null=True, related_name="commitments")
    party = models.CharField(max_length=20, choices=Party.choices)
    owner_name = models.CharField(max_length=150)
    owner_agency = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=5_000)
    by_when = models.DateField(null=True)
    ongoing = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["party", "id"]
