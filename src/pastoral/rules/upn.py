"""Unique pupil numbers: a check letter, then LA code (3), establishment (4), year (2), serial (3).

In a temporary UPN the last character is a letter. The check letter is the sum of characters 2 to 13, each
multiplied by its place, modulo 23, read off `LETTERS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pastoral.rules.sentences import Sentence, say

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
SPACES_AND_DASHES = re.compile(r"[\s\-\u2010-\u2015\u200b\ufeff]+")

# LA codes accepted in a UPN (CIN census rule 1530, 2023/24), pseudo authorities 001-005 and Wales 660-681 included.
_LA_RANGES = (
    "001-005 201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 660-681 701-708 800-803 805-808 "
    "810-813 815 816 820-823 825 826 830 831 835-841 845 846 850-852 855-857 860 861 865-896 908 909 916 919 921 "
    "925 926 928 929 931 933 935-938 940-943"
)


def _spread(ranges: str) -> frozenset[str]:
    codes: set[str] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        codes.update(f"{number:03}" for number in range(int(first), int(last or first) + 1))
    return frozenset(codes)


LA_CODES = _spread(_LA_RANGES)


@dataclass(frozen=True, slots=True)
class Upn:
    """A UPN whose form and check letter are right."""

    text: str

    @property
    def la_code(self) -> str:
        return self.text[1:4]

    @property
    def establishment(self) -> str:
        return self.text[4:8]

    @property
    def is_temporary(self) -> bool:
        return self.text[12].isalpha()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class UpnProblems:
    """Why a text is not a UPN; at least one reason."""

    text: str
    reasons: tuple[Sentence, ...]


def normalise(text: str) -> str:
    """The text as a UPN is written: capitals, no spaces, no dashes."""
    return SPACES_AND_DASHES.sub("", text).upper()


def check_letter(rest: str) -> str:
    """The check letter for characters 2 to 13: digits, or a letter of `LETTERS` (else ValueError)."""
    total = sum(place * _value(character) for place, character in enumerate(rest, start=2))
    return LETTERS[total % len(LETTERS)]


def _value(character: str) -> int:
    return int(character) if character in "0123456789" else LETTERS.index(character)


def check_upn(text: str) -> Upn | UpnProblems:
    """A pupil's present UPN, or every reason why the text is not one."""
    upn = normalise(text)
    reasons = _form(upn)
    if not reasons:
        if upn[1:4] not in LA_CODES:
            reasons.append(
                say("UPN.la", "Characters 2 to 4 of a UPN name an authority; {la_code} is not one.", la_code=upn[1:4])
            )
        if check_letter(upn[1:]) != upn[0]:
            reasons.append(
                say(
                    "UPN.check_letter",
                    "The first letter of the UPN does not fit its digits. Check each character for a slip.",
                )
            )
    return UpnProblems(upn, tuple(reasons)) if reasons else Upn(upn)


def check_former_upn(text: str) -> Upn | UpnProblems:
    """A UPN that a pupil had before: its form is checked, its check letter is not (CIN rule 1560Q)."""
    upn = normalise(text)
    reasons = _form(upn)
    return UpnProblems(upn, tuple(reasons)) if reasons else Upn(upn)


def _form(upn: str) -> list[Sentence]:
    if not upn:
        return [say("UPN.missing", "Enter a UPN.")]
    if len(upn) != 13:
        return [say("UPN.length", "A UPN has 13 characters; this has {length}.", length=len(upn))]
    reasons: list[Sentence] = []
    if upn[0] not in LETTERS:
        reasons.append(say("UPN.first", "A UPN starts with a capital letter that is not I, O or S."))
    if not re.fullmatch(r"[0-9]{11}", upn[1:12]):
        reasons.append(say("UPN.digits", "Characters 2 to 12 of a UPN are digits."))
    if upn[12] not in LETTERS + "0123456789":
        reasons.append(say("UPN.last", "The last character of a UPN is a digit, or a letter that is not I, O or S."))
    return reasons


def make_upn(la_code: str, establishment: str, year: int, serial: int) -> str:
    """A valid UPN for an invented pupil; `year` is that of the issue. ValueError if a part does not fit."""
    rest = f"{la_code}{establishment}{year % 100:02}{serial:03}"
    if la_code not in LA_CODES or not re.fullmatch(r"[0-9]{12}", rest):
        raise ValueError(f"No UPN can be made from LA {la_code!r}, establishment {establishment!r}, serial {serial}.")
    return check_letter(rest) + rest
