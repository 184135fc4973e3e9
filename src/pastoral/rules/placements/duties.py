"""Duties of the authority and what is planned in England: ENG-S19-01 to 04, WAL-S19-01, ENG-CNIS-01 and 03, ENG-NSAP-02 and 03."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import CalendarWeeks, within_calendar_weeks
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import KNOWLEDGE, UNSETTLED, Need, blank, lacking, said_locally
from pastoral.rules.placements.facts import CONSIDERED, PREPARED, PlacementFacts
from pastoral.rules.placements.registry import Look, placement
from pastoral.rules.sentences import mark, say

SIX_WEEKS = CalendarWeeks(6)  # Education Act 1996, section 19: the last weeks of compulsory school age
FULL_SECTION_19_REASONS = frozenset({"illness", "suspension", "permanent_exclusion", "other"})
NOT_YET = ("considering", "preparing")


def leaves_soon(compulsory_age_ends_on: date | None, exams_left: bool | None, day: date) -> bool:
    """ENG-S19-02: within six weeks of the end of compulsory school age, and known to have no exam left."""
    if compulsory_age_ends_on is None or exams_left is not False:
        return False
    return day >= compulsory_age_ends_on - SIX_WEEKS.delta


def section_19_applies(facts: PlacementFacts, day: date) -> bool:
    """ENG-S19-01 and 02, WAL-S19-01: of compulsory age, and out of education by illness, exclusion or otherwise.

    An age that is not known counts as compulsory: the duty is not lost to a blank.
    """
    return (
        facts.compulsory_age is not False
        and facts.reason in FULL_SECTION_19_REASONS
        and not leaves_soon(facts.compulsory_age_ends_on, facts.exams_left, day)
    )


def _owed(number: str, look: Look, *, applies: bool) -> Iterator[RuleFinding]:
    facts = look.facts
    since = facts.without_education_since
    if facts.stage in NOT_YET and since is not None and since <= look.today and applies:
        yield RuleFinding(
            number, "TASK",
            say(f"{number}.owed", "The child has had no suitable education since {since}.", since=since),
            say(f"{number}.owed.remedy", "The authority arranges suitable education."),
            "authority", None, "section_19",
        )  # fmt: skip


@placement(
    "ENG-S19-01", mark("The authority arranges education for a child who would otherwise have none"),
    source="Education Act 1996, section 19(1)", force="M", effect="TASK",
)  # fmt: skip
def eng_s19_01_duty(look: Look) -> Iterator[RuleFinding]:
    yield from _owed("ENG-S19-01", look, applies=section_19_applies(look.facts, look.today))


@placement(
    "ENG-S19-02", mark("The duty ends six weeks before the end of compulsory school age, with no exam left"),
    source="Education Act 1996, section 19", force="M", effect="INFO",
)  # fmt: skip
def eng_s19_02_last_weeks(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in NOT_YET and leaves_soon(facts.compulsory_age_ends_on, facts.exams_left, look.today):
        yield RuleFinding(
            "ENG-S19-02", "INFO",
            say(
                "ENG-S19-02", "Compulsory school age ends on {ends} and no exam is left: the authority's duty is over.",
                ends=facts.compulsory_age_ends_on,
            ),
            say("ENG-S19-02.remedy", "Help the child with the next step all the same."),
            "authority", about="section_19",
        )  # fmt: skip


@placement(
    "ENG-S19-03", mark("What the authority arranges is full time, unless health speaks against it"),
    source="Education Act 1996, section 19", force="M", effect="WARN",
)  # fmt: skip
def eng_s19_03_full_time(look: Look) -> Iterator[RuleFinding]:
    facts, full = look.facts, look.policy.value("hours.week_expectation")
    if facts.stage in PREPARED and facts.arranged_by == "authority" and facts.reason in FULL_SECTION_19_REASONS:
        hours = facts.weekly_hours
        short = facts.shape == "part_time" or (hours is not None and full is not None and hours < full)
        yield from lacking(
            "ENG-S19-03", "WARN", "authority",
            Need(
                short and blank(facts.medical_reason), "hours",
                mark("The authority's provision is not full time, and no reason of health is written."),
                mark("Make it full time, or write why health speaks against it."),
            ),
        )  # fmt: skip


@placement(
    "ENG-S19-04", mark("Education is arranged when illness will cost many days"),
    source="Statutory guidance on health needs (practice, not statute)", force="S", effect="TASK",
)  # fmt: skip
def eng_s19_04_illness(look: Look) -> Iterator[RuleFinding]:
    """Fifteen days, in one go or over the year: `placement.illness_days`."""
    facts, limit = look.facts, look.policy.value("placement.illness_days")
    if facts.stage in NOT_YET and facts.reason == "illness" and limit is not None:
        missed = facts.missed_school_days
        yield from lacking(
            "ENG-S19-04", "TASK", "authority",
            Need(
                missed is not None and missed >= limit and section_19_applies(facts, look.today), "illness",
                mark("Illness will cost the child {missed} school days; from {limit} days education is arranged."),
                mark("The authority arranges education as soon as that is clear."), {"missed": missed, "limit": limit},
            ),
        )  # fmt: skip


@placement(
    "WAL-S19-01", mark("The authority arranges education for a child who would otherwise have none"),
    source="Education Act 1996, section 19A", force="M", effect="TASK",
)  # fmt: skip
def wal_s19_01_duty(look: Look) -> Iterator[RuleFinding]:
    """The English exception for the last six weeks is not read into the Welsh section (SYS-03)."""
    facts = look.facts
    owed = facts.compulsory_age is not False and facts.reason in FULL_SECTION_19_REASONS
    yield from _owed("WAL-S19-01", look, applies=owed)


def belongs_on_the_register(facts: PlacementFacts) -> bool | None:
    """ENG-CNIS-01: on the roll, and away for some of full time by an arrangement of the school. None: can't be said."""
    if facts.on_home_roll is False or facts.arranged_by == "authority":
        return False
    elsewhere = [each.hours for each in facts.settings if each.provider]
    if facts.on_home_roll is None or not facts.arranged_by or not elsewhere:
        return None
    if any(hours for hours in elsewhere):
        return True
    return None if None in elsewhere else False


@placement(
    "ENG-CNIS-01", mark("The authority's register of children not in school"),
    source="Children's Wellbeing and Schools Act 2026, section 38", force="M", effect="TASK",
)  # fmt: skip
def eng_cnis_01_register(look: Look) -> Iterator[RuleFinding]:
    """Not in force when read: only from the day in `placement.children_not_in_school_from`."""
    facts, since = look.facts, look.policy.value("placement.children_not_in_school_from")
    if since is None or look.today < since or not facts.is_running:
        return
    if belongs_on_the_register(facts) is not False:
        yield from lacking(
            "ENG-CNIS-01", "TASK", "head",
            Need(
                facts.authority_told_on is None, "register",
                mark("The child is taught away from school, and the authority has not been told for its register."),
                mark("Tell the authority. {status}"), {"status": UNSETTLED},
            ),
        )  # fmt: skip


@placement(
    "ENG-CNIS-03", mark("Hours are kept by place and provider"),
    source="Rules catalogue 2.10", force="S", effect="RECORD",
)  # fmt: skip
def eng_cnis_03_hours_by_place(look: Look) -> Iterator[RuleFinding]:
    """Silent where Hampshire's rule on full time already asks for them."""
    facts = look.facts
    if facts.stage in PREPARED and not said_locally(look.policy, "HAM-AP-02"):
        yield from lacking(
            "ENG-CNIS-03", "INFO", "commissioner",
            Need(
                facts.weekly_hours is None, "hours",
                mark("The hours a week are not known for every place."), mark("Write them for each place."),
            ),
        )  # fmt: skip


@placement(
    "ENG-NSAP-02", mark("The authority is told of every placement that is not in a school"),
    source="Non-school alternative provision: government response (2025)", force="S", effect="INFO",
    valid_from=date(2025, 8, 1),
)  # fmt: skip
def eng_nsap_02_tell(look: Look) -> Iterator[RuleFinding]:
    """A plan of the government's, not yet a duty; where the authority asks to be told, its own rules say so."""
    facts = look.facts
    if facts.is_running and facts.is_non_school:
        yield from lacking(
            "ENG-NSAP-02", "INFO", "commissioner",
            Need(
                facts.authority_told_on is None, "authority_told",
                mark("The provider is not a school, and the authority has not been told of the placement."),
                mark("Tell the authority. It is planned as a duty and is not one yet."),
            ),
        )  # fmt: skip


@placement(
    "ENG-NSAP-03", mark("A limit on the time a child spends in provision that is not a school"),
    source="Rules catalogue 2.6", force="S", effect="INFO", valid_from=date(2025, 8, 1),
)  # fmt: skip
def eng_nsap_03_time_limit(look: Look) -> Iterator[RuleFinding]:
    """Not in force as far as found: judged only where the policy sets `placement.non_school_weeks`."""
    facts, weeks = look.facts, look.policy.value("placement.non_school_weeks")
    if facts.stage not in CONSIDERED or not facts.is_non_school or weeks is None or facts.starts_on is None:
        return
    end = facts.ends_on or look.today
    if end >= facts.starts_on and not within_calendar_weeks(facts.starts_on, end, CalendarWeeks(weeks)):
        yield RuleFinding(
            "ENG-NSAP-03", "WARN",
            say("ENG-NSAP-03", "The placement lasts longer than {weeks} weeks and is not in a school.", weeks=weeks),
            say("ENG-NSAP-03.remedy", "Plan the move to a school. {status}", status=KNOWLEDGE),
            "commissioner", about="length",
        )  # fmt: skip
