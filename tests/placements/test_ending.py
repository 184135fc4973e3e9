"""How a placement ends and what comes after it (HAM-END-01 to 05, T30, WIL-P16-01, WOR-TRK-02, idea 19)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pastoral.casework.placements import living as reads
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.report_document import document, file_of
from pastoral.casework.placements.services import ending, moving, reminding, reporting
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused
from placements.living_made import FOUR, ended, final_report_sent, live_and_shared
from placements.making import fresh, make_placement
from placements.sharing_made import access_there

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_the_end_asks_the_provider_for_its_final_report(world: Any) -> None:
    row, _place = live_and_shared(world)
    after = ended(world, row)
    assert (after.stage, after.ended_on) == ("ending", dt.date(2026, 11, 20))
    with world.acting("provider-lead"):
        owed = reads.owed_reports(access_there(world, "provider-lead"))
        assert [(one.kind, one.due_on) for one, _where in owed] == [("final", dt.date(2026, 12, 4))]


def test_ham_end_02_a_button_that_ends_it_asks_from_the_day_it_ends_and_takes_no_day_before_the_first(world: Any) -> None:
    row, _place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        with pytest.raises(Refused):
            moving.move(placement_id=row.pk, action="end", ended_on=dt.date(2026, 9, 1), by=by)
        moving.move(placement_id=row.pk, action="end", by=by)
        assert [one.due_on for one in reads.reports(by, row.pk)] == [TODAY + dt.timedelta(days=14)]
        moving.move(placement_id=row.pk, action="resume", reason="She wants to go on.", by=by)
    assert fresh(world, row).ended_on is None


def test_a_placement_that_goes_on_after_its_last_day_does_not_keep_it(world: Any) -> None:
    row, _place = live_and_shared(world)
    ended(world, row)
    with world.acting("pastoral-lead") as by:
        moving.move(placement_id=row.pk, action="resume", reason="She wants to go on.", by=by)
    assert (fresh(world, row).stage, fresh(world, row).ends_on) == ("live", None)


def test_ham_end_02_the_final_report_has_all_four_parts_and_is_sent_once(world: Any) -> None:
    row, _place = live_and_shared(world)
    ended(world, row)
    with world.acting("provider-lead"):
        by = access_there(world, "provider-lead")
        report = reads.owed_reports(by)[0][0]
        with pytest.raises(Refused) as refused:
            reporting.save_report(report_id=report.pk, by=by, send_it=True, attainment="Level 1")
        assert len(refused.value.reasons) == 3
        reporting.save_report(report_id=report.pk, by=by, send_it=True, **FOUR)
        with pytest.raises(Refused):
            reporting.save_report(report_id=report.pk, by=by, send_it=True, **FOUR)
    with world.acting("pastoral-lead") as by:
        assert facts_of(by, [fresh(world, row)])[row.pk].final_report_on == TODAY


def test_a_report_that_is_kept_is_not_with_the_school(world: Any) -> None:
    row, _place = live_and_shared(world)
    ended(world, row)
    with world.acting("provider-lead"):
        by = access_there(world, "provider-lead")
        report = reads.owed_reports(by)[0][0]
        reporting.save_report(report_id=report.pk, by=by, send_it=False, attainment="Level 1")
    with world.acting("pastoral-lead") as by:
        assert facts_of(by, [fresh(world, row)])[row.pk].final_report_on is None


def test_wal_eo_03_closing_asks_where_the_child_goes_and_ends_what_the_provider_sees(world: Any) -> None:
    row, place = live_and_shared(world)
    ended(world, row)
    final_report_sent(world, row)
    with world.acting("pastoral-lead") as by:
        ending.settle(
            placement_id=row.pk, by=by, destination="home_school", returns_to_school=True, pupil_view="I liked it.", verdict="Reached."
        )
        moving.move(placement_id=row.pk, action="close", by=by)
    after = fresh(world, row)
    assert (after.stage, after.destination) == ("closed", "home_school")
    with world.acting("provider-lead"):
        with pytest.raises(reads.Place.DoesNotExist):
            reads.place(access_there(world, "provider-lead"), place.pk)
        assert not reads.owed_reports(access_there(world, "provider-lead"))


def test_a_destination_from_no_list_is_refused(world: Any) -> None:
    row = make_placement(world, "ending")
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        ending.settle(placement_id=row.pk, by=by, destination="the-moon")


def test_a_last_day_before_the_first_is_refused(world: Any) -> None:
    row = make_placement(world, "live", starts_on=dt.date(2026, 11, 9))
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        ending.begin_ending(placement_id=row.pk, last_day=dt.date(2026, 11, 6), reason="x", by=by)


def test_idea_19_readiness_is_agreed_by_child_provider_and_school(world: Any) -> None:
    row, place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        for who in ("pupil", "school"):
            ending.say_ready(placement_id=row.pk, who=who, ready=True, on=TODAY, by=by, by_name="A")
        assert not ending.all_ready(reads.readiness(by, row.pk))
    with world.acting("provider-staff"):
        ending.say_ready_at_provider(place=place, ready=True, by=access_there(world))
    with world.acting("pastoral-lead") as by:
        assert ending.all_ready(reads.readiness(by, row.pk))
        ending.say_ready(placement_id=row.pk, who="pupil", ready=False, on=TODAY, by=by, by_name="Tomos")
        assert not ending.all_ready(reads.readiness(by, row.pk)), "the last word of each counts"


def test_idea_19_checks_six_and_thirteen_weeks_after_the_first_day_back_move_with_it(world: Any) -> None:
    row = make_placement(world, "ending")
    with world.acting("pastoral-lead") as by:
        ending.plan_way_back(placement_id=row.pk, by=by, plan="Mornings first.", link_adult="Huw", back_on=dt.date(2026, 9, 7))
        due = {one.weeks: one.due_on for one in reads.checks(by, row.pk)}
        assert due == {6: dt.date(2026, 10, 19), 13: dt.date(2026, 12, 7)}
        six = reads.checks(by, row.pk)[0]
        ending.record_check(check_id=six.pk, done_on=dt.date(2026, 10, 20), attendance=Decimal("94.5"), settled=True, by=by)
        ending.plan_way_back(placement_id=row.pk, by=by, plan="Mornings first.", back_on=dt.date(2026, 9, 14))
        assert [one.due_on for one in reads.checks(by, row.pk)] == [dt.date(2026, 10, 19), dt.date(2026, 12, 14)]
    assert fresh(world, row).reintegration_plan == "Mornings first."


def test_a_check_that_is_due_is_brought_to_mind_once(world: Any) -> None:
    row = make_placement(world, "ending")
    with world.acting("pastoral-lead") as by:
        ending.plan_way_back(placement_id=row.pk, by=by, plan="x", back_on=dt.date(2026, 9, 7))
    with world.acting("system") as by:
        reminding.remind_of_checks(by, today=TODAY)
        reminding.remind_of_checks(by, today=TODAY)
        found = list(OutboundMessage.objects.visible_to(by).filter(key__startswith="placement-check-"))
    assert len(found) == 1
    assert "Tomos" not in found[0].body


def test_wil_p16_01_wor_trk_02_a_closed_placement_is_followed(world: Any) -> None:
    row = make_placement(world, "closed")
    with world.acting("pastoral-lead") as by:
        ending.follow(placement_id=row.pk, on=TODAY, status="employment_study", by=by)
        assert [one.status for one in reads.followings(by, row.pk)] == ["employment_study"]
        with pytest.raises(Refused):
            ending.follow(placement_id=row.pk, on=TODAY + dt.timedelta(days=1), status="neet", by=by)


def test_ham_end_02_the_report_prints_as_pdf_and_word(world: Any) -> None:
    row, _place = live_and_shared(world)
    ended(world, row)
    report = final_report_sent(world, row)
    with world.acting("pastoral-lead"):
        made = document(fresh(world, row), report, language="en")
        assert FOUR["behaviour"] in str(made)
        assert file_of(fresh(world, row), report, [], file_format="pdf").startswith(b"%PDF")
        assert file_of(fresh(world, row), report, [], file_format="docx").startswith(b"PK")


def test_ham_end_02_a_report_on_paper_is_copied_once(world: Any) -> None:
    row, _place = live_and_shared(world)
    ended(world, row)
    with world.acting("pastoral-lead") as by:
        reporting.record_paper_report(placement_id=row.pk, on=TODAY, by=by, **FOUR)
        with pytest.raises(Refused):
            reporting.record_paper_report(placement_id=row.pk, on=TODAY, by=by, **FOUR)
