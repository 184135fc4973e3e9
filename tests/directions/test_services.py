"""Off-site directions through the services, by the numbers of their rules (ENG-OSD-01 to 10, ENG-26-06, HAM-OSD, WIL-REP-01, WAL-EX-19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from pastoral.casework.placements.directions import deciding, noticing, queries, reviewing, showing
from pastoral.casework.placements.directions.facts import facts_of
from pastoral.casework.placements.directions.judging import judge_directions
from pastoral.casework.placements.directions.kinds import kind_of_school
from pastoral.casework.placements.models import DirectionReview, DirectionTold
from pastoral.foundation.access import Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import files_of
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.cases.models import TimelineEntry
from pastoral.records.pupils.models import Need
from pastoral.rules.sentences import Refused

from . import making
from .making import England

pytestmark = pytest.mark.django_db


def rules_of(here: England, row: Any) -> set[str]:
    with here.acting() as by:
        return {one.rule for one in judge_directions(by, [row.pk])[row.pk]}


def at(year: int, month: int, day: int) -> Any:
    return time_machine.travel(dt.datetime(year, month, day, 9, tzinfo=dt.UTC))


def test_t14_a_start_on_monday_16_november_needs_notice_by_thursday_12(england: England) -> None:
    row = making.decided(england)
    with england.acting() as by:
        assert noticing.latest_day(queries.direction(by, row.pk)) == dt.date(2026, 11, 12)
        with pytest.raises(Refused, match="12 November"):
            deciding.move(direction_id=row.pk, action="start", by=by)
    with at(2026, 11, 13), england.acting() as by:  # one day late
        noticing.give_notice(direction_id=row.pk, by=by)
        with pytest.raises(Refused, match=r"13 November.*12 November"):
            deciding.move(direction_id=row.pk, action="start", by=by)
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, starts_on=dt.date(2026, 11, 17))
        noticing.give_notice(direction_id=row.pk, by=by)
        assert deciding.move(direction_id=row.pk, action="start", by=by).stage == "live"


def test_t14_notice_given_on_the_last_day_is_in_time(england: England) -> None:
    row = making.decided(england)
    with at(2026, 11, 12), england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
        assert deciding.move(direction_id=row.pk, action="start", by=by).began_on == making.STARTS


def test_eng_osd_01_a_punishment_stops_the_start(england: England) -> None:
    row = making.noticed(england, purpose="punishment")
    with england.acting() as by, pytest.raises(Refused, match="never to punish"):
        deciding.move(direction_id=row.pk, action="start", by=by)


def test_eng_osd_03_a_notice_without_all_its_fields_is_not_given(england: England) -> None:
    row = making.decided(england)
    with england.acting() as by:
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, **{**making.NOTICE, "report_to": "", "break_ends": None})
        with pytest.raises(Refused, match="the person to report to, when the break between the sessions ends"):
            noticing.give_notice(direction_id=row.pk, by=by)
        # with one session there is no break to name
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, **{**making.NOTICE, "sessions_a_day": 1})
        given = noticing.give_notice(direction_id=row.pk, by=by)
        assert given.break_starts is None
        assert given.notice_given_on == dt.date(2026, 11, 9)


def test_eng_osd_04_the_notice_is_kept_with_its_seal_and_sent_without_the_childs_name(england: England) -> None:
    row = making.noticed(england)
    with england.acting() as by:
        files = files_of(by, row)
        assert {one.file_format for one in files} == {"pdf", "docx"}
        assert row.notice_to_parent_on == dt.date(2026, 11, 9)
        assert row.parents_informed_on == dt.date(2026, 11, 9)
        told = {one.recipient for one in DirectionTold.objects.visible_to(by).filter(direction=row)}
        assert told == {"parent"}
        for message in OutboundMessage.objects.visible_to(by).filter(kind="direction"):
            assert "Olivia" not in message.subject + message.body
            assert "Hart" not in message.subject + message.body


def test_eng_osd_04_with_a_plan_of_the_child_the_authority_has_the_notice_too(world: Any) -> None:
    here = making.england(world, ehcp=True)
    row = making.noticed(here)
    assert row.notice_to_authority_on == dt.date(2026, 11, 9)
    with here.acting() as by:
        told = DirectionTold.objects.visible_to(by).get(direction=row, recipient="authority")
        assert (told.recipient_name, told.rule) == ("Inclusion team", "ENG-OSD-04")


def test_eng_osd_04_at_18_the_notice_is_the_young_persons_own(england: England) -> None:
    child = england.world.olivia
    with england.acting() as by, recording("test.born", by=by, subject=child):
        type(child).objects.visible_to(by).filter(pk=child.pk).update(date_of_birth=dt.date(2008, 11, 10))
    row = making.noticed(england)
    assert row.notice_to_parent_on is None
    with england.acting() as by:
        with pytest.raises(Refused, match="does not have the notice"):
            deciding.move(direction_id=row.pk, action="start", by=by)
        deciding.settle_days(direction_id=row.pk, version=None, by=by, notice_to_pupil_on=dt.date(2026, 11, 9))
        assert deciding.move(direction_id=row.pk, action="start", by=by).stage == "live"


def test_a_notice_that_is_changed_must_be_given_again(england: England) -> None:
    row = making.noticed(england)
    with england.acting() as by:
        changed = deciding.settle_notice(direction_id=row.pk, version=None, by=by, report_to="Somebody else")
        assert (changed.notice_given_on, changed.notice_to_parent_on, changed.notice_seal) == (None, None, "")
        same = noticing.give_notice(direction_id=row.pk, by=by)
        seal = same.notice_seal
        kept = deciding.settle_decision(direction_id=row.pk, version=None, by=by, monitoring="Each week.")  # not in the notice
        assert (kept.notice_given_on, kept.notice_seal) == (dt.date(2026, 11, 9), seal)


@pytest.mark.parametrize(
    ("kind", "decided_on", "bound"),
    [
        ("Academy converter", dt.date(2026, 7, 20), False),
        ("Academy converter", dt.date(2026, 7, 27), True),
        ("Pupil referral unit", dt.date(2026, 7, 20), False),
        ("Pupil referral unit", dt.date(2026, 7, 26), True),
        ("Community school", dt.date(2026, 7, 20), True),
    ],
)
def test_t29_the_day_of_the_decision_says_which_law_binds(world: Any, kind: str, decided_on: dt.date, bound: bool) -> None:
    here = making.england(world, like="plain-england", school_kind=kind)
    row = making.opened(here, decided_on=decided_on)
    with here.acting() as by:
        row = queries.direction(by, row.pk)
        law = showing.law_in_words(row, facts_of(by, [row])[row.pk])
    assert ("the regulations on off-site direction apply" in law) is bound
    assert ("ENG-OSD-03" in rules_of(here, row)) is bound
    assert ("ENG-26-06" in rules_of(here, row)) is (not bound or decided_on >= dt.date(2026, 7, 26))


def test_eng_26_06_the_register_says_what_kind_of_school_it_is() -> None:
    said = {
        "Community school": "maintained", "Voluntary aided school": "maintained", "Foundation special school": "maintained",
        "Academy sponsor led": "academy", "Free schools": "academy", "Academy alternative provision converter": "ap_academy",
        "Free schools alternative provision": "ap_academy", "Pupil referral unit": "pru", "Other independent school": "", "": "",
    }  # fmt: skip
    assert {text: kind_of_school(text) for text in said} == said


@pytest.mark.parametrize(
    ("held", "owed"), [(dt.date(2026, 9, 10), True), (dt.date(2026, 9, 11), False), (dt.date(2026, 9, 12), False)]
)
def test_t15_a_review_in_the_ten_weeks_before_a_request_makes_another_needless(england: England, held: dt.date, owed: bool) -> None:
    with at(2026, 9, 2):
        row = making.noticed(
            england, decided_on=dt.date(2026, 9, 1), starts_on=dt.date(2026, 9, 7), parents_engaged_on=dt.date(2026, 9, 1)
        )
        with england.acting() as by:
            deciding.move(direction_id=row.pk, action="start", by=by)
            review = reviewing.plan_review(direction_id=row.pk, on=held, by=by)
    with time_machine.travel(dt.datetime.combine(held, dt.time(16), dt.UTC)), england.acting() as by:
        reviewing.hold(review_id=review.pk, held_on=held, people=["head", "parent"], outcome="continue", by=by)
    with at(2026, 11, 20), england.acting("father") as by:
        reviewing.ask_for_review(direction_id=row.pk, asked_by="parent", name="Sam Hart", how="page", by=by, permission=Permission.SIGN)
    with at(2026, 11, 20), england.acting() as by:
        row = queries.direction(by, row.pk)
        assert (reviewing.owed_since(row, by) == [dt.date(2026, 11, 20)]) is owed
        shown = showing.requests_of(row, queries.requests(by, [row.pk])[row.pk], facts_of(by, [row])[row.pk])
        assert ("owed" in str(shown[0].status.text) and "No review" not in str(shown[0].status.text)) is owed
    assert ("ENG-OSD-06" in rules_of(england, row)) is owed


def test_eng_osd_06_only_a_request_in_writing_by_right_obliges_the_board(england: England) -> None:
    row = making.running(england)
    with at(2026, 11, 20), england.acting("officer") as by:  # no plan is kept for the child
        reviewing.ask_for_review(direction_id=row.pk, asked_by="authority", name="Pat Dunn", by=by, permission=Permission.COMMISSION)
    with at(2026, 11, 20), england.acting() as by:
        reviewing.ask_for_review(
            direction_id=row.pk, asked_by="parent", name="Sam Hart", in_writing=False, by=by, permission=Permission.COMMISSION
        )
        assert reviewing.owed_since(queries.direction(by, row.pk), by) == []
        with recording("test.need", by=by, subject=row.pupil):
            Need(**scope_of(row.pupil), kind=Need.Kind.EHCP, since=dt.date(2026, 1, 1)).save()
        assert reviewing.owed_since(queries.direction(by, row.pk), by) == [dt.date(2026, 11, 20)]


def test_eng_osd_07_the_family_is_invited_six_days_before(england: England) -> None:
    row = making.running(england)
    with at(2026, 12, 8), england.acting() as by:
        review = making.first_review(row, by)
        assert reviewing.latest_invitation_day(row, review.planned_for) == dt.date(2026, 12, 8)
        assert reviewing.invite(review_id=review.pk, by=by).parents_invited_on == dt.date(2026, 12, 8)
        assert "ENG-OSD-07" not in rules_of(england, row)
    with at(2026, 12, 9), england.acting() as by:
        reviewing.set_review(review_id=review.pk, by=by, parents_invited_on=dt.date(2026, 12, 9))
        assert "ENG-OSD-07" in rules_of(england, row)


def test_eng_osd_08_09_who_came_and_who_heard(england: England) -> None:
    row = making.running(england)
    with at(2026, 12, 14), england.acting() as by:
        review = making.first_review(row, by)
        reviewing.invite(review_id=review.pk, by=by)
        reviewing.hold(
            review_id=review.pk, held_on=dt.date(2026, 12, 14), people=["head", "parent", "board_nominee"], nominee="Ann Lee",
            nominee_is_head=True, outcome="continue", next_on=dt.date(2027, 1, 25), by=by,
        )  # fmt: skip
        found = rules_of(england, row)
        assert {"ENG-OSD-08", "ENG-OSD-09"} <= found  # the nominee is the head, and nobody was told
        reviewing.tell_outcome(review_id=review.pk, by=by)
        assert "ENG-OSD-08" not in rules_of(england, row)
        days = [one.planned_for for one in queries.reviews(by, [row.pk])[row.pk]]
        assert days == [dt.date(2026, 12, 14), dt.date(2027, 1, 25)]
        with pytest.raises(Refused, match="was held"):
            reviewing.hold(review_id=review.pk, held_on=dt.date(2026, 12, 14), people=["head"], outcome="end", by=by)


def test_eng_osd_10_a_direction_to_another_school_needs_both_registers(england: England) -> None:
    row = making.running(england, to="school", to_name="Elm School")
    assert "ENG-OSD-10" in rules_of(england, row)
    with england.acting() as by:
        deciding.settle_days(direction_id=row.pk, version=None, by=by, dual_registered_on=dt.date(2026, 11, 9))
    assert "ENG-OSD-10" not in rules_of(england, row)


def test_ham_osd_01_everything_is_set_with_the_decision(hampshire: England) -> None:
    row = making.noticed(hampshire, first_review_on=None)
    with hampshire.acting() as by, pytest.raises(Refused, match="first review has no day"):
        deciding.move(direction_id=row.pk, action="start", by=by)
    with hampshire.acting() as by:
        late = deciding.settle_decision(direction_id=row.pk, version=None, by=by, first_review_on=dt.date(2026, 12, 14))
        assert late.plan_set_on == dt.date(2026, 11, 9)  # three days after the decision: said, and kept
        deciding.move(direction_id=row.pk, action="start", by=by)
        found = judge_directions(by, [row.pk])[row.pk]
    assert [(one.rule, one.effect) for one in found if one.about == "plan_set_on"] == [("HAM-OSD-01", "WARN")]


def test_ham_osd_02_03_04_and_ham_end_01(hampshire: England) -> None:
    row = making.running(hampshire, parents_engaged_on=None)
    assert "HAM-OSD-03" in rules_of(hampshire, row)
    with at(2026, 12, 14), hampshire.acting() as by:
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, engagement_attempts=3)
        reviewing.ask_for_review(direction_id=row.pk, asked_by="parent", name="Sam Hart", by=by, permission=Permission.COMMISSION)
        found = rules_of(hampshire, row)
        assert "HAM-OSD-02" in found
        assert "HAM-OSD-03" not in found
        review = making.first_review(row, by)
        reviewing.hold(review_id=review.pk, held_on=dt.date(2026, 12, 14), people=["head", "parent"], outcome="end", by=by)
        assert "HAM-OSD-04" in rules_of(hampshire, row)
        with pytest.raises(Refused, match="no plan for the child's return"):
            deciding.move(direction_id=row.pk, action="close", by=by)
        deciding.settle_way_back(direction_id=row.pk, version=None, plan="Mornings first, from 4 January.", by=by)
        closed = deciding.move(direction_id=row.pk, action="close", by=by)
        assert (closed.stage, closed.closed_from) == ("closed", "ending")


def test_wil_rep_01_each_direction_to_alternative_provision_is_reported(wiltshire: England) -> None:
    row = making.running(wiltshire)
    assert "WIL-REP-01" in rules_of(wiltshire, row)
    with wiltshire.acting() as by:
        assert noticing.tell_council(direction_id=row.pk, by=by).council_told_on == dt.date(2026, 11, 9)
    assert "WIL-REP-01" not in rules_of(wiltshire, row)


def test_wal_ex_19_a_school_in_wales_directs_nobody(world: Any) -> None:
    from plans.living import making as plans

    with world.acting("system"):
        plans.publish_npt(world)
    with world.acting("pastoral-lead") as by, pytest.raises(Refused, match="There is none in Wales"):
        deciding.open_direction(pupil_id=world.tomos.pk, decided_on=dt.date(2026, 11, 9), by=by)


def test_a_second_open_direction_is_refused_and_a_closed_one_is_reopened_with_a_reason(england: England) -> None:
    row = making.opened(england)
    with pytest.raises(Refused, match="already has a direction"):
        making.opened(england)
    with england.acting() as by:
        with pytest.raises(Refused, match="Give a reason"):
            deciding.move(direction_id=row.pk, action="withdraw", by=by)
        deciding.move(direction_id=row.pk, action="withdraw", reason="The family found another way.", by=by)
        with pytest.raises(Refused, match="is closed"):
            deciding.settle_way_back(direction_id=row.pk, version=None, plan="x", by=by)
        assert deciding.move(direction_id=row.pk, action="reopen", reason="It did not hold.", by=by).stage == "deciding"
        codes = list(TimelineEntry.objects.visible_to(by).filter(pupil=row.pupil_id).values_list("code", flat=True))
    assert {"direction.opened", "direction.withdraw", "direction.reopen"} <= set(codes)


def test_two_writers_the_second_is_told(england: England) -> None:
    row = making.decided(england)
    with england.acting() as by:
        deciding.settle_way_back(direction_id=row.pk, version=row.version, plan="First words.", by=by)
        with pytest.raises(Refused, match="Somebody else changed this"):
            deciding.settle_way_back(direction_id=row.pk, version=row.version, plan="Other words.", by=by)


def test_nobody_else_reads_a_direction(england: England) -> None:
    row = making.running(england)
    with england.acting() as by:
        review = making.first_review(row, by)
    for persona in ("pastoral-lead", "ewo", "parent", "provider-lead"):
        with england.world.acting(persona) as other:
            assert queries.directions(other, [row.pk]) == []
            assert not DirectionReview.objects.visible_to(other).filter(pk=review.pk).exists()


def test_the_judge_asks_no_more_for_many_than_for_one(england: England, django_assert_max_num_queries: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        judge_directions(by, [row.pk])  # calendars and packs are read once
        with django_assert_max_num_queries(8):
            judge_directions(by, [row.pk])
