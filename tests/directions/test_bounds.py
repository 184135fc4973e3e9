"""What a direction refuses: late and stale notices, bad times, requests without a right, reviews that moved, and other people's eyes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from docx import Document

from pastoral.casework.placements.directions import deciding, noticing, queries, reviewing
from pastoral.casework.placements.directions.facts import facts_of
from pastoral.casework.placements.directions.judging import judge_directions
from pastoral.casework.placements.directions.words import words_of
from pastoral.casework.placements.models import Direction
from pastoral.foundation.access import Permission
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import files_of
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.pupils.models import Contact
from pastoral.rules.sentences import Refused
from plans.living import making as plans

from . import making
from .making import England

pytestmark = pytest.mark.django_db


def rules_of(here: England, row: Direction) -> set[str]:
    with here.acting() as by:
        return {one.rule for one in judge_directions(by, [row.pk])[row.pk]}


def of_contact(here: England, **values: Any) -> None:
    with here.acting() as by, recording("test.contact", by=by, subject=here.world.olivia):
        Contact.objects.visible_to(by).filter(pupil=here.world.olivia).update(**values)


def born(here: England, day: dt.date) -> None:
    child = here.world.olivia
    with here.acting() as by, recording("test.born", by=by, subject=child):
        type(child).objects.visible_to(by).filter(pk=child.pk).update(date_of_birth=day)


def test_t14_a_notice_that_reached_the_parents_too_late_stops_the_start(england: England) -> None:
    of_contact(england, email="")  # it goes by hand
    row = making.decided(england)
    with england.acting() as by:
        row = noticing.give_notice(direction_id=row.pk, by=by)
        assert row.notice_to_parent_on is None
    with time_machine.travel(dt.datetime(2026, 11, 13, 10, tzinfo=dt.UTC)), england.acting() as by:
        with pytest.raises(Refused, match="before it was given"):
            deciding.settle_days(direction_id=row.pk, version=None, by=by, notice_to_parent_on=dt.date(2026, 11, 8))
        deciding.settle_days(direction_id=row.pk, version=None, by=by, notice_to_parent_on=dt.date(2026, 11, 13))
        with pytest.raises(Refused, match="has had the notice since"):
            deciding.move(direction_id=row.pk, action="start", by=by)
        deciding.settle_days(direction_id=row.pk, version=None, by=by, notice_to_parent_on=dt.date(2026, 11, 12))
        assert deciding.move(direction_id=row.pk, action="start", by=by).stage == "live"


def test_the_notice_is_given_once_and_in_the_words_that_were_read(england: England, client: Any) -> None:
    row = making.decided(england)
    lead, here = england.browser(client), f"/directions/{row.pk}/letter/"
    assert f'name="version" value="{row.version}"' in lead.get(here).content.decode()
    with england.acting() as by:  # in another tab
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, report_to="Somebody else")
    refused = lead.post(f"{here}give/", {"version": row.version}, follow=True).content.decode()
    assert "Somebody else changed this" in refused
    assert making.fresh(england, row).notice_given_on is None
    with england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
        sent = OutboundMessage.objects.visible_to(by).filter(kind="direction").count()
    assert "This notice was given on" in lead.post(f"{here}give/", follow=True).content.decode()
    with england.acting() as by:
        assert OutboundMessage.objects.visible_to(by).filter(kind="direction").count() == sent


def test_eng_osd_03_once_it_runs_the_notice_says_what_it_said(england: England, client: Any) -> None:
    row = making.running(england)
    lead = england.browser(client)
    with england.acting() as by:
        with pytest.raises(Refused, match="stays as it was given"):
            deciding.settle_notice(direction_id=row.pk, version=None, by=by, report_to="Somebody else")
        with pytest.raises(Refused, match="has started"):
            deciding.settle_decision(direction_id=row.pk, version=None, by=by, starts_on=dt.date(2026, 11, 23))
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, ends_on=dt.date(2027, 3, 26), objectives="Calm days.")
        row = queries.direction(by, row.pk)
        given = words_of(row)
        assert (given.ends_on, given.objectives, given.seal) == (dt.date(2027, 2, 12), "Calm lessons.", row.notice_seal)
    page = england.browser(client, "father").get(f"/directions/{row.pk}/family/").content.decode()
    assert "Calm lessons." in page
    assert "Calm days." not in page
    lead = england.browser(client)
    assert lead.get(f"/directions/{row.pk}/notice/")["Location"] == f"/directions/{row.pk}/letter/"
    with england.acting() as by:
        with recording("test.kind", by=by, subject=row):
            type(row).objects.visible_to(by).filter(pk=row.pk).update(school_kind="")
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, school_kind="academy")  # what nobody had said
        with pytest.raises(Refused, match="has started"):
            deciding.settle_decision(direction_id=row.pk, version=None, by=by, school_kind="pru")
    assert 'name="starts_on-day"' not in lead.get(f"/directions/{row.pk}/decision/").content.decode()


def test_a_family_hears_that_a_changed_notice_no_longer_holds(england: England, client: Any) -> None:
    row = making.noticed(england)
    with england.acting() as by:
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, report_to="Somebody else")
    page = england.browser(client, "father").get(f"/directions/{row.pk}/family/").content.decode()
    assert "no longer holds" in page
    assert "Somebody else" not in page
    assert "Give it again" in england.browser(client).get(f"/directions/{row.pk}/letter/").content.decode()


def test_eng_osd_03_times_that_do_not_follow_each_other_are_refused(england: England, client: Any) -> None:
    row = making.decided(england)
    form = {
        "address": "4 Quay Road", "report_to": "Jo Marsh", "days": "55", "reasons": "Six suspensions.", "sessions_a_day": "2",
        "starts": "9:00", "break_starts": "12:40", "break_ends": "12:00", "ends": "8:00",
    }  # fmt: skip
    refused = england.browser(client).post(f"/directions/{row.pk}/notice/", form)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "The end of the break must be later than the time before it" in page
    assert "The end must be later than the time before it" in page
    with england.acting() as by, pytest.raises(Refused, match="one after the other"):
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, sessions_a_day=1, starts=dt.time(12), ends=dt.time(9))


def test_t27_a_family_that_reads_welsh_has_the_notice_in_welsh_from_an_english_school(england: England, client: Any) -> None:
    row = making.decided(england)
    lead = england.browser(client)
    assert lead.get(f"/directions/{row.pk}/letter/print/?language=cy").status_code == 404
    of_contact(england, language="cy")
    for language in ("en", "cy", "both"):
        assert lead.get(f"/directions/{row.pk}/letter/print/?language={language}&format=docx").status_code == 200
    assert lead.get(f"/directions/{row.pk}/letter/print/?language=fr").status_code == 404
    with england.acting() as by:
        row = noticing.give_notice(direction_id=row.pk, by=by)
        assert {(one.language, one.file_format) for one in files_of(by, row)} == {
            ("en", "pdf"), ("en", "docx"), ("cy", "pdf"), ("cy", "docx"),
        }  # fmt: skip
    word = Document(io.BytesIO(lead.get(f"/directions/{row.pk}/letter/print/?language=cy&format=docx").content))
    said = "\n".join(cell.text for table in word.tables for line in table.rows for cell in line.cells)
    assert "16 Tachwedd 2026" in said
    assert "Jo Marsh" in said


def test_eng_osd_06_a_child_asks_from_18_on_and_the_parent_until_then(england: England) -> None:
    born(england, dt.date(2008, 12, 1))  # 18 while the direction runs
    row = making.running(england)
    ask = {"direction_id": row.pk, "permission": Permission.COMMISSION}
    with england.acting() as by:
        reviewing.ask_for_review(asked_by="pupil", name="Olivia", by=by, **ask)
        assert reviewing.owed_since(queries.direction(by, row.pk), by) == []
        assert not reviewing.may_ask(row, "pupil")
    with time_machine.travel(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)), england.acting() as by:
        reviewing.ask_for_review(asked_by="parent", name="Sam Hart", by=by, **ask)
        assert reviewing.owed_since(queries.direction(by, row.pk), by) == []
        reviewing.ask_for_review(asked_by="pupil", name="Olivia", by=by, **ask)
        assert reviewing.owed_since(queries.direction(by, row.pk), by) == [dt.date(2026, 12, 1)]
        assert reviewing.may_ask(row, "pupil")


def test_eng_osd_07_a_review_that_moves_asks_for_new_invitations(england: England) -> None:
    row = making.running(england)
    with england.acting() as by:
        review = making.first_review(row, by)  # set with the decision, planned by the start
        reviewing.invite(review_id=review.pk, by=by)
        moved = reviewing.set_review(
            review_id=review.pk, by=by, planned_for=dt.date(2026, 12, 16), parents_invited_on=dt.date(2026, 11, 9)
        )
        assert (moved.planned_for, moved.parents_invited_on) == (dt.date(2026, 12, 16), None)
        with pytest.raises(Refused, match="2026 already"):
            reviewing.plan_review(direction_id=row.pk, on=dt.date(2026, 12, 16), by=by)
        with pytest.raises(Refused, match="once the direction has started"):
            reviewing.set_review(review_id=review.pk, by=by, planned_for=dt.date(2026, 11, 13))
        with pytest.raises(Refused, match="has not been held"):
            reviewing.set_review(review_id=review.pk, by=by, outcome_to_parent_on=dt.date(2026, 11, 9))
        with pytest.raises(Refused, match="in the future"):
            reviewing.set_review(review_id=review.pk, by=by, parents_invited_on=dt.date(2026, 11, 10))
        stale = making.fresh(england, row).version - 1
        with pytest.raises(Refused, match="Somebody else changed this"):
            reviewing.set_review(review_id=review.pk, by=by, version=stale, parents_invited_on=dt.date(2026, 11, 9))


def test_eng_osd_07_08_what_was_sent_is_not_sent_twice_and_without_an_address_the_page_says_so(england: England, client: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        review = making.first_review(row, by)
    lead, here = england.browser(client), f"/directions/reviews/{review.pk}"
    assert "Invited." in lead.post(f"{here}/invite/", follow=True).content.decode()
    assert "The family was invited on 9 November 2026." in lead.post(f"{here}/invite/", follow=True).content.decode()
    of_contact(england, email="")
    with time_machine.travel(dt.datetime(2026, 12, 14, 15, tzinfo=dt.UTC)):
        with england.acting() as by:
            reviewing.hold(review_id=review.pk, held_on=dt.date(2026, 12, 14), people=["head", "parent"], outcome="end", by=by)
            deciding.move(direction_id=row.pk, action="close", by=by)
        page = england.browser(client).post(f"{here}/tell/", follow=True).content.decode()  # also of one that is over
    assert "Nobody in the family has an address" in page
    assert "Told." not in page


def test_eng_osd_09_a_nominee_of_the_board_has_a_name_and_is_not_taken_for_granted(england: England, client: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        review = making.first_review(row, by)
    form = {"held_on-day": 14, "held_on-month": 12, "held_on-year": 2026, "people": ["head", "board_nominee"], "outcome": "continue"}
    with time_machine.travel(dt.datetime(2026, 12, 14, 15, tzinfo=dt.UTC)):
        refused = england.browser(client).post(f"/directions/reviews/{review.pk}/", form)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Write who came for the board" in page
    assert "Say whether that person is the headteacher" in page


def test_a_closed_direction_is_not_reopened_beside_an_open_one_and_its_forms_are_closed(england: England, client: Any) -> None:
    first = making.decided(england)
    with england.acting() as by:
        deciding.move(direction_id=first.pk, action="withdraw", reason="Another way.", by=by)
    making.opened(england)
    with england.acting() as by, pytest.raises(Refused, match="already has a direction"):
        deciding.move(direction_id=first.pk, action="reopen", reason="It did not hold.", by=by)
    lead = england.browser(client)
    for part in ("decision", "days", "way-back"):
        assert lead.get(f"/directions/{first.pk}/{part}/")["Location"] == f"/directions/{first.pk}/"
    refused = lead.post(f"/directions/{first.pk}/way-back/", {"plan": "Mornings first."})
    assert refused.status_code == 422
    assert "This direction is closed" in refused.content.decode()
    assert "Mornings first." in refused.content.decode()  # nothing that was typed is lost


def test_nobody_is_directed_who_has_left(england: England) -> None:
    child = england.world.olivia
    with england.acting() as by:
        with recording("test.left", by=by, subject=child):
            type(child).objects.visible_to(by).filter(pk=child.pk).update(left_on=dt.date(2026, 11, 2))
        with pytest.raises(Refused, match="has left the school"):
            deciding.open_direction(pupil_id=child.pk, decided_on=making.DECIDED, by=by)


def test_wil_rep_01_the_button_to_report_stands_only_where_the_council_asks(england: England, client: Any) -> None:
    row = making.running(england)
    assert "Report it to the council" not in england.browser(client).get(f"/directions/{row.pk}/").content.decode()


def test_another_schools_direction_is_not_there_whatever_the_address(england: England, client: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        review = making.first_review(row, by)
        assert facts_of(by, [row])[row.pk].stage == "live"
    reads = [f"/directions/{row.pk}/{part}" for part in (
        "", "decision/", "notice/", "letter/", "letter/print/", "days/", "way-back/", "reviews/", "reviews/asked/", "family/",
    )]  # fmt: skip
    reads += [f"/directions/reviews/{review.pk}/", f"/directions/reviews/{review.pk}/by-hand/"]
    deeds = [f"/directions/{row.pk}/{part}" for part in ("letter/give/", "letter/to-provider/", "council/", "move/end/", "decision/")]
    deeds += [f"/directions/reviews/{review.pk}/{part}" for part in ("invite/", "tell/", "by-hand/", "")]
    lead = plans.signed_in(client, england.world, "pastoral-lead")  # of a school elsewhere
    assert {address: lead.get(address).status_code for address in reads} == dict.fromkeys(reads, 404)
    assert {address: lead.post(address).status_code for address in deeds} == dict.fromkeys(deeds, 404)
    staff = plans.signed_in(client, england.world, "provider-staff")
    assert {staff.get(address).status_code for address in reads} <= {403, 404}
    assert making.fresh(england, row).stage == "live"
