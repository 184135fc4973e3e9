"""Authorities, schools, and the calendar of each. Public facts: no child's data, so no row security."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Authority(models.Model):
    """A local authority. `code` is the three-digit number (671 Neath Port Talbot)."""

    class Nation(models.TextChoices):
        ENGLAND = "england", _("England")
        WALES = "wales", _("Wales")

    code = models.CharField(max_length=3, unique=True)
    ons_code = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    nation = models.CharField(max_length=10, choices=Nation.choices)
    in_use = models.BooleanField(default=False)  # works in this installation, not only known from a register
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """An establishment on a national register: URN in England, seven-digit school number in Wales."""

    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="schools")
    urn = models.CharField(max_length=10, blank=True)  # England
    number = models.CharField(max_length=7, blank=True)  # LAEstab in England, school number in Wales
    name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=120, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    welsh_medium = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    easting = models.PositiveIntegerField(null=True)  # metres on the national grid, where the register says so
    northing = models.PositiveIntegerField(null=True)
    lowest_age = models.PositiveSmallIntegerField(null=True)
    highest_age = models.PositiveSmallIntegerField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    is_open = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True)  # which register the row came from

    class Meta:
        constraints = [
            models.UniqueConstraint("urn", condition=~models.Q(urn=""), name="school_urn"),
            models.UniqueConstraint("number", condition=~models.Q(number="") & models.Q(urn=""), name="school_number"),
        ]
        indexes = [
            models.Index(fields=["authority", "name"], name="school_authority"),
            models.Index(fields=["number"], name="school_number_idx"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of an authority, or of one school where it differs. Half-term is the gap between `half_start` and `half_end`."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="terms")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="terms")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_starts_on = models.DateField(null=True, blank=True)
    half_ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="term_ends_after_start"),
            models.UniqueConstraint(
                fields=["authority", "school", "starts_on"], nulls_distinct=False, name="term_starts_once"
            ),
        ]
        ordering = ["starts_on"]


class ClosedDay(models.Model):
    """A day in term on which pupils do not come: INSET or an unplanned closure (CAL-02)."""

    class Reason(models.TextChoices):
        INSET = "inset", _("INSET (staff training)")
        CLOSURE = "closure", _("Closed (weather, election, other)")

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="closed_days")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "school", "day"], nulls_distinct=False, name="closed_once")
        ]
        ordering = ["day"]


class Mailbox(models.Model):
    """Where an authority wants a kind of paper sent: a post or functional mailbox, never a person (SYS-05, GAP-04)."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="mailboxes")
    purpose = models.CharField(
        max_length=60
    )  # "psp", "deputy_education_safeguarding_officer", "wellbeing_and_behaviour"
    title = models.CharField(max_length=120)
    email = models.EmailField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "purpose"], name="one_mailbox_per_purpose")]
