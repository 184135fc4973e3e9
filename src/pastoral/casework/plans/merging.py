"""Several people type at once: which answers of two versions go together, and which need a person to choose.

A page carries a token: a short fingerprint of each answer as the page shows it. An answer changed on one side only is
taken; a text changed on both sides is a conflict, and both texts are kept until somebody chooses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_EMPTY = "0"


def fingerprint(value: Any) -> str:
    """Eight characters that differ where two answers differ; all empty answers are one."""
    if value is None or value == "" or value == [] or value == {}:
        return _EMPTY
    said = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def token(keys: Iterable[str], answers: Mapping[str, Any]) -> str:
    """What a page is shown with, for its hidden field."""
    return ".".join(fingerprint(answers.get(key)) for key in keys)


def read_token(text: str, keys: Iterable[str]) -> dict[str, str]:
    """Question → fingerprint of what the page showed; empty for a token of another form, which then matches nothing."""
    wanted, parts = list(keys), text.split(".") if text else []
    return dict(zip(wanted, parts, strict=True)) if len(wanted) == len(parts) else {}


@dataclass(frozen=True)
class Merged:
    """`answers` can be saved now. `conflicts`: question → (mine, theirs), where `answers` still holds theirs.
    `overridden`: question → theirs, a date, number or choice that mine replaced."""

    answers: dict[str, Any]
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    overridden: dict[str, Any] = field(default_factory=dict)


def merge(mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, str], keys: Iterable[str]) -> Merged:
    """Put two versions together, question by question."""
    merged = Merged({})
    for key in keys:
        own, other = mine.get(key), theirs.get(key)
        mark, other_mark = fingerprint(own), fingerprint(other)
        if mark == other_mark or other_mark == base.get(key, _EMPTY):  # without a token the page was empty
            chosen = own
        elif mark == base.get(key):
            chosen = other
        elif isinstance(own, list) or isinstance(other, list):
            chosen = [*(other or []), *(item for item in own or [] if item not in (other or []))]  # nobody's tick is lost
        elif isinstance(own or "", str) and isinstance(other or "", str):
            merged.conflicts[key] = (own or "", other or "")
            chosen = other
        else:
            merged.overridden[key] = other
            chosen = own
        if fingerprint(chosen) != _EMPTY:
            merged.answers[key] = chosen
    return merged


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
