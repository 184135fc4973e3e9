"""ENG-26-01 to 05: what England's guidance changed for exclusions that begin on or after 26 July 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.exclusions.catalogue import Case, Look, RuleFinding, on_case, rule
from pastoral.rules.sentences import mark, say

GUIDANCE_2026 = "Statutory guidance published 26 May 2026"
IN_FORCE = date(2026, 7, 26)


@rule(
    "ENG-26-01", mark("A permanent exclusion is the last resort"),
    source=GUIDANCE_2026, force="M", effect="WARN", valid_from=IN_FORCE,
)  # fmt: skip
@on_case
def eng_26_01_last_resort(case: Case) -> Iterator[RuleFinding]:
    if case.facts.is_permanent and not case.facts.last_resort.strip():
        yield RuleFinding(
            "ENG-26-01", "WARN",
            say("ENG-26-01", "Nothing says why a permanent exclusion is the last resort."),
            say("ENG-26-01.remedy", "Write what else was tried and why it is not enough."),
            "head", about="last_resort",
        )  # fmt: skip


@rule(
    "ENG-26-02", mark("A safeguarding separation is no suspension, and the authority must arrange education"),
    source=GUIDANCE_2026, force="M", effect="TASK", valid_from=IN_FORCE,
)  # fmt: skip
def eng_26_02_separation(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_separation or facts.status == "closed":
        return
    if facts.arranged_by_authority_on is None:
        yield RuleFinding(
            "ENG-26-02", "TASK",
            say("ENG-26-02", "The child may not come in for now. The authority must arrange education and has not been told."),
            say("ENG-26-02.remedy", "Tell the authority today."),
            "head", facts.first_day, about="separation",
        )  # fmt: skip
    if not facts.reason.strip():
        yield RuleFinding(
            "ENG-26-02", "WARN",
            say("ENG-26-02.reason", "Nothing says which allegation of harm makes it necessary to keep pupils apart."),
            say("ENG-26-02.reason.remedy", "Write it down; without such an allegation, this is an exclusion."),
            "head", about="separation",
        )  # fmt: skip
    if facts.reintegration_planned_on is None:
        yield RuleFinding(
            "ENG-26-02", "TASK",
            say("ENG-26-02.return", "There is no plan yet for the child's return."),
            say("ENG-26-02.return.remedy", "Plan it, as after a suspension."),
            "head", facts.last_day, about="return",
        )  # fmt: skip


@rule(
    "ENG-26-03", mark("The register code for a separation is not established"),
    source=GUIDANCE_2026, force="G", effect="INFO", valid_from=IN_FORCE,
)  # fmt: skip
def eng_26_03_code(look: Look) -> Iterator[RuleFinding]:
    if look.facts.is_separation and look.facts.status != "closed" and not look.policy.value("attendance.code_separation"):
        yield RuleFinding(
            "ENG-26-03", "INFO",
            say("ENG-26-03", "Which register code a separation has is not settled in the guidance we read."),
            say("ENG-26-03.remedy", "Ask the authority, which can set the code in its policy."),
            "head", about="code",
        )  # fmt: skip


@rule(
    "ENG-26-04", mark("Nobody is pressed off the roll"),
    source=GUIDANCE_2026, force="M", effect="WARN", valid_from=IN_FORCE,
)  # fmt: skip
@on_case
def eng_26_04_off_rolling(case: Case) -> Iterator[RuleFinding]:
    """A parent pressed to take the child away, or a name gone from the roll during a suspension."""
    facts = case.facts
    if facts.pressed_to_leave or (facts.roll_deleted_on is not None and not facts.is_permanent):
        yield RuleFinding(
            "ENG-26-04", "WARN",
            say("ENG-26-04", "The parents say they were pressed to take the child out of the school.")
            if facts.pressed_to_leave
            else say("ENG-26-04.roll", "The child was taken off the roll without a permanent exclusion."),
            say("ENG-26-04.remedy", "Look into it with the authority; this can be off-rolling."),
            "authority", about="off_rolling",
        )  # fmt: skip


@rule(
    "ENG-26-05", mark("For a looked-after child at risk an early review of the education plan is considered"),
    source=GUIDANCE_2026, force="S", effect="TASK", valid_from=IN_FORCE,
)  # fmt: skip
@on_case
def eng_26_05_education_plan(case: Case) -> Iterator[RuleFinding]:
    if case.facts.looked_after and case.facts.pep_review_considered_on is None:
        yield RuleFinding(
            "ENG-26-05", "TASK",
            say("ENG-26-05", "The child is looked after, and an early review of the personal education plan is not considered."),
            say("ENG-26-05.remedy", "Ask the Virtual School whether to hold one, and record the answer."),
            "head", about="education_plan",
        )  # fmt: skip
