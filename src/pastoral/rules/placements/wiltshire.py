"""Wiltshire (WIL-D6-01, VOICE-01, FUND-01, TIER-01, P16-01, SG-01) and its approved directory for a placement (WIL-QA-01)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking, listed
from pastoral.rules.placements.days import provision_due
from pastoral.rules.placements.facts import CONSIDERED, PREPARED
from pastoral.rules.placements.registry import START, Look, placement
from pastoral.rules.sentences import mark, say

TIERS = ("mainstream", "mainstream_plus", "targeted")
SEN_CATEGORIES = ("send", "ehcna", "none")
LAST_YEAR = 11


@placement(
    "WIL-D6-01", mark("A resident who is permanently excluded has provision by the sixth school day"),
    source="P3–P5", force="M", effect="CALC",
)  # fmt: skip
def wil_d6_01_sixth_day(look: Look) -> Iterator[RuleFinding]:
    """Residence decides, not where the school stands: `placement.day_six_by`."""
    facts, from_day = look.facts, look.policy.value("placement.provision_from_day")
    if facts.stage not in CONSIDERED or facts.reason != "permanent_exclusion" or from_day is None:
        return
    if look.policy.value("placement.day_six_by") != "residence":
        return
    if facts.resident_here is None:
        yield RuleFinding(
            "WIL-D6-01", "WARN",
            say("WIL-D6-01.residence", "Nothing says whether the child lives in Wiltshire; that decides who provides."),
            say("WIL-D6-01.residence.remedy", "Record where the child lives."), "authority", about="residence",
        )  # fmt: skip
    elif facts.resident_here and facts.excluded_from is not None:
        due = provision_due(facts.excluded_from, from_day, look.calendar)
        if due is None:
            return
        late = facts.starts_on is not None and facts.starts_on > due
        if late or facts.stage not in ("live", "ending"):
            yield RuleFinding(
                "WIL-D6-01", "WARN" if late else "TASK",
                say("WIL-D6-01.late", "Provision starts on {starts}; it was owed from {due}.", starts=facts.starts_on, due=due)
                if late
                else say("WIL-D6-01", "The council owes this child full-time provision from {due}.", due=due),
                say("WIL-D6-01.remedy", "Arrange the placement."), "authority", due, "day_six",
            )  # fmt: skip


@placement(
    "WIL-VOICE-01", mark("Parents and children in alternative provision are heard regularly"),
    source="P1, P5", force="S", effect="TASK",
)  # fmt: skip
def wil_voice_01_heard(look: Look) -> Iterator[RuleFinding]:
    """No interval is named: the task stands until each has been heard once in the placement."""
    facts = look.facts
    if facts.is_running:
        yield from lacking(
            "WIL-VOICE-01", "TASK", "commissioner",
            Need(
                facts.pupil_voice_on is None, "voice:pupil",
                mark("The child has not been asked how the placement is going."), mark("Ask, and record what was said."),
            ),
            Need(
                facts.parent_voice_on is None, "voice:parent",
                mark("The parents have not been asked how the placement is going."), mark("Ask, and record what was said."),
            ),
        )  # fmt: skip


@placement(
    "WIL-FUND-01", mark("What pays for the placement is recorded"),
    source="P2, P3", force="S", effect="RECORD",
)  # fmt: skip
def wil_fund_01_fund(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED:
        yield from lacking(
            "WIL-FUND-01", "INFO", "commissioner",
            Need(blank(facts.fund), "fund", mark("Nothing says what pays for the placement."), mark("Choose the fund.")),
            Need(
                facts.fund_amount is None, "fund_amount",
                mark("The amount is not recorded."), mark("Write the amount."),
            ),
            Need(
                facts.sen_category not in SEN_CATEGORIES, "sen_category",
                mark("Nothing says whether the child has SEND, is being assessed, or neither."), mark("Choose one."),
            ),
        )  # fmt: skip


@placement(
    "WIL-TIER-01", mark("The tier of support is recorded"),
    source="P2", force="S", effect="RECORD",
)  # fmt: skip
def wil_tier_01_tier(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage in CONSIDERED:
        yield from lacking(
            "WIL-TIER-01", "INFO", "commissioner",
            Need(
                look.facts.tier not in TIERS, "tier",
                mark("The tier of support is not recorded: mainstream, mainstream plus or targeted."),
                mark("Choose the tier."),
            ),
        )  # fmt: skip


@placement(
    "WIL-P16-01", mark("A child in Year 11 has a plan for what comes after"),
    source="P3", force="S", effect="TASK",
)  # fmt: skip
def wil_p16_01_transition(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.year_group == LAST_YEAR and (facts.is_running or facts.stage == "closed"):
        yield from lacking(
            "WIL-P16-01", "TASK", "commissioner",
            Need(
                facts.is_running and blank(facts.transition_plan), "transition",
                mark("The child is in Year 11 and has no plan for education, work or training after it."),
                mark("Make the plan with the family, the provider and, where there is one, the employer."),
            ),
            Need(
                not facts.is_running and blank(facts.destination), "destination",
                mark("Where the child went after Year 11 is not recorded."), mark("Find out and record it."),
                effect="INFO",
            ),
        )  # fmt: skip


@placement(
    "WIL-SG-01", mark("Time that the timetable leaves open between nine and three has a responsible adult"),
    source="P5", force="M", effect="BLOCK",
)  # fmt: skip
def wil_sg_01_slots(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage in PREPARED:
        for slot in look.facts.slots:
            yield from lacking(
                "WIL-SG-01", "BLOCK", "commissioner",
                Need(
                    blank(slot.responsible), f"slot:{slot.day}:{slot.starts}",
                    mark("Nobody is responsible for the child on {day} from {starts} to {ends}."),
                    mark("Name the adult who is, and tell the parents."),
                    {"day": slot.day_said, "starts": slot.starts, "ends": slot.ends},
                ),
                gates=START,
            )  # fmt: skip


@placement(
    "WIL-QA-01", mark("The provider is in the approved directory"),
    source="P3, P4", force="M", effect="WARN",
)  # fmt: skip
def wil_qa_01_approved(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and listed(look.policy.value("placement.vetting"), "quality_assurance"):
        until, day = facts.quality_assured_until, facts.starts_on or look.today
        yield from lacking(
            "WIL-QA-01", "WARN", "commissioner",
            Need(
                facts.provider_status != "approved", "approved",
                mark("The provider is not approved in the directory."),
                mark("Choose an approved one, or write why this one is right."),
            ),
            Need(
                facts.provider_status == "approved" and until is not None and until < day, "approved",
                mark("The provider's approval runs out on {until}."), mark("Ask the council about its renewal."),
                {"until": until},
            ),
        )  # fmt: skip
