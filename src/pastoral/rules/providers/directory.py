"""The directory of providers: WOR-DIR-01 to 05, WIL-QA-01, ENG-NSAP-01."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking
from pastoral.rules.providers.facts import AREA_LABELS, REGISTRATION_LABELS, THEME_LABELS, ProviderFacts
from pastoral.rules.providers.registry import PLACE, Look, provider
from pastoral.rules.sentences import Sentence, mark, say


@provider(
    "WOR-DIR-01", mark("Whether a provider is registered is said outright and never inferred"),
    source="Appendix 5, directory of providers", force="M", effect="BLOCK",
)  # fmt: skip
def wor_dir_01_registration(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    yield from lacking(
        "WOR-DIR-01", "BLOCK", "authority",
        Need(
            facts.registration not in REGISTRATION_LABELS, "registration",
            mark("Nothing says whether the provider is registered as a school."),
            mark("Choose one: it has a URN, it does not apply, or the application is in progress."),
        ),
        Need(
            facts.registration == "urn" and blank(facts.urn), "urn",
            mark("The provider is said to be registered, and its URN is missing."), mark("Write the URN."),
        ),
        Need(
            facts.registration in ("not_applicable", "in_progress") and blank(facts.registration_note), "note",
            mark("Nothing says why the provider has no URN."), mark("Write a note."), effect="WARN", gates=(),
        ),
        gates=("save", *PLACE),
    )  # fmt: skip


@provider(
    "WOR-DIR-02", mark("A place on a quality-assured list does not make a provider a school"),
    source="Appendix 5, directory of providers", force="M", effect="INFO",
)  # fmt: skip
def wor_dir_02_list_is_no_registration(look: Look) -> Iterator[RuleFinding]:
    if look.facts.on_quality_list and not look.facts.is_registered:
        yield RuleFinding(
            "WOR-DIR-02", "INFO",
            say("WOR-DIR-02", "The provider is on the list. That does not show that it is registered as a school."),
            say("WOR-DIR-02.remedy", "Look up its registration."), "commissioner", about="registration",
        )  # fmt: skip


@provider(
    "WOR-DIR-03", mark("An entry has its dates of quality assurance; nobody is placed with a suspended provider"),
    source="Appendix 5, directory of providers", force="S", effect="BLOCK",
)  # fmt: skip
def wor_dir_03_assurance(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status in ("suspended", "removed"):
        yield RuleFinding(
            "WOR-DIR-03", "BLOCK",
            say("WOR-DIR-03", "The provider is suspended or has been removed from the directory."),
            say("WOR-DIR-03.remedy", "Nobody new is placed there. Look at every child who is."),
            "authority", None, "status", PLACE,
        )  # fmt: skip
        return
    yield from lacking(
        "WOR-DIR-03", "WARN", "authority",
        Need(facts.qa_on is None, "qa", mark("No quality assurance is recorded."), mark("Record its day.")),
        Need(
            facts.qa_on is not None and facts.next_qa_on is None, "next_qa",
            mark("The next quality assurance has no day."), mark("Set the day."),
        ),
        Need(
            facts.next_qa_on is not None and facts.next_qa_on < look.today, "next_qa",
            mark("Quality assurance was due on {due}."), mark("Carry it out and record it."), {"due": facts.next_qa_on},
            due=facts.next_qa_on,
        ),
    )  # fmt: skip


@provider(
    "WIL-QA-01", mark("A provider is approved after three areas have been looked at"),
    source="P3, P4", force="M", effect="BLOCK",
)  # fmt: skip
def wil_qa_01_three_areas(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status not in ("applying", "approved"):
        return
    for area, label in AREA_LABELS.items():
        yield from lacking(
            "WIL-QA-01", "BLOCK", "authority",
            Need(
                area not in facts.areas_assured, f"area:{area}",
                mark("Not looked at yet: {area}."), mark("Look at it and record what you found."),
                {"area": say("WIL-QA-01.area", label)},
            ),
            gates=("approve",),
        )  # fmt: skip
    until = facts.approved_until
    yield from lacking(
        "WIL-QA-01", "BLOCK", "authority",
        Need(
            until is None, "approved_until",
            mark("The approval has no last day."), mark("Set the day until which it holds."),
        ),
        Need(
            facts.status == "approved" and until is not None and until < look.today, "approved_until",
            mark("The approval ran out on {until}."), mark("Look at the three areas again."), {"until": until},
        ),
        gates=("approve",),
    )  # fmt: skip


@provider(
    "ENG-NSAP-01", mark("Self-assessment and the authority's result are kept for each theme of the standards"),
    source="Non-school alternative provision standards (August 2025; voluntary)", force="G", effect="RECORD",
    valid_from=date(2025, 8, 1),
)  # fmt: skip
def eng_nsap_01_themes(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_registered:
        return
    results = {result.theme: result for result in facts.themes}
    none: list[Sentence] = []
    out: list[Sentence] = []
    for theme, label in THEME_LABELS.items():
        result, words = results.get(theme), say("ENG-NSAP-01.theme", label)
        if result is None or (result.self_assessed_on is None and result.assured_on is None):
            none.append(words)
        elif result.expires_on is not None and result.expires_on < look.today:
            out.append(words)
    yield from lacking(
        "ENG-NSAP-01", "INFO", "authority",
        Need(
            bool(none), "themes",
            mark("No result is kept for these themes of the standards: {themes}."),
            mark("Ask the provider for its self-assessment, or look yourself. The standards are voluntary."),
            {"themes": tuple(none)},
        ),
        Need(
            bool(out), "themes_expired",
            mark("The results for these themes have run out: {themes}."), mark("Look again."), {"themes": tuple(out)},
            effect="WARN",
        ),
    )  # fmt: skip


def age_fits(age: int | None, least: int | None, most: int | None) -> bool | None:
    """WOR-DIR-05: whether an age lies in an offer, ends included; None where the age or both ends are not known."""
    if age is None or (least is None and most is None):
        return None
    return (least is None or least <= age) and (most is None or age <= most)


def district_fits(district: str, districts: frozenset[str]) -> bool | None:
    """WOR-DIR-05: whether a provider works in a district; None where one of them is not known."""
    return None if blank(district) or not districts else district in districts


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search of the directory; what is left out does not narrow it."""

    age: int | None = None
    district: str = ""
    phase: str = ""
    kind: str = ""  # alternative_provision, tuition
    mode: str = ""  # online, face_to_face
    need: str = ""
    registration: str = ""
    place_type: str = ""


def wor_dir_04_search(providers: Iterable[ProviderFacts], wanted: Wanted) -> tuple[ProviderFacts, ...]:
    """WOR-DIR-04: the providers that fit, in the order given; suspended and removed ones never.

    A provider that does not say is left out, except for age and need: there it may have left the field open to all.
    """
    return tuple(each for each in providers if each.status not in ("suspended", "removed") and _fits(each, wanted))


def _fits(each: ProviderFacts, wanted: Wanted) -> bool:
    offer = each.offer
    modes = offer.modes | ({"online", "face_to_face"} if offer.modes & {"both", "blended"} else set())
    return (
        age_fits(wanted.age, offer.least_age, offer.most_age) is not False
        and (not wanted.district or wanted.district in offer.districts)
        and (not wanted.phase or wanted.phase in offer.phases)
        and (not wanted.kind or wanted.kind in offer.kinds)
        and (not wanted.mode or wanted.mode in modes)
        and (not wanted.need or not offer.needs or wanted.need in offer.needs)
        and (not wanted.registration or each.registration == wanted.registration)
        and (not wanted.place_type or wanted.place_type in offer.place_types)
    )
