"""The pages of attendance: a file from choosing to undo, a pupil's register, low attendance, who may see what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance import due
from pastoral.records.policy.services import publish_for
from pastoral.rules.attendance import SessionFacts
from plans.preparing import making
from world import World

from .conftest import CERYS, IFAN, MONDAY, TOMOS, Marks, day_file

pytestmark = pytest.mark.django_db
WHO_ASK = ("head", "ewo", "parent", "teacher", "professional", "provider")


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def sent(client: Client, text: str, name: str = "marks.csv") -> Any:
    return client.post(reverse("marks-import-add"), {"file": SimpleUploadedFile(name, text.encode())})


def test_a_file_from_choosing_to_undo(marks: Marks) -> None:
    lead = signed_in(marks.world, "pastoral-lead")
    answer = sent(lead, day_file((TOMOS, MONDAY, "/", "Q"), (CERYS, MONDAY, "/", "\\")))
    assert answer.status_code == 302
    page = text_of(lead.get(answer["Location"]))
    assert "Check before you import" in page
    assert "1 mark could not be taken" in page
    assert "“Q” is no code that was in force on Monday 7 September 2026." in page
    assert marks.of(marks.world.tomos) == {}
    done = lead.post(answer["Location"] + "commit/", follow=True)
    assert "The marks are imported." in text_of(done)
    assert lead.post(answer["Location"] + "commit/").status_code == 302  # a double click
    assert marks.of(marks.world.tomos) == {(MONDAY, "am"): "/"}
    undone = lead.post(answer["Location"] + "undo/", follow=True)
    assert "2 weeks of pupils are as they were before." in text_of(undone)
    assert marks.of(marks.world.tomos) == {}
    assert lead.post(answer["Location"] + "abandon/").status_code == 409
    assert "marks.csv" in text_of(lead.get(reverse("marks-imports")))


def test_a_file_that_cannot_be_read_is_said_beside_the_field(marks: Marks) -> None:
    lead = signed_in(marks.world, "pastoral-lead")
    answer = sent(lead, day_file((IFAN, MONDAY, "/", "\\")))
    assert answer.status_code == 422
    assert "None of the pupils in this file is on the roll of Ysgol Bro Hebog." in text_of(answer)
    answer = sent(lead, "PK\x03\x04", "marks.xlsx")
    assert answer.status_code == 422
    assert "This is a spreadsheet" in text_of(answer)


def test_a_file_that_came_in_parts_to_the_disk_is_read_like_any(marks: Marks, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    lead = signed_in(marks.world, "pastoral-lead")
    answer = sent(lead, day_file((TOMOS, MONDAY, "/", "\\")))
    lead.post(answer["Location"] + "commit/")
    assert marks.of(marks.world.tomos) == {(MONDAY, "am"): "/", (MONDAY, "pm"): "\\"}


def test_what_a_file_said_is_forgotten_when_it_is_given_up(marks: Marks) -> None:
    lead = signed_in(marks.world, "head")
    address = sent(lead, day_file((TOMOS, MONDAY, "/", "\\")))["Location"]
    assert "we do not keep what the file said" in text_of(lead.post(address + "abandon/", follow=True))
    assert lead.post(address + "commit/").status_code == 409


def test_an_import_is_closed_to_those_of_another_school_or_without_the_task(marks: Marks) -> None:
    address = sent(signed_in(marks.world, "pastoral-lead"), day_file((TOMOS, MONDAY, "/", "\\")))["Location"]
    assert signed_in(marks.world, "ewo").get(address).status_code == 403
    assert signed_in(marks.world, "teacher").get(address).status_code == 403
    assert signed_in(marks.world, "other-authority").post(address + "commit/").status_code == 403


def register_page(marks: Marks, persona: str = "pastoral-lead", query: str = "") -> Any:
    return signed_in(marks.world, persona).get(reverse("pupil-attendance", args=[marks.world.tomos.pk]) + query)


def test_the_register_shows_each_session_with_its_code_and_words(marks: Marks) -> None:
    marks.bring_in(day_file((TOMOS, MONDAY, "/", "I"), (TOMOS, "2026-09-08", "L", "O")))
    page = text_of(register_page(marks))
    assert "Monday 7 September 2026, morning: Present, morning" in page
    assert "Monday 7 September 2026, afternoon: Illness" in page
    assert 'pastoral-session--absent" title="Tuesday 8 September 2026, afternoon: Absent without leave"' in page
    assert "Wednesday 9 September 2026, morning: no mark" in page
    assert "Thursday 17 December 2026, morning: still to come" in page
    assert "50.0%" in page
    assert "26 Oct" not in page.split("</table>")[0]  # half term has no row
    assert "What the codes mean" in page


def test_another_term_can_be_chosen(marks: Marks) -> None:
    marks.bring_in(day_file((TOMOS, "2026-06-08", "/", "I")))
    page = text_of(register_page(marks, query="?term=2026-04-13"))
    assert "Monday 8 June 2026, afternoon: Illness" in page
    assert "Summer 2026" in page
    assert "Autumn 2026" in text_of(register_page(marks, query="?term=nonsense"))


def test_agreed_hours_are_marked_and_counted_apart(marks: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    marks.bring_in(day_file((TOMOS, MONDAY, "/", "C")))
    monkeypatch.setattr(due, "_sources", [])
    away = SessionFacts(on=MONDAY, half="pm", place="home", agreed_away=True)
    due.register(lambda access, pupils, start, end: {marks.world.tomos.pk: due.Recorded([away])})
    page = text_of(register_page(marks))
    assert "afternoon: Other authorised circumstances, agreed to be out of school" in page
    assert "of the agreed sessions" in page
    assert "100.0%" in page


def test_the_register_is_for_school_authority_and_family_and_each_look_is_kept(marks: Marks) -> None:
    asking = (*WHO_ASK, "pastoral-lead", "young-person", "other-authority")
    answers = {key: register_page(marks, key).status_code for key in asking}
    assert answers == {
        "pastoral-lead": 200, "head": 200, "ewo": 200, "parent": 200, "young-person": 200, "teacher": 403, "professional": 403,
        "provider": 403, "other-authority": 404,
    }  # fmt: skip
    with marks.world.acting("system") as access:
        assert Viewed.objects.visible_to(access).filter(pupil=marks.world.tomos, user=marks.world.people["ewo"]).exists()


def test_only_those_who_may_open_the_register_are_offered_it(marks: Marks) -> None:
    pupil = reverse("pupil", args=[marks.world.tomos.pk])
    link = reverse("pupil-attendance", args=[marks.world.tomos.pk])
    offered = {key: link in text_of(signed_in(marks.world, key).get(pupil)) for key in WHO_ASK}
    assert offered == {"head": True, "ewo": True, "parent": True, "teacher": False, "professional": False, "provider": False}


def test_a_page_without_marks_says_so(marks: Marks) -> None:
    page = text_of(register_page(marks))
    assert "No marks yet" in page
    assert "No marks" in page


def test_low_attendance_of_a_school(marks: Marks) -> None:
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    marks.bring_in(day_file(*((TOMOS, day, "O", "\\") for day in days), *((CERYS, day, "/", "\\") for day in days)))
    lead = signed_in(marks.world, "pastoral-lead")
    page = text_of(lead.get(reverse("attendance-low")))
    assert "Morgan, Tomos" in page
    assert "Jenkins" not in page
    assert "50.0%" in page
    officer = signed_in(marks.world, "ewo")
    assert "Choose a school" in text_of(officer.get(reverse("attendance-low")))
    page = text_of(officer.get(reverse("attendance-low"), {"school": marks.world.school.pk, "below": "50"}))
    assert "Nobody attends that little" in page
    elsewhere = text_of(officer.get(reverse("attendance-low"), {"school": marks.world.other_school.pk}))
    assert "Oak Green" not in elsewhere


@pytest.mark.parametrize("route", ["pupil-attendance", "attendance-low", "marks-imports", "marks-import"])
def test_no_page_takes_more_than_fifteen_queries(marks: Marks, route: str, django_assert_max_num_queries: Any) -> None:
    batch = marks.bring_in(day_file((TOMOS, MONDAY, "/", "I"), (CERYS, MONDAY, "O", "O"))).batch_id
    key = {"pupil-attendance": [marks.world.tomos.pk], "marks-import": [batch]}.get(route, [])
    lead = signed_in(marks.world, "pastoral-lead")
    lead.get(reverse(route, args=key))
    with django_assert_max_num_queries(15):
        assert lead.get(reverse(route, args=key)).status_code == 200


def test_the_plan_offers_the_attendance_of_the_register(marks: Marks) -> None:
    """A figure that somebody wrote stays; where nobody did, the register's stands in the form and is said to be its."""
    world = marks.world
    with world.acting("system") as access:
        publish_for(world.authority, by=access, like="neath-port-talbot")
    plan = making.opened(world, reasons=("attendance",))
    lead = signed_in(world, "pastoral-lead")
    deciding = reverse("plan-deciding", args=[plan.pk])
    assert "The register says" not in text_of(lead.get(deciding))
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    marks.bring_in(day_file(*((TOMOS, day, "O", "\\") for day in days)))
    page = text_of(lead.get(deciding))
    assert "The register says 50.0% so far." in page
    assert 'name="attendance_percent" type="text" spellcheck="false" value="50.0"' in page
    with world.acting("system") as access, recording("test", by=access, subject=plan):
        type(plan).objects.visible_to(access).filter(pk=plan.pk).update(attendance_percent="61.5")
    page = text_of(lead.get(deciding))
    assert "The register says 50.0% so far." in page
    assert 'value="61.5"' in page
