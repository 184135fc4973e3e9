"""Writing down what a provider confirmed, and what a school says of a part-time pattern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from pastoral.casework.placements.services.changing import SUBJECT as PLACEMENT
from pastoral.casework.timetables.services.changing import SUBJECT as TIMETABLE
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance.models import PatternReason, SessionConfirmation
from pastoral.records.findings.services import look_again
from pastoral.records.pupils.models import Pupil
from pastoral.rules.sentences import Refused, say

from . import at_places
from .judging import SUBJECT
from .queries import at_providers
from .sources import ran_in

EARLIEST = 60  # days back that a confirmation may still be written down


def confirm(
    *, day: dt.date, answers: Mapping[str, str], said_by: str, how: str, said_at: dt.datetime, by: Access
) -> list[SessionConfirmation]:
    """What a provider said of some half days of one day: `answers` by the key of each (pupil-half). Raises `Refused`.

    An answer that says what was said before is not added again; another one is, and counts from then on.
    """
    by.require(Permission.EDIT_PUPILS)
    today = timezone.localdate()
    if day > today:
        raise Refused((say("CONFIRM.future", "This day has not come yet. A provider can only say who came."),))
    if day < today - dt.timedelta(days=EARLIEST):
        raise Refused((say("CONFIRM.long_ago", "This day is more than {days} days ago.", days=EARLIEST),))
    if said_at > timezone.now() + dt.timedelta(minutes=5):
        raise Refused((say("CONFIRM.said_later", "The time you were told cannot lie in the future."),))
    if timezone.localdate(said_at) < day:
        raise Refused((say("CONFIRM.said_before", "The provider cannot have confirmed the day before it came."),))
    due = {one.key: one for one in at_providers(by, day)}
    unknown = set(answers) - set(due)
    if unknown:
        raise Refused((say("CONFIRM.not_due", "A child on this page is no longer due at a provider on this day. Load it again."),))
    rows = []
    with recording("session.confirmed", by=by) as record:
        for key, answer in answers.items():
            one = due[key]
            before = one.answer
            if before is not None and (before.answer, before.said_by, before.how) == (answer, said_by, how):
                continue
            row = SessionConfirmation(
                **scope_of(one.pupil), on=day, half=one.session.half, answer=answer, provider=one.provider[:150], said_by=said_by, how=how,
                said_at=said_at, recorded_by_id=by.user_id, recorded_by_name=by.actor[:200],
            )  # fmt: skip
            row.save()
            record.about(row, changes={"on": day.isoformat(), "half": row.half, "answer": answer})
            rows.append(row)
        if not rows:
            record.about(due[next(iter(answers))].pupil, changes={"unchanged": True})
    _look_again([row.pupil_id for row in rows], day, by)
    return rows


def _look_again(pupil_ids: Iterable[int], day: dt.date, by: Access) -> None:
    wanted = sorted(set(pupil_ids))
    timetables = ran_in(by, day, day).filter(pupil_id__in=wanted).values_list("pk", flat=True)
    look_again(TIMETABLE, list(timetables), by=by)
    placements = at_places.ran_in(by, day, day, wanted).values_list("pk", flat=True)
    look_again(PLACEMENT, list(placements), by=by)
    look_again(SUBJECT, wanted, by=by)


def give_reason(*, pupil: Pupil, since: dt.date, kind: str, text: str, by: Access) -> PatternReason:
    """The school says why the half days until today look like a part-time timetable. Raises `Refused` without a reason."""
    by.require(Permission.LEAD_PLANS)
    if not text.strip():
        raise Refused((say("PATTERN.why", "Write down the reason."),))
    with recording("pattern.explained", by=by) as record:
        row = PatternReason(
            **scope_of(pupil), since=since, until=timezone.localdate(), kind=kind, text=text.strip(), recorded_by_id=by.user_id,
            recorded_by_name=by.actor[:200],
        )  # fmt: skip
        row.save()
        record.about(row, changes={"kind": kind, "since": since.isoformat()})
    look_again(SUBJECT, [pupil.pk], by=by)
    return row
