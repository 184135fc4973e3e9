"""What the rules say of a record today: one row for each finding, with since when, by whom to be dealt with, and its end."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import PupilScoped, pupil_scope_q

from .sentences import SentenceField


class Finding(PupilScoped):
    """Computed, never typed. Closed (`cleared_at`) the moment the rules stop saying it; a new one opens if they say it again."""

    class Effect(models.TextChoices):
        BLOCK = "BLOCK", _("Stops the next step")
        WARN = "WARN", _("Warning")
        TASK = "TASK", _("To do")
        INFO = "INFO", _("For information")

    subject_type = models.CharField(max_length=60)  # "plans.plan"
    subject_id = models.BigIntegerField()
    rule = models.CharField(max_length=40)  # NPT-PSP-16
    about = models.CharField(max_length=120, blank=True)  # which of several: an outcome's number, a contribution's key
    effect = models.CharField(max_length=5, choices=Effect.choices)
    colour = models.CharField(max_length=5)  # "red", "amber", "green"
    code = models.CharField(max_length=80)
    text = models.TextField()  # the rule's sentence as a message id, filled from `params`
    params = SentenceField(default=dict)
    remedy = models.TextField(blank=True)
    remedy_params = SentenceField(default=dict)
    facts = SentenceField(default=dict)
    owner_role = models.CharField(max_length=30, blank=True)
    owner = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)
    since = models.DateField()
    cleared_on = models.DateField(null=True)
    link_name = models.CharField(max_length=60, blank=True)
    link_key = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "rule", "about"],
                condition=models.Q(cleared_on__isnull=True),
                name="one_open_finding",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="finding_subject"),
            models.Index(fields=["owner", "due_on"], condition=models.Q(cleared_on__isnull=True), name="finding_owner"),
            models.Index(
                fields=["school", "owner_role", "due_on"],
                condition=models.Q(cleared_on__isnull=True),
                name="finding_school",
            ),
            models.Index(
                fields=["authority", "owner_role", "due_on"],
                condition=models.Q(cleared_on__isnull=True),
                name="finding_authority",
            ),
        ]

    @classmethod
    def scope_q(cls, access: Access) -> models.Q:
        """Staff of the school and the authority, and the pupil's teachers, see all; others named for the pupil see their own."""
        if Role.TEACHER in access.roles or not access.pupil_ids:
            return pupil_scope_q(access)
        wide = pupil_scope_q(replace(access, pupil_ids=frozenset()))
        own = models.Q(owner_id=access.user_id) if access.user_id else models.Q(pk__in=[])
        return wide | (models.Q(pupil_id__in=sorted(access.pupil_ids)) & own)
