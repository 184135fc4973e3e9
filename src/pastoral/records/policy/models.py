"""Published policy packs: immutable, dated, pinned by the plans that began under them."""

from __future__ import annotations

from django.db import models


class PolicyVersion(models.Model):
    """A whole pack, resolved (nation and authority together), as it was on the day it was published."""

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="policy_versions")
    starts_on = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    source_file = models.CharField(max_length=200)
    published_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "starts_on"], name="one_pack_per_start")]
        ordering = ["authority", "-starts_on"]
