"""Who is told what about a PSP (rules catalogue 3.3, the three PSP rows)."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.rules.psp.facts import PlanFacts
from pastoral.rules.psp.living import npt_psp_22_record_holders
from pastoral.rules.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Notice:
    """One recipient's part in an event; `kind` is copy, invite or tell. The pack says where each role is reached."""

    recipient: str
    kind: str
    why: Sentence


def notices(event: str, facts: PlanFacts) -> tuple[Notice, ...]:
    """Who is told of `plan_agreed`, `review_recorded` or `exclusion_risk`; ValueError for another event."""
    if event == "exclusion_risk":
        why = say("NPT-PSP-07.notice", "The child is at risk of permanent exclusion.")
        return (Notice("wellbeing_service", "tell", why),) if "exclusion_risk" in facts.reasons else ()
    if event not in ("plan_agreed", "review_recorded"):
        raise ValueError(f"No notices are defined for {event!r}.")
    told = [
        Notice("parent", "copy", say("NPT-PSP-14.notice", "Parents have a copy of what was agreed.")),
        Notice("authority", "copy", say("NPT-PSP-15.notice", "The authority has a copy of each plan and review.")),
    ]
    holders = npt_psp_22_record_holders(facts)
    if "ewo" in holders:
        told.append(Notice("ewo", "copy", say("NPT-PSP-22.ewo", "Attendance is an issue, or hours are reduced.")))
    if "deputy_safeguarding_officer" in holders:
        told.append(Notice("deputy_safeguarding_officer", "copy", say("NPT-PSP-22.hours", "Hours are reduced.")))
    if facts.has_social_worker:
        kind = "copy" if event == "plan_agreed" else "invite"
        told.append(Notice("social_worker", kind, say("NPT-PSP-22.social_worker", "The child has a social worker.")))
    if facts.alternative_provision:
        told.append(Notice("provider", "copy", say("NPT-PSP-22.provider", "The child is taught by a provider.")))
    if event == "plan_agreed":
        told.append(Notice("alnco", "copy", say("NPT-PSP-04.notice", "The ALNCo is always told.")))
    return tuple(told)
