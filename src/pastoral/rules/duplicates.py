"""Is this pupil already here? Matches are graded and offered as a question; nothing is ever merged.

same: the UPN is theirs, now or formerly. likely: both names and the date of birth. possible: the date of birth and one
name, or both names and a date with day and month swapped, or with the same postcode.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pastoral.rules.sentences import Sentence, say
from pastoral.rules.upn import normalise

GRADES = ("same", "likely", "possible")
NO_DECOMPOSITION = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


@dataclass(frozen=True, slots=True)
class PupilIdentity:
    """What tells pupils apart; `key` is the caller's own (a row number or an id)."""

    key: str
    surname: str
    forename: str
    born: date | None = None
    upn: str = ""
    former_upns: frozenset[str] = frozenset()
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An existing pupil who may be the candidate: how surely, and why."""

    candidate: str
    existing: str
    grade: str
    reason: Sentence


def folded(name: str) -> str:
    """A name without case, accents, apostrophes, hyphens and spaces: "O’Brien-Siân" and "obrien sian" are one."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(NO_DECOMPOSITION)
    return "".join(character for character in plain if character.isalnum())


def swapped(day: date) -> date | None:
    """The date with day and month swapped, if that is another date."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


@dataclass
class Register:
    """Existing pupils, indexed once, so that a whole file is matched in one pass."""

    pupils: Iterable[PupilIdentity]
    _by_upn: dict[str, list[PupilIdentity]] = field(init=False, default_factory=lambda: defaultdict(list))
    _by_born: dict[date, list[PupilIdentity]] = field(init=False, default_factory=lambda: defaultdict(list))
    _by_name: dict[tuple[str, str], list[PupilIdentity]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for pupil in self.pupils:
            for upn in _upns(pupil):
                self._by_upn[upn].append(pupil)
            if pupil.born is not None:
                self._by_born[pupil.born].append(pupil)
            self._by_name[_name(pupil)].append(pupil)

    def matches(self, candidate: PupilIdentity) -> tuple[Match, ...]:
        """Existing pupils who may be this one, surest first; each once."""
        found: dict[str, Match] = {}
        for near in self._near(candidate):
            if near.key not in found:
                graded = _grade(candidate, near)
                if graded is not None:
                    found[near.key] = graded
        return tuple(sorted(found.values(), key=lambda match: (GRADES.index(match.grade), match.existing)))

    def _near(self, candidate: PupilIdentity) -> Iterable[PupilIdentity]:
        for upn in _upns(candidate):
            yield from self._by_upn.get(upn, ())
        if candidate.born is not None:
            yield from self._by_born.get(candidate.born, ())
        yield from self._by_name.get(_name(candidate), ())


def _upns(pupil: PupilIdentity) -> frozenset[str]:
    return frozenset(normalise(upn) for upn in (pupil.upn, *pupil.former_upns) if normalise(upn))


def _name(pupil: PupilIdentity) -> tuple[str, str]:
    return folded(pupil.surname), folded(pupil.forename)


def _grade(candidate: PupilIdentity, existing: PupilIdentity) -> Match | None:
    def match(grade: str, code: str, text: str) -> Match:
        return Match(candidate.key, existing.key, grade, say(f"DUPLICATE.{code}", text))

    if _upns(candidate) & _upns(existing):
        return match("same", "upn", "The UPN is the same, now or formerly.")
    pairs = tuple(zip(_name(candidate), _name(existing), strict=True))
    names = sum(1 for one, other in pairs if one and one == other)
    born, known = candidate.born, existing.born
    if born is not None and born == known:
        if names == 2:
            return match("likely", "name_and_birth", "The name and the date of birth are the same.")
        if names == 1:
            return match("possible", "one_name_and_birth", "The date of birth and one name are the same.")
        if _crossed(candidate, existing):
            return match("possible", "names_swapped", "The date of birth is the same; the names are swapped.")
        return None
    if names < 2:
        return None
    if born is not None and known is not None and swapped(born) == known:
        return match("possible", "date_swapped", "The name is the same; day and month of birth may be swapped.")
    postcode = re.sub(r"\s", "", candidate.postcode).upper()
    if postcode and postcode == re.sub(r"\s", "", existing.postcode).upper():
        return match("possible", "name_and_postcode", "The name and the postcode are the same.")
    return None


def _crossed(candidate: PupilIdentity, existing: PupilIdentity) -> bool:
    return bool(all(_name(candidate))) and _name(candidate) == _name(existing)[::-1]


def find_duplicates(candidates: Sequence[PupilIdentity], existing: Iterable[PupilIdentity]) -> tuple[Match, ...]:
    """Matches of each candidate among the existing pupils, in the candidates' order."""
    register = Register(existing)
    return tuple(match for candidate in candidates for match in register.matches(candidate))


def within_file(candidates: Sequence[PupilIdentity]) -> tuple[Match, ...]:
    """Rows of one file that may be the same pupil; each pair once, the earlier row as the existing one."""
    place = {candidate.key: number for number, candidate in enumerate(candidates)}
    found = find_duplicates(candidates, candidates)
    return tuple(match for match in found if place[match.existing] < place[match.candidate])
