"""What is known of children around their marks, in bulk: sessions due, agreements, confirmations, reasons that were given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from pastoral.foundation.access.value import Access
from pastoral.records.policy.packs import FAMILIES, pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.pupils.models import Enrolment, Pupil
from pastoral.rules.attendance.codes_checked import CONFIRMED_BY_PROVIDER
from pastoral.rules.attendance.facts import Half
from pastoral.rules.engine import Policy
from pastoral.rules.key_stages import school_year_start

from .comparing import may_be_pattern
from .due import AT_PROVIDER, CAME, Recorded, confirmations, confirmed, recorded
from .models import PatternReason
from .queries import marks_of
from .watching import Around, Marks


def policy_of(authority_id: int, nation: str, on: dt.date) -> Policy:
    """The authority's policy in force; before it has published one, its nation's law alone."""
    try:
        return pack_of(version_in_force(authority_id, on).pk).policy
    except NoPolicy:
        return law_alone(nation)


def law_alone(nation: str) -> Policy:
    return Policy("", nation, {}, FAMILIES.get(nation, ()))


@dataclass(frozen=True)
class Known:
    """One child's marks and what is known around them."""

    marks: Marks
    around: Around


def known_of(
    access: Access, pupils: list[Pupil], today: dt.date, since: dt.date | None = None, *,
    marks: Mapping[int, Marks] | None = None, reasons: Mapping[int, dt.date] | None = None,
) -> dict[int, Known]:
    """Pupil's key → what the comparison needs, from the start of the school year or from `since`.

    One query each for marks and reasons that are not given, for confirmations and for second schools where they can matter;
    beyond those, what the records ask that say where a child is due.
    """
    ids, start = [pupil.pk for pupil in pupils], since or school_year_start(today)
    seen = marks_of(access, ids, start, today) if marks is None else marks
    records = recorded(access, ids, start, today)
    nothing = Recorded()
    codes = {pupil: set(seen[pupil].values()) for pupil in ids}
    to_confirm = [
        pupil for pupil in ids
        if codes[pupil] & set(CONFIRMED_BY_PROVIDER) or any(one.place in AT_PROVIDER for one in records.get(pupil, nothing).sessions)
    ]  # fmt: skip
    answers = confirmations(access, to_confirm, start, today) if to_confirm else {}
    said: dict[int, dict[tuple[dt.date, Half], bool]] = {}
    for (pupil, day, half), answer in answers.items():
        said.setdefault(pupil, {})[day, half] = answer.answer in CAME
    if reasons is None:
        reasons = _reasons(access, [pupil for pupil in ids if may_be_pattern(seen[pupil])])
    twice = _registered_twice(access, [pupil for pupil in ids if "D" in codes[pupil]], today)
    return {
        pupil.pk: Known(
            seen[pupil.pk],
            Around(
                due=tuple(confirmed(pupil.pk, record.sessions, answers)), settled_elsewhere=record.not_settled(),
                away=record.agreed_away(), confirmed=said.get(pupil.pk), registered_twice=pupil.pk in twice,
                explained_until=reasons.get(pupil.pk), born=pupil.date_of_birth,
            ),
        )
        for pupil in pupils
        for record in [records.get(pupil.pk, nothing)]
    }  # fmt: skip


def _reasons(access: Access, ids: list[int]) -> dict[int, dt.date]:
    """Pupil's key → the day up to which a school has said why."""
    found: dict[int, dt.date] = {}
    if not ids:
        return found
    rows = PatternReason.objects.visible_to(access).filter(pupil_id__in=ids)
    for pupil, until in rows.values_list("pupil_id", "until"):
        found[pupil] = max(until, found.get(pupil, until))
    return found


def _registered_twice(access: Access, ids: list[int], today: dt.date) -> set[int]:
    """Those of them who are on the roll of a second school today."""
    if not ids:
        return set()
    current = Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    rows = Enrolment.objects.visible_to(access).filter(*current, pupil_id__in=ids).exclude(at_school_id=F("school_id"))
    return set(rows.values_list("pupil_id", flat=True))
