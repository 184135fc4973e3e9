"""The registration test in the engine: WOR-UNR-02 and 03, ENG-UNR-01, 02 and 04, WAL-UNR-01 (T20, T21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import KNOWLEDGE, UNSETTLED, Need, lacking, said_locally
from pastoral.rules.providers.registration import RegistrationTest, by_pupil, registration_test
from pastoral.rules.providers.registry import PLACE, Look, provider
from pastoral.rules.sentences import Sentence, mark, say

FACTOR_LABELS = {
    "a": mark("hours a week, with breaks and study alone"),
    "b": mark("weeks in the term or year"),
    "c": mark("the time of day"),
    "d": mark("whether it rules out full-time education elsewhere"),
    "decision": mark("full time or not"),
    "decided_by": mark("who decided"),
}
# Groups in which one pupil is enough, in the words of the finding.
GROUP_LABELS = {
    "number": mark("the number of full-time pupils"),
    "looked_after": mark("a child who is looked after"),
    "ehcp": mark("a child with an education, health and care plan"),
    "statement": mark("a child with a statement"),
    "idp": mark("a child with an individual development plan"),
    "sen": mark("a child with special educational needs"),
}


def tested_by_policy(look: Look) -> RegistrationTest | None:
    """The test by the authority's groups; None for a registered school and where no rule sets the number.

    Where the facts hold only the result over all commissioners, it is that: without a number and without a name.
    """
    number = look.policy.value("provider.unregistered_pupils")
    if look.facts.is_registered or number is None:
        return None
    if look.facts.tested:
        return RegistrationTest(look.facts.tested, 0, 0)
    return registration_test(
        look.facts.pupils,
        number=number,
        any_of=look.policy.value("provider.unregistered_any_of") or (),
        full_time_hours=look.policy.value("provider.full_time_hours"),
    )


def _findings(number: str, look: Look) -> Iterator[RuleFinding]:
    answer = tested_by_policy(look)
    if answer is None or answer.result == "below":
        return
    effect = "BLOCK" if answer.result == "met" else "WARN"
    sentence, remedy = (_of_the_total if look.facts.tested else _of_the_pupils)(number, answer)
    yield RuleFinding(
        number, effect, sentence, remedy, "authority", None, "registration_test", PLACE if effect == "BLOCK" else ()
    )
    if answer.result == "met":
        welsh = number.startswith("WAL")
        yield from lacking(
            number, "TASK", "authority",
            Need(
                not welsh and look.facts.ofsted_told_on is None, "report",
                mark("The provider has not been reported as an unregistered school."),
                mark("Report it to Ofsted, and tell all commissioners."),
            ),
            Need(
                welsh and look.facts.government_told_on is None, "report",
                mark("The provider has not been reported as an unregistered school."),
                mark("Report it to the Welsh Government, and tell all commissioners."),
            ),
        )  # fmt: skip


def _of_the_pupils(number: str, answer: RegistrationTest) -> tuple[Sentence, Sentence]:
    """For who may know them all: how many, why, and whose."""
    params = {"count": answer.full_time, "unknown": answer.unknown, "who": answer.commissioners}
    if answer.result == "met":
        because = tuple(say(f"{number}.because", GROUP_LABELS[group]) for group in answer.because)
        return (
            say(
                f"{number}.met", "This provider works as a school and is not registered as one. What decides: {because}.",
                because=because,
            ),
            say(
                f"{number}.met.remedy", "Nobody new is placed there. Tell every commissioner ({who}) and report it.",
                who=answer.commissioners,
            ),
        )  # fmt: skip
    if answer.result == "unknown":
        return (
            say(
                f"{number}.unknown",
                "Too little is known to pass: {count} pupils are full time, and of {unknown} more nobody can say.", **params,
            ),
            say(f"{number}.unknown.remedy", "Ask the provider and all commissioners ({who}) for the missing facts.", **params),
        )  # fmt: skip
    return (
        say(
            f"{number}.early", "One more full-time pupil, and this provider must register as a school: it has {count}.",
            **params,
        ),
        say(f"{number}.early.remedy", "Tell all commissioners ({who}) before anybody places another child.", **params),
    )  # fmt: skip


def _of_the_total(number: str, answer: RegistrationTest) -> tuple[Sentence, Sentence]:
    """For one commissioner of several: that it is so, and no child, number or name of another."""
    if answer.result == "met":
        return (
            say(
                f"{number}.total", "This provider works as a school and is not registered as one. "
                "All councils that place children there were counted together.",
            ),
            say(f"{number}.total.remedy", "Nobody new is placed there. Report it. Pastoral has told every council with a child there."),
        )  # fmt: skip
    if answer.result == "unknown":
        return (
            say(f"{number}.total_unknown", "Too little is known to say whether this provider must register as a school."),
            say(f"{number}.total_unknown.remedy", "Write down the hours of your own children there, and judge the four factors."),
        )
    return (
        say(
            f"{number}.total_early",
            "One more full-time pupil, from any council, and this provider must register as a school.",
        ),
        say(f"{number}.total_early.remedy", "Talk to the provider before you place another child there."),
    )


@provider(
    "WOR-UNR-02", mark("An illegal school is never used"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="BLOCK",
)  # fmt: skip
def wor_unr_02_illegal_school(look: Look) -> Iterator[RuleFinding]:
    yield from _findings("WOR-UNR-02", look)


@provider(
    "WOR-UNR-03", mark("Full time is judged on four factors, and the judgement is recorded"),
    source="Appendix 5, Unregistered Alternative Provisions", force="M", effect="BLOCK",
)  # fmt: skip
def wor_unr_03_four_factors(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_registered or not facts.is_used:
        return
    missing = facts.factors.missing if facts.factors else tuple(FACTOR_LABELS)
    yield from lacking(
        "WOR-UNR-03", "BLOCK", "commissioner",
        Need(
            bool(missing), "factors",
            mark("Not recorded for the judgement of full time: {factors}."), mark("Find out and record it."),
            {"factors": tuple(say("WOR-UNR-03.factor", FACTOR_LABELS[factor]) for factor in missing)},
        ),
        gates=PLACE,
    )  # fmt: skip


@provider(
    "ENG-UNR-01", mark("A place that works as a school is registered as one"),
    source="Education and Skills Act 2008, section 92; Education Act 1996, section 463", force="M", effect="BLOCK",
)  # fmt: skip
def eng_unr_01_registered(look: Look) -> Iterator[RuleFinding]:
    """Silent where the authority's own rule already says it."""
    if not said_locally(look.policy, "WOR-UNR-02"):
        yield from _findings("ENG-UNR-01", look)


@provider(
    "ENG-UNR-02", mark("The Act of 2026 adds children with special educational needs to the test"),
    source="Children's Wellbeing and Schools Act 2026, section 43", force="M", effect="INFO",
    valid_from=date(2026, 4, 29),
)  # fmt: skip
def eng_unr_02_section_43(look: Look) -> Iterator[RuleFinding]:
    """Its first day is not established (ENG-UNR-03): it looks ahead and stops nothing until the policy names the group."""
    number, groups = look.policy.value("provider.unregistered_pupils"), look.policy.value("provider.unregistered_any_of")
    if look.facts.is_registered or number is None or "sen" in (groups or ()):
        return
    now = tested_by_policy(look)
    then = registration_test(look.facts.pupils, number=number, any_of=("looked_after", "sen", "ehcp"))
    if now is not None and now.result != "met" and then.result == "met":
        yield RuleFinding(
            "ENG-UNR-02", "INFO",
            say(
                "ENG-UNR-02",
                "Once section 43 of the Act of 2026 is in force, this provider must register: "
                "a full-time pupil has special educational needs.",
            ),
            say("ENG-UNR-02.remedy", "Talk to the provider now. From which day is not known. {status}", status=UNSETTLED),
            "authority", about="registration_test",
        )  # fmt: skip


@provider(
    "ENG-UNR-04", mark("Many hours in the day are likely to be full time"),
    source="Rules catalogue 2.9", force="G", effect="WARN",
)  # fmt: skip
def eng_unr_04_yardstick(look: Look) -> Iterator[RuleFinding]:
    hours = look.policy.value("provider.full_time_hours")
    if look.facts.is_registered or hours is None:
        return
    for each in by_pupil(look.facts.pupils):
        if each.hours is not None and each.hours > hours and each.full_time is not True:
            yield RuleFinding(
                "ENG-UNR-04", "WARN",
                say(
                    "ENG-UNR-04", "A pupil is there for {given} hours a week and is not judged full time. Over {hours} is likely to be.",
                    given=each.hours, hours=hours,
                ),
                say("ENG-UNR-04.remedy", "Judge it again on the four factors. {status}", status=KNOWLEDGE),
                "commissioner", about=f"pupil:{each.pupil}",
            )  # fmt: skip


@provider(
    "WAL-UNR-01", mark("A place that works as an independent school is registered with the Welsh Government"),
    source="Education Act 1996, section 463, as it applies in Wales", force="M", effect="BLOCK",
)  # fmt: skip
def wal_unr_01_registered(look: Look) -> Iterator[RuleFinding]:
    """Looked-after children and those with an IDP count where the policy names them: that is known practice."""
    yield from _findings("WAL-UNR-01", look)
