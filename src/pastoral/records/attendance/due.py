"""Where a child is to be in each session, as records say, and what providers confirmed of it. Who keeps such records registers here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from pastoral.foundation.access.value import Access
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.attendance.facts import Half

from .models import SessionConfirmation
from .weeks import HALVES

Due = dict[int, list[SessionFacts]]
"""Pupil's key → the sessions that a record settles, in no order. A pupil who is not in it has no such record in this time."""
Source = Callable[[Access, Iterable[int], date, date], Mapping[int, list[SessionFacts]]]
AT_PROVIDER = ("provider", "other_school")
CAME = (SessionConfirmation.Answer.CAME, SessionConfirmation.Answer.LATE)

Times = Callable[[Access, Iterable[int], date, date], Mapping[int, list[tuple[date, date]]]]
"""Pupil's key → from when until when (both included) a record said anything of their hours, whether or not it settles each session."""

_sources: list[Source] = []
_times: list[Times] = []


def register(source: Source) -> None:
    """`source(access, pupil_ids, start, end)` is asked from now on. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def register_times(times: Times) -> None:
    """`times(access, pupil_ids, start, end)` is asked from now on. Registering it again changes nothing."""
    if times not in _times:
        _times.append(times)


def not_settled(
    access: Access, pupil_ids: Iterable[int], start: date, end: date, due: Mapping[int, Iterable[SessionFacts]]
) -> dict[int, set[tuple[date, Half]]]:
    """Sessions in the time of a record that does not say where the child was to be: nothing can be found of them."""
    wanted = list(pupil_ids)
    found: dict[int, set[tuple[date, Half]]] = defaultdict(set)
    for times in _times:
        for pupil, stretches in times(access, wanted, start, end).items():
            settled = {(one.on, one.half) for one in due.get(pupil, ())}
            for first, last in stretches:
                day, last = max(first, start), min(last, end)
                while day <= last:
                    found[pupil] |= {(day, half) for half in HALVES} - settled
                    day += timedelta(days=1)
    return found


def sessions_due(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> Due:
    """What is settled of these pupils' sessions, both days included, with what providers said of them."""
    wanted = list(pupil_ids)
    found: Due = defaultdict(list)
    for source in _sources:
        for pupil, sessions in source(access, wanted, start, end).items():
            found[pupil] += sessions
    if any(one.place in AT_PROVIDER for sessions in found.values() for one in sessions):
        return confirmed(found, confirmations(access, list(found), start, end))
    return dict(found)


Answers = dict[tuple[int, date, Half], SessionConfirmation]
"""(pupil's key, day, half) → the provider's last answer"""


def confirmations(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> Answers:
    """What providers said, the latest word on each half day. One query."""
    rows = SessionConfirmation.objects.visible_to(access).filter(pupil_id__in=list(pupil_ids), on__range=(start, end))
    return {(row.pupil_id, row.on, row.half): row for row in rows.order_by("pk")}  # type: ignore[misc]  # the column's choices are the halves


def confirmed(due: Mapping[int, Iterable[SessionFacts]], answers: Answers) -> Due:
    """The sessions with what providers said of them: `confirmed` is None where nobody did."""
    return {
        pupil: [_with_answer(one, answers.get((pupil, one.on, one.half))) for one in sessions] for pupil, sessions in due.items()
    }


def _with_answer(session: SessionFacts, answer: SessionConfirmation | None) -> SessionFacts:
    return session if answer is None else replace(session, confirmed=answer.answer in CAME)
