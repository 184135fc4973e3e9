"""ENG-EX-15 to 19: the governing board in England, from its notice to its letter, and the head's power to cancel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pastoral.rules.english_terms import term_period
from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.catalogue import Case, Look, RuleFinding, count, is_known, on_case, rule
from pastoral.rules.exclusions.counting import ENGLAND, ENGLAND_FROM, plain
from pastoral.rules.exclusions.deadlines import Window, meeting_window
from pastoral.rules.exclusions.facts import RECIPIENT_LABELS
from pastoral.rules.sentences import mark, say

REGULATIONS_2023 = date(2023, 9, 1)  # SI 2023/571: meetings from afar, cancelling


def board_window(case: Case) -> Window | None:
    """By when the board must meet (ENG-EX-15); None where it need not, or was not told yet."""
    notified = case.facts.board_notified_on
    if notified is None:
        return None
    if case.must_meet:
        days = case.number("board_meets_within_days")
    elif case.may_reinstate and case.facts.representations_on is not None:
        days = case.number("board_on_request_within_days")
    else:
        days = None
    return None if days is None else meeting_window(notified, case.calendar, days=days)


@rule(
    "ENG-EX-15", mark("The governing board meets in time, and decides what it may"),
    source=ENGLAND, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_15_board_meets(case: Case) -> Iterator[RuleFinding]:
    facts, window = case.facts, board_window(case)
    if window is not None:
        yield from meeting_findings(case, "ENG-EX-15", window)
    elif facts.representations_on is not None and not case.may_reinstate and facts.board_met_on is None:
        yield RuleFinding(
            "ENG-EX-15", "TASK",
            say("ENG-EX-15.consider", "The parents have put their case: the board considers it. It can't reinstate."),
            say("ENG-EX-15.consider.remedy", "Put it before the board and record its answer."),
            "governing_board", about="board",
        )  # fmt: skip
    if facts.exam_on is not None and facts.board_met_on is None and case.look.today <= facts.exam_on:
        yield RuleFinding(
            "ENG-EX-15", "TASK",
            say(
                "ENG-EX-15.exam", "An exam on {exam} would be missed: the board meets before it as far as it can.",
                exam=facts.exam_on,
            ),
            say("ENG-EX-15.exam.remedy", "Hold the meeting before the exam."),
            "governing_board", facts.exam_on, about="board_exam",
        )  # fmt: skip
    if facts.board_decision == "reinstated" and not case.may_reinstate:
        yield RuleFinding(
            "ENG-EX-15", "WARN",
            say("ENG-EX-15.power", "For {days} days in a term the board can't reinstate.", days=plain(case.totals.term)),
            say("ENG-EX-15.power.remedy", "Record its view; the head's decision stands."),
            "governing_board", about="board_decision",
        )  # fmt: skip


def meeting_findings(case: Case, number: str, window: Window) -> Iterator[RuleFinding]:
    """Still to meet, met too late, or met too early (Wales)."""
    met = case.facts.board_met_on
    if met is None:
        due = window.target or window.last
        yield RuleFinding(
            number, "TASK",
            say("EX.board.target", "They meet by {target} if they can, at the latest on {last}.", target=due, last=window.last)
            if window.target is not None
            else say("EX.board", "They must meet by {last}.", last=window.last),
            say("EX.board.remedy.from", "Call the meeting for {first} to {last}.", first=window.first, last=window.last)
            if window.first is not None
            else say("EX.board.remedy", "Call the meeting for a day up to {last}.", last=window.last),
            "governing_board", window.last if case.look.today > due else due, about="board",
        )  # fmt: skip
    elif met > window.last or (window.first is not None and met < window.first):
        yield RuleFinding(
            number, "WARN",
            say("EX.board.late", "They met on {met}; the last day was {last}.", met=met, last=window.last)
            if met > window.last
            else say("EX.board.early", "They met on {met}, before the first day for it, {first}.", met=met, first=window.first),
            say("EX.board.late.remedy", "Record why; the decision still stands."),
            "governing_board", about="board",
        )  # fmt: skip


@rule(
    "ENG-EX-16", mark("What a term is for these thresholds"),
    source="SI 2012/1033, regulation 2", force="M", effect="CALC", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_16_term(case: Case) -> Iterator[RuleFinding]:
    period = term_period(case.spell.first_day, case.calendar)
    if period.by_reference_dates:
        yield RuleFinding(
            "ENG-EX-16", "INFO",
            say(
                "ENG-EX-16.unknown", "The school's terms are not known: days are added up from {start} to {end}.",
                start=period.start, end=period.end,
            )
            if case.calendar.is_estimated(case.spell.first_day)
            else say(
                "ENG-EX-16", "The school does not have three terms: days are added up from {start} to {end}.",
                start=period.start, end=period.end,
            ),
            say("ENG-EX-16.remedy", "Check the school's term dates if it has three terms."),
            "head", about="term",
        )  # fmt: skip


@rule(
    "ENG-EX-17", mark("Meetings are face to face unless a parent asks"),
    source="SI 2023/571", force="M", effect="WARN", valid_from=REGULATIONS_2023,
)  # fmt: skip
@on_case
def eng_ex_17_face_to_face(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.board_remote and not (facts.remote_asked and facts.remote_conditions_met is not False):
        yield RuleFinding(
            "ENG-EX-17", "WARN",
            say("ENG-EX-17.conditions", "Not everyone can take part from afar, so the meeting must be face to face.")
            if facts.remote_asked
            else say("ENG-EX-17", "The meeting is from afar, and no parent has asked for that."),
            say("ENG-EX-17.remedy", "Hold it face to face."),
            "governing_board", about="board_remote",
        )  # fmt: skip


@rule(
    "ENG-EX-18", mark("The head may cancel before the board meets, and everyone is told why"),
    source="SI 2023/571 (regulation 17A)", force="M", effect="BLOCK", valid_from=REGULATIONS_2023,
)  # fmt: skip
def eng_ex_18_cancelled(look: Look) -> Iterator[RuleFinding]:
    facts, spell = look.facts, look.facts.spell
    if facts.cancelled_on is None or spell is None or facts.is_separation:
        return
    if facts.board_met_on is not None and facts.board_met_on <= facts.cancelled_on:
        yield RuleFinding(
            "ENG-EX-18", "BLOCK",
            say("ENG-EX-18.met", "The board has met already: the head can't cancel any more."),
            say("ENG-EX-18.met.remedy", "The board's decision stands; take the cancellation back."),
            "head", about="cancel", gates=("cancel",),
        )  # fmt: skip
    limit = look.policy.value("exclusion.year_limit_days")
    whole = replace(facts, cancelled_on=None)  # what the child has been out, or would have been
    if is_known(look, spell) and totals.exceeds(count(whole, look.policy, look.calendar).year, limit):
        yield RuleFinding(
            "ENG-EX-18", "BLOCK",
            say("ENG-EX-18.limit", "The child has been out for more than {limit} days: the head can't cancel.", limit=limit),
            say("ENG-EX-18.limit.remedy", "Bring it before the board."),
            "head", about="cancel", gates=("cancel",),
        )  # fmt: skip
    for recipient in cancellation_recipients(look):
        notice = facts.notice_to(recipient, "cancellation")
        if notice is None or not notice.reasons:
            who = say("ENG-EX-18.who", RECIPIENT_LABELS[recipient])
            yield RuleFinding(
                "ENG-EX-18", "TASK",
                say("ENG-EX-18", "Not told of the cancellation: {who}.", who=who)
                if notice is None
                else say("ENG-EX-18.reasons", "Told of the cancellation without the reasons: {who}.", who=who),
                say("ENG-EX-18.remedy", "Tell them today, with the reasons."),
                "head", facts.cancelled_on, about=f"notice:{recipient}",
            )  # fmt: skip
    if facts.reinstated_on is None:
        yield RuleFinding(
            "ENG-EX-18", "TASK",
            say("ENG-EX-18.back", "The exclusion is cancelled; the child's return is not recorded."),
            say("ENG-EX-18.back.remedy", "Have the child back at once and record the day."),
            "head", facts.cancelled_on, about="return",
        )  # fmt: skip


def cancellation_recipients(look: Look) -> tuple[str, ...]:
    """Parents, board and authority always; social worker and Virtual School Head where there are any."""
    facts = look.facts
    return (
        "parent",
        "governing_board",
        "authority",
        *(("social_worker",) if facts.has_social_worker else ()),
        *(("virtual_school",) if facts.looked_after else ()),
    )


@rule(
    "ENG-EX-19", mark("The board's decision is written, with reasons and rights"),
    source=ENGLAND, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_19_decision_letter(case: Case) -> Iterator[RuleFinding]:
    """Known practice (KNOWLEDGE)."""
    facts = case.facts
    if facts.board_met_on is None or not facts.board_decision:
        return
    if facts.decision_letter_on is None:
        yield RuleFinding(
            "ENG-EX-19", "TASK",
            say("ENG-EX-19", "The board has decided, and its letter is not sent."),
            say("ENG-EX-19.remedy", "Write without delay, with the reasons."),
            "governing_board", facts.board_met_on, about="decision_letter",
        )  # fmt: skip
    elif not facts.decision_reasons or (facts.is_permanent and facts.board_decision == "upheld" and not facts.decision_rights):
        yield RuleFinding(
            "ENG-EX-19", "WARN",
            say("ENG-EX-19.rights", "The letter does not give the right to an independent review.")
            if facts.decision_reasons
            else say("ENG-EX-19.reasons", "The letter does not give the board's reasons."),
            say("ENG-EX-19.rights.remedy", "Write again with what is missing."),
            "governing_board", about="decision_letter",
        )  # fmt: skip
