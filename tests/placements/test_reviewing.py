"""Reviews with all parties: planned by the rules' day, asked to with a calendar file, recorded, told (NPT-AP-10, ENG-KC-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.placements import living as reads
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.services import reviewing
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused
from placements.living_made import live_and_shared, reviewed, worried
from placements.making import fresh, make_placement

pytestmark = pytest.mark.django_db
LATER = dt.date(2026, 12, 1)


def test_npt_ap_10_the_next_review_is_set_to_the_last_day_the_rules_allow(world: Any) -> None:
    row, _place = live_and_shared(world)
    reviewed(world, row)
    after = fresh(world, row)
    with world.acting("pastoral-lead") as by:
        due = reviewing.due_by(after, facts_of(by, [after])[row.pk])
    assert due is not None
    assert after.next_review_on == due > dt.date(2026, 11, 20)


def test_npt_ap_10_everybody_is_asked_with_a_calendar_file_and_no_name_of_the_child(world: Any) -> None:
    row, _place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        reviewing.plan_review(placement_id=row.pk, planned_for=LATER, starts=dt.time(10), where="Room 4", by=by)
        told = reviewing.invite(placement_id=row.pk, by=by)
    assert {"Elin Morgan", "Bethan Howells"} <= set(told)
    with world.acting("system") as by:
        found = list(OutboundMessage.objects.visible_to(by).filter(key__startswith="placement-review-"))
    assert len(found) == len(told)
    for one in found:
        assert "20261201" in one.calendar
        assert "Tomos" not in one.subject + one.body + one.calendar


def test_who_was_there_stands_on_the_review_by_name_and_by_part(lead: Any, world: Any) -> None:
    row, _place = live_and_shared(world)
    reviewed(world, row, present="Elin Morgan and Gwen Rees")
    page = lead.get(f"/placements/{row.pk}/reviews/").content.decode()
    assert "Who was there:" in page
    assert "The school, the provider, the child and a parent or carer" in page.replace("\n", " ")
    assert "(Elin Morgan and Gwen Rees)" in page


def test_a_review_that_is_moved_must_be_asked_to_again(world: Any) -> None:
    row, _place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        reviewing.plan_review(placement_id=row.pk, planned_for=LATER, by=by)
        reviewing.invite(placement_id=row.pk, by=by)
        moved = reviewing.plan_review(placement_id=row.pk, planned_for=LATER + dt.timedelta(days=1), by=by)
        assert moved.invited_at is None
        assert len(reads.reviews(by, row.pk)) == 1


def test_the_provider_owes_a_report_for_a_review_that_is_planned(world: Any) -> None:
    row, _place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        reviewing.plan_review(placement_id=row.pk, planned_for=dt.date(2026, 12, 14), by=by)
        reviewing.plan_review(placement_id=row.pk, planned_for=dt.date(2026, 12, 15), by=by)
        owed = reads.reports(by, row.pk)
    assert [(one.kind, one.due_on) for one in owed] == [("regular", dt.date(2026, 12, 8))]


def test_a_review_that_ends_it_moves_the_placement_and_asks_for_the_final_report(world: Any) -> None:
    row, _place = live_and_shared(world)
    reviewed(world, row, decision="end")
    after = fresh(world, row)
    assert (after.stage, after.next_review_on) == ("ending", None)
    with world.acting("pastoral-lead") as by:
        assert [one.kind for one in reads.reports(by, row.pk)] == ["final"]


def test_ham_end_02_a_review_that_ends_it_names_the_last_day_and_the_report_is_due_from_then(lead: Any, world: Any) -> None:
    row, _place = live_and_shared(world)
    page = f"/placements/{row.pk}/reviews/"
    held = {
        "held_on-day": "20", "held_on-month": "11", "held_on-year": "2026", "took_part": ["provider"], "said": "He is ready.",
        "decision": "end",
    }  # fmt: skip
    undated = lead.post(page, held)
    assert undated.status_code == 422
    assert "the last day" in undated.content.decode()
    last = {"last_day-day": "27", "last_day-month": "11", "last_day-year": "2026"}
    assert lead.post(page, held | last).status_code == 302
    assert (fresh(world, row).stage, fresh(world, row).ended_on) == ("ending", dt.date(2026, 11, 27))
    with world.acting("pastoral-lead") as by:
        assert [one.due_on for one in reads.reports(by, row.pk)] == [dt.date(2026, 12, 11)]
    assert "27 November 2026" in lead.get(f"/placements/{row.pk}/ending/").content.decode()


def test_a_review_is_not_recorded_from_a_tab_that_has_not_seen_the_last_one(lead: Any, world: Any) -> None:
    row, _place = live_and_shared(world)
    reviewed(world, row)
    held = {
        "held_on-day": "20", "held_on-month": "11", "held_on-year": "2026", "took_part": ["provider"], "said": "Again.",
        "decision": "continue", "version": str(row.version),
    }  # fmt: skip
    stale = lead.post(f"/placements/{row.pk}/reviews/", held)
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.content.decode()
    with world.acting("pastoral-lead") as by:
        assert len(reads.reviews(by, row.pk)) == 1


def test_eng_kc_06_a_review_answers_the_concerns_raised_before_it(world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)
    reviewed(world, row, on=dt.date(2026, 11, 23))
    with world.acting("pastoral-lead") as by:
        assert reads.concerns(by, row.pk)[0].reviewed_on == dt.date(2026, 11, 23)


def test_npt_ap_10_informed_day_reaches_the_rules(world: Any) -> None:
    row, _place = live_and_shared(world)
    held = reviewed(world, row)
    with world.acting("pastoral-lead") as by:
        reviewing.informed(review_id=held.pk, on=dt.date(2026, 11, 23), by=by)
        assert facts_of(by, [fresh(world, row)])[row.pk].reviews[0].informed_on == dt.date(2026, 11, 23)


def test_a_review_alone_in_the_future_or_before_the_start_is_refused(world: Any) -> None:
    row = make_placement(world, "live")
    prepared = make_placement(world, "preparing", pupil=world.cerys)
    with world.acting("pastoral-lead") as by:
        common = {"decision": "continue", "by": by}
        with pytest.raises(Refused):
            reviewing.record_review(placement_id=row.pk, held_on=dt.date(2026, 11, 20), took_part=["school"], **common)
        with pytest.raises(Refused):
            reviewing.record_review(placement_id=row.pk, held_on=dt.date(2026, 11, 24), took_part=["pupil"], **common)
        with pytest.raises(Refused):
            reviewing.record_review(placement_id=prepared.pk, held_on=dt.date(2026, 11, 20), took_part=["pupil"], **common)
        with pytest.raises(Refused):
            reviewing.plan_review(placement_id=row.pk, planned_for=dt.date(2026, 11, 22), by=by)
        with pytest.raises(Refused):
            reviewing.invite(placement_id=row.pk, by=by)
