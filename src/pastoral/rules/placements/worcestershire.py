"""Worcestershire's unregistered settings, and the registration test of both nations for a placement.

WOR-UNR-01, 02, 04, 05, 06, WOR-DIR-02, 03, 05, ENG-UNR-01, WAL-UNR-01.
"""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking, listed, said_locally
from pastoral.rules.placements.facts import CONSIDERED, PREPARED, QUESTION_LABELS
from pastoral.rules.placements.npt import is_alternative_provision
from pastoral.rules.placements.registry import REFER, START, Look, placement
from pastoral.rules.providers.directory import age_fits, district_fits
from pastoral.rules.sentences import mark, say

TAKE_PART = ("school", "provider", "pupil", "parent")


@placement(
    "WOR-UNR-01", mark("An unregistered setting is part of a package, not a child's only full-time place"),
    source="Appendix 5, Unregistered Alternative Provisions", force="S", effect="WARN",
)  # fmt: skip
def wor_unr_01_package(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in CONSIDERED and facts.is_non_school:
        alone = facts.shape == "full_time" and len(facts.settings) < 2
        yield from lacking(
            "WOR-UNR-01", "WARN", "commissioner",
            Need(
                alone, "package",
                mark("A provider that is not a school is the child's only full-time place."),
                mark("Combine it with school or a registered provider."),
            ),
            Need(
                blank(facts.rationale), "rationale",
                mark("Nothing says why a provider that is not a school is needed."),
                mark("Name the help that cannot be had otherwise."),
            ),
        )  # fmt: skip


@placement(
    "WOR-UNR-04", mark("Purpose, objectives, time and reviews are clear, and everybody takes part"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="BLOCK",
)  # fmt: skip
def wor_unr_04_clear(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage not in PREPARED:
        return
    yield from lacking(
        "WOR-UNR-04", "BLOCK", "commissioner",
        Need(
            blank(facts.purpose), "purpose",
            mark("Nothing says what the placement is for."), mark("Write its purpose and nature."),
        ),
        Need(
            not facts.objectives, "objectives",
            mark("The placement has no objectives."), mark("Write exact objectives."),
        ),
        Need(
            blank(facts.timeframe) and facts.ends_on is None, "timeframe",
            mark("Nothing says how long the placement lasts."), mark("Set its time."),
        ),
        Need(
            facts.first_review_on is None, "first_review",
            mark("The placement has no day for a review."), mark("Set the day of the first review."),
        ),
        gates=START,
    )  # fmt: skip
    for review in facts.reviews:
        away = tuple(who for who in TAKE_PART if who not in review.participants)
        yield from lacking(
            "WOR-UNR-04", "WARN", "commissioner",
            Need(
                bool(away), f"review:{review.held_on}",
                mark("Not everybody took part in the review of {day}."),
                mark("Hold the next one with the school, the provider, the child and the parents."), {"day": review.held_on},
            ),
        )  # fmt: skip


@placement(
    "WOR-UNR-05", mark("Four questions are answered before an unregistered provider is used"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="BLOCK",
)  # fmt: skip
def wor_unr_05_four_questions(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    wanted = listed(look.policy.value("placement.vetting"), "four_questions")
    if facts.stage in PREPARED and facts.is_non_school and wanted:
        for code, question in QUESTION_LABELS.items():
            yield from lacking(
                "WOR-UNR-05", "BLOCK", "commissioner",
                Need(
                    code not in facts.four_answers, f"question:{code}",
                    mark("Not answered with evidence: {question}"), mark("Answer it, and say what shows it."),
                    {"question": say("WOR-UNR-05.question", question)},
                ),
                gates=START,
            )  # fmt: skip


@placement(
    "WOR-UNR-06", mark("A concern goes to Ofsted, and to the LADO where it is about an adult"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="TASK",
)  # fmt: skip
def wor_unr_06_report(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage not in CONSIDERED:
        return
    for number, concern in enumerate(look.facts.concerns, start=1):
        about, raised = f"concern:{concern.key or number}", {"raised": concern.raised_on}
        yield from lacking(
            "WOR-UNR-06", "TASK", "head",
            Need(
                concern.kind == "unregistered_school" and concern.ofsted_told_on is None, f"{about}:ofsted",
                mark("The concern of {raised} has not been reported to Ofsted: it may be an unregistered school."),
                mark("Report it, and write the reference and the day."), raised,
            ),
            Need(
                concern.kind == "adult_conduct" and concern.lado_told_on is None, f"{about}:lado",
                mark("The concern of {raised} about an adult has not been reported to the LADO."),
                mark("Report it, and write the reference and the day."), raised,
            ),
            due=concern.raised_on,
        )  # fmt: skip


@placement(
    "WOR-DIR-02", mark("A place on a quality-assured list does not make a provider a school"),
    source="Appendix 5, directory of providers", force="M", effect="INFO",
)  # fmt: skip
def wor_dir_02_list_is_no_registration(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in CONSIDERED and facts.provider_status in ("listed", "approved") and facts.is_non_school:
        yield RuleFinding(
            "WOR-DIR-02", "INFO",
            say("WOR-DIR-02", "The provider is on the list. That does not show that it is registered as a school."),
            say("WOR-DIR-02.remedy", "Look up its registration."), "commissioner", about="registration",
        )  # fmt: skip


@placement(
    "WOR-DIR-03", mark("No new placement with a provider that is suspended or removed"),
    source="Appendix 5, directory of providers", force="S", effect="BLOCK",
)  # fmt: skip
def wor_dir_03_suspended(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in ("considering", "preparing") and facts.provider_status in ("suspended", "removed"):
        yield RuleFinding(
            "WOR-DIR-03", "BLOCK",
            say("WOR-DIR-03", "The provider is suspended or has been removed from the directory."),
            say("WOR-DIR-03.remedy", "Choose another provider."), "commissioner", None, "provider_status", REFER,
        )  # fmt: skip


@placement(
    "WOR-DIR-05", mark("The child's age and district fall inside the provider's offer"),
    source="Appendix 5, directory of providers", force="M", effect="WARN",
)  # fmt: skip
def wor_dir_05_offer(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in ("considering", "preparing"):
        in_age = age_fits(facts.age, facts.provider_least_age, facts.provider_most_age)
        yield from lacking(
            "WOR-DIR-05", "WARN", "commissioner",
            Need(
                in_age is False, "age",
                mark("The child is {age}, and the provider takes ages {least} to {most}."),
                mark("Ask the provider, or choose another."),
                {"age": facts.age, "least": _shown(facts.provider_least_age), "most": _shown(facts.provider_most_age)},
            ),
            Need(
                district_fits(facts.district, facts.provider_districts) is False, "district",
                mark("The provider does not work in the child's district: {district}."),
                mark("Ask the provider, or choose another."), {"district": facts.district},
            ),
        )  # fmt: skip


def _shown(age: int | None) -> str:
    return "…" if age is None else str(age)


def _registration_test(number: str, look: Look, nation: str) -> Iterator[RuleFinding]:
    """What the test of the provider (rules/providers/registration.py) means for one placement; unknown is no pass."""
    facts = look.facts
    if facts.stage not in PREPARED or not facts.is_non_school:
        return
    if not is_alternative_provision(facts.setting, nation):
        return
    yield from lacking(
        number, "BLOCK", "commissioner",
        Need(
            blank(facts.provider_test), "registration_test",
            mark("Nobody has tested whether this provider must register as a school."),
            mark("List all of its pupils, their hours and who commissions them."),
        ),
        Need(
            facts.provider_test == "met", "registration_test",
            mark("This provider works as a school and is not registered as one. It must not be used."),
            mark("Do not place the child. Tell the authority."),
        ),
        Need(
            facts.provider_test == "unknown", "registration_test",
            mark("Too little is known to say whether this provider must register as a school."),
            mark("Ask the provider about all of its pupils and their hours."), effect="WARN", gates=(),
        ),
        Need(
            facts.provider_test == "early_warning", "registration_test",
            mark("One more full-time pupil, and this provider must register as a school."),
            mark("Talk to the other commissioners before you place the child."), effect="WARN", gates=(),
        ),
        gates=START,
    )  # fmt: skip


@placement(
    "WOR-UNR-02", mark("An illegal school is never used"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="BLOCK",
)  # fmt: skip
def wor_unr_02_illegal_school(look: Look) -> Iterator[RuleFinding]:
    yield from _registration_test("WOR-UNR-02", look, "england")


@placement(
    "ENG-UNR-01", mark("A place that works as a school is registered as one"),
    source="Education and Skills Act 2008, section 92; Education Act 1996, section 463", force="M", effect="BLOCK",
)  # fmt: skip
def eng_unr_01_registered(look: Look) -> Iterator[RuleFinding]:
    """Silent where the authority's own rule already says it."""
    if not said_locally(look.policy, "WOR-UNR-02"):
        yield from _registration_test("ENG-UNR-01", look, "england")


@placement(
    "WAL-UNR-01", mark("A place that works as an independent school is registered with the Welsh Government"),
    source="Education Act 1996, section 463, as it applies in Wales", force="M", effect="BLOCK",
)  # fmt: skip
def wal_unr_01_registered(look: Look) -> Iterator[RuleFinding]:
    yield from _registration_test("WAL-UNR-01", look, "wales")
