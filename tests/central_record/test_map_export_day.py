"""The map by school, the export and the officer's day."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.casework.timetables.models import Objection, Step
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.models import Event, Viewed
from pastoral.foundation.audit.recording import recording
from pastoral.oversight.central_record import daily, export, plot, queries
from pastoral.oversight.central_record.daily import Child
from pastoral.oversight.central_record.filters import Filters
from pastoral.records.attendance import patterns
from pastoral.records.organisations.models import School
from world import World, make_pupil

from .given import TODAY, days, timetable

LIST = "/not-full-time/"


def opened(client: Client, world: World, persona: str, path: str) -> str:
    client.force_login(world.people[persona])
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    own = [one for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert answer.status_code == 200, path
    assert len(own) <= 15, [one["sql"][:80] for one in own]
    return answer.content.decode()


@pytest.fixture
def unagreed(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Cerys's marks show four half days a week that nobody agreed."""
    found = patterns.OpenPattern(world.cerys.pk, days(-30), 4, 4, world.cerys.school_id)

    def source(access: Any, schools: Any) -> list[patterns.OpenPattern]:
        reached = world.school.pk in access.school_ids or world.authority.pk in access.authority_ids
        return [found] if reached and (schools is None or world.school.pk in schools) else []

    monkeypatch.setattr(patterns, "_sources", [source])
    return found


# -- by school


def placed(school: School, easting: int, northing: int, town: str) -> None:
    School.objects.filter(pk=school.pk).update(easting=easting, northing=northing, town=town)


def test_the_map_has_schools_that_say_where_they_lie_and_the_table_has_all(world: World, client: Client) -> None:
    timetable(world, world.tomos, colour="red", next_review_on=days(-3))
    timetable(world, world.ifan, colour="green")
    placed(world.school, 276_400, 196_200, "Pontafon, Glanafon")
    page = opened(client, world, "ewo", f"{LIST}map/")
    assert 'aria-label="Ysgol Bro Hebog: 1 child, red"' in page
    assert f'href="{LIST}?school={world.school.pk}"' in page
    assert ">Pontafon</text>" in page
    assert "Coed Isaf School" in page
    assert "Not on the map" in page
    assert "Coed Isaf School: 1 child" not in page, "no circle without a place"
    with world.acting("ewo") as access:
        at = {one.school_id: one for one in queries.by_school(access)}
    red = at[world.school.pk]
    assert (red.number, red.red, red.late, red.worst) == (1, 1, 1, "red")
    assert at[world.second_school.pk].worst == "green"


def test_without_any_place_there_is_the_table_alone(world: World, client: Client) -> None:
    timetable(world, world.tomos)
    page = opened(client, world, "ewo", f"{LIST}map/")
    assert "<svg class=\"pastoral-map" not in page
    assert "Ysgol Bro Hebog" in page


def test_a_pattern_nobody_agreed_counts_at_its_school_and_is_red(world: World, client: Client, unagreed: Any) -> None:
    with world.acting("ewo") as access:
        at = {one.school_id: one for one in queries.by_school(access)}[world.school.pk]
    assert (at.number, at.not_agreed, at.together, at.worst) == (0, 1, 1, "red")
    assert "part-time hours that nobody agreed" in opened(client, world, "ewo", LIST)
    assert "nobody agreed" not in opened(client, world, "other-authority", LIST)


@dataclass(frozen=True)
class Somewhere:
    town: str
    easting: int | None
    northing: int | None
    together: int


def test_the_plan_is_to_scale_and_nothing_hides_anything() -> None:
    here = [Somewhere("Here", 270_000, 190_000, 9), Somewhere("Here", 270_010, 190_010, 4), Somewhere("Here", 270_000, 190_000, 1)]
    there = [Somewhere("There", 280_000, 200_000, 2), Somewhere("Quiet", 275_000, 196_000, 0), Somewhere("Lost", None, None, 3)]
    made = plot.plan_of([*here, *there])
    assert made is not None
    assert len(made.circles) == 4
    assert len(made.quiet) == 1
    for first in made.circles:
        assert first.radius <= first.x <= made.width - first.radius
        assert first.radius <= first.y <= made.height - first.radius
        for second in made.circles:
            if first is not second:
                assert (first.x - second.x) ** 2 + (first.y - second.y) ** 2 >= (first.radius + second.radius - 1) ** 2
    far = {one.school.town: one for one in made.circles}
    assert far["There"].home_x > far["Here"].home_x, "east is to the right"
    assert far["There"].home_y < far["Here"].home_y, "north is at the top"
    metres = 10_000 / (far["There"].home_x - far["Here"].home_x)
    assert made.bar * metres == pytest.approx(made.bar_km * 1000, rel=0.02)
    assert {place.name for place in made.places} >= {"Here", "There"}
    assert plot.plan_of([Somewhere("Lost", None, None, 3)]) is None
    assert plot.plan_of([here[0]]) is not None, "one school alone"


# -- the export


def rows_of(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]  # a stream


def test_the_export_holds_what_the_page_shows_and_each_child_was_looked_at(world: World, client: Client, unagreed: Any) -> None:
    timetable(world, world.tomos, colour="red")
    timetable(world, world.ifan, with_="")
    timetable(world, world.olivia)
    client.force_login(world.people["ewo"])
    rows = rows_of(client, f"{LIST}export.csv")
    assert rows[0] == export.headings()
    assert [row[2] for row in rows[1:]] == ["Tomos", "Ifan", "Cerys"]
    assert rows[3][6] == "Part-time by the register, not agreed"
    assert rows[1][9:12] == ["16.67", "24", "Ysgol Bro Hebog"]
    with world.acting("ewo") as access:
        seen = Viewed.objects.visible_to(access).filter(user_id=access.user_id).values_list("pupil_id", flat=True)
        assert sorted(seen) == sorted([world.tomos.pk, world.ifan.pk, world.cerys.pk])
        event = Event.objects.visible_to(access).get(verb="central_record.exported")
        assert event.changes == {"format": "csv", "rows": 3, "filter": {}}
    assert [row[2] for row in rows_of(client, f"{LIST}export.csv?colour=red")[1:]] == ["Tomos"], "a filter leaves out the rest"


def test_no_cell_of_the_export_is_a_formula(world: World, client: Client) -> None:
    with world.acting("system") as access:
        wicked = make_pupil(access, world.school, "=cmd|' /C calc'!A0", "+SUM(1)", dt.date(2013, 1, 5), year_group="9")
    timetable(world, wicked, with_="@evil")
    client.force_login(world.people["ewo"])
    (row,) = rows_of(client, f"{LIST}export.csv")[1:]
    assert row[1].startswith("'+SUM")
    assert row[2].startswith("'=cmd")
    assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_a_forgotten_search_is_not_an_export_of_everybody(world: World, client: Client) -> None:
    timetable(world, world.tomos)
    client.force_login(world.people["ewo"])
    assert client.get(f"{LIST}export.csv?s=abcdef123456").status_code == 302


# -- the day


def child_of(world: World, persona: str, pupil: Any, **more: Any) -> Child:
    with world.acting(persona) as access:
        day = daily.day_of(access, **more)
    return next(child for child in day.children if child.row.pupil_id == pupil.pk)


def running_with_grid(world: World, pupil: Any, **values: Any) -> Any:
    """As the services leave it: the week is kept as it came into force."""
    from pastoral.casework.timetables.models import Grid

    row = timetable(world, pupil, **values)
    with world.acting("system") as access, recording("test.grid", by=access, subject=row):
        Grid(
            **scope_of(pupil), timetable=row, in_force_from=row.began_on, weeks=row.weeks, periods=row.periods, cells=row.cells, by_name="x"
        ).save()  # fmt: skip
    return row


def test_the_day_says_who_is_where_and_with_whom(world: World, client: Client) -> None:
    running_with_grid(world, world.tomos)
    child = child_of(world, "ewo", world.tomos)
    assert [(one.starts, one.ends, one.away, one.with_) for one in child.day] == [
        ("09:00", "12:40", False, ""), ("13:30", "15:10", True, "Elin Morgan"),
    ]  # fmt: skip
    assert not child.first
    page = opened(client, world, "ewo", f"{LIST}today/")
    assert "Monday 23 November 2026" in page
    assert "away, with Elin Morgan" in page
    assert "Tomos" not in opened(client, world, "other-authority", f"{LIST}today/")


def test_what_cannot_wait_comes_first(world: World, client: Client) -> None:
    row = running_with_grid(world, world.tomos, with_="", next_review_on=days(-3), start_on=days(-90), began_on=days(-90))
    with world.acting("system") as access, recording("test.more", by=access, subject=row):
        Objection(**scope_of(world.tomos), timetable=row, said="He is sent home at 11.", by_name="Elin Morgan").save()
        Step(**scope_of(world.tomos), timetable=row, on=days(-5), hours=18).save()
    child = child_of(world, "ewo", world.tomos)
    said = " | ".join(one.text for one in child.first)
    step = "Step to 18 hours a week was due"
    for words in ("this is not what we agreed", "Nobody is named", "Past the limit of", "Review was due", step):
        assert words in said, said
    assert "Cannot wait" in opened(client, world, "ewo", f"{LIST}today/")


def test_an_agreement_that_is_over_arranges_nothing_and_cannot_wait(world: World, client: Client) -> None:
    running_with_grid(world, world.tomos, end_on=days(-1))
    child = child_of(world, "ewo", world.tomos)
    assert [one.text for one in child.first] == ["It ended on 22 November 2026 and still runs"]
    assert child.day == ()
    assert "Nothing is agreed for this day: full time." in opened(client, world, "ewo", f"{LIST}today/")


def test_what_is_due_today_and_later_this_week(world: World) -> None:
    row = running_with_grid(world, world.tomos, next_review_on=TODAY, end_on=days(3))
    with world.acting("system") as access, recording("test.more", by=access, subject=row):
        Step(**scope_of(world.tomos), timetable=row, on=days(4), hours=20).save()
        Step(**scope_of(world.tomos), timetable=row, on=days(8), hours=24).save()
    child = child_of(world, "ewo", world.tomos)
    assert [one.text for one in child.today] == ["Review: today"]
    assert [one.text for one in child.week] == ["Last day: 26 November 2026", "Step to 20 hours a week: 27 November 2026"]


def test_on_a_sunday_the_page_shows_the_next_school_day(world: World, client: Client, monday: Any) -> None:
    running_with_grid(world, world.tomos)
    with time_machine.travel(dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)):
        page = opened(client, world, "ewo", f"{LIST}today/")
    assert "Monday 23 November 2026" in page
    assert "There is no school today" in page


def test_the_day_is_of_ones_own_children_where_there_are_any(world: World) -> None:
    from pastoral.records.cases.models import Involvement

    running_with_grid(world, world.tomos)
    running_with_grid(world, world.ifan)
    with world.acting("ewo") as access:
        assert len(daily.day_of(access).children) == 2
    with world.acting("system") as access, recording("test.involved", by=access, subject=world.ifan):
        Involvement(**scope_of(world.ifan), name="Carys Lloyd", involved_as="ewo", user=world.people["ewo"], since=days(-9)).save()
    with world.acting("ewo") as access:
        assert [child.name for child in daily.day_of(access).children] == ["Ifan Price"]
        assert len(daily.day_of(access, mine=False).children) == 2
        assert [child.name for child in daily.day_of(access, school=world.school.pk, mine=False).children] == ["Tomos Morgan"]


def test_the_home_page_of_an_officer_leads_there(world: World, client: Client) -> None:
    client.force_login(world.people["ewo"])
    assert f'href="{LIST}today/"' in client.get("/").content.decode()
    client.force_login(world.people["teacher"])
    assert LIST not in client.get("/").content.decode()


def test_filters_are_kept_from_page_to_page() -> None:
    assert Filters(school=3, sort="hours").address("/x", stage="closed") == "/x?stage=closed&school=3&sort=hours"
