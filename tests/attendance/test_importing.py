"""Files of marks: three shapes, what is wrong row by row, the same file twice, undo."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest

from pastoral.foundation.access import NotAllowed
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance import importing, presenter
from pastoral.records.attendance.models import ImportedWeek, MarkImport, MarkWeek
from pastoral.records.organisations.models import ClosedDay
from pastoral.records.pupils.models import Enrolment, FormerUpn
from pastoral.records.pupils.reading import Unreadable
from pastoral.rules.sentences import Refused
from pastoral.rules.upn import make_upn

from .conftest import CERYS, IFAN, MONDAY, OLIVIA, TOMOS, Marks, day_file

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + dt.timedelta(days=1)
EXPECTED = {(MONDAY, "am"): "/", (MONDAY, "pm"): "C", (TUESDAY, "am"): "L", (TUESDAY, "pm"): "\\"}

LONG = f"""UPN,Date,Session,Code
{TOMOS},2026-09-07,AM,/
{TOMOS},2026-09-07,PM,C
{TOMOS},08/09/2026,am,l
{TOMOS},08/09/2026,2,/
"""
DAY = day_file((TOMOS, "07/09/2026", "/", "C"), (TOMOS, "2026-09-08", "L", "\\"))
WIDE = f"upn;2026-09-07 AM;2026-09-07 PM;08/09/2026 AM;08/09/2026 PM\n{TOMOS};/;C;L;\\\n"


@pytest.mark.parametrize("text", [LONG, DAY, WIDE, DAY.replace(",", "\t"), "\ufeff" + LONG], ids=["long", "day", "wide", "tabs", "mark"])
def test_each_shape_of_file_gives_the_same_marks(marks: Marks, text: str) -> None:
    report = marks.bring_in(text)
    assert (report.created, report.updated, report.unchanged, report.rejected) == (4, 0, 0, ())
    assert marks.of(marks.world.tomos) == EXPECTED


def test_a_week_is_one_row_of_twenty_characters(marks: Marks) -> None:
    marks.bring_in(DAY)
    with marks.world.acting("system") as access:
        (week,) = MarkWeek.objects.visible_to(access)
    assert (week.monday, week.codes) == (MONDAY, "/ C L \\ " + " " * 12)
    assert (week.at_school_id, week.school_id, week.pupil_id) == (marks.world.school.pk, marks.world.school.pk, marks.world.tomos.pk)


def test_the_same_file_again_changes_nothing(marks: Marks) -> None:
    marks.bring_in(LONG)
    report = marks.bring_in(LONG)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 4)
    with marks.world.acting("system") as access:
        assert not ImportedWeek.objects.visible_to(access).filter(batch_id=report.batch_id).exists()


def test_a_later_file_changes_what_it_says_and_leaves_the_rest(marks: Marks) -> None:
    marks.bring_in(DAY)
    report = marks.bring_in(day_file((TOMOS, MONDAY, "", "I"), (TOMOS, "2026-09-09", "/", "-")))
    assert (report.created, report.updated, report.unchanged) == (1, 1, 0)
    assert marks.of(marks.world.tomos) == EXPECTED | {(MONDAY, "pm"): "I", (dt.date(2026, 9, 9), "am"): "/"}


def test_a_dry_run_counts_and_writes_nothing(marks: Marks) -> None:
    report = marks.bring_in(DAY, dry_run=True)
    assert (report.created, report.batch_id) == (4, None)
    assert marks.of(marks.world.tomos) == {}
    with marks.world.acting("system") as access:
        assert not MarkImport.objects.visible_to(access).exists()


def test_each_trouble_is_told_with_its_rows_and_the_rest_is_taken(marks: Marks) -> None:
    with marks.world.acting("system"):
        ClosedDay.objects.create(authority=marks.world.authority, school=marks.world.school, day=dt.date(2026, 9, 11), reason="inset")
    stranger = make_upn("671", "4001", 2018, 99)
    report = marks.bring_in(
        "UPN,Date,Session,Code\n"
        f"{TOMOS},2026-09-07,AM,/\n"  # 2: right
        f"{TOMOS},2026-09-06,AM,/\n"  # 3: a Sunday
        f"{TOMOS},2026-10-27,AM,/\n"  # 4: half term
        f"{TOMOS},2026-09-11,AM,/\n"  # 5: INSET
        f"{TOMOS},2026-09-11,PM,#\n"  # 6: the register says itself that it was shut
        f"{TOMOS},2026-09-08,AM,Q\n"  # 7: no code in Wales
        f"{stranger},2026-09-08,AM,/\n"  # 8: nobody here
        f"{IFAN},2026-09-08,AM,/\n"  # 9: at another school
        f"{TOMOS},2026-11-23,AM,/\n"  # 10: next Monday
        f"{TOMOS},31/02/2026,AM,/\n"  # 11
        f"{TOMOS},2026-09-08,noon,/\n"  # 12
        f"{TOMOS},2026-09-07,AM,I\n"  # 13: differs from row 2
        f"{CERYS},2026-09-08,AM,/\n"  # 14: right
        f"{stranger},2026-09-08,PM,/\n"  # 15: the same trouble as row 8
        f"{CERYS},2026-09-08\n"  # 16: too short
    )  # fmt: skip
    told = {one.row: one.reason for one in report.rejected}
    assert told == {
        3: "Sunday 6 September 2026 was no school day, by this school's calendar.",
        4: "Tuesday 27 October 2026 was no school day, by this school's calendar.",
        5: "Friday 11 September 2026 was no school day, by this school's calendar.",
        7: "“Q” is no code that was in force on Tuesday 8 September 2026.",
        8: f"No pupil of this school has the UPN {stranger}.",
        9: f"The pupil with UPN {IFAN} is at another school.",
        10: "Monday 23 November 2026 has not come yet.",
        11: "31/02/2026 is not a real date. Write it like 11/02/2013.",
        12: "“noon” is no session. Write AM or PM.",
        13: "There are two marks for Monday 7 September 2026 (morning) that differ, so neither is taken.",
        16: "This row has fewer columns than the heading, so the rest of it is left out.",
    }
    assert (report.created, report.marks_left_out) == (1, 12)
    assert marks.of(marks.world.tomos) == {}
    assert marks.of(marks.world.cerys) == {(TUESDAY, "am"): "/"}


def test_rows_with_the_same_trouble_are_told_together(marks: Marks) -> None:
    stranger = make_upn("671", "4001", 2018, 99)
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    batch = marks.preview(day_file((TOMOS, MONDAY, "/", "\\"), *((stranger, day, "/", "\\") for day in days)))
    (line,) = presenter.trouble_lines(batch.problems)
    assert (line["row"], line["rows"], line["count"]) == (3, "3, 4, 5, 6, 7", 10)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (day_file((IFAN, MONDAY, "/", "\\"), (OLIVIA, MONDAY, "/", "\\")), "None of the pupils in this file is on the roll of"),
        (f"School,UPN,Date,AM,PM\nD014002,{TOMOS},2026-09-07,/,\\\n", "Row 2 says school D014002"),
        ("", "This file is empty"),
        ("UPN,Date,AM,PM\n", "a heading and no marks"),
        ("Name,Date,AM,PM\nA,2026-09-07,/,\\\n", "no column headed UPN"),
        (f"UPN,Colour\n{TOMOS},red\n", "We cannot tell which sessions"),
        ("%PDF-1.7 something", "not a CTF or a CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_this_schools_marks_is_refused_whole(marks: Marks, text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        marks.preview(text)
    assert marks.of(marks.world.tomos) == {}


def test_marks_of_the_right_school_by_its_number_are_taken(marks: Marks) -> None:
    report = marks.bring_in(f"School,UPN,Date,AM,PM\nD014001,{TOMOS},2026-09-07,/,\\\n")
    assert report.created == 2


def test_england_has_its_own_codes(marks: Marks) -> None:
    report = marks.bring_in(day_file((OLIVIA, MONDAY, "C2", "Y1"), (OLIVIA, TUESDAY, "K", "H")), school=marks.world.other_school)
    assert report.created == 3
    assert [one.reason for one in report.rejected] == ["“H” is no code that was in force on Tuesday 8 September 2026."]
    assert marks.of(marks.world.olivia) == {(MONDAY, "am"): "C2", (MONDAY, "pm"): "Y1", (TUESDAY, "am"): "K"}


def test_codes_before_the_first_known_set_are_not_guessed(marks: Marks) -> None:
    from pastoral.records.organisations.models import Term

    Term.objects.create(
        authority=marks.world.other_authority, name="Summer 2024", starts_on=dt.date(2024, 4, 15), ends_on=dt.date(2024, 7, 19)
    )
    report = marks.bring_in(day_file((OLIVIA, "2024-06-03", "/", "H"), (OLIVIA, MONDAY, "/", "")), school=marks.world.other_school)
    assert report.created == 1
    assert [one.reason for one in report.rejected] == ["We do not know the register codes that were in force on Monday 3 June 2024."]


def test_a_pupil_is_found_by_a_former_upn_and_at_a_second_school(marks: Marks) -> None:
    former = make_upn("671", "4001", 2018, 50)
    with marks.world.acting("system") as access, recording("dual", by=access, subject=marks.world.tomos):
        FormerUpn(**scope_of(marks.world.tomos), upn=former).save()
        Enrolment(**scope_of(marks.world.ifan), at_school=marks.world.school, status="S", since=MONDAY).save()
    report = marks.bring_in(day_file((former.lower(), MONDAY, "/", ""), (IFAN, MONDAY, "D", "")))
    assert (report.created, report.rejected) == (2, ())
    with marks.world.acting("system") as access:
        week = MarkWeek.objects.visible_to(access).get(pupil=marks.world.ifan)
    assert (week.school, week.at_school) == (marks.world.second_school, marks.world.school)


def test_where_two_schools_marked_a_session_the_home_school_counts(marks: Marks) -> None:
    with marks.world.acting("system") as access, recording("dual", by=access, subject=marks.world.ifan):
        Enrolment(**scope_of(marks.world.ifan), at_school=marks.world.school, status="S", since=MONDAY).save()
    marks.bring_in(day_file((IFAN, MONDAY, "D", "/")))
    marks.bring_in(day_file((IFAN, MONDAY, "I", "")), school=marks.world.second_school)
    assert marks.of(marks.world.ifan) == {(MONDAY, "am"): "I", (MONDAY, "pm"): "\\"}


def test_marks_of_one_session_far_apart_in_a_file_are_compared_too(marks: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many weeks are held at a time: here one."""
    monkeypatch.setattr(importing, "WEEKS_HELD", 1)
    other = dt.date(2026, 9, 14)
    report = marks.bring_in(
        day_file(
            (TOMOS, MONDAY, "/", "\\"), (CERYS, MONDAY, "/", "\\"), (TOMOS, other, "/", "\\"), (TOMOS, TUESDAY, "L", "\\"),
            (TOMOS, MONDAY, "I", "\\"),
        )
    )  # fmt: skip
    assert [(one.row, one.reason[:39]) for one in report.rejected] == [(2, "There are two marks for Monday 7 Septem")]
    assert marks.of(marks.world.tomos) == {
        (MONDAY, "pm"): "\\", (TUESDAY, "am"): "L", (TUESDAY, "pm"): "\\", (other, "am"): "/", (other, "pm"): "\\",
    }  # fmt: skip
    assert marks.of(marks.world.cerys) == {(MONDAY, "am"): "/", (MONDAY, "pm"): "\\"}


def test_undo_puts_back_what_stood_before_but_not_what_came_later(marks: Marks) -> None:
    marks.bring_in(day_file((TOMOS, MONDAY, "/", "\\")))
    second = marks.bring_in(day_file((TOMOS, MONDAY, "I", "I"), (CERYS, MONDAY, "/", "\\")))
    marks.bring_in(day_file((TOMOS, MONDAY, "", "M")))
    with marks.world.acting("system") as access:
        batch = MarkImport.objects.visible_to(access).get(pk=second.batch_id)
        assert importing.undo(by=access, batch=batch) == 2
        assert importing.undo(by=access, batch=batch) == 0
        assert MarkImport.objects.visible_to(access).get(pk=second.batch_id).status == "undone"
    assert marks.of(marks.world.tomos) == {(MONDAY, "am"): "/", (MONDAY, "pm"): "M"}
    assert marks.of(marks.world.cerys) == {}
    with marks.world.acting("system") as access:
        assert not MarkWeek.objects.visible_to(access).filter(pupil=marks.world.cerys).exists()


def test_a_preview_writes_no_marks_and_is_counted_again_when_it_is_imported(marks: Marks) -> None:
    batch = marks.preview(DAY)
    assert (batch.created, batch.changed, batch.unchanged, batch.pupils, batch.shape) == (4, 0, 0, 1, "day")
    assert marks.of(marks.world.tomos) == {}
    marks.bring_in(day_file((TOMOS, MONDAY, "/", "I")))
    with marks.world.acting("system") as access:
        done = importing.commit(by=access, batch=batch)
        assert importing.commit(by=access, batch=batch).status == "committed"
    assert (done.created, done.changed, done.unchanged) == (2, 1, 1)
    assert marks.of(marks.world.tomos) == EXPECTED


def test_a_finished_import_is_not_given_up_and_one_given_up_is_not_imported(marks: Marks) -> None:
    batch = marks.preview(DAY)
    with marks.world.acting("system") as access:
        assert importing.abandon(by=access, batch=batch).status == "abandoned"
        with pytest.raises(Refused, match="undone or given up"):
            importing.commit(by=access, batch=batch)
        with pytest.raises(Refused, match="nothing to undo"):
            importing.undo(by=access, batch=batch)
        assert not ImportedWeek.objects.visible_to(access).exists()


def test_nobody_imports_into_a_school_that_is_not_theirs(marks: Marks) -> None:
    with marks.world.acting("pastoral-lead") as access, pytest.raises(NotAllowed):
        importing.preview(by=access, school=marks.world.second_school, file_name="a.csv", file=io.BytesIO(DAY.encode()))
    with marks.world.acting("ewo") as access, pytest.raises(NotAllowed):
        importing.preview(by=access, school=marks.world.school, file_name="a.csv", file=io.BytesIO(DAY.encode()))


def test_a_lead_is_not_told_that_a_pupil_is_at_a_school_they_do_not_see(marks: Marks) -> None:
    batch = marks.preview(day_file((TOMOS, MONDAY, "/", ""), (IFAN, MONDAY, "/", "")), "pastoral-lead")
    (line,) = presenter.trouble_lines(batch.problems)
    assert line["reason"] == f"No pupil of this school has the UPN {IFAN}."


def test_each_import_is_on_the_audit_trail_without_a_word_about_a_child(marks: Marks) -> None:
    report = marks.bring_in(DAY)
    with marks.world.acting("system") as access:
        about = Event.objects.visible_to(access).filter(subject_type="attendance.markimport", subject_id=report.batch_id)
        events = list(about.order_by("pk"))
    assert [event.verb for event in events] == ["marks.previewed", "marks.imported"]
    assert events[1].changes == {"created": 4, "changed": 0, "unchanged": 0}
    assert TOMOS not in json.dumps([event.changes for event in events])


def test_another_authority_sees_no_marks_and_no_import(marks: Marks) -> None:
    marks.bring_in(DAY)
    with marks.world.acting("other-authority") as access:
        assert not MarkWeek.objects.visible_to(access).exists()
        assert not MarkImport.objects.visible_to(access).exists()
    with entered(marks.world.access("other-authority")):
        from django.db import connection

        with connection.cursor() as cursor:
            for table in ("attendance_markweek", "attendance_markimport", "attendance_importedweek"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,), table


def test_marks_move_with_the_pupil_and_keep_the_school_that_made_them(marks: Marks) -> None:
    marks.bring_in(DAY)
    tomos: Any = marks.world.tomos
    with marks.world.acting("system") as access, recording("moved", by=access, subject=tomos):
        type(tomos).objects.visible_to(access).filter(pk=tomos.pk).update(school=marks.world.second_school)
    with marks.world.acting("system") as access:
        week = MarkWeek.objects.visible_to(access).get(pupil=tomos)
    assert (week.school, week.at_school) == (marks.world.second_school, marks.world.school)
