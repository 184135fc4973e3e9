"""The audit matrix (F-NPT-06): indicators with their evidence, the colour that follows, and the officer's word (NPT-AUD).

What the record can settle is worked out; what needs a person's eye is judged by name. The colour itself is never typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pastoral.rules.engine import Policy
from pastoral.rules.reduced.catalogue import Look, RuleFinding, SchoolCalendar, in_npt, rule
from pastoral.rules.reduced.checklist import everyone_agreed
from pastoral.rules.reduced.counting import no_increase
from pastoral.rules.reduced.facts import RUNNING, JudgementFacts, RatingFacts, ReducedFacts
from pastoral.rules.reduced.period import length
from pastoral.rules.sentences import Sentence, mark, say

INDICATORS: dict[str, tuple[str, str]] = {
    "G-a": ("green", mark("The authority's guidance is followed")),
    "G-b": ("green", mark("Planned for no longer than the limit")),
    "G1": ("green", mark("Parents and professionals agree, and for a looked-after child who may decide")),
    "G2": ("green", mark("The PSP has short- and long-term targets, and its review dates are kept")),
    "G3": ("green", mark("It has an end, and a way back to full time")),
    "G4": ("green", mark("The Deputy Education Safeguarding Officer knows of it")),
    "G5": ("green", mark("The authority's officers are kept informed, invited to reviews, and agree what is done")),
    "G6": ("green", mark("Risks, safeguarding among them, are assessed, looked at again and kept up to date")),
    "A-a": ("amber", mark("It goes on beyond the limit")),
    "A1": ("amber", mark("Little or no progress")),
    "A2": ("amber", mark("No more hours than before")),
    "A3": ("amber", mark("Parents are unhappy, or professionals worried")),
    "R-a": ("red", mark("It is used where the evidence says it should not be")),
    "R-b": ("red", mark("There is no real long-term plan or way out")),
    "R-c": ("red", mark("The school is the only agency, with no help from others")),
    "R1": ("red", mark("A known risk of significant harm")),
    "R1-status": ("red", mark("The child is looked after, on the child protection register, or has a care and support plan")),
    "R2": ("red", mark("The child has not come for a time")),
}

# What only people can see; a named judgement settles these even where the record has an answer of its own.
JUDGED = ("G-a", "G2", "G5", "A1", "A3", "R-a", "R-b", "R-c", "R2")
GREEN_NEEDS = ("G-a", "G-b", "G1", "G2", "G3", "G4", "G5", "G6")
NOT_RATED = "not_rated"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: whether it holds (None: nobody can say yet), and who judged it on what evidence ("" the record)."""

    code: str
    colour: str
    holds: bool | None
    evidence: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """The matrix on one day. `provisional`: red, and no officer has confirmed it yet. `set_aside`: lowered by an officer."""

    colour: str
    provisional: bool
    indicators: tuple[Indicator, ...]
    set_aside: tuple[str, ...] = ()

    def holding(self, colour: str) -> tuple[str, ...]:
        return tuple(each.code for each in self.indicators if each.colour == colour and each.holds)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """What green still waits for: an indicator that does not hold, or that nobody has judged."""
        return tuple(each.code for each in self.indicators if each.colour == "green" and not each.holds)


def audit(facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar, today: date) -> Audit:
    """NPT-AUD-01: any red makes it red, else any amber amber, else green only if every green holds, else not yet rated."""
    settled = _by_the_record(facts, policy, calendar, today)
    indicators = tuple(
        _indicator(code, settled.get(code), _judged(facts, code, today)) for code in INDICATORS
    )
    lowered = valid_rating(facts.rating, today, "lowered")
    aside = ("R1-status",) if lowered else ()
    reds = [each.code for each in indicators if each.colour == "red" and each.holds and each.code not in aside]
    if reds:
        confirmed = valid_rating(facts.rating, today, "confirmed")
        return Audit("red", not confirmed, indicators, aside)
    if any(each.colour == "amber" and each.holds for each in indicators):
        return Audit("amber", False, indicators, aside)
    green = all(each.holds for each in indicators if each.code in GREEN_NEEDS)
    return Audit("green" if green else NOT_RATED, False, indicators, aside)


def valid_rating(rating: RatingFacts | None, today: date, answer: str) -> bool:
    """Whether an officer's answer stands today: signed, reasoned, and not past its end (NPT-AUD-03)."""
    return (
        rating is not None
        and rating.answer == answer
        and bool(rating.reason.strip() and rating.by.strip())
        and rating.on is not None
        and rating.on <= today
        and (rating.until is None or today <= rating.until)
    )


def _judged(facts: ReducedFacts, code: str, today: date) -> JudgementFacts | None:
    """The latest judgement that counts: of something people judge, signed, dated and with its evidence (NPT-AUD-02)."""
    own = [
        each
        for each in facts.judgements
        if each.code == code and code in JUDGED and is_complete(each) and each.on is not None and each.on <= today
    ]
    return max(own, key=lambda each: each.on or date.min, default=None)


def is_complete(judgement: JudgementFacts) -> bool:
    return bool(judgement.evidence.strip() and judgement.by.strip() and judgement.on is not None)


def _indicator(code: str, settled: bool | None, judged: JudgementFacts | None) -> Indicator:
    colour = INDICATORS[code][0]
    if judged is not None:
        return Indicator(code, colour, judged.holds, judged.evidence, judged.by, judged.on)
    return Indicator(code, colour, settled)


def _by_the_record(
    facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar, today: date
) -> dict[str, bool | None]:
    """What the record itself says of each indicator; None where it says nothing."""
    over: bool | None = None
    if facts.start_on is not None and facts.end_on is not None and facts.end_on >= facts.start_on:
        over = length(facts.start_on, max(facts.end_on, _live_until(facts, today)), policy, calendar).over
    has_exit = facts.end_on is not None and bool(facts.steps)
    asked = any(agency.input_on is not None for agency in facts.agencies) or bool(facts.referrals)
    targets: bool | None = facts.psp_short_targets and facts.psp_long_targets
    if facts.purely_medical and facts.healthcare_plan.strip() and not facts.psp.strip():
        targets = None  # a healthcare plan stands in for the PSP: somebody judges whether it does as well
    return {
        "G-b": None if over is None else not over,
        "G1": everyone_agreed(facts),
        "G2": None if targets is None else targets and facts.psp_reviews_kept is True,
        "G3": has_exit,
        "G4": facts.deputy_sent_on is not None,
        "G5": facts.officers_kept_informed,
        "G6": _risks_current(facts, today),
        "A-a": over if facts.status in RUNNING else False,
        "A2": no_increase(facts, today),
        "A3": _either(facts.parents_unhappy, facts.professionals_worried),
        "R-b": not has_exit if facts.status in RUNNING else None,
        "R-c": not asked if facts.status in RUNNING else None,
        "R1": bool(facts.known_risks),
        "R1-status": facts.looked_after or facts.child_protection or facts.care_and_support,
        "R2": _never_came(facts, policy),
    }


def _live_until(facts: ReducedFacts, today: date) -> date:
    """A timetable that still runs lasts at least until today, whatever its end date says."""
    return today if facts.status in RUNNING else date.min


def _risks_current(facts: ReducedFacts, today: date) -> bool:
    done = all(
        risk.done_on is not None
        and risk.outcome in ("low", "managed")
        and (risk.review_on is None or risk.review_on >= today)
        for risk in facts.risks
    )
    return bool(facts.risks) and done


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None and other is None else False


def _never_came(facts: ReducedFacts, policy: Policy) -> bool | None:
    """R2 by the reduced timetable, not by full time: nothing attended since the last review. Less clear cases are judged.

    "For a time" has no number in the guidance: one morning missed is none. The pack names one; without it, people judge.
    """
    least = policy.value("reduced.audit_least_sessions")
    if least is None or facts.sessions_agreed is None or facts.sessions_agreed < least or facts.sessions_attended is None:
        return None
    return True if facts.sessions_attended == 0 else None


MATRIX = "Appendix 2 (audit matrix)"


@rule("NPT-AUD-01", mark("The colour follows from the indicators"), source=MATRIX, force="M", effect="CALC")
@in_npt
def npt_aud_01_colour(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status not in RUNNING or look.policy.value("reduced.audit") != "matrix":
        return
    found = audit(look.facts, look.policy, look.calendar, look.today)
    if found.colour == "green":
        return
    reasons = _listed([say("NPT-AUD-01.indicator", INDICATORS[code][1]) for code in _why(found)])
    if found.colour == NOT_RATED:
        yield RuleFinding(
            "NPT-AUD-01", "INFO",
            say("NPT-AUD-01.not_rated", "Not yet rated. Still to be settled: {reasons}.", reasons=reasons),
            say("NPT-AUD-01.not_rated.remedy", "Settle these; then the colour follows."),
            "deputy_safeguarding_officer", about="audit", colour="grey",
        )  # fmt: skip
    else:
        if found.provisional:
            sentence = say("NPT-AUD-01.provisional", "Red, until an officer has looked at it: {reasons}.", reasons=reasons)
        elif found.colour == "red":
            sentence = say("NPT-AUD-01.red", "Red: {reasons}.", reasons=reasons)
        else:
            sentence = say("NPT-AUD-01.amber", "Amber: {reasons}.", reasons=reasons)
        yield RuleFinding(
            "NPT-AUD-01", "WARN", sentence,
            say("NPT-AUD-01.remedy", "Change what makes it so; the colour follows by itself."),
            "lead", about="audit", colour=found.colour,
        )  # fmt: skip


def _listed(sentences: list[Sentence]) -> Sentence:
    """Indicators one after the other; they have commas of their own."""
    listed = sentences[-1]
    for sentence in reversed(sentences[:-1]):
        listed = say("NPT-AUD-01.list", "{first}; {rest}", first=sentence, rest=listed)
    return listed


def _why(found: Audit) -> tuple[str, ...]:
    if found.colour == NOT_RATED:
        return found.unsettled
    return tuple(code for code in found.holding(found.colour) if code not in found.set_aside)


@rule(
    "NPT-AUD-02", mark("Each judgement has its evidence, a name and a date"),
    source=MATRIX, force="M", effect="RECORD",
)  # fmt: skip
@in_npt
def npt_aud_02_evidence(look: Look) -> Iterator[RuleFinding]:
    for judgement in look.facts.judgements:
        if judgement.code not in JUDGED:
            sentence = say("NPT-AUD-02.computed", "{code} follows from the record; nobody judges it.", code=judgement.code)
        elif not is_complete(judgement):
            sentence = say("NPT-AUD-02", "The judgement of {code} lacks its evidence, a name or a date.", code=judgement.code)
        else:
            continue
        yield RuleFinding(
            "NPT-AUD-02", "WARN", sentence,
            say("NPT-AUD-02.remedy", "Add what is missing; until then it does not count."),
            "deputy_safeguarding_officer", about=f"judgement:{judgement.code}",
        )  # fmt: skip


@rule(
    "NPT-AUD-03", mark("An officer confirms or lowers a red that rests on the child's status alone"),
    source=MATRIX, force="M", effect="CALC",
)  # fmt: skip
@in_npt
def npt_aud_03_status_alone(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status not in RUNNING or look.policy.value("reduced.audit") != "matrix":
        return
    found = audit(facts, look.policy, look.calendar, look.today)
    if facts.rating is not None and facts.rating.answer == "lowered" and not facts.rating.reason.strip():
        yield RuleFinding(
            "NPT-AUD-03", "WARN",
            say("NPT-AUD-03.reason", "The colour was lowered without a reason, so it stays red."),
            say("NPT-AUD-03.reason.remedy", "Write the reason, or let it stand."),
            "deputy_safeguarding_officer", about="rating",
        )  # fmt: skip
    elif found.colour == "red" and found.provisional and found.holding("red") == ("R1-status",):
        yield RuleFinding(
            "NPT-AUD-03", "TASK",
            say(
                "NPT-AUD-03",
                "It is red only because the child is looked after, protected or has a care and support plan. "
                "The guidance does not settle this.",
            ),
            say("NPT-AUD-03.remedy", "Look at it, and confirm or lower the colour with your reason."),
            "deputy_safeguarding_officer", about="rating",
        )  # fmt: skip


@rule(
    "NPT-AUD-04", mark("Progress and attendance have figures to be judged by"),
    source=MATRIX, force="M", effect="CALC",
)  # fmt: skip
@in_npt
def npt_aud_04_figures(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status not in RUNNING or look.policy.value("reduced.audit") != "matrix":
        return
    if len(facts.reviews) >= 2 and no_increase(facts, look.today) is None:
        yield RuleFinding(
            "NPT-AUD-04", "INFO",
            say("NPT-AUD-04.hours", "The hours of earlier weeks are not recorded, so progress can't be judged."),
            say("NPT-AUD-04.hours.remedy", "Record from which day how many hours a week were taught."),
            "lead", about="history",
        )  # fmt: skip
    begun = facts.start_on is not None and facts.start_on < look.today
    if begun and (facts.sessions_agreed is None or facts.sessions_attended is None):
        yield RuleFinding(
            "NPT-AUD-04", "INFO",
            say("NPT-AUD-04.attendance", "Attendance at the agreed sessions is not known, so it can't be judged."),
            say("NPT-AUD-04.attendance.remedy", "Bring in the register for the agreed sessions."),
            "lead", about="attendance",
        )  # fmt: skip


def attended_percent(facts: ReducedFacts) -> int | None:
    """Attended of agreed sessions, in whole per cent (rounded down); None where nothing was agreed or is known."""
    if not facts.sessions_agreed or facts.sessions_attended is None:
        return None
    return 100 * facts.sessions_attended // facts.sessions_agreed
