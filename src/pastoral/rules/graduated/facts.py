"""What the rules need to know of one pupil's graduated response: steps 1 to 6, who was told, and what is considered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One of the numbered actions, "1" to "17b"; done once it has a date."""

    number: str
    on: date | None = None
    note: str = ""

    @property
    def is_done(self) -> bool:
        return self.on is not None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """The decision of a review, D7, D12 or D13: was there positive change? None where nobody has decided."""

    code: str
    positive_change: bool | None = None
    by: str = ""
    on: date | None = None
    evidence: str = ""
    next_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A move from one step to another, made or wanted. `override` is the reason for skipping a step."""

    from_step: int
    to_step: int
    on: date | None = None
    by: str = ""
    reason: str = ""
    override: str = ""
    parent_told_on: date | None = None
    pupil_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class GraduatedFacts:
    """One graduated response; "" and None mean "not recorded"."""

    key: str = "response"
    step: int = 1
    closed: bool = False
    step_since: date | None = None
    lead: str = ""
    actions: tuple[ActionFacts, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    moves: tuple[MoveFacts, ...] = ()
    move_wanted: MoveFacts | None = None
    next_review_on: date | None = None
    # the pupil
    year_group: int | None = None
    disabled: bool = False
    sen: bool = False
    ehcp: bool = False
    looked_after: bool = False
    previously_looked_after: bool = False
    child_in_need: bool = False
    child_protection: bool = False
    has_social_worker: bool = False
    # needs and provision
    concern_on: date | None = None  # the first sign
    parent_contacted_on: date | None = None
    other_needs_checked: bool | None = None  # SEND, health and family support
    early_help: bool | None = None  # considered: yes or no
    early_help_reason: str = ""
    challenging_behaviour: bool = False
    cause: str = ""
    primary_need: str = ""  # "semh" matters here
    learning_needs: str = ""
    on_send_register: bool | None = None
    provisions: tuple[str, ...] = ()
    frequency: str = ""  # the three ratings of the level
    effect_on_progress: str = ""
    effect_on_wellbeing: str = ""
    adjustments: str = ""
    part_time: bool = False
    authority_told_of_part_time_on: date | None = None
    endangers: bool = False
    handling_plan_on: date | None = None
    handling_plan_review_on: date | None = None
    # exclusion
    at_risk_of_exclusion: bool = False
    inclusion_team_asked_on: date | None = None
    exclusion_considered_on: date | None = None
    exclusion_permanent: bool = False
    exclusion_reason: str = ""
    duties_checked_on: date | None = None
    exclusions_team_asked_on: date | None = None
    excluded_permanently_on: date | None = None  # the first day
    support_after_exclusion: str = ""
    education_starts_on: date | None = None
    cannot_attend: bool = False  # because of an exclusion, or the risk of one
    ccas_panel_on: date | None = None
    complex: bool = False
    fair_access_panel_on: date | None = None
    fair_access_support: str = ""
    # placements outside the normal rounds
    fair_access_wanted: bool = False
    managed_move_wanted: bool = False
    managed_move_panel_on: date | None = None
    both_heads_agree: bool | None = None
    # others
    virtual_school_asked_on: date | None = None
    on_roll: bool = True
    suitably_educated: bool = True
    cme_referred_on: date | None = None
    safeguarding_concern_on: date | None = None
    front_door_told_on: date | None = None
    tracked: bool | None = None  # absence and part-time data reached the tracking team
    destination: str = ""
    works: bool = False
    licence: str = ""

    def action(self, number: str) -> ActionFacts:
        """The latest entry of an action; not done if there is none."""
        own = [one for one in self.actions if one.number == number]
        return own[-1] if own else ActionFacts(number)

    def decision(self, code: str) -> DecisionFacts | None:
        own = [one for one in self.decisions if one.code == code]
        return own[-1] if own else None
