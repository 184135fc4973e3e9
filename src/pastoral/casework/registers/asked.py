"""What a browser sends about a register, as a form or as a phone's own list, read into the values that are kept."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pastoral.foundation.govuk.text import tidy

from .day import Due, Group
from .models import Mark
from .taking import Said

MOST = 400  # answers in one sending
LONGEST = 300_000  # characters
EARLIEST = 1970  # a phone whose battery was flat begins there: still a clock, only a wrong one
LARGEST = 2**63 - 1  # a key that the database can hold
LONGEST_GROUP = 80  # as a place's own group


class Unreadable(ValueError):
    """The sending is not one of ours: nothing of it is kept."""


@dataclass(frozen=True)
class Sending:
    """A phone's list: `now` is its own clock as it sent."""

    key: uuid.UUID
    on: dt.date
    group: str
    by_name: str
    now: dt.datetime | None
    said: tuple[Said, ...]


def from_phone(body: bytes) -> Sending:
    """Raises `Unreadable`."""
    if len(body) > LONGEST:
        raise Unreadable("too long")
    try:
        given = json.loads(body)
        marks = given["marks"]
        if len(marks) > MOST:
            raise Unreadable("too many")
        return Sending(
            uuid.UUID(given["batch"]), dt.date.fromisoformat(given["on"]), tidy(str(given["group"]))[:100],
            tidy(str(given.get("by_name") or ""))[:150], _moment(given.get("now")), tuple(_said(one) for one in marks),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as wrong:
        raise Unreadable(str(wrong)) from wrong


def group_of(given: str) -> tuple[int | None, str]:
    """(site, group) as a page names them, "12:Boats". Raises `Unreadable` for a name that no place has."""
    site, _colon, group = given.partition(":")
    if len(group) > LONGEST_GROUP:
        raise Unreadable("too long")
    return (int(site) if site.isdecimal() and len(site) < 19 else 0) or None, group


def _said(one: Mapping[str, Any]) -> Said:
    answer, time = str(one["answer"]), _time(one.get("time"))
    return Said(
        key=uuid.UUID(one["key"]), placement_id=_key(one["placement"]), half=str(one["half"])[:2], answer=answer,
        arrived_at=time if answer == Mark.Answer.LATE else None, left_at=time if answer == Mark.Answer.LEFT_EARLY else None,
        note=tidy(str(one.get("note") or "")), at=_moment(one.get("at")), seen=_key(one.get("seen") or 0),
    )  # fmt: skip


def _key(given: Any) -> int:
    """Raises ValueError for what no row can have."""
    found = int(given)
    if not 0 <= found <= LARGEST:
        raise ValueError("no key of ours")
    return found


def from_form(data: Mapping[str, Any], children: Iterable[Due]) -> tuple[uuid.UUID, list[Said]]:
    """The form of a page without script: what says the same as the last word is left out. Raises `Unreadable`."""
    try:
        batch = uuid.UUID(str(data.get("batch", "")))
    except ValueError as wrong:
        raise Unreadable("batch") from wrong
    everyone, found = "everyone" in data, []
    for one in children:
        placement, last = one.place.placement_id, one.mark
        answer = str(data.get(f"answer-{placement}", "")) or (Mark.Answer.CAME.value if everyone and last is None else "")
        if answer not in Mark.Answer.values:
            continue
        time, note = _time(data.get(f"time-{placement}")), tidy(str(data.get(f"note-{placement}", ""))).strip()
        arrived, left = time if answer == Mark.Answer.LATE else None, time if answer == Mark.Answer.LEFT_EARLY else None
        given = (answer, arrived, left, note)
        if last is not None and one.question is None and (last.answer, last.arrived_at, last.left_at, last.note) == given:
            continue
        seen = str(data.get(f"seen-{placement}", ""))
        found.append(
            Said(
                key=uuid.uuid5(batch, one.key), placement_id=placement, half=one.half, answer=answer, arrived_at=arrived, left_at=left,
                note=note, seen=int(seen) if seen.isdecimal() and len(seen) < 19 else 0,
            )  # fmt: skip
        )
    return batch, found


def chosen(groups: list[Group], key: str) -> Group | None:
    """The group asked for; the first where none is named."""
    if not key:
        return groups[0] if groups else None
    return next((one for one in groups if one.key == key), None)


def half_now(group: Group, asked: str) -> str:
    """The half day asked for, where the group has it; else the one that it is now."""
    if asked in group.halves:
        return asked
    now = "am" if timezone.localtime().time() < dt.time(12, 30) else "pm"
    return now if now in group.halves else group.halves[0]


def _time(given: object) -> dt.time | None:
    try:
        return dt.time.fromisoformat(str(given)).replace(tzinfo=None) if given else None
    except ValueError:
        return None


def _moment(given: object) -> dt.datetime | None:
    if not given:
        return None
    found = dt.datetime.fromisoformat(str(given))
    if found.tzinfo is None or not EARLIEST <= found.year < 2200:
        raise ValueError("a moment needs its zone")
    return found
