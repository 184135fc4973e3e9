"""A long list of keys is one array to the database: it finds the same rows, for the same eyes, as a short one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pastoral.foundation.access import Access
from pastoral.foundation.access.postgres.long_lists import LONG
from pastoral.records.pupils.models import Contact, Pupil
from world import World

pytestmark = pytest.mark.django_db
NOBODY = range(10**9, 10**9 + LONG)  # keys of no row


def test_a_long_list_finds_what_a_short_one_finds_in_one_parameter(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        wanted = [world.tomos.pk, world.tomos.pk]
        for rows, column in ((Pupil.objects.visible_to(access), "pk"), (Contact.objects.visible_to(access), "pupil_id")):
            short = list(rows.filter(**{f"{column}__in": wanted}).order_by("pk"))
            with CaptureQueriesContext(connection) as seen:
                long = list(rows.filter(**{f"{column}__in": [*wanted, *NOBODY]}).order_by("pk"))
            assert long == short != []
            assert "any (" in seen[0]["sql"].lower()
            rest = rows.exclude(**{f"{column}__in": [*wanted, *NOBODY]})
            assert set(rest) == set(rows) - set(short)


def test_names_and_joined_tables_are_asked_as_ever(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        rows = Pupil.objects.visible_to(access)
        assert world.tomos in rows.filter(surname__in=[world.tomos.surname, *map(str, NOBODY)])
        assert world.tomos in rows.filter(school__authority_id__in=[world.authority.pk, *NOBODY])
        assert not rows.filter(pk__in=[None, *NOBODY]).exists()


def test_a_long_list_opens_no_door(world: World, django_assert_num_queries: Any) -> None:
    everybody = [*Pupil.objects.unscoped(reason="tests").values_list("pk", flat=True), *NOBODY]
    with django_assert_num_queries(0):
        assert not list(Pupil.objects.visible_to(Access.nobody()).filter(pk__in=everybody))
    with world.acting("other-authority") as access:
        seen = set(Pupil.objects.visible_to(access).filter(pk__in=everybody).values_list("authority_id", flat=True))
    assert world.authority.pk not in seen
