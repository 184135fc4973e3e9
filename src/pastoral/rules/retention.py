"""How long a paper is kept (UK-DP-03, 05 to 10). The law names no times: every one here needs a reason that is written down.

The years are the reference's, most of them known practice and not read in a source (`status`); an authority's own schedule
goes before them. A legal hold stops every disposal.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pastoral.rules.sentences import Sentence, mark, say


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long one kind of paper is kept: years from birth, or from the end of it, whichever is given.

    `look_again`: at the end somebody decides, it is not deleted by itself.
    """

    rule: str
    why: str
    status: str
    from_birth: int | None = None
    from_end: int | None = None
    look_again: bool = False


KEPT: dict[str, Keeping] = {
    "attendance_england": Keeping("UK-DP-05", mark("Regulations: entries in the register"), "VERIFIED", from_end=6),
    "pupil_record": Keeping("UK-DP-06", mark("Practice: to the pupil's 25th birthday"), "KNOWLEDGE", from_birth=25),
    "sen_file": Keeping("UK-DP-07", mark("Practice: to the pupil's 31st birthday"), "KNOWLEDGE", from_birth=31),
    "child_protection": Keeping(
        "UK-DP-08", mark("Practice: to the pupil's 25th birthday, then looked at"), "KNOWLEDGE", from_birth=25, look_again=True
    ),
    "plan": Keeping("UK-DP-09", mark("Practice: with the pupil record"), "KNOWLEDGE", from_birth=25),
    "exclusion_file": Keeping("UK-DP-09", mark("Practice: six years after it ends, or as the authority says"), "KNOWLEDGE", from_end=6),
}  # fmt: skip
MONTHS_OF_A_CERTIFICATE = 6  # UK-DP-10: of a check on staff the result and the date are kept, not the certificate


def years_on(day: date, years: int) -> date:
    """The same day so many years on; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_on(day: date, months: int) -> date:
    """The same day so many months on; the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def kept_until(keeping: Keeping, *, born: date | None, ended_on: date | None) -> date | None:
    """The last day on which it is kept; None while that cannot be told (no date of birth, not ended)."""
    if keeping.from_birth is not None:
        return None if born is None else years_on(born, keeping.from_birth)
    return None if ended_on is None or keeping.from_end is None else years_on(ended_on, keeping.from_end)


def why_not_delete(
    kind: str,
    today: date,
    *,
    born: date | None = None,
    ended_on: date | None = None,
    legal_hold: bool = False,
    schedule: Mapping[str, Keeping] | None = None,
) -> Sentence | None:
    """Why a paper may not be deleted today; None if it may. KeyError for a kind that no schedule has."""
    keeping = {**KEPT, **(schedule or {})}[kind]
    if legal_hold:
        return say("UK-DP-08.hold", "This may not be deleted: somebody has asked for it to be held.")
    if not keeping.why.strip():
        return say("UK-DP-03", "Nothing says why this is kept so long. Write the reason first.")
    until = kept_until(keeping, born=born, ended_on=ended_on)
    if until is None:
        return say(f"{keeping.rule}.unknown", "It can't be told how long this is kept: a date is missing.")
    if today <= until:
        return say(f"{keeping.rule}.until", "This is kept until {until}.", until=until)
    if keeping.look_again:
        return say(f"{keeping.rule}.look", "The time is over. Somebody must look at it before it is deleted.")
    return None


def certificate_kept_until(received_on: date) -> date:
    """The last day on which a certificate of a check on staff may be kept (UK-DP-10)."""
    return months_on(received_on, MONTHS_OF_A_CERTIFICATE)


def with_years(kind: str, *, from_birth: int | None = None, from_end: int | None = None, why: str) -> Keeping:
    """An authority's own years for a kind, with its reason (UK-DP-03)."""
    return replace(KEPT[kind], from_birth=from_birth, from_end=from_end, why=why, status="OURS")
