"""Where a child is to be in each session, as records say, and what providers confirmed of it. Who keeps such records registers here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from pastoral.foundation.access.together import together
from pastoral.foundation.access.value import Access
from pastoral.rules.attendance import SessionFacts
from pastoral.rules.attendance.facts import Half

from .models import SessionConfirmation
from .weeks import HALVES

AT_PROVIDER = ("provider", "other_school")
CAME = (SessionConfirmation.Answer.CAME, SessionConfirmation.Answer.LATE)


@dataclass
class Recorded:
    """What records say of one child's sessions: those that are settled, and from when until when (both included) any record ran."""

    sessions: list[SessionFacts] = field(default_factory=list)
    stretches: list[tuple[date, date]] = field(default_factory=list)

    def not_settled(self) -> frozenset[tuple[date, Half]]:
        """Sessions in the time of a record that does not say where the child was to be: nothing can be found of them."""
        settled = {(one.on, one.half) for one in self.sessions}
        days = (first + timedelta(days=n) for first, last in self.stretches for n in range((last - first).days + 1))
        return frozenset((day, half) for day in days for half in HALVES) - settled

    def agreed_away(self) -> frozenset[tuple[date, Half]]:
        return frozenset((one.on, one.half) for one in self.sessions if one.agreed_away)


Source = Callable[[Access, Iterable[int], date, date], Mapping[int, Recorded]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(access, pupil_ids, start, end)` is asked from now on. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def recorded(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> dict[int, Recorded]:
    """What records say of these pupils' sessions, both days included. A pupil who is not in it has no record in this time."""
    wanted = list(pupil_ids)
    found: dict[int, Recorded] = {}
    for source in _sources:
        for pupil, more in source(access, wanted, start, end).items():
            mine = found.setdefault(pupil, Recorded())
            mine.sessions += more.sessions
            mine.stretches += more.stretches
    return found


Answers = dict[tuple[int, date, Half], SessionConfirmation]
"""(pupil's key, day, half) → the provider's last answer"""


@dataclass(frozen=True)
class AnswerSource:
    """What providers write down themselves: `rows(access, pupil_ids, start, end)` is a query, `answers` makes of its rows what they say."""

    rows: Callable[[Access, Iterable[int], date, date], QuerySet[Any]]
    answers: Callable[[Iterable[Any]], Answers]


_answer_sources: dict[str, AnswerSource] = {}


def register_answers(name: str, source: AnswerSource) -> None:
    """Ask this source too."""
    _answer_sources[name] = source


def confirmations(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> Answers:
    """What providers said, the latest word on each half day, whoever wrote it down. One query."""
    return latest_words(together(**confirmation_rows(access, pupil_ids, start, end)))


def confirmation_rows(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> dict[str, QuerySet[Any]]:
    """What `latest_words` takes, to be read beside other rows (`together`)."""
    wanted = list(pupil_ids)
    own = SessionConfirmation.objects.visible_to(access).filter(pupil_id__in=wanted, on__range=(start, end)).order_by("pk")
    return {"own": own, **{name: source.rows(access, wanted, start, end) for name, source in _answer_sources.items()}}


def latest_words(read: dict[str, list[Any]]) -> Answers:
    """(pupil, day, half) → the latest answer of these rows."""
    found: Answers = {(row.pupil_id, row.on, row.half): row for row in read["own"]}
    for name, source in _answer_sources.items():
        for at, answer in source.answers(read[name]).items():
            if at not in found or found[at].recorded_at <= answer.recorded_at:
                found[at] = answer
    return found


def confirmed(pupil_id: int, sessions: Iterable[SessionFacts], answers: Answers) -> list[SessionFacts]:
    """The sessions of one pupil with what providers said of them: `confirmed` is None where nobody did."""
    return [_with_answer(one, answers.get((pupil_id, one.on, one.half))) for one in sessions]


def _with_answer(session: SessionFacts, answer: SessionConfirmation | None) -> SessionFacts:
    """The page says that "came" means there and looked after: the provider's word is that of who supervised, too (ENG-REG-05)."""
    if answer is None:
        return session
    came = answer.answer in CAME
    return replace(session, confirmed=came, supervised=True if came and session.supervised is None else session.supervised)
