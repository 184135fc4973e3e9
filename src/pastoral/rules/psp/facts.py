"""What the rules need to know of one PSP, and the authority's parameters that they judge it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class PspPolicy:
    """One authority's parameters on one day, from its policy pack. None: "no local rule".

    `severities` pairs a rule's number with BLOCK, WARN, TASK, INFO or OFF where the authority differs.
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

    def severity(self, rule: str, usual: str) -> str:
        """The effect this authority gives a rule."""
        return dict(self.severities).get(rule, usual)


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
    # the meeting
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
