"""Rows of several tables in one query: the same rows as each query alone, for the same eyes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from pastoral.casework.placements.models import Placement, Session
from pastoral.foundation.access import Access
from pastoral.foundation.access.scope import Unscoped
from pastoral.foundation.access.together import together
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import ClosedDay, Term
from pastoral.records.pupils.models import Pupil
from registers.making import placed
from world import World

pytestmark = pytest.mark.django_db


def test_the_rows_are_those_of_each_query_alone_in_one_query(world: World, django_assert_num_queries: Any) -> None:
    for day in (27, 25):
        ClosedDay.objects.create(authority=world.authority, day=dt.date(2026, 11, day), reason="closure")
    with world.acting("pastoral-lead") as access:
        asked = {
            "terms": Term.objects.filter(authority=world.authority).order_by("-starts_on"),
            "pupils": Pupil.objects.visible_to(access).order_by("school__name", "forename"),
            "closed": ClosedDay.objects.filter(authority=world.authority).order_by("day"),
            "none": Term.objects.none(),
        }
        with django_assert_num_queries(1):
            found = together(**asked)
        for name, query in asked.items():
            alone = list(query)
            assert found[name] == alone
            for one, other in zip(found[name], alone, strict=True):
                for field in other._meta.concrete_fields:
                    assert getattr(one, field.attname) == getattr(other, field.attname), field


def test_decimals_and_times_are_exact_and_what_is_deferred_stays_out(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    with world.acting("system") as access:
        with recording("placement.checked", by=access) as record:
            Placement.objects.visible_to(access).filter(pk=row.pk).update(cost=Decimal("1234567.10"))
            record.about(row)
        mine = Placement.objects.visible_to(access).filter(pk=row.pk).defer("stage").annotate(at=F("provider__name"), twice=F("cost") * 2)
        found = together(rows=mine, times=Session.objects.visible_to(access).filter(placement=row.pk))
        assert found["rows"][0].cost == Decimal("1234567.10")
        assert (found["rows"][0].at, found["rows"][0].twice) == ("Hafan Workshop", Decimal("2469134.20"))
        assert found["rows"][0].get_deferred_fields() == {"stage"}
        assert [(one.starts, one.ends) for one in found["times"]] == [(one.starts, one.ends) for one in row.sessions.all()]


def test_nobody_elses_rows_come_along(world: World) -> None:
    assert together(pupils=Pupil.objects.visible_to(Access.nobody())) == {"pupils": []}
    with pytest.raises(Unscoped):
        together(pupils=Pupil.objects.all())
    with pytest.raises(Unscoped):
        together(terms=Term.objects.all(), pupils=Pupil.objects.all())
