"""One number of the catalogue: what it is called, where it stands, and what becomes of it in the software.

`implemented` is never typed: a number has it when the engine holds a rule of that number, or when `by` names what does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pastoral.rules
from pastoral.rules import engine

STATUSES = ("implemented", "data", "not-for-software", "pending")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number. `otherwise` and `reason` say what becomes of it where no function judges it.

    `certainty` is how sure the reference is of national law: VERIFIED, PART VERIFIED, KNOWLEDGE, CONFLICT, NOT ESTABLISHED.
    `by` names a function or class outside the engine ("pastoral.rules.calendar:within_calendar_weeks"); `under` the numbers
    under which the engine judges it. `differs` says on the rule's page why it acts otherwise than `effects`.
    """

    number: str
    name: str
    source: str
    force: str = ""  # M must, S should, G good practice; "" where the catalogue gives none
    effects: tuple[str, ...] = ()
    certainty: str = ""
    by: str = ""
    under: tuple[str, ...] = ()
    otherwise: str = ""
    reason: str = ""
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Accounted:
    """An entry with what became of it; `kinds` are the records that the engine judges under this number."""

    entry: Entry
    document: str
    kinds: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.entry.number

    @property
    def title(self) -> str:
        """As the engine words it, so that a rule has one title; the entry's own where the engine has none."""
        return engine.RULES[self.kinds[0]][self.number].title if self.kinds else self.entry.name

    @property
    def source(self) -> str:
        return f"{self.document}: {self.entry.source}" if self.document else self.entry.source

    @property
    def status(self) -> str:
        """One of STATUSES; "" for a number that nobody has accounted for."""
        if self.kinds or self._by_function or self._by_others:
            return "implemented"
        return self.entry.otherwise

    @property
    def _by_function(self) -> bool:
        return bool(self.entry.by) and found(self.entry.by) is not None

    @property
    def _by_others(self) -> bool:
        return bool(self.entry.under) and all(kinds_of(number) for number in self.entry.under)

    @property
    def reason(self) -> str:
        """Which records or function judge it, or why none does."""
        if self.kinds:
            judged = "Judged for: " + ", ".join(kind.replace("_", " ") for kind in self.kinds) + "."
            return f"{judged} {self.entry.differs}".strip()
        if self._by_function:
            module, _colon, name = self.entry.by.partition(":")
            return f"Function {name} in {module}."
        if self._by_others:
            return f"Judged under {', '.join(self.entry.under)}."
        return self.entry.reason


def found(by: str) -> Any:
    """What `module:name` or `module:Class.name` names; None where there is no such thing."""
    module, _colon, path = by.partition(":")
    try:
        value: Any = import_module(module)
        for name in path.split("."):
            value = getattr(value, name)
    except (ImportError, AttributeError):
        return None
    return value


@lru_cache(maxsize=1)
def load_rules() -> None:
    """Import every module of `rules`, so that all of its rules are registered."""
    for module in walk_packages(pastoral.rules.__path__, "pastoral.rules."):
        import_module(module.name)


def kinds_of(number: str) -> tuple[str, ...]:
    """The kinds of record that the engine judges under a number."""
    return tuple(kind for kind, rules in sorted(engine.RULES.items()) if number in rules)
