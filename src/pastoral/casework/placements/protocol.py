"""The words of a working protocol (F-HAM-01): what is sent, signed and printed, and the seal that says they are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from pastoral.records.policy.packs import pack_of
from pastoral.rules.placements import Slot
from pastoral.rules.placements.facts import PROTOCOL_LABELS
from pastoral.rules.sentences import mark

from .models import Placement, ProtocolDraft

SCHOOL, PROVIDER = "school", "provider"
FORM_CODE = "F-HAM-01"
# What the provider holds (Hampshire, Appendix 1).
PROVIDER_LABELS: dict[str, str] = {
    "1": mark("staying in contact with school and parents, with regular news of progress"),
    "2": mark("telling the school who came: every week as good practice"),
    "3": mark("giving the school its policies on welfare, education and safety"),
    "4": mark("coming to meetings of agencies and to reviews of plans"),
    "5": mark("clear signs of good teaching and learning, reported when agreed"),
    "6": mark("one named contact for everything"),
    "7": mark("safe ways in and out of the centre, as the county asks"),
}
# How the child stays a member of the school (responsibility 10).
BELONGING_LABELS: dict[str, str] = {
    "link_adult": mark("an adult at school who stays in touch"),
    "visits": mark("visits by somebody from school"),
    "rewards": mark("rewards and certificates"),
    "trips": mark("trips, clubs and social events"),
    "parents_evenings": mark("parents’ evenings"),
    "letters": mark("letters and news from school"),
}
TEXTS = ("parents", "liaison_school", "liaison_provider", "challenge", "excluded_from_school", "excluded_from_provider")


def is_asked_for(policy_version_id: int) -> bool:
    """Whether the authority asks for a signed protocol; elsewhere it is good practice that may be used (SYS-06)."""
    return bool(pack_of(policy_version_id).policy.value("placement.protocol_signed_by"))


def has_form(policy_version_id: int) -> bool:
    """Whether the authority's own template is this one."""
    return pack_of(policy_version_id).policy.in_force("HAM-PRO-01")


def words_of(row: Placement, draft: ProtocolDraft, slots: Iterable[Slot], objectives: list[str]) -> dict[str, Any]:
    """Everything that the two sides agree to, as plain values: from the draft, and from the placement as it stands."""
    return {
        "items": [
            {"code": code, "held": draft.items.get(code, {}).get("held", SCHOOL), "note": draft.items.get(code, {}).get("note", "")}
            for code in PROTOCOL_LABELS
        ],
        "provider_items": [{"code": code, "note": draft.provider_items.get(code, "")} for code in PROVIDER_LABELS],
        "belonging": [
            {
                "code": code, "owner": draft.belonging.get(code, {}).get("owner", ""),
                "how_often": draft.belonging.get(code, {}).get("how_often", ""),
            }
            for code in BELONGING_LABELS
        ],
        **{name: getattr(draft, name) for name in TEXTS},
        "slots": [{"day": one.day, "starts": one.starts, "ends": one.ends, "responsible": one.responsible} for one in slots],
        "purpose": row.purpose,
        "objectives": objectives,
        "starts_on": row.starts_on.isoformat() if row.starts_on else "",
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "timeframe": row.timeframe,
    }  # fmt: skip


def seal_of(words: dict[str, Any]) -> str:
    """SHA-256 of the words, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
