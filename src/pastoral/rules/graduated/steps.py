"""Steps 1 to 6 with their actions and decisions, and WOR-STEP-01 to 04 and WOR-GEN-01: how a pupil moves between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.graduated.catalogue import Look, RuleFinding, rule
from pastoral.rules.graduated.facts import GraduatedFacts, MoveFacts
from pastoral.rules.reviews import latest_review_date
from pastoral.rules.sentences import Sentence, mark, say

STEPS_SOURCE = "Graduated Response, steps 1 to 6"
FIRST, LAST = 1, 6


@dataclass(frozen=True, slots=True)
class Action:
    """A numbered action of the flow; phase is assess, plan, do, review, or "" where the source gives none."""

    number: str
    step: int
    phase: str
    title: str


ACTIONS: tuple[Action, ...] = (
    Action("1", 2, "assess", mark("Say what the concerns are, with a tool")),
    Action("2", 2, "assess", mark("Hear the pupil")),
    Action("3", 2, "assess", mark("Look at our own practice and the surroundings")),
    Action("4a", 2, "assess", mark("Talk informally with the parents")),
    Action("4b", 2, "assess", mark("Record the behaviour: when, how often, what comes before")),
    Action("5", 2, "plan", mark("Write a person-centred plan, or one for positive behaviour support")),
    Action("6", 2, "do", mark("Put the plan into practice")),
    Action("7", 2, "review", mark("Decide: is there positive change?")),
    Action("8", 3, "review", mark("Review together with the SENDCo")),
    Action("9", 3, "assess", mark("The SENDCo finds out more")),
    Action("10", 3, "plan", mark("Bring the plan up to date together")),
    Action("11", 3, "do", mark("Put the new plan into practice")),
    Action("12", 3, "review", mark("Decide: is there positive change?")),
    Action("13", 4, "review", mark("Monitor, review and do more; decide whether there is positive change")),
    Action("14", 4, "", mark("Meet the parents formally")),
    Action("15", 4, "", mark("Refer to agencies outside the school")),
    Action("16", 5, "", mark("Refer to a specialist")),
    Action("17a", 6, "", mark("Gather the evidence for an EHC needs assessment")),
    Action("17b", 6, "", mark("Ask for outreach")),
)

# The decision that ends a step, and the actions that come before the next step begins (WOR-STEP-03).
DECISION_OF: dict[int, str] = {2: "D7", 3: "D12", 4: "D13"}
NEEDED_BEFORE_NEXT: dict[int, tuple[str, ...]] = {
    2: ("1", "2", "3", "4a", "4b", "5", "6"),
    3: ("8", "9", "10", "11"),
    4: ("13", "14", "15"),
}


def actions_of(step: int) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if action.step == step)


def missing_before_next(facts: GraduatedFacts, step: int) -> tuple[str, ...]:
    """Numbers of the actions that are still to be done before the step may be left upwards."""
    return tuple(number for number in NEEDED_BEFORE_NEXT.get(step, ()) if not facts.action(number).is_done)


def why_not(facts: GraduatedFacts, move: MoveFacts) -> tuple[Sentence, ...]:
    """Why a move between steps may not be made; empty if it may (WOR-STEP-01 and 03).

    One step down needs a reason and a date. One step up follows the step's decision and its actions. Skipping up needs
    a written reason (`override`), which also stands for the decisions and actions that are skipped.
    """
    number = "WOR-STEP-01"
    if move.from_step != facts.step:
        return (
            say(
                f"{number}.from",
                "The pupil is at step {step}, not at step {given}.",
                step=facts.step,
                given=move.from_step,
            ),
        )
    if not FIRST <= move.to_step <= LAST or move.to_step == move.from_step:
        return (
            say(f"{number}.where", "There is no move from step {a} to step {b}.", a=move.from_step, b=move.to_step),
        )
    if move.to_step < move.from_step:
        return tuple(_why_not_down(move))
    if move.override.strip():
        return ()
    if move.to_step > move.from_step + 1:
        skipped = f"{number}.skip"
        return (
            say(skipped, "Step {a} to step {b} skips a step. Give a reason for it.", a=move.from_step, b=move.to_step),
        )
    return tuple(_why_not_up(facts, move.from_step))


def _why_not_down(move: MoveFacts) -> Iterator[Sentence]:
    if move.to_step < move.from_step - 1:
        yield say("WOR-STEP-01.down_one", "Step down one step at a time.")
    if not move.reason.strip():
        yield say("WOR-STEP-01.down_reason", "Say why the pupil steps down.")
    if move.on is None:
        yield say("WOR-STEP-01.down_date", "Say on which day the pupil steps down.")


def _why_not_up(facts: GraduatedFacts, step: int) -> Iterator[Sentence]:
    code = DECISION_OF.get(step)
    decision = facts.decision(code) if code else None
    if code and (decision is None or decision.positive_change is None):
        yield say(
            "WOR-STEP-01.decision", "Decide first whether there was positive change (decision {code}).", code=code
        )
    elif decision is not None and decision.positive_change:
        yield say(
            "WOR-STEP-01.positive",
            "There was positive change (decision {code}), so the step goes on.",
            code=decision.code,
        )
    missing = missing_before_next(facts, step)
    if missing:
        yield say("WOR-STEP-03", "These actions of step {step} are not done: {missing}.", step=step, missing=missing)


@rule(
    "WOR-STEP-01",
    mark("Steps go up in order; stepping down or skipping needs a reason"),
    source=STEPS_SOURCE,
    force="M",
    effect="CALC",
)
def wor_step_01_order(look: Look) -> Iterator[RuleFinding]:
    move = look.facts.move_wanted
    if move is None:
        return
    for sentence in why_not(look.facts, move):
        if sentence.code.startswith("WOR-STEP-01"):
            yield RuleFinding(
                "WOR-STEP-01", "BLOCK", sentence,
                say("WOR-STEP-01.remedy", "Move one step at a time, or write down why not."),
                "lead", about="move", gates=("move_step",),
            )  # fmt: skip


@rule(
    "WOR-STEP-02",
    mark("Each decision has who, when, evidence and the next review"),
    source=STEPS_SOURCE,
    force="M",
    effect="RECORD",
)
def wor_step_02_decisions(look: Look) -> Iterator[RuleFinding]:
    for decision in look.facts.decisions:
        if decision.positive_change is None:
            continue
        given = {
            mark("who decided"): bool(decision.by.strip()),
            mark("when"): decision.on is not None,
            mark("the evidence"): bool(decision.evidence.strip()),
            mark("the next review"): decision.next_review_on is not None,
        }
        missing = tuple(say("WOR-STEP-02.part", name) for name, there in given.items() if not there)
        if missing:
            yield RuleFinding(
                "WOR-STEP-02", "INFO",
                say("WOR-STEP-02", "Decision {code} does not say: {missing}.", code=decision.code, missing=missing),
                say("WOR-STEP-02.remedy", "Add what is missing to the decision."),
                "lead", about=f"decision:{decision.code}",
            )  # fmt: skip


@rule("WOR-STEP-03", mark("A step is done before the next one begins"), source=STEPS_SOURCE, force="M", effect="BLOCK")
def wor_step_03_actions_done(look: Look) -> Iterator[RuleFinding]:
    move = look.facts.move_wanted
    if move is None or move.to_step <= move.from_step or move.override.strip():
        return
    missing = missing_before_next(look.facts, move.from_step)
    if missing:
        yield RuleFinding(
            "WOR-STEP-03", "BLOCK",
            say(
                "WOR-STEP-03",
                "These actions of step {step} are not done: {missing}.",
                step=move.from_step, missing=missing,
            ),
            say("WOR-STEP-03.remedy", "Do these actions and record the day, or write down why the step is skipped."),
            "lead", about="move", gates=("move_step",),
        )  # fmt: skip


@rule(
    "WOR-STEP-04",
    mark("How long a step lasts is the authority's to say"),
    source=STEPS_SOURCE,
    force="G",
    effect="CALC",
)
def wor_step_04_review(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.closed or facts.step < 2:
        return
    weeks = look.policy.value("graduated.review_interval_weeks")
    last = max((d.on for d in facts.decisions if d.on is not None), default=facts.step_since)
    if weeks is None:
        if facts.next_review_on is None:
            yield RuleFinding(
                "WOR-STEP-04", "INFO",
                say("WOR-STEP-04.no_rule", "The next review has no date. There is no local rule on when it must be."),
                say("WOR-STEP-04.remedy", "Choose a day for the next review."),
                "lead", about="review",
            )  # fmt: skip
        return
    if last is None:
        return
    latest = latest_review_date(last, CalendarWeeks(int(weeks)), look.calendar)
    if facts.next_review_on is None or facts.next_review_on > latest:
        yield RuleFinding(
            "WOR-STEP-04", "TASK",
            say(
                "WOR-STEP-04",
                "The next review of step {step} is due on or before {latest}.",
                step=facts.step, latest=latest,
            ),
            say("WOR-STEP-04.remedy", "Choose a day for the next review."),
            "lead", latest, about="review",
        )  # fmt: skip


@rule(
    "WOR-GEN-01",
    mark("Stepping up or down is a recorded decision"),
    source="Guiding Principles",
    force="M",
    effect="CALC",
)
def wor_gen_01_moves(look: Look) -> Iterator[RuleFinding]:
    for place, move in enumerate(look.facts.moves, start=1):
        missing = []
        if move.on is None or not (move.reason.strip() or move.override.strip()):
            missing.append(say("WOR-GEN-01.reason", "the day and the reason"))
        if move.parent_told_on is None:
            missing.append(say("WOR-GEN-01.parent", "when the parents were told"))
        if move.pupil_told_on is None:
            missing.append(say("WOR-GEN-01.pupil", "when the pupil was told"))
        if missing:
            yield RuleFinding(
                "WOR-GEN-01", "INFO",
                say(
                    "WOR-GEN-01", "The move from step {a} to step {b} does not say: {missing}.",
                    a=move.from_step, b=move.to_step, missing=tuple(missing),
                ),
                say("WOR-GEN-01.remedy", "Write down why the pupil moved, and tell the parents and the pupil."),
                "lead", about=f"move:{place}",
            )  # fmt: skip
