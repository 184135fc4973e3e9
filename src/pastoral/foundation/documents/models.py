"""Files about a child: documents that Pastoral made, and what people uploaded. The bytes live outside the web root."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class StoredFile(PupilScoped):
    """One file, found by the SHA-256 of its bytes. Never changed: a new version is a new row."""

    class Origin(models.TextChoices):
        MADE = "made", _("Made by Pastoral")
        UPLOADED = "uploaded", _("Uploaded")

    origin = models.CharField(max_length=10, choices=Origin.choices)
    kind = models.CharField(max_length=60)  # "psp-form", "psp-review", "signed-paper", "evidence"
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")  # "en", "cy" or "both"
    file_format = models.CharField(max_length=10)  # "pdf", "docx", "png", ...
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    template_version = models.CharField(max_length=40, blank=True)
    policy_version = models.ForeignKey("policy.PolicyVersion", models.PROTECT, null=True, related_name="+")
    restricted = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="file_subject")]
