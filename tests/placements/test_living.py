"""A placement that lives: named person, visits, contact, progress, voices (NPT-AP-09, HAM-AP-13, WIL-VOICE-01)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pastoral.casework.placements import living as reads
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.models import Place, ProgressPoint
from pastoral.casework.placements.services import living
from pastoral.foundation.access import NotAllowed
from pastoral.rules.sentences import Refused
from placements.living_made import live_and_shared, measured, objective_of
from placements.making import fresh, make_placement
from placements.sharing_made import access_there

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
SAFE = ("safeguarding", "wellbeing", "health_safety")


def facts(world: Any, row: Any) -> Any:
    with world.acting("pastoral-lead") as by:
        return facts_of(by, [fresh(world, row)])[row.pk]


def test_npt_ap_09_safety_is_checked_once_all_three_parts_were_looked_at(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        common = {"placement_id": row.pk, "visited_by": "Huw Pritchard", "seen_alone": True, "by": by}
        living.record_visit(visited_on=dt.date(2026, 11, 9), looked_at=["safeguarding", "wellbeing"], **common)
    assert facts(world, row).safety_checked_on is None
    with world.acting("pastoral-lead") as by:
        living.record_visit(visited_on=dt.date(2026, 11, 18), looked_at=["health_safety"], **{**common, "by": by})
    assert facts(world, row).safety_checked_on == dt.date(2026, 11, 9)


def test_a_visit_of_tomorrow_is_refused(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        living.record_visit(
            placement_id=row.pk, visited_on=TODAY + dt.timedelta(days=1), visited_by="H", looked_at=SAFE, seen_alone=True, by=by
        )


def test_npt_ap_09_the_provider_reads_who_watches_over_the_child(world: Any) -> None:
    row, place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        living.name_monitor(placement_id=row.pk, name="Mari Lloyd", by=by)
    with world.acting("provider-staff"):
        assert Place.objects.visible_to(access_there(world)).get(pk=place.pk).home_contact == "Mari Lloyd"


def test_ham_ap_13_contact_counts_from_the_day_both_were_spoken_with(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        living.record_contact(placement_id=row.pk, on=dt.date(2026, 11, 20), whom=["provider"], how="call", by=by)
    assert facts(world, row).last_contact_on is None
    with world.acting("pastoral-lead") as by:
        living.record_contact(placement_id=row.pk, on=dt.date(2026, 11, 16), whom=["pupil"], how="meeting", by=by)
        kept = reads.contacts_made(by, row.pk)
        due = living.contact_due(kept, fresh(world, row))
    assert facts(world, row).last_contact_on == dt.date(2026, 11, 16)
    assert due == dt.date(2026, 11, 23)


def test_wil_voice_01_each_voice_is_known_by_its_own_day(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        living.record_voice(placement_id=row.pk, of="pupil", name="Tomos", going="well", said="I cook.", on=dt.date(2026, 11, 19), by=by)
    found = facts(world, row)
    assert (found.pupil_voice_on, found.parent_voice_on) == (dt.date(2026, 11, 19), None)


def test_ham_end_03_what_the_child_says_while_it_ends_is_how_it_went(world: Any) -> None:
    row = make_placement(world, "ending")
    with world.acting("pastoral-lead") as by:
        living.record_voice(placement_id=row.pk, of="pupil", name="Tomos", going="well", said="They listened to me.", by=by)
    assert facts(world, row).pupil_view == "They listened to me."


def test_while_it_lives_the_childs_words_do_not_count_as_how_it_went(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        living.record_voice(placement_id=row.pk, of="pupil", name="Tomos", going="well", said="I cook.", by=by)
    assert facts(world, row).pupil_view == ""


def test_the_provider_reports_progress_and_the_school_reads_it(world: Any) -> None:
    row, place = live_and_shared(world)
    objective = objective_of(world, row)
    before = fresh(world, row).version
    with world.acting("provider-staff"):
        living.report_progress(place=place, on=TODAY, points={objective: (Decimal(9), "Came every day.")}, by=access_there(world))
    measured(world, row, 7)
    with world.acting("pastoral-lead") as by:
        values = [(one.value, one.from_provider) for one in reads.points(by, row.pk)[objective]]
    assert values == [(Decimal(7), False), (Decimal(9), True)]
    assert fresh(world, row).version == before + 1, "a provider's reading does not stop whoever edits at school"


def test_a_reading_of_another_placements_objective_is_not_kept(world: Any) -> None:
    _row, place = live_and_shared(world)
    other = make_placement(world, "live", pupil=world.cerys)
    points = {objective_of(world, other): (Decimal(1), "")}
    with world.acting("provider-staff"), pytest.raises(Refused):
        living.report_progress(place=place, on=TODAY, points=points, by=access_there(world))
    with world.acting("system") as by:
        assert not ProgressPoint.objects.visible_to(by).exists()


def test_a_parent_does_not_record_visits(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("parent") as by, pytest.raises(NotAllowed):
        living.record_visit(placement_id=row.pk, visited_on=TODAY, visited_by="E", looked_at=SAFE, seen_alone=True, by=by)
