"""A rule's sentence as JSON and back: dates, lists and sentences inside it keep what they are, in either language."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import models

from pastoral.rules.sentences import Counted, Sentence


class SentenceEncoder(json.JSONEncoder):
    """Writes the values that rules put into sentences."""

    def default(self, o: Any) -> Any:
        if isinstance(o, dt.date):
            return {"$date": o.isoformat()}
        if isinstance(o, Sentence):
            return {"$say": [o.code, o.text, dict(o.params)]}
        if isinstance(o, Counted):
            return o.count
        if isinstance(o, set | frozenset):
            return sorted(o, key=str)
        return str(o)


class SentenceDecoder(json.JSONDecoder):
    def __init__(self, **more: Any) -> None:
        super().__init__(object_hook=_as_it_was, **more)


def _as_it_was(found: dict[str, Any]) -> Any:
    if found.keys() == {"$date"}:
        return dt.date.fromisoformat(found["$date"])
    if found.keys() == {"$say"}:
        code, text, params = found["$say"]
        return Sentence(code, text, tuple(sorted(params.items())))
    return found


class SentenceField(models.JSONField):
    """A JSON column that gives back dates and sentences as they were put in. To the database it is plain JSON."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("encoder", SentenceEncoder)
        kwargs.setdefault("decoder", SentenceDecoder)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return name, "django.db.models.JSONField", args, kwargs


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same once stored (a tuple is a list, a count is its number)."""
    return left == right or _stored(left) == _stored(right)


def _stored(value: Any) -> str:
    return json.dumps(value, cls=SentenceEncoder, sort_keys=True)
