"""Rows of several tables in one query: what a page reads of a dozen small tables costs one round trip to the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable, Window
from django.db.models.functions import Cast, RowNumber

# Types that JSON hands back as they are; the column's own field reads the others.
_NATIVE = (models.IntegerField, models.CharField, models.TextField, models.BooleanField, models.JSONField, models.ForeignKey)


def together(**asked: QuerySet[Any]) -> dict[str, list[Any]]:
    """Name → the rows of that query in its order, as model instances without relations. One query; none where nothing can be found.

    Its filters, and so whose eyes each is for, stay as they are; what was deferred stays out, what was annotated comes along.
    """
    found: dict[str, list[Any]] = {name: [] for name in asked}
    parts = [_part(number, query) for number, query in enumerate(asked.values())]
    if not parts:
        return found
    names = list(asked)
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    for number, _place, values in sorted(rows, key=lambda row: row[:2]):
        query = asked[names[number]]
        columns, beside = _columns(query), query.query.annotation_select
        fields = [*columns, *(one.output_field for one in beside.values())]
        read = [value if value is None or isinstance(f, _NATIVE) else f.to_python(value) for f, value in zip(fields, values, strict=True)]
        row = query.model.from_db(query.db, [f.attname for f in columns], read[: len(columns)])
        for name, value in zip(beside, read[len(columns) :], strict=True):
            setattr(row, name, value)
        found[names[number]].append(row)
    return found


def _part(number: int, query: QuerySet[Any]) -> QuerySet[Any]:
    order: Any = query.query.order_by or query.model._meta.ordering or ("pk",)
    place = Window(RowNumber(), order_by=list(order))
    kept = [_exact(F(f.attname), f) for f in _columns(query)]
    kept += [_exact(F(name), one.output_field) for name, one in query.query.annotation_select.items()]
    values = models.Func(*kept, function="jsonb_build_array", output_field=models.JSONField())
    return query.order_by().values_list(Value(number, models.IntegerField()), place, values)


def _columns(query: QuerySet[Any]) -> list[Any]:
    named, deferred = query.query.deferred_loading
    return [
        f
        for f in query.model._meta.concrete_fields
        if (f.name not in named and f.attname not in named if deferred else f.name in named or f.attname in named or f.primary_key)
    ]


def _exact(value: F, kind: Any) -> Combinable:
    """Exact decimals travel as text: a JSON number would lose them."""
    return Cast(value, models.TextField()) if isinstance(kind, models.DecimalField) else value
