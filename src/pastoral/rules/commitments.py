"""Who promises what in a plan: owners, dates, and a plan in which only the child acts (NPT-PSP-13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pastoral.rules.sentences import Sentence, mark, say


class Party(StrEnum):
    """Who acts; the school's part is in two halves (F-NPT-01, 22)."""

    SCHOOL_PROACTIVE = "school_proactive"
    SCHOOL_REACTIVE = "school_reactive"
    PARENT = "parent"
    PROFESSIONAL = "professional"
    CHILD = "child"


SCHOOL = frozenset({Party.SCHOOL_PROACTIVE, Party.SCHOOL_REACTIVE})

PARTY_HEADINGS: dict[Party, str] = {
    Party.SCHOOL_PROACTIVE: mark("The school will do this to help"),
    Party.SCHOOL_REACTIVE: mark("The school will do this when things go wrong"),
    Party.PARENT: mark("Parents or carers agree to"),
    Party.PROFESSIONAL: mark("Other professionals agree to"),
    Party.CHILD: mark("The child or young person agrees to"),
}


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise; `owner` is a name or post, `by` the day it is due, `kept` what a review said (None: not yet)."""

    party: Party
    text: str
    owner: str = ""
    by: date | None = None
    kept: bool | None = None
    key: str = ""


def acting(commitments: Iterable[Commitment]) -> frozenset[Party]:
    """The parties with at least one written commitment."""
    return frozenset(promise.party for promise in commitments if promise.text.strip())


def only_child_acts(commitments: Iterable[Commitment]) -> bool:
    """Whether the child is the only one who promises anything (NPT-PSP-13); false for an empty plan."""
    return acting(commitments) == {Party.CHILD}


def school_acts(commitments: Iterable[Commitment]) -> bool:
    """Whether the school promises anything, proactive or reactive."""
    return bool(acting(commitments) & SCHOOL)


def check_commitment(promise: Commitment, *, agreed_on: date | None = None) -> tuple[Sentence, ...]:
    """What a promise lacks: words, an owner, a date, or a date that is not before the plan."""
    code = "NPT-PSP-13"
    if not promise.text.strip():
        return (say(f"{code}.text", "Say what will be done."),)
    missing: list[Sentence] = []
    if not promise.owner.strip():
        missing.append(say(f"{code}.owner", "Say who will do it: “{what}”", what=short(promise.text)))
    if promise.by is None:
        missing.append(say(f"{code}.date", "Say by when it will be done: “{what}”", what=short(promise.text)))
    elif agreed_on is not None and promise.by < agreed_on:
        missing.append(
            say(
                f"{code}.past",
                "The date {by} is before the plan: “{what}”",
                by=promise.by,
                what=short(promise.text),
            )
        )
    return tuple(missing)


def short(text: str, length: int = 60) -> str:
    """A text cut at a word for quoting in a sentence."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0]
    return f"{cut}…"
