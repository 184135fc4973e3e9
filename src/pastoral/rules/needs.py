"""What a record still lacks, said the same way by every rule that asks for something to be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.sentences import say

_NOTHING: Mapping[str, object] = MappingProxyType({})
# Said at the end of a remedy where the catalogue marks its number or wording as KNOWLEDGE, CONFLICT or NOT ESTABLISHED.
KNOWLEDGE = say("STATUS.knowledge", "This is known practice, not checked against the guidance.")
UNSETTLED = say("STATUS.unsettled", "This is not settled in the guidance.")


class Need(NamedTuple):
    """One thing that is missing, in words; `effect`, `owner` and `gates` only where they differ from their neighbours'."""

    missing: bool
    about: str
    sentence: str
    remedy: str
    params: Mapping[str, object] = _NOTHING
    effect: str = ""
    owner: str = ""
    gates: tuple[str, ...] | None = None
    due: date | None = None


def lacking(
    number: str, effect: str, owner: str, *needs: Need, gates: tuple[str, ...] = (), due: date | None = None
) -> Iterator[RuleFinding]:
    """A finding for each need that is missing; its sentence's code is the rule's number and what it is about."""
    for need in needs:
        if need.missing:
            code = f"{number}.{need.about.replace(':', '.')}"
            yield RuleFinding(
                number,
                need.effect or effect,
                say(code, need.sentence, **need.params),
                say(f"{code}.remedy", need.remedy, **need.params),
                need.owner or owner,
                need.due or due,
                need.about,
                gates if need.gates is None else need.gates,
            )


def said_locally(policy: Policy, *numbers: str) -> bool:
    """Whether a rule of the authority's own, in force here, already says what a national rule would say again."""
    return any(policy.severity(number, "BLOCK") != "OFF" for number in numbers)


def blank(value: str) -> bool:
    """Nothing but spaces."""
    return not value.strip()


def listed(value: Any, item: str) -> bool:
    """Whether a parameter that is a list holds this; no local rule holds nothing."""
    return value is not None and item in value
