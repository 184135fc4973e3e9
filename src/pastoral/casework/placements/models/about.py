"""What every table of the commissioner about a placement begins with."""

from __future__ import annotations

from django.db import models

from pastoral.foundation.access.models import PupilScoped


class AboutPlacement(PupilScoped):
    """The commissioner's own: its provider never reads it. Names like those of other apps (a review, a notice) do not meet."""

    pupil = models.ForeignKey("pupils.Pupil", models.PROTECT, related_name="placement_%(class)s_set")

    class Meta:
        abstract = True
