"""The authority's officers judge what the record can't settle, and answer a provisional red. Nothing of it is changed later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import Recording, recording
from pastoral.records.cases import timeline
from pastoral.records.cases.models import Note
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced.audit import JUDGED, Audit, audit
from pastoral.rules.sentences import Refused, say

from ..attended import RUNNING, with_attendance
from ..facts import facts_of
from ..models import Judgement, Rating, Timetable
from ..rows import rows_of
from .changing import SUBJECT
from .colouring import has_matrix, keep_colours

NO_MATRIX = say("AUD.no_matrix", "This authority does not use the audit matrix.")
CLOSED = say("AUD.closed", "This reduced timetable is closed, so nothing more is judged.")
NOTHING = say("AUD.nothing", "Judge at least one of these.")
NO_EVIDENCE = say("AUD.evidence", "Write the evidence for each thing that you judge.")
NO_REASON = say("AUD.reason", "Write the reason for your answer.")
NOT_RED = say("AUD.not_red", "There is no red to answer.")
NOT_STATUS = say("AUD.not_status", "Only a red that rests on the child's status can be lowered. This one does not.")
NO_END = say("AUD.until", "Say until when it is lowered. Then it is looked at again.")
PAST = say("AUD.until_past", "The last day of a lowered colour must be today or later.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One indicator of `rules.reduced.audit.JUDGED`, whether it holds, and what shows it."""

    code: str
    holds: bool
    evidence: str


def judge(*, timetable_id: int, verdicts: Sequence[Verdict], by: Access) -> list[Judgement]:
    """One sitting of an audit: each verdict is added under the officer's name (NPT-AUD-02). All are kept, or none."""
    with _auditing(timetable_id, "timetable.judged", by=by) as (row, record):
        if not verdicts:
            raise Refused((NOTHING,))
        if unknown := [one.code for one in verdicts if one.code not in JUDGED]:
            raise ValueError(f"not indicators that people judge: {unknown}")
        if any(not one.evidence.strip() for one in verdicts):
            raise Refused((NO_EVIDENCE,))
        judged = [
            Judgement(
                **scope_of(row.pupil), timetable=row, code=one.code, holds=one.holds, evidence=one.evidence.strip(),
                by_id=by.user_id, by_name=by.actor, on=timezone.localdate(),
            )
            for one in verdicts
        ]  # fmt: skip
        for one in judged:
            one.save()
        record.about(row, changes={one.code: one.holds for one in judged})
        _tell(row, "timetable.judged", by)
    return judged


def rate(*, timetable_id: int, answer: str, reason: str, by: Access, until: dt.date | None = None) -> Rating:
    """Confirm a red, or set the child's status aside until a day (NPT-AUD-03, T22). Raises `Refused`."""
    with _auditing(timetable_id, "timetable.rated", by=by) as (row, record):
        now = audit_of(by, row)
        if row.status not in RUNNING or not may_be_answered(now):
            raise Refused((NOT_RED,))
        missing = [NO_REASON] if not reason.strip() else []
        lowered = answer == Rating.Answer.LOWERED
        if lowered and not may_be_lowered(now):
            missing.append(NOT_STATUS)
        elif lowered:
            missing += _faults_of_end(row, until)
        if missing:
            raise Refused(tuple(missing))
        rating = Rating(
            **scope_of(row.pupil), timetable=row, answer=Rating.Answer(answer), reason=reason.strip(),
            until=until if lowered else None, by_id=by.user_id, by_name=by.actor, on=timezone.localdate(),
        )  # fmt: skip
        rating.save()
        record.about(row, changes={"answer": answer, "until": rating.until.isoformat() if rating.until else None})
        _tell(row, f"timetable.red_{answer}", by)
    return rating


def _faults_of_end(row: Timetable, until: dt.date | None) -> list[Any]:
    today = timezone.localdate()
    if until is None:
        return [NO_END]
    if until < today:
        return [PAST]
    if row.end_on is not None and until > max(row.end_on, today):
        return [say("AUD.until_end", "The timetable ends on {end}, so it can't be lowered for longer.", end=row.end_on)]
    return []


def may_be_answered(now: Audit) -> bool:
    """A red is confirmed or lowered; one that was lowered may be confirmed after all."""
    return now.colour == "red" or bool(now.set_aside)


def may_be_lowered(now: Audit) -> bool:
    """Only where the child's status is among what makes it red (NPT-AUD-03)."""
    return may_be_answered(now) and "R1-status" in now.holding("red")


def audit_of(access: Access, row: Timetable) -> Audit:
    """The matrix of one timetable today."""
    own = rows_of(access, [row.pk])
    facts = with_attendance(access, [row], own, facts_of(access, [row], own))[row.pk]
    return audit(facts, pack_of(row.policy_version_id).policy, calendar_of(row.school), timezone.localdate())


@contextmanager
def _auditing(timetable_id: int, verb: str, *, by: Access) -> Iterator[tuple[Timetable, Recording]]:
    """Lock the row. Its version stays: what the authority judges is no change of what the school writes."""
    with recording(verb, by=by) as record:
        row: Timetable = (
            Timetable.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("pupil__authority", "school__authority", "plan")
            .get(pk=timetable_id)
        )
        by.require(Permission.AUDIT_TIMETABLES)
        if not has_matrix(row):
            raise Refused((NO_MATRIX,))
        if row.is_closed:
            raise Refused((CLOSED,))
        yield row, record
    keep_colours(row.authority_id, [row.pk], because=verb)
    look_again(SUBJECT, [row.pk], by=by)


def _tell(row: Timetable, code: str, by: Access) -> None:
    timeline.add(row.pupil, code, by=by, level=Note.Level.STAFF, link=("timetable-audit", row.pk))
