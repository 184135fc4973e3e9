"""A council's table of providers: read, looked at, imported, and if it was wrong undone as a whole."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.row_security import within
from pastoral.foundation.access.value import Access

from .provider import Provider


def _working_for(access: Access) -> Q:
    return Q(authority_id__in=sorted(access.authority_ids))


def _working_for_policy() -> tuple[str, str]:
    own = within("authority_id", "authorities")
    return own, own


class ProviderImport(ScopedModel):
    """One file of one authority. The table as it was read stays until it is imported or given up."""

    class Status(models.TextChoices):
        MAPPING = "mapping", _("Waiting for you to say what each column is")
        PREVIEW = "preview", _("Waiting for you to check")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Undone")
        ABANDONED = "abandoned", _("Not imported")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    list_name = models.CharField(max_length=120, blank=True)
    on_quality_list = models.BooleanField(default=False)
    columns = models.JSONField(default=list)  # the headings, in their order
    column_map = models.JSONField(default=dict)  # field → heading
    table = models.JSONField(default=list)  # [[line, [cells]]], forgotten when the import is over
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.MAPPING)
    uploaded_by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return _working_for(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return _working_for_policy()


class ProviderImportRow(ScopedModel):
    """One provider of a file: every cell, what was read, what is wrong, whom it matches, and what stood before."""

    class Outcome(models.TextChoices):
        CREATE = "create", _("New provider")
        UPDATE = "update", _("Changes a provider we have")
        LIST = "list", _("Put on our list")
        UNCHANGED = "unchanged", _("No change")
        QUESTION = "question", _("We need your answer")
        REJECTED = "rejected", _("Cannot be imported")
        SKIPPED = "skipped", _("Left out by you")

    batch = models.ForeignKey(ProviderImport, models.CASCADE, related_name="rows")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()  # the line of the file
    cells = models.JSONField(default=dict)  # heading → as it was written
    values = models.JSONField(default=dict)  # field → as it was read
    sites = models.JSONField(default=list)
    problems = models.JSONField(default=list)  # [{"column", "reason", "fatal"}]
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    decision = models.CharField(max_length=10, blank=True)  # same, different, leave_out
    match = models.ForeignKey(Provider, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=20, blank=True)  # how it was matched: name, urn, alike, row
    like_row = models.PositiveIntegerField(null=True)  # an earlier row of the file that may be the same provider
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey(Provider, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)  # what stood, for undo
    version_after = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="provider_import_row_once")]
        indexes = [models.Index(fields=["authority", "provider"], name="provider_import_of")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return _working_for(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return _working_for_policy()
