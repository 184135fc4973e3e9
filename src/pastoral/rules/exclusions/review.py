"""ENG-IRP-01 to 10 and ENG-REI-01, 02: the independent review, the roll, claims, and the child's return."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.exclusions import totals
from pastoral.rules.exclusions.catalogue import Case, RuleFinding, on_case, rule
from pastoral.rules.exclusions.counting import ENGLAND, ENGLAND_FROM
from pastoral.rules.exclusions.deadlines import before, claim_by, within
from pastoral.rules.exclusions.facts import ReviewPanelFacts
from pastoral.rules.sentences import mark, say

PANEL = "SI 2012/1033 and its statutory guidance, independent review"
OUTCOMES = ("upheld", "recommended", "quashed")
PAPERS_DAYS = 5  # one council's page; the reference gives no parameter for it


def upheld(case: Case) -> bool:
    return case.facts.is_permanent and case.facts.board_decision == "upheld"


def apply_by(case: Case) -> date | None:
    """The last day to ask for a review: so many school days after the decision was received (T10)."""
    received, days = case.facts.decision_received_on, case.number("review_application_days")
    return None if received is None or days is None or not upheld(case) else within(received, days, case.calendar)


def panel_of(case: Case) -> ReviewPanelFacts | None:
    """The review, once it is asked for in a case that has one."""
    panel = case.facts.panel
    return panel if panel is not None and panel.applied_on is not None else None


@rule(
    "ENG-IRP-01", mark("Parents ask for a review within 15 school days"),
    source=PANEL, force="M", effect="INFO", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_01_apply(case: Case) -> Iterator[RuleFinding]:
    by, panel = apply_by(case), panel_of(case)
    if by is None:
        return
    if panel is None and case.look.today <= by:
        yield RuleFinding(
            "ENG-IRP-01", "INFO",
            say("ENG-IRP-01", "The parents may ask for an independent review until {by}.", by=by),
            say("ENG-IRP-01.remedy", "Nothing to do; keep the name on the roll until then."),
            "authority", by, about="review",
        )  # fmt: skip
    elif panel is not None and panel.applied_on is not None and panel.applied_on > by:
        yield RuleFinding(
            "ENG-IRP-01", "WARN",
            say("ENG-IRP-01.late", "The review was asked for after {by}.", by=by),
            say("ENG-IRP-01.late.remedy", "Tell the parents that it is out of time, and why."),
            "authority", about="review",
        )  # fmt: skip


@rule(
    "ENG-IRP-02", mark("The review is heard within 15 school days"),
    source=PANEL, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_02_hearing(case: Case) -> Iterator[RuleFinding]:
    panel, days = panel_of(case), case.number("review_hearing_days")
    if panel is None or panel.applied_on is None or days is None:
        return
    by = within(panel.applied_on, days, case.calendar)
    if panel.heard_on is None:
        yield RuleFinding(
            "ENG-IRP-02", "TASK",
            say("ENG-IRP-02", "The review must be heard by {by}.", by=by),
            say("ENG-IRP-02.remedy", "Arrange the hearing."),
            "authority", by, about="hearing",
        )  # fmt: skip
    elif panel.heard_on > by:
        yield RuleFinding(
            "ENG-IRP-02", "WARN",
            say("ENG-IRP-02.late", "The review was heard on {heard}; the last day was {by}.", heard=panel.heard_on, by=by),
            say("ENG-IRP-02.late.remedy", "Record why."),
            "authority", about="hearing",
        )  # fmt: skip


def panel_is_proper(members: tuple[str, ...], chair: str) -> bool:
    """Three or five: a lay chair, and head teachers and governors in equal number beside it (ENG-IRP-03)."""
    each = {kind: members.count(kind) for kind in ("lay", "head", "governor")}
    beside = (len(members) - 1) // 2
    return len(members) in (3, 5) and chair == "lay" and each == {"lay": 1, "head": beside, "governor": beside}


@rule(
    "ENG-IRP-03", mark("Who sits on the review panel"),
    source=PANEL, force="M", effect="WARN", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_03_members(case: Case) -> Iterator[RuleFinding]:
    """Of a panel of five we read only that there may be one; two heads and two governors beside the chair is the known rule."""
    panel = panel_of(case)
    if panel is not None and panel.members and not panel_is_proper(panel.members, panel.chair):
        yield RuleFinding(
            "ENG-IRP-03", "WARN",
            say("ENG-IRP-03", "The panel is not three or five with a lay chair, and as many heads as governors."),
            say("ENG-IRP-03.remedy", "Change who sits on it before the hearing."),
            "authority", about="panel",
        )  # fmt: skip


@rule(
    "ENG-IRP-04", mark("What the review panel can decide"),
    source=PANEL, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_04_outcome(case: Case) -> Iterator[RuleFinding]:
    panel = panel_of(case)
    if panel is not None and panel.heard_on is not None and panel.outcome not in OUTCOMES:
        yield RuleFinding(
            "ENG-IRP-04", "BLOCK",
            say("ENG-IRP-04", "The panel upholds, recommends to think again, or quashes. It can't reinstate.")
            if panel.outcome
            else say("ENG-IRP-04.none", "The panel's decision is not recorded."),
            say("ENG-IRP-04.remedy", "Record one of the three."),
            "authority", about="panel_outcome", gates=("record_review",),
        )  # fmt: skip


@rule(
    "ENG-IRP-05", mark("A SEN expert comes if the parents ask"),
    source=PANEL, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_05_expert(case: Case) -> Iterator[RuleFinding]:
    panel = panel_of(case)
    if panel is not None and panel.expert_asked and panel.expert_appointed is not True:
        yield RuleFinding(
            "ENG-IRP-05", "TASK",
            say("ENG-IRP-05", "The parents asked for a SEN expert, and none is appointed."),
            say("ENG-IRP-05.remedy", "Appoint one, whether or not the school recognises special needs."),
            "authority", panel.heard_on, about="expert",
        )  # fmt: skip


@rule(
    "ENG-IRP-06", mark("The board thinks again within 10 school days"),
    source=PANEL, force="M", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_06_reconsider(case: Case) -> Iterator[RuleFinding]:
    """The ten days are known practice (KNOWLEDGE), kept in the pack; without them there is a task and no day."""
    panel, days = panel_of(case), case.number("reconsider_days")
    if panel is None or panel.outcome not in ("recommended", "quashed"):
        return
    if panel.reconsidered_on is None:
        due = None if panel.notice_on is None or days is None else within(panel.notice_on, days, case.calendar)
        yield RuleFinding(
            "ENG-IRP-06", "TASK",
            say("ENG-IRP-06", "The board must think again by {by}.", by=due)
            if due is not None
            else say("ENG-IRP-06.undated", "The board must think again."),
            say("ENG-IRP-06.remedy", "Call the meeting."),
            "governing_board", due, about="reconsider",
        )  # fmt: skip
    elif panel.outcome == "quashed" and panel.reinstated is False and panel.payment_ordered is None:
        yield RuleFinding(
            "ENG-IRP-06", "INFO",
            say("ENG-IRP-06.payment", "Quashed and not reinstated: the panel may order a payment of £4,000."),
            say("ENG-IRP-06.payment.remedy", "Record whether it was ordered."),
            "authority", about="payment",
        )  # fmt: skip


@rule(
    "ENG-IRP-07", mark("Papers go out 5 school days before"),
    source="A council's page", force="S", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_07_papers(case: Case) -> Iterator[RuleFinding]:
    panel = panel_of(case)
    if panel is None or panel.heard_on is None:
        return
    by = before(panel.heard_on, PAPERS_DAYS, case.calendar)
    if panel.papers_sent_on is None and case.look.today <= panel.heard_on:
        yield RuleFinding(
            "ENG-IRP-07", "TASK",
            say("ENG-IRP-07", "The papers for the hearing go out by {by}.", by=by),
            say("ENG-IRP-07.remedy", "Send them to everyone who takes part."),
            "authority", by, about="papers",
        )  # fmt: skip
    elif panel.papers_sent_on is not None and panel.papers_sent_on > by:
        yield RuleFinding(
            "ENG-IRP-07", "WARN",
            say("ENG-IRP-07.late", "The papers went out after {by}.", by=by),
            say("ENG-IRP-07.late.remedy", "Ask whether everyone had the time to read them; if not, adjourn."),
            "authority", about="papers",
        )  # fmt: skip


@rule(
    "ENG-IRP-09", mark("The name leaves the roll only after the review"),
    source=PANEL, force="M", effect="BLOCK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_09_roll(case: Case) -> Iterator[RuleFinding]:
    """Known practice (KNOWLEDGE)."""
    facts = case.facts
    if facts.is_permanent and not may_leave_roll(case, facts.roll_deleted_on or case.look.today):
        deleted = facts.roll_deleted_on is not None
        yield RuleFinding(
            "ENG-IRP-09", "BLOCK" if deleted else "INFO",
            say("ENG-IRP-09", "The child was taken off the roll before the way to a review was at its end.")
            if deleted
            else say("ENG-IRP-09.not_yet", "The child stays on the roll: the way to a review is not at its end."),
            say("ENG-IRP-09.remedy", "Put the child back on the roll.")
            if deleted
            else say("ENG-IRP-09.not_yet.remedy", "Wait for the review, or for the last day to ask for one."),
            "head", about="roll", gates=("delete_from_roll",),
        )  # fmt: skip


def may_leave_roll(case: Case, day: date) -> bool:
    """Whether the review route is exhausted on a day: nobody asked in time, or it is heard and reconsidered."""
    if not upheld(case):
        return False
    panel, by = panel_of(case), apply_by(case)
    if panel is None:
        return by is not None and day > by
    if panel.outcome == "upheld":
        return panel.heard_on is not None and day >= panel.heard_on
    return panel.reconsidered_on is not None and panel.reinstated is False and day >= panel.reconsidered_on


@rule(
    "ENG-IRP-10", mark("A claim of disability discrimination may be made within six months"),
    source=PANEL, force="G", effect="INFO", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_irp_10_claim(case: Case) -> Iterator[RuleFinding]:
    by = claim_by(case.spell.first_day)
    if (case.facts.disabled or case.facts.has_send) and case.look.today <= by:
        yield RuleFinding(
            "ENG-IRP-10", "INFO",
            say("ENG-IRP-10", "A claim of disability discrimination may be made until {by}, beside any review.", by=by),
            say("ENG-IRP-10.remedy", "Say so in the letters."),
            "head", by, about="claim",
        )  # fmt: skip


@rule(
    "ENG-REI-01", mark("There is a plan for the return, and no meeting is a condition of it"),
    source=ENGLAND, force="S", effect="TASK", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_rei_01_return(case: Case) -> Iterator[RuleFinding]:
    facts = case.facts
    if facts.kept_out_for_meeting:
        yield RuleFinding(
            "ENG-REI-01", "BLOCK",
            say("ENG-REI-01.kept_out", "The child is kept out because a meeting has not been held. That is not lawful."),
            say("ENG-REI-01.kept_out.remedy", "Have the child back today, and meet when you can."),
            "head", about="return", gates=("extend",),
        )  # fmt: skip
    comes_back = not facts.is_permanent or facts.board_decision == "reinstated"
    if comes_back and facts.kind != totals.LUNCHTIME and facts.reintegration_planned_on is None:
        due = None if facts.is_permanent else case.calendar.next_school_day(case.spell.until)
        yield RuleFinding(
            "ENG-REI-01", "TASK",
            say("ENG-REI-01.dated", "There is no plan yet for the child's return on {day}.", day=due)
            if due is not None
            else say("ENG-REI-01", "There is no plan yet for the child's return."),
            say("ENG-REI-01.remedy", "Plan the return with the child and the parents."),
            "head", due, about="return",
        )  # fmt: skip


@rule(
    "ENG-REI-02", mark("Reduced hours on return only very exceptionally"),
    source=ENGLAND, force="S", effect="WARN", valid_from=ENGLAND_FROM,
)  # fmt: skip
@on_case
def eng_rei_02_part_time(case: Case) -> Iterator[RuleFinding]:
    if case.facts.returns_part_time and not case.facts.part_time_reason.strip():
        yield RuleFinding(
            "ENG-REI-02", "WARN",
            say("ENG-REI-02", "The child comes back to fewer hours, and nothing says what is so exceptional."),
            say("ENG-REI-02.remedy", "Write the reason, or bring the child back full time."),
            "head", about="return",
        )  # fmt: skip
