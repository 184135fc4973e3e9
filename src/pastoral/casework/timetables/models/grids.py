"""The weeks of a reduced timetable as they were, are and will be: what the register and the ledger are read against."""

from __future__ import annotations

from django.db import models

from pastoral.foundation.access.models import PupilScoped

from .timetable import Step, Timetable


class Grid(PupilScoped):
    """The grid that is in force from a day until the next one; without that day it is prepared for a step of the way back.

    Several from one day: the last one made counts. `first_week` is the Monday of a week that is week 1 of the cycle.
    """

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="grids")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="grids")
    in_force_from = models.DateField(null=True)
    weeks = models.PositiveSmallIntegerField(default=1)
    first_week = models.DateField(null=True)
    holidays_count = models.BooleanField(default=False)  # a week without school is a week of the cycle too
    periods = models.JSONField(default=list)
    cells = models.JSONField(default=dict)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["in_force_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__isnull=False) | models.Q(in_force_from__isnull=False),
                name="grid_in_force_or_prepared",
            ),
            models.UniqueConstraint(fields=["step"], name="one_grid_a_step"),
        ]
