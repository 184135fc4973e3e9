"""What a plan of fixed parts must have: its parts filled, its targets whole, its papers, an end and a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.commitments import short
from pastoral.rules.psp.catalogue import Also, Look, RuleFinding, rule
from pastoral.rules.psp.facts import TARGET_FIELDS
from pastoral.rules.psp.meeting import WRITTEN
from pastoral.rules.sentences import mark, say


@rule(
    "HIL-PSP-11", mark("Every part of the form is filled in"),
    source="Initial meeting format", force="S", effect="BLOCK",
    also=(
        Also("WOR-GEN-07", "Evidencing", "M", "CALC", mark("Assess, plan, do and review are shown"), most="WARN"),
        Also("PLAN-28"),
    ),
)  # fmt: skip
def hil_psp_11_parts_complete(look: Look) -> Iterator[RuleFinding]:
    """Assess, plan, do and review, or what else the authority's form may not leave empty."""
    if look.facts.status not in WRITTEN:
        return
    for part in look.policy.sections_needed:
        if part not in look.facts.sections_written:
            yield RuleFinding(
                "HIL-PSP-11", "BLOCK",
                say("HIL-PSP-11", "A part of the form is still empty: {part}.", part=look.policy.part_title(part)),
                say("HIL-PSP-11.remedy", "Fill it in together."),
                "lead", about=f"section:{part}", gates=("agree",),
            )  # fmt: skip


@rule(
    "HAM-AP-04", mark("Each target has its starting point and how progress is checked"),
    source="Planning 3", force="S", effect="BLOCK",
    also=(
        Also("HIL-PSP-12", "Plan", "S", "WARN", mark("Targets go in steps and bring a reward")),
        Also("PLAN-29", effect="WARN", title=mark("Each target says all that the form asks of it")),
    ),
)  # fmt: skip
def ham_ap_04_targets_whole(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status not in WRITTEN:
        return
    wanted = [field for field in TARGET_FIELDS if field in look.policy.target_fields and field != "support"]
    for outcome in look.facts.outcomes:
        missing = tuple(say("HAM-AP-04.field", TARGET_FIELDS[field]) for field in wanted if field not in outcome.written)
        if missing and outcome.statement.strip():
            yield RuleFinding(
                "HAM-AP-04", "BLOCK",
                say(
                    "HAM-AP-04", "“{target}” does not say yet: {missing}.", target=short(outcome.statement), missing=missing
                ),
                say("HAM-AP-04.remedy", "Open the target and write it."),
                "lead", about=f"outcome:{outcome.key}", gates=("agree",),
            )  # fmt: skip


@rule(
    "HIL-PSP-14", mark("For each target it is clear who gives support"),
    source="Do", force="S", effect="BLOCK",
    also=(Also("PLAN-33"),),
)  # fmt: skip
def hil_psp_14_support(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status not in WRITTEN or "support" not in look.policy.target_fields:
        return
    for outcome in look.facts.outcomes:
        if outcome.statement.strip() and "support" not in outcome.written:
            yield RuleFinding(
                "HIL-PSP-14", "BLOCK",
                say("HIL-PSP-14", "Nobody is named who gives support for “{target}”.", target=short(outcome.statement)),
                say("HIL-PSP-14.remedy", "Write who helps, and how: a parent, staff or somebody from outside."),
                "lead", about=f"outcome:{outcome.key}:support", gates=("agree",),
            )  # fmt: skip


@rule(
    "HIL-PSP-25", mark("The plan has an end date"),
    source="Review", force="S", effect="BLOCK",
    also=(Also("PLAN-30"),),
)  # fmt: skip
def hil_psp_25_end_date(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in WRITTEN and look.policy.end_date_needed and look.facts.ends_on is None:
        yield RuleFinding(
            "HIL-PSP-25", "BLOCK",
            say("HIL-PSP-25", "The plan has no end date."),
            say("HIL-PSP-25.remedy", "Say when the plan ends."),
            "lead", about="end_date", gates=("agree", "send", "begin"),
        )  # fmt: skip


@rule(
    "PLAN-31", mark("The papers for the meeting are there"),
    source="Pastoral: good practice for plans", force="G", effect="WARN",
)  # fmt: skip
def plan_31_papers(look: Look) -> Iterator[RuleFinding]:
    """Each paper of the pack is there, not applicable, or known to be outstanding (F-HIL-01)."""
    if look.facts.status not in ("gathering", "organising", "meeting"):
        return
    states = {paper.code: paper.state for paper in look.facts.papers}
    waiting = [code for code in look.policy.documents_wanted if states.get(code, "") in ("", "outstanding")]
    if waiting:
        yield RuleFinding(
            "PLAN-31", "WARN",
            say("PLAN-31", "Papers for the meeting that are not there yet: {count}.", count=len(waiting)),
            say("PLAN-31.remedy", "Find them, or say that they do not apply."),
            "lead", about="papers", gates=("begin_meeting",),
        )  # fmt: skip


@rule(
    "HIL-PSP-20", mark("The plan ends with a final meeting and a verdict"),
    source="12-week final meeting", force="S", effect="BLOCK",
    also=(Also("PLAN-32"),),
)  # fmt: skip
def hil_psp_20_verdict(look: Look) -> Iterator[RuleFinding]:
    facts, policy = look.facts, look.policy
    if not policy.verdicts or facts.status not in ("live", "reviewed"):
        return
    final = facts.final_review
    if final is None:
        yield RuleFinding(
            "HIL-PSP-20", "BLOCK",
            say("HIL-PSP-20.none", "The plan ends with a final meeting, which has not been held."),
            say("HIL-PSP-20.none.remedy", "Hold the final meeting and say whether the plan was successful."),
            "lead", about="final_review", gates=("end_plan",),
        )  # fmt: skip
    elif final.verdict not in policy.verdicts:
        yield RuleFinding(
            "HIL-PSP-20", "BLOCK",
            say("HIL-PSP-20", "The final meeting has no verdict."),
            say("HIL-PSP-20.remedy", "Say whether the plan was successful."),
            "lead", about="verdict", gates=("record_review", "end_plan"),
        )  # fmt: skip
