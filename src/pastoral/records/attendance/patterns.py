"""Part-time patterns that nobody agreed, as they stand since the last night. Who stores them says so here: attendance lies below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from pastoral.foundation.access.value import Access


class OpenPattern(NamedTuple):
    """`sessions` is how many half days of a week the child is away; `weeks` how many school weeks in a row."""

    pupil_id: int
    since: date
    sessions: int
    weeks: int = 0
    school_id: int = 0
    finding_id: int = 0


Source = Callable[[Access, "Iterable[int] | None"], list[OpenPattern]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(access, school_ids)` is asked from now on. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def open_patterns(access: Access, school_ids: Iterable[int] | None = None) -> list[OpenPattern]:
    """The patterns that `access` may see, of these schools or of all, the longest-standing first. One query."""
    wanted = None if school_ids is None else list(school_ids)
    return sorted((one for source in _sources for one in source(access, wanted)), key=lambda one: (one.since, one.pupil_id))
