"""Everyone not in full-time education (NPT-RT-19): who sees whom, filters, order, pages, and what a line says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.oversight.central_record import queries
from pastoral.oversight.central_record.filters import Filters, read
from pastoral.oversight.central_record.showing import line_of
from pastoral.records.cases.models import Involvement
from pastoral.records.findings.models import Finding
from pastoral.records.pupils.models import CareStatus
from world import World, make_pupil

from .given import TODAY, days, timetable

LIST = "/not-full-time/"


def names(world: World, persona: str, *, search: str = "", **filters: Any) -> list[str]:
    with world.acting(persona) as access:
        return [row.pupil.forename for row in queries.timetables(access, Filters(**filters), search=search)]


def sent(client: Client, persona: str, world: World, path: str = LIST, **query: Any) -> str:
    client.force_login(world.people[persona])
    answer = client.get(path, query)
    assert answer.status_code == 200, (persona, path, answer.status_code)
    return answer.content.decode()


def three(world: World) -> None:
    """Tomos (red, late review), Cerys (amber, ends soon), Ifan of the second school (green, nobody named, past the limit)."""
    timetable(world, world.tomos, colour="red", next_review_on=days(-3))
    timetable(world, world.cerys, colour="amber", next_review_on=days(5), end_on=days(9))
    timetable(world, world.ifan, colour="green", with_="", start_on=days(-100), began_on=days(-100), next_review_on=None)


def test_npt_rt_19_each_sees_their_own_scope(world: World, client: Client) -> None:
    three(world)
    timetable(world, world.olivia)
    assert set(names(world, "ewo")) == {"Tomos", "Cerys", "Ifan"}
    assert set(names(world, "pastoral-lead")) == {"Tomos", "Cerys"}
    assert names(world, "other-authority") == ["Olivia"]
    page = sent(client, "other-authority", world)
    assert "Olivia" in page
    assert not any(word in page for word in ("Tomos", "Bro Hebog", "Coed Isaf"))
    for persona in ("teacher", "parent", "young-person", "provider", "professional"):
        client.force_login(world.people[persona])
        for path in (LIST, f"{LIST}export.csv", f"{LIST}map/", f"{LIST}today/"):
            assert client.get(path).status_code == 403, (persona, path)


def test_npt_rt_22_23_what_is_no_reduced_timetable_is_not_listed(world: World) -> None:
    timetable(world, world.tomos, excluded="inclusion_centre")
    timetable(world, world.cerys, excluded="staggered_start")
    assert names(world, "ewo") == []


def test_the_filters_narrow(world: World) -> None:
    three(world)
    with world.acting("system") as access:
        mali = make_pupil(access, world.school, "Mali", "Rees", dt.date(2017, 1, 5), year_group="4")
    timetable(world, mali, status="proposed", began_on=None, agreed_on=None, next_review_on=None)
    assert names(world, "ewo", school=world.second_school.pk) == ["Ifan"]
    assert names(world, "ewo", year="10") == ["Cerys"]
    assert [names(world, "ewo", colour=code) for code in ("red", "amber", "green", "not_rated")] == [["Tomos"], ["Cerys"], ["Ifan"], []]
    assert names(world, "ewo", review="late") == ["Tomos"]
    assert names(world, "ewo", review="week") == ["Cerys"]
    assert names(world, "ewo", review="none") == ["Ifan"]
    assert names(world, "ewo", ends="soon") == ["Cerys"]
    assert names(world, "ewo", ends="limit") == ["Ifan"]
    assert names(world, "ewo", ends="past") == []
    assert names(world, "ewo", care="nobody") == ["Ifan"]
    assert names(world, "ewo", stage="coming") == ["Mali"]
    assert names(world, "ewo", search="jenkins") == ["Cerys"]
    with world.acting("ewo") as access:
        counts = queries.counts(access, Filters())
    assert (counts.now, counts.coming, counts.late, counts.limit, counts.nobody) == (3, 1, 1, 1, 1)


def test_the_last_change_of_colour_counts_and_without_a_matrix_the_worst_finding(world: World) -> None:
    from pastoral.casework.timetables.models import ColourChange

    row = timetable(world, world.tomos, colour="red")
    other = timetable(world, world.olivia)
    with world.acting("system") as access, recording("test.colour", by=access, subject=row):
        ColourChange(**scope_of(world.tomos), timetable=row, colour="amber").save()
    system = world.system(world.other_authority)
    from pastoral.foundation.access.row_security import entered

    with entered(system), recording("test.finding", by=system, subject=other):
        Finding(
            **scope_of(world.olivia), subject_type="timetables.timetable", subject_id=other.pk, rule="ENG-PTT-02", effect="BLOCK",
            colour="red", code="X", text="x", since=TODAY,
        ).save()  # fmt: skip
    assert names(world, "ewo", colour="red") == []
    assert names(world, "ewo", colour="amber") == ["Tomos"]
    assert names(world, "other-authority", colour="red") == ["Olivia"]
    with world.acting("other-authority") as access:
        assert queries.colours_of_lists(access, [other.pk])[other.pk].code == "red"


def test_every_order_is_one(world: World) -> None:
    three(world)
    assert names(world, "ewo", sort="review") == ["Tomos", "Cerys", "Ifan"]
    assert names(world, "ewo", sort="colour") == ["Tomos", "Cerys", "Ifan"]
    assert names(world, "ewo", sort="since")[0] == "Ifan"
    assert names(world, "ewo", sort="end")[0] == "Cerys"
    assert names(world, "ewo", sort="school") == ["Ifan", "Cerys", "Tomos"]
    assert names(world, "ewo", sort="pupil") == ["Cerys", "Tomos", "Ifan"]
    assert set(names(world, "ewo", sort="hours")) == {"Tomos", "Cerys", "Ifan"}


def test_an_officer_finds_the_children_they_are_named_for(world: World) -> None:
    three(world)
    with world.acting("system") as access, recording("test.involved", by=access, subject=world.ifan):
        Involvement(
            **scope_of(world.ifan), name="Carys Lloyd", involved_as="ewo", user=world.people["ewo"], since=days(-90)
        ).save()  # fmt: skip
    assert names(world, "ewo", mine=True) == ["Ifan"]
    assert names(world, "safeguarding-officer", mine=True) == []


def test_a_line_says_hours_where_with_whom_and_what_is_wrong(world: World) -> None:
    timetable(world, world.tomos, colour="red", next_review_on=days(-3))
    with world.acting("system") as access, recording("test.care", by=access, subject=world.tomos):
        CareStatus(**scope_of(world.tomos), kind="cla", since=days(-500)).save()
        CareStatus(**scope_of(world.tomos), kind="cp", since=days(-500), until=days(-1)).save()
    with world.acting("ewo") as access:
        (row,) = queries.page_of_timetables(access, Filters()).items
        line = line_of(row, TODAY, groups=True)
        unsaid = line_of(row, TODAY, groups=False)
    assert (line.hours, line.full) == ("16.67", "24")
    assert line.where == ("Ysgol Bro Hebog",)
    assert line.responsible == ("Elin Morgan",)
    assert not line.nobody
    assert line.review is not None
    assert line.review.text == "3 days late"
    assert line.colour is not None
    assert line.colour.code == "red"
    assert [group.text for group in line.groups] == ["Looked after"], "what has ended is not said"
    assert unsaid.groups == ()


def test_npt_rt_10_time_without_anybody_is_a_warning(world: World, client: Client) -> None:
    timetable(world, world.tomos, with_="")
    page = sent(client, "ewo", world)
    assert "Nobody is named for 5 times away" in page


def test_npt_rt_05_past_the_limit_is_said(world: World, client: Client) -> None:
    row = timetable(world, world.tomos, start_on=days(-100), began_on=days(-100))
    assert row.limit_on == days(-100 + 83), "84 days, both ends included"
    assert "3 weeks past the limit" in sent(client, "ewo", world)


def test_pages_of_twenty_and_few_queries(world: World, client: Client) -> None:
    with world.acting("system") as access:
        pupils = [make_pupil(access, world.school, f"Number{n}", "Test", dt.date(2013, 1, 5), year_group="9") for n in range(23)]
    for pupil in pupils:
        timetable(world, pupil)
    client.force_login(world.people["ewo"])
    with CaptureQueriesContext(connection, ) as seen:
        page = client.get(LIST).content.decode()
    own = [one for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= 15, [one["sql"][:90] for one in own]
    assert page.count('role="row"') == 21
    assert client.get(LIST, {"page": "2"}).content.decode().count('role="row"') == 4


def test_a_search_never_puts_a_name_in_an_address(world: World, client: Client) -> None:
    three(world)
    client.force_login(world.people["ewo"])
    answer = client.post(LIST, {"q": "Tomos"})
    where = answer.headers["Location"]
    assert answer.status_code == 302
    assert "omos" not in where
    page = client.get(where).content.decode()
    assert "Morgan, Tomos" in page
    assert "Cerys" not in page


def test_junk_in_the_address_is_no_filter() -> None:
    junk = dict.fromkeys(("stage", "year", "colour", "review", "ends", "care", "group", "mine", "sort"), "<script>")
    assert read({**junk, "school": "1 or 1=1", "s": "../x"}) == Filters()
    full = Filters(
        stage="open", school=3, year="9", colour="red", review="late", ends="limit", care="said", group="plan", mine=True,
        sort="hours", search="ab12",
    )  # fmt: skip
    from django.http import QueryDict

    assert read(QueryDict(full.address("/x").partition("?")[2])) == full
    assert full.active == 8


@pytest.mark.parametrize("persona", ["ewo", "pastoral-lead", "director"])
def test_an_empty_record_says_so(world: World, client: Client, persona: str) -> None:
    assert "Everyone is in full-time education" in sent(client, persona, world)
