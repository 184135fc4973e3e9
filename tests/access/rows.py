"""One valid row of any table about a pupil, made from the model's own fields, so that a new table is tested the day it appears."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from pastoral.casework.placements.models import SharedSet
from pastoral.casework.plans.models import Plan
from pastoral.foundation.access.models import PupilScoped, scope_of
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.providers.models import Listing

_number = itertools.count(1)
# What a model's own constraints ask for beyond its fields.
ALSO: dict[str, dict[str, Any]] = {
    "plans.CheckIn": {"scale": 3},
    "timetables.Grid": {"in_force_from": dt.date(2026, 11, 30)},
    "timetables.Step": {"hours": 12},
    "timetables.Timetable": {"status": "closed"},  # a pupil has one open one
    "placements.Cover": {"weekday": 1, "starts": dt.time(9), "ends": dt.time(12)},
    "placements.Elsewhere": {"weekday": 1, "starts": dt.time(9), "ends": dt.time(12)},
    "placements.Session": {"weekday": 1, "starts": dt.time(9), "ends": dt.time(12)},
    "registers.Mark": {"half": "am"},
    "registers.WeeklyReturn": {"monday": dt.date(2026, 9, 7)},
    "attendance.MarkWeek": {"monday": dt.date(2026, 9, 7), "codes": "/ \\ " * 5},
}


def pupil_models() -> list[type[PupilScoped]]:
    return sorted((m for m in apps.get_models() if issubclass(m, PupilScoped)), key=lambda m: m._meta.label)


def make_row(model: type[models.Model], pupil: Any, **given: Any) -> Any:
    """A saved row of `model` about `pupil`, and of whatever it must refer to. Call inside a recording.

    `given`: what a column of that name holds, where the model (or one that it refers to) has such a column.
    """
    if model is PolicyVersion:
        found = PolicyVersion.objects.filter(authority_id=pupil.authority_id).first()
        return found or PolicyVersion.objects.create(
            authority_id=pupil.authority_id, starts_on=dt.date(2026, 1, 1), content={}, sha256="0" * 64, source_file="x", published_by="x"
        )
    if model is Plan and (open_plan := Plan._base_manager.filter(pupil=pupil).first()):
        return open_plan  # a pupil has one at a time
    if model is SharedSet and (current := SharedSet._base_manager.filter(pupil=pupil).first()):
        return current  # each kind of data is shared once
    if model is Listing and (listed := Listing._base_manager.filter(**given).first()):
        return listed  # an authority lists a provider once
    values: dict[str, Any] = dict(scope_of(pupil)) if issubclass(model, PupilScoped) else {}
    values |= ALSO.get(model._meta.label, {})
    own = {field.name for field in model._meta.concrete_fields}
    values |= {name: value for name, value in given.items() if name in own and f"{name}_id" not in values}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.attname in values or field.name in values or field.has_default() or field.null:
            continue
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) or (field.blank and field.empty_strings_allowed):
            continue
        values[field.name] = _value(field, pupil, given)
    row = model(**values)
    row.save()
    return row


def _value(field: Any, pupil: Any, given: dict[str, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        if field.related_model._meta.label == "organisations.School":
            return pupil.school
        related = field.related_model
        same = {"pupil": pupil} if issubclass(related, PupilScoped) else {}
        same |= {name: value for name, value in given.items() if name in {one.name for one in related._meta.concrete_fields}}
        there = related._base_manager.filter(**same).first() if same else None
        return there or make_row(related, pupil, **given)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return dt.date(2026, 9, 1)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DecimalField):
        return next(_number) % 10 ** (field.max_digits - field.decimal_places)
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return next(_number)
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.UUIDField):
        import uuid

        return uuid.uuid4()
    if isinstance(field, models.CharField) and field.max_length == 64:
        return hashlib.sha256(str(next(_number)).encode()).hexdigest()
    return f"x{next(_number)}"[: field.max_length or 20]
