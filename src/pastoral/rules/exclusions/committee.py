"""WAL-EX-06 to 13: Wales's discipline committee and the independent appeal panel."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.exclusions.board import meeting_findings
from pastoral.rules.exclusions.catalogue import Case, RuleFinding, on_case, rule
from pastoral.rules.exclusions.counting import WALES, WALES_FROM, plain
from pastoral.rules.exclusions.deadlines import Window, meeting_window, within
from pastoral.rules.exclusions.facts import HEARD_LABELS
from pastoral.rules.exclusions.wales import relevant_people
from pastoral.rules.sentences import mark, say

APPEAL_OUTCOMES = ("upheld", "reinstated", "not_practical")
COMMITTEE_SIZES = (3, 5)


def committee_window(case: Case) -> Window | None:
    """The 6th to the 15th school day after the notice, or to the 50th if asked, then with the 15th as the day to aim for.

    None where the committee need not meet, or was not told yet (WAL-EX-06; T09).
    """
    notified, earliest = case.facts.board_notified_on, case.number("board_earliest_day")
    must, asked = case.number("board_meets_within_days"), case.number("board_on_request_within_days")
    if notified is None or must is None:
        return None
    if case.must_meet:
        return meeting_window(notified, case.calendar, days=must, earliest=earliest)
    if case.may_reinstate and case.facts.representations_on is not None and asked is not None:
        return meeting_window(notified, case.calendar, days=asked, earliest=earliest, target=must)
    return None


@rule(
    "WAL-EX-06", mark("The committee meets in its window"),
    source=WALES, force="M", effect="TASK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_06_committee_meets(case: Case) -> Iterator[RuleFinding]:
    facts, window = case.facts, committee_window(case)
    if window is not None:
        yield from meeting_findings(case, "WAL-EX-06", window)
    elif facts.representations_on is not None and not case.may_reinstate and facts.board_met_on is None:
        yield RuleFinding(
            "WAL-EX-06", "TASK",
            say("WAL-EX-06.consider", "The family has put its case: the committee considers it. It can't reinstate."),
            say("WAL-EX-06.consider.remedy", "Put it before the committee and record its answer."),
            "governing_board", about="board",
        )  # fmt: skip
    if facts.board_decision == "reinstated" and not case.may_reinstate:
        yield RuleFinding(
            "WAL-EX-06", "WARN",
            say("WAL-EX-06.power", "For {days} days in a term the committee can't reinstate.", days=plain(case.totals.term)),
            say("WAL-EX-06.power.remedy", "Record its view; the head's decision stands."),
            "governing_board", about="board_decision",
        )  # fmt: skip


@rule(
    "WAL-EX-07", mark("Before an exam at risk the committee meets, or its chair decides"),
    source=WALES, force="M", effect="TASK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_07_exam(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.exam_on is None:
        return
    if facts.board_met_on is None and case.look.today <= facts.exam_on:
        yield RuleFinding(
            "WAL-EX-07", "TASK",
            say("WAL-EX-07", "An exam on {exam} is at risk: the committee meets before it.", exam=facts.exam_on),
            say("WAL-EX-07.remedy", "Hold the meeting before then; if that can't be done, the chair decides alone."),
            "governing_board", facts.exam_on, about="board_exam",
        )  # fmt: skip
    elif facts.board_met_on is not None and facts.board_met_on > facts.exam_on and not facts.chair_alone:
        yield RuleFinding(
            "WAL-EX-07", "WARN",
            say("WAL-EX-07.missed", "The committee met after the exam of {exam}.", exam=facts.exam_on),
            say("WAL-EX-07.missed.remedy", "Ask the exam board what can still be done."),
            "governing_board", about="board_exam",
        )  # fmt: skip


@rule(
    "WAL-EX-08", mark("The committee's decision is told within one school day"),
    source=WALES, force="M", effect="TASK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_08_decision_told(case: Case) -> Iterator[RuleFinding]:
    facts, days = case.facts, case.number("decision_within_days")
    if facts.board_met_on is None or days is None:
        return
    due = within(facts.board_met_on, days, case.calendar)
    if facts.decision_letter_on is None:
        yield RuleFinding(
            "WAL-EX-08", "TASK",
            say("WAL-EX-08", "The committee's decision must be told by {due}.", due=due),
            say("WAL-EX-08.remedy", "Send the letter."),
            "governing_board", due, about="decision_letter",
        )  # fmt: skip
    elif facts.decision_letter_on > due:
        yield RuleFinding(
            "WAL-EX-08", "WARN",
            say("WAL-EX-08.late", "The letter is of {sent}; it was due by {due}.", sent=facts.decision_letter_on, due=due),
            say("WAL-EX-08.late.remedy", "Next time send it sooner."),
            "governing_board", about="decision_letter",
        )  # fmt: skip


@rule(
    "WAL-EX-09", mark("Everyone who may speak is heard"),
    source="SI 2003/3227, regulation 6", force="M", effect="RECORD", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_09_heard(case: Case) -> Iterator[RuleFinding]:
    """Heard, or asked and chose not to speak: the record says for each."""
    missing = [who for who in HEARD_LABELS if who not in case.facts.heard]
    if case.facts.board_met_on is not None and missing:
        yield RuleFinding(
            "WAL-EX-09", "INFO",
            say(
                "WAL-EX-09", "Not recorded as heard by the committee: {missing}.",
                missing=tuple(say("WAL-EX-09.who", HEARD_LABELS[who]) for who in missing),
            ),
            say("WAL-EX-09.remedy", "Record what each said, or that they chose not to."),
            "governing_board", about="heard",
        )  # fmt: skip


@rule(
    "WAL-EX-10", mark("Who sits on the committee"),
    source="SI 2014/1132, regulation 68", force="M", effect="WARN", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_10_members(case: Case) -> Iterator[RuleFinding]:
    """Three or five governors; that three are a quorum was read for federations only."""
    facts = case.facts
    if facts.head_on_board:
        yield RuleFinding(
            "WAL-EX-10", "WARN",
            say("WAL-EX-10.head", "The head sits on the committee."),
            say("WAL-EX-10.head.remedy", "Another governor takes the place."),
            "governing_board", about="board_members",
        )  # fmt: skip
    if facts.board_members is not None and not facts.chair_alone and not 3 <= facts.board_members <= max(COMMITTEE_SIZES):
        yield RuleFinding(
            "WAL-EX-10", "WARN",
            say("WAL-EX-10", "{number} governors took part: a committee has three or five, and three at least.",
                number=facts.board_members),
            say("WAL-EX-10.remedy", "Meet again with at least three."),
            "governing_board", about="board_members",
        )  # fmt: skip


@rule(
    "WAL-EX-11", mark("What the appeal panel can decide"),
    source="SI 2003/3246, regulation 8", force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_11_outcome(case: Case) -> Iterator[RuleFinding]:
    appeal = case.facts.appeal
    if appeal is not None and appeal.heard_on is not None and appeal.outcome not in APPEAL_OUTCOMES:
        yield RuleFinding(
            "WAL-EX-11", "BLOCK",
            say("WAL-EX-11", "The appeal panel's decision is not one that it can take, or is not recorded."),
            say("WAL-EX-11.remedy", "Upheld, reinstatement, or reinstatement right but not practical: record one."),
            "authority", about="appeal_outcome", gates=("record_appeal",),
        )  # fmt: skip


@rule(
    "WAL-EX-12", mark("An appeal in writing, in time, by parent or pupil"),
    source="SI 2003/3227, Schedule, paragraph 7", force="M", effect="TASK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_12_appeal(case: Case) -> Iterator[RuleFinding]:
    """The time to lodge it is known practice (KNOWLEDGE); the hearing was read on a council's older page."""
    facts, appeal = case.facts, case.facts.appeal
    if not facts.is_permanent or facts.board_decision != "upheld":
        return
    days, hearing = case.number("review_application_days"), case.number("review_hearing_days")
    by = None
    if days is not None and facts.decision_letter_on is not None:
        by = within(facts.decision_letter_on, days, case.calendar)
    if appeal is None or appeal.lodged_on is None:
        if by is not None and case.look.today <= by:
            yield RuleFinding(
                "WAL-EX-12", "INFO",
                say("WAL-EX-12.both", "Parents and pupil may each appeal until {by}.", by=by)
                if "pupil" in relevant_people(case)
                else say("WAL-EX-12", "The parents may appeal until {by}.", by=by),
                say("WAL-EX-12.remedy", "Nothing to do; the letter says so."),
                "authority", by, about="appeal",
            )  # fmt: skip
        return
    if by is not None and appeal.lodged_on > by:
        yield RuleFinding(
            "WAL-EX-12", "WARN",
            say("WAL-EX-12.late", "The appeal was lodged after {by}.", by=by),
            say("WAL-EX-12.late.remedy", "Check the last day with the authority: it was not read in the law itself."),
            "authority", about="appeal",
        )  # fmt: skip
    if appeal.in_writing is False or appeal.grounds is False:
        yield RuleFinding(
            "WAL-EX-12", "WARN",
            say("WAL-EX-12.writing", "An appeal is in writing and gives its grounds."),
            say("WAL-EX-12.writing.remedy", "Ask for what is missing at once."),
            "authority", about="appeal",
        )  # fmt: skip
    if appeal.heard_on is None and hearing is not None:
        due = within(appeal.lodged_on, hearing, case.calendar)
        yield RuleFinding(
            "WAL-EX-12", "TASK",
            say("WAL-EX-12.hearing", "The appeal must be heard by {due}.", due=due),
            say("WAL-EX-12.hearing.remedy", "Arrange the hearing."),
            "authority", due, about="appeal_hearing",
        )  # fmt: skip


@rule(
    "WAL-EX-13", mark("Who sits on the appeal panel"),
    source="SI 2003/3227, Schedule, paragraph 2", force="M", effect="WARN", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_13_panel(case: Case) -> Iterator[RuleFinding]:
    """Three or five, with each category among them; how many of each was not read."""
    appeal = case.facts.appeal
    if appeal is None or not appeal.members:
        return
    if len(appeal.members) not in COMMITTEE_SIZES or set(appeal.members) != {"lay", "head", "governor"}:
        yield RuleFinding(
            "WAL-EX-13", "WARN",
            say("WAL-EX-13", "An appeal panel has three or five members: lay people, head teachers and governors."),
            say("WAL-EX-13.remedy", "Change who sits on it before the hearing."),
            "authority", about="appeal_panel",
        )  # fmt: skip
