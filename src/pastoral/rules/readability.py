"""Is a text plain? Reading age, hard words and professionals' jargon. English only: of Welsh we say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyphen  # type: ignore[import-untyped]  # it ships no types; we use two calls

from pastoral.rules.sentences import mark

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŴŵŶŷ]+(?:['’][A-Za-z]+)?")
SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+")
VOWELS = re.compile(r"[aeiouyàâäèéêëìîïòôöùûüŵŷ]+")
# An ending whose e is not heard, and the endings like it in which it is.
SILENT_ENDS = (
    ("e", ("le", "ee", "ye")),
    ("ed", ("ted", "ded")),
    ("es", ("ses", "zes", "xes", "ches", "shes", "ces", "ges")),
)
HARD_SYLLABLES = 4
ABBREVIATION_SYLLABLE = 1

# Words found often in Welsh and never in English; a fifth of a text's words being these makes it Welsh.
_WELSH_WORDS = (
    "y yr yn i'r a'r o'r ac mae bod ei eu fy mewn gyda am ar wrth gan nid ddim wedi ysgol bydd rwy'n rwyf dwi'n dwi "
    "eisiau gallu cael mynd dysgu hoffi hoffwn pob wythnos gwersi dydd plentyn teulu athro athrawes rydw "
    "nhw chi ni hi fe "
    "mwy beth sydd oedd fydd ond neu hefyd fel at i o â"
)
WELSH = frozenset(_WELSH_WORDS.split())
ALSO_ENGLISH = frozenset({"i", "o", "a", "am", "at", "hi", "bod", "fe"})

JARGON: Mapping[str, str] = {
    "ta": mark("teaching assistant"),
    "tas": mark("teaching assistants"),
    "lsa": mark("teaching assistant"),
    "hlta": mark("teaching assistant"),
    "elsa": mark("time with a trained adult about feelings"),
    "ehcp": mark("plan for extra help"),
    "ehc plan": mark("plan for extra help"),
    "idp": mark("plan for extra help"),
    "iep": mark("plan for learning"),
    "pep": mark("plan for learning"),
    "psp": mark("support plan"),
    "semh": mark("feelings and mental health"),
    "aln": mark("extra help with learning"),
    "alnco": mark("teacher who leads on extra help"),
    "send": mark("extra help with learning"),
    "senco": mark("teacher who leads on extra help"),
    "sendco": mark("teacher who leads on extra help"),
    "camhs": mark("mental health team for young people"),
    "ewo": mark("attendance officer"),
    "dsl": mark("adult in charge of keeping children safe"),
    "pex": mark("being excluded for good"),
    "pru": mark("a smaller school"),
    "ap": mark("learning in another place"),
    "slt": mark("senior teachers"),
    "salt": mark("speech and language help"),
    "aces": mark("hard things that happened"),
    "adhd strategies": mark("what helps with focus"),
    "dysregulated": mark("overwhelmed or upset"),
    "dysregulation": mark("being overwhelmed"),
    "dysregulate": mark("become overwhelmed"),
    "self-regulate": mark("calm myself"),
    "self-regulation": mark("calming myself"),
    "regulate": mark("calm down"),
    "co-regulate": mark("calm down with someone"),
    "co-regulation": mark("calming down with someone"),
    "emotional literacy": mark("knowing and naming feelings"),
    "intervention": mark("extra help"),
    "interventions": mark("extra help"),
    "provision": mark("help or lessons"),
    "provisions": mark("help or lessons"),
    "differentiated": mark("made to fit"),
    "differentiation": mark("making work fit"),
    "scaffolding": mark("step-by-step help"),
    "scaffolded": mark("with step-by-step help"),
    "cohort": mark("year or group"),
    "peers": mark("other pupils"),
    "peer group": mark("friends or other pupils"),
    "engage": mark("take part"),
    "engages": mark("takes part"),
    "engagement": mark("taking part"),
    "disengaged": mark("not taking part"),
    "disengagement": mark("not taking part"),
    "access the curriculum": mark("learn with the class"),
    "curriculum": mark("what is taught"),
    "transition": mark("moving on"),
    "transitions": mark("changes"),
    "holistic": mark("looking at everything"),
    "multi-agency": mark("several services together"),
    "multi agency": mark("several services together"),
    "collaborate": mark("work together"),
    "facilitate": mark("help"),
    "implement": mark("do"),
    "implemented": mark("done"),
    "utilise": mark("use"),
    "strategies": mark("ways that help"),
    "strategy": mark("a way that helps"),
    "de-escalate": mark("calm things down"),
    "de-escalation": mark("calming things down"),
    "escalate": mark("get worse"),
    "triggers": mark("what sets it off"),
    "sensory diet": mark("things that help the body settle"),
    "attachment figure": mark("a trusted adult"),
    "non-compliant": mark("says no to what is asked"),
    "non-compliance": mark("saying no to what is asked"),
    "compliance": mark("doing what is asked"),
    "challenging behaviour": mark("what happens and how it feels to others"),
    "presenting": mark("showing"),
    "baseline": mark("starting point"),
    "outcomes": mark("what should get better"),
    "targeted": mark("meant for"),
    "universal offer": mark("help that every pupil has"),
    "reintegration": mark("coming back"),
    "reintegrate": mark("come back"),
    "resilience": mark("keeping going when it is hard"),
    "restorative": mark("putting things right"),
    "attainment": mark("how well you do"),
    "1:1": mark("one adult and me"),
    "1-1": mark("one adult and me"),
}
# Short forms that are also everyday words: jargon only when written in capitals.
ONLY_IN_CAPITALS = frozenset({"ta", "tas", "elsa", "pep", "send", "salt", "ap", "aces", "idp", "iep"})


@dataclass(frozen=True, slots=True)
class JargonMatch:
    """One professional's word in a text: as written, where it starts, and plain words for it (a gettext id)."""

    found: str
    start: int
    plain: str


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Syllables of an English word, about right: hyphenation points or groups of vowels, whichever is more."""
    plain = word.lower().replace("’", "'").split("'")[0]
    groups = len(VOWELS.findall(plain))
    silent = any(plain.endswith(end) and not plain.endswith(sounded) for end, sounded in SILENT_ENDS)
    if silent and groups > 1:
        groups -= 1
    return max(1, groups, len(_hyphens().inserted(plain).split("-")))


def is_welsh(text: str) -> bool:
    """Whether the text looks Welsh: we can't judge how hard that is."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    telling = sum(1 for word in words if word in WELSH and word not in ALSO_ENGLISH)
    circumflexed = sum(1 for word in words if re.search("[ŵŷ]", word))
    return bool(words) and (telling + circumflexed) * 5 >= len(words)


def reading_age(text: str) -> float | None:
    """The age in years at which most can read the text (Flesch-Kincaid grade + 5); None for Welsh or no words."""
    words = WORD.findall(text)
    if not words or is_welsh(text):
        return None
    sentences = max(1, sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)))
    total = sum(ABBREVIATION_SYLLABLE if word.isupper() else syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * total / len(words) - 15.59
    return round(max(5.0, grade + 5), 1)


def hard_words(text: str) -> tuple[str, ...]:
    """Words of four syllables or more, each once, in the order of the text; empty for Welsh."""
    if is_welsh(text):
        return ()
    hard = [word for word in WORD.findall(text) if syllables(word) >= HARD_SYLLABLES]
    return tuple(dict.fromkeys(word.lower() for word in hard))


def jargon(text: str, glossary: Mapping[str, str] = JARGON) -> tuple[JargonMatch, ...]:
    """Professionals' words in a text, longest match first, each place once."""
    return tuple(
        JargonMatch(match.group(), match.start(), glossary[match.group().lower()])
        for match in _pattern(tuple(glossary)).finditer(text)
        if match.group().lower() not in ONLY_IN_CAPITALS or match.group()[:2].isupper()
    )


@lru_cache(maxsize=16)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])", re.IGNORECASE)
