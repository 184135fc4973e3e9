"""The plan itself, each change of its status, and each sealed revision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Plan(PupilScoped):
    """One agreed document with a life (NPT-PSP-01 to 27). The statuses and their moves are in rules/lifecycles.py."""

    class Kind(models.TextChoices):
        PSP = "psp", _("Pastoral Support Programme")

    class Status(models.TextChoices):
        DECIDING = "deciding", _("Deciding")
        GATHERING = "gathering", _("Gathering views")
        ORGANISING = "organising", _("Organising the meeting")
        MEETING = "meeting", _("Meeting")
        AGREED = "agreed", _("Agreed")
        SENT = "sent", _("Sent to the authority")
        LIVE = "live", _("Live")
        REVIEWED = "reviewed", _("Next steps being discussed")
        CLOSED = "closed", _("Closed")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PSP)
    policy_version = models.ForeignKey("policy.PolicyVersion", models.PROTECT, related_name="plans")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DECIDING)
    status_since = models.DateTimeField(auto_now_add=True)

    # deciding
    concern = models.TextField(max_length=10_000)  # what worries us, from every perspective
    reasons = models.JSONField(default=list)  # codes of the pack's list of reasons, e.g. "exclusion_risk"
    strategies_tried = models.TextField(max_length=10_000, blank=True)  # NPT-PSP-01
    needs_assessed = models.BooleanField(null=True)  # NPT-PSP-06
    opened_on = models.DateField()
    lead = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lead_post = models.CharField(max_length=120, blank=True)  # NPT-PSP-03
    key_adult = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    key_adult_name = models.CharField(max_length=150, blank=True)
    alnco_informed_on = models.DateField(null=True)  # NPT-PSP-04
    staff_informed_on = models.DateField(null=True)  # NPT-PSP-04
    ewo_involved_on = models.DateField(null=True)  # NPT-PSP-05
    ewo_name = models.CharField(max_length=150, blank=True)
    wellbeing_informed_on = models.DateField(null=True)  # NPT-PSP-07
    idp_reference = models.CharField(max_length=60, blank=True)  # NPT-PSP-06, 23
    no_idp_reason = models.TextField(max_length=2_000, blank=True)
    idp_outcomes_linked = models.BooleanField(default=False)  # NPT-PSP-23
    other_plans = models.JSONField(default=list)  # codes of rules.psp.OTHER_PLANS: HIL-PSP-03, 04, HAM-AP-05
    other_plans_note = models.TextField(max_length=2_000, blank=True)  # which they are, and how they fit together
    behaviour_plan_ended_on = models.DateField(null=True)  # HIL-PSP-03
    papers = models.JSONField(default=dict)  # F-HIL-01: code of the pack's list → {"state": ..., "note": ...}
    engagement_difficult = models.BooleanField(default=False)  # NPT-PSP-26
    engagement_attempts = models.TextField(max_length=5_000, blank=True)  # one attempt on each line

    # the figures of the form's first box, as they were at the meeting
    attendance_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    exclusions_count = models.PositiveSmallIntegerField(null=True)
    exclusion_days = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # quarter-day steps (Wales)

    # the child's voice (NPT-PSP-10; their views, NPT-PSP-27, are answers of the form)
    chosen_adult_asked_on = models.DateField(null=True)
    chosen_adult = models.CharField(max_length=150, blank=True)

    # chosen at the meeting
    check_in_every = models.CharField(max_length=15, blank=True)  # of rules.psp.CHECK_IN_DAYS; "": as the authority says
    ends_on = models.DateField(null=True)  # HIL-PSP-25
    add_ons = models.JSONField(default=list)  # forms of the pack that this plan has besides: "incident_support"

    # agreed
    fewer_outcomes_reason = models.TextField(max_length=2_000, blank=True)
    agreed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    last_review_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)  # NPT-PSP-16: always set while live
    last_check_in_on = models.DateField(null=True)  # NPT-PSP-18
    change_wanted_on = models.DateField(null=True)  # NPT-PSP-19: the plan needs to change between reviews
    parents_contacted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closing_outcome = models.CharField(max_length=30, blank=True)  # review decision, "no_plan" or "withdrawn"
    closing_note = models.TextField(max_length=5_000, blank=True)
    # What is out for signature or signed. Null: nothing is, or the words were changed since (signatures are asked again).
    current_revision = models.ForeignKey("plans.Revision", models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)  # goes up each time the plan is amended
    version = models.PositiveIntegerField(default=1)  # goes up at each write; a stale form is asked, never obeyed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "kind"], condition=~models.Q(status="closed"), name="one_open_plan_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="live") | models.Q(next_review_on__isnull=False), name="live_has_next_review"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed") | ~models.Q(closing_outcome=""), name="closed_says_how"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "status", "next_review_on"], name="plan_school"),
            models.Index(fields=["authority", "status", "next_review_on"], name="plan_authority"),
            models.Index(fields=["lead", "status"], name="plan_lead"),
            models.Index(fields=["next_review_on"], condition=models.Q(status="live"), name="plan_review_due"),
        ]


class StatusChange(PupilScoped):
    """Immutable: from where to where, by which action, by whom, when and why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="status_changes")
    action = models.CharField(max_length=30)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    warnings = models.JSONField(default=list)  # what the rules warned of and was accepted

    class Meta:
        ordering = ["at", "id"]


class Revision(PupilScoped):
    """What the plan said, whole, at one moment: what signatures are bound to and the authority receives."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="revision_number")]
        ordering = ["number"]
