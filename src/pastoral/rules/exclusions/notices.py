"""Who is told of an exclusion, how soon, and by which rule (rules catalogue 3.3: suspension, PEX, fixed-term, cancelled)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.exclusions.board import cancellation_recipients
from pastoral.rules.exclusions.catalogue import Case, Look, case_of
from pastoral.rules.exclusions.facts import ExclusionFacts
from pastoral.rules.exclusions.totals import term_of
from pastoral.rules.exclusions.wales import relevant_people, written_by
from pastoral.rules.sentences import Sentence, mark, say

EVENTS = ("excluded", "cancelled")
WITHOUT_DELAY, ONE_SCHOOL_DAY, TERMLY, GOOD_PRACTICE = "without_delay", "one_school_day", "termly", "good_practice"

HOW_SOON: dict[str, str] = {
    WITHOUT_DELAY: mark("without delay"),
    ONE_SCHOOL_DAY: mark("within one school day"),
    TERMLY: mark("in the report of the term"),
    GOOD_PRACTICE: mark("as good practice"),
}


@dataclass(frozen=True, slots=True)
class ExclusionNotice:
    """One recipient. `due` is the last day; None for good practice. `in_writing`: a letter is owed besides the word."""

    recipient: str
    rule: str
    how_soon: str
    due: date | None
    in_writing: bool = False

    @property
    def why(self) -> Sentence:
        return say("EX.notice", HOW_SOON[self.how_soon])


def notices(
    event: str, facts: ExclusionFacts, policy: Policy, calendar: SchoolCalendar, today: date
) -> tuple[ExclusionNotice, ...]:
    """Who is told when a pupil is `excluded` or an exclusion is `cancelled`; ValueError for another event."""
    if event not in EVENTS:
        raise ValueError(f"No notices are defined for {event!r}.")
    look = Look(facts, policy, calendar, today, facts.first_day)
    if event == "cancelled":
        if policy.nation != "england" or facts.cancelled_on is None:
            return ()
        return tuple(
            ExclusionNotice(recipient, "ENG-EX-18", WITHOUT_DELAY, facts.cancelled_on, recipient == "parent")
            for recipient in cancellation_recipients(look)
        )
    case = case_of(look)
    if case is None:
        return ()
    return _england(case) if policy.nation == "england" else _wales(case)


def _england(case: Case) -> tuple[ExclusionNotice, ...]:
    facts, day = case.facts, case.decided_on
    told = [
        ExclusionNotice("parent", "ENG-EX-05", WITHOUT_DELAY, day, True),
        ExclusionNotice("authority", "ENG-EX-06", WITHOUT_DELAY, day),
    ]
    if facts.has_social_worker:
        told.append(ExclusionNotice("social_worker", "ENG-EX-07", WITHOUT_DELAY, day))
    if facts.looked_after:
        told.append(ExclusionNotice("virtual_school", "ENG-EX-07", WITHOUT_DELAY, day))
    if case.above_notice:
        told.append(ExclusionNotice("governing_board", "ENG-EX-08", WITHOUT_DELAY, day))
    else:
        told.append(ExclusionNotice("governing_board", "ENG-EX-08", TERMLY, _end_of_term(case)))
    if facts.is_permanent and facts.home_authority_differs:
        told.append(ExclusionNotice("home_authority", "ENG-EX-09", WITHOUT_DELAY, day))
    if facts.at_provider:
        told.append(ExclusionNotice("provider", "ENG-EX-05", WITHOUT_DELAY, day))
    return tuple(told)


def _wales(case: Case) -> tuple[ExclusionNotice, ...]:
    facts = case.facts
    soon = written_by(case) or case.decided_on
    told = [
        ExclusionNotice(person, "WAL-EX-04" if person == "parent" else "WAL-EX-01", WITHOUT_DELAY, case.decided_on, True)
        for person in relevant_people(case)
    ]
    how, due = (ONE_SCHOOL_DAY, soon) if case.above_notice else (TERMLY, _end_of_term(case))
    offices = ("authority", "governing_board", *(("home_authority",) if facts.home_authority_differs else ()))
    told += [ExclusionNotice(office, "WAL-EX-05", how, due) for office in offices]
    if facts.has_social_worker:
        told.append(ExclusionNotice("social_worker", "WAL-EX-05", GOOD_PRACTICE, None))
    return tuple(told)


def _end_of_term(case: Case) -> date:
    term = term_of(case.spell.first_day, case.calendar, case.look.policy.nation)
    return case.calendar.last_school_day_on_or_before(term.end)
