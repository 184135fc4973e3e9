"""What happened and who looked. Append-only for everybody; chained by hash in the database (`sql/chain.sql`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pastoral.foundation.access.models import ScopedModel, pupil_scope_q
from pastoral.foundation.access.row_security import reach_condition
from pastoral.foundation.access.value import Access


class _Entry(ScopedModel):
    """Who, when, about whom. `pupil_id` is null for what concerns no child (a term date, an invitation)."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=200)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    # What happened stays on the record when an import is undone and the pupil's own row goes.
    pupil = models.ForeignKey("pupils.Pupil", models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    support_session = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return reach_condition(), "true"  # anyone's act is recorded; only those who reach the child may read it


class Event(_Entry):
    """Something was written. `changes` names the fields, with old and new values where they are not free text."""

    verb = models.CharField(max_length=80)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["pupil", "-at"], name="event_pupil"),
            models.Index(fields=["authority", "-at"], name="event_authority"),
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
        ]


class Viewed(_Entry):
    """Somebody opened a child's record, plan or file."""

    class Meta:
        indexes = [models.Index(fields=["pupil", "-at"], name="viewed_pupil")]


class Link(models.Model):
    """One link of the chain; written by the database when a transaction with entries commits, never by the web role."""

    chain = models.BigIntegerField()  # the authority's id; 0 for what belongs to none
    position = models.BigIntegerField()
    table = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    day = models.DateField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="link_position"),
            models.UniqueConstraint(fields=["table", "entry"], name="link_entry"),
        ]
