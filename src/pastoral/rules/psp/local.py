"""What Hampshire's and Wiltshire's sources ask of the plan itself (rules catalogue 3.2 and 4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.psp.catalogue import Look, RuleFinding, rule
from pastoral.rules.psp.meeting import WRITTEN
from pastoral.rules.psp.preparing import NOT_AGREED
from pastoral.rules.sentences import mark, say


@rule("HAM-AP-05", mark("The plan is linked with the child's other plans"), source="Planning 3", force="S", effect="WARN")
def ham_ap_05_other_plans(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status in WRITTEN and facts.other_plans and not facts.other_plans_linked:
        yield RuleFinding(
            "HAM-AP-05", "WARN",
            say("HAM-AP-05", "The child has other plans: {count}. Nothing says how they fit with this one.", count=len(facts.other_plans)),
            say("HAM-AP-05.remedy", "Write which plans they are and how they fit together."),
            "lead",
        )  # fmt: skip


@rule("WIL-RT-01", mark("A pupil on less than full time has a plan for it"), source="P4", force="M", effect="BLOCK")
def wil_rt_01_reduced_hours_need_plan(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.reduced_timetable or facts.status == "closed":
        return
    if facts.status in NOT_AGREED:
        yield RuleFinding(
            "WIL-RT-01", "BLOCK",
            say("WIL-RT-01", "Reduced hours may not start before this plan is agreed."),
            say("WIL-RT-01.remedy", "Agree the plan first."),
            "lead", gates=("start_arrangement", "decide_no_plan"),
        )  # fmt: skip
    else:
        yield RuleFinding(
            "WIL-RT-01", "BLOCK",
            say("WIL-RT-01.running", "The plan may not be closed while hours are reduced."),
            say("WIL-RT-01.running.remedy", "End the reduced hours first, then close the plan."),
            "lead", gates=("close",),
        )  # fmt: skip


@rule("WIL-SG-01", mark("For each hour out of school the plan names who is responsible"), source="P5", force="M", effect="BLOCK")
def wil_sg_01_responsible_adult(look: Look) -> Iterator[RuleFinding]:
    """The plan is one for reduced provision: hours between 9am and 3pm without school need a named adult."""
    if look.facts.status in WRITTEN and not look.facts.safeguarding.strip():
        yield RuleFinding(
            "WIL-SG-01", "BLOCK",
            say("WIL-SG-01", "Nothing says which adult is responsible in the hours without school."),
            say("WIL-SG-01.remedy", "Name the adult for each time between 9am and 3pm that school does not cover, and tell the parents."),
            "lead", gates=("agree", "start_arrangement"),
        )  # fmt: skip
