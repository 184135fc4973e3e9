"""NPT-RT-11 to 13 and 21, NPT-TR-01 to 04: who is told, with what pack, and the child's travel."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.reduced.catalogue import Look, RuleFinding, in_npt, rule, usual_day
from pastoral.rules.reduced.checklist import TRAVEL_ITEM, pack_missing, transport_form_sent
from pastoral.rules.reduced.facts import AGREED
from pastoral.rules.sentences import mark, say

TRAVEL_FORM = "Home to School Travel Assistance Service – Request for Change; Appendix 1"


@rule(
    "NPT-RT-11", mark("The authority is told by the first day"),
    source="Process", force="M", effect="TASK",
)  # fmt: skip
@in_npt
def npt_rt_11_told_at_commencement(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status not in AGREED or facts.start_on is None:
        return
    remedy = say("NPT-RT-11.remedy", "Send the notification with its checklist.")
    if facts.authority_told_on is None:
        late = facts.start_on < look.today
        yield RuleFinding(
            "NPT-RT-11", "WARN" if late else "TASK",
            say("NPT-RT-11.late", "It began on {start}, and the authority has not been told.", start=facts.start_on)
            if late
            else say("NPT-RT-11", "The authority must be told by {start}.", start=facts.start_on),
            remedy, "lead", facts.start_on, about="authority",
        )  # fmt: skip
    elif facts.authority_told_on > facts.start_on:
        yield RuleFinding(
            "NPT-RT-11", "WARN",
            say(
                "NPT-RT-11.after", "The authority was told on {told}, after the first day.", told=facts.authority_told_on,
            ),
            say("NPT-RT-11.after.remedy", "Next time tell the authority by the first day."),
            "lead", about="authority",
        )  # fmt: skip


@rule(
    "NPT-RT-12", mark("The Deputy Education Safeguarding Officer has the signed timetable"),
    source="Process", force="M", effect="TASK",
)  # fmt: skip
@in_npt
def npt_rt_12_deputy(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in AGREED and look.facts.deputy_sent_on is None:
        yield RuleFinding(
            "NPT-RT-12", "TASK",
            say("NPT-RT-12", "The signed timetable has not been sent to the Deputy Education Safeguarding Officer."),
            say("NPT-RT-12.remedy", "Send it, within the PSP."),
            "lead", about="deputy",
        )  # fmt: skip


@rule(
    "NPT-RT-13", mark("The pack for the authority is complete"),
    source="Notifying the LA", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_13_pack(look: Look) -> Iterator[RuleFinding]:
    """Speaks once there is something to send; the travel form has a rule of its own (NPT-RT-21)."""
    if look.facts.status not in AGREED or look.facts.authority_told_on is not None:
        return
    for item in pack_missing(look.facts, usual_day(look)):
        if item.code != TRAVEL_ITEM or look.facts.travel_agreed_on is None:
            yield RuleFinding(
                "NPT-RT-13", "BLOCK",
                say("NPT-RT-13", "The checklist is not complete: {item}.", item=say("NPT-RT-13.item", item.text)),
                say("NPT-RT-13.remedy", "Do what the item asks for, then send the pack."),
                "lead", about=f"checklist:{item.code}", gates=("notify",),
            )  # fmt: skip


@rule(
    "NPT-RT-21", mark("Assisted travel: the change form is sent"),
    source="Appendix 1", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_21_travel(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.travel_assistance is True and not transport_form_sent(facts):
        yield RuleFinding(
            "NPT-RT-21", "BLOCK",
            say("NPT-RT-21", "The child gets help with travel, and the travel change form has not been sent."),
            say("NPT-RT-21.remedy", "Fill in the travel change form and send it to the transport service."),
            "lead", about="transport", gates=("notify",),
        )  # fmt: skip
    elif facts.travel_assistance is None:
        yield RuleFinding(
            "NPT-RT-21", "INFO",
            say("NPT-RT-21.unknown", "Nobody has said whether the child gets help with travel."),
            say("NPT-RT-21.unknown.remedy", "Ask the parents and record the answer."),
            "lead", about="transport",
        )  # fmt: skip


@rule(
    "NPT-TR-01", mark("The travel form counts only with the online application and a confirmed entitlement"),
    source=TRAVEL_FORM, force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_tr_01_entitlement(look: Look) -> Iterator[RuleFinding]:
    form = look.facts.transport
    if look.facts.travel_assistance and form is not None and not (form.applied_online and form.entitlement.strip()):
        yield RuleFinding(
            "NPT-TR-01", "BLOCK",
            say("NPT-TR-01", "The travel form is not valid without the online application and a confirmed entitlement."),
            say("NPT-TR-01.remedy", "Apply online and record the reference of the entitlement."),
            "lead", about="transport", gates=("send_transport_form",),
        )  # fmt: skip


@rule(
    "NPT-TR-02", mark("The three sections of the travel form are done in their order"),
    source=TRAVEL_FORM, force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_tr_02_sections(look: Look) -> Iterator[RuleFinding]:
    form = look.facts.transport
    if not look.facts.travel_assistance or form is None:
        return
    if form.school_signed_on is None or not form.change_described:
        sentence = say("NPT-TR-02", "The school's part of the travel form is not filled in and signed.")
        remedy = say("NPT-TR-02.remedy", "Fill in who asks, the pupil and the change, and sign it.")
        owner = "lead"
    elif not form.sanctioned_by.strip() or form.sanctioned_on is None:
        sentence = say("NPT-TR-02.sanction", "No service has sanctioned the travel form yet.")
        remedy = say("NPT-TR-02.sanction.remedy", "Send it to the ALN, wellbeing or health service for its signature.")
        owner = "lead"
    elif form.sanctioned_on < form.school_signed_on:
        sentence = say("NPT-TR-02.order", "The travel form was sanctioned before the school signed it.")
        remedy = say("NPT-TR-02.order.remedy", "Have it sanctioned as the school signed it.")
        owner = "lead"
    else:
        return
    yield RuleFinding(
        "NPT-TR-02", "BLOCK", sentence, remedy, owner, about="transport", gates=("send_transport_form",),
    )  # fmt: skip


@rule(
    "NPT-TR-03", mark("Transport is not promised, and the answer is passed on"),
    source=TRAVEL_FORM, force="M", effect="INFO",
)  # fmt: skip
@in_npt
def npt_tr_03_no_guarantee(look: Look) -> Iterator[RuleFinding]:
    facts, form = look.facts, look.facts.transport
    if not facts.travel_assistance:
        return
    if form is None or not form.decision:
        yield RuleFinding(
            "NPT-TR-03", "INFO",
            say("NPT-TR-03", "Transport runs at the school's own times. A form, even sanctioned, does not promise a change."),
            say("NPT-TR-03.remedy", "Plan how the child travels if transport says no."),
            "lead", about="transport",
        )  # fmt: skip
    elif form.school_told_on is None or form.parent_told_on is None:
        yield RuleFinding(
            "NPT-TR-03", "INFO",
            say("NPT-TR-03.told", "Transport has decided, but it is not recorded that school and parents were told."),
            say("NPT-TR-03.told.remedy", "Tell them and record the dates."),
            "transport", about="transport",
        )  # fmt: skip


@rule(
    "NPT-TR-04", mark("A changed journey has its contract on the record"),
    source=TRAVEL_FORM, force="M", effect="RECORD",
)  # fmt: skip
@in_npt
def npt_tr_04_contract(look: Look) -> Iterator[RuleFinding]:
    form = look.facts.transport
    if form is not None and form.decision == "agreed" and not form.contract.strip():
        yield RuleFinding(
            "NPT-TR-04", "INFO",
            say("NPT-TR-04", "The change of transport is agreed, and its new contract is not recorded."),
            say("NPT-TR-04.remedy", "Record the reference of the contract."),
            "transport", about="transport",
        )  # fmt: skip
