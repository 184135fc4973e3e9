"""Absence that is reported or watched, in both nations: returns, persistent absence, penalty threshold, how registers are kept.

Numbers come from the policy: where a pack is silent, the rule says nothing (SYS-06).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.attendance.catalogue import Look, RuleFinding, rule
from pastoral.rules.attendance.codes import UNAUTHORISED
from pastoral.rules.attendance.counting import (
    Attendance,
    attendance,
    counts,
    days_of_illness,
    days_without_leave,
    longest_run,
    missing_sessions,
    most_in_school_weeks,
)
from pastoral.rules.calendar import CalendarDays, SchoolDays
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.sentences import mark, say

REGISTERS = "School Attendance (Pupil Registration) (England) Regulations, SI 2024/208"
TOGETHER = "Working together to improve school attendance"
WALES = "Education (Pupil Registration) (Wales) Regulations 2010, SI 2010/1954"
NEW_PUPIL_WITHIN = CalendarDays(5)


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


@rule(
    "ENG-REG-01",
    mark("The register is taken at the start of each half day"),
    source=REGISTERS,
    force="M",
    effect="RECORD",
)
def eng_reg_01_every_half_day(look: Look) -> Iterator[RuleFinding]:
    if look.facts.boarder:
        return
    missing = missing_sessions(look.facts.sessions, look.calendar, look.today)
    if missing:
        first, half = missing[0]
        yield RuleFinding(
            "ENG-REG-01", "INFO",
            say(
                "ENG-REG-01",
                "{number} sessions have no entry; the first is {day} ({half}).",
                number=len(missing), day=first, half=half,
            ),
            say("ENG-REG-01.remedy", "Ask the school for its register of these sessions."),
            "ewo", about="missing",
        )  # fmt: skip


@rule("ENG-REG-02", mark("Register entries are kept for six years"), source=REGISTERS, force="M", effect="BLOCK")
def eng_reg_02_kept(look: Look) -> Iterator[RuleFinding]:
    yield from _kept(look, "ENG-REG-02")
    if look.facts.kept_electronically is False:
        yield RuleFinding(
            "ENG-REG-02", "WARN",
            say("ENG-REG-02.paper", "The register is not kept electronically."),
            say("ENG-REG-02.paper.remedy", "Keep the register electronically."),
            "head", about="register",
        )  # fmt: skip


@rule("WAL-REG-04", mark("Registers are kept for three years"), source=WALES, force="M", effect="BLOCK")
def wal_reg_04_kept(look: Look) -> Iterator[RuleFinding]:
    yield from _kept(look, "WAL-REG-04")


def _kept(look: Look, number: str) -> Iterator[RuleFinding]:
    years, before = look.policy.value("attendance.keep_years"), look.facts.entries_deleted_before
    if years is None or before is None or years_later(before, int(years)) <= look.today:
        return
    yield RuleFinding(
        number, "BLOCK",
        say(
            f"{number}.kept",
            "Entries before {day} may not be deleted yet: they are kept for {years} years.",
            day=before, years=int(years),
        ),
        say(f"{number}.kept.remedy", "Delete only entries that are older than that."),
        "head", about="deletion", gates=("delete_entries",),
    )  # fmt: skip


@rule("ENG-REG-03", mark("The register is open for 30 minutes at most"), source=TOGETHER, force="M", effect="WARN")
def eng_reg_03_open(look: Look) -> Iterator[RuleFinding]:
    yield from _open(look, "ENG-REG-03")
    morning, afternoon = look.facts.register_open_minutes_am, look.facts.register_open_minutes_pm
    if morning is not None and afternoon is not None and morning != afternoon:
        yield RuleFinding(
            "ENG-REG-03", "WARN",
            say(
                "ENG-REG-03.same",
                "The register is open for {a} minutes in the morning and {b} in the afternoon.",
                a=morning, b=afternoon,
            ),
            say("ENG-REG-03.same.remedy", "Keep it open for the same time in every session."),
            "head", about="register_same",
        )  # fmt: skip


@rule("WAL-REG-03", mark("The register is open for 30 minutes at most"), source=WALES, force="M", effect="WARN")
def wal_reg_03_open(look: Look) -> Iterator[RuleFinding]:
    yield from _open(look, "WAL-REG-03")


def _open(look: Look, number: str) -> Iterator[RuleFinding]:
    most = look.policy.value("attendance.register_open_minutes")
    given = [m for m in (look.facts.register_open_minutes_am, look.facts.register_open_minutes_pm) if m is not None]
    if most is not None and given and max(given) > most:
        yield RuleFinding(
            number, "WARN",
            say(
                f"{number}.open",
                "The register is open for {given} minutes; {most} is the most.",
                given=max(given), most=int(most),
            ),
            say(f"{number}.open.remedy", "Close the register earlier."),
            "head", about="register_open",
        )  # fmt: skip


@rule("ENG-REG-09", mark("Ten days of unauthorised absence are reported"), source=REGISTERS, force="M", effect="TASK")
def eng_reg_09_absence_return(look: Look) -> Iterator[RuleFinding]:
    yield from _absence_return(look, "ENG-REG-09")


@rule("WAL-REG-01", mark("Ten days of unauthorised absence are reported"), source=WALES, force="M", effect="TASK")
def wal_reg_01_absence_return(look: Look) -> Iterator[RuleFinding]:
    """Certificated illness, leave, dual registration and approved activity are not absence without leave, so not counted."""
    yield from _absence_return(look, "WAL-REG-01")


def _absence_return(look: Look, number: str) -> Iterator[RuleFinding]:
    facts = look.facts
    limit = look.policy.value("attendance.unauthorised_return_days")
    run = longest_run(days_without_leave(facts.sessions, look.policy.nation), look.calendar) if limit else ()
    if limit and len(run) >= limit and not _returned(facts.absence_return_on, run[int(limit) - 1]):
        yield RuleFinding(
            number, "TASK",
            say(
                f"{number}.days", "The pupil was absent without leave for {days} school days in a row, from {first} to {last}.",
                days=len(run), first=run[0], last=run[-1],
            ),
            say(f"{number}.remedy", "Send the attendance return to the authority."),
            "ewo", about="absence_return",
        )  # fmt: skip
    elif facts.attends_regularly is False and facts.absence_return_on is None:
        yield RuleFinding(
            number, "TASK",
            say(f"{number}.irregular", "The pupil does not attend regularly, and the authority has not had a return."),
            say(f"{number}.irregular.remedy", "Send the attendance return to the authority."),
            "ewo", about="absence_return",
        )  # fmt: skip


def _returned(on: date | None, owed_from: date) -> bool:
    return on is not None and on >= owed_from


@rule(
    "ENG-REG-10",
    mark("Fifteen school days of expected illness are reported"),
    source=REGISTERS,
    force="M",
    effect="TASK",
)
def eng_reg_10_sickness_return(look: Look) -> Iterator[RuleFinding]:
    """Whether the days are in a row or added up over the year is not settled: the earlier of the two is taken."""
    facts, limit = look.facts, look.policy.value("attendance.sickness_return_days")
    if limit is None or facts.sickness_return_on is not None:
        return
    year = school_year_start(look.today)
    so_far = len([day for day in days_of_illness(facts.sessions) if year <= day <= look.today])
    if so_far + max(facts.sickness_expected_days or 0, 0) >= limit:
        yield RuleFinding(
            "ENG-REG-10", "TASK",
            say(
                "ENG-REG-10",
                "Illness so far and expected comes to {limit} school days or more. "
                "Whether they must be in a row is not settled in the guidance.",
                limit=int(limit),
            ),
            say("ENG-REG-10.remedy", "Send the sickness return to the authority."),
            "ewo", about="sickness_return",
        )  # fmt: skip


@rule(
    "ENG-REG-11",
    mark("A new pupil is reported within five days, a leaver too"),
    source=f"{REGISTERS}, regulation 13",
    force="M",
    effect="TASK",
)
def eng_reg_11_joiners_and_leavers(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.joined_on is not None and facts.joined_return_on is None:
        due = facts.joined_on + NEW_PUPIL_WITHIN.delta
        yield RuleFinding(
            "ENG-REG-11", "TASK",
            say(
                "ENG-REG-11",
                "The pupil joined on {day}; the authority is told by {due}.",
                day=facts.joined_on, due=due,
            ),
            say("ENG-REG-11.remedy", "Send the return for a new pupil."),
            "ewo", due, about="joined",
        )  # fmt: skip
    if facts.left_on is not None and facts.left_return_on is None:
        yield RuleFinding(
            "ENG-REG-11", "TASK",
            say(
                "ENG-REG-11.left",
                "The pupil left on {day}, and the authority has not had the return.",
                day=facts.left_on,
            ),
            say("ENG-REG-11.left.remedy", "Send the return for a pupil who leaves the roll."),
            "ewo", about="left",
        )  # fmt: skip


@rule("ENG-REG-08", mark("Code N is replaced within five school days"), source=TOGETHER, force="M", effect="TASK")
def eng_reg_08_reason(look: Look) -> Iterator[RuleFinding]:
    within = look.policy.value("attendance.reason_within_days")
    if within is None:
        return
    for session in look.facts.sessions:
        if session.code == "N":
            due = look.calendar.add_school_days(session.on, SchoolDays(int(within)))
            yield RuleFinding(
                "ENG-REG-08", "TASK",
                say(
                    "ENG-REG-08",
                    "The reason for the absence on {day} ({half}) is not known; it is found out by {due}.",
                    day=session.on, half=session.half, due=due,
                ),
                say("ENG-REG-08.remedy", "Ask the parents and replace code N."),
                "ewo", due, f"session:{session.on.isoformat()}:{session.half}",
            )  # fmt: skip


@rule(
    "ENG-REG-14",
    mark("Ten unauthorised sessions in ten school weeks reach the penalty threshold"),
    source=TOGETHER,
    force="S",
    effect="WARN",
)
def eng_reg_14_penalty_threshold(look: Look) -> Iterator[RuleFinding]:
    limit = look.policy.value("attendance.penalty_sessions")
    weeks = look.policy.value("attendance.penalty_school_weeks")
    if limit is None or weeks is None:
        return
    without = [one for one in look.facts.sessions if counts(one, look.policy.nation) == UNAUTHORISED]
    most = most_in_school_weeks(without, int(weeks), look.calendar)
    if most.count >= limit:
        yield RuleFinding(
            "ENG-REG-14", "WARN",
            say(
                "ENG-REG-14", "There were {most} sessions without leave within {weeks} school weeks; {limit} is the threshold.",
                most=most, weeks=int(weeks), limit=int(limit),
            ),
            say("ENG-REG-14.remedy", "Offer support first. The authority decides whether a penalty notice is right."),
            "ewo", about="penalty",
        )  # fmt: skip


def _is_persistent(look: Look, seen: Attendance, usual: str) -> bool:
    """Whether absence reaches the authority's share; whether the share itself counts differs between the nations."""
    share = look.policy.value("attendance.persistent_percent")
    how = look.policy.value("attendance.persistent_at") or usual
    return seen.absent_more_than(share) if how == "more_than" else seen.absent_at_least(share)


@rule(
    "ENG-REG-15", mark("Persistent absence from 10 per cent, severe from 50"), source=TOGETHER, force="S", effect="WARN"
)
def eng_reg_15_persistent(look: Look) -> Iterator[RuleFinding]:
    persistent = look.policy.value("attendance.persistent_percent")
    severe = look.policy.value("attendance.severe_percent")
    seen = attendance(look.facts.sessions, look.policy.nation)
    if severe is not None and seen.absent_at_least(severe):
        yield RuleFinding(
            "ENG-REG-15", "WARN",
            say(
                "ENG-REG-15.severe",
                "Absence is severe: {percent} per cent or more of all sessions.",
                percent=str(severe),
            ),
            say("ENG-REG-15.severe.remedy", "Agree with the family and the authority how to bring the pupil back."),
            "ewo", about="persistent", colour="red",
        )  # fmt: skip
    elif persistent is not None and _is_persistent(look, seen, "at_least"):
        yield RuleFinding(
            "ENG-REG-15", "WARN",
            say(
                "ENG-REG-15",
                "Absence is persistent: {percent} per cent or more of all sessions.",
                percent=str(persistent),
            ),
            say("ENG-REG-15.remedy", "Find out with the family what keeps the pupil away."),
            "ewo", about="persistent",
        )  # fmt: skip


@rule(
    "WAL-REG-02",
    mark("Persistent absence is more than 10 per cent"),
    source="Guidance of October 2023",
    force="S",
    effect="WARN",
)
def wal_reg_02_persistent(look: Look) -> Iterator[RuleFinding]:
    persistent = look.policy.value("attendance.persistent_percent")
    seen = attendance(look.facts.sessions, look.policy.nation)
    if persistent is not None and _is_persistent(look, seen, "more_than"):
        yield RuleFinding(
            "WAL-REG-02", "WARN",
            say(
                "WAL-REG-02",
                "Absence is persistent: more than {percent} per cent of all sessions.",
                percent=str(persistent),
            ),
            say("WAL-REG-02.remedy", "Find out with the family what keeps the pupil away."),
            "ewo", about="persistent",
        )  # fmt: skip
