"""What somebody has typed and not yet saved: kept on the server, shown again when they come back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.value import Access


class Draft(ScopedModel):
    """The unsaved values of one form (`form_key` is the page's path) of one person. Only that person ever sees it."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    form_key = models.CharField(max_length=200)
    values = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form_key"], name="one_draft_per_form")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(user_id=access.user_id) if access.user_id else Q(pk__in=[])

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        own = "user_id = (select nullif(current_setting('pastoral.person', true), '')::bigint)"
        return own, own


class Submission(ScopedModel):
    """A form that was already sent, by its hidden token: a double click or the back button finds the first answer."""

    token = models.UUIDField(unique=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    went_to = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(user_id=access.user_id)
