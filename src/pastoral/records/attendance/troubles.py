"""What is wrong in a file of marks, with its rows: the same trouble of many rows is told once, with all of their number."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pastoral.rules.sentences import Sentence, in_words

MOST = 2000  # different troubles that are kept in words; beyond that they are only counted
ROWS_SHOWN = 10
DAY = "day:"  # before the ISO text of a day among kept params


@dataclass(slots=True)
class Trouble:
    """`rows` are the first rows of the file that have it, `count` is how many marks it keeps out."""

    field: str
    why: Sentence
    rows: list[int] = dataclasses.field(default_factory=list)
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        params = {name: _kept(value) for name, value in self.why.params}
        return {"field": self.field, "reason": self.why.text, "params": params, "rows": self.rows, "count": self.count}


@dataclass(slots=True)
class Troubles:
    """All of one file; `marks` counts every mark that was left out, `untold` those beyond the most that is kept."""

    marks: int = 0
    untold: int = 0
    found: dict[Hashable, Trouble] = dataclasses.field(default_factory=dict)

    def add(self, row: int, key: Hashable, name: str, why: Sentence, *, marks: int = 1) -> None:
        """`key` says when two are the same trouble."""
        self.marks += marks
        trouble = self.found.get(key)
        if trouble is None:
            if len(self.found) >= MOST:
                self.untold += marks
                return
            trouble = self.found[key] = Trouble(name, why)
        trouble.count += marks
        if len(trouble.rows) < ROWS_SHOWN and row not in trouble.rows:
            trouble.rows.append(row)

    def as_json(self) -> list[dict[str, Any]]:
        return [trouble.as_json() for trouble in sorted(self.found.values(), key=lambda one: one.rows[0])]


def _kept(value: object) -> str:
    """Days stay days, so that each reader sees them in their own language."""
    return f"{DAY}{value.isoformat()}" if isinstance(value, date) else in_words(value)
