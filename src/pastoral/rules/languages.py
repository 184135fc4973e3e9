"""In which languages a document must be made (WAL-CY-03 and 05, T27; parameter 33 of the policy table)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


def check_meeting_language(policy: LanguagePolicy, *, offered_on: date | None, meeting_on: date | None) -> Sentence | None:
    """Whether the choice of Welsh is still owed for a meeting about somebody (WAL-CY-05, where the authority offers Welsh).

    None once it was offered on or before the day of the meeting, and for an authority that does not offer Welsh.
    """
    if Language.WELSH not in policy.offered:
        return None
    if offered_on is None:
        return say("WAL-CY-05", "Ask whether the family and the child want the meeting in Welsh.")
    if meeting_on is not None and offered_on > meeting_on:
        return say("WAL-CY-05.late", "Welsh was offered on {day}, after the meeting.", day=offered_on)
    return None
