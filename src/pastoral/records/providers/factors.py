"""The four factors of full time (WOR-UNR-03): what each commissioner judged at a provider, and what follows for its own pupils."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import recording
from pastoral.rules.providers import FullTimeFactors, PupilAtSite, full_time_by

from .models import Attending, FactorJudgement, Provider, Site

Judged = list[tuple[int | None, float, str]]
"""(site or None, hours a week, decision), oldest first."""


def judgements(access: Access, provider_id: int) -> list[FactorJudgement]:
    """Everything that was judged of one provider by the reader's authorities, newest first. One query."""
    return list(
        FactorJudgement.objects.visible_to(access).filter(provider=provider_id).select_related("site", "authority").order_by("-id")
    )


def judged_of(access: Access, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Judged]:
    """(authority, provider) → what was judged. One query."""
    wanted = set(pairs)
    rows = FactorJudgement.objects.visible_to(access).filter(provider_id__in={provider for _a, provider in wanted})
    found: dict[tuple[int, int], Judged] = defaultdict(list)
    for authority, provider, site, hours, decision in rows.order_by("decided_on", "id").values_list(
        "authority_id", "provider_id", "site_id", "hours_a_week", "decision"
    ):
        found[authority, provider].append((site, float(hours), decision))
    return found


def full_time_at(judged: Judged, site_id: int | None, hours: Decimal | None) -> bool | None:
    """Whether so many hours at a site are full time, by what was judged of this site or of the provider as a whole."""
    own = [(at, decision) for site, at, decision in judged if site is None or site == site_id]
    return full_time_by(own, None if hours is None else float(hours))


def latest_factors(access: Access, provider_ids: Collection[int]) -> dict[int, FullTimeFactors]:
    """Provider → the four factors as they were judged last, for the rules. One query."""
    return as_factors(FactorJudgement.objects.visible_to(access).filter(provider_id__in=provider_ids).order_by("decided_on", "id"))


def as_factors(rows: Iterable[FactorJudgement]) -> dict[int, FullTimeFactors]:
    """The same of rows that were read, the oldest first."""
    return {
        row.provider_id: FullTimeFactors(
            hours_a_week=float(row.hours_a_week), weeks_a_year=float(row.weeks_a_year), time_of_day=row.time_of_day,
            rules_out_elsewhere=row.rules_out_elsewhere, decision=row.decision, decided_by=row.decided_by, decided_on=row.decided_on,
        )
        for row in rows
    }  # fmt: skip


def own_pupils(access: Access, provider_ids: Collection[int], day: dt.date | None = None) -> dict[int, tuple[PupilAtSite, ...]]:
    """Provider → the pupils of the reader's own authority there now, without a name. One query."""
    today = day or timezone.localdate()
    rows = Attending.objects.visible_to(access).filter(Q(until__isnull=True) | Q(until__gte=today), provider_id__in=provider_ids)
    found: dict[int, list[PupilAtSite]] = defaultdict(list)
    for row in rows:
        found[row.provider_id].append(
            PupilAtSite(
                row.person[:12], str(row.authority_id), None if row.hours is None else float(row.hours), row.full_time,
                row.compulsory_age, row.looked_after, row.ehcp, False, row.idp, row.sen,
            )  # fmt: skip
        )
    return {provider: tuple(there) for provider, there in found.items()}


def judge(
    *, provider: Provider, authority_id: int, site: Site | None, hours_a_week: Decimal, weeks_a_year: Decimal, time_of_day: str,
    rules_out_elsewhere: bool, decision: str, reason: str = "", by: Access,
) -> FactorJudgement:  # fmt: skip
    """Record one judgement, and count the authority's own pupils by it. The caller has the provider tested again."""
    by.require(Permission.MANAGE_DIRECTORY)
    with recording("provider.factors_judged", by=by) as record:
        row = FactorJudgement(
            authority_id=authority_id, provider=provider, site=site, hours_a_week=hours_a_week, weeks_a_year=weeks_a_year,
            time_of_day=time_of_day, rules_out_elsewhere=rules_out_elsewhere, decision=decision, reason=reason,
            decided_by=by.actor, decided_on=timezone.localdate(),
        )  # fmt: skip
        row.save()
        record.about(row, changes={"provider": provider.pk, "decision": decision})
        judged = judged_of(by, [(authority_id, provider.pk)]).get((authority_id, provider.pk), [])
        changed: list[Any] = []
        for there in Attending.objects.visible_to(by).filter(authority=authority_id, provider=provider):
            full = full_time_at(judged, there.site_id, there.hours)
            if full != there.full_time:
                there.full_time = full
                changed.append(there)
        Attending.objects.visible_to(by).bulk_update(changed, ("full_time",))
    return row
