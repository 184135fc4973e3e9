"""The codes of the register as data: what each means, how it counts, and how sure the reference is of both.

England's are those of SI 2024/208, in force since 19 August 2024; what was before is not ours. Wales's are the set of the
guidance of 2010. Wales consulted on new codes until March 2026: what came of it is not settled, so this set holds until a
later one is entered here with its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from pastoral.rules.sentences import mark

ATTENDING = "attending"
AUTHORISED = "authorised"  # an absence with leave
UNAUTHORISED = "unauthorised"
NOT_POSSIBLE = "not_possible"  # outside the count: the pupil was not expected
ADMINISTRATIVE = "administrative"
COUNTED = (ATTENDING, AUTHORISED, UNAUTHORISED)


class CodesUnknown(LookupError):
    """No set of codes is known for this nation on this day."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `status` is how sure its meaning is, `counts_status` how sure it is that it counts so."""

    code: str
    meaning: str
    counts: str
    status: str
    counts_status: str


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A nation's codes from a day on."""

    nation: str
    starts_on: date
    codes: Mapping[str, Code]

    def counts(self, code: str) -> str:
        """How a code counts; "" for one that this set does not have."""
        return self.codes[code].counts if code in self.codes else ""


_ENGLAND = (
    Code("/", mark("Present, morning"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("\\", mark("Present, afternoon"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("L", mark("Late, before the register closed"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("K", mark("Education that the authority arranged elsewhere"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("V", mark("School visit or trip"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("P", mark("Sport approved by the school"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("W", mark("Work experience"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("B", mark("Other supervised education off site that the school arranged"), ATTENDING, "VERIFIED", "VERIFIED"),
    Code("D", mark("At another school where also registered"), NOT_POSSIBLE, "VERIFIED", "VERIFIED"),
    Code("C1", mark("Leave for a performance or work abroad"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("M", mark("Medical or dental appointment"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("J1", mark("Interview for work or another place of learning"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("S", mark("Study leave for a public exam"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("X", mark("Under or over school age, not required"), NOT_POSSIBLE, "VERIFIED", "KNOWLEDGE"),
    Code("C2", mark("Agreed part-time timetable"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("C", mark("Other leave, exceptional"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("T", mark("Parent travelling for work"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("R", mark("Religious observance"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("I", mark("Illness"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("E", mark("Suspended or excluded, nothing else arranged"), AUTHORISED, "VERIFIED", "VERIFIED"),
    Code("Q", mark("The authority did not arrange the way to school"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y1", mark("The usual transport did not run"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y2", mark("Widespread travel disruption"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y3", mark("Part of the school out of use"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y4", mark("School closed unexpectedly"), NOT_POSSIBLE, "KNOWLEDGE", "VERIFIED"),
    Code("Y5", mark("In detention by a court"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y6", mark("Public health law or advice"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y7", mark("Another cause nobody could avoid"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("G", mark("Holiday that was not granted"), UNAUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("N", mark("Reason not known yet"), UNAUTHORISED, "VERIFIED", "VERIFIED"),
    Code("O", mark("Absent without leave, or unknown"), UNAUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("U", mark("Arrived after the register closed"), UNAUTHORISED, "VERIFIED", "KNOWLEDGE"),
    Code("Z", mark("Not on the roll yet"), ADMINISTRATIVE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("#", mark("Planned closure of the whole school"), ADMINISTRATIVE, "KNOWLEDGE", "KNOWLEDGE"),
)

_WALES = (
    Code("/", mark("Present, morning"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("\\", mark("Present, afternoon"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("L", mark("Late, before the register closed"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("B", mark("Educated off site"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("D", mark("Registered at another school or unit too"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("J", mark("Interview"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("P", mark("Approved sport"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("V", mark("Visit or trip"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("W", mark("Work experience"), ATTENDING, "KNOWLEDGE", "KNOWLEDGE"),
    Code("C", mark("Other authorised circumstances"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("E", mark("Excluded, nothing else arranged"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("F", mark("Agreed extended family holiday"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("H", mark("Agreed family holiday"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("I", mark("Illness"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("M", mark("Medical or dental appointment"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("R", mark("Religious observance"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("S", mark("Study leave"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("T", mark("Traveller absence"), AUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("G", mark("Holiday not agreed, or too long"), UNAUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("N", mark("No reason yet"), UNAUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("O", mark("Absent without leave"), UNAUTHORISED, "KNOWLEDGE", "KNOWLEDGE"),
    Code("U", mark("Late, after the register closed"), UNAUTHORISED, "VERIFIED", "VERIFIED"),
    Code("X", mark("Not of school age and not timetabled"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Y", mark("School partly or wholly closed"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("Z", mark("Not on the roll"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
    Code("#", mark("School closed"), NOT_POSSIBLE, "KNOWLEDGE", "KNOWLEDGE"),
)

SETS: tuple[CodeSet, ...] = tuple(
    CodeSet(nation, starts_on, MappingProxyType({code.code: code for code in codes}))
    for nation, starts_on, codes in (
        ("england", date(2024, 8, 19), _ENGLAND),
        ("wales", date(2010, 9, 1), _WALES),
    )
)
# Codes of England's earlier set that ended in August 2024.
RETIRED_IN_ENGLAND = ("H", "J", "Y")


@lru_cache(maxsize=2000)  # asked for every session of a year
def codes_in_force(nation: str, day: date) -> CodeSet:
    """The codes of a nation on a day. Raises `CodesUnknown` before the first set, and for another nation."""
    fitting = [one for one in SETS if one.nation == nation and one.starts_on <= day]
    if not fitting:
        raise CodesUnknown(f"No register codes are known for {nation or 'no nation'} on {day.isoformat()}.")
    return max(fitting, key=lambda one: one.starts_on)
