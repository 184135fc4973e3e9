"""Deciding on a placement through a browser without script: each page opens, and what is written stands on the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.placements import queries
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.models import Placement, Session
from pastoral.casework.placements.services import deciding, moving, opening, times
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db

PAGES = (
    "", "need/", "asked/", "asked/add/", "plan/", "objectives/", "objectives/add/", "provider/", "dates/", "times/", "meanwhile/", "cost/",
    "questions/",
)  # fmt: skip
NINE, NOON, TWO = dt.time(9), dt.time(12), dt.time(14)


def line(days: tuple[int, ...], starts: dt.time, ends: dt.time, place: str = "provider") -> times.Line:
    return times.Line(place, days, starts, ends)


def test_pages_open_in_few_queries_and_the_week_is_written_without_script(
    world: Any, lead: Any, django_assert_max_num_queries: Any
) -> None:
    row = making.make_placement(world, "preparing")
    lead.get(f"/placements/{row.pk}/")  # packs and calendars are read once
    for page in PAGES:
        with django_assert_max_num_queries(16 if page == "provider/" else 15):
            answer = lead.get(f"/placements/{row.pk}/{page}")
        assert answer.status_code == 200, page
    assert lead.get(f"/placements/{row.pk}/start/").status_code == 200
    assert "Tomos" in lead.get("/placements/").content.decode()
    assert lead.get(f"/placements/{row.pk}/plan/print/?language=en&format=pdf").content.startswith(b"%PDF")

    where = f"/placements/{row.pk}/times/"
    week = {
        "place": ["provider", "school"], "starts": ["9.30", "25:00"], "ends": ["1430", "15:10"], "name": ["", ""], "site": ["", ""],
        "days-1": ["1", "2"], "days-2": ["3", "4", "5"], "day_starts": "08:40", "day_ends": "15:10",
    }  # fmt: skip
    refused = lead.post(where, week)
    assert refused.status_code == 422
    assert "“25:00” is no time of a day" in refused.content.decode()
    assert 'value="9.30"' in refused.content.decode()  # nothing is lost
    assert lead.post(where, week | {"starts": ["9.30", "08:40"]}).status_code == 302
    with world.acting("pastoral-lead") as by:
        facts = facts_of(by, [queries.placement(by, row.pk)])[row.pk]
    assert [(slot.day, slot.starts, slot.ends, slot.responsible) for slot in facts.slots] == [
        (day, *slot, "") for day in ("Monday", "Tuesday") for slot in (("08:40", "09:30"), ("14:30", "15:10"))
    ]

    # Who is responsible stays with a gap that gets shorter, and not with one that gets longer (HRS-05).
    assert lead.post(f"/placements/{row.pk}/meanwhile/", {"everywhere": "Elin Morgan (mother)"}).status_code == 302
    assert lead.post(where, week | {"starts": ["9.00", "08:40"], "ends": ["14:00", "15:10"]}).status_code == 302
    with world.acting("pastoral-lead") as by:
        facts = facts_of(by, [queries.placement(by, row.pk)])[row.pk]
    monday = [(slot.starts, slot.ends, slot.responsible) for slot in facts.slots if slot.day == "Monday"]
    assert monday == [("08:40", "09:00", "Elin Morgan (mother)"), ("14:00", "15:10", "")]


def test_overlapping_placements_and_more_than_a_school_week_are_refused(world: Any) -> None:
    making.make_placement(world, "live", starts_on=dt.date(2026, 11, 16))  # Mondays and Tuesdays, 9.30 to 14.30
    with world.acting("pastoral-lead") as by:
        second = opening.open_placement(pupil_id=world.tomos.pk, by=by, shape="part_time", reason="learning")
        deciding.choose_provider(placement_id=second.pk, provider_id=world.provider.pk, by=by)
        with pytest.raises(Refused) as clash:
            times.set_times(placement_id=second.pk, lines=[line((2, 3), TWO, dt.time(15))], by=by)
        assert [one.code for one in clash.value.reasons] == ["AP.clash"]
        with pytest.raises(Refused) as many:
            times.set_times(placement_id=second.pk, lines=[line((3, 4, 5), dt.time(8), dt.time(16))], by=by)
        assert [one.code for one in many.value.reasons] == ["AP.too_many"]
        with pytest.raises(Refused) as twice:
            times.set_times(placement_id=second.pk, lines=[line((3,), NINE, TWO), line((3,), NOON, dt.time(15), "school")], by=by)
        assert [one.code for one in twice.value.reasons] == ["AP.line_overlap"]
        times.set_times(placement_id=second.pk, lines=[line((3, 4), NINE, NOON)], by=by)
        assert Session.objects.visible_to(by).filter(placement=second.pk).count() == 2


def test_times_of_a_placement_that_runs_change_from_a_day_and_the_old_ones_stay(world: Any) -> None:
    row = making.make_placement(world, "live", starts_on=dt.date(2026, 11, 16))
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused):
            times.set_times(placement_id=row.pk, lines=[line((1,), NINE, TWO)], by=by)  # nobody said from when
        times.set_times(placement_id=row.pk, lines=[line((1,), NINE, TWO)], since=dt.date(2026, 11, 30), by=by)
        found = [(one.weekday, one.since, one.until) for one in queries.sessions(by, row.pk)]
    assert found == [
        (1, dt.date(2026, 11, 30), None), (1, None, dt.date(2026, 11, 29)), (2, None, dt.date(2026, 11, 29)),
    ]  # fmt: skip


def test_ap_start_is_stopped_until_what_the_rules_ask_for_is_there(world: Any, lead: Any) -> None:
    row = making.make_placement(world, "preparing", monitor="")
    page = lead.get(f"/placements/{row.pk}/start/").content.decode()
    assert "NPT-AP-09" in page
    assert "NPT-AP-06" in page
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused) as stopped:
            moving.move(placement_id=row.pk, action="start", by=by)
        assert "NPT-AP-09" in {one.code.split(".")[0] for one in stopped.value.reasons}
        deciding.settle("checked", placement_id=row.pk, by=by, monitor="Huw Pritchard")
        with pytest.raises(Refused) as still:
            moving.move(placement_id=row.pk, action="start", by=by)
        assert "NPT-AP-09" not in {one.code.split(".")[0] for one in still.value.reasons}
        moving.move(placement_id=row.pk, action="withdraw", reason="The family chose another way.", by=by)
        assert Placement.objects.visible_to(by).get(pk=row.pk).stage == "closed"
        moving.move(placement_id=row.pk, action="reopen", reason="They came back.", by=by)
        assert Placement.objects.visible_to(by).get(pk=row.pk).stage == "preparing"
