"""What a placement cost in some time, and what it was worth by the hour that was attended (idea 23). Estimates, and said to be."""

from __future__ import annotations

from dataclasses import dataclass

PER = ("hour", "day", "week", "term", "placement")


@dataclass(frozen=True, slots=True)
class Offered:
    """How much of a placement lay in the time that is looked at."""

    hours: float
    days: float
    weeks: float
    terms: int


def spent(cost: float | None, per: str, offered: Offered) -> float | None:
    """Pounds; None where no price, or no unit for it, is written down. What was offered is paid for, attended or not.

    A price for the placement is counted whole in every time that it lies in: it cannot be shared out by hours that nobody knows yet.
    """
    if cost is None or per not in PER:
        return None
    units = {"hour": offered.hours, "day": offered.days, "week": offered.weeks, "term": offered.terms, "placement": 1}[per]
    return round(cost * units, 2)


def cost_of_an_hour(spend: float, attended: float) -> float | None:
    """Pounds for one hour that a child was there; None where nobody was."""
    return round(spend / attended, 2) if attended > 0 else None
