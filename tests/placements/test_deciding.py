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
from plans.living import making as plans

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


def test_a_place_is_looked_for_and_written_about_without_script(world: Any, lead: Any) -> None:
    plans.live(world)
    where = f"/placements/pupil/{world.tomos.pk}/look/"
    assert lead.post(where, {"setting": "alternative_provision"}).status_code == 422  # shape and reason are asked for
    said = {"setting": "alternative_provision", "shape": "part_time", "reason": "behaviour", "rationale": "Calm mornings."}
    assert lead.post(where, said).status_code == 302
    with world.acting("pastoral-lead") as by:
        row = Placement.objects.visible_to(by).get()
    assert row.plan_id is not None  # it shares the pupil's plan (NPT-AP-05)
    page = lead.get(f"/placements/{row.pk}/").content.decode()
    assert "NPT-AP-03" in page  # behaviour is no reason to buy provision
    assert "NPT-AP-05" not in page
    here = f"/placements/{row.pk}/"
    assert lead.post(f"{here}asked/add/", {"who": "agency", **day("on", 2026, 11, 20)}).status_code == 422  # which agency?
    given = {"who": "parent", "name": "Elin Morgan", "said": "Yes.", "agreed": "yes", **day("on", 2026, 11, 20)}
    assert lead.post(f"{here}asked/add/", given).status_code == 302
    assert lead.post(f"{here}plan/", {"purpose": "Back to lessons.", "reintegration_is_objective": "yes"}).status_code == 302
    assert lead.post(f"{here}objectives/add/", {"statement": "Attends", "aims": ["motivation"], "target_value": "10"}).status_code == 302
    assert lead.post(f"{here}cost/", {"cost": "62.50", "cost_per": "day"}).status_code == 302
    assert lead.post(f"{here}questions/", {"answer-quality": "Visited", "evidence-quality": "Notes of 2 November"}).status_code == 302
    assert lead.post(f"{here}provider/choose/", {"provider": str(world.provider.pk)}).status_code == 302
    assert lead.post(f"{here}provider/", {"monitor": "Huw Pritchard"}).status_code == 302
    backwards = {**day("starts_on", 2026, 12, 7), **day("ends_on", 2026, 12, 1)}
    assert lead.post(f"{here}dates/", backwards).status_code == 422
    with world.acting("pastoral-lead") as by:
        row = queries.placement(by, row.pk)
        facts = facts_of(by, [row])[row.pk]
    assert (facts.parent_consulted_on, facts.parent_agreed_on) == (dt.date(2026, 11, 20), dt.date(2026, 11, 20))
    assert (facts.purpose, facts.fund_amount, facts.four_answers, facts.monitor) == (
        "Back to lessons.", 62.5, frozenset({"quality"}), "Huw Pritchard",
    )  # fmt: skip
    assert row.site_id is not None  # the only one there is
    assert facts.objectives[0].aims == ("motivation",)


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


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


def test_an_error_names_the_day_in_plain_words(world: Any, lead: Any) -> None:
    row = making.make_placement(world)
    wrong = {"needs_assessed_on-day": "31", "needs_assessed_on-month": "2", "needs_assessed_on-year": "2026"}
    page = lead.post(f"/placements/{row.pk}/need/", wrong).content.decode()
    assert "The day of the assessment must be a real date" in page
    assert "Choose the kind of place" in page
