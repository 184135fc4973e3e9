"""What the providers' own registers say, in the shape in which attendance keeps what a school was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from pastoral.foundation.access import Access
from pastoral.records.attendance.due import Answers, AnswerSource
from pastoral.records.attendance.models import SessionConfirmation

from .models import Mark

# Who left early was there when the half day began, which is what its session is marked by.
AS_CONFIRMED = {
    Mark.Answer.CAME: SessionConfirmation.Answer.CAME,
    Mark.Answer.LEFT_EARLY: SessionConfirmation.Answer.CAME,
    Mark.Answer.LATE: SessionConfirmation.Answer.LATE,
    Mark.Answer.ABSENT: SessionConfirmation.Answer.ABSENT,
}


def marks_said(access: Access, pupil_ids: Iterable[int], start: dt.date, end: dt.date) -> QuerySet[Any]:
    """The marks of these children, the first said first, each with `provider_name`."""
    rows = Mark.objects.visible_to(access).filter(pupil_id__in=list(pupil_ids), on__range=(start, end))
    named: QuerySet[Any] = rows.annotate(provider_name=F("batch__register__provider__name")).order_by("pk")
    return named


def as_answers(rows: Iterable[Any]) -> Answers:
    """The last word of each half day, as rows that are never saved."""
    found: Answers = {}
    for row in rows:
        found[row.pupil_id, row.on, row.half] = SessionConfirmation(
            pupil_id=row.pupil_id, authority_id=row.authority_id, school_id=row.school_id, on=row.on, half=row.half,
            answer=AS_CONFIRMED[Mark.Answer(row.answer)], provider=row.provider_name[:150], said_by=row.by_name,
            how=SessionConfirmation.How.HERE, said_at=row.said_at, recorded_at=row.received_at, recorded_by_name=row.by_name,
        )  # fmt: skip
    return found


REGISTERS = AnswerSource(marks_said, as_answers)
