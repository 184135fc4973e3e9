"""The working protocol: who signed the words as they stand now, what was delegated, who stays in touch, how decisions are challenged."""

from __future__ import annotations

from typing import Any

from pastoral.foundation.access import Access

from .. import protocol
from ..models import Placement, Protocol, ProtocolAnswer, ProtocolDraft
from ..rows import Rows, hanging
from ..week import week_day
from . import deciding


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    """No query where `facts_of` read what hangs on the placements."""
    own = hanging(access, rows)
    return {row.pk: _of(row, own[row.pk]) for row in rows if row.pk in own and own[row.pk].protocol_drafts}


def words_now(row: Placement, own: Rows) -> dict[str, Any] | None:
    """The words as they would be sent today; None while nothing is written. No query."""
    if not own.protocol_drafts:
        return None
    slots = deciding.slots_of(row, own, week_day(row))
    return protocol.words_of(row, own.protocol_drafts[0], slots, [one.statement for one in own.objectives])


def _of(row: Placement, own: Rows) -> dict[str, Any]:
    found = _of_draft(own.protocol_drafts[0])
    if own.protocols:
        latest, words = own.protocols[-1], words_now(row, own)
        if words is not None and protocol.seal_of(words) == latest.seal:  # what was signed is what holds: a change asks again
            found |= _signed(latest, [one for one in own.protocol_answers if one.protocol_id == latest.pk])
    return found


def _of_draft(draft: ProtocolDraft) -> dict[str, Any]:
    both = draft.liaison_school.strip() and draft.liaison_provider.strip()
    return {
        "delegated": frozenset(code for code, one in draft.items.items() if one.get("held") == protocol.PROVIDER),
        "liaison": f"{draft.liaison_school}, {draft.liaison_provider}" if both else "",
        "challenge": draft.challenge,
    }


def _signed(latest: Protocol, answers: list[ProtocolAnswer]) -> dict[str, Any]:
    """The day of each side's signature, where its last answer is one."""
    last = {one.side: one for one in answers if one.seal == latest.seal}
    return {f"protocol_{side}_on": one.on for side, one in last.items() if one.state == ProtocolAnswer.State.SIGNED}
