"""What went with a notice: which papers, which version of each, and the hash of its bytes (NPT-RT-13)."""

from __future__ import annotations

from django.db import models

from pastoral.foundation.access.models import PupilScoped


class Manifest(PupilScoped):
    """The papers of one notice. Immutable: a later notice has its own, and the files it names never change.

    An item is {"paper", "title", "language", "format", "file", "sha256", "version"}; a paper that the school keeps and Pastoral
    does not has no "file" (the reference of a healthcare plan is its "title").
    """

    timetable = models.ForeignKey("timetables.Timetable", models.CASCADE, related_name="manifests")
    notice = models.OneToOneField("timetables.Notice", models.CASCADE, related_name="manifest")
    seal = models.CharField(max_length=64)  # of the words that were agreed
    items = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
