"""What is known of children around their marks of this school year, in bulk: due sessions, agreements, confirmations, reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from pastoral.foundation.access.value import Access
from pastoral.records.policy.packs import FAMILIES, pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.pupils.models import Enrolment, Pupil
from pastoral.rules.attendance.facts import Half
from pastoral.rules.engine import Policy
from pastoral.rules.key_stages import school_year_start

from .agreed import agreed_away
from .due import CAME, confirmations, not_settled, sessions_due
from .models import PatternReason
from .queries import marks_of
from .watching import Around, Marks


def policy_of(authority_id: int, nation: str, on: dt.date) -> Policy:
    """The authority's policy in force; before it has published one, its nation's law alone."""
    try:
        return pack_of(version_in_force(authority_id, on).pk).policy
    except NoPolicy:
        return Policy("", nation, {}, FAMILIES.get(nation, ()))


@dataclass(frozen=True)
class Known:
    """One child's marks of this school year and what is known around them."""

    marks: Marks
    around: Around


def known_of(access: Access, pupils: list[Pupil], today: dt.date) -> dict[int, Known]:
    """Pupil's key → what the comparison needs. Seven queries at most beyond those of the records that say where a child is due."""
    ids, start = [pupil.pk for pupil in pupils], school_year_start(today)
    marks = marks_of(access, ids, start, today)
    due = sessions_due(access, ids, start, today)
    unsettled = not_settled(access, ids, start, today, due)
    away = agreed_away(access, ids, start, today)
    confirmed: dict[int, dict[tuple[dt.date, Half], bool]] = {}
    for (pupil, day, half), answer in confirmations(access, ids, start, today).items():
        confirmed.setdefault(pupil, {})[day, half] = answer.answer in CAME
    reasons: dict[int, dt.date] = {}
    for pupil, until in PatternReason.objects.visible_to(access).filter(pupil_id__in=ids).values_list("pupil_id", "until"):
        reasons[pupil] = max(until, reasons.get(pupil, until))
    twice = _registered_twice(access, ids, today)
    return {
        pupil.pk: Known(
            marks[pupil.pk],
            Around(
                due=tuple(due.get(pupil.pk, ())), settled_elsewhere=frozenset(unsettled.get(pupil.pk, ())),
                away=away.get(pupil.pk, frozenset()), confirmed=confirmed.get(pupil.pk), registered_twice=pupil.pk in twice,
                explained_until=reasons.get(pupil.pk), born=pupil.date_of_birth,
            ),
        )
        for pupil in pupils
    }  # fmt: skip


def _registered_twice(access: Access, ids: list[int], today: dt.date) -> set[int]:
    current = Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    rows = Enrolment.objects.visible_to(access).filter(*current, pupil_id__in=ids).exclude(at_school_id=F("school_id"))
    return set(rows.values_list("pupil_id", flat=True))
