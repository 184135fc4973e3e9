"""ENG-EX-01 and 05 to 14: the decision, who is told, and education meanwhile; HIL-PSP-24, WOR-GEN-12 and 13 at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.english_terms import term_period
from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.catalogue import Case, RuleFinding, on_case, rule
from pastoral.rules.exclusions.counting import ENGLAND, ENGLAND_FROM, plain
from pastoral.rules.exclusions.deadlines import further_notice_by
from pastoral.rules.exclusions.facts import DISCIPLINARY, GROUND_LABELS, NOTICE_LABELS
from pastoral.rules.sentences import Sentence, mark, say

SOCIAL_WORKER_FROM = date(2022, 9, 1)  # SI 2022/788
CONSECUTIVE_FROM = date(2015, 1, 5)  # SI 2014/3216 amending SI 2007/1870
SIXTH_DAY = "SI 2007/1870, as amended by SI 2014/3216"
SECTION_104 = "Section 104 notice: SI 2012/1033, Schedule 2, and SI 2007/1870"


def not_told(
    case: Case, number: str, recipient: str, sentence: Sentence, remedy: Sentence, due: date | None = None
) -> Iterator[RuleFinding]:
    """Somebody who must be told has not been: stops "notified" while letters go out, and stays a task afterwards."""
    if case.facts.notice_to(recipient) is None:
        yield RuleFinding(
            number, "BLOCK" if case.facts.status == "decided" else "TASK", sentence, remedy,
            "head", due or case.decided_on, about=f"notice:{recipient}", gates=("notify",),
        )  # fmt: skip


@rule(
    "ENG-EX-01", mark("Only the head excludes, on disciplinary grounds"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_01_head_and_ground(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.decided_by not in ("head", "acting_head"):
        yield RuleFinding(
            "ENG-EX-01", "BLOCK",
            say("ENG-EX-01", "It is not recorded that the head, or an acting head, decided."),
            say("ENG-EX-01.remedy", "Only the head may exclude; record who decided."),
            "head", about="decided_by", gates=("decide", "notify"),
        )  # fmt: skip
    if facts.ground not in DISCIPLINARY:
        yield RuleFinding(
            "ENG-EX-01", "BLOCK",
            say(
                "ENG-EX-01.unlawful", "It is against the law to exclude for this: {ground}.",
                ground=say("ENG-EX-01.ground", GROUND_LABELS[facts.ground]),
            )
            if facts.ground in GROUND_LABELS
            else say("ENG-EX-01.none", "No disciplinary ground is given."),
            say("ENG-EX-01.ground.remedy", "Give a disciplinary ground, or do not exclude."),
            "head", about="ground", gates=("decide", "notify"),
        )  # fmt: skip
    if not facts.reason.strip():
        yield RuleFinding(
            "ENG-EX-01", "WARN",
            say("ENG-EX-01.reason", "Nothing says what happened, so nobody can see that it is reasonable and fair."),
            say("ENG-EX-01.reason.remedy", "Write what happened and why this answer is fair."),
            "head", about="reason",
        )  # fmt: skip


@rule(
    "ENG-EX-05", mark("Parents are told without delay, and in writing"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_05_parents(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    yield from not_told(
        case, "ENG-EX-05", "parent",
        say("ENG-EX-05", "The parents have not been told."),
        say("ENG-EX-05.remedy", "Call them today, then write."),
    )  # fmt: skip
    notice = facts.notice_to("parent")
    if notice is None:
        return
    effect = "BLOCK" if facts.status == "decided" else "TASK"
    if notice.written_on is None:
        yield RuleFinding(
            "ENG-EX-05", effect,
            say("ENG-EX-05.written", "The parents have no written notice yet."),
            say("ENG-EX-05.written.remedy", "Send it without delay."),
            "head", case.decided_on, about="notice:parent", gates=("notify",),
        )  # fmt: skip
    missing = [key for key in NOTICE_LABELS if key not in facts.notice_contents]
    if missing:
        yield RuleFinding(
            "ENG-EX-05", effect,
            say(
                "ENG-EX-05.contents", "The notice to the parents does not say: {missing}.",
                missing=tuple(say("ENG-EX-05.content", NOTICE_LABELS[key]) for key in missing),
            ),
            say("ENG-EX-05.contents.remedy", "Add it to the notice, or send it after."),
            "head", case.decided_on, about="notice_contents", gates=("notify",),
        )  # fmt: skip


@rule(
    "ENG-EX-06", mark("The authority is told of every suspension, whatever its length"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_06_authority(case: Case) -> Iterator[RuleFinding]:
    yield from not_told(
        case, "ENG-EX-06", "authority",
        say("ENG-EX-06", "The authority has not been told. It is told of every suspension, however short."),
        say("ENG-EX-06.remedy", "Tell the authority today."),
    )  # fmt: skip


@rule(
    "ENG-EX-07", mark("The social worker and the Virtual School Head are told"),
    source="SI 2022/788", force="M", effect="BLOCK", valid_from=SOCIAL_WORKER_FROM,
)  # fmt: skip
@on_case
def eng_ex_07_social_worker_and_virtual_school(case: Case) -> Iterator[RuleFinding]:
    if case.facts.has_social_worker:
        yield from not_told(
            case, "ENG-EX-07", "social_worker",
            say("ENG-EX-07", "The child has a social worker, who has not been told."),
            say("ENG-EX-07.remedy", "Tell the social worker today."),
        )  # fmt: skip
    if case.facts.looked_after:
        yield from not_told(
            case, "ENG-EX-07", "virtual_school",
            say("ENG-EX-07.vsh", "The child is looked after, and the Virtual School Head has not been told."),
            say("ENG-EX-07.vsh.remedy", "Tell the Virtual School Head today."),
        )  # fmt: skip


@rule(
    "ENG-EX-08", mark("The governing board is told at once above its thresholds, otherwise each term"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_08_board(case: Case) -> Iterator[RuleFinding]:
    if case.above_notice:
        yield from not_told(
            case, "ENG-EX-08", "governing_board",
            say("ENG-EX-08.permanent", "The governing board has not been told of the permanent exclusion.")
            if case.facts.is_permanent
            else say("ENG-EX-08.exam", "An exam would be missed, and the governing board has not been told.")
            if case.facts.exam_on is not None
            else say(
                "ENG-EX-08", "{days} days this term: the governing board must be told, and has not been.",
                days=plain(case.totals.term),
            ),
            say("ENG-EX-08.remedy", "Tell the governing board today."),
        )  # fmt: skip
    elif case.facts.notice_to("governing_board") is None:
        end = case.calendar.last_school_day_on_or_before(term_period(case.spell.first_day, case.calendar).end)
        yield RuleFinding(
            "ENG-EX-08", "TASK",
            say("ENG-EX-08.termly", "It belongs in the report to the governing board at the end of the term."),
            say("ENG-EX-08.termly.remedy", "Include it in the termly report."),
            "head", end, about="notice:governing_board",
        )  # fmt: skip


@rule(
    "ENG-EX-09", mark("The authority where the child lives is told of a permanent exclusion"),
    source=ENGLAND, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_09_home_authority(case: Case) -> Iterator[RuleFinding]:
    if case.facts.is_permanent and case.facts.home_authority_differs:
        yield from not_told(
            case, "ENG-EX-09", "home_authority",
            say("ENG-EX-09", "The child lives in another authority, which has not been told."),
            say("ENG-EX-09.remedy", "Tell that authority today."),
        )  # fmt: skip


@rule(
    "ENG-EX-10", mark("The notice about the first days and about provision comes in time"),
    source=SECTION_104, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_10_section_104(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.kind == totals.LUNCHTIME:
        return
    first = case.calendar.school_day_on_or_after(case.spell.first_day)
    if facts.provision_notice_on is None or facts.provision_notice_on > first:
        late = facts.provision_notice_on is not None
        yield RuleFinding(
            "ENG-EX-10", "WARN" if late else "TASK",
            say("ENG-EX-10.late", "The notice about the first days came after {first}.", first=first)
            if late
            else say("ENG-EX-10", "The notice about public places and provision is due by the end of {first}.", first=first),
            say("ENG-EX-10.late.remedy", "Next time, send it by the end of the first afternoon.")
            if late
            else say("ENG-EX-10.remedy", "Send it by the end of the afternoon session."),
            "head", first, about="provision_notice",
        )  # fmt: skip
    day = sixth_day(case)
    if day is None or facts.provision_notice_complete or facts.provision_notice_waived:
        return
    by = max(further_notice_by(facts.provision_from or day), case.decided_on)
    if facts.provision_further_notice_on is None or facts.provision_further_notice_on > by:
        yield RuleFinding(
            "ENG-EX-10", "TASK",
            say("ENG-EX-10.further", "Where the child is taught from the sixth day must be told by {by}.", by=by),
            say("ENG-EX-10.further.remedy", "Tell the parents 48 hours before, or record that they agreed to less."),
            "authority" if facts.is_permanent else "governing_board", by, about="provision_notice",
        )  # fmt: skip


@rule(
    "ENG-EX-11", mark("Work is set and marked for the first five days"),
    source=ENGLAND, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_11_first_days(case: Case) -> Iterator[RuleFinding]:
    yield from work_in_the_first_days(case, "ENG-EX-11")


def work_in_the_first_days(case: Case, number: str) -> Iterator[RuleFinding]:
    """Work for the days before full-time education must begin; the days are named, for England's public-place duty too."""
    facts = case.facts
    if facts.kind == totals.LUNCHTIME:
        return
    from_day = case.number("provision_from_day")
    if from_day is None:
        return
    # In England the days of work may be over after another suspension without a break: then there is full-time education.
    provided = sixth_day(case) if case.look.policy.nation == "england" else None
    days = [
        day
        for day in totals.first_days(case.spell, case.calendar, from_day - 1)
        if provided is None or day < provided
    ]
    if not days:
        return
    if facts.work_set_on is None:
        yield RuleFinding(
            number, "TASK",
            say("EX.work", "Work must be set for the days from {first} to {last}.", first=days[0], last=days[-1]),
            say("EX.work.remedy", "Set the work, and record the day."),
            "head", days[0], about="work",
        )  # fmt: skip
    elif facts.work_marked is False and days[-1] < case.look.today:
        yield RuleFinding(
            number, "TASK",
            say("EX.marked", "The work of the first days has not been marked."),
            say("EX.marked.remedy", "Mark it and give it back."),
            "head", days[-1], about="work",
        )  # fmt: skip


def sixth_day(case: Case) -> date | None:
    """The day from which there must be full-time education, by the nation's number; None where it never comes."""
    from_day = case.number("provision_from_day")
    spared = case.facts.exams_done and case.facts.year == 11  # ENG-EX-13
    if from_day is None or spared or case.facts.kind == totals.LUNCHTIME:
        return None
    return totals.provision_day(
        case.spell, case.facts.history, case.calendar, from_day, case.facts.days_not_attended
    )


@rule(
    "ENG-EX-12", mark("Full-time education from the sixth school day in a row"),
    source=SIXTH_DAY, force="M", effect="TASK", valid_from=CONSECUTIVE_FROM,
)  # fmt: skip
@on_case
def eng_ex_12_sixth_day(case: Case) -> Iterator[RuleFinding]:
    facts, day = case.facts, sixth_day(case)
    if day is None:
        return
    owner = "authority" if facts.is_permanent else "governing_board"
    if facts.provision_from is None:
        yield RuleFinding(
            "ENG-EX-12", "TASK",
            say("ENG-EX-12.authority", "The authority provides full-time education from {day}.", day=day)
            if facts.is_permanent
            else say("ENG-EX-12", "The school provides full-time education from {day}.", day=day),
            say("ENG-EX-12.remedy", "Arrange it, and record where and from when."),
            owner, day, about="provision",
        )  # fmt: skip
    elif facts.provision_from > day:
        yield RuleFinding(
            "ENG-EX-12", "WARN",
            say("ENG-EX-12.late", "Education starts on {start}; it was due from {day}.", start=facts.provision_from, day=day),
            say("ENG-EX-12.late.remedy", "Bring it forward if you can; record why it was late."),
            owner, about="provision",
        )  # fmt: skip
    elif facts.provision_full_time is False and not facts.plan_limits_hours:
        yield RuleFinding(
            "ENG-EX-12", "WARN",
            say("ENG-EX-12.part_time", "The education arranged is not full time."),
            say("ENG-EX-12.part_time.remedy", "Make it full time."),
            owner, about="provision",
        )  # fmt: skip


@rule(
    "ENG-EX-13", mark("Two exceptions to education from the sixth day"),
    source="SI 2007/1870, regulation 5", force="M", effect="INFO", valid_from=CONSECUTIVE_FROM,
)  # fmt: skip
@on_case
def eng_ex_13_exceptions(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.exams_done and facts.year != 11:
        yield RuleFinding(
            "ENG-EX-13", "WARN",
            say("ENG-EX-13.year", "Only a Year 11 pupil who has sat every exam is left out of the sixth-day duty."),
            say("ENG-EX-13.year.remedy", "Correct the record; education must be arranged."),
            "head", about="exception",
        )  # fmt: skip
    elif facts.exams_done or (facts.plan_limits_hours and facts.has_ehcp):
        yield RuleFinding(
            "ENG-EX-13", "INFO",
            say("ENG-EX-13.exams", "All exams are done: no education need be arranged from the sixth day.")
            if facts.exams_done
            else say("ENG-EX-13.plan", "The child's plan names fewer hours: education need not be full time."),
            say("ENG-EX-13.remedy", "Keep the evidence with the record."),
            "head", about="exception",
        )  # fmt: skip


@rule(
    "ENG-EX-14", mark("For a looked-after child, education from the first day"),
    source=ENGLAND, force="S", effect="INFO", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_ex_14_looked_after(case: Case) -> Iterator[RuleFinding]:
    """Known practice; the text was not read (KNOWLEDGE), and the sentence says so."""
    facts = case.facts
    first = case.calendar.school_day_on_or_after(case.spell.first_day)
    later = facts.provision_from is None or facts.provision_from > first
    if facts.looked_after and facts.kind != totals.LUNCHTIME and later:
        yield RuleFinding(
            "ENG-EX-14", "INFO",
            say(
                "ENG-EX-14",
                "The child is looked after: good practice is education from the first day, {first}. "
                "We have not read this in the guidance itself.",
                first=first,
            ),
            say("ENG-EX-14.remedy", "Talk with the Virtual School about provision from the first day."),
            "head", about="provision",
        )  # fmt: skip


@rule(
    "HIL-PSP-24", mark("The authority is asked before the school decides to exclude"),
    source="Review", force="S", effect="WARN",
)  # fmt: skip
@on_case
def hil_psp_24_asked_before(case: Case) -> Iterator[RuleFinding]:
    asked = case.facts.authority_asked_on
    if asked is None or asked > case.decided_on:
        yield RuleFinding(
            "HIL-PSP-24", "WARN",
            say("HIL-PSP-24.exclusion", "The authority's exclusion support was not asked before the decision."),
            say("HIL-PSP-24.exclusion.remedy", "Write to its mailbox now, and before the next decision."),
            "head", about="authority_asked",
        )  # fmt: skip


@rule(
    "WOR-GEN-12", mark("Reasonable adjustments are on the record"),
    source="Legislation and Policy", force="M", effect="WARN",
)  # fmt: skip
@on_case
def wor_gen_12_adjustments(case: Case) -> Iterator[RuleFinding]:
    if (case.facts.disabled or case.facts.has_send) and not case.facts.adjustments.strip():
        yield RuleFinding(
            "WOR-GEN-12", "WARN",
            say("WOR-GEN-12.exclusion", "The child has special needs or a disability, and no adjustments are recorded."),
            say("WOR-GEN-12.exclusion.remedy", "Write which adjustments were made before the exclusion."),
            "head", about="adjustments",
        )  # fmt: skip


@rule(
    "WOR-GEN-13", mark("Duties to vulnerable pupils are checked before an exclusion"),
    source="Legislation and Policy", force="M", effect="WARN",
)  # fmt: skip
@on_case
def wor_gen_13_duties(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    vulnerable = facts.has_send or facts.has_ehcp or facts.has_social_worker or facts.looked_after
    if (vulnerable or facts.previously_looked_after) and not facts.duties_checked:
        yield RuleFinding(
            "WOR-GEN-13", "WARN",
            say("WOR-GEN-13.exclusion", "It is not recorded that the duties to this child were checked before the decision."),
            say("WOR-GEN-13.exclusion.remedy", "Go through the checklist and record it."),
            "head", about="duties",
        )  # fmt: skip
