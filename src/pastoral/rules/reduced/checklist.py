"""The eight-item checklist for reduced timetables (F-NPT-05), worked out from the facts, never ticked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules.engine import Policy
from pastoral.rules.reduced import hours
from pastoral.rules.reduced.agreeing import authoriser_agreed
from pastoral.rules.reduced.facts import ReducedFacts
from pastoral.rules.sentences import mark

ITEMS: dict[str, str] = {
    "referrals": mark("Referrals made to the agencies that matter (social services, team around the family)"),
    "risks": mark("Risks assessed and managed"),
    "plan": mark("PSP in place"),
    "agreement": mark("Agreed and signed by parents and professionals; for a looked-after child, by who may decide"),
    "care": mark("Safeguarding and care arranged and written down for the hours out of school"),
    "travel": mark("Travel agreed with parents, and with the authority where it is needed"),
    "idp": mark("Statement or IDP? If so, the ALN support team is asked"),
    "return": mark("An agreed plan for the return to full time"),
}

TRAVEL_ITEM = "travel"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item. `answer` is what the paper shows, yes or no (None: not known); `ready` whether nothing is owed for it."""

    code: str
    text: str
    answer: bool | None
    ready: bool


def checklist(facts: ReducedFacts, times: tuple[hours.DayTimes, ...]) -> tuple[ChecklistItem, ...]:
    """The eight items in the order of the form. `times` are the hours that must be covered (`catalogue.usual_day`)."""
    referrals, none_needed = bool(facts.referrals), bool(facts.no_referrals_reason.strip())
    risks = bool(facts.risks) and all(
        risk.done_on is not None and risk.outcome in ("low", "managed") for risk in facts.risks
    )
    psp = bool(facts.psp.strip()) and facts.psp_agreed
    medical = facts.purely_medical and bool(facts.healthcare_plan.strip())
    covered = bool(facts.slots and times) and not hours.uncovered(facts.slots, times)
    travel = facts.travel_agreed_on is not None and (not facts.travel_assistance or transport_form_sent(facts))
    idp_ready = facts.has_plan is False or (facts.has_plan is True and facts.aln_support_asked_on is not None)
    answers: tuple[tuple[str, bool | None, bool], ...] = (
        ("referrals", referrals, referrals or none_needed),
        ("risks", risks, risks),
        ("plan", psp, psp or medical),
        ("agreement", everyone_agreed(facts), everyone_agreed(facts)),
        ("care", covered, covered),
        ("travel", travel, travel),
        ("idp", facts.has_plan, idp_ready),
        ("return", bool(facts.steps), bool(facts.steps)),
    )
    return tuple(ChecklistItem(code, ITEMS[code], answer, ready) for code, answer, ready in answers)


def everyone_agreed(facts: ReducedFacts) -> bool:
    """The parent, or who may decide for a looked-after child; and the social worker where there must be one (G1)."""
    if facts.looked_after:
        family = authoriser_agreed(facts)
    else:
        family = facts.agreed_by("parent") is not None
    needs_worker = facts.child_protection or facts.care_and_support
    return family and (not needs_worker or facts.agreed_by("social_worker") is not None)


def transport_form_sent(facts: ReducedFacts) -> bool:
    """Whether the travel change form is complete and on its way (NPT-RT-21)."""
    return facts.transport is not None and facts.transport.is_complete and facts.transport.sent_on is not None


def pack_missing(facts: ReducedFacts, times: tuple[hours.DayTimes, ...]) -> tuple[ChecklistItem, ...]:
    """What keeps the notification pack from being complete (NPT-RT-13)."""
    return tuple(item for item in checklist(facts, times) if not item.ready)


def leave_may_be_coded(facts: ReducedFacts, day: date, policy: Policy) -> bool:
    """Whether a session of this day may carry the code for agreed reduced hours (England C2, Wales C).

    Only inside an agreed record with a start, an end, agreed slots, the right agreement and a review date.
    """
    if policy.nation == "england":
        parent = facts.agreed_by("parent")
        agreed = parent is not None and parent.lives_with is True and parent.times_and_dates
        agreed = agreed and facts.compulsory_age is True and facts.next_review_on is not None
    else:
        agreed = everyone_agreed(facts)
    return (
        agreed
        and facts.status in ("agreed", "notified", "active", "extension")
        and bool(facts.slots)
        and facts.start_on is not None
        and facts.end_on is not None
        and facts.start_on <= day <= facts.end_on
    )
