"""What the rules need to know of one reduced timetable; "" and None mean "not recorded"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pastoral.rules.reduced.hours import DayTimes, Slot, average_taught_hours
from pastoral.rules.sentences import mark

BEFORE_AGREED = ("proposed", "consulted", "risk_assessed")
AGREED = ("agreed", "notified", "active", "extension")
RUNNING = ("active", "extension")

REASON_LABELS: dict[str, str] = {
    "behaviour": mark("behaviour"),
    "aln": mark("additional learning needs"),
    "safeguarding": mark("safeguarding"),
    "mental_health": mark("mental health and wellbeing"),
    "medical": mark("medical"),
}

CIRCUMSTANCE_LABELS: dict[str, str] = {
    "illness": mark("Illness or absence for medical reasons"),
    "intervention": mark("A short, closely watched step while other help is arranged"),
    "reintegration": mark("A planned return, or a gradual start at a new school"),
}

KNOWN_RISK_LABELS: dict[str, str] = {
    "cse": mark("child sexual exploitation"),
    "cce": mark("child criminal exploitation"),
    "radicalisation": mark("radicalisation"),
    "abuse": mark("abuse"),
    "domestic_abuse": mark("a history of domestic abuse"),
}


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """One person's answer: `role` parent, foster_carer, social_worker or child; `state` agreed, refused or missing.

    `delegated` says whether a foster carer may decide in the parents' place; `lives_with` whether the child lives there.
    """

    role: str
    state: str = "missing"
    on: date | None = None
    delegated: bool | None = None
    lives_with: bool | None = None
    times_and_dates: bool = False  # what they agreed to names the times and the dates


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency that works with the family, and when it was asked; `input_on` is when it had something to say."""

    name: str
    consulted_on: date | None = None
    input_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One risk assessment: `of` home, community, travel or safeguarding; outcome low, managed, unmanaged, significant."""

    of: str
    done_on: date | None = None
    outcome: str = ""
    document: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step of the way back: from this day, so many taught hours a week."""

    on: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class ReducedReviewFacts:
    """A review that was held. `with_pupil`, `with_parents`: whether they took part."""

    held_on: date
    outcome: str = ""  # increased, unchanged, ended, extension
    with_pupil: bool | None = None
    with_parents: bool | None = None


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """A request to go on for longer than the limit, and the answer: `decision` "", authorised or refused."""

    asked_on: date
    until: date | None = None
    via_group_on: date | None = None  # when the authority's group passed it on
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""  # a role's code


@dataclass(frozen=True, slots=True)
class TransportFacts:
    """The travel change form (F-NPT-08) and what came of it."""

    applied_online: bool | None = None
    entitlement: str = ""
    school_signed_on: date | None = None  # section A
    change_described: bool = False  # section B
    sanctioned_by: str = ""  # section C
    sanctioned_on: date | None = None
    sent_on: date | None = None
    decision: str = ""  # agreed or refused
    school_told_on: date | None = None
    parent_told_on: date | None = None
    contract: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(
            self.applied_online and self.entitlement.strip() and self.school_signed_on and self.change_described
            and self.sanctioned_by.strip() and self.sanctioned_on
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """One session in the register, beside what was arranged: `place` school, away, home or provider."""

    on: date
    session: str  # am, pm
    place: str
    code: str
    confirmed: bool | None = None  # by the provider


@dataclass(frozen=True, slots=True)
class JudgementFacts:
    """What somebody judged of one indicator of the audit matrix, with the evidence (NPT-AUD-02)."""

    code: str
    holds: bool
    evidence: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """An officer's answer to a provisional red that rests on the child's status: confirmed or lowered (NPT-AUD-03)."""

    answer: str
    reason: str = ""
    by: str = ""
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ReducedFacts:
    """One reduced (or part-time) timetable as the rules see it."""

    status: str = "proposed"
    key: str = "timetable"
    closed_from: str = ""
    # the child
    year: int | None = None
    compulsory_age: bool | None = None  # from the first day to the last
    looked_after: bool = False
    child_protection: bool = False
    care_and_support: bool = False
    has_social_worker: bool = False
    has_plan: bool | None = None  # a statement, an IDP or an EHC plan
    has_ehcp: bool = False
    disabled: bool = False
    travel_assistance: bool | None = None
    known_risks: frozenset[str] = frozenset()
    # what is no reduced timetable
    inclusion_centre: bool = False  # all of the time away from class is at a school's or the authority's own centre
    staggered_start: bool = False  # reception pupils starting bit by bit
    # the header
    agreed_on: date | None = None
    start_on: date | None = None
    end_on: date | None = None
    reason: str = ""
    circumstance: str = ""
    managed_move: bool = False
    rationale: str = ""
    avenues_tried: str = ""
    sanction: bool = False  # used as a punishment, or to send a child home to cool off
    safeguarding_concern: bool | None = None
    hours_per_day: tuple[Decimal, ...] = ()  # one for each day attended, or five for Monday to Friday
    # the grid
    slots: tuple[Slot, ...] = ()
    school_day: tuple[DayTimes, ...] = ()
    mainstream: bool = True
    # the plan it is part of
    psp: str = ""
    psp_agreed: bool = False
    psp_short_targets: bool = False
    psp_long_targets: bool = False
    psp_reviews_kept: bool | None = None
    rep: str = ""
    healthcare_plan: str = ""
    provider_work: str = ""
    provider_purpose: str = ""
    provider_leads_back: bool | None = None
    alp_in_place: bool = False
    alp_checked: bool = False
    equality_checked: bool = False
    monitor: str = ""
    steps: tuple[StepFacts, ...] = ()
    next_review_on: date | None = None
    # who was asked, who agreed
    agreements: tuple[AgreementFacts, ...] = ()
    ewo_consulted_on: date | None = None
    agencies: tuple[AgencyFacts, ...] = ()
    referrals: tuple[str, ...] = ()
    no_referrals_reason: str = ""
    aln_support_asked_on: date | None = None
    risks: tuple[RiskFacts, ...] = ()
    travel_agreed_on: date | None = None
    transport: TransportFacts | None = None
    # who was told
    authority_told_on: date | None = None
    deputy_sent_on: date | None = None
    social_worker_told_on: date | None = None
    virtual_school_told_on: date | None = None
    ewo_told_on: date | None = None
    parents_told_slots_on: date | None = None
    officers_kept_informed: bool | None = None
    # its life
    reviews: tuple[ReducedReviewFacts, ...] = ()
    review_now: str = ""  # the outcome of the review being recorded
    history: tuple[StepFacts, ...] = ()  # hours a week as they were in force
    extension: ExtensionFacts | None = None
    register: tuple[RegisterFacts, ...] = ()
    sessions_agreed: int | None = None  # since the last review
    sessions_attended: int | None = None
    parents_unhappy: bool | None = None
    professionals_worried: bool | None = None
    judgements: tuple[JudgementFacts, ...] = ()
    rating: RatingFacts | None = None
    panel_reviewed_on: date | None = None  # the group for children absent from education
    panel_actions: int | None = None

    @property
    def is_open(self) -> bool:
        return self.status in BEFORE_AGREED or self.status in AGREED

    @property
    def purely_medical(self) -> bool:
        return self.reason == "medical"

    @property
    def uses_provider(self) -> bool:
        return any(slot.setting_kind == "provider" for slot in self.slots)

    @property
    def taught_hours(self) -> Decimal | None:
        """Taught hours a week by the grid; None without one."""
        return average_taught_hours(self.slots) if self.slots else None

    def agreed_by(self, role: str) -> AgreementFacts | None:
        """The latest answer of a role, where it is an agreement with its date."""
        own = [answer for answer in self.agreements if answer.role == role]
        return own[-1] if own and own[-1].state == "agreed" and own[-1].on is not None else None

    def refused_by(self, role: str) -> bool:
        own = [answer for answer in self.agreements if answer.role == role]
        return bool(own) and own[-1].state == "refused"
