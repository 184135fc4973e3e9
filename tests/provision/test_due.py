"""What is owed about providers stands on an officer's own page, with its clock, and is the authority's own business."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counting import at_most_fifteen_queries
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.oversight.provision.due import to_do
from pastoral.records.providers.models import Visit
from providers.assuring import make_item
from providers.making import list_provider

from .making import judged, place
from .test_pages import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def officer(authority: Any) -> Access:
    return Access(actor="An officer", roles=frozenset({Role.EWO}), authority_ids=frozenset({authority.pk}))


def said(authority: Any) -> dict[str, tuple[str, str, dt.date | None]]:
    with entered(officer(authority)) as access:
        return {task.title: (task.provider, task.tone, task.due or task.since) for task in to_do(access, TODAY)}


@pytest.fixture
def used(two: Any) -> Any:
    """One provider that both authorities list; four children of the first are there, full time, and one of the second."""
    list_provider(two.other_authority, two.provider)
    for authority in (two.authority, two.other_authority):
        judged(authority, two.provider)
    place(two.tomos.school, two.provider, "Ada", "Bea", "Cai", "Dil")
    return two


def test_what_ran_out_and_what_soon_will_stands_there_with_its_day(used: Any) -> None:
    make_item(used, used.provider, "insurance", ends_on=TODAY - dt.timedelta(days=3))
    found = said(used.authority)
    (insurance,) = [one for title, one in found.items() if title.startswith("Insurance")]
    assert insurance == (used.provider.name, "late", TODAY - dt.timedelta(days=3))


def test_wor_unr_02_the_alarm_stands_there_until_it_is_over(used: Any) -> None:
    assert said(used.authority)["One pupil short of being a school"][1] == "soon"
    place(used.other_school, used.provider, "Zelda")
    for authority in (used.authority, used.other_authority):
        assert said(authority)["Works as a school and is not registered"] == (used.provider.name, "late", TODAY)


def test_a_visit_is_owed_by_the_authority_that_planned_it_alone(used: Any) -> None:
    place(used.other_school, used.provider, "Zelda")
    with entered(Access.system(authority_id=used.other_authority.pk, doing="tests")) as access, recording("test", by=access) as record:
        row = Visit(provider=used.provider, authority=used.other_authority, why="concern", due_on=TODAY - dt.timedelta(days=1))
        row.save()
        record.about(row)
    assert said(used.other_authority)["Visit"] == (used.provider.name, "late", TODAY - dt.timedelta(days=1))
    assert "Visit" not in said(used.authority)


def test_who_uses_no_provider_owes_nothing_about_one(used: Any) -> None:
    make_item(used, used.provider, "insurance", ends_on=TODAY - dt.timedelta(days=3))
    assert said(used.other_authority) == {}
    with entered(officer(used.authority)) as access:
        assert to_do(access.__class__(actor="A school", roles=frozenset({Role.HEAD}), school_ids=access.school_ids), TODAY) == []


def test_it_is_on_the_officers_own_page_within_fifteen_queries(client: Any, used: Any) -> None:
    place(used.other_school, used.provider, "Zelda")
    make_item(used, used.provider, "insurance", ends_on=TODAY - dt.timedelta(days=3))
    ewo = signed_in(client, used, "ewo")
    ewo.get("/")
    with at_most_fifteen_queries():
        page = ewo.get("/").content.decode()
    assert "Works as a school and is not registered" in page
    assert "Zelda" not in page
    assert f"/provision/providers/{used.provider.pk}/" in page
    assert "Was due 20 November 2026" in page
