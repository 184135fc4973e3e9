"""Whether a provider must be registered as a school: what each commissioner judged, and what the test over all of them says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.value import Access

from .provider import Provider, Site, own_authority, own_authority_policy


class FactorJudgement(ScopedModel):
    """Immutable: the four factors of full time at a provider, and one commissioner's decision (WOR-UNR-03). A new look is a new row."""

    class Decision(models.TextChoices):
        FULL_TIME = "full_time", _("Full time")
        PART_TIME = "part_time", _("Part time")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="factor_judgements")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")  # null: wherever it teaches
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=2)  # (a) with breaks and study alone
    weeks_a_year = models.DecimalField(max_digits=4, decimal_places=1)  # (b)
    time_of_day = models.CharField(max_length=200)  # (c)
    rules_out_elsewhere = models.BooleanField()  # (d)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.TextField(max_length=2_000, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_on", "id"]
        indexes = [models.Index(fields=["provider", "authority"], name="factors_provider")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy()


class TestResult(ScopedModel):
    """What the registration test over all commissioners says, by one authority's policy. Never a number of children, nor whose.

    `site` null is the provider as a whole. `result` is of rules/providers/registration.py.
    """

    __test__ = False  # the test of a provider, none of ours

    class Result(models.TextChoices):
        BELOW = "below", _("Below")
        EARLY_WARNING = "early_warning", _("One pupil below")
        UNKNOWN = "unknown", _("Too little is known")
        MET = "met", _("Reached")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="test_results")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    result = models.CharField(max_length=15, choices=Result.choices)
    since = models.DateField()  # the day on which it became this
    tested_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the authority was last written to

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "provider", "site"], name="tested_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["provider", "site"], name="tested_provider")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy()
