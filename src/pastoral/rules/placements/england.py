"""England: arranging alternative provision and keeping the child safe there (ENG-AP-02 to 06, ENG-KC-01 to 06, HRS-05)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.calendar import DAY
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import KNOWLEDGE, Need, blank, lacking, said_locally
from pastoral.rules.placements.days import half_term_ends
from pastoral.rules.placements.facts import CONSIDERED, PREPARED, SETTING_LABELS, PlacementFacts
from pastoral.rules.placements.npt import is_alternative_provision
from pastoral.rules.placements.registry import CLOSE, START, Look, placement
from pastoral.rules.sentences import mark, say

SLOT_RULES = ("HAM-PAR-01", "WIL-SG-01", "NPT-PSP-25")  # local rules that say the same as HRS-05


def applies(look: Look, stages: tuple[str, ...]) -> bool:
    """At one of these stages, in a setting that is alternative provision in England."""
    return look.facts.stage in stages and is_alternative_provision(look.facts.setting, "england")


def arranged_as(facts: PlacementFacts) -> str:
    """ENG-AP-02: by the authority, by a school during a suspension, by direction, or by agreement; "" if not recorded."""
    if facts.arranged_by == "authority":
        return "by_authority"
    if facts.directed or facts.reason == "direction":
        return "by_direction"
    if facts.reason == "suspension":
        return "during_suspension"
    return "by_agreement" if facts.arranged_by else ""


@placement(
    "ENG-AP-02", mark("Who arranges alternative provision, and why"),
    source="Alternative provision: statutory guidance (5 February 2025)", force="M", effect="CALC",
)  # fmt: skip
def eng_ap_02_arranged_as(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, CONSIDERED):
        yield from lacking(
            "ENG-AP-02", "INFO", "commissioner",
            Need(
                not arranged_as(facts), "arranged_by",
                mark("Nothing says who arranges the provision."), mark("Choose the school or the authority."),
            ),
            Need(
                facts.arranged_by == "school" and facts.reason == "permanent_exclusion", "arranged_by",
                mark("After a permanent exclusion the authority arranges provision, not the school."),
                mark("Agree with the authority who arranges it."), effect="WARN",
            ),
        )  # fmt: skip


@placement(
    "ENG-AP-03", mark("Home education and section 61 arrangements are not alternative provision"),
    source="Alternative provision: statutory guidance (5 February 2025)", force="M", effect="CALC",
)  # fmt: skip
def eng_ap_03_not_ap(look: Look) -> Iterator[RuleFinding]:
    setting = look.facts.setting
    if look.facts.stage in CONSIDERED and not is_alternative_provision(setting, "england"):
        yield RuleFinding(
            "ENG-AP-03", "WARN",
            say(
                "ENG-AP-03", "This is not alternative provision: {setting}.",
                setting=say("ENG-AP-03.setting", SETTING_LABELS.get(setting, setting)),
            ),
            say("ENG-AP-03.remedy", "Record it for what it is."), "commissioner", about="setting",
        )  # fmt: skip


@placement(
    "ENG-AP-04", mark("Full time is expected, part time where the child needs it"),
    source="Alternative provision: statutory guidance (5 February 2025)", force="S", effect="INFO",
)  # fmt: skip
def eng_ap_04_full_time(look: Look) -> Iterator[RuleFinding]:
    """Hampshire's own rule on full time says it there."""
    facts, full = look.facts, look.policy.value("hours.week_expectation")
    if applies(look, PREPARED) and not said_locally(look.policy, "HAM-AP-02"):
        hours = facts.weekly_hours
        short = facts.shape == "part_time" or (hours is not None and full is not None and hours < full)
        yield from lacking(
            "ENG-AP-04", "WARN", "commissioner",
            Need(
                short and blank(facts.part_time_reason) and blank(facts.medical_reason), "part_time",
                mark("The child gets less than full time in all settings together, and nothing says why."),
                mark("Add hours, or write why fewer are right for this child."),
            ),
        )  # fmt: skip


@placement(
    "ENG-AP-05", mark("A personal plan with objectives, baseline, review dates and a way out"),
    source="Rules catalogue 2.5 and 3.2", force="S", effect="BLOCK",
)  # fmt: skip
def eng_ap_05_personal_plan(look: Look) -> Iterator[RuleFinding]:
    """What a rule of the authority's own asks for is not said twice."""
    facts, status = look.facts, {"status": KNOWLEDGE}

    def ours(*numbers: str) -> bool:
        return not said_locally(look.policy, *numbers)

    if applies(look, PREPARED):
        yield from lacking(
            "ENG-AP-05", "BLOCK", "commissioner",
            Need(
                not facts.objectives and ours("HAM-AP-04", "WOR-UNR-04"), "objectives",
                mark("The placement has no objectives."), mark("Write what the child will gain. {status}"), status,
            ),
            Need(
                blank(facts.baseline) and ours("HAM-AP-04"), "baseline",
                mark("Nothing says where the child starts from."), mark("Write a baseline. {status}"), status,
            ),
            Need(
                facts.first_review_on is None and ours("HAM-AP-19", "WOR-UNR-04"), "first_review",
                mark("The placement has no day for a review."), mark("Set the day of the first review. {status}"), status,
            ),
            Need(
                not facts.shared_data and not facts.no_such_data and ours("HAM-AP-11"), "shared",
                mark("Nothing says what the provider was told about the child."),
                mark("Share what it needs to know, or record that there is nothing. {status}"), status,
            ),
            Need(
                blank(facts.exit_plan), "exit",
                mark("Nothing says how the placement ends."), mark("Write what comes after it. {status}"), status,
                effect="WARN", gates=(),
            ),
            gates=START,
        )  # fmt: skip
    if applies(look, ("ending",)):
        yield from lacking(
            "ENG-AP-05", "WARN", "commissioner",
            Need(
                blank(facts.destination) and ours("HAM-END-05"), "destination",
                mark("Where the child goes next is not recorded."), mark("Record it. {status}"), status,
            ),
            Need(
                blank(facts.verdict), "verdict",
                mark("Nothing says whether the placement reached its objectives."), mark("Write it. {status}"), status,
            ),
            gates=CLOSE,
        )  # fmt: skip


@placement(
    "ENG-AP-06", mark("A school arranges alternative provision with the parents' agreement"),
    source="A provider's summary of the statutory guidance", force="M", effect="WARN",
)  # fmt: skip
def eng_ap_06_agreement(look: Look) -> Iterator[RuleFinding]:
    """Only a direction to improve behaviour needs no agreement; it is a record of its own."""
    facts = look.facts
    if applies(look, CONSIDERED) and arranged_as(facts) in ("by_agreement", "by_direction"):
        yield from lacking(
            "ENG-AP-06", "WARN", "commissioner",
            Need(
                arranged_as(facts) == "by_direction" and not facts.directed and facts.parent_agreed_on is None, "direction",
                mark("The reason is an off-site direction, and no direction is recorded for this placement."),
                mark("Direct the child off site and choose this placement there, or ask the parents."),
            ),
            Need(
                arranged_as(facts) == "by_agreement" and facts.parent_agreed_on is None, "agreement",
                mark("The parents have not agreed to the provision."),
                mark("Ask them. Without them it can only be an off-site direction, to improve behaviour."),
            ),
        )  # fmt: skip


@placement(
    "ENG-KC-01", mark("The placing school stays responsible for keeping the child safe"),
    source="Keeping children safe in education", force="M", effect="BLOCK",
)  # fmt: skip
def eng_kc_01_responsible(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        yield from lacking(
            "ENG-KC-01", "BLOCK", "commissioner",
            Need(
                blank(facts.commissioner) and not said_locally(look.policy, "HAM-AP-09"), "commissioner",
                mark("No commissioner is named: nobody is responsible for the placement."), mark("Name the commissioner."),
            ),
            Need(
                facts.needs_met_on is None, "needs_met",
                mark("Nothing shows that the provider can meet the child's needs."),
                mark("Satisfy yourself that it can, and record the day."), effect="WARN", gates=(),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "ENG-KC-02", mark("The provider confirms its checks on staff in writing"),
    source="Keeping children safe in education", force="M", effect="BLOCK",
)  # fmt: skip
def eng_kc_02_written_confirmation(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        day = facts.starts_on if facts.stage == "preparing" and facts.starts_on else look.today
        expires = facts.confirmation_expires_on
        yield from lacking(
            "ENG-KC-02", "BLOCK", "provider",
            Need(
                facts.checks_confirmed_on is None, "confirmation",
                mark("Whoever arranges the place has not received the provider's written confirmation of its checks on staff."),
                mark("Ask for the written confirmation and record the day. One that another school received does not count here."),
            ),
            Need(
                facts.checks_confirmed_on is not None and expires is not None and expires < day, "confirmation",
                mark("The provider's written confirmation runs out on {expires}."), mark("Ask for a new one."),
                {"expires": expires},
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "ENG-KC-03", mark("The provider says in writing what changes may put the child at risk"),
    source="Rules catalogue 2.7", force="S", effect="WARN",
)  # fmt: skip
def eng_kc_03_changes(look: Look) -> Iterator[RuleFinding]:
    if applies(look, PREPARED):
        yield from lacking(
            "ENG-KC-03", "WARN", "provider",
            Need(
                look.facts.changes_in_writing is not True, "changes",
                mark("The provider has not agreed to say in writing when something changes, such as its staff."),
                mark("Agree it with the provider. {status}"), {"status": KNOWLEDGE},
            ),
        )  # fmt: skip


@placement(
    "ENG-KC-04", mark("The school always knows where the child is in school hours"),
    source="Rules catalogue 2.7 and 3.2", force="M", effect="BLOCK",
)  # fmt: skip
def eng_kc_04_addresses(look: Look) -> Iterator[RuleFinding]:
    sites = look.facts.sites
    if applies(look, PREPARED):
        yield from lacking(
            "ENG-KC-04", "BLOCK", "provider",
            Need(
                not sites, "sites",
                mark("No place is recorded where the child is taught."),
                mark("Write the address of every site, a subcontractor's too."),
            ),
            *(
                Need(
                    blank(site.address), f"site:{site.name}",
                    mark("There is no address for this site: {site}."), mark("Write its address. {status}"),
                    {"site": site.name, "status": KNOWLEDGE},
                )
                for site in sites
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "ENG-KC-05", mark("The placement is reviewed at least every half term"),
    source="Rules catalogue 2.7", force="M", effect="TASK",
)  # fmt: skip
def eng_kc_05_half_termly(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage != "live" or not applies(look, PREPARED):
        return
    anchor = facts.last_review_on or facts.starts_on
    if anchor is None:
        return
    # A review of this half term counts for it: the next one is owed in the half term after.
    ends = half_term_ends(anchor, look.calendar)
    due = half_term_ends(ends + DAY, look.calendar) if facts.last_review_on and ends else ends
    yield RuleFinding(
        "ENG-KC-05", "TASK",
        say("ENG-KC-05.unknown", "The placement is reviewed every half term, but the terms are not known.")
        if due is None
        else say("ENG-KC-05", "The placement is reviewed by {due}: attendance, and whether it is still safe and right.", due=due),
        say("ENG-KC-05.remedy", "Hold the review and record it. {status}", status=KNOWLEDGE),
        "commissioner", due, "review",
    )  # fmt: skip


@placement(
    "ENG-KC-06", mark("A concern leads to a review at once"),
    source="Rules catalogue 2.7", force="M", effect="TASK",
)  # fmt: skip
def eng_kc_06_concern(look: Look) -> Iterator[RuleFinding]:
    if not applies(look, PREPARED):
        return
    for number, concern in enumerate(look.facts.concerns, start=1):
        if concern.placement_reviewed_on is None and concern.resolved_on is None:
            yield RuleFinding(
                "ENG-KC-06", "TASK",
                say("ENG-KC-06", "The placement has not been reviewed since the concern of {raised}.", raised=concern.raised_on),
                say(
                    "ENG-KC-06.remedy", "Review it at once, and end it if need be until it is settled. {status}",
                    status=KNOWLEDGE,
                ),
                "commissioner", concern.raised_on, f"concern:{concern.key or number}",
            )  # fmt: skip


@placement(
    "HRS-05", mark("Somebody is responsible for every slot of the school day that no setting covers"),
    source="Rules catalogue 3.2 and 3.5", force="M", effect="BLOCK",
)  # fmt: skip
def hrs_05_uncovered_slots(look: Look) -> Iterator[RuleFinding]:
    """For every authority; silent where a rule of the authority's own says the same."""
    if look.facts.stage not in PREPARED or said_locally(look.policy, *SLOT_RULES):
        return
    for slot in look.facts.slots:
        yield from lacking(
            "HRS-05", "BLOCK", "commissioner",
            Need(
                blank(slot.responsible), f"slot:{slot.day}:{slot.starts}",
                mark("Nobody is responsible for the child on {day} from {starts} to {ends}."),
                mark("Name the adult who is."), {"day": slot.day_said, "starts": slot.starts, "ends": slot.ends},
            ),
            gates=START,
        )  # fmt: skip
