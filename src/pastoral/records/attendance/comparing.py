"""The register against what was agreed: CODE-01 to CODE-04 and the rules that stand on them, for any kind of agreement.

The expected pattern comes as plain values (`SessionFacts` without codes), so that reduced timetables, placements and exclusions
can all be compared. Nothing is written: a code is proposed and compared (CODE-01).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pastoral.rules import engine
from pastoral.rules.attendance import Attendance, AttendanceFacts, SessionFacts, attendance, of_agreed
from pastoral.rules.attendance.expected import AGREED_AWAY, AT_CENTRE, PRESENT, TAUGHT_BY_SCHOOL
from pastoral.rules.attendance.facts import Half
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding
from pastoral.rules.key_stages import is_compulsory_school_age

from .weeks import HALVES, monday_of

# What is compared; rules of returns and thresholds are about the whole year and stand elsewhere.
COMPARED = frozenset(
    {
        "CODE-01", "CODE-02", "CODE-03", "CODE-04", "ENG-26-03", "ENG-REG-04", "ENG-REG-05", "ENG-REG-06", "ENG-REG-07",
        "ENG-REG-13", "ENG-REG-16", "WAL-REG-05", "NPT-RT-16", "NPT-RT-17", "NPT-RT-18",
    }
)  # fmt: skip
SAME_WEEKS = 3  # a half day away in so many school weeks in a row looks like a timetable; two may be chance
LEAVE = "C"  # leave for another reason: week after week on the same half day it is a timetable by another name
NOT_OF_AGE = "X"  # of a child who must be in school it is the same


@dataclass(frozen=True, slots=True)
class Pattern:
    """Half days on which a pupil is away week after week without an agreement: (weekday from 0, "am" or "pm")."""

    half_days: tuple[tuple[int, Half], ...]
    since: date
    weeks: int
    until: date | None = field(default=None, compare=False)  # the last of these half days


@dataclass(frozen=True)
class Comparison:
    """What the register and the agreement say of each other."""

    findings: tuple[RuleFinding, ...]
    register: Attendance
    agreed: Attendance | None  # None: nothing was agreed in this time
    missing: tuple[tuple[date, Half], ...]  # sessions that were due, are over and have no mark
    pattern: Pattern | None


def compare(
    *, marks: Mapping[tuple[date, Half], str], due: Iterable[SessionFacts], policy: Policy, calendar: SchoolCalendar, today: date,
    born: date | None = None,
) -> Comparison:
    """`due`: where the pupil was to be in each session, as agreed; `code` and (at school) `present` are taken from the marks."""
    expected = {(one.on, one.half): with_mark(one, marks.get((one.on, one.half), ""), policy) for one in due}
    sessions = tuple(expected[key] for key in sorted(expected))
    look = Look(AttendanceFacts(born=born, sessions=sessions), policy, calendar, today)
    findings = tuple(one for one in engine.judge("attendance", look) if one.rule in COMPARED)
    others = [SessionFacts(on=day, half=half, code=code) for (day, half), code in marks.items() if (day, half) not in expected]
    everything = [*sessions, *others]
    away = {key for key, one in expected.items() if one.agreed_away or one.excluded}
    return Comparison(
        findings=findings,
        register=attendance(everything, policy.nation),
        agreed=of_agreed(everything, policy.nation) if any(one.agreed_away for one in sessions) else None,
        missing=tuple(key for key in sorted(expected) if not expected[key].code and key[0] < today),
        pattern=undeclared_pattern(marks, away=away, policy=policy, calendar=calendar, born=born),
    )


def with_mark(due: SessionFacts, code: str, policy: Policy) -> SessionFacts:
    """The mark says who was in school. Leave by agreement, where none was agreed, is an absence nobody has explained."""
    present = due.present
    if present is None and due.place in TAUGHT_BY_SCHOOL and not due.agreed_away:
        if code in PRESENT or (due.place == "centre" and code in AT_CENTRE.get(policy.nation, ())):
            present = True
        elif code == _away_code(policy):
            present = False
    elif present is None and due.confirmed is not None:
        present = due.confirmed
    return replace(due, code=code, present=present)


def _away_code(policy: Policy) -> str:
    return str(policy.value("attendance.code_reduced_hours") or AGREED_AWAY.get(policy.nation, ""))


def undeclared_pattern(
    marks: Mapping[tuple[date, Half], str], *, away: set[tuple[date, Half]], policy: Policy, calendar: SchoolCalendar,
    weeks: int = SAME_WEEKS, born: date | None = None, after: date | None = None,
) -> Pattern | None:
    """Half days with a code of leave, but no agreement, in at least so many school weeks in a row (idea 5).

    A week without school on that day, or without a mark, is passed over: it says neither one nor the other. `after` is the day up
    to which somebody has said why.
    """
    agreed_code = _away_code(policy)
    if not agreed_code:
        return None

    def is_leave(day: date, code: str) -> bool:
        return code in (agreed_code, LEAVE) or (code == NOT_OF_AGE and born is not None and is_compulsory_school_age(born, day))

    by_half_day: dict[tuple[int, Half], list[date]] = defaultdict(list)
    seen: set[tuple[int, Half]] = set()
    for (day, half), code in marks.items():
        if after is None or day > after:
            by_half_day[day.weekday(), half].append(day)
            if is_leave(day, code) and (day, half) not in away:
                seen.add((day.weekday(), half))
    found: dict[tuple[int, Half], list[date]] = {}
    for weekday, half in seen:
        days = sorted(day for day in by_half_day[weekday, half] if meets(calendar, day))
        best = _longest([(day, is_leave(day, marks[day, half]) and (day, half) not in away) for day in days])
        if len(best) >= weeks:
            found[weekday, half] = best
    if not found:
        return None
    order = sorted(found, key=lambda one: (one[0], HALVES.index(one[1])))
    return Pattern(
        tuple(order), monday_of(min(run[0] for run in found.values())), max(len(run) for run in found.values()),
        max(run[-1] for run in found.values()),
    )  # fmt: skip


def may_be_pattern(marks: Mapping[tuple[date, Half], str]) -> bool:
    """Whether some half day has leave often enough that `undeclared_pattern` is worth asking."""
    often: Counter[tuple[int, Half]] = Counter()
    for (day, half), code in marks.items():
        if code in (LEAVE, NOT_OF_AGE, *AGREED_AWAY.values()):
            often[day.weekday(), half] += 1
    return any(number >= SAME_WEEKS for number in often.values())


def _longest(days: list[tuple[date, bool]]) -> list[date]:
    """The longest stretch of days that are true, one after the other; the latest of equals."""
    best: list[date] = []
    run: list[date] = []
    for day, is_so in days:
        run = [*run, day] if is_so else []
        if run and len(run) >= len(best):
            best = run
    return best


def meets(calendar: SchoolCalendar, day: date) -> bool:
    """Whether there is school on this day; no where the calendar does not reach."""
    try:
        return calendar.is_school_day(day)
    except CalendarUnknown:
        return False
