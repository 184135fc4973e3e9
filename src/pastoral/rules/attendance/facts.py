"""What the rules need to know of one pupil's attendance: sessions with where the pupil was due, and what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pastoral.rules.key_stages import is_compulsory_school_age

Half = Literal["am", "pm"]
# Where the pupil was, or was due. "centre" is an inclusion centre of the school or the authority, inside the school or not.
Place = Literal["school", "centre", "provider", "other_school", "home", "online", "nowhere"]
ArrangedBy = Literal["", "school", "authority", "parent"]
Activity = Literal["", "sport", "visit", "work", "interview"]
Reason = Literal["", "illness", "appointment", "religious", "no_transport", "detained"]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One half day. `code` is what the register says; the rest is what is known of where the pupil was due.

    `present` is None where nobody has said. `agreed_away`: inside an agreed record of reduced hours.
    """

    on: date
    half: Half = "am"
    code: str = ""
    place: Place = "school"
    present: bool | None = None
    arranged_by: ArrangedBy = ""
    supervised: bool | None = None
    registered_there: bool = False
    activity: Activity = ""
    nature: str = ""  # what kind of education, for code K
    agreed_away: bool = False
    excluded: bool = False
    separated: bool = False  # kept apart because of an allegation (England, since July 2026)
    reason: Reason = ""
    confirmed: bool | None = None  # by the provider: the pupil was there, was not, nobody has said


@dataclass(frozen=True, slots=True)
class AttendanceFacts:
    """One pupil's attendance over a time; "" and None mean "not recorded"."""

    key: str = "attendance"
    born: date | None = None
    boarder: bool = False
    sessions: tuple[SessionFacts, ...] = ()
    joined_on: date | None = None
    joined_return_on: date | None = None
    left_on: date | None = None
    left_return_on: date | None = None
    attends_regularly: bool | None = None
    absence_return_on: date | None = None
    sickness_expected_days: int | None = None  # school days that a doctor or parent expects
    sickness_return_on: date | None = None
    register_open_minutes_am: int | None = None
    register_open_minutes_pm: int | None = None
    kept_electronically: bool | None = None
    entries_deleted_before: date | None = None  # entries older than this have been, or will be, deleted

    def compulsory_age_on(self, day: date) -> bool:
        """Whether the pupil must be in education; taken as yes where the date of birth is not recorded."""
        return self.born is None or is_compulsory_school_age(self.born, day)
