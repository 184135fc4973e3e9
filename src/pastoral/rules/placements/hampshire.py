"""Hampshire: what stands before a placement starts (HAM-ACT-01, HAM-AP-01 to 19, HAM-PAR-01, HAM-PRO-01)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking
from pastoral.rules.placements.facts import (
    CONSIDERED,
    DATA_LABELS,
    DELEGABLE,
    LINKED_PLANS,
    PREPARED,
    PROTOCOL_LABELS,
    PlacementFacts,
)
from pastoral.rules.placements.registry import REFER, START, Look, placement
from pastoral.rules.sentences import mark, say


@placement(
    "HAM-ACT-01", mark("The authority commissions places only at education centres"),
    source="Actors", force="M", effect="WARN",
)  # fmt: skip
def ham_act_01_centres(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in CONSIDERED and facts.arranged_by == "authority" and facts.provider_kind:
        yield from lacking(
            "HAM-ACT-01", "WARN", "authority",
            Need(
                facts.provider_kind != "education_centre", "commissioner",
                mark("The authority commissions places only at education centres; this is not one."),
                mark("Let the school or an education centre commission the place."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-01", mark("Needs are assessed, and the assessment is shared with the referral"),
    source="Planning 1", force="S", effect="BLOCK",
)  # fmt: skip
def ham_ap_01_assessment(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in CONSIDERED:
        yield from lacking(
            "HAM-AP-01", "BLOCK", "commissioner",
            Need(
                facts.needs_assessed_on is None, "assessment",
                mark("The child's needs have not been assessed."), mark("Finish the assessment before the referral."),
            ),
            Need(
                facts.needs_assessed_on is not None and facts.assessment_shared_on is None, "assessment_shared",
                mark("The assessment has not been shared with the provider."),
                mark("Share it with the referral and record the day."),
            ),
            gates=REFER,
        )  # fmt: skip


@placement(
    "HAM-AP-02", mark("Together the settings give full time, unless medically inappropriate"),
    source="Planning 2", force="S", effect="CALC",
)  # fmt: skip
def ham_ap_02_full_time(look: Look) -> Iterator[RuleFinding]:
    facts, full = look.facts, look.policy.value("hours.week_expectation")
    if facts.stage not in PREPARED:
        return
    hours = facts.weekly_hours
    if hours is None:
        yield RuleFinding(
            "HAM-AP-02", "WARN",
            say("HAM-AP-02.unknown", "The weekly hours in each setting are not all known."),
            say("HAM-AP-02.unknown.remedy", "Write the hours of every setting, the school included."),
            "commissioner", about="hours",
        )  # fmt: skip
    elif full is None:
        yield RuleFinding(
            "HAM-AP-02", "INFO",
            say("HAM-AP-02.no_rule", "Hours a week: {hours}. There is no local rule on full time.", hours=hours),
            say("HAM-AP-02.no_rule.remedy", "Check that the child gets all the education that is right for them."),
            "commissioner", about="hours",
        )  # fmt: skip
    elif hours < full and blank(facts.medical_reason):
        yield RuleFinding(
            "HAM-AP-02", "WARN",
            say("HAM-AP-02", "Hours a week: {hours}. Full time is {full}.", hours=hours, full=full),
            say("HAM-AP-02.remedy", "Add hours, or write the medical reason for fewer."),
            "commissioner", about="hours",
        )  # fmt: skip


@placement(
    "HAM-AP-03", mark("A part-time or short placement fits the child's timetable and qualifications"),
    source="Planning 2", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_03_complements(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and facts.shape in ("part_time", "part_of_reduced_timetable"):
        yield from lacking(
            "HAM-AP-03", "INFO", "commissioner",
            Need(
                blank(facts.complements), "complements",
                mark("Nothing says how the placement fits the child's timetable and qualifications."),
                mark("Write how the two go together."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-04", mark("A plan of the child's own, with objectives and a baseline"),
    source="Planning 3", force="S", effect="BLOCK",
)  # fmt: skip
def ham_ap_04_plan_and_baseline(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-04", "WARN", "commissioner",
            Need(
                not facts.objectives, "objectives",
                mark("The placement has no objectives."), mark("Write exact objectives."),
                effect="BLOCK", gates=START,
            ),
            Need(
                blank(facts.baseline), "baseline",
                mark("Nothing says where the child starts from."),
                mark("Write a baseline; school levels alone are not enough."), effect="BLOCK", gates=START,
            ),
            Need(
                blank(facts.timeframe), "timeframe",
                mark("The plan has no timeframe."), mark("Write how long it lasts."),
            ),
            Need(
                blank(facts.assessment_arrangements), "assessment_arrangements",
                mark("Nothing says how progress is assessed."), mark("Write how and when."),
            ),
            Need(
                blank(facts.monitoring_arrangements), "monitoring_arrangements",
                mark("Nothing says how the placement is monitored."), mark("Write who does it, how and when."),
            ),
            Need(
                (facts.providers_compared or 0) < 2, "providers_compared",
                mark("Only one provider, or none, is on record as looked at."),
                mark("Look at several providers, or say why there is only one."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-05", mark("The plan is linked to the child's other plans"),
    source="Planning 3", force="S", effect="WARN",
)  # fmt: skip
def ham_ap_05_linked_plans(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    has = {
        "ehcp": facts.has_ehcp,
        "pep": facts.has_pep,
        "iep": facts.has_iep,
        "child_protection": facts.has_child_protection_plan,
    }
    if facts.stage in PREPARED:
        for code, there in has.items():
            yield from lacking(
                "HAM-AP-05", "WARN", "commissioner",
                Need(
                    there and code not in facts.linked_plans, f"linked:{code}",
                    mark("The child has another plan that is not linked: {plan}."), mark("Link the two plans."),
                    {"plan": say("HAM-AP-05.plan", LINKED_PLANS[code])},
                ),
            )  # fmt: skip


@placement(
    "HAM-AP-07", mark("Who stays in touch, and how decisions are challenged, is agreed"),
    source="Planning 4", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_07_liaison(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-07", "INFO", "commissioner",
            Need(
                blank(facts.liaison), "liaison",
                mark("Nobody is named to stay in touch with the provider."), mark("Name a member of staff on each side."),
            ),
            Need(
                blank(facts.challenge), "challenge",
                mark("Nothing says how a decision can be challenged."), mark("Agree how, and write it down."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-09", mark("The working protocol is signed, and nature, objectives and time are agreed"),
    source="Commissioning", force="S", effect="BLOCK",
)  # fmt: skip
def ham_ap_09_protocol(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-09", "BLOCK", "commissioner",
            Need(
                blank(facts.commissioner), "commissioner",
                mark("No commissioner is named: nobody is responsible for the placement."), mark("Name the commissioner."),
            ),
            Need(
                blank(facts.purpose), "purpose",
                mark("Nothing says what kind of help the placement is."), mark("Write its nature in a sentence."),
            ),
            Need(
                facts.protocol_school_on is None, "protocol:school",
                mark("The school has not signed the working protocol."), mark("Sign the protocol."),
            ),
            Need(
                facts.protocol_provider_on is None, "protocol:provider",
                mark("The provider has not signed the working protocol."), mark("Ask the provider to sign it."),
                owner="provider",
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "HAM-AP-10", mark("How readiness to return is judged is agreed"),
    source="Commissioning", force="S", effect="WARN",
)  # fmt: skip
def ham_ap_10_readiness(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and facts.reintegration_is_objective:
        yield from lacking(
            "HAM-AP-10", "WARN", "commissioner",
            Need(
                blank(facts.readiness), "readiness",
                mark("The child is to return to school, but nothing says how you will know that they are ready."),
                mark("Agree the signs with the provider, and the support for the return."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-11", mark("Eight sets of data are shared before the start"),
    source="Commissioning", force="M", effect="BLOCK",
)  # fmt: skip
def ham_ap_11_data(look: Look) -> Iterator[RuleFinding]:
    facts, wanted = look.facts, look.policy.value("placement.data_sets") or ()
    if facts.stage in PREPARED:
        left = [code for code in wanted if code not in facts.shared_data and code not in facts.no_such_data]
        yield from lacking(
            "HAM-AP-11", "BLOCK", "commissioner",
            Need(
                bool(left), "data",
                mark("Not shared with the provider yet: {data}."), mark("Share each, or record that there is none."),
                {"data": tuple(say("HAM-AP-11.data", DATA_LABELS.get(code, code)) for code in left)},
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "HAM-AP-12", mark("Parents are asked before data is shared"),
    source="Commissioning", force="M", effect="WARN",
)  # fmt: skip
def ham_ap_12_consent(look: Look) -> Iterator[RuleFinding]:
    """Asking is recorded; it is never the gate for sharing what keeps a child safe (GAP-10)."""
    if look.facts.stage in PREPARED and look.policy.value("placement.consent_for_data") == "sought":
        yield from lacking(
            "HAM-AP-12", "WARN", "commissioner",
            Need(
                look.facts.consent_asked_on is None, "consent",
                mark("Parents have not been asked about sharing the child's data."),
                mark("Ask them and record the answer. Share what keeps the child safe whatever they say."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-15", mark("Whether the provider is on the approved framework is recorded"),
    source="Framework", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_15_framework(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and not blank(facts.provider):
        yield from lacking(
            "HAM-AP-15", "INFO", "commissioner",
            Need(
                blank(facts.provider_framework), "framework",
                mark("Nothing says whether the provider is on the approved framework."), mark("Look it up and record it."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-16", mark("The area manager is asked about a provider that is not listed"),
    source="Appendix 1, school 7", force="M", effect="WARN",
)  # fmt: skip
def ham_ap_16_unlisted(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and facts.provider_framework == "not_listed":
        yield RuleFinding(
            "HAM-AP-16", "WARN",
            say("HAM-AP-16", "The provider is not on the authority's list."),
            say("HAM-AP-16.remedy", "Choose a listed provider, or be ready to say why this one is right."),
            "commissioner", about="framework",
        )  # fmt: skip
        yield from lacking(
            "HAM-AP-16", "TASK", "commissioner",
            Need(
                facts.area_manager_asked_on is None, "area_manager",
                mark("The Area Strategic Manager has not been asked about this provider."),
                mark("Ask before the placement starts and record the day."), due=facts.starts_on,
            ),
        )  # fmt: skip


def registers_twice_from(facts: PlacementFacts, rule: str | None) -> bool:
    """HAM-AP-17: whether the child is registered at both places from the first day. Only a school can be the second."""
    return rule == "dual_first_day" and not facts.is_non_school


@placement(
    "HAM-AP-17", mark("The child is registered at both from the first day"),
    source="Referral and admissions protocol", force="M", effect="CALC",
)  # fmt: skip
def ham_ap_17_dual_registration(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED and registers_twice_from(facts, look.policy.value("placement.registration")):
        late = facts.dual_from is not None and facts.starts_on is not None and facts.dual_from > facts.starts_on
        yield from lacking(
            "HAM-AP-17", "WARN", "commissioner",
            Need(
                facts.registration != "dual" or facts.dual_from is None, "registration",
                mark("The child is not registered at both: main at the home school, subsidiary at the provider."),
                mark("Register the child at both from the first day."),
            ),
            Need(
                facts.registration == "dual" and late, "registration",
                mark("The child was registered at the provider from {dual}, after the first day on {first}."),
                mark("Correct the registration to the first day."), {"dual": facts.dual_from, "first": facts.starts_on},
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-18", mark("Objectives follow the marks of good provision"),
    source="Good AP", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_18_good_provision(look: Look) -> Iterator[RuleFinding]:
    untagged = tuple(each.statement for each in look.facts.objectives if not each.aims)
    if look.facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-18", "INFO", "commissioner",
            Need(
                bool(untagged), "aims",
                mark("Objectives that serve none of the marks of good provision: {untagged}."),
                mark("Tick what each objective serves."), {"untagged": untagged},
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-19", mark("The placement has a review date"),
    source="Good AP", force="S", effect="BLOCK",
)  # fmt: skip
def ham_ap_19_review_date(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-19", "BLOCK", "commissioner",
            Need(
                look.facts.first_review_on is None, "first_review",
                mark("The placement has no day for a review."), mark("Set the day of the first review."),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "HAM-PAR-01", mark("It is clear when parents are responsible for the child in school hours"),
    source="Working protocol: parent", force="M", effect="BLOCK",
)  # fmt: skip
def ham_par_01_slots(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage in PREPARED:
        for slot in look.facts.slots:
            yield from lacking(
                "HAM-PAR-01", "BLOCK", "commissioner",
                Need(
                    blank(slot.responsible), f"slot:{slot.day}:{slot.starts}",
                    mark("Nobody is responsible for the child on {day} from {starts} to {ends}."),
                    mark("Agree with the parents who is, and write it down."),
                    {"day": slot.day_said, "starts": slot.starts, "ends": slot.ends},
                ),
                gates=START,
            )  # fmt: skip


@placement(
    "HAM-PRO-01", mark("Only attendance and the contact with parents may be passed to the provider"),
    source="Working protocol", force="M", effect="BLOCK",
)  # fmt: skip
def ham_pro_01_delegation(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage in PREPARED:
        for item in sorted(look.facts.delegated - DELEGABLE):
            yield RuleFinding(
                "HAM-PRO-01", "BLOCK",
                say(
                    "HAM-PRO-01", "The school must keep this and may not pass it to the provider: {item}.",
                    item=say("HAM-PRO-01.item", PROTOCOL_LABELS.get(item, item)),
                ),
                say("HAM-PRO-01.remedy", "Give it back to the school in the protocol."),
                "commissioner", None, f"protocol:{item}", ("sign_protocol", *START),
            )  # fmt: skip
