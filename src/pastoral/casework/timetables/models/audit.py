"""The authority's audit of a reduced timetable (F-NPT-06): what was judged, the officer's word on a red, and each colour it had."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped

from .timetable import Timetable


class Judgement(PupilScoped):
    """Immutable: whether one indicator holds, with the evidence (NPT-AUD-02). Added, never changed; the latest of a code counts."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="judgements")
    code = models.CharField(max_length=10)  # of rules.reduced.audit.JUDGED
    holds = models.BooleanField()
    evidence = models.TextField(max_length=5_000)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(evidence=""), name="judgement_has_evidence"),
        ]


class Rating(PupilScoped):
    """Immutable: an officer's answer to a provisional red (NPT-AUD-03). The latest counts, while its time lasts."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Red is right")
        LOWERED = "lowered", _("The child's status alone does not make it red")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="ratings")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.TextField(max_length=5_000)
    until = models.DateField(null=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="rating_has_reason"),
            models.CheckConstraint(
                condition=models.Q(answer="confirmed") | models.Q(until__isnull=False), name="lowered_rating_ends"
            ),
        ]


class ColourChange(PupilScoped):
    """Immutable: the colour that was worked out, written where it differs from the last one (rules catalogue 1.3, 1.6).

    `state` has every indicator as it stood (code → true, false or null); `because` is what was done, or `night`.
    """

    class Colour(models.TextChoices):
        GREEN = "green", _("Green")
        AMBER = "amber", _("Amber")
        RED = "red", _("Red")
        NOT_RATED = "not_rated", _("Not yet rated")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="colours")
    colour = models.CharField(max_length=10, choices=Colour.choices)
    provisional = models.BooleanField(default=False)
    set_aside = models.BooleanField(default=False)  # an officer lowered a red that rests on the child's status
    state = models.JSONField(default=dict)
    because = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["timetable", "-id"], name="latest_colour")]
