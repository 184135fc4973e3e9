"""How many children are taught where, counted over every authority without saying who they are (HRS-07, WOR-UNR-02)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.row_security import within
from pastoral.foundation.access.value import Access

from .provider import Provider, Site


class Attending(ScopedModel):
    """One placement as the registration test needs it. No name, no key of a child: `person` is a keyed hash, equal for one child.

    An authority reads its own rows; the test over all of them is Pastoral's own work and gives out totals only.
    """

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="attending")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")
    placement = models.BigIntegerField(unique=True)
    person = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # a week at this provider
    full_time = models.BooleanField(null=True)  # as judged on the four factors (WOR-UNR-03)
    compulsory_age = models.BooleanField(null=True)
    looked_after = models.BooleanField(null=True)
    ehcp = models.BooleanField(null=True)
    idp = models.BooleanField(null=True)
    sen = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["provider", "site", "until"], name="attending_provider")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(authority_id__in=sorted(access.authority_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        """PostgreSQL too gives an authority its own rows only; the test enters row security for all who have children there."""
        own = within("authority_id", "authorities")
        return own, own
