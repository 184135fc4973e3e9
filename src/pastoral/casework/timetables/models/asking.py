"""Who was asked by message, and the words that people answer to."""

from __future__ import annotations

from django.db import models

from pastoral.foundation.access.models import PupilScoped


class Words(PupilScoped):
    """What was put to people under one seal, kept so that one can read years later what somebody agreed to. Never changed."""

    timetable = models.ForeignKey("timetables.Timetable", models.CASCADE, related_name="words")
    seal = models.CharField(max_length=64)  # grid.seal_of
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2)  # taught hours a week, on average
    weeks = models.PositiveSmallIntegerField()
    periods = models.JSONField(default=list)
    cells = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["timetable", "seal"], name="one_record_of_words")]


class Ask(PupilScoped):
    """One contact was written to: to answer to the words as they stood, or with the way to the family's page."""

    timetable = models.ForeignKey("timetables.Timetable", models.CASCADE, related_name="asks")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=5, default="en-gb")
    seal = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=200)
    until = models.DateTimeField()  # how long the link works
    answer = models.ForeignKey("timetables.Consent", models.SET_NULL, null=True, related_name="+")
    reads = models.BooleanField(default=False)  # the way to the family's page, and no question
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
