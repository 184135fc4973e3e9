"""Reads for the pages: patterns that stand, who is due at a provider on a day, what was said of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.attendance.comparing import meets
from pastoral.records.attendance.due import AT_PROVIDER, CAME, Answers, confirmations, recorded
from pastoral.records.attendance.known import law_alone
from pastoral.records.attendance.models import PatternReason, SessionConfirmation
from pastoral.records.attendance.patterns import OpenPattern
from pastoral.records.attendance.queries import marked_with, rows_marked_with
from pastoral.records.attendance.watching import PATTERN
from pastoral.records.findings.models import Finding
from pastoral.records.organisations.calendars import calendars_from, rows_of_schools
from pastoral.records.organisations.models import School
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import in_force_within, version_rows
from pastoral.records.pupils.models import Pupil
from pastoral.rules.attendance import SessionFacts, expected
from pastoral.rules.attendance.codes_checked import CONFIRMED_BY_PROVIDER
from pastoral.rules.engine import Policy

from . import at_places
from .judging import PATTERN_RULE, SUBJECT
from .sources import ran_in


def pattern_findings(access: Access, school_ids: Iterable[int] | None = None) -> QuerySet[Finding]:
    """The open findings on part-time patterns, the longest-standing first."""
    found: QuerySet[Finding] = Finding.objects.visible_to(access).filter(
        subject_type=SUBJECT, rule=PATTERN_RULE, about=PATTERN, cleared_on__isnull=True
    )
    if school_ids is not None:
        found = found.filter(school_id__in=list(school_ids))
    return found.select_related("pupil", "school").order_by("since", "pk")


def stored_patterns(access: Access, school_ids: Iterable[int] | None) -> list[OpenPattern]:
    """As `attendance.patterns` asks for them. One query."""
    rows = pattern_findings(access, school_ids).values_list("pupil_id", "params", "school_id", "pk", named=True)
    return [
        OpenPattern(
            row.pupil_id, row.params["since"], len(row.params["half_days"]), row.params["weeks"], row.school_id, row.pk
        )
        for row in rows
    ]


def reasons_of(access: Access, pupil_id: int) -> list[PatternReason]:
    """What a school has said of one child's half days away, the newest first."""
    return list(PatternReason.objects.visible_to(access).filter(pupil_id=pupil_id).order_by("-recorded_at", "-pk"))


def reasons_since(access: Access, day: dt.date) -> QuerySet[PatternReason]:
    """What schools have said since a day, the newest first."""
    rows: QuerySet[PatternReason] = PatternReason.objects.visible_to(access).filter(recorded_at__date__gte=day)
    return rows.select_related("pupil", "school").order_by("-recorded_at", "-pk")


@dataclass(frozen=True)
class AtProvider:
    """One child's half day at a provider, and what the provider said of it."""

    pupil: Pupil
    session: SessionFacts
    answer: SessionConfirmation | None
    proposed: tuple[str, ...] = ()  # the codes that fit what was said (CODE-01: proposed, never written)

    @property
    def key(self) -> str:
        return f"{self.pupil.pk}-{self.session.half}"

    @property
    def provider(self) -> str:
        return self.session.nature


def at_providers(access: Access, day: dt.date) -> list[AtProvider]:
    """Every child due at a provider on this day, and every one whom the register has there without a record that says so.

    By provider, name and half day; those without a record have no provider's name. Eight queries at most, and another where
    a pack is not at hand.
    """
    first = together(
        timetables=ran_in(access, day, day).only("pupil_id"), placements=at_places.ran_in(access, day, day).only("pupil_id"),
        marked=rows_marked_with(access, day, CONFIRMED_BY_PROVIDER),
    )  # fmt: skip
    ids = sorted({row.pupil_id for row in (*first["timetables"], *first["placements"])})
    due = {
        pupil: [one for one in record.sessions if one.place in AT_PROVIDER]
        for pupil, record in (recorded(access, ids, day, day).items() if ids else ())
    }
    with_record = set(ids)
    for pupil, half, code in marked_with(first["marked"], day, CONFIRMED_BY_PROVIDER):
        if pupil not in with_record:
            due.setdefault(pupil, []).append(SessionFacts(on=day, half=half, code=code))
    wanted = [pupil for pupil, sessions in due.items() if sessions]
    if not wanted:
        return []
    pupils: dict[int, Any] = Pupil.objects.visible_to(access).select_related("school__authority").in_bulk(wanted)
    schools = {pupil.school_id: pupil.school for pupil in pupils.values()}.values()
    authorities = {pupil.authority_id: pupil.school.authority for pupil in pupils.values()}
    read = together(versions=version_rows(list(authorities), day), **rows_of_schools(schools))
    calendars = calendars_from(schools, read["terms"], read["closed"])
    in_force = in_force_within(read["versions"], authorities, day)
    policies = {
        key: law_alone(one.nation) if (version := in_force[key][-1][1]) is None else pack_of(version).policy
        for key, one in authorities.items()
    }
    answers: Answers = confirmations(access, wanted, day, day)
    found = [
        _at_provider(pupils[pupil], one, answers.get((pupil, one.on, one.half)), policies[pupils[pupil].authority_id])
        for pupil in wanted
        if pupil in pupils and meets(calendars[pupils[pupil].school_id], day)
        for one in due[pupil]
    ]
    return sorted(
        found, key=lambda one: (one.provider.casefold(), one.pupil.surname, one.pupil.forename, one.pupil.pk, one.session.half)
    )


def _at_provider(pupil: Pupil, session: SessionFacts, answer: SessionConfirmation | None, policy: Policy) -> AtProvider:
    codes: tuple[str, ...] = ()
    if answer is not None:
        came = answer.answer in CAME
        fits = expected(replace(session, present=came, confirmed=came, supervised=came), policy)
        codes = fits.codes if fits is not None else ()
    return AtProvider(pupil, session, answer, codes)


def pupils_of(access: Access, schools: Iterable[School]) -> list[Pupil]:
    """The pupils of these schools who have not left, by name, each with its school as it is given here. One query."""
    by_key = {school.pk: school for school in schools}
    rows = Pupil.objects.visible_to(access).filter(school_id__in=by_key, left_on__isnull=True)
    found = list(rows.order_by("surname", "forename", "pk"))
    for one in found:
        one.school = by_key[one.school_id]
    return found
