"""The working protocol of a placement (F-HAM-01): who holds what, written by the commissioner, sent as sealed words, signed by both."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PlacementScoped

from .about import AboutPlacement


class ProtocolDraft(AboutPlacement):
    """What the commissioner writes. The provider reads none of it until it is sent. One for each placement.

    `items`: {"1": {"held": "school" | "provider", "note": ""}} over PROTOCOL_LABELS; `provider_items`: {"1": note} over the
    provider's seven; `belonging`: {"visits": {"owner": "", "how_often": ""}}.
    """

    placement = models.OneToOneField("placements.Placement", models.CASCADE, related_name="protocol_draft")
    items = models.JSONField(default=dict)
    provider_items = models.JSONField(default=dict)
    parents = models.TextField(max_length=5_000, blank=True)
    liaison_school = models.CharField(max_length=150, blank=True)
    liaison_provider = models.CharField(max_length=150, blank=True)
    challenge = models.TextField(max_length=5_000, blank=True)
    excluded_from_school = models.TextField(max_length=5_000, blank=True)
    excluded_from_provider = models.TextField(max_length=5_000, blank=True)
    belonging = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


class Protocol(PlacementScoped):
    """The words as they were sent: immutable. The provider reads them. A later one takes the place of an earlier one."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="protocols")
    number = models.PositiveSmallIntegerField()
    words = models.JSONField()  # what `protocol.words_of` gives
    seal = models.CharField(max_length=64)  # SHA-256 of the words
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["placement", "number"]
        constraints = [models.UniqueConstraint(fields=["placement", "number"], name="protocol_number")]


class ProtocolAnswer(PlacementScoped):
    """One side's answer to the words of one protocol: signed, or a change asked for. Immutable."""

    class Side(models.TextChoices):
        SCHOOL = "school", _("The school")
        PROVIDER = "provider", _("The provider")

    class State(models.TextChoices):
        SIGNED = "signed", _("Signed")
        CHANGE = "change", _("Asks for a change")

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="protocol_answers")
    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=10, choices=Side.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=150, blank=True)
    note = models.TextField(max_length=5_000, blank=True)
    seal = models.CharField(max_length=64)
    on = models.DateField()
    how = models.CharField(max_length=10)  # pastoral, link
    recorded_by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
