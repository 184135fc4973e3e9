"""Reads what councils write about a provider in free text: ages, districts, modes, registration, addresses, kinds of place.

Pure: text in, values out. What cannot be read stays unread (None, "" or empty) and is never guessed; the text is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NOTHING = frozenset({"", "n/a", "na", "none", "-", "–", "not applicable", "tbc", "not known", "unknown"})
MOST_AGE = 30
# Ages that words of the school system stand for: (from, to). After 16 ends with the school year of the 18th birthday.
AGE_WORDS: tuple[tuple[str, int, int], ...] = (
    (r"eyfs|early years|nursery", 0, 5),
    (r"key stage 1|ks ?1|infants?", 5, 7),
    (r"key stage 2|ks ?2|juniors?", 7, 11),
    (r"key stage 3|ks ?3", 11, 14),
    (r"key stage 4|ks ?4", 14, 16),
    (r"key stage 5|ks ?5|post[- ]?16|sixth form|6th form", 16, 18),
    (r"primary", 4, 11),
    (r"secondary", 11, 16),
)
# "Key Stages 3 & 4" names two.
SEVERAL_STAGES = re.compile(
    r"\b(?:key stages?|ks) ?(\d(?:(?:\s*(?:,|&|and|to|-|–|/)\s*)(?:key stages? ?|ks ?)?\d)+)", re.IGNORECASE
)
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
NUMBERED = re.compile(r"\s+(?:and|&|a)\s+(?=\d+[A-Za-z]?\s)")
URN = re.compile(r"\b(?:urn)?\s*:?\s*(\d{5,8})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ages:
    """Whole years, both ends included; None: no such end, or not read. `condition` is the part that holds only for some."""

    least: int | None = None
    most: int | None = None
    condition: str = ""

    @property
    def known(self) -> bool:
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class Districts:
    """The names as written; `every`: it says all of them. `unread` when there is text of which nothing could be made."""

    names: tuple[str, ...] = ()
    every: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """WOR-DIR-01: `status` is urn, not_applicable, in_progress, or "" where the text says none of the three."""

    status: str = ""
    urn: str = ""

    @property
    def odd_length(self) -> bool:
        """England's numbers have six digits; seven are Wales's school numbers or no school's at all."""
        return bool(self.urn) and len(self.urn) != 6


@dataclass(frozen=True, slots=True)
class SiteRead:
    """One place: `kind` of models.Site.Kind, the address as written, its postcode in the usual form."""

    address: str
    postcode: str = ""
    kind: str = "own"


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or only says that it is."""
    return " ".join(text.casefold().split()).rstrip(".") in NOTHING


def read_ages(text: str) -> Ages:
    """ "5 - 16 yrs", "EYFS through to post 16", "5yrs to adult", "4 -18 (up to 25 for children with SEND)"."""
    plain = " ".join(text.replace("–", "-").replace("—", "-").split())
    condition = ""
    if bracket := re.search(r"\(([^)]*)\)", plain):
        if re.search(r"\d|\b(?:send?|aln|ehcp|idp)\b", bracket[1], re.IGNORECASE):
            condition = bracket[1].strip()
        plain = (plain[: bracket.start()] + plain[bracket.end() :]).strip()
    if is_nothing(plain):
        return Ages(condition=condition)
    least, most = _numbers(plain)
    words = _spans(plain)
    if least is None and words:
        least = min(first for first, _last in words)
    if re.search(r"\b(?:adults?|any age|all ages)\b|\d\s*\+", plain, re.IGNORECASE):
        most = None  # open at the top
    elif most is None and words:
        most = max(last for _first, last in words)
    if least is not None and most is not None and least > most:
        return Ages(condition=condition)
    return Ages(least, most, condition)


def _numbers(text: str) -> tuple[int | None, int | None]:
    """The ends that stand in figures, leaving out those of key stages, years and "post 16"."""
    plain = re.sub(
        r"(?:key stages?|ks|years?|yr|y|post)[ -]?\d+(?:\s*(?:,|&|and|to|-)\s*\d+)*", " ", text, flags=re.IGNORECASE
    )
    spans = re.findall(
        r"\b(\d{1,2})(?:\s*(?:yrs?|years?(?: old)?))?\s*(?:-|to|through to|until)\s*(\d{1,2})(?!\d)",
        plain,
        re.IGNORECASE,
    )
    ends: tuple[int | None, int | None] = (None, None)
    if spans and all(int(first) <= int(last) for first, last in spans):
        ends = min(int(first) for first, _last in spans), max(int(last) for _first, last in spans)
    elif spans:
        pass  # "7 - 3": written the wrong way round, or something else altogether
    elif below := re.search(r"\bunder(?: age)? (\d{1,2})(?!\d)", plain, re.IGNORECASE):
        ends = None, max(int(below[1]) - 1, 0)
    elif up := re.search(r"\b(?:up to|to)(?: age)? (\d{1,2})(?!\d)", plain, re.IGNORECASE):
        ends = None, int(up[1])
    elif one := re.search(r"\b(\d{1,2})(?!\d)", plain):
        is_open = re.search(
            r"\+|\b(?:adults?|and over|upwards?|plus)\b|\d\s*(?:yrs?|years?)?\s*(?:to|-)", plain, re.IGNORECASE
        )
        ends = int(one[1]), None if is_open else int(one[1])
    return (None, None) if any(end is not None and end > MOST_AGE for end in ends) else ends


def _spans(text: str) -> list[tuple[int, int]]:
    spread = SEVERAL_STAGES.sub(lambda found: " ".join(f"key stage {digit}" for digit in _stages(found[1])), text)
    return [(first, last) for words, first, last in AGE_WORDS if re.search(rf"\b(?:{words})\b", spread, re.IGNORECASE)]


def _stages(text: str) -> list[int]:
    digits = [int(digit) for digit in re.findall(r"\d", text)]
    if len(digits) == 2 and re.search(r"to|-|–", text, re.IGNORECASE):
        return list(range(min(digits), max(digits) + 1))
    return digits


def phases_of(text: str, ages: Ages) -> list[str]:
    """The phases that a text names; where it names none, those that the ages reach into."""
    named = [
        code
        for code, words in (
            ("primary", r"primary|infants?|juniors?|first school|key stages? [12]|ks ?[12]|eyfs"),
            ("secondary", r"secondary|key stages? [34]|ks ?[34]"),
            ("post_16", r"post[- ]?16|sixth form|6th form|further education|key stages? 5|ks ?5"),
        )
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]
    if named and not re.search(r"\d\s*(?:-|–|to)\s*\d|through|\bto\b", text, re.IGNORECASE):
        return named
    if not ages.known:
        return named
    least, most = ages.least or 0, MOST_AGE if ages.most is None else ages.most
    reached = (("primary", least <= 10), ("secondary", least <= 15 and most >= 12), ("post_16", most >= 17))
    return [code for code, reaches in reached if reaches or code in named]


def read_districts(text: str) -> Districts:
    """ "All 6 districts", "Redditch & Worcester", "Malvern and Worcester"; the names stay as they are written."""
    plain = " ".join(text.split()).strip(" .")
    if is_nothing(plain):
        return Districts()
    if re.search(r"\b(?:all|every|whole|county[- ]?wide|any)\b", plain, re.IGNORECASE):
        return Districts(every=True)
    parts = [part.strip(" .") for part in re.split(r"\s*(?:,|;|/|&|\band\b|\n)\s*", plain) if part.strip(" .")]
    names = tuple(dict.fromkeys(part[:40] for part in parts if not re.search(r"\d", part) and len(part) <= 40))
    return Districts(names, unread=not names)


def read_modes(text: str) -> list[str]:
    """How it teaches: face_to_face, online, blended; empty where nothing is said."""
    if is_nothing(text):
        return []
    plain = text.casefold()
    if re.fullmatch(r"\s*both\s*\.?", plain):
        return ["face_to_face", "online"]
    return [
        code
        for code, words in (
            (
                "face_to_face",
                r"face[- ]to[- ]face|in[- ]person|f2f|venue|student home|at home|home tuition|education centre",
            ),
            ("online", r"online|on[- ]line|virtual|remote"),
            ("blended", r"blended|hybrid"),
        )
        if re.search(words, plain)
    ]


def read_registration(text: str) -> Registration:
    """WOR-DIR-01: one of three, as the text says outright; anything else is left open for a person."""
    plain = " ".join(text.split())
    waits = re.search(r"in progress|applied|applying|application|pending", plain, re.IGNORECASE)
    found = URN.search(plain)
    if found and not waits and not re.search(r"\b(?:no|not|none|unregistered|n/a|formerly|closed|old)\b", plain, re.IGNORECASE):
        return Registration("urn", found[1])
    if waits and not re.search(r"\b(?:no|not|refused|withdrawn|rejected)\b", plain, re.IGNORECASE):
        return Registration("in_progress")
    if re.fullmatch(r"(?:n\.?/?a\.?|not applicable|not required)", plain.strip(" ."), re.IGNORECASE):
        return Registration("not_applicable")
    return Registration()


def read_flag(text: str) -> bool | None:
    """Yes, no (N/A counts as no: it does not do it), or None where nothing can be read."""
    plain = text.strip().casefold().rstrip(".")
    if plain in ("yes", "y", "true", "1", "x", "✓", "ydy", "oes"):
        return True
    if plain in ("no", "n", "false", "0", "n/a", "na", "not applicable", "nac ydy", "nac oes"):
        return False
    return None


def tidy_postcode(text: str) -> str:
    """A postcode in the usual form, or "" for what is none."""
    found = POSTCODE.fullmatch(text.strip())
    return f"{found[1]} {found[2]}".upper() if found else ""


def read_sites(text: str) -> tuple[SiteRead, ...]:
    """The places that an address names. Several postcodes part several addresses; "60 and 53 Barbourne Road" are two at one."""
    plain = " ".join(text.split()).strip(" ,;")
    if is_nothing(plain):
        return ()
    parts, start = [], 0
    for found in POSTCODE.finditer(plain):
        address = plain[start : found.end()].strip(" ,;.")
        parts.append((address, f"{found[1]} {found[2]}".upper()))
        start = found.end()
    rest = plain[start:].strip(" ,;.")
    if not parts:
        return _without_postcode(plain)
    sites = []
    for address, postcode in parts:
        pieces = [piece.strip(" ,;") for piece in NUMBERED.split(address)]
        several = len(pieces) > 1 and all(re.match(r"\d", piece) for piece in pieces)
        sites += [SiteRead(piece, postcode) for piece in (pieces if several else [address])]
    if rest and re.search(r"[A-Za-z]{3}", rest):
        sites += [SiteRead(rest, "", site.kind) for site in _without_postcode(rest)[:1]]
    return tuple(
        site if number == 0 or site.kind != "own" else SiteRead(site.address, site.postcode, "satellite")
        for number, site in enumerate(sites)
    )


def _without_postcode(text: str) -> tuple[SiteRead, ...]:
    """An address without a postcode, or a list of kinds of place: the child's home, public venues, online."""
    found = [
        kind
        for kind, words in (
            ("home", r"homes?"),
            ("venue", r"venues?|library|libraries|leisure|community|schools?|hub|residential|care facility|mobile"),
            ("online", r"online|virtual"),
        )
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]
    if not found or re.match(r"\d", text):
        return (SiteRead(text),)
    return tuple(SiteRead(text, "", kind) for kind in found)


def read_place_types(text: str) -> list[str]:
    """The kinds of place that an overview names (5.8): for excluded pupils, outreach, short-term, agreement, re-start, at risk."""
    return [
        code
        for code, words in (
            ("permanent_exclusion", r"permanently excluded"),
            ("outreach", r"outreach"),
            ("short_term", r"short[- ]term|short intervention|dual registered"),
            ("sla", r"\bSLA\b|service level agreement"),
            ("restart", r"re-?start"),
            ("at_risk", r"at risk[’'”\"]? of exclusion|[‘'“\"]at risk[’'”\"]|prevention of permanent exclusion"),
        )
        if re.search(words, text, re.IGNORECASE)
    ]


def read_codes(text: str, known: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """A cell with several answers → (codes of `known` (code, words), what none of them is)."""
    if is_nothing(text):
        return [], []
    by_words = {_plain(words): code for code, words in known} | {_plain(code): code for code, _words in known}
    codes: list[str] = []
    other: list[str] = []
    for part in (piece.strip() for piece in re.split(r"[;,/\n|]", text)):
        if not part:
            continue
        found = by_words.get(_plain(part))
        (codes if found else other).append(found or part)
    return list(dict.fromkeys(codes)), other


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


# Words that do not tell one provider from another.
EMPTY_WORDS = frozenset(
    {"ltd", "limited", "cic", "the", "plc", "llp", "cio", "uk", "and", "of", "inc", "co", "cyf", "y", "a"}
)


def plain_name(name: str) -> str:
    """A name as two people would both write it: small letters and figures, without "Ltd", "CIC" and the like."""
    words = re.findall(r"[^\W_]+", name.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return " ".join(word for word in words if word not in EMPTY_WORDS) or " ".join(words)
