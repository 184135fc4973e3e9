"""Changed journeys: which times change, the form in its three sections, the warning, sending it and the answer (NPT-TR-01 to 04, T23)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from documents.reading import pdf_text, squeezed
from pastoral.casework.timetables import grid
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.models import Manifest, Notice, Timetable
from pastoral.casework.timetables.services import journeys, moving, opening, paperwork
from pastoral.casework.timetables.travelling import travel_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents import files as stored
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
SCHOOL = {
    "a_name": "Huw Pritchard", "a_position": "Pastoral lead", "a_email": "huw@bro-hebog.invalid", "a_telephone": "01639 496 000",
    "change": "Home at 12:40 on every day.", "reason": "Hours are reduced until February.",
}  # fmt: skip
SANCTION = {
    "c_name": "Siân Rees", "c_service": "Pupil Wellbeing", "c_position": "Manager", "c_email": "sian@glanafon.invalid",
    "c_telephone": "01639 496 111", "c_reason": "Mornings are what he can manage now.", "sanctioned_on": TODAY,
}  # fmt: skip
ONLINE = {"applied_online": True, "entitlement": "E-118"}


@pytest.fixture
def assisted(world: Any) -> Any:
    """Tomos gets help with travel."""
    with world.acting("system") as by, recording("pupil.changed", by=by) as record:
        world.tomos.travel_assistance = True
        world.tomos.save()
        record.about(world.tomos)
    return world


def settled(world: Any, row: Timetable, **form: Any) -> Timetable:
    with world.acting("pastoral-lead") as by:
        journeys.settle_travel(timetable_id=row.pk, travel_agreed_on=dt.date(2026, 11, 20), by=by, **form)
    return making.fresh(world, row)


def refusal(world: Any, row: Timetable) -> str:
    with world.acting("pastoral-lead") as by, pytest.raises(Refused) as refused:
        journeys.send_form(timetable_id=row.pk, by=by)
    return " ".join(one.text for one in refused.value.reasons)


def test_the_times_of_each_day_are_told_beside_the_schools() -> None:
    periods = [dict(one) for one in grid.SECONDARY]
    lessons = grid.lessons(periods)
    cells = {grid.key_of(1, 1, number): {"place": "none", "what": "", "responsible": ""} for number in lessons[4:]}
    cells |= {grid.key_of(1, 2, number): {"place": "none", "what": "", "responsible": ""} for number in lessons}
    cells |= {grid.key_of(1, 3, number): {"place": "home", "what": "", "responsible": ""} for number in lessons[2:4]}
    monday, tuesday, wednesday, thursday, _friday = travel_of(grid.slots_of(periods, cells, 1), grid.school_day(periods), 1)
    assert (monday.arrives, monday.leaves, monday.changes) == (("08:40",), ("12:40",), True)
    assert (tuesday.arrives, tuesday.leaves, tuesday.changes) == ((), (), True)
    assert len(wednesday.arrives) == 2  # home in between: two ways there, two back
    assert (thursday.arrives, thursday.leaves, thursday.changes) == (("08:40",), ("15:10",), False)


def test_npt_rt_21_t23_nobody_is_told_without_the_travel_form(assisted: Any) -> None:
    row = making.agreed(assisted)
    with assisted.acting("pastoral-lead") as by, pytest.raises(Refused) as refused:
        moving.move(timetable_id=row.pk, action="notify", by=by)
    assert any("travel change form" in one.text for one in refused.value.reasons)
    settled(assisted, row, **ONLINE, **SCHOOL, sign=True)
    settled(assisted, row, **SANCTION)
    with assisted.acting("pastoral-lead") as by:
        journeys.send_form(timetable_id=row.pk, by=by)
        moving.move(timetable_id=row.pk, action="notify", by=by)
        told = Notice.objects.visible_to(by).filter(timetable=row, recipient="transport")
        assert [one.event for one in told] == ["travel_change"]  # once, with its form
        manifest = Manifest.objects.visible_to(by).get(notice=told[0])
        assert {one["paper"] for one in manifest.items} == {"reduced_travel"}
        assert "reduced_travel" in {one["paper"] for one in Manifest.objects.visible_to(by).get(notice__recipient="authority").items}


def test_npt_tr_01_without_application_and_entitlement_it_is_not_sent(assisted: Any) -> None:
    row = making.prepared(assisted)
    assert "filled in" in refusal(assisted, row)
    settled(assisted, row, **SCHOOL, sign=True)
    row = settled(assisted, row, **SANCTION, applied_online=True, entitlement="")
    assert "entitlement" in refusal(assisted, row)
    settled(assisted, row, entitlement="E-118")
    with assisted.acting("pastoral-lead") as by:
        assert journeys.send_form(timetable_id=row.pk, by=by).transport["sent_on"] == TODAY.isoformat()


def test_npt_tr_02_the_sections_come_in_their_order_each_with_its_signature(assisted: Any) -> None:
    row = making.prepared(assisted)
    with pytest.raises(Refused):
        settled(assisted, row, **ONLINE, a_name="Huw Pritchard", sign=True)  # nothing to sign yet
    row = settled(assisted, row, **ONLINE, **SCHOOL)
    assert "signed" in refusal(assisted, row)
    row = settled(assisted, row, sign=True)
    assert "sanctioned" in refusal(assisted, row)
    settled(assisted, row, **{**SANCTION, "sanctioned_on": TODAY - dt.timedelta(days=1)})
    assert "before the school signed" in refusal(assisted, row)
    row = settled(assisted, row, **SANCTION)
    assert row.transport["school_signed_by"].startswith(assisted.people["pastoral-lead"].name)
    row = settled(assisted, row, change="Home at noon.")
    assert not row.transport.get("school_signed_on")  # other words, a new signature


def test_npt_tr_03_the_page_warns_before_anything_is_agreed(assisted: Any, lead: Any, django_assert_max_num_queries: Any) -> None:
    row = making.prepared(assisted)
    where = f"/timetables/{row.pk}/travel/"
    lead.get(where)
    with django_assert_max_num_queries(15):
        page = lead.get(where).content.decode()
    assert "Transport is not promised" in page
    assert "08:40 to 15:10" in page
    assert "08:40 to 12:40" in page
    assert page.index("Section A") < page.index("Section B") < page.index("Section C")


def test_npt_tr_03_and_04_the_answer_and_its_contract_are_on_the_record(assisted: Any, lead: Any) -> None:
    row = making.prepared(assisted)
    with assisted.acting("pastoral-lead") as by, pytest.raises(Refused):
        journeys.record_decision(timetable_id=row.pk, decision="agreed", decided_on=TODAY, by=by)
    settled(assisted, row, **ONLINE, **SCHOOL, sign=True)
    settled(assisted, row, **SANCTION)
    assert lead.post(f"/timetables/{row.pk}/travel/send/").status_code == 302
    with assisted.acting("pastoral-lead") as by:
        journeys.record_decision(timetable_id=row.pk, decision="agreed", decided_on=TODAY, contract="C-9", by=by)
        facts = facts_of(by, [making.fresh(assisted, row)])[row.pk]
    assert facts.transport is not None
    assert (facts.transport.decision, facts.transport.contract) == ("agreed", "C-9")
    page = lead.get(f"/timetables/{row.pk}/travel/").content.decode()
    assert "C-9" in page


def test_f_npt_08_is_kept_with_all_its_fields_in_their_order(assisted: Any) -> None:
    row = making.prepared(assisted)
    settled(assisted, row, **ONLINE, **SCHOOL, sign=True)
    settled(assisted, row, **SANCTION)
    with assisted.acting("pastoral-lead") as by:
        journeys.send_form(timetable_id=row.pk, by=by)
        kept = {(one.language, one.file_format): one for one in paperwork.kept_of(by, row)}
        texts = {}
        for language in ("en", "cy"):
            with stored.open_bytes(kept[language, "pdf"]) as file:
                texts[language] = squeezed(pdf_text(file.read()))
    place = 0
    for wanted in (
        "F-NPT-08", "Section A", "Name of requester", "Huw Pritchard", "School", "Position", "Email", "Telephone", "Signature",
        "Signed in Pastoral", "Date", "23 November 2026", "Section B", "Pupil name", "Tomos Morgan", "Date of birth", "Address",
        "Proposed start date", "30 November 2026", "Proposed end date", "The change in full", "Home at 12:40", "Time of arrival",
        "Time of departure", "Monday", "08:40", "12:40", "Friday", "Reason in full", "Hours are reduced", "Section C",
        "do not guarantee transport", "Siân Rees", "Service area", "Pupil Wellbeing", "Reason for sanctioning in full", "Signature",
    ):  # fmt: skip
        place = texts["en"].find(squeezed(wanted), place)
        assert place >= 0, wanted
    assert squeezed("Cais am Newid") in texts["cy"]
    assert squeezed("23 Tachwedd 2026") in texts["cy"]


def test_a_child_without_help_has_no_form(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    assert "no help with travel" in refusal(world, row)
    page = lead.get(f"/timetables/{row.pk}/travel/").content.decode()
    assert "Section A" not in page
    assert "08:40 to 12:40" in page


def test_npt_rt_21_other_times_need_another_form(assisted: Any, lead: Any) -> None:
    row = making.prepared(assisted)
    settled(assisted, row, **ONLINE, **SCHOOL, sign=True)
    row = settled(assisted, row, **SANCTION)
    with assisted.acting("pastoral-lead") as by:
        journeys.send_form(timetable_id=row.pk, by=by)
        cells = {**making.fresh(assisted, row).cells, "1-1-1": {"place": "none", "what": "", "responsible": ""}}
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        facts = facts_of(by, [making.fresh(assisted, row)])[row.pk]
    assert facts.transport is not None
    assert (facts.transport.sent_on, facts.transport.school_signed_on) == (None, None)
    assert "signed" in refusal(assisted, row)
    assert "signed and sent again" in lead.get(f"/timetables/{row.pk}/travel/").content.decode()
