"""The Support Sequence: what the person has tried, then seven kinds of help in order (F-NPT-10)."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.rules.sentences import mark

OPENING_QUESTION = mark("What has the person tried already, and what ideas do they have?")
OUTCOME_REMINDER = mark(
    "A good outcome can be measured, is specific, changes what is not working or moves towards a hope, "
    "and is in everyday language."
)


@dataclass(frozen=True, slots=True)
class SupportKind:
    """One source of help; `number` is its place in the sequence. `adults` is the wording for people over school age."""

    key: str
    number: int
    title: str
    prompt: str
    adults: str = ""


SUPPORT_KINDS: tuple[SupportKind, ...] = (
    SupportKind(
        "self", 1, mark("Yourself"), mark("Which strengths can you build on? What could you learn or practise?")
    ),
    SupportKind("technology", 2, mark("Technology"), mark("Which apps or devices could help?")),
    SupportKind(
        "equipment", 3, mark("Equipment and changes around you"),
        mark("Which things, or changes at home or at school, could help?"),
    ),
    SupportKind("family", 4, mark("Family, friends and neighbours"), mark("Who around you could help, and how?")),
    SupportKind(
        "community", 5, mark("The community"), mark("Which places, groups or events, also online, could help?")
    ),
    SupportKind(
        "setting", 6, mark("Your school and the services for everyone"),
        mark("What can your school or college do? What does the local offer have?"),
        mark("What can the general health, social and other services do?"),
    ),
    SupportKind(
        "support", 7, mark("Extra support"), mark("Which extra specialist support is still needed?"),
        mark("Which organised support is needed, or what could the present one do more or differently?"),
    ),
)  # fmt: skip

PRACTITIONER_CHECKLIST: tuple[tuple[str, str], ...] = (
    ("opening", mark("I asked what the person has tried and what ideas they have.")),
    ("self", mark("I looked at what they can do for themselves.")),
    ("technology", mark("I looked at technology.")),
    ("equipment", mark("I looked at equipment and changes around them.")),
    ("family", mark("I looked at family, friends and neighbours.")),
    ("community", mark("I looked at the community.")),
    ("setting", mark("I looked at the school and the services for everyone.")),
    ("support", mark("I looked at extra support.")),
    ("budget", mark("I considered personal budgets.")),
    ("involved", mark("I am confident that the person took part in the decisions as far as possible.")),
)


def skipped_before(used: frozenset[str], kind: str) -> tuple[SupportKind, ...]:
    """Kinds that come before this one and were not looked at; ValueError for an unknown kind."""
    numbers = {each.key: each.number for each in SUPPORT_KINDS}
    if kind not in numbers:
        raise ValueError(f"There is no kind of support {kind!r}.")
    return tuple(each for each in SUPPORT_KINDS if each.number < numbers[kind] and each.key not in used)
