"""What the rules say of a record: one row for each finding, what became of it day by day, and what an officer decided of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import PupilScoped, pupil_scope_q

from .sentences import SentenceField


class Eased(models.TextChoices):
    """What an officer decided: nobody is chased for it, or it counts for less."""

    ACCEPTED = "accepted", _("Accepted")
    LOWERED = "lowered", _("Lowered")


class Escalated(models.TextChoices):
    """How far something overdue has gone up."""

    HEAD = "head", _("The head is told")
    AUTHORITY = "authority", _("The authority is told")


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
    said = models.CharField(max_length=32, blank=True)  # a digest of what is said above: a night compares it first
    since = models.DateField()  # the day the reason arose, where the facts know it
    found_at = models.DateTimeField(default=timezone.now)  # when Pastoral first said so
    cleared_on = models.DateField(null=True)
    link_name = models.CharField(max_length=60, blank=True)
    link_key = models.BigIntegerField(null=True)
    # What an officer decided, while it holds; the decision itself is an `Easing`.
    eased = models.CharField(max_length=8, choices=Eased.choices, blank=True)
    eased_until = models.DateField(null=True)
    # To whom it has gone because it waited too long.
    escalated = models.CharField(max_length=9, choices=Escalated.choices, blank=True)

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
            models.Index(
                fields=["authority", "school"],
                condition=models.Q(cleared_on__isnull=True) & ~models.Q(escalated=""),
                name="finding_escalated",
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

    def eased_on(self, day: dt.date) -> str:
        """What an officer's decision makes of it on this day: "accepted", "lowered", or "" once its end date is past."""
        holds = bool(self.eased) and self.cleared_on is None and (self.eased_until is None or self.eased_until >= day)
        return self.eased if holds else ""


class Easing(PupilScoped):
    """An officer's decision about one finding: why, until when, on which facts, and how it ended. Never changed afterwards."""

    class Ended(models.TextChoices):
        DATE = "date", _("The end date is past")
        FACTS = "facts", _("The facts changed")
        CLEARED = "cleared", _("The record was put right")
        TAKEN_BACK = "taken", _("Taken back")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="easings")
    kind = models.CharField(max_length=8, choices=Eased.choices)
    reason = models.TextField(max_length=1_000)
    until = models.DateField()
    facts_seen = models.CharField(max_length=64)  # a digest: another one means that the facts are others
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=7, choices=Ended.choices, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=models.Q(ended_at__isnull=True), name="one_easing_at_a_time"
            )
        ]

    @classmethod
    def scope_q(cls, access: Access) -> models.Q:
        return _as_its_finding(access)


class FindingEvent(PupilScoped):
    """One thing that happened to a finding, for its history."""

    class What(models.TextChoices):
        OPENED = "opened", _("Found")
        CHANGED = "changed", _("Changed")
        CLEARED = "cleared", _("Cleared")
        ESCALATED = "escalated", _("Passed up, because it waits too long")
        ACCEPTED = "accepted", _("Accepted")
        LOWERED = "lowered", _("Lowered")
        BACK = "back", _("Counts in full again")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=9, choices=What.choices)
    actor = models.CharField(max_length=200)
    changes = SentenceField(default=dict)  # column → [before, after], or [] where only people would read it
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["finding", "at"], name="finding_event")]

    @classmethod
    def scope_q(cls, access: Access) -> models.Q:
        return _as_its_finding(access)


def _as_its_finding(access: Access) -> models.Q:
    """As `Finding.scope_q`, for rows that hang on one."""
    if Role.TEACHER in access.roles or not access.pupil_ids:
        return pupil_scope_q(access)
    wide = pupil_scope_q(replace(access, pupil_ids=frozenset()))
    own = models.Q(finding__owner_id=access.user_id) if access.user_id else models.Q(pk__in=[])
    return wide | (models.Q(pupil_id__in=sorted(access.pupil_ids)) & own)
