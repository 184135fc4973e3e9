"""How a provider stands with an authority: what moves it, what holds it up, and what a date that passes does to it.

What an authority has not said is not invented: without `provider.suspended_by` no date takes a status down. A date that was never
given is a gap, which the rules say by their numbers; only a date that was given and has passed makes a provider fall.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pastoral.rules.engine import RuleFinding
from pastoral.rules.sentences import Refused, Sentence, mark, say

# What can run out, in words.
DATE_LABELS: dict[str, str] = {
    "declaration": mark("safeguarding declaration"),
    "approval": mark("approval"),
    "quality_assurance": mark("quality assurance"),
    "dbs": mark("DBS check"),
    "training": mark("safeguarding training"),
    "references": mark("references"),
    "insurance": mark("insurance"),
    "safeguarding_policy": mark("safeguarding policy"),
    "behaviour_policy": mark("behaviour policy"),
    "attendance_policy": mark("attendance policy"),
    "needs_policy": mark("policy on additional or special educational needs"),
    "equality_policy": mark("equal opportunities policy"),
    "health_and_safety": mark("health and safety policy"),
    "registration": mark("registration as a school"),
    "premises": mark("premises and address"),
    "fire": mark("fire risk assessment"),
    "first_aid": mark("first aid"),
    "confirmation": mark("written confirmation of checks on staff"),
}
# Move → (where from, where to); "" is chosen by who moves it.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "list": (frozenset({"applying"}), "listed"),
    "approve": (frozenset({"applying", "listed"}), "approved"),
    "suspend": (frozenset({"applying", "listed", "approved"}), "suspended"),
    "reinstate": (frozenset({"suspended", "removed"}), ""),
    "remove": (frozenset({"applying", "listed", "approved", "suspended"}), "removed"),
}
UPWARDS = frozenset({"list", "approve", "reinstate"})
PERSONAL = frozenset({"dbs", "training", "references"})  # about one member of staff, who is named to few
OPEN = frozenset({"listed", "approved"})  # children may be placed there; what a passed date takes away


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing known of a provider and the last day on which it is good. `about` says whose or which."""

    kind: str  # of DATE_LABELS
    ends_on: date
    about: str = ""
    key: str = ""

    @property
    def sentence(self) -> Sentence:
        """For lists, reasons and messages, which more people read than may know whose check it is."""
        what = say("STANDING.kind", DATE_LABELS[self.kind])
        if self.about and self.kind not in PERSONAL:
            return say("STANDING.of", "{what} ({about}), until {day}", what=what, about=self.about, day=self.ends_on)
        return say("STANDING.until", "{what}, until {day}", what=what, day=self.ends_on)


def passed(dates: Iterable[Dated], suspended_by: Iterable[str] | None, today: date) -> tuple[Dated, ...]:
    """What has run out and takes the status down here, the oldest first; the last good day itself is still good."""
    kinds = frozenset(suspended_by or ())
    return tuple(sorted((one for one in dates if one.kind in kinds and one.ends_on < today), key=_by_day))


def running_out(dates: Iterable[Dated], days: int | None, today: date) -> tuple[Dated, ...]:
    """What is still good and ends within so many days, the soonest first; nothing where no number is said."""
    if days is None:
        return ()
    last = today + timedelta(days=days)
    return tuple(sorted((one for one in dates if today <= one.ends_on <= last), key=_by_day))


def moves_from(status: str) -> tuple[str, ...]:
    return tuple(move for move, (before, _after) in MOVES.items() if status in before)


def decide(
    move: str, *, status: str, to: str = "", reason: str = "", findings: Iterable[RuleFinding] = (), out: Iterable[Dated] = ()
) -> str:
    """The status after a move; `to` is where a reinstated provider goes. Raises `Refused` with every reason there is.

    `findings` are those of a provider that asks to be approved, `out` what has run out and takes a status down (`passed`).
    """
    before, after = MOVES[move]
    if status not in before:
        raise Refused(say("STANDING.not_from_here", "The provider's status does not allow this. Load the page again."))
    if move == "reinstate":
        after = to if to in OPEN else "listed"
    reasons: list[Sentence] = []
    if move not in ("list", "approve") and not reason.strip():
        reasons.append(say("STANDING.reason", "Write why. Everybody who uses the provider reads it."))
    if move in UPWARDS:
        reasons += [found.sentence for found in findings if _holds_up(found, after)]
        reasons += [say("STANDING.out", "This has run out: {what}.", what=one.sentence) for one in out]
    if reasons:
        raise Refused(tuple(reasons))
    return after


def _holds_up(found: RuleFinding, after: str) -> bool:
    """Approval waits for what the rules stop it by; no list takes in a place that works as a school without being one."""
    return found.stops("save") or (after == "approved" and found.stops("approve")) or (
        found.effect == "BLOCK" and found.about == "registration_test"
    )


def _by_day(one: Dated) -> tuple[date, str, str]:
    return one.ends_on, one.kind, one.about
