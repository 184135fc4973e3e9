"""A placement in alternative provision: the commissioner's record of it, which the provider does not read."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PlacementScoped

from .about import AboutPlacement


class Placement(AboutPlacement):
    """From finding a place to a destination. Its stages and moves are in rules/placements/lifecycle.py, its rules beside them."""

    class Stage(models.TextChoices):
        CONSIDERING = "considering", _("Being considered")
        PREPARING = "preparing", _("Being prepared")
        LIVE = "live", _("Live")
        ENDING = "ending", _("Ending")
        CLOSED = "closed", _("Closed")

    plan = models.ForeignKey("plans.Plan", models.PROTECT, null=True, related_name="placements")  # NPT-AP-05
    policy_version = models.ForeignKey("policy.PolicyVersion", models.PROTECT, related_name="placements")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.CONSIDERING)
    stage_since = models.DateTimeField(auto_now_add=True)
    closed_from = models.CharField(max_length=12, blank=True)
    opened_on = models.DateField()
    lead = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    # what it is (codes are those of rules/placements/facts.py)
    setting = models.CharField(max_length=25, default="alternative_provision")  # SETTING_LABELS
    shape = models.CharField(max_length=30, blank=True)  # SHAPE_LABELS (NPT-AP-15)
    reason = models.CharField(max_length=25, blank=True)
    rationale = models.TextField(max_length=10_000, blank=True)
    arranged_by = models.CharField(max_length=20, blank=True)  # school, authority, education_centre
    on_home_roll = models.BooleanField(null=True)
    provider = models.ForeignKey("providers.Provider", models.PROTECT, null=True, related_name="placements")
    site = models.ForeignKey("providers.Site", models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    timeframe = models.CharField(max_length=300, blank=True)
    excluded_from = models.DateField(null=True)  # the first day of an exclusion: the sixth day counts from it (WIL-D6-01)
    without_education_since = models.DateField(null=True)
    resident_here = models.BooleanField(null=True)
    district = models.CharField(max_length=60, blank=True)

    # deciding
    needs_assessed_on = models.DateField(null=True)
    needs_assessment = models.TextField(max_length=10_000, blank=True)
    barriers = models.TextField(max_length=5_000, blank=True)
    agencies_involved = models.BooleanField(null=True)
    parent_agreed_on = models.DateField(null=True)
    providers_compared = models.PositiveSmallIntegerField(null=True)
    tier = models.CharField(max_length=20, blank=True)
    fund = models.CharField(max_length=40, blank=True)
    sen_category = models.CharField(max_length=10, blank=True)
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # pounds, for `cost_per`
    cost_per = models.CharField(max_length=10, blank=True)  # hour, day, week, term, placement
    missed_school_days = models.PositiveSmallIntegerField(null=True)

    # the plan of the placement
    purpose = models.TextField(max_length=5_000, blank=True)
    baseline = models.TextField(max_length=10_000, blank=True)
    assessment_arrangements = models.TextField(max_length=5_000, blank=True)
    monitoring_arrangements = models.TextField(max_length=5_000, blank=True)
    exit_plan = models.TextField(max_length=5_000, blank=True)
    complements = models.TextField(max_length=5_000, blank=True)
    medical_reason = models.TextField(max_length=2_000, blank=True)
    part_time_reason = models.TextField(max_length=2_000, blank=True)
    reintegration_is_objective = models.BooleanField(default=False)
    readiness = models.TextField(max_length=5_000, blank=True)
    first_review_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)
    linked_plans = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # LINKED_PLANS
    registration = models.CharField(max_length=5, blank=True)  # home, dual
    dual_from = models.DateField(null=True)
    slots_listed_on = models.DateField(null=True)  # somebody looked for uncovered time
    day_starts = models.TimeField(null=True)  # the school's own day; null: the pack's, or nobody has said
    day_ends = models.TimeField(null=True)
    lunch_starts = models.TimeField(null=True)  # not taught time (HRS-01)
    lunch_ends = models.TimeField(null=True)

    # the provider, as the school checked it for this child
    area_manager_asked_on = models.DateField(null=True)
    needs_met_on = models.DateField(null=True)
    changes_in_writing = models.BooleanField(null=True)
    four_answers = models.JSONField(default=dict)  # of QUESTION_LABELS: {code: {"answer", "evidence", "by", "on"}} (WOR-UNR-05)

    # living
    monitor = models.CharField(max_length=150, blank=True)  # named member of home-school staff (NPT-AP-09)
    monitor_user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    safety_checked_on = models.DateField(null=True)
    progress = models.TextField(max_length=10_000, blank=True)
    transition_plan = models.TextField(max_length=10_000, blank=True)  # Year 11 (WIL-P16-01)

    # ending
    returns_to_school = models.BooleanField(null=True)
    reintegration_plan = models.TextField(max_length=10_000, blank=True)
    no_report_reason = models.TextField(max_length=2_000, blank=True)
    verdict = models.TextField(max_length=5_000, blank=True)
    pupil_view = models.TextField(max_length=5_000, blank=True)
    destination = models.CharField(max_length=40, blank=True)  # a code of the pack's list
    destination_plan = models.TextField(max_length=5_000, blank=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # the last day at the provider
    closed_on = models.DateField(null=True)

    # counted when the above is written, so that lists are filtered and sorted in the database
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # at this provider
    version = models.PositiveIntegerField(default=1)

    hangs: Any  # what facts_of read with it (placements/rows.py); not a column

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="placement_ends_after_start",
            )
        ]
        indexes = [
            models.Index(fields=["school", "stage", "starts_on"], name="placement_school"),
            models.Index(fields=["authority", "stage", "starts_on"], name="placement_authority"),
            models.Index(fields=["provider", "stage"], name="placement_provider"),
        ]

    @property
    def is_closed(self) -> bool:
        return self.stage == self.Stage.CLOSED

    @property
    def is_running(self) -> bool:
        return self.stage in (self.Stage.LIVE, self.Stage.ENDING)


class Place(PlacementScoped):
    """The child's place as the provider sees it: made when the placement is shared, from what was shared. One for each placement."""

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="place")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
    site = models.ForeignKey("providers.Site", models.PROTECT, null=True, related_name="+")
    pupil_name = models.CharField(max_length=200)
    year_group = models.CharField(max_length=20, blank=True)
    school_name = models.CharField(max_length=200)
    home_contact = models.CharField(max_length=150, blank=True)  # the named member of home-school staff
    home_telephone = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=80, blank=True)  # the provider's own group, for its register
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    shared_on = models.DateField()
    ended_on = models.DateField(null=True)  # nothing is seen after it

    class Meta:
        ordering = ["pupil_name", "id"]
        indexes = [models.Index(fields=["provider", "ended_on"], name="place_provider")]


class Session(PlacementScoped):
    """When the child is at the provider in a week. A change of times is a new row from its day; the old one ends the day before."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="sessions")
    weekday = models.PositiveSmallIntegerField()  # ISO: 1 is Monday
    starts = models.TimeField()
    ends = models.TimeField()
    site = models.ForeignKey("providers.Site", models.PROTECT, null=True, related_name="+")
    since = models.DateField(null=True)  # null: from the first day
    until = models.DateField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)  # null: before it was kept

    class Meta:
        ordering = ["weekday", "starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="session_weekday"),
        ]


class Objective(PlacementScoped):
    """What the placement is to reach, from where, and how that will be measured. The provider sees it and adds to its progress."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="objectives")
    statement = models.TextField(max_length=2_000)
    aims = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # AIM_LABELS
    baseline = models.TextField(max_length=2_000, blank=True)
    measured_how = models.TextField(max_length=2_000, blank=True)
    unit = models.CharField(max_length=40, blank=True)  # "sessions a week", "reading age in months"
    baseline_value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    target_value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    by_when = models.DateField(null=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]


class Move(AboutPlacement):
    """Immutable: from which stage to which, by which action, by whom, when and why."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="moves")
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, choices=Placement.Stage.choices)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    reason = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Notice(AboutPlacement):
    """Somebody was told about the placement (table 3.3). `recipient` is the role's code; `rule` says why."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="notices")
    event = models.CharField(max_length=30)
    recipient = models.CharField(max_length=40)
    recipient_name = models.CharField(max_length=150)
    rule = models.CharField(max_length=30)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
