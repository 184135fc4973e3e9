"""What a provider says has changed in its own profile, until an officer has looked at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.value import Access

from .provider import Provider, Site, staff_or_own, staff_or_own_policy


class ProfileChange(ScopedModel):
    """One field: what stands, what the provider says, and what an officer answered. A site is one field with several parts."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        ACCEPTED = "accepted", _("Checked")
        REFUSED = "refused", _("Not taken over")
        WITHDRAWN = "withdrawn", _("Taken back")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="changes")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")  # a change of a site that there is
    field = models.CharField(max_length=40)  # of records.providers.profile.FIELDS, or "site", "site_closed"
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_for = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering = ["said_at", "id"]
        indexes = [models.Index(fields=["provider", "state"], name="profile_change_provider")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "field", "site"], condition=Q(state="waiting") & ~Q(field="site"),
                nulls_distinct=False, name="one_waiting_change",
            )
        ]  # fmt: skip

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return staff_or_own_policy()
