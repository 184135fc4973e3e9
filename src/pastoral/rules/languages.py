"""In which languages a document must be made (WAL-CY-03, T27; parameter 33 of the policy table)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pastoral.rules.sentences import Sentence, say


class Language(StrEnum):
    """The languages that documents are made in."""

    ENGLISH = "en"
    WELSH = "cy"


@dataclass(frozen=True, slots=True)
class LanguagePolicy:
    """What an authority offers; `always_all` makes every document in all of them, whatever is preferred."""

    offered: tuple[Language, ...]
    always_all: bool = False


def languages_for(preferred: Language | None, policy: LanguagePolicy) -> tuple[Language, ...]:
    """The languages to produce, the preferred one first.

    A language that the authority does not offer, or no answer yet, gives all that it offers: nobody is served less.
    """
    if policy.always_all or preferred is None or preferred not in policy.offered:
        return tuple(sorted(policy.offered, key=lambda language: language != preferred))
    return (preferred,)


def check_languages(
    produced: frozenset[Language], preferred: Language | None, policy: LanguagePolicy
) -> Sentence | None:
    """Why a document in these languages may not go to this person; None if it may. Bilingual always may."""
    if preferred is None or preferred not in policy.offered:
        wanted = frozenset(policy.offered) if policy.always_all else frozenset()
    else:
        wanted = frozenset(policy.offered) if policy.always_all else frozenset({preferred})
    missing = wanted - produced
    if Language.WELSH in missing:
        return say("WAL-CY-03", "This must be sent in Welsh, or in Welsh and English.")
    if Language.ENGLISH in missing:
        return say("WAL-CY-03.english", "This must be sent in English, or in Welsh and English.")
    if not produced:
        return say("WAL-CY-03.none", "Choose the language of the document.")
    return None
