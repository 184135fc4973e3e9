"""The clocks of a placement that a pack sets: how soon a concern is read, and when a final report is due."""

from __future__ import annotations

import datetime as dt

from pastoral.records.policy.packs import NoLocalRule, Value, pack_of, value_in_words
from pastoral.records.policy.presenter import status_of

from .models import Placement

CONCERN = "placement.concern_hours"
FINAL_REPORT = "placement.final_report_days"
# Ours: no source names a number. Packs say so themselves; versions that were published before these had a name say nothing.
OURS = {CONCERN: 2, FINAL_REPORT: 14}


def read_within(row: Placement) -> dt.timedelta:
    """The time after which a concern that nobody has read goes to the head as well."""
    return dt.timedelta(hours=_number(row, CONCERN))


def report_within(row: Placement) -> dt.timedelta:
    """The time from the child's last day to the provider's final report."""
    return dt.timedelta(days=_number(row, FINAL_REPORT))


def in_words(row: Placement, key: str) -> tuple[str, str]:
    """(the rule as a sentence, how sure it is): "… after 2 hours …", "Our suggestion; the source names no number or wording"."""
    pack = pack_of(row.policy_version_id)
    found = pack.parameter(key)
    if isinstance(found, NoLocalRule):
        found = Value(key, OURS[key], "", "OURS", "nation", local=False)
    return value_in_words(found, pack), status_of(found.status).text


def _number(row: Placement, key: str) -> int:
    found = pack_of(row.policy_version_id).parameter(key)
    return int(found.value) if isinstance(found, Value) else OURS[key]
