"""What the rules need to know of one off-site direction and of one managed move. None and "" mean "not recorded"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules.sentences import mark

# Kinds of school: the law of 2010 bound maintained schools; the others came under it in 2026 (ENG-26-06).
MAINTAINED = "maintained"
JOINED_LATER = frozenset({"academy", "ap_academy", "pru"})

# The notice of a direction (ENG-OSD-03).
NOTICE_LABELS: dict[str, str] = {
    "address": mark("the address"),
    "report_to": mark("the person to report to"),
    "days": mark("the number of days"),
    "reasons": mark("the reasons"),
    "objectives": mark("the objectives"),
    "starts": mark("when the day starts"),
    "ends": mark("when the day ends"),
    "break_starts": mark("when the break between the sessions starts"),
    "break_ends": mark("when the break between the sessions ends"),
}


@dataclass(frozen=True, slots=True)
class DirectionNotice:
    """The written notice. `sessions_a_day` is 1 or 2; with 2 the break between them is part of the notice."""

    given_on: date | None = None
    address: str = ""
    report_to: str = ""
    days: int | None = None
    reasons: str = ""
    objectives: str = ""
    sessions_a_day: int = 2
    starts: str = ""
    ends: str = ""
    break_starts: str = ""
    break_ends: str = ""
    to_parent_on: date | None = None
    to_pupil_on: date | None = None
    to_authority_on: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are not filled in, as codes of NOTICE_LABELS."""
        wanted = [code for code in NOTICE_LABELS if self.sessions_a_day == 2 or not code.startswith("break_")]
        return tuple(code for code in wanted if not str(getattr(self, code) or "").strip())


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Somebody asks for a review; `by` is parent, pupil or authority."""

    on: date
    by: str = "parent"
    in_writing: bool = True


@dataclass(frozen=True, slots=True)
class DirectionReview:
    """A review that was held or is planned. `people` are head, parent, board_nominee, authority, pupil, provider."""

    held_on: date | None = None
    planned_for: date | None = None
    parents_invited_on: date | None = None
    authority_invited_on: date | None = None
    people: frozenset[str] = frozenset()
    nominee_is_head: bool | None = None
    outcome_to_parent_on: date | None = None
    outcome_to_authority_on: date | None = None
    key: str = ""

    @property
    def day(self) -> date | None:
        return self.held_on or self.planned_for


@dataclass(frozen=True, slots=True)
class DirectedPlacement:
    """The placement that a direction is for, as far as the two must agree. `provider` is its name, "" while there is none."""

    stage: str = "considering"
    starts_on: date | None = None
    provider: str = ""
    provider_has_notice: bool = False


@dataclass(frozen=True, slots=True)
class DirectionFacts:
    """One off-site direction; `decided_on` is the day of the event. Stages: deciding, live, ending, closed."""

    stage: str = "deciding"
    key: str = "direction"
    school_kind: str = ""  # maintained, academy, ap_academy, pru
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    purpose: str = ""  # behaviour, punishment, other
    objectives: str = ""
    timeframe: str = ""
    monitoring: str = ""
    review_every: str = ""
    first_review_on: date | None = None
    review_people: frozenset[str] = frozenset()
    plan_set_on: date | None = None
    notice: DirectionNotice | None = None
    pupil_is_adult: bool = False  # 18 or over when it starts
    born_on: date | None = None  # of the pupil
    has_ehcp: bool = False
    looked_after: bool = False
    to_school: bool | None = None  # directed to another school
    dual_registered_on: date | None = None
    to_alternative_provision: bool = True
    placement: DirectedPlacement | None = None
    parents_engaged_on: date | None = None
    engagement_attempts: int = 0
    pupil_views: str = ""
    parents_informed_on: date | None = None
    requests: tuple[ReviewRequest, ...] = ()
    reviews: tuple[DirectionReview, ...] = ()
    council_told_on: date | None = None
    reintegration_plan: str = ""

    @property
    def reviews_held(self) -> tuple[date, ...]:
        return tuple(sorted(review.held_on for review in self.reviews if review.held_on is not None))


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """One managed move; `agreed_on` is the day of the event. Stages: proposed, agreed, moved, closed."""

    stage: str = "proposed"
    key: str = "move"
    agreed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None  # a move has none
    is_trial: bool = False
    after_direction: bool = False  # a direction to the new school went before, and went well
    parent_agreed_on: date | None = None
    home_head_agreed_on: date | None = None
    new_head_agreed_on: date | None = None
    pupil_views: str = ""
    exclusion_threatened: bool | None = None
    has_ehcp: bool = False
    plan_amended_on: date | None = None
    best_interest: str = ""
    panel_on: date | None = None
    council_told_on: date | None = None
