"""NPT-RT-02 to 10, 14, 15, 20 and 24 to 26: what must stand before a reduced timetable is agreed, and while it runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from pastoral.rules.reduced import hours
from pastoral.rules.reduced.catalogue import Look, RuleFinding, in_npt, rule, usual_day
from pastoral.rules.reduced.facts import CIRCUMSTANCE_LABELS, RUNNING, ReducedFacts
from pastoral.rules.reduced.period import last_day_within, length
from pastoral.rules.sentences import mark, say

FIRST_GATES = ("agree", "notify", "begin")


@rule(
    "NPT-RT-02", mark("Only in exceptional circumstances, with everything else tried"),
    source="When should an R/TT operate", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_02_exceptional(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.circumstance not in CIRCUMSTANCE_LABELS:
        yield RuleFinding(
            "NPT-RT-02", "BLOCK",
            say("NPT-RT-02", "None of the three circumstances is chosen in which hours may be reduced."),
            say("NPT-RT-02.remedy", "Choose illness, a short intervention or a planned return; otherwise do not reduce."),
            "lead", about="circumstance", gates=FIRST_GATES,
        )  # fmt: skip
    if not facts.rationale.strip():
        yield RuleFinding(
            "NPT-RT-02", "BLOCK",
            say("NPT-RT-02.rationale", "Nothing says why fewer hours are right for this child now."),
            say("NPT-RT-02.rationale.remedy", "Write the reasons and the evidence for them."),
            "lead", about="rationale", gates=FIRST_GATES,
        )  # fmt: skip
    if not facts.avenues_tried.strip() and not facts.purely_medical:
        yield RuleFinding(
            "NPT-RT-02", "WARN",
            say("NPT-RT-02.avenues", "Nothing says what else was tried before hours were reduced."),
            say("NPT-RT-02.avenues.remedy", "Write down what was tried and how it went."),
            "lead", about="avenues",
        )  # fmt: skip
    if facts.managed_move:
        yield RuleFinding(
            "NPT-RT-02", "WARN",
            say("NPT-RT-02.managed_move", "A reduced timetable is rarely right for a managed move."),
            say("NPT-RT-02.managed_move.remedy", "Say in the reasons why this one needs it."),
            "lead", about="managed_move",
        )  # fmt: skip


@rule(
    "NPT-RT-03", mark("It has an end, usually within 12 weeks"),
    source="Definition; Purpose", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_03_end(look: Look) -> Iterator[RuleFinding]:
    yield from end_findings("NPT-RT-03", look)


def end_findings(rule_number: str, look: Look) -> Iterator[RuleFinding]:
    """No end, an end before the start, an end that has passed, or a period beyond the limit."""
    facts = look.facts
    if facts.start_on is None or facts.end_on is None or facts.end_on < facts.start_on:
        yield RuleFinding(
            rule_number, "BLOCK",
            say("RT.end", "The reduced timetable has no start and end that can be counted."),
            say("RT.end.remedy", "Give the first day, and an end date after it."),
            "lead", about="dates", gates=FIRST_GATES,
        )  # fmt: skip
        return
    if facts.status in RUNNING and facts.end_on < look.today:
        yield RuleFinding(
            rule_number, "TASK",
            say("RT.ended", "The reduced timetable ended on {end}, but it is still open.", end=facts.end_on),
            say("RT.ended.remedy", "Record that the child is full time, or hold the review now."),
            "lead", facts.end_on, about="ended",
        )  # fmt: skip
    long = length(facts.start_on, facts.end_on, look.policy, look.calendar)
    if long.over:
        yield RuleFinding(
            rule_number, "WARN",
            say("RT.long.days", "It lasts {days} days: longer than {limit} weeks.", days=long.days, limit=long.limit)
            if long.school_weeks is None
            else say(
                "RT.long", "It lasts {days} days ({weeks} school weeks): longer than {limit} weeks.",
                days=long.days, weeks=long.school_weeks, limit=long.limit,
            ),
            say(
                "RT.long.remedy", "End it by {last}, with the child back full time.",
                last=last_day_within(facts.start_on, look.policy, look.calendar),
            ),
            "lead", about="length",
        )  # fmt: skip


@rule(
    "NPT-RT-04", mark("It is part of a PSP, or of a healthcare plan where the reason is medical only"),
    source="Introduction", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_04_plan(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.policy.value("reduced.plan_needed") != "psp":
        return
    excepted = look.policy.value("reduced.without_plan") == "medical_healthcare_plan"
    if excepted and facts.purely_medical and facts.healthcare_plan.strip():
        return
    if not facts.psp.strip():
        medical = facts.purely_medical and excepted
        yield RuleFinding(
            "NPT-RT-04", "BLOCK",
            say("NPT-RT-04.medical", "A reduced timetable for medical reasons must be in a healthcare plan.")
            if medical
            else say("NPT-RT-04", "A reduced timetable must be part of a PSP."),
            say("NPT-RT-04.medical.remedy", "Name the individual healthcare plan.")
            if medical
            else say("NPT-RT-04.remedy", "Start a PSP and link it here."),
            "lead", about="plan", gates=FIRST_GATES,
        )  # fmt: skip
    elif not facts.psp_agreed:
        yield RuleFinding(
            "NPT-RT-04", "BLOCK",
            say("NPT-RT-04.agreed", "The PSP that this is part of is not agreed yet."),
            say("NPT-RT-04.agreed.remedy", "Agree the PSP first."),
            "lead", about="plan", gates=("notify", "begin"),
        )  # fmt: skip


@rule(
    "NPT-RT-05", mark("Beyond 12 weeks only when the Director authorises it"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_05_beyond_the_limit(look: Look) -> Iterator[RuleFinding]:
    facts, asked = look.facts, look.facts.extension
    running = look.today if facts.status in RUNNING else None  # it goes on today, whatever its end date says
    wanted = max((day for day in (facts.end_on, asked.until if asked else None, running) if day is not None), default=None)
    by = str(look.policy.value("reduced.extension_by") or "")
    if facts.start_on is None or wanted is None or wanted < facts.start_on:
        return
    long = length(facts.start_on, wanted, look.policy, look.calendar)
    if not long.over or not by:
        return
    if asked is not None and asked.decision == "authorised" and asked.until is not None and wanted <= asked.until:
        if asked.decided_on is None or asked.decided_by != by:
            yield RuleFinding(
                "NPT-RT-05", "BLOCK",
                say("NPT-RT-05.record", "The authorisation does not say who gave it and when."),
                say("NPT-RT-05.record.remedy", "Record the date, and that the right person decided."),
                by, about="extension", gates=(*FIRST_GATES, "authorise"),
            )  # fmt: skip
        return
    limit = last_day_within(facts.start_on, look.policy, look.calendar)
    if asked is not None and asked.decision == "refused":
        sentence = say("NPT-RT-05.refused", "Going on beyond {limit} was refused.", limit=limit)
        remedy = say("NPT-RT-05.refused.remedy", "Bring the child back to full time by then.")
    elif asked is not None:
        sentence = say(
            "NPT-RT-05.asked", "It would last {days} days; the request to go on beyond {limit} is not decided.",
            days=long.days, limit=limit,
        )  # fmt: skip
        remedy = say("NPT-RT-05.asked.remedy", "The authority passes it on to the person who decides. Wait for the answer.")
    else:
        sentence = say(
            "NPT-RT-05", "It would last {days} days. Going on beyond {limit} needs to be authorised.",
            days=long.days, limit=limit,
        )  # fmt: skip
        remedy = say("NPT-RT-05.remedy", "Ask the authority to go on longer, or end it by then.")
    yield RuleFinding(
        "NPT-RT-05", "BLOCK", sentence, remedy, "lead" if asked is None else by,
        about="extension", gates=(*FIRST_GATES, "authorise"),
    )  # fmt: skip


@rule(
    "NPT-RT-06", mark("Parents agree, and agencies and the Education Welfare Officer are asked"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_06_consultation(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.looked_after and facts.agreed_by("parent") is None:
        yield RuleFinding(
            "NPT-RT-06", "BLOCK",
            say("NPT-RT-06.refused", "A parent does not agree: fewer hours would be an unlawful, unofficial exclusion.")
            if facts.refused_by("parent")
            else say("NPT-RT-06", "No parent has agreed. Without that it is likely an unlawful, unofficial exclusion."),
            say("NPT-RT-06.remedy", "Talk with the parents and record their answer; without a yes, keep full time."),
            "lead", about="parent", gates=FIRST_GATES,
        )  # fmt: skip
    if (facts.child_protection or facts.care_and_support) and facts.agreed_by("social_worker") is None:
        yield RuleFinding(
            "NPT-RT-06", "BLOCK",
            say("NPT-RT-06.social_worker", "The child's social worker has not agreed."),
            say("NPT-RT-06.social_worker.remedy", "Ask the social worker and record the answer."),
            "lead", about="social_worker", gates=FIRST_GATES,
        )  # fmt: skip
    if facts.ewo_consulted_on is None:
        yield RuleFinding(
            "NPT-RT-06", "BLOCK",
            say("NPT-RT-06.ewo", "The Education Welfare Officer has not been asked."),
            say("NPT-RT-06.ewo.remedy", "Ask the Education Welfare Officer and record the date."),
            "lead", about="ewo", gates=("consult", *FIRST_GATES),
        )  # fmt: skip
    for agency in facts.agencies:
        if agency.consulted_on is None:
            yield RuleFinding(
                "NPT-RT-06", "BLOCK",
                say("NPT-RT-06.agency", "{agency} works with the child and has not been asked.", agency=agency.name),
                say("NPT-RT-06.agency.remedy", "Ask them and record the date."),
                "lead", about=f"agency:{agency.name}", gates=("consult", *FIRST_GATES),
            )  # fmt: skip


def authoriser_agreed(facts: ReducedFacts) -> bool:
    """Whether somebody who may decide for a looked-after child has agreed: T16."""
    carer = facts.agreed_by("foster_carer")
    return facts.agreed_by("social_worker") is not None or (carer is not None and carer.delegated is True)


@rule(
    "NPT-RT-07", mark("For a looked-after child the right person authorises"),
    source="Appendix 1; Appendix 2", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_07_looked_after(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.looked_after and not authoriser_agreed(facts):
        yield RuleFinding(
            "NPT-RT-07", "BLOCK",
            say("NPT-RT-07.carer", "The foster carer may not decide this alone: nobody has delegated it to them.")
            if facts.agreed_by("foster_carer") is not None
            else say("NPT-RT-07", "The child is looked after, and nobody who may decide has agreed."),
            say("NPT-RT-07.remedy", "Ask the child's social worker to authorise it and record the answer."),
            "lead", about="authoriser", gates=FIRST_GATES,
        )  # fmt: skip


@rule(
    "NPT-RT-08", mark("Never where time out of school puts the child at significant risk"),
    source="Safeguarding Duties", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_08_significant_risk(look: Look) -> Iterator[RuleFinding]:
    if any(risk.outcome == "significant" for risk in look.facts.risks):
        yield RuleFinding(
            "NPT-RT-08", "BLOCK",
            say("NPT-RT-08", "Out of school the child would be at significant risk: hours may not be reduced."),
            say("NPT-RT-08.remedy", "Keep the child in full time, and tell the safeguarding lead today."),
            "dsl", about="risk", gates=("assess_risk", *FIRST_GATES, "authorise"),
        )  # fmt: skip


@rule(
    "NPT-RT-09", mark("Risks are assessed and managed"),
    source="Appendix 1", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_09_risks_managed(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    gates = ("assess_risk", *FIRST_GATES)
    if not any(risk.done_on is not None and risk.outcome for risk in facts.risks):
        yield RuleFinding(
            "NPT-RT-09", "BLOCK",
            say("NPT-RT-09", "No risk assessment is recorded for the hours out of school."),
            say("NPT-RT-09.remedy", "Assess the risks at home, in the community and on the way, and record them."),
            "lead", about="risk", gates=gates,
        )  # fmt: skip
    for risk in facts.risks:
        if risk.outcome == "unmanaged" or risk.done_on is None:
            yield RuleFinding(
                "NPT-RT-09", "BLOCK",
                say("NPT-RT-09.unmanaged", "A risk is known and nothing yet keeps the child safe from it.")
                if risk.outcome == "unmanaged"
                else say("NPT-RT-09.unfinished", "A risk assessment was begun and is not finished."),
                say("NPT-RT-09.unmanaged.remedy", "Finish the assessment: say who does what to keep the child safe."),
                "lead", about=f"risk:{risk.of}", gates=gates,
            )  # fmt: skip
        elif risk.review_on is not None and risk.review_on < look.today:
            yield RuleFinding(
                "NPT-RT-09", "TASK",
                say("NPT-RT-09.review", "A risk assessment was due to be looked at again on {day}.", day=risk.review_on),
                say("NPT-RT-09.review.remedy", "Bring the assessment up to date."),
                "lead", risk.review_on, about=f"risk:{risk.of}",
            )  # fmt: skip


@rule(
    "NPT-RT-10", mark("Somebody is responsible for the child in every hour out of school"),
    source="Safeguarding Duties", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_10_responsible_adult(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    remedy = say("NPT-RT-10.remedy", "Name the adult who is responsible for each of these times.")
    if not facts.slots or not usual_day(look):
        yield RuleFinding(
            "NPT-RT-10", "BLOCK",
            say("NPT-RT-10.grid", "There is no timetable yet that shows which hours the child is out of school."),
            say("NPT-RT-10.grid.remedy", "Fill in the timetable and the times of the school day."),
            "lead", about="slots", gates=FIRST_GATES,
        )  # fmt: skip
        return
    open_slots = hours.uncovered(facts.slots, usual_day(look))
    if open_slots:
        yield RuleFinding(
            "NPT-RT-10", "BLOCK", hours.nobody_for("NPT-RT-10", open_slots), remedy, "lead", about="slots", gates=FIRST_GATES,
        )  # fmt: skip


@rule(
    "NPT-RT-14", mark("The way back to full time is planned step by step"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_14_way_back(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    steps = sorted(facts.steps, key=lambda step: step.on)
    if not steps:
        yield RuleFinding(
            "NPT-RT-14", "BLOCK",
            say("NPT-RT-14", "No steps back to full time are planned."),
            say("NPT-RT-14.remedy", "Plan the steps: from which day, how many hours a week."),
            "lead", about="steps", gates=FIRST_GATES,
        )  # fmt: skip
        return
    full = hours.full_time_hours(facts.year, look.policy)
    if any(later.hours < earlier.hours for earlier, later in itertools.pairwise(steps)):
        yield RuleFinding(
            "NPT-RT-14", "WARN",
            say("NPT-RT-14.down", "The planned steps go down in between."),
            say("NPT-RT-14.down.remedy", "Plan steps that only go up."),
            "lead", about="steps",
        )  # fmt: skip
    if full is not None and steps[-1].hours < full:
        yield RuleFinding(
            "NPT-RT-14", "WARN",
            say(
                "NPT-RT-14.short", "The last step reaches {hours} hours; full time is {full}.",
                hours=hours.plain(steps[-1].hours), full=hours.plain(full),
            ),
            say("NPT-RT-14.short.remedy", "Add the step that brings the child back to full time."),
            "lead", about="steps",
        )  # fmt: skip
    elif facts.end_on is not None and (steps[-1].on - facts.end_on).days > 1:
        yield RuleFinding(
            "NPT-RT-14", "WARN",
            say("NPT-RT-14.late", "The last step comes after the end of the reduced timetable on {end}.", end=facts.end_on),
            say("NPT-RT-14.late.remedy", "Plan the steps within the agreed time."),
            "lead", about="steps",
        )  # fmt: skip


@rule(
    "NPT-RT-15", mark("A senior member of staff watches over it"),
    source="Process; Monitoring", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_15_monitor(look: Look) -> Iterator[RuleFinding]:
    if not look.facts.monitor.strip():
        yield RuleFinding(
            "NPT-RT-15", "BLOCK",
            say("NPT-RT-15", "No senior member of staff is named who watches over the reduced timetable."),
            say("NPT-RT-15.remedy", "Name one."),
            "lead", about="monitor", gates=FIRST_GATES,
        )  # fmt: skip


@rule(
    "NPT-RT-20", mark("Additional learning provision goes on"),
    source="When should an R/TT operate", force="S", effect="WARN",
)  # fmt: skip
@in_npt
def npt_rt_20_learning_provision(look: Look) -> Iterator[RuleFinding]:
    if look.facts.alp_in_place and not look.facts.alp_checked:
        yield RuleFinding(
            "NPT-RT-20", "WARN",
            say("NPT-RT-20", "Nobody has checked that the child still gets the additional learning provision."),
            say("NPT-RT-20.remedy", "Check it against the timetable, with the ALNCo."),
            "alnco", about="alp",
        )  # fmt: skip


@rule(
    "NPT-RT-24", mark("Work at a provider has a purpose and leads back to school"),
    source="Use of AP as part of R/TT", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_24_provider(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.uses_provider:
        return
    if not facts.provider_work.strip() or not facts.provider_purpose.strip():
        yield RuleFinding(
            "NPT-RT-24", "BLOCK",
            say("NPT-RT-24", "The plan does not say what work the child does at the provider, and what for."),
            say("NPT-RT-24.remedy", "Write both into the plan."),
            "lead", about="provider", gates=FIRST_GATES,
        )  # fmt: skip
    if facts.provider_leads_back is not True:
        yield RuleFinding(
            "NPT-RT-24", "BLOCK",
            say("NPT-RT-24.back", "The plan does not say how the time at the provider leads back to school."),
            say("NPT-RT-24.back.remedy", "Make the return to school, as soon as possible, an aim of the plan."),
            "lead", about="provider_back", gates=FIRST_GATES,
        )  # fmt: skip


@rule(
    "NPT-RT-25", mark("A disabled child is not treated worse"),
    source="Introduction", force="M", effect="WARN",
)  # fmt: skip
@in_npt
def npt_rt_25_equality(look: Look) -> Iterator[RuleFinding]:
    if look.facts.disabled and not look.facts.equality_checked:
        yield RuleFinding(
            "NPT-RT-25", "WARN",
            say("NPT-RT-25", "The child is disabled, and nobody has checked that fewer hours do not discriminate."),
            say("NPT-RT-25.remedy", "Check it, with the adjustments that would make full time possible."),
            "lead", about="equality",
        )  # fmt: skip


@rule(
    "NPT-RT-26", mark("The safeguarding question is answered, whatever the reason"),
    source="Introduction; R/TT header", force="M", effect="RECORD",
)  # fmt: skip
@in_npt
def npt_rt_26_safeguarding_answered(look: Look) -> Iterator[RuleFinding]:
    if look.facts.safeguarding_concern is None:
        yield RuleFinding(
            "NPT-RT-26", "INFO",
            say("NPT-RT-26", "Nobody has answered whether there is a safeguarding concern."),
            say("NPT-RT-26.remedy", "Answer yes or no; every child with fewer hours is at risk of missing education."),
            "lead", about="safeguarding",
        )  # fmt: skip
