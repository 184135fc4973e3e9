"""What a child's marks say that no record explains: codes without a confirmation or an agreement, returns that are owed, and a
part-time pattern that nobody agreed. For any child, with a record or without one; values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pastoral.rules import engine
from pastoral.rules.attendance import AttendanceFacts, SessionFacts
from pastoral.rules.attendance.expected import PRESENT
from pastoral.rules.attendance.facts import Half
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import COLOURS, Look, Policy, RuleFinding
from pastoral.rules.sentences import Sentence, say

from .comparing import COMPARED, Pattern, undeclared_pattern

DAYS = 14  # how far back codes are looked at one by one
# Rules about a whole year. The shares of absence are not among them: the list of low attendance has them, and one child in
# five would have a finding. Nor are sessions without an entry: a school that never sent its marks would have one for each child.
RETURNS = frozenset({"ENG-REG-08", "ENG-REG-09", "ENG-REG-10", "ENG-REG-14", "WAL-REG-01"})
PATTERN = "pattern"  # what the finding is about
REGISTER = "register"  # the same, of several sessions together
GRAVITY = ("BLOCK", "TASK", "WARN", "INFO")
Marks = Mapping[tuple[date, Half], str]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around the marks of one child, each as `due` and `queries` give it."""

    due: tuple[SessionFacts, ...] = ()
    settled_elsewhere: frozenset[tuple[date, str]] = frozenset()  # nothing can be found of these
    away: frozenset[tuple[date, str]] = frozenset()  # agreed to be out of school
    confirmed: Mapping[tuple[date, Half], bool] | None = None
    registered_twice: bool = False
    explained_until: date | None = None  # the school has said why, up to here
    born: date | None = None


def beyond_records(marks: Marks, around: Around) -> list[SessionFacts]:
    """The marked sessions of which no record says where the child was to be, without the days that are wholly in school."""
    covered = {(one.on, one.half) for one in around.due} | around.settled_elsewhere
    confirmed = around.confirmed or {}
    days_away = {day for (day, _half), code in marks.items() if code not in PRESENT}
    return [
        SessionFacts(
            on=day, half=half, code=code, confirmed=confirmed.get((day, half)),
            registered_there=code == "D" and around.registered_twice, supervised=confirmed.get((day, half)) or None,
        )  # fmt: skip
        for (day, half), code in sorted(marks.items())
        if day in days_away and (day, half) not in covered
    ]


def watch(
    marks: Marks, around: Around, *, policy: Policy, calendar: SchoolCalendar, today: date
) -> tuple[tuple[RuleFinding, ...], Pattern | None]:
    """What is found of one child this school year: at most one finding of a rule, and the pattern."""
    sessions = beyond_records(marks, around)
    since = today - timedelta(days=DAYS)
    recent = judged([one for one in sessions if one.on >= since], around.born, policy, calendar, today, COMPARED)
    year = judged(sessions, around.born, policy, calendar, today, RETURNS)
    pattern = undeclared_pattern(
        marks, away={*around.away, *around.settled_elsewhere}, policy=policy, calendar=calendar,  # type: ignore[arg-type]  # both are (day, half)
        born=around.born, after=around.explained_until,
    )  # fmt: skip
    found = together([*recent, *year])
    return (*found, *([of_pattern(pattern)] if pattern else [])), pattern


def judged(
    sessions: Iterable[SessionFacts], born: date | None, policy: Policy, calendar: SchoolCalendar, today: date, rules: frozenset[str]
) -> list[RuleFinding]:
    """What these rules say of these sessions, each by itself; nothing that is only for information."""
    facts = AttendanceFacts(born=born, sessions=tuple(sessions))
    if not facts.sessions:
        return []
    found = engine.judge("attendance", Look(facts, policy, calendar, today))
    return [one for one in found if one.rule in rules and one.effect != "INFO"]


def together(findings: Iterable[RuleFinding]) -> list[RuleFinding]:
    """One finding for each rule, however many half days it is about."""
    result = []
    for rule, some in groupby(sorted(findings, key=lambda one: (one.rule, one.about)), key=lambda one: one.rule):
        each = list(some)
        worst = min(each, key=lambda one: GRAVITY.index(one.effect))
        sentence = worst.sentence
        if len(each) > 1:
            sentence = say(
                "REGISTER.several", "{first} There are {number} such half days, the last on {last}.",
                first=worst.sentence, number=len(each), last=_day_of(each[-1]),
            )  # fmt: skip
        dues = [one.due for one in each if one.due is not None]
        colour = "red" if any(one.colour == "red" for one in each) else worst.colour
        result.append(
            RuleFinding(
                rule, worst.effect, sentence, worst.remedy, worst.owner, min(dues) if dues else None, REGISTER, worst.gates, colour
            )
        )
    return result


def _day_of(finding: RuleFinding) -> object:
    """The day that a finding on a session is about."""
    _kind, _colon, rest = finding.about.partition(":")
    return date.fromisoformat(rest[:10]) if rest else finding.about


def of_pattern(pattern: Pattern) -> RuleFinding:
    """The pattern as a finding (CODE-01: the register is compared with what was agreed)."""
    return RuleFinding(
        "CODE-01", "WARN",
        say(
            "CODE-01.pattern",
            "Away on {half_days} for {weeks} school weeks in a row since the week of {since}, and nobody agreed a part-time timetable.",
            half_days=tuple(half_day(weekday, half) for weekday, half in pattern.half_days), weeks=pattern.weeks, since=pattern.since,
        ),
        say(
            "CODE-01.pattern.remedy",
            "Give full time again, propose a reduced timetable so that it is agreed and limited, or write down the reason.",
        ),
        "lead", about=PATTERN, colour=COLOURS["WARN"],
    )  # fmt: skip


HALF_DAYS = {
    (0, "am"): say("HALF.0am", "Monday morning"), (0, "pm"): say("HALF.0pm", "Monday afternoon"),
    (1, "am"): say("HALF.1am", "Tuesday morning"), (1, "pm"): say("HALF.1pm", "Tuesday afternoon"),
    (2, "am"): say("HALF.2am", "Wednesday morning"), (2, "pm"): say("HALF.2pm", "Wednesday afternoon"),
    (3, "am"): say("HALF.3am", "Thursday morning"), (3, "pm"): say("HALF.3pm", "Thursday afternoon"),
    (4, "am"): say("HALF.4am", "Friday morning"), (4, "pm"): say("HALF.4pm", "Friday afternoon"),
}  # fmt: skip


def half_day(weekday: int, half: str) -> Sentence:
    """ "Friday afternoon", as it stands in a sentence."""
    return HALF_DAYS[weekday, half]
