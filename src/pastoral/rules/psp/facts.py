"""What the rules need to know of one PSP, and the authority's parameters that they judge it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pastoral.rules.calendar import CalendarDays, CalendarWeeks, SchoolDays
from pastoral.rules.commitments import Commitment
from pastoral.rules.sentences import mark

INPUT_LABELS: dict[str, str] = {
    "staff": mark("what staff have seen"),
    "child": mark("the child's own views"),
    "parent": mark("the parents' or carers' views"),
    "interventions": mark("what has been tried, now and before"),
    "agencies": mark("what other agencies are doing"),
}

FACTOR_LABELS: dict[str, str] = {
    "health": mark("Health or disability"),
    "wellbeing": mark("Wellbeing and mental health"),
    "aces": mark("Hard experiences in childhood"),
    "home": mark("Home circumstances"),
    "learning": mark("Learning needs and attainment"),
    "history": mark("Educational history"),
    "relationships": mark("Significant relationships"),
    "school_relationships": mark("Relationships with staff and other pupils"),
    "events": mark("Significant events"),
    "perceptions": mark("How everyone involved sees it"),
    "behaviour": mark("Behaviour and its patterns"),
    "attendance": mark("Attendance"),
    "attachment": mark("Attachment"),
}

SIGNATORY_LABELS: dict[str, str] = {
    "child": mark("the child or young person"),
    "school": mark("the school"),
    "parent": mark("a parent or carer"),
}


EVERYONE = "everyone_present"

OTHER_PLANS: dict[str, str] = {
    "behaviour_plan": mark("Behaviour plan"),
    "sen_support": mark("Plan for special educational needs support"),
    "ehcp": mark("Education, health and care plan (EHCP)"),
    "pep": mark("Personal education plan (PEP)"),
    "iep": mark("Individual education plan (IEP)"),
    "child_protection": mark("Child protection plan"),
}

CHECK_IN_DAYS: dict[str, int] = {"daily": 1, "weekly": 7, "fortnightly": 14, "monthly": 28}
CHECK_IN_LABELS: dict[str, str] = {
    "daily": mark("Every day"),
    "weekly": mark("Every week"),
    "fortnightly": mark("Every two weeks"),
    "monthly": mark("Every four weeks"),
}

TARGET_FIELDS: dict[str, str] = {
    "step": mark("the steps on the way"),
    "measure": mark("how we will see it"),
    "reward": mark("the reward"),
    "support": mark("who gives support"),
    "baseline": mark("the starting point"),
    "assessment": mark("how progress is checked"),
}


@lru_cache(maxsize=10_000)
def _in_force(families: tuple[str, ...], rule: str) -> bool:
    # asked some two hundred times for each plan of a night, and always the same few questions
    return any(rule.startswith(f"{family}-") for family in families)


@lru_cache(maxsize=200)
def _severities(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(pairs)


@dataclass(frozen=True, slots=True)
class PspPolicy:
    """One authority's parameters on one day, from its policy pack. None: "no local rule".

    `severities` pairs a rule's number with BLOCK, WARN, TASK, INFO or OFF where the authority differs. `families` are the
    beginnings of the numbers in force; a rule of another family is OFF (SYS-03). `signatories` may be ("everyone_present",).
    """

    max_review_weeks: CalendarWeeks
    first_review_weeks: CalendarWeeks
    check_in_days: CalendarDays
    notice_days: CalendarDays | None
    outcomes_wanted: int
    inputs_wanted: tuple[str, ...]
    factors: tuple[str, ...]
    signatories: tuple[str, ...]
    review_decisions: tuple[str, ...]
    alnco_within: SchoolDays | None = None
    staff_within: SchoolDays | None = None
    wellbeing_within: SchoolDays | None = None
    send_within: SchoolDays | None = None
    review_copy_within: SchoolDays | None = None
    signature_within: SchoolDays | None = None
    child_view_to_close: bool = True
    severities: tuple[tuple[str, str], ...] = ()
    families: tuple[str, ...] = ("NPT",)
    nation: str = "wales"
    unused_stages: tuple[str, ...] = ()  # of lifecycles.SKIPPED: the plan goes past them
    review_schedule: tuple[CalendarWeeks, ...] = ()  # interim reviews, counted from the first meeting; empty: by interval
    interim_reviews_needed: int = 0
    final_review_weeks: CalendarWeeks | None = None
    verdicts: tuple[str, ...] = ()  # of the final review; empty: there is none
    verdict_steps: tuple[str, ...] = ()  # codes of what may follow a verdict
    end_date_needed: bool = False
    target_fields: tuple[str, ...] = ()  # what each target must say: step, measure, reward, support, baseline, assessment
    outcome_sequence: bool = True  # whether the eight checks of an outcome are asked
    support_sequence: bool = True
    check_in_choices: tuple[str, ...] = ()  # of CHECK_IN_DAYS, chosen at the meeting; empty: `check_in_days`
    documents_wanted: tuple[str, ...] = ()  # codes of the papers before the meeting
    reviews_are_sent: bool = True  # a copy of each review goes to the authority
    sections_needed: tuple[str, ...] = ()  # parts of the form that may not be empty when the plan is agreed
    part_titles: tuple[tuple[str, str], ...] = ()  # their titles, as the form has them

    def in_force(self, rule: str) -> bool:
        """Whether a rule's family is one of this authority's."""
        return _in_force(self.families, rule)

    def severity(self, rule: str, usual: str) -> str:
        """The effect this authority gives a rule; OFF where its family is not in force here."""
        return _severities(self.severities).get(rule, usual) if _in_force(self.families, rule) else "OFF"

    @property
    def everyone_signs(self) -> bool:
        """Whether all who are at the meeting sign, rather than a list of parties."""
        return EVERYONE in self.signatories

    def part_title(self, part: str) -> str:
        """A part of the form as the form calls it."""
        return dict(self.part_titles).get(part, part.replace("_", " "))

    @property
    def is_sent(self) -> bool:
        """Whether agreed plans go to the authority."""
        return "sent" not in self.unused_stages


@dataclass(frozen=True, slots=True)
class InputFacts:
    """One of the inputs gathered before the meeting; state is not_asked, asked, answered or waived (with reason)."""

    kind: str
    state: str = "not_asked"
    asked_on: date | None = None
    reply_by: date | None = None
    reason: str = ""

    @property
    def is_done(self) -> bool:
        return self.state == "answered" or (self.state == "waived" and bool(self.reason.strip()))


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signatory's answer; state is agreed, refused or missing. `reason` explains a refusal or a gap.

    `binds` is false where the plan changed after it was signed.
    """

    party: str
    state: str = "missing"
    on: date | None = None
    reason: str = ""
    binds: bool = True
    name: str = ""  # where each person present signs, the party is not enough

    @property
    def is_answered(self) -> bool:
        """Agreed, or refused with the reason: both are valid answers."""
        return self.binds and (self.state == "agreed" or (self.state == "refused" and bool(self.reason.strip())))

    @property
    def is_explained(self) -> bool:
        """Not given, but why is on the record."""
        return self.binds and self.state == "missing" and bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """One outcome in brief; `failing` are the letters of the eight tests that it fails, unsettled included."""

    key: str
    statement: str
    failing: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()  # which of TARGET_FIELDS say something


@dataclass(frozen=True, slots=True)
class AttendeeFacts:
    """Somebody on the list of the planning meeting; `party` is child, parent, school, professional or chosen_adult."""

    party: str
    name: str = ""
    invited: bool = False
    present: bool | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One paper of the pre-meeting pack: present, not_applicable, outstanding, or "" where nobody has said."""

    code: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One review, or the one being recorded."""

    held_on: date
    decision: str = ""
    evaluation: str = ""
    child_view: str = ""
    next_on: date | None = None
    sent_on: date | None = None
    key: str = ""
    final: bool = False
    verdict: str = ""
    verdict_next: str = ""
    further_measures: str = ""
    unkept: int = 0  # promises that were not kept


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One PSP as the rules see it; "" and None mean "not recorded"."""

    status: str = "deciding"
    key: str = "plan"
    closed_from: str = ""
    opened_on: date | None = None
    # deciding
    reasons: frozenset[str] = frozenset()  # reason codes; "exclusion_risk" and "attendance" matter here
    earlier_strategies: str = ""
    needs_assessed: bool | None = None
    lead: str = ""
    alnco_informed_on: date | None = None
    staff_informed_on: date | None = None
    ewo_involved_on: date | None = None
    wellbeing_informed_on: date | None = None
    has_aln: bool = False
    idp_reference: str = ""
    idp_reason: str = ""  # why there is none
    idp_outcomes_linked: bool = False
    disabled: bool = False
    adjustments: str = ""
    looked_after: bool = False
    has_social_worker: bool = False
    other_plans: frozenset[str] = frozenset()  # codes of OTHER_PLANS
    other_plans_linked: bool = False  # how they fit together is written
    behaviour_plan_ended_on: date | None = None
    # arrangements out of school
    reduced_timetable: bool = False
    alternative_provision: bool = False
    purely_medical: bool = False
    healthcare_plan: str = ""
    safeguarding: str = ""
    # gathering and organising
    inputs: tuple[InputFacts, ...] = ()
    meeting_on: date | None = None
    venue: str = ""
    invited_on: date | None = None  # the last invitation
    chosen_adult_asked_on: date | None = None
    chosen_adult: str = ""
    engagement_difficult: bool = False
    engagement_attempts: int = 0
    attendees: tuple[AttendeeFacts, ...] = ()
    papers: tuple[PaperFacts, ...] = ()
    # the meeting
    first_meeting_on: date | None = None  # fixed reviews and the end are counted from it
    sections_written: frozenset[str] = frozenset()  # keys of the parts of the form in which something is written
    assessments: frozenset[str] = frozenset()
    consequences: str = ""
    check_in_every: str = ""  # of CHECK_IN_DAYS; "" where none was chosen
    ends_on: date | None = None
    child_views: str = ""
    child_views_method: str = ""
    factors_considered: frozenset[str] = frozenset()
    outcomes: tuple[OutcomeFacts, ...] = ()
    fewer_outcomes_reason: str = ""
    commitments: tuple[Commitment, ...] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    next_review_on: date | None = None
    # afterwards
    agreed_on: date | None = None
    sent_on: date | None = None
    began_on: date | None = None
    check_ins: tuple[date, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    review_now: ReviewFacts | None = None  # the review being recorded
    change_wanted_on: date | None = None
    parents_contacted_on: date | None = None
    excluded_on: date | None = None  # an exclusion decided while the plan was open

    @property
    def attendance_issue(self) -> bool:
        return "attendance" in self.reasons

    @property
    def last_review(self) -> ReviewFacts | None:
        return max(self.reviews, key=lambda review: review.held_on, default=None)

    def signature_of(self, party: str) -> SignatureFacts:
        """That party's latest answer; missing if there is none."""
        own = [signature for signature in self.signatures if signature.party == party]
        return own[-1] if own else SignatureFacts(party)

    @property
    def present(self) -> tuple[AttendeeFacts, ...]:
        """Who was at the meeting."""
        return tuple(one for one in self.attendees if one.present)

    @property
    def final_review(self) -> ReviewFacts | None:
        """The final review, held or being recorded."""
        held = [one for one in (*self.reviews, self.review_now) if one is not None and one.final]
        return held[-1] if held else None

    @property
    def interim_reviews(self) -> tuple[ReviewFacts, ...]:
        return tuple(one for one in self.reviews if not one.final)
