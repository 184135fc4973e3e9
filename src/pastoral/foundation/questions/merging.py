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
from django.http import QueryDict
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.forms import PastoralForm

SALT = "pastoral.merging"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed, to different values."""

    field: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Question:
    """A clash as a page asks about it: the field's label, and both values as people read them."""

    field: str
    label: str
    mine: str
    theirs: str


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
    clashes: list[Clash] = []
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


def put(row: Any, wanted: Mapping[str, Any], current: Mapping[str, Any]) -> set[str]:
    """Set what is wanted otherwise than it is; gives the names of the fields that changed."""
    changed = {name for name in wanted if wanted[name] != current[name]}
    for name in changed:
        value = wanted[name]
        is_date = type(row)._meta.get_field(name).get_internal_type() == "DateField"
        setattr(row, name, dt.date.fromisoformat(value) if is_date and value else value)
    return changed


def chosen(post: QueryDict, mine: Mapping[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the form says, but for the fields of which the person chose to keep what is in the record."""
    return {
        name: base.get(name) if base and post.get(f"keep_{name}") == "theirs" else value for name, value in mine.items()
    }


def asked(form: PastoralForm, post: QueryDict, clashing: Clashing) -> dict[str, Any]:
    """What the page of the question needs (`which_to_keep`): the questions, the form as it was sent, and the next base."""
    return {
        "questions": [
            Question(one.field, str(form.fields[one.field].label), _shown(form, one.field, one.mine), _shown(form, one.field, one.theirs))
            for one in clashing.clashes
        ],
        "carried": [
            (name, value)
            for name, values in post.lists()
            if name not in ("csrfmiddlewaretoken", "base") and not name.startswith("keep_")
            for value in values
        ],
        "base": sealed(clashing.current),
    }  # fmt: skip


def _shown(form: PastoralForm, name: str, value: Any) -> str:
    field: Any = form.fields[name]
    if isinstance(value, str) and hasattr(field, "birthday") and value:
        value = dt.date.fromisoformat(value)
    return str(field.shown(value)) or _("Empty")
