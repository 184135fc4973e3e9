"""What the rules need to know of one placement in alternative provision. None and "" mean "not recorded"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules.sentences import Sentence, mark, say

STAGE_LABELS: dict[str, str] = {
    "considering": mark("Being considered"),
    "preparing": mark("Being prepared"),
    "live": mark("Live"),
    "ending": mark("Ending"),
    "closed": mark("Closed"),
}
CONSIDERED = ("considering", "preparing", "live", "ending")
PREPARED = ("preparing", "live", "ending")
RUNNING = ("live", "ending")

# Where a pupil is taught other than in ordinary lessons, and whether each nation calls it alternative provision
# (NPT-AP-01, ENG-AP-01 to 03).
SETTING_LABELS: dict[str, str] = {
    "alternative_provision": mark("Alternative provider"),
    "pupil_referral_unit": mark("Pupil referral unit"),
    "tuition": mark("Tuition"),
    "independent_school": mark("Independent school"),
    "inclusion_centre": mark("Inclusion centre of the school or the authority"),
    "in_school_unit": mark("Unit inside the school"),
    "home_education": mark("Education at home, chosen by the parents"),
    "section_61": mark("Education otherwise than at school, under section 61"),
}
SHAPE_LABELS: dict[str, str] = {
    "full_time": mark("Full time, on its own"),
    "part_of_reduced_timetable": mark("Part of a reduced timetable"),
    "part_time": mark("Part time, beside lessons at school"),
}
AIM_LABELS: dict[str, str] = {
    "attainment": mark("Attainment like that in school, with qualifications"),
    "needs": mark("Needs are found and met"),
    "motivation": mark("Better motivation, confidence and attendance"),
    "next_step": mark("A clear next step"),
}
DATA_LABELS: dict[str, str] = {
    "child_protection": mark("child protection issues and papers"),
    "assessment": mark("assessment data of every key stage"),
    "sen_documents": mark("papers of the education, health and care plan"),
    "attendance": mark("attendance records"),
    "individual_plans": mark("individual plans"),
    "contacts": mark("contacts of the parents or carers"),
    "agencies": mark("other agencies that work with the child"),
    "key_staff": mark("key members of staff"),
}
# Hampshire's working protocol (F-HAM-01): what the school holds. Only two of these may be delegated (HAM-PRO-01).
PROTOCOL_LABELS: dict[str, str] = {
    "1": mark("welfare and child protection"),
    "2": mark("the attendance record and following up absence"),
    "3": mark("meeting the needs in the child's plan"),
    "4": mark("what happens when the child is excluded"),
    "5": mark("the whole curriculum"),
    "6": mark("the child's outcomes"),
    "7": mark("asking the authority about an unlisted provider"),
    "8": mark("checking the provider's policies"),
    "9": mark("being the first contact for parents"),
    "10": mark("keeping the child a member of the school"),
}
DELEGABLE = frozenset({"2", "9"})
QUESTION_LABELS: dict[str, str] = {
    "nature": mark("Is it a regulated activity, or an unregistered setting?"),
    "quality": mark("What assures that it is safe and suitable?"),
    "monitoring": mark("How are attendance and progress followed?"),
    "illegal_schools": mark("How do we make sure that no illegal school is used?"),
}
LINKED_PLANS: dict[str, str] = {
    "ehcp": mark("education, health and care plan"),
    "pep": mark("personal education plan"),
    "iep": mark("individual education plan"),
    "child_protection": mark("child protection plan"),
}
# Kinds of concern: which of them reach beyond the school at once (WOR-UNR-06, HAM-AP-08).
CONCERNS = ("safeguarding", "adult_conduct", "unregistered_school", "below_standard", "disagreement")


@dataclass(frozen=True, slots=True)
class Slot:
    """Time in the school day when no setting teaches the child, and who is responsible then."""

    day: str
    starts: str = ""
    ends: str = ""
    responsible: str = ""

    @property
    def day_said(self) -> Sentence:
        """The weekday in the reader's language; its name is a message of rules/reduced/hours.py."""
        return say("HRS-05.day", self.day)


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the child is taught, a subcontractor's or satellite site included."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SettingHours:
    """Hours a week in one setting, the school's own included."""

    place: str
    hours: float | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """One aim of the placement; `aims` are codes of AIM_LABELS."""

    statement: str
    aims: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlacementReview:
    """A review that was held."""

    held_on: date
    participants: frozenset[str] = frozenset()  # school, provider, pupil, parent, others
    informed_on: date | None = None  # parents and professionals heard of the progress


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that worried somebody about the placement, and whom it was passed on to."""

    kind: str  # of CONCERNS
    raised_on: date
    key: str = ""
    safeguarding_lead_told_on: date | None = None
    authority_told_on: date | None = None
    ofsted_told_on: date | None = None
    lado_told_on: date | None = None
    placement_reviewed_on: date | None = None
    resolved_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """One placement as the rules see it. `starts_on` is the day of the event."""

    stage: str = "considering"
    key: str = "placement"
    # what it is
    setting: str = "alternative_provision"
    shape: str = ""
    reason: str = ""  # behaviour, learning, wellbeing, illness, suspension, permanent_exclusion, direction, other
    directed: bool = False  # an open off-site direction is for this placement
    rationale: str = ""
    arranged_by: str = ""  # school, authority, education_centre
    commissioner: str = ""
    home_school: str = ""
    on_home_roll: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    timeframe: str = ""
    # the child
    year_group: int | None = None
    age: int | None = None
    district: str = ""
    resident_here: bool | None = None
    compulsory_age: bool | None = None
    compulsory_age_ends_on: date | None = None
    exams_left: bool | None = None
    looked_after: bool = False
    has_social_worker: bool = False
    has_ehcp: bool = False
    has_pep: bool = False
    has_iep: bool = False
    has_child_protection_plan: bool = False
    linked_plans: frozenset[str] = frozenset()
    missed_school_days: int | None = None  # expected in the year, for illness
    without_education_since: date | None = None
    excluded_from: date | None = None  # the first day of an exclusion
    # deciding
    pupil_consulted_on: date | None = None
    parent_consulted_on: date | None = None
    agencies_involved: bool | None = None
    agencies_consulted_on: date | None = None
    agencies: tuple[str, ...] = ()
    parent_agreed_on: date | None = None
    plan_status: str = ""  # of the PSP: "", gathering, agreed, sent, live, reviewed
    needs_assessed_on: date | None = None
    assessment_shared_on: date | None = None
    providers_compared: int | None = None
    tier: str = ""  # Wiltshire: mainstream, mainstream_plus, targeted
    fund: str = ""
    fund_amount: float | None = None
    sen_category: str = ""  # send, ehcna, none
    # the plan of the placement
    purpose: str = ""
    objectives: tuple[Objective, ...] = ()
    baseline: str = ""
    assessment_arrangements: str = ""
    monitoring_arrangements: str = ""
    exit_plan: str = ""
    complements: str = ""  # how it fits the timetable and the qualifications
    settings: tuple[SettingHours, ...] = ()
    medical_reason: str = ""  # why less than full time is right
    part_time_reason: str = ""
    reintegration_is_objective: bool = False
    readiness: str = ""
    first_review_on: date | None = None
    protocol_school_on: date | None = None
    protocol_provider_on: date | None = None
    delegated: frozenset[str] = frozenset()
    liaison: str = ""
    challenge: str = ""
    shared_data: frozenset[str] = frozenset()
    no_such_data: frozenset[str] = frozenset()
    consent_asked_on: date | None = None
    registration: str = ""  # home, dual
    dual_from: date | None = None
    monitor: str = ""
    slots: tuple[Slot, ...] = ()
    slots_listed: bool | None = None  # somebody looked for uncovered time
    # the provider
    provider: str = ""
    provider_kind: str = ""  # school, education_centre, non_school
    provider_status: str = ""  # approved, listed, suspended, removed
    provider_registration: str = ""  # urn, not_applicable, in_progress
    provider_framework: str = ""  # listed, not_listed
    provider_test: str = ""  # below, early_warning, met, unknown (rules/providers/registration.py)
    provider_least_age: int | None = None
    provider_most_age: int | None = None
    provider_districts: frozenset[str] = frozenset()
    area_manager_asked_on: date | None = None
    declaration_on: date | None = None
    declaration_expires_on: date | None = None
    declaration_sent_on: date | None = None
    checks_confirmed_on: date | None = None  # the provider's written confirmation (KCSIE)
    confirmation_expires_on: date | None = None
    changes_in_writing: bool | None = None
    needs_met_on: date | None = None  # the school satisfied itself that the provider meets the child's needs
    sites: tuple[Site, ...] = ()
    quality_assured_until: date | None = None
    four_answers: frozenset[str] = frozenset()  # of QUESTION_LABELS, answered with evidence
    provider_is_new: bool | None = None
    # telling
    authority_told_on: date | None = None
    authority_told_of_provider_on: date | None = None
    # living
    attendance_confirmed_to: date | None = None
    codes_used: frozenset[str] = frozenset()  # for sessions attended there
    safety_checked_on: date | None = None
    reviews: tuple[PlacementReview, ...] = ()
    last_contact_on: date | None = None
    progress: str = ""
    concerns: tuple[Concern, ...] = ()
    parent_voice_on: date | None = None
    pupil_voice_on: date | None = None
    transition_plan: str = ""
    # ending
    returns_to_school: bool | None = None
    reintegration_plan: str = ""
    final_report_on: date | None = None
    no_report_reason: str = ""
    verdict: str = ""
    pupil_view: str = ""
    destination: str = ""
    destination_plan: str = ""

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def last_review_on(self) -> date | None:
        return max((review.held_on for review in self.reviews), default=None)

    @property
    def weekly_hours(self) -> float | None:
        """Hours of all settings together (HRS-03); None while one of them is not known, or none is named."""
        hours = [each.hours for each in self.settings]
        known = [each for each in hours if each is not None]
        return sum(known) if hours and len(known) == len(hours) else None

    @property
    def is_non_school(self) -> bool:
        """Not known to be a school: the cautious reading of a blank (WOR-DIR-01)."""
        return self.provider_registration != "urn" and self.provider_kind not in ("school", "education_centre")
