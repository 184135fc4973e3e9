"""Sessions that a pupil is out of school by agreement. The app that keeps such agreements says so here; this app need not know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pastoral.foundation.access.value import Access

Agreed = Mapping[int, frozenset[tuple[date, str]]]
"""Pupil's key → the sessions, as (day, "am" or "pm"). A pupil who is not in it has no agreement in this time."""
Source = Callable[[Access, Iterable[int], date, date], Agreed]

_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(access, pupil_ids, start, end)` is asked from now on. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def agreed_away(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> Agreed:
    """The sessions in this time that are agreed to be out of school, by pupil; both days included."""
    wanted = list(pupil_ids)
    found: dict[int, frozenset[tuple[date, str]]] = {}
    for source in _sources:
        for pupil, sessions in source(access, wanted, start, end).items():
            found[pupil] = found.get(pupil, frozenset()) | sessions
    return found
