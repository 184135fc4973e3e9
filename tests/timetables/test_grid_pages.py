"""The pages of the week: days that differ, weeks of a cycle, drafts kept while it is edited, steps, and what is refused, field by field."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.timetables import grid
from pastoral.casework.timetables.models import Grid, Step, Timetable
from pastoral.casework.timetables.services import grids, opening
from pastoral.foundation.questions import drafts

from . import making

pytestmark = pytest.mark.django_db


def posted_lines(periods: list[grid.Period], **more: Any) -> dict[str, Any]:
    lines: dict[str, Any] = {"weeks": "1", "days_asked": "1", **more}
    for name in ("kind", "name", "starts", "ends"):
        lines[name] = [period[name] for period in periods]
    for number, period in enumerate(periods, start=1):
        lines[f"days-{number}"] = list(period.get("days", "12345"))
    return lines


def short_friday() -> list[grid.Period]:
    """Lesson 6 is not on Friday; what is on Friday instead is the last line, although it comes before lunch."""
    lines = [dict(period) for period in grid.SECONDARY]
    lines[-1]["days"] = lines[-2]["days"] = "1234"
    return [*lines, {"name": "Friday work", "starts": "13:30", "ends": "14:00", "kind": "taught", "days": "5"}]


def seen_of(row: Timetable) -> str:
    return grid.digest_of(row.cells, row.periods, row.weeks)


def refused(answer: Any) -> str:
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_a_friday_that_ends_early(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    assert lead.post(f"/timetables/{row.pk}/periods/", posted_lines(short_friday())).status_code == 302
    row = making.fresh(world, row)
    assert [period["starts"] for period in row.periods] == sorted(period["starts"] for period in row.periods)
    assert [len(grid.lessons(row.periods, day)) for day in grid.DAYS] == [6, 6, 6, 6, 5]
    times = {one.day: one.ends for one in grid.school_day(row.periods)}
    assert times == {1: "15:10", 2: "15:10", 3: "15:10", 4: "15:10", 5: "14:00"}
    page = lead.get(f"/timetables/{row.pk}/grid/").content.decode()
    friday_work = next(n for n, period in enumerate(row.periods) if period["name"] == "Friday work")
    assert f'name="place-1-5-{friday_work}"' in page
    assert f'name="place-1-4-{friday_work}"' not in page
    # four days of six lessons, and a Friday of four and half an hour: 28 × 50 minutes and 30
    assert "23.83 of 24 taught hours a week" in page
    overview = lead.get(f"/timetables/{row.pk}/").content.decode()
    assert "14:20–15:10, not on Friday" in overview
    assert "13:30–14:00, Friday" in overview


def test_a_stretch_away_ends_with_the_day_it_is_on(world: Any) -> None:
    row = making.proposed(world)
    with world.acting("pastoral-lead") as by:
        opening.set_periods(timetable_id=row.pk, weeks=1, periods=short_friday(), version=None, by=by)
        row = making.fresh(world, row)
        cells = {
            grid.key_of(1, day, n): {"place": "none", "what": "", "responsible": ""}
            for day in grid.DAYS
            for n in grid.lessons(row.periods, day)[4:]
        }
        row = opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
    assert [one.ends for one in grid.away_of(row.periods, row.cells, 1)] == ["15:10", "15:10", "15:10", "15:10", "14:00"]


def test_a_lesson_keeps_what_it_holds_when_its_times_change(world: Any) -> None:
    row = making.proposed(world)
    with world.acting("pastoral-lead") as by:
        opening.set_grid(timetable_id=row.pk, cells=making.mornings_only(row), version=None, by=by)
        periods = [dict(period) for period in grid.SECONDARY]
        periods[-1] |= {"starts": "14:30", "ends": "15:20"}
        row = opening.set_periods(timetable_id=row.pk, weeks=2, periods=periods, version=None, by=by)
    last = grid.lessons(row.periods)[-1]
    assert [row.cells[grid.key_of(1, day, last)]["place"] for day in grid.DAYS] == ["none"] * 5


def test_bad_times_are_said_with_their_line_and_field(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    bad = [
        {"name": "1", "starts": "09:00", "ends": "10:00", "kind": "taught"},
        {"name": "2", "starts": "09:30", "ends": "10:30", "kind": "taught"},
        {"name": "3", "starts": "11:00", "ends": "30:00", "kind": "taught"},
        {"name": "4", "starts": "noon", "ends": "13:00", "kind": "taught"},
        {"name": "5", "starts": "14:00", "ends": "13:30", "kind": "taught"},
        {"name": "6", "starts": "15:00", "ends": "15:30", "kind": "taught", "days": ""},
    ]  # fmt: skip
    page = refused(lead.post(f"/timetables/{row.pk}/periods/", posted_lines(bad, weeks="9")))
    for said in (
        "Line 2, “From”: on Monday, 09:30 to 10:30 overlaps with line 1, 09:00 to 10:00.",
        "Line 3, “To”: “30:00” is no time of a day. Write it as 09:50.",
        "Line 4, “From”: “noon” is no time of a day. Write it as 09:00.",
        "Line 5, “To”: it ends at 13:30, but it starts at 14:00.",
        "Line 6, “Days”: choose at least one day.",
        "A cycle has from 1 to 6 weeks.",
    ):
        assert said in page
    for where in ("starts-2", "ends-3", "starts-4", "ends-5", "days-6", "weeks"):
        assert f'href="#{where}"' in page
        assert f'id="{where}"' in page
    assert 'value="noon"' in page  # nothing is lost
    none_on_friday = [{**period, "days": "1234"} for period in grid.SECONDARY]
    assert "Friday has no lesson." in refused(lead.post(f"/timetables/{row.pk}/periods/", posted_lines(none_on_friday)))
    many = [{"name": str(n), "starts": f"{n:02}:00", "ends": f"{n:02}:30", "kind": "taught"} for n in range(17)]
    assert "A day has at most 16 lines" in refused(lead.post(f"/timetables/{row.pk}/periods/", posted_lines(many)))
    assert making.fresh(world, row).periods == list(grid.SECONDARY)


def test_which_week_is_week_one_is_said(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    lines = posted_lines(list(grid.SECONDARY), weeks="2", first_week="2026-12-09")
    assert lead.post(f"/timetables/{row.pk}/periods/", lines).status_code == 302
    row = making.fresh(world, row)
    assert (row.first_week, row.holidays_count) == (dt.date(2026, 12, 7), False)
    page = lead.get(f"/timetables/{row.pk}/grid/").content.decode()
    assert "The week of 7 December 2026 is week 1. A week without school is not counted." in page
    bad = refused(lead.post(f"/timetables/{row.pk}/periods/", lines | {"first_week": "2026-02-31"}))
    assert "“Which week is week 1”: this is no day of the calendar." in bad


def test_a_week_that_is_left_is_there_again(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    where, key = f"/timetables/{row.pk}/grid/", grid.key_of(1, 1, grid.lessons(row.periods)[5])
    assert f'data-autosave="{where}draft/"' in lead.get(where).content.decode()
    answer = lead.post(f"{where}draft/", {"seen": seen_of(row), f"place-{key}": "tuition", f"what-{key}": "Maths at the library"})
    assert answer.status_code == 200
    assert answer.json()["saved_at"]
    assert making.fresh(world, row).cells[key]["place"] == "none"  # a draft is in force for nobody
    page = lead.get(where).content.decode()
    assert "We kept what you typed" in page
    assert "Maths at the library" in page
    assert lead.post(where, {"seen": seen_of(row), f"place-{key}": "tuition"}).status_code == 302
    assert "We kept what you typed" not in lead.get(where).content.decode()


def test_two_people_who_change_a_week_are_asked_which_to_keep(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    where, key = f"/timetables/{row.pk}/grid/", grid.key_of(1, 1, grid.lessons(row.periods)[5])
    with world.acting("pastoral-lead") as by:
        other = grid.key_of(1, 2, grid.lessons(row.periods)[5])
        theirs = {**row.cells, other: {"place": "home", "what": "", "responsible": ""}}
        now = opening.set_grid(timetable_id=row.pk, cells=theirs, version=None, by=by)
    mine = {"seen": seen_of(row), f"place-{key}": "tuition", f"place-{other}": "none"}
    kept = lead.post(f"{where}draft/", mine)
    assert kept.status_code == 409
    assert "Somebody else saved this week" in kept.content.decode()
    page = refused(lead.post(where, mine))
    assert "Tuesday, Lesson 6: yours “Not in school”, theirs “Work at home”" in page
    assert f'name="seen" value="{seen_of(now)}"' in page
    assert "Save yours over theirs" in page
    assert "Somebody else saved this week" in lead.get(where).content.decode()  # and after leaving the page too
    assert lead.post(where, mine | {"seen": seen_of(now)}).status_code == 302
    assert making.fresh(world, row).cells[other]["place"] == "none"
    with world.acting("pastoral-lead") as by:
        assert drafts.load(by, where) is None


def test_what_else_is_written_on_the_record_asks_nothing_of_who_edits_the_week(world: Any, lead: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        step = Step.objects.visible_to(by).filter(timetable=row).first()
    fifth = grid.lessons(row.periods)[4]
    key = grid.key_of(1, 1, fifth)
    where, of_step = f"/timetables/{row.pk}/grid/", f"/timetables/{row.pk}/way-back/{step.pk}/week/"
    mine = {"seen": seen_of(row), f"place-{key}": "school"}
    with world.acting("pastoral-lead") as by:  # the care page, who is responsible, the week of a step: another version, the same week
        opening.settle_care(timetable_id=row.pk, version=None, by=by, monitor="Gareth Pugh")
        away = {one.key: "A grandmother" for one in grid.away_of(row.periods, row.cells, row.weeks)}
        opening.set_adults(timetable_id=row.pk, adults=away, told_on=None, version=None, by=by)
        longer = {**row.cells, key: {"place": "school", "what": ""}}
        grids.prepare_step(timetable_id=row.pk, step_id=step.pk, cells=longer, version=None, by=by)
    assert making.fresh(world, row).version > row.version
    assert lead.post(f"{where}draft/", mine).status_code == 200
    page = lead.get(where).content.decode()
    assert "We kept what you typed" in page
    assert "Somebody else saved" not in page
    stale = lead.post(of_step, mine | {f"place-{grid.key_of(1, 2, fifth)}": "school"})  # this week was prepared meanwhile
    assert "Somebody else saved this timetable meanwhile" in refused(stale)
    assert lead.post(where, mine).status_code == 302
    now = making.fresh(world, row)
    assert now.cells[key]["place"] == "school"
    assert now.monitor == "Gareth Pugh"


def test_npt_rt_14_the_week_of_a_step_is_prepared_on_its_page(world: Any, lead: Any) -> None:
    row = making.running(world)
    with world.acting("system") as by:
        step = Step.objects.visible_to(by).filter(timetable=row).first()
    way_back = lead.get(f"/timetables/{row.pk}/way-back/").content.decode()
    assert "you must change the timetable on that day yourself" in way_back
    where = f"/timetables/{row.pk}/way-back/{step.pk}/week/"
    assert where in way_back
    page = lead.get(where).content.decode()
    assert "The week from 11 January 2027" in page
    assert "The step says 18 taught hours a week, and this week has 16.67: add lessons, or change the step." in page
    fifth = grid.lessons(row.periods)[4]
    more = {f"place-{grid.key_of(1, day, fifth)}": "school" for day in (1, 2)}
    part = lead.post(f"/timetables/{row.pk}/grid/hours/?step={step.pk}", more).content.decode()
    assert "this week has 18.33: take lessons off, or change the step." in part
    assert lead.post(where, more | {"seen": seen_of(row)}).status_code == 302
    with world.acting("system") as by:
        assert Grid.objects.visible_to(by).get(step=step).in_force_from is None
    assert "Its week has 18.33 taught hours." in lead.get(f"/timetables/{row.pk}/way-back/").content.decode()
    first = grid.key_of(1, 1, grid.lessons(row.periods)[0])
    fewer = {f"place-{grid.key_of(1, day, n)}": "none" for day in grid.DAYS for n in grid.lessons(row.periods)}
    said = refused(lead.post(where, fewer | {f"place-{first}": "school"}))
    assert "This week has 0.83 taught hours, and the week before it 16.67." in said
    assert lead.get(f"/timetables/{row.pk}/way-back/999999/week/").status_code == 404


def test_bad_steps_are_said_with_their_number_and_field(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    bad = {
        "on": ["2027-01-11", "2027-01-11", "", "2026-11-01"], "hours": ["18", "20", "22", "60"], "needs": ["", "", "a", ""],
    }  # fmt: skip
    page = refused(lead.post(f"/timetables/{row.pk}/way-back/", bad))
    for said in (
        "Step 2, “From”: step 1 is on that day too.", "Step 3, “From”: choose the day on which it begins.",
        "Step 4, “From”: it must not be before the first day, 30 November 2026.", "Step 4, “Hours a week”: from 0 to 40.",
    ):  # fmt: skip
        assert said in page.replace("Monday ", "")
    words = refused(lead.post(f"/timetables/{row.pk}/way-back/", {"on": ["2027-01-11"], "hours": ["x"], "needs": [""]}))
    assert "Step 1, “Hours a week”: write a number, for example 18 or 18.5." in words


def test_hrs_04_a_grid_that_contradicts_the_hours_a_day_names_the_field_and_the_day(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        opening.settle_details(timetable_id=row.pk, version=None, by=by, hours_per_day=["3.33", "3.33", "4", "3.33", "3.33"])
    page = lead.get(f"/timetables/{row.pk}/grid/").content.decode()
    assert "“Hours a day” (under “Dates and reasons”) says 4 for Wednesday. Here it is 3.33 taught hours." in page


def test_a_year_group_without_a_figure_is_said_and_not_compared(world: Any, lead: Any) -> None:
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.pupils.models import Pupil

    row = making.prepared(world)
    with world.acting("system") as by, recording("born", by=by, subject=world.tomos):
        Pupil.objects.visible_to(by).filter(pk=world.tomos.pk).update(date_of_birth=dt.date(2009, 3, 1), year_group="13")
    page = lead.get(f"/timetables/{row.pk}/grid/").content.decode()
    assert "For Year 13 no rule says how many hours are full time" in page


def test_the_pages_of_a_week_take_few_queries(world: Any, lead: Any, django_assert_max_num_queries: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        step = Step.objects.visible_to(by).filter(timetable=row).first()
        grids.prepare_step(timetable_id=row.pk, step_id=step.pk, cells=row.cells, version=None, by=by)
    lead.get(f"/timetables/{row.pk}/grid/")
    for page in ("grid/", "way-back/", f"way-back/{step.pk}/week/", "reviews/"):
        with django_assert_max_num_queries(15):
            assert lead.get(f"/timetables/{row.pk}/{page}").status_code == 200, page
