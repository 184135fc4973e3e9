"""ENG-EX-02 to 04, WAL-EX-02 and 03, CAL-06, 07, 08 and 10: how many days, in either nation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal

from pastoral.rules.calendar import DAY, CalendarUnknown
from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.catalogue import Case, Look, RuleFinding, on_case, rule
from pastoral.rules.exclusions.totals import LUNCHTIME
from pastoral.rules.sentences import mark, say

ENGLAND = "SI 2012/1033 and its statutory guidance"
WALES = "SI 2003/3227 and guidance 294/2024"
ENGLAND_FROM = date(2012, 9, 1)
WALES_FROM = date(2004, 1, 9)
DATES = "Dates and units"


def plain(number: Decimal) -> str:
    """Days without the zeros nobody reads: 5, 5.25."""
    return f"{number.normalize():f}"


@rule("CAL-06", mark("Days of exclusion are counted in the nation's steps"), source=DATES, force="M", effect="CALC")
def cal_06_steps(look: Look) -> Iterator[RuleFinding]:
    """Dates that make no sense, and a typed number of days that is not made of the pack's steps."""
    facts, step = look.facts, look.policy.value("exclusion.day_step")
    if facts.status == "closed":
        return
    if facts.first_day is None or facts.spell is None:
        yield RuleFinding(
            "CAL-06", "BLOCK",
            say("CAL-06.dates", "The days of the exclusion can't be counted: it ends before it begins, or has no first day."),
            say("CAL-06.dates.remedy", "Correct the first and the last day."),
            "head", about="days", gates=("notify",),
        )  # fmt: skip
        return
    unknown = beyond_the_calendar(look)
    if unknown is not None:
        yield RuleFinding(
            "CAL-06", "WARN",
            say("CAL-06.unknown", "{day} lies beyond the school's calendar, so not every deadline can be counted.", day=unknown),
            say("CAL-06.unknown.remedy", "Correct the date, or add the school's term dates."),
            "head", about="calendar",
        )  # fmt: skip
    if facts.stated_days is not None and step and not totals.in_steps(facts.stated_days, Decimal(str(step))):
        yield RuleFinding(
            "CAL-06", "WARN",
            say(
                "CAL-06", "{days} days are not a whole number of steps of {step}.",
                days=plain(facts.stated_days), step=str(step),
            ),
            say("CAL-06.remedy", "Count whole days, sessions and lunchtimes."),
            "head", about="days",
        )  # fmt: skip


def beyond_the_calendar(look: Look) -> date | None:
    """The first date on the record that the school's calendar does not reach; None where it reaches them all."""
    facts = look.facts
    spells = tuple(day for one in facts.history for day in (one.first_day, one.until))
    named = (getattr(facts, each.name) for each in fields(facts) if each.name != "born")
    for day in (*spells, *(value for value in named if isinstance(value, date))):
        try:
            look.calendar.is_school_day(day)
        except CalendarUnknown:
            return day
    return None


def stated_otherwise(case: Case, number: str) -> Iterator[RuleFinding]:
    """The days in the school's own notice against what its dates, sessions or lunchtimes add up to."""
    counted = totals.length(case.spell, case.calendar, case.lunchtime)
    stated = case.facts.stated_days
    if stated is not None and stated != counted and not case.facts.is_permanent:
        yield RuleFinding(
            number, "WARN",
            say(
                "EX.days", "The notice says {stated} days; by its dates it counts {counted}.",
                stated=plain(stated), counted=plain(counted),
            ),
            say("EX.days.remedy", "Correct the notice, or the dates, sessions or lunchtimes."),
            "head", about="days",
        )  # fmt: skip


@rule(
    "CAL-07", mark("A threshold is passed only by more than its number"),
    source=DATES, force="M", effect="CALC",
)  # fmt: skip
@on_case
def cal_07_on_the_threshold(case: Case) -> Iterator[RuleFinding]:
    """Speaks where a total stands exactly on a threshold: nothing is owed yet, the next quarter or half day owes it."""
    for key in ("board_notice_over_days", "board_must_meet_over_days"):
        limit = case.number(key)
        if limit is not None and case.totals.term == limit and not case.facts.is_permanent:
            yield RuleFinding(
                "CAL-07", "INFO",
                say("CAL-07", "Exactly {limit} days this term: any more of it and the board's part changes.", limit=limit),
                say("CAL-07.remedy", "Nothing yet."),
                "head", about=f"threshold:{key}",
            )  # fmt: skip


@rule("CAL-08", mark("Suspensions back to back are one run of days"), source=DATES, force="M", effect="CALC")
@on_case
def cal_08_run(case: Case) -> Iterator[RuleFinding]:
    before = follows_on(case)
    if before and case.facts.kind == totals.SUSPENSION:
        yield RuleFinding(
            "CAL-08", "INFO",
            say(
                "CAL-08", "It follows another without a day in school between: {run} days in a row so far.",
                run=case.totals.run,
            ),
            say("CAL-08.remedy", "Count the days for full-time education over both."),
            "head", about="run",
        )  # fmt: skip


def follows_on(case: Case) -> bool:
    """Whether this exclusion begins where an earlier suspension of the run ended."""
    earlier = tuple(one for one in case.facts.history if one.first_day <= case.spell.first_day)
    if case.facts.is_permanent:
        first = case.calendar.school_day_on_or_after(case.spell.first_day)
        last_before = case.calendar.last_school_day_on_or_before(first - DAY)
        return any(
            day == last_before
            for one in earlier
            if one.kind == totals.SUSPENSION
            for day, _part in totals.days_of(one, case.calendar, case.lunchtime)
        )
    run = totals.run_of(case.spell, earlier, case.calendar, case.facts.days_not_attended)
    return bool(run) and run[0] < case.spell.first_day


@rule("CAL-10", mark("Days at an earlier school of the same year count too"), source=DATES, force="M", effect="CALC")
@on_case
def cal_10_history(case: Case) -> Iterator[RuleFinding]:
    if case.facts.moved_this_year and case.facts.history_complete is not True:
        yield RuleFinding(
            "CAL-10", "WARN",
            say("CAL-10", "The child changed school this year, and earlier days of exclusion are not recorded."),
            say("CAL-10.remedy", "Ask the earlier school, and enter its exclusions or that there were none."),
            "head", about="history",
        )  # fmt: skip


def over_the_year(case: Case, number: str) -> Iterator[RuleFinding]:
    """More than the days of a school year: such an exclusion may not be made (T13)."""
    limit = case.number("year_limit_days")
    if not case.facts.is_permanent and totals.exceeds(case.totals.year, limit):
        yield RuleFinding(
            number, "BLOCK",
            say(
                "EX.year", "With this one the child would be out for {days} days this school year; {limit} are the most.",
                days=plain(case.totals.year), limit=limit,
            ),
            say("EX.year.remedy", "It may not be made, or must be shorter."),
            "head", about="year", gates=("decide", "notify"),
        )  # fmt: skip


@rule(
    "ENG-EX-02", mark("At most 45 school days in a school year"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_02_year(case: Case) -> Iterator[RuleFinding]:
    yield from over_the_year(case, "ENG-EX-02")


@rule(
    "WAL-EX-03", mark("At most 45 school days in a school year"),
    source=WALES, force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_03_year(case: Case) -> Iterator[RuleFinding]:
    yield from over_the_year(case, "WAL-EX-03")


@rule(
    "ENG-EX-03", mark("A lunchtime is half a school day"),
    source=ENGLAND, force="M", effect="CALC", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_03_days(case: Case) -> Iterator[RuleFinding]:
    yield from stated_otherwise(case, "ENG-EX-03")
    yield from lunchtimes_missing(case, "ENG-EX-03")


@rule(
    "WAL-EX-02", mark("A lunchtime is a quarter of a school day"),
    source=WALES, force="M", effect="CALC", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_02_days(case: Case) -> Iterator[RuleFinding]:
    yield from stated_otherwise(case, "WAL-EX-02")
    yield from lunchtimes_missing(case, "WAL-EX-02")


def lunchtimes_missing(case: Case, number: str) -> Iterator[RuleFinding]:
    if case.facts.kind == LUNCHTIME and not case.facts.lunchtimes and case.facts.last_day is None:
        yield RuleFinding(
            number, "WARN",
            say("EX.lunchtimes", "It is not said how many lunchtimes it is for, so it counts as one."),
            say("EX.lunchtimes.remedy", "Give the number of lunchtimes, or the last day."),
            "head", about="lunchtimes",
        )  # fmt: skip


@rule(
    "ENG-EX-04", mark("A suspension is not extended or converted"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_04_not_extended(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    longer = facts.original_last_day is not None and facts.last_day is not None and facts.last_day > facts.original_last_day
    if longer or (facts.converted_from and facts.converted_from != facts.kind):
        yield RuleFinding(
            "ENG-EX-04", "BLOCK",
            say("ENG-EX-04.longer", "The suspension was made longer after it was given.")
            if longer
            else say("ENG-EX-04.converted", "One kind of exclusion was turned into another."),
            say("ENG-EX-04.remedy", "Put it back. In exceptional cases, a new one may begin when this one ends."),
            "head", about="extended", gates=("notify",),
        )  # fmt: skip
    if follows_on(case) and not facts.follows_on_reason.strip():
        yield RuleFinding(
            "ENG-EX-04", "WARN",
            say("ENG-EX-04.follows", "It begins straight after another; that is for exceptional cases, usually new evidence."),
            say("ENG-EX-04.follows.remedy", "Write down what is exceptional."),
            "head", about="follows_on",
        )  # fmt: skip
