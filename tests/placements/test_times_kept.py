"""Times of every setting keep their history while a placement runs: from which day, who wrote them, and when (HRS-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.placements import queries
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.facts.deciding import gaps_of
from pastoral.casework.placements.rows import Rows, rows_of
from pastoral.casework.placements.services import deciding, opening, times
from pastoral.casework.placements.showing import spells_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers.models import Provider, Site
from pastoral.rules.sentences import Refused
from placements import making

pytestmark = pytest.mark.django_db

BEGAN, FROM = dt.date(2026, 11, 16), dt.date(2026, 11, 30)
NINE, NOON, TWO, HALF_PAST_TWO = dt.time(9), dt.time(12), dt.time(14), dt.time(14, 30)
AT_PROVIDER = times.Line("provider", (1, 2), dt.time(9, 30), HALF_PAST_TWO)  # as it was
TUITION = times.Line("tuition", (3, 4), NINE, NOON, "Anna Price")


def running(world: Any, **fields: Any) -> Any:
    return making.make_placement(world, "live", starts_on=BEGAN, **fields)


def own(by: Any, row: Any) -> Rows:
    return rows_of(by, [row.pk])[row.pk]


def test_hrs_03_times_in_other_settings_change_from_a_day_and_the_old_ones_stay(world: Any) -> None:
    row = running(world)
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused) as undated:
            times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], by=by)
        assert [one.code for one in undated.value.reasons] == ["AP.times_from"]
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], since=FROM, by=by)
        found = own(by, row)
        kept = {(one.where, one.weekday, one.since, one.until) for one in found.elsewhere}
        assert kept == {
            *(("school", day, None, FROM - dt.timedelta(days=1)) for day in (3, 4, 5)), *(("tuition", day, FROM, None) for day in (3, 4)),
        }  # fmt: skip
        assert {(one.since, one.until) for one in found.sessions} == {(None, None)}, "times at the provider did not change"
        new = [one for one in found.elsewhere if one.where == "tuition"]
        assert {one.by_name for one in new} == {by.actor}
        assert all(one.at is not None for one in new)


def test_hours_count_by_the_week_of_today_and_not_of_the_first_day(world: Any, monday: Any) -> None:
    row = running(world)
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=row.pk, lines=[times.Line("provider", (1,), NINE, NOON), TUITION], since=FROM, by=by)

    def hours() -> dict[str, float | None]:
        with world.acting("pastoral-lead") as by:
            return {one.place: one.hours for one in facts_of(by, [queries.placement(by, row.pk)])[row.pk].settings}

    assert set(hours()) == {"Hafan Workshop", "school"}, "until the day before, the old week"
    monday.move_to(dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC))
    assert hours() == {"Hafan Workshop": 3.0, "Anna Price": 6.0}


def test_a_later_change_takes_the_place_of_one_that_was_to_come(world: Any) -> None:
    row = running(world)
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], since=FROM, by=by)
        earlier = dt.date(2026, 11, 25)
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER], since=earlier, by=by)
        found = own(by, row)
    assert {(one.where, one.since, one.until) for one in found.elsewhere} == {("school", None, dt.date(2026, 11, 24))}


def test_an_unchanged_week_needs_no_day_and_leaves_what_is_to_come(world: Any) -> None:
    row = running(world)
    school = times.Line("school", (3, 4, 5), dt.time(8, 40), dt.time(15, 10))
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], since=FROM, by=by)
        before = len(own(by, row).elsewhere)
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, school], by=by, school=times.SchoolTimes(dt.time(8, 40), dt.time(15, 10)))
        assert len(own(by, row).elsewhere) == before


def test_before_the_start_the_week_is_written_anew(world: Any) -> None:
    row = making.make_placement(world, "preparing")
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], by=by)
        found = own(by, row)
        assert {(one.where, one.since, one.until) for one in found.elsewhere} == {("tuition", None, None)}
        assert spells_of(queries.placement(by, row.pk), found) == []


def test_the_page_shows_how_the_times_changed_by_whom_and_from_when(lead: Any, world: Any) -> None:
    row = running(world)
    page = f"/placements/{row.pk}/times/"
    assert "How the times changed" not in lead.get(page).content.decode()
    week = {
        "place": ["provider", "tuition"], "starts": ["9:30", "9:00"], "ends": ["14:30", "12:00"], "name": ["", "Anna Price"],
        "site": ["", ""], "days-1": ["1", "2"], "days-2": ["3", "4"],
    }  # fmt: skip
    undated = lead.post(page, week)
    assert undated.status_code == 422
    assert "Say from which day the new times hold" in undated.content.decode()
    assert 'value="Anna Price"' in undated.content.decode(), "nothing is lost"
    assert lead.post(page, week | {"since": FROM.isoformat()}).status_code == 302
    said = lead.get(page).content.decode()
    assert "How the times changed" in said
    assert "From 16 November 2026 to 29 November 2026" in said
    assert "Wednesday and Thursday: 09:00–12:00 Tuition, with a tutor: Anna Price" in said
    assert "Written down by" in said


def test_hrs_05_the_gaps_of_a_week_to_come_can_have_an_adult_before_it_comes(lead: Any, world: Any) -> None:
    row = running(world, day_starts=NINE, day_ends=dt.time(15))
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=row.pk, lines=[AT_PROVIDER, TUITION], since=FROM, by=by)
        gaps = {one.key: since for one, since in gaps_of(queries.placement(by, row.pk), own(by, row))}
        assert gaps["3-1200-1500"] == FROM
        assert gaps["1-0900-0930"] is None
        times.set_cover(placement_id=row.pk, adults={"3-1200-1500": "Elin Morgan, mother"}, by=by)
        assert [one.responsible for one in own(by, row).covers] == ["Elin Morgan, mother"]
    assert "(from 30 November 2026)" in lead.get(f"/placements/{row.pk}/meanwhile/").content.decode()


def test_another_placement_is_looked_at_on_each_day_on_which_times_change(world: Any) -> None:
    first = running(world)
    with world.acting("pastoral-lead") as by:
        times.set_times(placement_id=first.pk, lines=[times.Line("provider", (4,), NINE, NOON)], since=FROM, by=by)
        second = opening.open_placement(pupil_id=world.tomos.pk, by=by, shape="part_time", reason="learning")
        deciding.choose_provider(placement_id=second.pk, provider_id=world.provider.pk, by=by)
        with pytest.raises(Refused) as clash:
            times.set_times(placement_id=second.pk, lines=[times.Line("provider", (4,), dt.time(11), TWO)], by=by)
        assert [one.code for one in clash.value.reasons] == ["AP.clash"], "on 30 November the first is there too"
        times.set_times(placement_id=second.pk, lines=[times.Line("provider", (5,), NINE, NOON)], by=by)


def sites_of(by: Any, row: Any) -> set[tuple[str, dt.date | None, dt.date | None]]:
    return {(one.site.name if one.site else "", one.since, one.until) for one in queries.sessions(by, row.pk)}


def another_site(world: Any) -> Site:
    with world.acting("system") as by, recording("test.site", by=by) as record:
        site = Site(provider=world.provider, name="Quayside", address="2 Quayside, Glanafon")
        site.save()
        record.about(site)
    return site


def test_eng_kc_04_a_change_of_place_moves_the_times_there_from_today_and_keeps_where_the_child_was(world: Any) -> None:
    row = running(world)
    site, old = another_site(world), row.site.name
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused):
            deciding.choose_provider(placement_id=row.pk, provider_id=world.provider.pk, by=by)  # two places, and none is named
        deciding.choose_provider(placement_id=row.pk, provider_id=world.provider.pk, site_id=site.pk, by=by)
        assert sites_of(by, row) == {(old, None, dt.date(2026, 11, 22)), ("Quayside", dt.date(2026, 11, 23), None)}


def test_eng_kc_04_before_the_start_no_time_stays_at_a_place_of_another_provider(world: Any) -> None:
    row = making.make_placement(world, "preparing")
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        other = Provider(name="Elsewhere")
        other.save()
        Site(provider=other, name="Barn", address="3 Lane").save()
        record.about(other)
    with world.acting("pastoral-lead") as by:
        deciding.choose_provider(placement_id=row.pk, provider_id=other.pk, by=by)
        assert sites_of(by, row) == {("Barn", None, None)}


def test_the_last_day_of_a_placement_that_runs_is_not_put_into_the_past(world: Any) -> None:
    row = running(world)
    with world.acting("pastoral-lead") as by, pytest.raises(Refused) as past:
        times.set_dates(placement_id=row.pk, starts_on=BEGAN, ends_on=dt.date(2026, 11, 20), by=by)
    assert [one.code for one in past.value.reasons] == ["AP.ended"]
