"""What the rules need to know of one exclusion; "" and None mean "not recorded"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pastoral.rules.exclusions.totals import KINDS, PERMANENT, SEPARATION, SUSPENSION, Spell
from pastoral.rules.sentences import mark

MOST_LUNCHTIMES = 366  # more than a year has days: a slip of the hand

RECIPIENT_LABELS: dict[str, str] = {
    "parent": mark("the parents"),
    "pupil": mark("the pupil"),
    "authority": mark("the authority"),
    "social_worker": mark("the social worker"),
    "virtual_school": mark("the Virtual School Head"),
    "governing_board": mark("the governing board"),
    "home_authority": mark("the authority where the child lives"),
    "provider": mark("the provider"),
}

GROUND_LABELS: dict[str, str] = {
    "serious_breach": mark("A serious breach of the behaviour policy"),
    "persistent_breach": mark("Persistent breaches of the behaviour policy"),
    "serious_harm": mark("Staying would seriously harm the education or welfare of the child or others"),
    "other_discipline": mark("Another disciplinary reason"),
    "unmet_need": mark("A special need that the school can't meet"),
    "attainment": mark("Attainment"),
    "parents_acts": mark("Something the parents did"),
    "return_condition": mark("A condition of return that was not met, such as a meeting"),
    "minor": mark("A minor matter"),
}
DISCIPLINARY = frozenset({"serious_breach", "persistent_breach", "serious_harm", "other_discipline"})

NOTICE_LABELS: dict[str, str] = {
    "period": mark("from when to when (or that it is permanent)"),
    "reasons": mark("the reasons"),
    "representations": mark("the right to put their case"),
    "how": mark("how to put it"),
    "to_whom": mark("to whom to put it"),
    "pupil_involved": mark("how the child can take part"),
}

RETURN_LABELS: dict[str, str] = {
    "name": mark("name"),
    "age": mark("age"),
    "born": mark("date of birth"),
    "gender": mark("gender"),
    "ethnic_group": mark("ethnic group"),
    "aln": mark("additional learning needs and IDP"),
    "looked_after": mark("looked after or not"),
    "period": mark("the period"),
    "reason": mark("the reason"),
}

HEARD_LABELS: dict[str, str] = {
    "parent": mark("the parent (or who stands in their place)"),
    "pupil": mark("the pupil"),
    "head": mark("the head"),
    "authority": mark("the authority"),
}


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Who was told of what: `about` decision or cancellation; by word on `told_on`, in writing on `written_on`."""

    recipient: str
    told_on: date | None = None
    written_on: date | None = None
    about: str = "decision"
    reasons: bool = True


@dataclass(frozen=True, slots=True)
class ReviewPanelFacts:
    """England's independent review panel. `members` are lay, head or governor; `chair` the kind of who chairs."""

    applied_on: date | None = None
    heard_on: date | None = None
    members: tuple[str, ...] = ()
    chair: str = ""
    expert_asked: bool = False
    expert_appointed: bool | None = None
    papers_sent_on: date | None = None
    outcome: str = ""  # upheld, recommended, quashed
    notice_on: date | None = None
    reconsidered_on: date | None = None
    reinstated: bool | None = None
    payment_ordered: bool | None = None


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """Wales's independent appeal panel. `members` are lay, head or governor."""

    lodged_on: date | None = None
    in_writing: bool | None = None
    grounds: bool | None = None
    heard_on: date | None = None
    members: tuple[str, ...] = ()
    outcome: str = ""  # upheld, reinstated, not_practical


@dataclass(frozen=True, slots=True)
class ExclusionFacts:
    """One suspension (Wales: fixed-term exclusion), lunchtime or permanent exclusion, or safeguarding separation."""

    status: str = "decided"  # decided, notified, closed
    key: str = "exclusion"
    kind: str = SUSPENSION
    first_day: date | None = None
    last_day: date | None = None
    first_session: str = "am"
    last_session: str = "pm"
    lunchtimes: int = 0
    stated_days: Decimal | None = None  # as the school's notice says
    original_last_day: date | None = None
    converted_from: str = ""  # the kind that it was before somebody changed it
    follows_on_reason: str = ""  # why it starts straight after another
    # the decision
    decided_on: date | None = None
    decided_by: str = ""  # head, acting_head, or another role
    ground: str = ""
    reason: str = ""
    on_probabilities: bool | None = None
    last_resort: str = ""
    authority_asked_on: date | None = None  # for advice, before the decision
    adjustments: str = ""
    duties_checked: bool = False
    # the child
    born: date | None = None
    year: int | None = None
    looked_after: bool = False
    previously_looked_after: bool = False
    has_social_worker: bool = False
    has_ehcp: bool = False
    has_send: bool = False
    disabled: bool = False
    home_authority_differs: bool = False
    at_provider: bool = False
    exams_done: bool = False
    plan_limits_hours: bool = False
    exam_on: date | None = None  # a public exam or national test that would be missed
    # the counters
    history: tuple[Spell, ...] = ()  # earlier ones of this school year, at any school
    earlier_days_term: Decimal = Decimal(0)  # known only as a total, from an earlier school
    earlier_days_year: Decimal = Decimal(0)
    moved_this_year: bool = False
    history_complete: bool | None = None
    days_not_attended: frozenset[date] = frozenset()
    # who was told
    notices: tuple[NoticeFacts, ...] = ()
    notice_contents: frozenset[str] = frozenset()
    provision_notice_on: date | None = None
    provision_notice_complete: bool = False
    provision_further_notice_on: date | None = None
    provision_notice_waived: bool = False
    return_fields: frozenset[str] = frozenset()
    # education meanwhile
    work_set_on: date | None = None
    work_marked: bool | None = None
    provision_from: date | None = None
    provision_full_time: bool | None = None
    pep_review_considered_on: date | None = None
    arranged_by_authority_on: date | None = None  # separation: when the authority was told of its duty
    # the board or the discipline committee
    board_notified_on: date | None = None
    representations_on: date | None = None
    board_met_on: date | None = None
    board_remote: bool = False
    remote_asked: bool = False
    remote_conditions_met: bool | None = None
    board_members: int | None = None
    head_on_board: bool = False
    chair_alone: bool = False
    heard: frozenset[str] = frozenset()
    board_decision: str = ""  # upheld, reinstated, noted
    decision_letter_on: date | None = None
    decision_received_on: date | None = None
    decision_reasons: bool = False
    decision_rights: bool = False
    cancelled_on: date | None = None
    reinstated_on: date | None = None
    # afterwards
    panel: ReviewPanelFacts | None = None
    appeal: AppealFacts | None = None
    roll_deleted_on: date | None = None
    pressed_to_leave: bool = False
    reintegration_planned_on: date | None = None
    kept_out_for_meeting: bool = False
    returns_part_time: bool = False
    part_time_reason: str = ""
    directed_off_site: bool = False

    @property
    def is_permanent(self) -> bool:
        return self.kind == PERMANENT

    @property
    def is_separation(self) -> bool:
        return self.kind == SEPARATION

    @property
    def spell(self) -> Spell | None:
        """The exclusion as one spell; None while its days make no sense."""
        if self.first_day is None or (self.last_day is not None and self.last_day < self.first_day):
            return None
        if self.kind not in KINDS or not 0 <= self.lunchtimes <= MOST_LUNCHTIMES:
            return None
        if self.last_day in (None, self.first_day) and (self.first_session, self.last_session) == ("pm", "am"):
            return None
        return Spell(
            self.first_day, self.last_day, self.kind, self.first_session, self.last_session, self.lunchtimes,
            cancelled_on=self.cancelled_on, key=self.key,
        )  # fmt: skip

    def notice_to(self, recipient: str, about: str = "decision") -> NoticeFacts | None:
        """The notice that a recipient has had, by word or in writing."""
        own = [one for one in self.notices if (one.recipient, one.about) == (recipient, about)]
        return next((one for one in own if one.told_on is not None or one.written_on is not None), None)
