"""Every number of the rule catalogue, and what becomes of it: judged, held as data, not for software, or still to come.

404 numbers: the 378 that stand first in a row of the reference's tables (the gaps and Wiltshire's five priorities among
them) and 26 that stand in its running text (CODE, HRS, NPT-AUD, HIL-FORM, HAM-ACT, HAM-PAR, HAM-PRO, WOR-STEP, WOR-SRT).
"""

from __future__ import annotations

from functools import lru_cache

from pastoral.rules.catalogue import (
    calculation,
    england,
    general,
    hampshire,
    hillingdon,
    npt,
    uk,
    wales,
    wiltshire,
    worcestershire,
)
from pastoral.rules.catalogue.entries import STATUSES, Accounted, Entry, kinds_of, load_rules
from pastoral.rules.engine import RULES

__all__ = ["OURS", "SOURCES", "STATUSES", "Accounted", "Entry", "by_number", "every_rule"]

SOURCES = (general, npt, hillingdon, hampshire, wiltshire, worcestershire, england, wales, uk, calculation)
OURS = ("PLAN",)  # families of working rules that are Pastoral's own and stand in no guidance


@lru_cache(maxsize=1)
def every_rule() -> tuple[Accounted, ...]:
    """Every number in the order of the reference, with its status; at the end the working rules of our own."""
    load_rules()
    guidance = [
        Accounted(entry, source.DOCUMENT, kinds_of(entry.number)) for source in SOURCES for entry in source.ENTRIES
    ]
    return (*guidance, *_our_own())


def _our_own() -> tuple[Accounted, ...]:
    found = {
        number: rule for rules in RULES.values() for number, rule in rules.items() if number.partition("-")[0] in OURS
    }
    return tuple(
        Accounted(Entry(number, rule.title, rule.source, rule.force, (rule.effect,)), "", kinds_of(number))
        for number, rule in sorted(found.items())
    )


@lru_cache(maxsize=1)
def by_number() -> dict[str, Accounted]:
    """The same by number; a number that stands twice raises ValueError."""
    found: dict[str, Accounted] = {}
    for each in every_rule():
        if each.number in found:
            raise ValueError(f"{each.number} stands twice in the catalogue.")
        found[each.number] = each
    return found
