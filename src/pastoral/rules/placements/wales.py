"""Wales: education otherwise than at school (WAL-EO-01 to 04)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking, said_locally
from pastoral.rules.placements.facts import CONSIDERED, PREPARED, SETTING_LABELS
from pastoral.rules.placements.npt import PLAN_AGREED, applies
from pastoral.rules.placements.registry import CLOSE, START, Look, placement
from pastoral.rules.sentences import mark

PART_TIME = ("part_time", "part_of_reduced_timetable")


@placement(
    "WAL-EO-01", mark("Education otherwise than at school: units, independent schools, tuition and other places"),
    source="Framework for Action 2017", force="M", effect="RECORD",
)  # fmt: skip
def wal_eo_01_kind_of_place(look: Look) -> Iterator[RuleFinding]:
    """Alternative provision is not defined in Welsh law; the kind of place is what is recorded."""
    if look.facts.stage in CONSIDERED:
        yield from lacking(
            "WAL-EO-01", "INFO", "commissioner",
            Need(
                look.facts.setting not in SETTING_LABELS, "setting",
                mark("Nothing says what kind of place teaches the child."), mark("Choose the kind of place."),
            ),
        )  # fmt: skip


@placement(
    "WAL-EO-02", mark("The education arranged is suitable, and planned before it starts"),
    source="Education Act 1996, section 19A; rules catalogue 3.2", force="M", effect="BLOCK",
)  # fmt: skip
def wal_eo_02_planned(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        yield from lacking(
            "WAL-EO-02", "BLOCK", "commissioner",
            Need(
                blank(facts.commissioner), "commissioner",
                mark("Nobody is named as responsible for the placement."), mark("Name who commissions it."),
            ),
            Need(
                not facts.objectives, "objectives",
                mark("The placement has no objectives."), mark("Write what the child will gain."),
            ),
            Need(
                blank(facts.baseline), "baseline",
                mark("Nothing says where the child starts from."), mark("Write a baseline."),
            ),
            Need(
                facts.first_review_on is None, "first_review",
                mark("The placement has no day for a review."), mark("Set the day of the first review."),
            ),
            Need(
                not facts.shared_data and not facts.no_such_data, "shared",
                mark("Nothing says what the provider was told about the child."),
                mark("Share what it needs to know, or record that there is nothing."),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "WAL-EO-03", mark("Records are kept of provision that a school commissions, and its registration is checked"),
    source="Estyn (2016)", force="M", effect="BLOCK",
)  # fmt: skip
def wal_eo_03_records(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        yield from lacking(
            "WAL-EO-03", "BLOCK", "commissioner",
            Need(
                blank(facts.provider_registration), "registration",
                mark("Nobody has checked whether the provider is registered as a school."),
                mark("Look it up and record the answer; “not applicable” is one."),
            ),
            Need(
                not facts.sites, "sites",
                mark("No place is recorded where the child is taught."), mark("Write the address of every site."),
            ),
            *(
                Need(
                    blank(site.address), f"site:{site.name}",
                    mark("There is no address for this site: {site}."), mark("Write its address."), {"site": site.name},
                )
                for site in facts.sites
            ),
            gates=START,
        )  # fmt: skip
    if applies(look, ("ending",)):
        yield from lacking(
            "WAL-EO-03", "WARN", "commissioner",
            Need(
                blank(facts.destination), "destination",
                mark("Where the child goes next is not recorded."),
                mark("Record it: education, training, work, or none of these."),
            ),
            gates=CLOSE,
        )  # fmt: skip


@placement(
    "WAL-EO-04", mark("Part time away from school happens only through a PSP"),
    source="Welsh Government guidance, as Neath Port Talbot cites it", force="M", effect="BLOCK",
)  # fmt: skip
def wal_eo_04_only_through_psp(look: Look) -> Iterator[RuleFinding]:
    """Silent where the authority itself asks for a PSP (NPT-AP-05)."""
    facts = look.facts
    locally = look.policy.value("placement.plan_needed") and said_locally(look.policy, "NPT-AP-05")
    if applies(look, CONSIDERED) and facts.shape in PART_TIME and not locally:
        yield from lacking(
            "WAL-EO-04", "BLOCK", "lead",
            Need(
                facts.plan_status not in PLAN_AGREED, "plan",
                mark("The child is to be away from school part time, and there is no agreed PSP."),
                mark("Agree the PSP first."),
            ),
            gates=START,
        )  # fmt: skip
