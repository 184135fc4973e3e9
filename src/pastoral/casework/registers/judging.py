"""The night's comparison for every child with marks: what no record explains becomes a finding on the child (idea 5, CODE-01 to 03)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.attendance.known import known_of, policy_of
from pastoral.records.attendance.sieve import worth_a_look
from pastoral.records.attendance.watching import PATTERN, watch
from pastoral.records.findings.registry import FoundNow
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.organisations.models import Authority
from pastoral.records.pupils.models import Pupil
from pastoral.rules.engine import RuleFinding
from pastoral.rules.sentences import mark

SUBJECT = "pupils.pupil"
PATTERN_RULE = "CODE-01"


def worth_judging(access: Access) -> Any:
    """The pupils a night looks at: a queryset, of which the database passes over most."""
    (authority_id,) = access.authority_ids
    nation = Authority.objects.values_list("nation", flat=True).get(pk=authority_id)
    today = timezone.localdate()
    reasons = policy_of(authority_id, nation, today).value("attendance.reason_within_days") is not None
    return worth_a_look(access, nation, today, reasons=reasons)


def judge_pupils(access: Access, pupil_ids: list[int]) -> dict[int, list[FoundNow]]:
    """Pupil's key → what the marks say that no record explains. A child who has left has nothing."""
    pupils = list(
        Pupil.objects.visible_to(access).filter(pk__in=pupil_ids, left_on__isnull=True).select_related("school", "authority")
    )
    if not pupils:
        return {}
    today = timezone.localdate()
    known = known_of(access, pupils, today)
    calendars = calendars_of({pupil.school_id: pupil.school for pupil in pupils}.values())
    policies = {one.pk: policy_of(one.pk, one.nation, today) for one in {pupil.authority for pupil in pupils}}
    found: dict[int, list[FoundNow]] = {}
    for pupil in pupils:
        said, _pattern = watch(
            known[pupil.pk].marks, known[pupil.pk].around, policy=policies[pupil.authority_id],
            calendar=calendars[pupil.school_id], today=today,
        )  # fmt: skip
        if said:
            found[pupil.pk] = [_found(pupil, one) for one in said]
    return found


def _found(pupil: Pupil, one: RuleFinding) -> FoundNow:
    pattern = one.about == PATTERN
    values = one.sentence.values()
    return FoundNow(
        rule=one.rule, about=one.about, effect=one.effect, colour=one.colour, sentence=one.sentence, remedy=one.remedy,
        owner_role=one.owner, due_on=one.due, link_name="part-time-pattern" if pattern else "pupil-attendance", link_key=pupil.pk,
        facts=((mark("School weeks in a row"), values["weeks"], "pupil-attendance"),) if pattern else (),
        since=values["since"] if pattern else None,  # type: ignore[arg-type]  # of_pattern puts a day there
    )  # fmt: skip
