"""Two people change one record: what each changed alone is kept, what both changed is asked, nothing is lost.

A form carries, signed, the values it was made from. What the person typed is compared with those, and those with the record
as it is when the form arrives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

SALT = "pastoral.pupils.merging"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed, to different values."""

    field: str
    mine: Any
    theirs: Any


class Clashing(Exception):
    """The form must ask which values to keep. `current` holds the record's values now, for the next base."""

    def __init__(self, clashes: list[Clash], current: dict[str, Any]) -> None:
        super().__init__(", ".join(clash.field for clash in clashes))
        self.clashes, self.current = clashes, current


def values_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The fields of a row as JSON can hold them (a date as ISO text)."""
    return {name: as_json(getattr(row, name)) for name in names}


def as_json(value: Any) -> Any:
    """A date as ISO text, anything else as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value


def sealed(values: Mapping[str, Any]) -> str:
    """The values that a form was made from, for its hidden field."""
    return signing.dumps(dict(values), salt=SALT, compress=True)


def opened(text: str) -> dict[str, Any] | None:
    """The values of a sealed text; None if it was changed or is missing."""
    try:
        found = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, dict) else None


def merged(base: Mapping[str, Any] | None, mine: Mapping[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    """The values to write. Raises `Clashing`. Without a base, every difference from the record counts as a clash."""
    result = dict(current)
    clashes = []
    for name, value in mine.items():
        wanted, now = as_json(value), current[name]
        if wanted == now or (base is not None and wanted == base.get(name)):
            continue
        if base is None or base.get(name) != now:
            clashes.append(Clash(name, wanted, now))
        result[name] = wanted
    if clashes:
        raise Clashing(clashes, current)
    return result
