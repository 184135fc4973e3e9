"""How an authority watches over providers: NPT-AP-12, WIL-OUT-01, WIL-NET-01."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, lacking
from pastoral.rules.providers.facts import OUTCOME_LABELS
from pastoral.rules.providers.registry import Look, provider
from pastoral.rules.sentences import mark, say


@provider(
    "NPT-AP-12", mark("The authority keeps all providers in one list and visits them"),
    source="NPT CBC will", force="M", effect="RECORD",
)  # fmt: skip
def npt_ap_12_visits(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_used or facts.first_used_on is not None:
        yield from lacking(
            "NPT-AP-12", "INFO", "authority",
            Need(
                not facts.visits, "visit",
                mark("The authority has not visited this provider."),
                mark("Visit it and record what you saw. No local rule says how often."),
            ),
        )  # fmt: skip


@provider(
    "WIL-OUT-01", mark("A provider's offer is reviewed on six areas of outcome"),
    source="P3–P5", force="S", effect="CALC",
)  # fmt: skip
def wil_out_01_outcomes(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_used:
        missing = tuple(
            say("WIL-OUT-01.area", label) for code, label in OUTCOME_LABELS.items() if code not in facts.outcomes_reported
        )
        yield from lacking(
            "WIL-OUT-01", "INFO", "provider",
            Need(
                bool(missing), "outcomes",
                mark("Outcomes that the provider has not reported: {missing}."), mark("Report them to the council."),
                {"missing": missing},
            ),
        )  # fmt: skip


def wil_net_01_network_meeting(
    meetings: tuple[date, ...], calendar: SchoolCalendar, today: date
) -> RuleFinding | None:
    """WIL-NET-01: whether the council still owes this term's meeting of the provider network; None if held, or in a holiday."""
    term = calendar.term_containing(today)
    if term is None or any(day in term and day <= today for day in meetings):
        return None
    return RuleFinding(
        "WIL-NET-01", "TASK",
        say("WIL-NET-01", "The provider network has not met this term."),
        say("WIL-NET-01.remedy", "Hold the meeting on or before {end}, and send the newsletter.", end=term.end),
        "authority", term.end, about="provider_network", colour="amber",
    )  # fmt: skip
