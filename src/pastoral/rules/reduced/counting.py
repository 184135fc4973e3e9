"""NPT-RT-01, 22, 23 and HRS-01 to 06: is it a reduced timetable at all, and does the grid add up?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pastoral.rules.reduced import hours
from pastoral.rules.reduced.catalogue import Look, RuleFinding, in_npt, rule, usual_day
from pastoral.rules.reduced.facts import RUNNING, ReducedFacts
from pastoral.rules.sentences import mark, say


@rule(
    "NPT-RT-01", mark("Fewer taught hours than full time make a reduced timetable"),
    source="What constitutes full-time education", force="M", effect="CALC",
)  # fmt: skip
@in_npt
def npt_rt_01_is_reduced(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    full = hours.full_time_hours(facts.year, look.policy)
    if full is None or not facts.slots:
        return
    test = hours.against_full_time(facts.slots, full)
    taught, wanted = hours.plain(test.average), hours.plain(full)
    if test.is_reduced:
        yield RuleFinding(
            "NPT-RT-01", "INFO",
            say(
                "NPT-RT-01", "This is a reduced timetable: {taught} taught hours a week; full time is {full}.",
                taught=taught, full=wanted,
            ),
            say("NPT-RT-01.remedy", "It needs a PSP, unless the reason is medical only."),
            "lead", about="hours", gates=(),
        )  # fmt: skip
    else:
        yield RuleFinding(
            "NPT-RT-01", "INFO",
            say(
                "NPT-RT-01.full", "These are full-time hours ({taught} taught hours a week): no reduced timetable is needed.",
                taught=taught,
            ),
            say("NPT-RT-01.full.remedy", "Check the grid, or withdraw this record."),
            "lead", about="hours",
        )  # fmt: skip


@rule(
    "NPT-RT-22", mark("Time at a pupil inclusion centre is not a reduced timetable"),
    source="Definition", force="M", effect="CALC",
)  # fmt: skip
def npt_rt_22_inclusion_centre(look: Look) -> Iterator[RuleFinding]:
    if look.facts.is_open and look.facts.inclusion_centre:
        yield RuleFinding(
            "NPT-RT-22", "INFO",
            say("NPT-RT-22", "The child is at a pupil inclusion centre: this is not a reduced timetable."),
            say("NPT-RT-22.remedy", "Withdraw this record, or say where else the child is."),
            "lead", about="setting",
        )  # fmt: skip


@rule(
    "NPT-RT-23", mark("A staggered start in reception is not a reduced timetable"),
    source="Purpose", force="M", effect="CALC",
)  # fmt: skip
def npt_rt_23_staggered_start(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_open or not facts.staggered_start:
        return
    if facts.year == 0:
        yield RuleFinding(
            "NPT-RT-23", "INFO",
            say("NPT-RT-23", "The guidance does not apply to the staggered start of reception pupils."),
            say("NPT-RT-23.remedy", "Withdraw this record."),
            "lead", about="setting",
        )  # fmt: skip
    else:
        yield RuleFinding(
            "NPT-RT-23", "BLOCK",
            say("NPT-RT-23.year", "Only reception pupils have a staggered start."),
            say("NPT-RT-23.year.remedy", "Record this as a reduced timetable."),
            "lead", about="setting", gates=("agree", "notify", "begin"),
        )  # fmt: skip


@rule(
    "HRS-01", mark("The grid says what is taught"),
    source="Hours engine", force="M", effect="CALC",
)  # fmt: skip
def hrs_01_taught_time(look: Look) -> Iterator[RuleFinding]:
    """A grid in which nothing is taught counts as no education, whatever the child's time in school."""
    facts = look.facts
    if facts.is_open and facts.slots and not any(hours.taught_minutes(facts.slots, week) for week in hours.cycle(facts.slots)):
        yield RuleFinding(
            "HRS-01", "WARN",
            say("HRS-01", "No hour of this timetable is taught: breaks, lunch, registration and worship do not count."),
            say("HRS-01.remedy", "Mark the lessons in the grid."),
            "lead", about="grid",
        )  # fmt: skip


@rule(
    "HRS-02", mark("Every week of the cycle is tested, and their average"),
    source="Hours engine", force="M", effect="CALC",
)  # fmt: skip
def hrs_02_each_week(look: Look) -> Iterator[RuleFinding]:
    """Speaks where the average is full time but a single week is not: such a week is easily overlooked."""
    facts = look.facts
    full = hours.full_time_hours(facts.year, look.policy)
    # Elsewhere than where full time is measured by taught hours the figures are only to compare with (ENG-HRS-02).
    if look.policy.value("hours.measured_by") not in (None, "taught_hours"):
        return
    if not facts.is_open or full is None or not facts.slots:
        return
    test = hours.against_full_time(facts.slots, full)
    if test.weeks_under and test.average >= full:
        yield RuleFinding(
            "HRS-02", "WARN",
            say(
                "HRS-02", "On average the hours are full time, but not in week {weeks} of the cycle.",
                weeks=", ".join(str(week) for week in test.weeks_under),
            ),
            say("HRS-02.remedy", "Raise the hours of that week, or treat it as a reduced timetable."),
            "lead", about="grid",
        )  # fmt: skip


@rule(
    "HRS-03", mark("Hours are added up over all places, and nobody is in two places at once"),
    source="Hours engine", force="M", effect="CALC",
)  # fmt: skip
def hrs_03_two_places(look: Look) -> Iterator[RuleFinding]:
    if not look.facts.is_open:
        return
    for one, other in hours.clashes(look.facts.slots):
        yield RuleFinding(
            "HRS-03", "WARN",
            say(
                "HRS-03", "{day} of week {week} at {starts}: the grid has the child in two places.",
                day=hours.day_name(one.day), week=one.week, starts=other.starts,
            ),
            say("HRS-03.remedy", "Correct the times of one of the two."),
            "lead", about=f"grid:{one.week}:{one.day}:{other.starts}",
        )  # fmt: skip


@rule(
    "HRS-04", mark("The hours per day agree with the grid"),
    source="Hours engine; F-NPT-02", force="M", effect="CALC",
)  # fmt: skip
def hrs_04_header_and_grid(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_open or not facts.hours_per_day or not facts.slots:
        return
    if not (agrees_with_grid(facts, taught_only=False) or agrees_with_grid(facts, taught_only=True)):
        said = ", ".join(hours.plain(number) for number in facts.hours_per_day)
        yield RuleFinding(
            "HRS-04", "WARN",
            say("HRS-04", "The header says {said} hours a day; the timetable adds up to something else.", said=said),
            say("HRS-04.remedy", "Correct the header or the timetable."),
            "lead", about="hours_per_day", gates=("agree",),
        )  # fmt: skip


def agrees_with_grid(facts: ReducedFacts, *, taught_only: bool) -> bool:
    """Whether "hours per day" is what the grid adds up to, in every week.

    One number stands for each day on which the child attends; five stand for Monday to Friday, days at home included.
    """
    header = facts.hours_per_day
    for week in hours.cycle(facts.slots):
        for day in range(1, 6):
            total = hours.in_hours(hours.day_minutes(facts.slots, week, day, taught_only=taught_only))
            if len(header) == 1 and total == 0:
                continue
            said = header[0] if len(header) == 1 else header[day - 1] if day <= len(header) else Decimal(0)
            if total != said.quantize(Decimal("0.01")):
                return False
    return True


@rule(
    "HRS-05", mark("Hours not covered by any place are known"),
    source="Hours engine", force="M", effect="CALC",
)  # fmt: skip
def hrs_05_uncovered_hours(look: Look) -> Iterator[RuleFinding]:
    """Where an authority has a rule of its own on uncovered hours (NPT-RT-10, WIL-SG-01), only that one speaks of them."""
    facts, times = look.facts, usual_day(look)
    if not facts.is_open or not facts.slots:
        return
    if not times:
        yield RuleFinding(
            "HRS-05", "WARN",
            say("HRS-05", "The times of the school day are not recorded, so uncovered hours can't be found."),
            say("HRS-05.remedy", "Record when the school day starts and ends."),
            "lead", about="school_day",
        )  # fmt: skip
        return
    nobody = hours.uncovered(facts.slots, times)
    if nobody and not any(look.policy.in_force(own) for own in ("NPT-RT-10", "WIL-SG-01")):
        yield RuleFinding(
            "HRS-05", "WARN", hours.nobody_for("HRS-05", nobody),
            say("HRS-05.slots.remedy", "Name the adult who is responsible for each of these times."),
            "lead", about="slots",
        )  # fmt: skip


@rule(
    "HRS-06", mark("Hours go up from review to review"),
    source="Hours engine", force="M", effect="CALC",
)  # fmt: skip
def hrs_06_progress(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in RUNNING and no_increase(look.facts, look.today):
        yield RuleFinding(
            "HRS-06", "WARN",
            say("HRS-06", "The hours have not gone up across the last two reviews."),
            say("HRS-06.remedy", "Raise the hours, or record at the next review what stands in the way."),
            "lead", about="progress",
        )  # fmt: skip


def hours_on(history: tuple[tuple[date, Decimal], ...], day: date) -> Decimal | None:
    """The weekly hours in force on a day; None before the first."""
    past = [entry for entry in history if entry[0] <= day]
    return max(past, key=lambda entry: entry[0])[1] if past else None


def no_increase(facts: ReducedFacts, today: date) -> bool | None:
    """Whether the hours after the last review are no more than those before the one before it; None if untold.

    "Across two reviews": what was in force on the eve of the last but one is compared with what is in force today.
    """
    held = sorted(review.held_on for review in facts.reviews if review.held_on <= today)
    history = tuple((step.on, step.hours) for step in facts.history)
    if len(held) < 2:
        return None
    before = hours_on(history, date.fromordinal(held[-2].toordinal() - 1))
    now = hours_on(history, today)
    return None if before is None or now is None else now <= before
