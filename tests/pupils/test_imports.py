"""Imports of pupils: previewed, asked about, committed, undone; and never a child of another school."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.accounts.models import PupilGrant
from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases.models import Note
from pastoral.records.pupils import imports, queries, services, undoing
from pastoral.records.pupils.models import (
    CareStatus,
    Contact,
    Enrolment,
    FormerUpn,
    ImportRow,
    Need,
    Pupil,
    PupilImport,
)
from pastoral.records.pupils.reading import Unreadable
from pastoral.rules.sentences import Refused
from pastoral.rules.upn import make_upn
from world import World, make_pupil

HEAD = "UPN,Surname,Forename,DOB,Year,Reg,Postcode,Contact 1 name,Contact 1 relationship,Contact 1 email,SEN,CLA,Former UPN\n"
UPN = make_upn("671", "4001", 2018, 1)
OTHER_UPN = make_upn("671", "4001", 2018, 2)


def row(
    upn: str = "", surname: str = "Llŷr", forename: str = "Beca 🌱", born: str = "03/04/2014", rest: str = ",,,,,,,,"
) -> str:
    return f"{upn},{surname},{forename},{born}{rest}\n"


FULL = row(UPN, rest=",7,7B,SA11 1AA,Nia Llŷr,Mother,nia@example.com,K,yes,X987654321231")


def preview(world: World, access: Any, text: str, name: str = "list.csv") -> PupilImport:
    return imports.preview(by=access, school=world.school, file_name=name, content=text.encode())


def outcomes(access: Any, batch: PupilImport) -> list[str]:
    return [str(found.outcome) for found in queries.rows(access, batch)]


def test_a_new_pupil_comes_with_everything_the_row_says(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, HEAD + FULL)
        assert outcomes(access, batch) == ["create"]
        assert not Pupil.objects.visible_to(access).filter(upn=UPN).exists()  # a preview writes no pupil
        imports.commit(by=access, batch=batch)
        pupil = Pupil.objects.visible_to(access).get(upn=UPN)
        assert (pupil.surname, pupil.forename, pupil.year_group, pupil.registration_group) == (
            "Llŷr",
            "Beca 🌱",
            "7",
            "7B",
        )
        assert Contact.objects.visible_to(access).get(pupil=pupil).relationship == "mother"
        assert Need.objects.visible_to(access).get(pupil=pupil).kind == "sen_support"
        assert CareStatus.objects.visible_to(access).get(pupil=pupil).kind == "cla"
        assert FormerUpn.objects.visible_to(access).get(pupil=pupil).upn == "X987654321231"
        assert Enrolment.objects.visible_to(access).get(pupil=pupil).at_school_id == world.school.pk
        assert queries.search(access, "llyr BECA").get() == pupil
        assert queries.search(access, "x98-7654 321231").get() == pupil
        verbs = set(Event.objects.visible_to(access).filter(pupil=pupil).values_list("verb", flat=True))
        assert verbs == {"pupil.added"}


def test_the_same_file_again_changes_nothing_with_and_without_upn(world: World) -> None:
    text = HEAD + FULL + row(surname="Prys", forename="Twm") + row(surname="Prys", forename="Mali")  # twins, no UPN
    with world.acting("pastoral-lead") as access:
        imports.commit(by=access, batch=preview(world, access, text))
        again = preview(world, access, text)
        assert outcomes(access, again) == ["unchanged"] * 3
        imports.commit(by=access, batch=again)
        assert Pupil.objects.visible_to(access).count() == 5
        assert Contact.objects.visible_to(access).filter(pupil__upn=UPN).count() == 1


def test_a_known_upn_updates_and_blanks_overwrite_nothing(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        imports.commit(by=access, batch=preview(world, access, HEAD + FULL))
        batch = preview(world, access, HEAD + row(UPN, forename="Rebeca", rest=",8,,,,,,,,"))
        assert outcomes(access, batch) == ["update"]
        imports.commit(by=access, batch=batch)
        pupil = Pupil.objects.visible_to(access).get(upn=UPN)
        assert (pupil.forename, pupil.year_group, pupil.registration_group, pupil.version) == ("Rebeca", "8", "7B", 2)


def test_a_look_alike_is_a_question_and_never_merged_silently(world: World) -> None:
    text = HEAD + row("", "Morgan", "Tomos", "11/02/2013", ",8,8X,SA10 1AA,,,,,,")
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, text)
        (asked,) = queries.rows(access, batch)
        assert (asked.outcome, asked.match) == ("question", world.tomos)
        assert [pupil for pupil, _why in imports.candidates(access, batch, asked)] == [world.tomos]
        with pytest.raises(Refused, match="Answer the questions first"):
            imports.commit(by=access, batch=batch)
        imports.answer(by=access, batch=batch, row_id=asked.pk, decision="same")
        imports.commit(by=access, batch=batch)
        assert queries.pupil(access, world.tomos.pk).registration_group == "8X"

        other = preview(world, access, HEAD + row("", "Morgan", "Tomas", "11/02/2013"))
        (asked,) = queries.rows(access, other)
        assert asked.outcome == "question"  # one name and the date of birth
        imports.answer(by=access, batch=other, row_id=asked.pk, decision="different")
        imports.commit(by=access, batch=other)
        assert Pupil.objects.visible_to(access).filter(surname="Morgan").count() == 2

        last = preview(world, access, HEAD + row("", "Morgan", "Tom", "11/02/2013"))
        (asked,) = queries.rows(access, last)
        imports.answer(by=access, batch=last, row_id=asked.pk, decision="leave_out")
        imports.commit(by=access, batch=last)
        assert Pupil.objects.visible_to(access).filter(surname="Morgan").count() == 2


def test_a_upn_that_fits_neither_name_nor_birth_is_a_question(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        imports.commit(by=access, batch=preview(world, access, HEAD + FULL))
        batch = preview(world, access, HEAD + row(UPN, "Somebody", "Else", "01/01/2012"))
        assert outcomes(access, batch) == ["question"]


def test_repeated_rows_of_one_file(world: World) -> None:
    text = HEAD + row(UPN) + row(UPN, forename="Again") + row("", "Prys", "Twm") + row("", "Prys", "Twm")
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, text)
        assert outcomes(access, batch) == ["create", "rejected", "create", "question"]
        rows = list(queries.rows(access, batch))
        assert rows[3].match_reason == "row:4"
        assert "row 2" in rows[1].problems[0]["reason"].format(**rows[1].problems[0]["params"])


def test_a_wrong_upn_is_kept_only_as_a_problem(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, HEAD + row("A801200005001"))
        (found,) = queries.rows(access, batch)
        assert (found.outcome, found.problems[0]["field"], found.problems[0]["fatal"]) == ("create", "upn", False)
        imports.commit(by=access, batch=batch)
        assert Pupil.objects.visible_to(access).get(surname="Llŷr").upn == ""


def test_a_pupil_of_another_school_is_neither_taken_nor_shown(world: World) -> None:
    with world.acting("system") as access:
        make_pupil(access, world.second_school, "Elsewhere", "Child", dt.date(2014, 4, 3), upn=UPN)
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, HEAD + row(UPN) + row(OTHER_UPN, "Fine", "One"))
        assert outcomes(access, batch) == ["create", "create"]  # this school cannot see the other's pupil
        imports.commit(by=access, batch=batch)
        first, second = queries.rows(access, batch)
        assert (first.outcome, second.outcome) == ("rejected", "create")
        assert "another school" in first.problems[-1]["reason"]
        assert "Child" not in str(first.problems)
        assert Pupil.objects.visible_to(access).filter(upn=OTHER_UPN).exists()
    with world.acting("pastoral-lead") as access, pytest.raises(NotAllowed):
        imports.preview(by=access, school=world.second_school, file_name="x.csv", content=(HEAD + row()).encode())
    with world.acting("teacher") as access, pytest.raises(NotAllowed):
        preview(world, access, HEAD + row())


def test_a_file_for_another_school_says_so(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        batch = preview(
            world, access, "Surname,Forename,DOB,School URN\nA,B,03/04/2014,123456\nC,D,03/04/2014,D014001\n"
        )
        assert outcomes(access, batch) == ["rejected", "create"]


def test_a_second_commit_and_two_previews_of_one_file_make_no_doubles(world: World) -> None:
    text = HEAD + row("", "Prys", "Twm")
    with world.acting("pastoral-lead") as access:
        one, two = preview(world, access, text), preview(world, access, text)
        imports.commit(by=access, batch=one)
        imports.commit(by=access, batch=one)
        imports.commit(by=access, batch=two)  # judged again: nothing would change
        assert outcomes(access, two) == ["unchanged"]
        assert Pupil.objects.visible_to(access).filter(surname="Prys").count() == 1
        changed = preview(world, access, HEAD + row("", "Rhys", "Ela", rest=",7,,,,,,,,"))
        imports.commit(by=access, batch=preview(world, access, HEAD + row("", "Rhys", "Ela")))
        with pytest.raises(Refused, match="1 rows need"):
            imports.commit(by=access, batch=changed)
        assert outcomes(access, changed) == ["question"]


def test_undo_takes_back_what_nobody_touched(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        first = preview(world, access, HEAD + FULL + row(OTHER_UPN, "Prys", "Twm"))
        imports.commit(by=access, batch=first)
        second = preview(world, access, HEAD + row(UPN, forename="Rebeca", rest=",8,,,Aled Llŷr,Father,,,,"))
        imports.commit(by=access, batch=second)
        done = undoing.undo(by=access, batch=second)
        assert (done.removed, done.restored, done.kept) == (0, 1, ())
        pupil = Pupil.objects.visible_to(access).get(upn=UPN)
        assert (pupil.forename, pupil.year_group) == ("Beca 🌱", "7")
        assert [c.name for c in queries.contacts(access, pupil)] == ["Nia Llŷr"]
        done = undoing.undo(by=access, batch=first)
        assert done.removed == 1  # the other was changed by the second import and its undo, so it stays
        assert [(k.name, k.reasons) for k in done.kept] == [
            ("Beca 🌱 Llŷr", ("their details were changed after the import",))
        ]
        assert undoing.undo(by=access, batch=first).removed == 0
        assert not Pupil.objects.visible_to(access).filter(upn=OTHER_UPN).exists()
        assert Event.objects.visible_to(access).filter(verb="pupil.removed").count() == 1


def test_undo_keeps_pupils_with_casework_and_says_why(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        text = HEAD + FULL + row("", "Prys", "Twm") + row("", "Rees", "Ela") + row("", "Hywel", "Non", "05/06/2014")
        batch = preview(world, access, text)
        imports.commit(by=access, batch=batch)
        beca, twm, ela, _non = (found.pupil for found in queries.rows(access, batch))
        with recording("note.written", by=access) as record:
            note = Note(
                **scope_of(beca), text="Worried", level="staff", written_by_id=access.user_id, written_by_name="Siân"
            )
            note.save()
            record.about(note)
        PupilGrant.objects.create(user=world.people["teacher"], pupil=twm, role="teacher", since=dt.date(2026, 1, 1))
        contact = {"name": "New Adult", "relationship": "other"}
        services.save_contact(by=access, pupil_id=ela.pk, contact_id=None, base=None, mine=contact)
        done = undoing.undo(by=access, batch=batch)
        assert done.removed == 1
        assert {k.name: k.reasons for k in done.kept} == {
            "Beca 🌱 Llŷr": ("a note",),
            "Twm Prys": ("a person who may see the pupil",),
            "Ela Rees": ("a contact that was added or changed",),
        }


def test_an_import_that_was_given_up_forgets_the_file(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        batch = preview(world, access, HEAD + FULL)
        imports.abandon(by=access, batch=batch)
        assert not ImportRow.objects.visible_to(access).filter(batch=batch).exists()
        with pytest.raises(Refused):
            imports.commit(by=access, batch=batch)
        with pytest.raises(Refused):
            undoing.undo(by=access, batch=batch)


def test_the_command_line_s_import(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        HEAD
        + FULL
        + row("", "Morgan", "Tomas", "11/02/2013")
        + row("", "", "Nobody")
        + row("A801200005001", "Prys", "Twm")
    )
    dry = imports.import_pupils(path, world.school, by=world.system(), dry_run=True)
    assert (dry.created, len(dry.rejected)) == (2, 2)
    with world.acting("pastoral-lead") as access:
        assert not Pupil.objects.visible_to(access).filter(upn=UPN).exists()
    report = imports.import_pupils(path, world.school, by=world.system())
    assert (report.created, report.updated, report.unchanged) == (2, 0, 0)
    assert [(r.row, r.field) for r in report.rejected] == [(3, "name"), (4, "surname")]
    assert "may be the same child" in report.rejected[0].reason
    assert "Morgan" not in report.rejected[0].reason
    assert report.warnings[0].field == "UPN"
    again = imports.import_pupils(path, world.school, by=world.system())
    assert (again.created, again.updated, again.unchanged, len(again.rejected)) == (0, 0, 2, 2)
    with pytest.raises(Refused, match="cannot open"):
        imports.import_pupils(tmp_path / "no.csv", world.school, by=world.system())


def test_real_files_twice(world: World, shared_data: Path) -> None:
    for name in (
        "ctf/ctf_ks2_two_pupils.xml",
        "pupil-import-samples/class_import/valid.csv",
        "pupil-import-samples/class_import/review_one.csv",
    ):
        first = imports.import_pupils(shared_data / name, world.school, by=world.system())
        assert first.created >= 2, first
        assert not first.rejected
        again = imports.import_pupils(shared_data / name, world.school, by=world.system())
        assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, first.created, ())
    with pytest.raises(Unreadable):
        imports.import_pupils(
            shared_data / "pupil-import-samples/giap/npd_pupils.json", world.school, by=world.system()
        )


def test_a_whole_school_is_quick(world: World, django_assert_max_num_queries: Any) -> None:
    text = HEAD + "".join(row(make_upn("671", "4001", 2019, n), f"Name{n}", "Child", "03/04/2014") for n in range(300))
    with world.acting("pastoral-lead") as access, django_assert_max_num_queries(60):
        imports.commit(by=access, batch=preview(world, access, text))
        assert Pupil.objects.visible_to(access).count() == 302
