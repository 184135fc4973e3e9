"""Marks of the register: one row for each pupil, school and week, and the files that brought them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped, ScopedModel
from pastoral.foundation.access.row_security import reach_condition
from pastoral.foundation.access.value import Access


class MarkImport(ScopedModel):
    """One file of marks of one school: read, looked at, imported, and if it was wrong undone as a whole."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("Waiting for you to check")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Undone")
        ABANDONED = "abandoned", _("Not imported")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    shape = models.CharField(max_length=10)  # "long", "day" or "wide"
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PREVIEW)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    pupils = models.PositiveIntegerField(default=0)
    # Sessions: new here, different from what was here, the same; and marks of the file that could not be taken.
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # [{"rows", "count", "field", "reason", "params"}]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(authority_id__in=access.authority_ids) | Q(school_id__in=access.school_ids)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        condition = reach_condition("-1")
        return condition, condition


class ImportedWeek(ScopedModel):
    """What an import says of a pupil's week and what stood there before; afterwards only the weeks that it changed, for undo.

    Written in bulk, so it carries the pupil's key without a foreign key: that is checked when the marks are written.
    """

    batch = models.ForeignKey(MarkImport, models.CASCADE, related_name="weeks", db_constraint=False)
    authority = models.ForeignKey(
        "organisations.Authority", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    school = models.ForeignKey(
        "organisations.School", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pupil_key = models.BigIntegerField()
    monday = models.DateField()
    codes = models.CharField(max_length=20)
    before = models.CharField(max_length=20, null=True)  # null: no row stood there

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(authority_id__in=access.authority_ids) | Q(school_id__in=access.school_ids)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        condition = reach_condition("-1")
        return condition, condition


class MarkWeek(PupilScoped):
    """A pupil's marks of one week at one school, in the twenty characters of `weeks`.

    `at_school` kept the register; `school` is the pupil's home school today, as in every table about a pupil. The composite key
    of that scope holds pupil, authority and school together, so none of the three needs a foreign key or an index of its own:
    a year of an authority is most of a million rows.
    """

    pupil = models.ForeignKey("pupils.Pupil", models.PROTECT, db_constraint=False, db_index=False)
    authority = models.ForeignKey(
        "organisations.Authority", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    school = models.ForeignKey(
        "organisations.School", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    at_school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+", db_index=False)
    monday = models.DateField()
    codes = models.CharField(max_length=20)
    batch = models.ForeignKey(
        MarkImport, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "at_school", "monday"], name="mark_week_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="mark_week_begins_on_monday"),
            models.CheckConstraint(condition=Q(codes__regex="^.{20}$"), name="mark_week_has_ten_sessions"),
        ]
        indexes = [models.Index(fields=["at_school", "monday"], name="mark_week_school")]


class SessionConfirmation(PupilScoped):
    """What a provider said of one half day (CODE-02, CODE-03). Rows are only added: a later one counts, and none is changed."""

    class Answer(models.TextChoices):
        CAME = "came", _("Came")
        LATE = "late", _("Came late")
        ABSENT = "absent", _("Did not come")

    class How(models.TextChoices):
        PHONE = "phone", _("By phone")
        MESSAGE = "message", _("By email or text message")
        IN_PERSON = "in_person", _("In person")
        REGISTER = "register", _("We saw the provider's own register")
        HERE = "here", _("In the provider's register in Pastoral")  # never stored: the marks are the provider's own

    on = models.DateField()
    half = models.CharField(max_length=2, choices=[("am", _("Morning")), ("pm", _("Afternoon"))])
    answer = models.CharField(max_length=6, choices=Answer.choices)
    provider = models.CharField(max_length=150, blank=True)
    said_by = models.CharField(max_length=150)  # who at the provider
    how = models.CharField(max_length=9, choices=How.choices)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["pupil", "on"], name="session_confirmed")]


class PatternReason(PupilScoped):
    """What a school says of half days away that look like a part-time timetable. It speaks for the time until `until`, no longer."""

    class Kind(models.TextChoices):
        CODES = "codes", _("The codes are wrong, and we will correct the register")
        CHANCE = "chance", _("Each absence had its own reason, and it is not a timetable")
        ELSEWHERE = "elsewhere", _("It was agreed, and the agreement is written down somewhere else")
        ENDED = "ended", _("Nobody had agreed it, and it has ended")

    since = models.DateField()
    until = models.DateField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.TextField(max_length=2_000)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=200)
