"""The words of a notice: as they stand while it is written, and as they were given, which later changes leave alone (ENG-OSD-03)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..models import Direction

DATES = frozenset({"starts_on", "ends_on", "decided_on", "given_on"})
CLOCKS = frozenset({"starts", "ends", "break_starts", "break_ends"})


@dataclass(frozen=True)
class NoticeWords:
    """All that the notice says of one direction. Times are "09:00"; the break is "" where there is one session."""

    to_name: str = ""
    address: str = ""
    report_to: str = ""
    days: int | None = None
    reasons: str = ""
    objectives: str = ""
    sessions_a_day: int = 2
    starts: str = ""
    ends: str = ""
    break_starts: str = ""
    break_ends: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    review_every: str = ""
    timeframe: str = ""
    decided_on: dt.date | None = None
    given_on: dt.date | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        """Dates as ISO days."""
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(self).items()}

    @property
    def seal(self) -> str:
        """SHA-256 over every word but the day on which they are given."""
        kept = {name: value for name, value in self.as_json.items() if name != "given_on"}
        return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def written(row: Direction) -> NoticeWords:
    """The words as they stand in the record now."""
    values: dict[str, Any] = {one.name: getattr(row, one.name) for one in fields(NoticeWords) if one.name != "given_on"}
    values |= {name: _clock(values[name]) for name in CLOCKS}
    return NoticeWords(**values)


def kept(words: dict[str, Any]) -> NoticeWords:
    """From what `as_json` made."""
    known = {one.name for one in fields(NoticeWords)}
    values: dict[str, Any] = {name: value for name, value in words.items() if name in known}
    values |= {name: dt.date.fromisoformat(values[name]) for name in DATES if values.get(name)}
    return NoticeWords(**values)


def words_of(row: Direction) -> NoticeWords:
    """What was given where a notice holds, else what is written so far."""
    return kept(row.notice_words) if row.notice_given_on is not None and row.notice_words else written(row)


def fallen_on(row: Direction) -> dt.date | None:
    """The day of the notice that was given and no longer holds, because it was changed; None where one holds or none was given."""
    return kept(row.notice_words).given_on if row.notice_given_on is None and row.notice_words else None


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time is not None else ""
