"""The list of PSPs: scope, filters, search without names in addresses, and an export of exactly what the page shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from pastoral.casework.plans.models import Submission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.oversight.monitoring import queries
from pastoral.oversight.monitoring.filters import Filters, read
from plans_made import add, lived_in, make_plan, today
from world import World, make_pupil

LIST = "/monitoring/plans/"


def sent(client: Client, persona: str, world: World, path: str = LIST, **query: Any) -> str:
    client.force_login(world.people[persona])
    answer = client.get(path, query)
    assert answer.status_code == 200, (persona, path, answer.status_code)
    return answer.content.decode()


def names(world: World, persona: str, **filters: Any) -> list[str]:
    search = filters.pop("search", "")
    with world.acting(persona) as access:
        return [plan.pupil.forename for plan in queries.plans(access, Filters(**filters), search=search)]


def test_each_sees_their_own_scope(world: World, client: Client) -> None:
    lived_in(world)
    make_plan(world, world.olivia)
    assert set(names(world, "safeguarding-officer")) == {"Tomos", "Cerys", "Ifan"}
    assert set(names(world, "pastoral-lead")) == {"Tomos", "Cerys"}
    assert names(world, "other-authority") == ["Olivia"]
    page = sent(client, "other-authority", world)
    assert "Olivia" in page
    assert "Tomos" not in page
    assert "Bro Hebog" not in page, "not even a school's name in the filter"
    for persona in ("teacher", "parent", "young-person", "provider", "professional"):
        client.force_login(world.people[persona])
        for path in (LIST, f"{LIST}export.csv", "/monitoring/report/", "/monitoring/received/"):
            assert client.get(path).status_code == 403, (persona, path)


def test_the_filters_narrow_and_the_counts_follow(world: World) -> None:
    lived_in(world)
    with world.acting("system") as access:
        fourth = make_pupil(access, world.school, "Mali", "Rees", dt.date(2012, 1, 5), year_group="10")
    make_plan(world, fourth, status="gathering", reasons=["exclusion_risk"], opened_on=today() - dt.timedelta(days=3))
    assert names(world, "ewo", review="overdue") == ["Ifan", "Cerys"], "the longest overdue first"
    assert names(world, "ewo", review="soon") == ["Tomos"]
    assert names(world, "ewo", review="none") == ["Mali"]
    assert names(world, "ewo", stage="gathering") == ["Mali"]
    assert names(world, "ewo", reason="exclusion_risk") == ["Mali"]
    assert names(world, "ewo", school=world.second_school.pk) == ["Ifan"]
    assert names(world, "ewo", opened_from=today() - dt.timedelta(days=5)) == ["Mali"]
    assert "Mali" not in names(world, "ewo", opened_to=today() - dt.timedelta(days=5))
    assert names(world, "ewo", receipt="waiting") == ["Tomos"]
    assert set(names(world, "ewo", receipt="unsent")) == {"Cerys", "Ifan", "Mali"}
    assert names(world, "ewo", sort="pupil") == ["Cerys", "Tomos", "Ifan", "Mali"]
    assert names(world, "ewo", sort="stage")[0] == "Mali"
    assert names(world, "ewo", lead=world.people["pastoral-lead"].pk, review="overdue") == ["Cerys"]
    with world.acting("ewo") as access:
        counts = queries.stage_counts(access, Filters())
    assert (counts["live"], counts["gathering"], counts["closed"]) == (3, 1, 0)


def test_closed_plans_are_listed_only_when_asked_for(world: World) -> None:
    make_plan(world, world.tomos, status="closed")
    assert names(world, "ewo") == []
    assert names(world, "ewo", stage="closed") == ["Tomos"]
    assert names(world, "ewo", stage="all") == ["Tomos"]


def test_junk_in_the_address_is_no_filter() -> None:
    junk = {
        "school": "1 or 1=1", "stage": "nonsense", "lead": "-3", "review": "<script>", "reason": "'; drop", "sort": "password",
        "s": "../../x", "from-day": "31", "from-month": "2", "from-year": "2026",
    }  # fmt: skip
    assert read(junk) == Filters()
    full = Filters(school=3, stage="live", review="soon", opened_from=dt.date(2026, 9, 1), sort="pupil", search="ab12")
    from django.http import QueryDict

    assert read(QueryDict(full.address("/x").partition("?")[2])) == full


@pytest.mark.parametrize("typed", ["Tomos Morgan", "Z123456789012"])
def test_a_search_never_puts_a_name_or_a_upn_in_an_address(
    world: World, client: Client, typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    with world.acting("system") as access:
        from pastoral.foundation.audit.recording import recording

        with recording("pupil.edited", by=access, subject=world.tomos):
            world.tomos.upn = "Z123456789012"
            world.tomos.save()
    lived_in(world)
    client.force_login(world.people["ewo"])
    answer = client.post(LIST, {"q": typed})
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert typed.split()[0] not in where
    page = client.get(where).content.decode()
    assert "Tomos" in page
    assert "Cerys" not in page
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not any(word in link for link in links for word in ("Tomos", "Morgan", "Z1234"))
    assert typed not in caplog.text
    export = [link for link in links if "export.csv" in link]
    assert export, "the export is of what was searched for"
    rows = list(csv.reader(io.StringIO(read_all(client.get(export[0].replace("&amp;", "&"))).decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["Tomos"]
    with world.acting("ewo") as access:
        event = Event.objects.visible_to(access).get(verb="plans.exported")
        assert event.changes["filter"] == {"search": True}


def test_a_forgotten_search_is_not_an_export_of_everybody(world: World, client: Client) -> None:
    lived_in(world)
    client.force_login(world.people["ewo"])
    answer = client.get(f"{LIST}export.csv?s=abcdef123456")
    assert answer.status_code == 302
    assert "no longer have that search" in client.get(answer.headers["Location"]).content.decode()


def read_all(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("query", ["", "?review=overdue", "?school={school}", "?stage=all&sort=pupil"])
@pytest.mark.parametrize("persona", ["ewo", "pastoral-lead", "director"])
def test_the_export_holds_exactly_what_the_page_shows(world: World, client: Client, persona: str, query: str) -> None:
    lived_in(world)
    make_plan(world, world.olivia)
    query = query.format(school=world.school.pk)
    client.force_login(world.people[persona])
    page = client.get(LIST + query).content.decode()
    shown = {name for name in ("Tomos", "Cerys", "Ifan", "Olivia") if f">{name} " in page}
    answer = client.get(f"{LIST}export.csv{query}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="psp-')
    rows = list(csv.reader(io.StringIO(read_all(answer).decode("utf-8-sig"))))
    assert {row[2] for row in rows[1:]} == shown
    book = load_workbook(io.BytesIO(read_all(client.get(f"{LIST}export.xlsx{query}"))))
    assert {row[2] for row in list(book.active.iter_rows(values_only=True))[1:]} == shown
    with world.acting(persona) as access:
        events = Event.objects.visible_to(access).filter(verb="plans.exported")
        assert {(event.changes["format"], event.changes["rows"]) for event in events} == {
            ("csv", len(shown)), ("xlsx", len(shown)),
        }  # fmt: skip


def test_a_name_that_is_a_formula_stays_text_in_both_files(world: World, client: Client) -> None:
    formula = '=HYPERLINK("http://example.com","x")'
    with world.acting("system") as access:
        pupil = make_pupil(access, world.school, formula, "+cmd|calc", dt.date(2012, 1, 5))
    make_plan(world, pupil, key_adult_name="@SUM(A1)")
    client.force_login(world.people["ewo"])
    rows = list(csv.reader(io.StringIO(read_all(client.get(f"{LIST}export.csv")).decode("utf-8-sig"))))
    assert rows[1][1:3] == ["'+cmd|calc", "'" + formula]
    book = load_workbook(io.BytesIO(read_all(client.get(f"{LIST}export.xlsx"))))
    cells = next(iter(book.active.iter_rows(min_row=2)))
    assert [cell.data_type for cell in cells[1:3]] == ["s", "s"]
    assert all(not str(cell.value).startswith(("=", "+", "@")) for cell in cells if cell.data_type == "s")
    assert cells[4].value == dt.datetime(2012, 1, 5), "a date is a date"


def test_officers_acknowledge_what_they_received_and_nobody_else_can(world: World, client: Client) -> None:
    plan = lived_in(world)
    with world.acting("ewo") as access:
        submission = Submission.objects.visible_to(access).get(plan=plan)
    path = f"/monitoring/received/{submission.pk}/acknowledge/"
    for persona, code in (("pastoral-lead", 403), ("director", 403), ("other-authority", 404)):
        client.force_login(world.people[persona])
        assert client.post(path).status_code == code, persona
    page = sent(client, "safeguarding-officer", world, "/monitoring/received/")
    assert "Tomos" in page
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 302, "a double click changes nothing"
    with world.acting("ewo") as access:
        found = Submission.objects.visible_to(access).get(pk=submission.pk)
        assert found.acknowledged_by.startswith("Rhodri Parry")
    assert "Tomos" not in sent(client, "safeguarding-officer", world, "/monitoring/received/").split("<main")[1].split("Nothing waits")[1]
    assert "Tomos" in sent(client, "safeguarding-officer", world, "/monitoring/received/?show=done")
    assert names(world, "ewo", receipt="received") == ["Tomos"]


def test_the_termly_report_counts_by_school(world: World, client: Client) -> None:
    plan = lived_in(world)
    make_plan(world, world.olivia)
    from pastoral.casework.plans.models import Review

    add(plan, Review, number=1, due_on=today(), held_on=today(), decision="continue", evaluation="Better", next_review_on=today())
    with world.acting("monitoring-group") as access:
        rows = {row.school: row for row in queries.figures(access)}
    assert set(rows) == {"Ysgol Bro Hebog", "Coed Isaf School"}
    hebog, coed = rows["Ysgol Bro Hebog"], rows["Coed Isaf School"]
    assert (hebog.open, hebog.live, hebog.overdue, hebog.soon, hebog.reviews, hebog.waiting, hebog.quiet) == (2, 2, 1, 1, 1, 1, 2)
    assert (coed.open, coed.overdue, coed.longest_overdue) == (1, 1, today() - dt.timedelta(days=12))
    page = sent(client, "monitoring-group", world, "/monitoring/report/")
    assert "12 days late" in page
    assert "Olivia" not in page
    assert "Ifan" not in sent(client, "pastoral-lead", world, "/monitoring/report/"), "a school's own report is about the school"


def test_an_empty_authority_is_told_so(world: World, client: Client) -> None:
    assert "No open plans" in sent(client, "ewo", world)
    assert "No plans yet" in sent(client, "director", world, "/monitoring/report/")
    assert "Nothing waits for you" in sent(client, "ewo", world, "/monitoring/received/")


@pytest.mark.parametrize(
    ("persona", "path"),
    [("ewo", LIST), ("pastoral-lead", LIST), ("monitoring-group", "/monitoring/report/"), ("ewo", "/monitoring/received/")],
)
def test_the_pages_stay_within_fifteen_queries(world: World, client: Client, persona: str, path: str) -> None:
    lived_in(world)
    with entered(world.system()) as access:
        pupils = [make_pupil(access, world.school, f"P{n}", "Q", dt.date(2012, 1, 1)) for n in range(60)]
    for pupil in pupils:
        make_plan(world, pupil, review_in=pupil.pk % 30 - 5)
    client.force_login(world.people[persona])
    client.get(path)
    with CaptureQueriesContext(connection, ) as caught:
        answer = client.get(path)
    assert answer.status_code == 200
    real = [q["sql"] for q in caught.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
    assert len(real) <= 15, "\n".join(real)


def test_the_list_comes_in_pages_of_fifty(world: World, client: Client) -> None:
    with entered(world.system()) as access:
        pupils = [make_pupil(access, world.school, f"P{n}", "Q", dt.date(2012, 1, 1)) for n in range(60)]
    for pupil in pupils:
        make_plan(world, pupil)
    assert "Showing 51 to 60 of 60" in sent(client, "ewo", world, page="2")
    assert "Showing 51 to 60 of 60" in sent(client, "ewo", world, page="999999"), "the nearest page, never an error"
