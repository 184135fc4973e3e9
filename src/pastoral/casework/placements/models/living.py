"""A placement that lives: visits, contact, reviews, concerns, progress, voices, and the provider's reports."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PlacementScoped

from .about import AboutPlacement
from .placement import Objective, Placement


class SafetyVisit(AboutPlacement):
    """The home school went and looked (NPT-AP-09). What it saw is the school's own: the provider does not read it."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="safety_visits")
    visited_on = models.DateField()
    visited_by = models.CharField(max_length=150)
    looked_at = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # of LOOKED_AT
    seen_alone = models.BooleanField()  # the child, without staff of the provider
    note = models.TextField(max_length=5_000, blank=True)
    to_do = models.TextField(max_length=2_000, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-visited_on", "-id"]


class InTouch(AboutPlacement):
    """The home school was in touch with the provider, the child or the parents (HAM-AP-13)."""

    class How(models.TextChoices):
        CALL = "call", _("By telephone")
        MEETING = "meeting", _("Face to face")
        MESSAGE = "message", _("By message")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="contacts")
    on = models.DateField()
    whom = ArrayField(models.CharField(max_length=10), default=list)  # provider, pupil, parent
    how = models.CharField(max_length=10, choices=How.choices)
    note = models.TextField(max_length=2_000, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-id"]


class JointReview(PlacementScoped):
    """A review of the placement with everybody: planned, asked to, held. All who take part read what was said."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("The placement goes on")
        END = "end", _("The placement ends")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="reviews")
    planned_for = models.DateField()
    starts = models.TimeField(null=True)
    where = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    took_part = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # school, provider, pupil, parent, others
    present = models.CharField(max_length=500, blank=True)  # who was there, by name, as the minutes have it
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    said = models.TextField(max_length=10_000, blank=True)
    informed_on = models.DateField(null=True)  # parents and professionals heard of the progress (NPT-AP-10)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-planned_for", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["placement"], condition=Q(held_on__isnull=True), name="placement_one_review_planned")
        ]


class ConcernReport(PlacementScoped):
    """What the provider wrote of a worry, and whether the school has read it. What the school does is in `Concern`."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="concern_reports")
    kind = models.CharField(max_length=20)  # of CONCERNS
    said = models.TextField(max_length=10_000)
    raised_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]


class Concern(AboutPlacement):
    """A worry about the placement, whoever had it, and what was done. The school's own: the provider does not read it."""

    class From(models.TextChoices):
        PROVIDER = "provider", _("The provider")
        SCHOOL = "school", _("The school")
        PARENT = "parent", _("A parent or carer")
        PUPIL = "pupil", _("The child")
        OTHER = "other", _("Somebody else")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="concerns")
    report = models.OneToOneField(ConcernReport, models.PROTECT, null=True, related_name="concern")
    kind = models.CharField(max_length=20)  # of CONCERNS
    raised_by = models.CharField(max_length=10, choices=From.choices)
    by_name = models.CharField(max_length=200)
    by_user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")  # a parent or the child reads the answer
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    said = models.TextField(max_length=10_000)
    raised_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # by the designated safeguarding lead (NPT-AP-14)
    read_by = models.CharField(max_length=200, blank=True)
    head_told_at = models.DateTimeField(null=True)  # nobody had read it in the time that the pack gives
    answer = models.TextField(max_length=5_000, blank=True)  # to the family, in words for them
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    done = models.TextField(max_length=10_000, blank=True)  # what the school did, in confidence
    authority_told_on = models.DateField(null=True)  # HAM-AP-08
    ofsted_told_on = models.DateField(null=True)  # WOR-UNR-06
    ofsted_reference = models.CharField(max_length=60, blank=True)
    lado_told_on = models.DateField(null=True)  # WOR-UNR-06
    lado_reference = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True)  # the placement, because of it (ENG-KC-06)
    resolved_on = models.DateField(null=True)

    class Meta:
        ordering = ["-raised_at", "-id"]


class ProgressPoint(PlacementScoped):
    """How far one objective was reached on a day: a number, where it is measured in numbers, and words."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="progress_points")
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="points")
    on = models.DateField()
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    said = models.TextField(max_length=2_000, blank=True)
    from_provider = models.BooleanField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]

    @property
    def plain_value(self) -> str:
        return "" if self.value is None else f"{self.value.normalize():f}"


class ProviderReport(PlacementScoped):
    """A report that the provider owes: regular, or the final one (HAM-END-02). Sent when `sent_at` is set; then it stays as it is."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Report for a review")
        FINAL = "final", _("Final report")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="provider_reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_on = models.DateField()
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    attainment = models.TextField(max_length=10_000, blank=True)
    progress = models.TextField(max_length=10_000, blank=True)
    attendance = models.TextField(max_length=5_000, blank=True)
    behaviour = models.TextField(max_length=10_000, blank=True)

    class Meta:
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "kind"], condition=Q(sent_at__isnull=True), name="placement_one_report_owed"
            )
        ]


class VoiceAsk(AboutPlacement):
    """A parent or the child was asked by link how it goes (WIL-VOICE-01) or, at the end, how it went (HAM-END-03)."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="voice_asks")
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")  # null: the child
    name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]


class Voice(AboutPlacement):
    """What a parent or the child said of the placement, in their words."""

    class Of(models.TextChoices):
        PUPIL = "pupil", _("The child")
        PARENT = "parent", _("A parent or carer")

    class Going(models.TextChoices):
        WELL = "well", _("Well")
        MIXED = "mixed", _("Some things well, some not")
        BADLY = "badly", _("Not well")

    class How(models.TextChoices):
        PASTORAL = "pastoral", _("In Pastoral")
        LINK = "link", _("By link")
        TOLD = "told", _("Written down by staff")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="voices")
    of = models.CharField(max_length=10, choices=Of.choices)
    name = models.CharField(max_length=200)
    on = models.DateField()
    going = models.CharField(max_length=10, choices=Going.choices)
    said = models.TextField(max_length=5_000, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    at_end = models.BooleanField(default=False)
    asked = models.ForeignKey(VoiceAsk, models.SET_NULL, null=True, related_name="answers")

    class Meta:
        ordering = ["-on", "-id"]
