"""A reduced (part-time) timetable as a record of its own, inside a plan or a healthcare plan, and what hangs on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped


class Timetable(PupilScoped):
    """Fewer hours for a time (NPT-RT-01 to 26, ENG-PTT-01 to 11). Its stages and moves are in rules/reduced/lifecycle.py."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONSULTED = "consulted", _("Everyone asked")
        RISK_ASSESSED = "risk_assessed", _("Risks assessed")
        AGREED = "agreed", _("Agreed")
        NOTIFIED = "notified", _("The authority is told")
        ACTIVE = "active", _("Running")
        EXTENSION = "extension", _("Longer time asked for")
        CLOSED = "closed", _("Closed")

    class Excluded(models.TextChoices):
        INCLUSION_CENTRE = "inclusion_centre", _("All the time away from class is at an inclusion centre")
        STAGGERED_START = "staggered_start", _("Reception children starting bit by bit")

    plan = models.ForeignKey("plans.Plan", models.PROTECT, null=True, related_name="timetables")
    policy_version = models.ForeignKey("policy.PolicyVersion", models.PROTECT, related_name="timetables")
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.PROPOSED)
    status_since = models.DateTimeField(auto_now_add=True)
    closed_from = models.CharField(max_length=15, blank=True)
    opened_on = models.DateField()
    lead = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    # the header (F-NPT-02) and why
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    reason = models.CharField(max_length=20, blank=True)  # of rules.reduced.REASON_LABELS
    circumstance = models.CharField(max_length=20, blank=True)  # of rules.reduced.CIRCUMSTANCE_LABELS (NPT-RT-02)
    rationale = models.TextField(max_length=10_000, blank=True)
    avenues_tried = models.TextField(max_length=10_000, blank=True)
    managed_move = models.BooleanField(default=False)
    sanction = models.BooleanField(default=False)
    safeguarding_concern = models.BooleanField(null=True)  # NPT-RT-26
    hours_per_day = models.JSONField(default=list)  # decimals as text: one for each day attended, or five (HRS-04)
    healthcare_plan = models.CharField(max_length=120, blank=True)  # NPT-RT-04
    excluded = models.CharField(max_length=20, choices=Excluded.choices, blank=True)  # NPT-RT-22, 23

    # the grid: periods of a day, weeks of a cycle, and what each period of each day holds (grid.py)
    weeks = models.PositiveSmallIntegerField(default=1)
    periods = models.JSONField(default=list)
    cells = models.JSONField(default=dict)
    first_week = models.DateField(null=True)  # the Monday of a week that is week 1; null: the week of the first day
    holidays_count = models.BooleanField(default=False)  # a week without school is a week of the cycle too

    # care for the child meanwhile
    monitor = models.CharField(max_length=150, blank=True)  # NPT-RT-15
    ewo_consulted_on = models.DateField(null=True)  # NPT-RT-06
    referrals = models.TextField(max_length=2_000, blank=True)  # one on each line
    no_referrals_reason = models.TextField(max_length=2_000, blank=True)
    aln_support_asked_on = models.DateField(null=True)
    alp_in_place = models.BooleanField(default=False)  # NPT-RT-20
    alp_checked = models.BooleanField(default=False)
    equality_checked = models.BooleanField(default=False)  # NPT-RT-25
    known_risks = models.JSONField(default=list)  # of rules.reduced.KNOWN_RISK_LABELS
    provider_work = models.TextField(max_length=2_000, blank=True)  # NPT-RT-24
    provider_purpose = models.TextField(max_length=2_000, blank=True)
    provider_leads_back = models.BooleanField(null=True)
    travel_agreed_on = models.DateField(null=True)
    transport = models.JSONField(default=dict)  # the travel change form (F-NPT-08): facts.TRANSPORT_FIELDS
    parents_told_slots_on = models.DateField(null=True)

    # the authority's group for children absent from education, where it has one (WIL-CAFE-01)
    panel_reviewed_on = models.DateField(null=True)
    panel_acts = models.BooleanField(null=True)  # whether it recommended anything; null: not written down
    panel_actions = models.TextField(max_length=5_000, blank=True)  # one on each line: what, who, by when

    agreed_on = models.DateField(null=True)
    agreed_seal = models.CharField(max_length=64, blank=True)  # of the words that were agreed (grid.seal_of)
    began_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closing_note = models.TextField(max_length=5_000, blank=True)
    version = models.PositiveIntegerField(default=1)

    # counted from the above when it is written (counted.py), so that lists are filtered and sorted in the database
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # taught hours, averaged over the cycle
    adults_missing = models.PositiveSmallIntegerField(default=0)  # stretches away for which nobody is named
    limit_on = models.DateField(null=True)  # the last day within the authority's limit; null: it sets none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=~models.Q(status="closed"), name="one_open_timetable"),
            models.CheckConstraint(
                condition=models.Q(end_on__isnull=True)
                | models.Q(start_on__isnull=True)
                | models.Q(end_on__gte=models.F("start_on")),
                name="timetable_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(weeks__range=(1, 6)), name="timetable_weeks"),
        ]
        indexes = [
            models.Index(fields=["school", "status", "end_on"], name="timetable_school"),
            models.Index(fields=["authority", "status", "end_on"], name="timetable_authority"),
        ]

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED


class Consent(PupilScoped):
    """One person's answer to the words as they stood (`seal`); answers are added, never changed (T16)."""

    class Role(models.TextChoices):
        PARENT = "parent", _("Parent")
        FOSTER_CARER = "foster_carer", _("Foster carer")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        CHILD = "child", _("The child")

    class State(models.TextChoices):
        AGREED = "agreed", _("Agrees")
        REFUSED = "refused", _("Does not agree")
        WITHDRAWN = "withdrawn", _("No longer agrees")

    class How(models.TextChoices):
        PASTORAL = "pastoral", _("In Pastoral")
        LINK = "link", _("By link")
        SCREEN = "screen", _("On the shared screen")
        PAPER = "paper", _("On paper")
        IN_PERSON = "in_person", _("In person")
        TELEPHONE = "telephone", _("By telephone")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="consents")
    role = models.CharField(max_length=15, choices=Role.choices)
    name = models.CharField(max_length=150)
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    unlisted_why = models.CharField(max_length=500, blank=True)  # who is not among the child's contacts: why they answer
    state = models.CharField(max_length=10, choices=State.choices)
    on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices, default=How.IN_PERSON)
    delegated = models.BooleanField(null=True)  # a foster carer who may decide in the parents' place
    lives_with = models.BooleanField(null=True)
    note = models.TextField(max_length=2_000, blank=True)
    typed = models.CharField(max_length=150, blank=True)
    drawn = models.TextField(blank=True, max_length=60_000)  # an SVG path
    paper = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    heard_by = models.CharField(max_length=150, blank=True)  # of a call: who listened
    seal = models.CharField(max_length=64)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "id"]


class Agency(PupilScoped):
    """An agency that works with the child or the family: when it was asked, and when it had something to say."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="agencies")
    name = models.CharField(max_length=150)
    consulted_on = models.DateField(null=True)
    input_on = models.DateField(null=True)
    said = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering = ["id"]


class Risk(PupilScoped):
    """A risk assessment. "Significant" ends the matter (NPT-RT-08). The last one of a kind counts."""

    class Of(models.TextChoices):
        HOME = "home", _("At home")
        COMMUNITY = "community", _("In the community")
        TRAVEL = "travel", _("On the way")
        SAFEGUARDING = "safeguarding", _("Safeguarding")

    class Outcome(models.TextChoices):
        LOW = "low", _("Low")
        MANAGED = "managed", _("There is a risk, and it is managed")
        UNMANAGED = "unmanaged", _("There is a risk that is not managed yet")
        SIGNIFICANT = "significant", _("Significant: the child must stay in full time")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="risks")
    of = models.CharField(max_length=15, choices=Of.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    done_on = models.DateField()
    document = models.CharField(max_length=200, blank=True)
    managed_how = models.TextField(max_length=5_000, blank=True)
    review_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["done_on", "id"]


class Step(PupilScoped):
    """A step of the way back: from this day so many taught hours a week, and what makes it happen (NPT-RT-14)."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="steps")
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    needs = models.CharField(max_length=500, blank=True)  # what makes it happen
    reached_on = models.DateField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["timetable", "on"], name="one_step_a_day")]


class HoursReview(PupilScoped):
    """A review that was held, and what it decided."""

    class Outcome(models.TextChoices):
        INCREASED = "increased", _("More hours")
        UNCHANGED = "unchanged", _("The same hours")
        ENDED = "ended", _("Back to full time")
        EXTENSION = "extension", _("Ask for a longer time")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="reviews")
    held_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    with_pupil = models.BooleanField(null=True)
    with_parents = models.BooleanField(null=True)
    hours_before = models.DecimalField(max_digits=4, decimal_places=2, null=True)  # taught hours a week until then
    hours = models.DecimalField(max_digits=4, decimal_places=2, null=True)  # and from this review on
    said = models.TextField(max_length=5_000, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["held_on", "id"]


class Extension(PupilScoped):
    """A request to go on beyond the limit, passed on by the authority's group, decided by the Director (NPT-RT-05)."""

    class Decision(models.TextChoices):
        AUTHORISED = "authorised", _("Authorised")
        REFUSED = "refused", _("Refused")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="extensions")
    asked_on = models.DateField()
    until = models.DateField()
    why = models.TextField(max_length=5_000)
    asked_by = models.CharField(max_length=200)
    via_group_on = models.DateField(null=True)
    via_group_by = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=30, blank=True)  # a role's code
    decided_by_name = models.CharField(max_length=200, blank=True)
    reasons = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["asked_on", "id"]


class Notice(PupilScoped):
    """Somebody was told. `recipient` is the role's code in rules/reduced/notices.py."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="notices")
    event = models.CharField(max_length=30)
    recipient = models.CharField(max_length=40)
    recipient_name = models.CharField(max_length=150)
    rule = models.CharField(max_length=30)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    message = models.ForeignKey("outbox.OutboundMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]


class Move(PupilScoped):
    """Immutable: from which stage to which, by which action, by whom, when and why."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="moves")
    action = models.CharField(max_length=30)
    before = models.CharField(max_length=15, blank=True)
    after = models.CharField(max_length=15, choices=Timetable.Status.choices)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    reason = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Objection(PupilScoped):
    """ "This is not what we agreed", from the family: it reaches the EWO and not only the school. Answered, never removed."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="objections")
    said = models.TextField(max_length=5_000, blank=True)
    said_at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    contact = models.ForeignKey("pupils.Contact", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)  # the first look of the EWO or the lead who said so
    read_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(max_length=5_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["said_at", "id"]
