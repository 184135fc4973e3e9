"""WAL-EX-01, 04, 05 and 14 to 19: exclusion in Wales, from the decision to education meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.catalogue import Case, RuleFinding, on_case, rule
from pastoral.rules.exclusions.counting import WALES, WALES_FROM, plain
from pastoral.rules.exclusions.deadlines import within
from pastoral.rules.exclusions.england import not_told, work_in_the_first_days
from pastoral.rules.exclusions.facts import GROUND_LABELS, RETURN_LABELS
from pastoral.rules.key_stages import relevant_person
from pastoral.rules.sentences import mark, say

GROUNDS = frozenset({"serious_breach", "persistent_breach", "serious_harm"})
REMOTE_FROM = date(2020, 9, 16)
PRACTICE_GUIDE = "A practice guide to guidance 294/2024"


def written_by(case: Case) -> date | None:
    """The last day for a letter, or for telling committee and authority; None where the pack names no days."""
    days = case.number("notice_within_days")
    return None if days is None else within(case.decided_on, days, case.calendar)


def relevant_people(case: Case) -> tuple[str, ...]:
    """Who is told, speaks and appeals: parent, pupil or both; the parent alone while no date of birth is known."""
    born = case.facts.born
    return ("parent",) if born is None else relevant_person(born, case.spell.first_day)


@rule(
    "WAL-EX-01", mark("A pupil of 11 or older is told in their own right"),
    source="SI 2003/3227", force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_01_relevant_person(case: Case) -> Iterator[RuleFinding]:
    if case.facts.born is None:
        yield RuleFinding(
            "WAL-EX-01", "WARN",
            say("WAL-EX-01.born", "Without the date of birth nobody can say whether the pupil is told in their own right."),
            say("WAL-EX-01.born.remedy", "Record the date of birth."),
            "head", about="born",
        )  # fmt: skip
    elif "pupil" in relevant_people(case):
        yield from not_told(
            case, "WAL-EX-01", "pupil",
            say("WAL-EX-01", "The pupil is old enough to be told in their own right, and has not been."),
            say("WAL-EX-01.remedy", "Tell the pupil, and write to them as well as to the parents."),
        )  # fmt: skip


@rule(
    "WAL-EX-04", mark("Told without delay, in writing within one school day"),
    source=PRACTICE_GUIDE, force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_04_written(case: Case) -> Iterator[RuleFinding]:
    people = relevant_people(case)
    if "parent" in people:
        yield from not_told(
            case, "WAL-EX-04", "parent",
            say("WAL-EX-04", "The parents have not been told."),
            say("WAL-EX-04.remedy", "Call them today, then write."),
        )  # fmt: skip
    due = written_by(case)
    for person in people:
        notice = case.facts.notice_to(person)
        if notice is None:
            continue
        if notice.written_on is None:
            yield RuleFinding(
                "WAL-EX-04", "BLOCK" if case.facts.status == "decided" else "TASK",
                say("WAL-EX-04.pupil", "The pupil has nothing in writing yet.")
                if person == "pupil"
                else say("WAL-EX-04.written", "The parents have nothing in writing yet."),
                say("WAL-EX-04.written.remedy", "Write by {due}.", due=due or case.decided_on),
                "head", due, about=f"notice:{person}", gates=("notify",),
            )  # fmt: skip
        elif due is not None and notice.written_on > due:
            yield RuleFinding(
                "WAL-EX-04", "WARN",
                say("WAL-EX-04.late", "The letter is of {written}; it was due by {due}.", written=notice.written_on, due=due),
                say("WAL-EX-04.late.remedy", "Next time write sooner."),
                "head", about=f"notice:{person}",
            )  # fmt: skip


@rule(
    "WAL-EX-05", mark("Committee and authority are told within one school day, or each term"),
    source=PRACTICE_GUIDE, force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_05_committee_and_authority(case: Case) -> Iterator[RuleFinding]:
    due = written_by(case) or case.decided_on
    if not case.above_notice:
        term = totals.term_of(case.spell.first_day, case.calendar, "wales")
        if case.facts.notice_to("authority") is None or case.facts.notice_to("governing_board") is None:
            yield RuleFinding(
                "WAL-EX-05", "TASK",
                say("WAL-EX-05.termly", "It belongs in the termly report to the committee and the authority."),
                say("WAL-EX-05.termly.remedy", "Include it in the report of the term."),
                "head", case.calendar.last_school_day_on_or_before(term.end), about="notice:termly",
            )  # fmt: skip
        return
    days = plain(case.totals.term)
    yield from not_told(
        case, "WAL-EX-05", "governing_board",
        say("WAL-EX-05.committee", "The discipline committee has not been told (days this term: {days}).", days=days),
        say("WAL-EX-05.committee.remedy", "Tell the committee by {due}.", due=due), due,
    )  # fmt: skip
    yield from not_told(
        case, "WAL-EX-05", "authority",
        say("WAL-EX-05", "The authority has not been told (days this term: {days}).", days=days),
        say("WAL-EX-05.remedy", "Tell the authority by {due}.", due=due), due,
    )  # fmt: skip
    if case.facts.home_authority_differs:
        yield from not_told(
            case, "WAL-EX-05", "home_authority",
            say("WAL-EX-05.home", "The child lives in another authority, which has not been told."),
            say("WAL-EX-05.home.remedy", "Tell that authority by {due}.", due=due), due,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provision:
    """When full-time education starts by either reading of WAL-EX-14, and whether it did (None: not over yet)."""

    planned: date  # the sixth school day
    alternative: date | None  # within fifteen school days
    within_planned: bool | None
    within_alternative: bool | None


def provision_days(case: Case) -> Provision | None:
    """Both readings of when education starts after a permanent exclusion; None for any other."""
    from_day, other = case.number("provision_from_day"), case.number("provision_alternative_days")
    if not case.facts.is_permanent or from_day is None:
        return None
    planned = totals.provision_day(case.spell, (), case.calendar, from_day)
    if planned is None:
        return None
    alternative = None if other is None else within(case.spell.first_day, other, case.calendar)
    return Provision(planned, alternative, _kept(case, planned), None if alternative is None else _kept(case, alternative))


def _kept(case: Case, due: date) -> bool | None:
    start = case.facts.provision_from
    if start is not None:
        return start <= due
    return None if case.look.today <= due else False


@rule(
    "WAL-EX-14", mark("Education is planned for the sixth day, and reported by both readings"),
    source="The sources conflict", force="M", effect="TASK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_14_when_education_starts(case: Case) -> Iterator[RuleFinding]:
    found = provision_days(case)
    if found is None:
        yield from work_in_the_first_days(case, "WAL-EX-14")
        return
    yield from work_in_the_first_days(case, "WAL-EX-14")
    start = case.facts.provision_from
    if start is None:
        yield RuleFinding(
            "WAL-EX-14", "TASK",
            say("WAL-EX-14", "Plan full-time education for {planned}, the sixth school day.", planned=found.planned)
            if found.alternative is None
            else say(
                "WAL-EX-14.both",
                "Plan full-time education for {planned}. The sources do not agree: by another reading it is {alternative}.",
                planned=found.planned, alternative=found.alternative,
            ),
            say("WAL-EX-14.remedy", "Arrange it, and record from when."),
            "authority", found.planned, about="provision",
        )  # fmt: skip
    elif found.within_planned is False:
        yield RuleFinding(
            "WAL-EX-14", "WARN",
            say(
                "WAL-EX-14.late", "Education starts on {start}: after the sixth school day, {planned}.",
                start=start, planned=found.planned,
            )
            if found.within_alternative is not True
            else say(
                "WAL-EX-14.between",
                "Education starts on {start}: after the sixth school day, {planned}, but within the other reading, {other}. "
                "The sources do not agree.",
                start=start, planned=found.planned, other=found.alternative,
            ),
            say("WAL-EX-14.late.remedy", "Bring it forward if you can; it is reported by both readings."),
            "authority", about="provision",
        )  # fmt: skip


@rule(
    "WAL-EX-15", mark("Meetings from afar only on their conditions"),
    source="Welsh Government, meetings guidance", force="M", effect="WARN", valid_from=REMOTE_FROM,
)  # fmt: skip
@on_case
def wal_ex_15_remote(case: Case) -> Iterator[RuleFinding]:
    if case.facts.board_remote and case.facts.remote_conditions_met is not True:
        yield RuleFinding(
            "WAL-EX-15", "WARN",
            say("WAL-EX-15", "The meeting is from afar, and it is not recorded that its conditions are met."),
            say("WAL-EX-15.remedy", "Check that everyone can take part fairly, or meet face to face."),
            "governing_board", about="board_remote",
        )  # fmt: skip


@rule(
    "WAL-EX-16", mark("The termly return has all its fields"),
    source="SI 2003/3246, regulation 6", force="M", effect="RECORD", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_16_return(case: Case) -> Iterator[RuleFinding]:
    missing = [key for key in RETURN_LABELS if key not in case.facts.return_fields]
    if missing:
        yield RuleFinding(
            "WAL-EX-16", "INFO",
            say(
                "WAL-EX-16", "For the termly return still missing: {missing}.",
                missing=tuple(say("WAL-EX-16.field", RETURN_LABELS[key]) for key in missing),
            ),
            say("WAL-EX-16.remedy", "Fill them in on the child's record."),
            "head", about="return_fields",
        )  # fmt: skip


@rule(
    "WAL-EX-17", mark("Only on one of the two grounds, never for minor matters"),
    source=WALES, force="M", effect="BLOCK", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_17_grounds(case: Case) -> Iterator[RuleFinding]:
    ground = case.facts.ground
    if ground not in GROUNDS:
        yield RuleFinding(
            "WAL-EX-17", "BLOCK",
            say("WAL-EX-17.wrong", "It may not be for this: {ground}.", ground=say("WAL-EX-17.ground", GROUND_LABELS[ground]))
            if ground in GROUND_LABELS
            else say("WAL-EX-17", "Neither of the two grounds is given."),
            say("WAL-EX-17.remedy", "A serious or lasting breach of the policy, or serious harm to others; otherwise do not exclude."),
            "head", about="ground", gates=("decide", "notify"),
        )  # fmt: skip


@rule(
    "WAL-EX-18", mark("Decided on the balance of probabilities"),
    source=WALES, force="M", effect="RECORD", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_18_probabilities(case: Case) -> Iterator[RuleFinding]:
    if case.facts.on_probabilities is not True:
        yield RuleFinding(
            "WAL-EX-18", "INFO",
            say("WAL-EX-18", "It is not recorded that the head found it more likely than not that it happened."),
            say("WAL-EX-18.remedy", "Record how the head came to that view."),
            "head", about="probabilities",
        )  # fmt: skip


@rule(
    "WAL-EX-19", mark("England's ways are not for a Welsh case"),
    source="SYS-03", force="M", effect="WARN", valid_from=WALES_FROM,
)  # fmt: skip
@on_case
def wal_ex_19_nothing_english(case: Case) -> Iterator[RuleFinding]:
    """A review panel, a notice to a Virtual School Head or a direction off site in a Welsh record."""
    facts = case.facts
    for wrong, sentence in (
        (facts.panel is not None, mark("An independent review panel is England's; in Wales there is an appeal panel.")),
        (facts.notice_to("virtual_school") is not None, mark("A notice to the Virtual School Head is England's rule.")),
        (facts.directed_off_site, mark("A direction off site is a power of schools in England.")),
    ):
        if wrong:
            yield RuleFinding(
                "WAL-EX-19", "WARN", say("WAL-EX-19", sentence),
                say("WAL-EX-19.remedy", "Take it out of this record and use the Welsh way."),
                "head", about="english",
            )  # fmt: skip
