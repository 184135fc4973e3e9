"""What the ledger counts: dated stretches of a pupil's day, and hours a way back has planned for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TAUGHT = "taught"
AWAY = "away"
KINDS = (TAUGHT, "break", "lunch", "registration", "worship", AWAY)
SCHOOL = "school"
HOME = "home"
NOWHERE = "none"
SETTING_KINDS = (SCHOOL, "inclusion_centre", "provider", "tuition", HOME, NOWHERE)


@dataclass(frozen=True, slots=True)
class Arranged:
    """One stretch of one day that was arranged for a pupil; times are "09:00", `setting` names the place.

    `planned` says that it is yet to be agreed or reached; `source_id` is the timetable it comes from (0: none).
    """

    on: date
    starts: str
    ends: str
    kind: str
    setting: str
    setting_kind: str
    planned: bool = False
    source_id: int = 0


@dataclass(frozen=True, slots=True)
class PlannedHours:
    """Minutes of teaching a week that a step of a way back plans from one day to another, both included."""

    from_: date
    to: date
    minutes_a_week: int
    source_id: int
