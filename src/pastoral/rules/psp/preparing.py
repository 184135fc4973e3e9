"""NPT-PSP-01 to 10, 25 and 26: deciding, gathering, organising."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import SchoolDays
from pastoral.rules.psp.catalogue import Also, Look, RuleFinding, rule
from pastoral.rules.psp.facts import INPUT_LABELS
from pastoral.rules.sentences import mark, say

NOT_AGREED = ("deciding", "gathering", "organising", "meeting")
AGREED = ("agreed", "sent", "live", "reviewed")
STARTED = (*NOT_AGREED[1:], *AGREED)


def due_after(look: Look, start: date | None, within: SchoolDays | None) -> date | None:
    """The day by which something is owed; None where the authority names no number of days."""
    return None if within is None else look.calendar.add_school_days(start or look.today, within)


@rule(
    "NPT-PSP-01", mark("What was tried before is on the record"),
    source="Purpose of the PSP", force="S", effect="RECORD",
    also=(Also("PLAN-01"),),
)  # fmt: skip
def npt_psp_01_earlier_strategies(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in NOT_AGREED and not look.facts.earlier_strategies.strip():
        yield RuleFinding(
            "NPT-PSP-01", "INFO",
            say("NPT-PSP-01", "Nothing is written about what has been tried before."),
            say("NPT-PSP-01.remedy", "Write down what was tried and how it went."),
            "lead",
        )  # fmt: skip


@rule(
    "NPT-PSP-02", mark("Reduced hours or alternative provision need a PSP"),
    source="Purpose of the PSP; R/TT; AP process", force="M", effect="BLOCK",
)  # fmt: skip
def npt_psp_02_arrangement_needs_plan(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    excepted = facts.purely_medical and bool(facts.healthcare_plan.strip()) and not facts.alternative_provision
    if (facts.reduced_timetable or facts.alternative_provision) and not excepted and look.facts.status != "closed":
        if look.facts.status in NOT_AGREED:
            yield RuleFinding(
                "NPT-PSP-02", "BLOCK",
                say("NPT-PSP-02", "Reduced hours or alternative provision may not start before the PSP is agreed."),
                say("NPT-PSP-02.remedy", "Agree the PSP first."),
                "lead", gates=("start_arrangement", "decide_no_plan"),
            )  # fmt: skip
        else:
            yield RuleFinding(
                "NPT-PSP-02", "BLOCK",
                say(
                    "NPT-PSP-02.running",
                    "The PSP may not be closed while reduced hours or alternative provision go on.",
                ),
                say("NPT-PSP-02.running.remedy", "End the arrangement first, then close the PSP."),
                "lead", gates=("close",),
            )  # fmt: skip


@rule(
    "NPT-PSP-03", mark("A senior member of staff leads the PSP"),
    source="Recognising different roles: The School", force="M", effect="BLOCK",
    also=(Also("PLAN-03"),),
)  # fmt: skip
def npt_psp_03_lead(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status != "closed" and not look.facts.lead.strip():
        yield RuleFinding(
            "NPT-PSP-03", "BLOCK",
            say("NPT-PSP-03", "The PSP has no lead."),
            say("NPT-PSP-03.remedy", "Name a senior member of staff who leads it."),
            "lead", gates=("start_gathering", "agree", "send", "begin"),
        )  # fmt: skip


@rule(
    "NPT-PSP-04", mark("The ALNCo and the staff concerned are told"),
    source="The School", force="M", effect="TASK",
    also=(Also("PLAN-04"),),
)  # fmt: skip
def npt_psp_04_alnco_informed(look: Look) -> Iterator[RuleFinding]:
    facts, policy = look.facts, look.policy
    if look.facts.status in STARTED and facts.alnco_informed_on is None:
        yield RuleFinding(
            "NPT-PSP-04", "BLOCK" if look.facts.status == "meeting" else "TASK",
            say("NPT-PSP-04", "The ALNCo has not been told about the PSP."),
            say("NPT-PSP-04.remedy", "Tell the ALNCo and record the date."),
            "lead", due_after(look, facts.opened_on, policy.alnco_within), gates=("agree",),
        )  # fmt: skip
    if look.facts.status in STARTED and facts.staff_informed_on is None:
        yield RuleFinding(
            "NPT-PSP-04", "TASK",
            say("NPT-PSP-04.staff", "The staff who teach the child have not been told about the PSP."),
            say("NPT-PSP-04.staff.remedy", "Tell the staff who need to know and record the date."),
            "lead", due_after(look, facts.opened_on, policy.staff_within), about="staff",
        )  # fmt: skip


@rule(
    "NPT-PSP-05", mark("The Education Welfare Officer is involved where attendance is an issue"),
    source="PSP as a collaborative process", force="M", effect="BLOCK",
    also=(Also("PLAN-05"),),
)  # fmt: skip
def npt_psp_05_ewo(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status == "closed" or facts.ewo_involved_on is not None:
        return
    remedy = say("NPT-PSP-05.remedy", "Ask the Education Welfare Officer to take part and record when they answered.")
    if facts.reduced_timetable:
        yield RuleFinding(
            "NPT-PSP-05", "BLOCK",
            say("NPT-PSP-05.hours", "The Education Welfare Officer must be involved, because hours are reduced."),
            remedy, "lead", gates=("agree", "start_arrangement"),
        )  # fmt: skip
    elif facts.attendance_issue:
        yield RuleFinding(
            "NPT-PSP-05", "WARN",
            say("NPT-PSP-05", "Attendance is an issue, but the Education Welfare Officer is not involved."),
            remedy, "lead", gates=("agree",),
        )  # fmt: skip


@rule(
    "NPT-PSP-06", mark("Needs are assessed, and a child with ALN has an IDP"),
    source="Stage One", force="S", effect="WARN",
    also=(Also("PLAN-06"),),
)  # fmt: skip
def npt_psp_06_needs_and_idp(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status not in NOT_AGREED:
        return
    if facts.needs_assessed is False:
        yield RuleFinding(
            "NPT-PSP-06", "WARN",
            say("NPT-PSP-06.needs", "The child's needs have not been assessed."),
            say("NPT-PSP-06.needs.remedy", "Ask the ALNCo to assess the child's needs."),
            "alnco", about="needs",
        )  # fmt: skip
    if facts.has_aln and not facts.idp_reference.strip() and not facts.idp_reason.strip():
        yield RuleFinding(
            "NPT-PSP-06", "WARN",
            say("NPT-PSP-06", "The child has additional learning needs, but no individual development plan is named."),
            say("NPT-PSP-06.remedy", "Name the plan, or say why there is none (for example, a sudden change)."),
            "alnco", about="idp",
        )  # fmt: skip


@rule(
    "NPT-PSP-07", mark("The Wellbeing and Behaviour Service hears of a risk of permanent exclusion"),
    source="Stage One", force="S", effect="TASK",
)  # fmt: skip
def npt_psp_07_wellbeing_informed(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status in STARTED and "exclusion_risk" in facts.reasons and facts.wellbeing_informed_on is None:
        yield RuleFinding(
            "NPT-PSP-07", "TASK",
            say("NPT-PSP-07", "The child is at risk of permanent exclusion, but the authority has not been told."),
            say("NPT-PSP-07.remedy", "Tell the Wellbeing and Behaviour Service and record the date."),
            "lead", due_after(look, facts.opened_on, look.policy.wellbeing_within),
        )  # fmt: skip


@rule(
    "NPT-PSP-08", mark("Views and evidence are gathered before the meeting"),
    source="Stage Two", force="S", effect="WARN",
    also=(Also("PLAN-08"),),
)  # fmt: skip
def npt_psp_08_inputs(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status not in ("gathering", "organising", "meeting"):
        return
    given = {found.kind: found for found in look.facts.inputs}
    for kind in look.policy.inputs_wanted:
        found = given.get(kind)
        if found is not None and found.is_done:
            continue
        what = say("NPT-PSP-08.what", INPUT_LABELS.get(kind, kind))
        if found is not None and found.state == "waived":
            sentence = say("NPT-PSP-08.waived", "Going on without {what} needs a reason.", what=what)
            remedy = say("NPT-PSP-08.waived.remedy", "Say why the meeting goes on without it.")
        elif found is not None and found.state == "asked":
            sentence = say("NPT-PSP-08.asked", "Asked for, but not here yet: {what}.", what=what)
            remedy = say("NPT-PSP-08.asked.remedy", "Ask again, or say why the meeting goes on without it.")
        else:
            sentence = say("NPT-PSP-08", "Not asked for yet: {what}.", what=what)
            remedy = say("NPT-PSP-08.remedy", "Ask for it, or say why the meeting goes on without it.")
        yield RuleFinding(
            "NPT-PSP-08", "WARN", sentence, remedy, "lead",
            found.reply_by if found is not None else None, f"input:{kind}", ("call_meeting", "begin_meeting"),
        )  # fmt: skip


@rule(
    "NPT-PSP-09", mark("The meeting has a day, a place and enough notice"),
    source="Stage Three", force="S", effect="RECORD",
    also=(Also("PLAN-09"),),
)  # fmt: skip
def npt_psp_09_meeting_arranged(look: Look) -> Iterator[RuleFinding]:
    facts, policy = look.facts, look.policy
    if look.facts.status != "organising":
        return
    for missing, about, sentence, remedy in (
        (
            facts.meeting_on is None, "date",
            mark("The meeting has no date."), mark("Choose a date that suits the family."),
        ),
        (
            not facts.venue.strip(), "venue",
            mark("The meeting has no place."), mark("Choose a place where the family is at ease."),
        ),
        (
            facts.invited_on is None, "invitations",
            mark("Nobody has been invited yet."), mark("Send the invitations."),
        ),
    ):  # fmt: skip
        if missing:
            yield RuleFinding(
                "NPT-PSP-09", "BLOCK" if about == "date" else "TASK",
                say(f"NPT-PSP-09.{about}", sentence), say(f"NPT-PSP-09.{about}.remedy", remedy),
                "lead", about=about, gates=("begin_meeting",),
            )  # fmt: skip
    if facts.meeting_on is None or facts.invited_on is None:
        return
    given = (facts.meeting_on - facts.invited_on).days
    if policy.notice_days is None:
        yield RuleFinding(
            "NPT-PSP-09", "INFO",
            say("NPT-PSP-09.notice", "Days of notice given: {given}. There is no local rule on how many.", given=given),
            say("NPT-PSP-09.notice.remedy", "Check that everyone can come."),
            "lead", about="notice",
        )  # fmt: skip
    elif given < policy.notice_days.count:
        yield RuleFinding(
            "NPT-PSP-09", "WARN",
            say(
                "NPT-PSP-09.short", "Days of notice given: {given}. The authority asks for {wanted}.",
                given=given, wanted=policy.notice_days,
            ),
            say("NPT-PSP-09.short.remedy", "Check that everyone can come, or choose a later day."),
            "lead", about="notice",
        )  # fmt: skip


@rule(
    "NPT-PSP-10", mark("The child chooses an adult to speak for their views"),
    source="Stage Three", force="S", effect="WARN",
    also=(Also("PLAN-10"),),
)  # fmt: skip
def npt_psp_10_chosen_adult(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in ("organising", "meeting") and look.facts.chosen_adult_asked_on is None:
        yield RuleFinding(
            "NPT-PSP-10", "WARN",
            say("NPT-PSP-10", "The child has not been asked which other adult should speak for their views."),
            say("NPT-PSP-10.remedy", "Ask the child and record the answer; “nobody” is an answer."),
            "key_adult", gates=("begin_meeting",),
        )  # fmt: skip


@rule(
    "NPT-PSP-25", mark("The child is safe in every arrangement"),
    source="The School", force="M", effect="BLOCK",
    also=(Also("PLAN-25"),),
)  # fmt: skip
def npt_psp_25_safeguarding(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    elsewhere = facts.reduced_timetable or facts.alternative_provision
    if look.facts.status != "closed" and elsewhere and not facts.safeguarding.strip():
        yield RuleFinding(
            "NPT-PSP-25", "BLOCK",
            say("NPT-PSP-25", "Nothing says how the child is kept safe in the hours away from school."),
            say("NPT-PSP-25.remedy", "Write down who keeps the child safe, where and how it is checked."),
            "lead", gates=("agree", "start_arrangement"),
        )  # fmt: skip


@rule(
    "NPT-PSP-26", mark("Where it is hard to reach parents, advice and a smaller meeting are offered"),
    source="The Family", force="S", effect="RECORD",
    also=(Also("PLAN-26"),),
)  # fmt: skip
def npt_psp_26_engagement(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status != "closed" and look.facts.engagement_difficult and look.facts.engagement_attempts < 1:
        yield RuleFinding(
            "NPT-PSP-26", "INFO",
            say("NPT-PSP-26", "It is hard to reach the parents, but no attempt is recorded."),
            say("NPT-PSP-26.remedy", "Ask the Inclusion Service for advice, offer a smaller meeting, and record it."),
            "lead",
        )  # fmt: skip
