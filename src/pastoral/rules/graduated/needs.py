"""WOR-GEN-03 to 14: needs, provision and what is checked before an exclusion."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.graduated.catalogue import Look, RuleFinding, rule
from pastoral.rules.graduated.facts import GraduatedFacts
from pastoral.rules.graduated.steps import actions_of
from pastoral.rules.sentences import mark, say

# Reasons that no school may exclude for: they are not about discipline (WOR-GEN-11).
UNLAWFUL_REASONS: dict[str, str] = {
    "unmet_needs": mark("the school feels it cannot meet the pupil's special educational needs"),
    "attainment": mark("the pupil's attainment"),
    "parents_acts": mark("what the parents did"),
    "unmet_condition": mark("a condition of return that was not met, such as a meeting"),
}
PHASES: dict[str, str] = {
    "assess": mark("assess"), "plan": mark("plan"), "do": mark("do"), "review": mark("review"),
}  # fmt: skip


def cycle(facts: GraduatedFacts, step: int) -> dict[str, bool]:
    """Phase → whether all of its actions at this step are done; only phases that the step has (WOR-GEN-07)."""
    return {
        phase: all(facts.action(action.number).is_done for action in actions_of(step) if action.phase == phase)
        for phase in PHASES
        if any(action.phase == phase for action in actions_of(step))
    }


def is_open(facts: GraduatedFacts) -> bool:
    """Whether somebody works with this pupil at step 2 or above."""
    return not facts.closed and facts.step >= 2


@rule(
    "WOR-GEN-03", mark("Learning needs are looked into before SEMH is called the main need"),
    source="Universal", force="S", effect="WARN",
)  # fmt: skip
def wor_gen_03_learning_needs(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and facts.primary_need == "semh" and not facts.learning_needs.strip():
        yield RuleFinding(
            "WOR-GEN-03", "WARN",
            say("WOR-GEN-03", "SEMH is named as the main need, but nothing says that learning needs were looked into first."),
            say("WOR-GEN-03.remedy", "Look into the learning needs fully and write down what was found."),
            "alnco",
        )  # fmt: skip


@rule(
    "WOR-GEN-04", mark("The cause behind behaviour is named"),
    source="Underlying Reasons", force="S", effect="RECORD",
)  # fmt: skip
def wor_gen_04_cause(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and facts.challenging_behaviour and not facts.cause.strip():
        yield RuleFinding(
            "WOR-GEN-04", "INFO",
            say("WOR-GEN-04", "Nothing says what lies behind the behaviour."),
            say("WOR-GEN-04.remedy", "Write down the cause: speech and language, attachment, thinking, learning, self-esteem or another."),
            "lead",
        )  # fmt: skip


@rule("WOR-GEN-05", mark("Parents are involved from the first sign"), source="Targeted", force="S", effect="WARN")
def wor_gen_05_parents(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.closed or facts.concern_on is None:
        return
    if facts.parent_contacted_on is None:
        yield RuleFinding(
            "WOR-GEN-05", "WARN",
            say(
                "WOR-GEN-05",
                "There is a concern since {day}, but the parents have not been spoken with.",
                day=facts.concern_on,
            ),
            say("WOR-GEN-05.remedy", "Talk with the parents and record the day."),
            "lead",
        )  # fmt: skip
    if not facts.other_needs_checked:
        yield RuleFinding(
            "WOR-GEN-05", "WARN",
            say("WOR-GEN-05.needs", "SEND, health and family support needs have not been checked."),
            say("WOR-GEN-05.needs.remedy", "Check whether the pupil needs help with SEND, health or family."),
            "lead", about="other_needs",
        )  # fmt: skip


@rule("WOR-GEN-06", mark("An early help assessment is considered"), source="Targeted", force="S", effect="TASK")
def wor_gen_06_early_help(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    undecided = facts.early_help is None or not facts.early_help_reason.strip()
    if not facts.closed and facts.concern_on is not None and undecided:
        yield RuleFinding(
            "WOR-GEN-06", "TASK",
            say("WOR-GEN-06", "Nobody has written whether an early help assessment would be right, and why."),
            say("WOR-GEN-06.remedy", "Consider an early help assessment. Write yes or no, and why."),
            "lead",
        )  # fmt: skip


@rule("WOR-GEN-07", mark("Assess, plan, do and review are shown"), source="Evidencing", force="M", effect="CALC")
def wor_gen_07_cycle(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not is_open(facts):
        return
    missing = tuple(
        say("WOR-GEN-07.phase", PHASES[phase]) for phase, done in cycle(facts, facts.step).items() if not done
    )
    if missing:
        yield RuleFinding(
            "WOR-GEN-07", "INFO",
            say("WOR-GEN-07", "Step {step} is not complete yet: {missing}.", step=facts.step, missing=missing),
            say("WOR-GEN-07.remedy", "Do what is left of this step and record the day."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-GEN-08", mark("A pupil with SEMH needs is on the SEND register"),
    source="Targeted provision", force="S", effect="WARN",
)  # fmt: skip
def wor_gen_08_send_register(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and facts.primary_need == "semh" and not facts.on_send_register:
        yield RuleFinding(
            "WOR-GEN-08", "WARN",
            say("WOR-GEN-08", "The pupil has SEMH needs but is not on the SEND register."),
            say("WOR-GEN-08.remedy", "Enter the pupil in the SEND register."),
            "alnco",
        )  # fmt: skip


@rule(
    "WOR-GEN-09", mark("The authority is told of a part-time timetable"),
    source="Targeted provision", force="M", effect="TASK",
)  # fmt: skip
def wor_gen_09_part_time(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and facts.part_time and facts.authority_told_of_part_time_on is None:
        yield RuleFinding(
            "WOR-GEN-09", "TASK",
            say("WOR-GEN-09", "The pupil is on a part-time timetable and the authority has not been told."),
            say("WOR-GEN-09.remedy", "Tell the authority and record the day."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-GEN-10", mark("A positive handling plan where behaviour is dangerous"),
    source="Specialist", force="M", effect="TASK",
)  # fmt: skip
def wor_gen_10_handling_plan(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.closed or not facts.endangers:
        return
    due = facts.handling_plan_review_on
    if facts.handling_plan_on is None:
        yield RuleFinding(
            "WOR-GEN-10", "TASK",
            say("WOR-GEN-10", "The behaviour can put somebody in danger and there is no positive handling plan."),
            say("WOR-GEN-10.remedy", "Make a positive handling plan with staff and parents."),
            "lead",
        )  # fmt: skip
    elif due is None or due < look.today:
        yield RuleFinding(
            "WOR-GEN-10", "TASK",
            say("WOR-GEN-10.review", "The positive handling plan is not kept up to date."),
            say("WOR-GEN-10.review.remedy", "Look at the plan again and set the day of the next look."),
            "lead", due,
        )  # fmt: skip


@rule(
    "WOR-GEN-11", mark("No exclusion for a reason that is not discipline"),
    source="Legislation and Policy", force="M", effect="BLOCK",
)  # fmt: skip
def wor_gen_11_lawful_reason(look: Look) -> Iterator[RuleFinding]:
    reason = look.facts.exclusion_reason
    if look.facts.exclusion_considered_on is not None and reason in UNLAWFUL_REASONS:
        yield RuleFinding(
            "WOR-GEN-11", "BLOCK",
            say("WOR-GEN-11", "It is against the law to exclude for this reason: {reason}.",
                reason=say("WOR-GEN-11.reason", UNLAWFUL_REASONS[reason])),
            say("WOR-GEN-11.remedy", "Do not exclude for this reason. Meet the need, or talk with the authority."),
            "head", about="exclusion", gates=("exclude",),
        )  # fmt: skip


@rule(
    "WOR-GEN-12", mark("Reasonable adjustments are on the record"),
    source="Legislation and Policy", force="M", effect="WARN",
)  # fmt: skip
def wor_gen_12_adjustments(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and (facts.disabled or facts.sen or facts.ehcp) and not facts.adjustments.strip():
        yield RuleFinding(
            "WOR-GEN-12", "WARN",
            say("WOR-GEN-12", "Nothing says which reasonable adjustments were made."),
            say("WOR-GEN-12.remedy", "Write down the adjustments and aids, or why none are needed."),
            "alnco",
        )  # fmt: skip


@rule(
    "WOR-GEN-13", mark("Duties to vulnerable pupils are checked before an exclusion"),
    source="Legislation and Policy", force="M", effect="WARN",
)  # fmt: skip
def wor_gen_13_duties(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    children_in_care = facts.looked_after or facts.previously_looked_after
    vulnerable = facts.sen or facts.ehcp or facts.has_social_worker or children_in_care
    if facts.exclusion_considered_on is not None and vulnerable and facts.duties_checked_on is None:
        yield RuleFinding(
            "WOR-GEN-13", "WARN",
            say("WOR-GEN-13", "An exclusion is considered, and the duties to this pupil have not been checked."),
            say("WOR-GEN-13.remedy", "Check the duties for SEN, social worker and looked-after children before deciding."),
            "head", about="exclusion",
        )  # fmt: skip


@rule("WOR-GEN-14", mark("The level rests on three ratings"), source="Targeted", force="S", effect="RECORD")
def wor_gen_14_ratings(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    ratings = (facts.frequency, facts.effect_on_progress, facts.effect_on_wellbeing)
    if is_open(facts) and not all(rating.strip() for rating in ratings):
        yield RuleFinding(
            "WOR-GEN-14", "INFO",
            say("WOR-GEN-14", "The level of need is not rated by all three: how often, progress and wellbeing."),
            say("WOR-GEN-14.remedy", "Rate how often and how strong it is, and the effect on progress and on wellbeing."),
            "lead",
        )  # fmt: skip
