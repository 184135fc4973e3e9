"""The Inclusion Self-Reflection Tool (F-WOR-04): a school rates itself on 52 statements (WOR-SRT-01 and 02).

The publisher's wording is not ours to print; a pack may hold it. The letters are ours, the source numbers subsections only
and has no 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pastoral.rules import engine
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.sentences import mark, say

KIND = "self_reflection"
SOURCE = "Inclusion Self-Reflection Tool"
RATINGS: dict[int, str] = {
    1: mark("Not yet developed"),
    2: mark("Developing"),
    3: mark("Established"),
    4: mark("Enhanced"),
}
ACTION_NEEDED_UP_TO = 2

# Subsection → how many statements it has.
SUBSECTIONS: dict[str, int] = {
    "1.1": 3, "1.2": 2, "1.3": 2, "1.5": 1, "1.6": 1, "1.7": 1,
    "2.1": 3, "2.2": 1, "2.3": 4, "2.4": 3,
    "3.1": 4, "3.2": 5, "3.3": 2, "3.4": 1, "3.5": 2, "3.6": 4,
    "4.1": 4, "4.2": 1, "4.3": 3, "4.4": 3, "4.5": 1, "4.6": 1,
}  # fmt: skip
STATEMENTS: tuple[str, ...] = tuple(
    f"{section}.{'abcdefgh'[place]}" for section, count in SUBSECTIONS.items() for place in range(count)
)


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """One statement's rating, 1 to 4, in one cycle; an action with its owner and day where it is low."""

    statement: str
    rating: int | None = None
    evidence: str = ""
    action: str = ""
    owner: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class ReflectionFacts:
    """One cycle of a school's self-reflection; `before` are the statements that an earlier cycle rated."""

    cycle: str = ""
    framework: str = ""  # the inspection framework it is aligned to
    complete: bool = False
    ratings: tuple[RatingFacts, ...] = ()
    before: frozenset[str] = frozenset()


engine.kind(KIND, ReflectionFacts)
Look = engine.Look[ReflectionFacts, Policy]


@engine.rule(
    "WOR-SRT-01",
    mark("A self-rating has evidence, and a low one an action"),
    kind=KIND,
    source=SOURCE,
    force="G",
    effect="WARN",
)
def wor_srt_01_evidence_and_action(look: Look) -> Iterator[RuleFinding]:
    for one in look.facts.ratings:
        if one.statement not in STATEMENTS or one.rating not in RATINGS:
            yield RuleFinding(
                "WOR-SRT-01", "WARN",
                say(
                    "WOR-SRT-01.unknown", "“{statement}” with rating {rating} is not part of the tool.",
                    statement=one.statement, rating=one.rating,
                ),
                say("WOR-SRT-01.unknown.remedy", "Choose one of the 52 statements and a rating from 1 to 4."),
                "head", about=f"statement:{one.statement}",
            )  # fmt: skip
            continue
        if not one.evidence.strip():
            yield RuleFinding(
                "WOR-SRT-01", "WARN",
                say("WOR-SRT-01", "The rating of statement {statement} has no evidence.", statement=one.statement),
                say("WOR-SRT-01.remedy", "Write down what shows it."),
                "head", about=f"statement:{one.statement}",
            )  # fmt: skip
        planned = one.action.strip() and one.owner.strip() and one.by is not None
        if one.rating <= ACTION_NEEDED_UP_TO and not planned:
            yield RuleFinding(
                "WOR-SRT-01", "WARN",
                say(
                    "WOR-SRT-01.action", "Statement {statement} is rated low and has no action with an owner and a day.",
                    statement=one.statement,
                ),
                say("WOR-SRT-01.action.remedy", "Write down what will be done, who does it and by when."),
                "head", about=f"statement:{one.statement}",
            )  # fmt: skip


@engine.rule(
    "WOR-SRT-02", mark("Ratings are kept for each cycle"), kind=KIND, source=SOURCE, force="G", effect="RECORD"
)
def wor_srt_02_history(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not (facts.cycle.strip() and facts.framework.strip()):
        yield RuleFinding(
            "WOR-SRT-02", "INFO",
            say("WOR-SRT-02", "The cycle, or the inspection framework it is aligned to, is not named."),
            say("WOR-SRT-02.remedy", "Name the cycle, for example the school year, and the framework."),
            "head", about="cycle",
        )  # fmt: skip
    gone = tuple(sorted(facts.before - {one.statement for one in facts.ratings}))
    if facts.complete and gone:
        yield RuleFinding(
            "WOR-SRT-02", "INFO",
            say("WOR-SRT-02.gone", "These statements were rated before and are not rated now: {gone}.", gone=gone),
            say("WOR-SRT-02.gone.remedy", "Rate them again, so that the change can be seen."),
            "head", about="history",
        )  # fmt: skip
