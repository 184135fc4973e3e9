"""What was shared with a provider about one child (HAM-AP-11), and what the parents said to it (HAM-AP-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PlacementScoped, pupil_scope_q
from pastoral.foundation.access.row_security import reach_condition, shared_condition
from pastoral.foundation.access.value import Access
from pastoral.rules.placements.facts import DATA_LABELS

from .about import AboutPlacement
from .placement import Placement


class WhileShared(PlacementScoped):
    """The provider reads a row while it is not withdrawn, and never writes one: row security says both."""

    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        reach = pupil_scope_q(access)
        if not access.placement_ids:
            return reach
        return reach | Q(placement_id__in=sorted(access.placement_ids), withdrawn_at__isnull=True)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return f"{reach_condition()} or ({shared_condition()} and withdrawn_at is null)", reach_condition()


class SharedSet(WhileShared):
    """One of the eight sets of data: shared with the provider, or said not to exist. Sharing it again is a new row."""

    class State(models.TextChoices):
        SHARED = "shared", _("Shared")
        NONE = "none", _("None exists")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="shared_sets")
    data = models.CharField(max_length=20, choices=[(code, code) for code in DATA_LABELS])
    state = models.CharField(max_length=10, choices=State.choices)
    text = models.TextField(max_length=20_000, blank=True)
    shared_at = models.DateTimeField(auto_now_add=True)
    shared_by = models.CharField(max_length=200)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "data"], condition=Q(withdrawn_at__isnull=True), name="shared_set_once")
        ]


class SharedFile(WhileShared):
    """A file of a shared set. The provider opens it by this row alone, never by the file of the child's record."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="shared_files")
    shared_set = models.ForeignKey(SharedSet, models.CASCADE, related_name="files")
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file_format = models.CharField(max_length=10)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]


class Consent(AboutPlacement):
    """A parent, or the young person, was asked whether data may be shared, and what they answered. Asked always, kept always."""

    class How(models.TextChoices):
        LINK = "link", _("By message, answered by link")
        IN_PERSON = "in_person", _("In person")
        TELEPHONE = "telephone", _("By telephone")
        PAPER = "paper", _("On paper")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NONE = "none", _("No answer")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="consents")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    person = models.CharField(max_length=150)
    how = models.CharField(max_length=10, choices=How.choices)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=200)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)  # blank: still waiting
    answered_on = models.DateField(null=True)
    words = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["-asked_on", "-id"]


class Message(PlacementScoped):
    """A few words between the home school and the provider about one child. Both read them while the placement is shared."""

    class Side(models.TextChoices):
        SCHOOL = "school", _("School")
        PROVIDER = "provider", _("Provider")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)  # who wrote it
    words = models.TextField(max_length=5_000)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)  # by the other side

    class Meta:
        ordering = ["at", "id"]
