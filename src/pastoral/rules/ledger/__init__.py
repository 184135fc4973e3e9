"""The education ledger: what was owed, offered and attended, week by week, in minutes (HRS-01 to 03, NPT-RT-01, NPT-RT-18)."""

from pastoral.rules.ledger.counting import Ledger, Offer, Totals, WeekLine, ledger, totals
from pastoral.rules.ledger.entitlement import FullWeek, full_week
from pastoral.rules.ledger.facts import Arranged, PlannedHours

__all__ = [
    "Arranged",
    "FullWeek",
    "Ledger",
    "Offer",
    "PlannedHours",
    "Totals",
    "WeekLine",
    "full_week",
    "ledger",
    "totals",
]
