"""The papers of a reduced timetable: the authority's own forms, kept with their hash, and what goes to whom (NPT-RT-11 to 13)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.reading import docx_part, pdf_text, squeezed
from pastoral.casework.timetables.form_document import forms_of
from pastoral.casework.timetables.models import Manifest, Notice, Timetable
from pastoral.casework.timetables.services import moving, opening, paperwork
from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents import files as stored
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db


def printed(world: Any, row: Timetable, form: str = "", language: str = "en") -> str:
    with world.acting("pastoral-lead") as by:
        return squeezed(pdf_text(paperwork.print_now(timetable_id=row.pk, form=form, language=language, file_format="pdf", by=by)))


def in_order(text: str, *wanted: str) -> bool:
    """Whether all of it stands there, one after the other."""
    place = 0
    for one in wanted:
        place = text.find(squeezed(one), place)
        assert place >= 0, one
    return True


def test_f_npt_02_has_the_fields_of_the_form_in_their_order(world: Any) -> None:
    row = making.prepared(world, hours_per_day=["3.33"])
    text = printed(world, row, "reduced")
    assert in_order(
        text, "F-NPT-02", "Start date", "30 November 2026", "Provisional end date", "21 February 2027",
        "Reason for the reduced timetable", "☑", "Behaviour", "☐", "ALN", "Safeguarding", "Mental health/wellbeing", "Medical",
        "Number of hours attending per day", "3.33", "There is a safeguarding concern, whatever the reason",
    )  # fmt: skip
    assert in_order(text, "who is responsible", "Elin Morgan (mother)", "The way back", "Four calm mornings", "Agreed and signed")
    welsh = printed(world, row, "reduced", "cy")
    assert in_order(welsh, "Amserlen lai", "Dyddiad dechrau", "30 Tachwedd 2026", "Y rheswm dros yr amserlen lai", "Ymddygiad", "ADY")


def test_f_npt_04_has_six_lessons_and_five_days_for_each_week_of_the_cycle(world: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        opening.set_periods(timetable_id=row.pk, weeks=2, periods=row.periods, version=None, by=by)
        cells = {**making.fresh(world, row).cells}
        cells["2-1-1"] = {"place": "provider", "what": "Bikes", "responsible": ""}
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
    text = printed(world, making.fresh(world, row), "reduced_secondary")
    assert in_order(
        text, "F-NPT-04", "Week 1", "Monday", "Friday", "Lesson 1", "Lesson 6", "Week 2", "Lesson 1", "Bikes, Provider", "Lesson 6"
    )


def test_f_npt_03_a_primary_week_has_a_row_for_each_day(world: Any) -> None:
    with world.acting("system") as by:
        with recording("pupil.changed", by=by) as record:
            world.tomos.year_group = "5"
            world.tomos.save()
            record.about(world.tomos)
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        assert "reduced_primary" in forms_of(paperwork.papers_of(by, making.fresh(world, row)))
    text = printed(world, row, "reduced_primary")
    assert in_order(text, "F-NPT-03", "Activity and venue", "Monday", "09:00–12:00", "School", "Friday")


def test_f_npt_05_the_checklist_says_yes_and_no_as_the_record_does(world: Any) -> None:
    row = making.agreed(world)
    text = printed(world, row, "reduced_checklist")
    assert in_order(
        text, "F-NPT-05", "School/key stage", "Ysgol Bro Hebog, Key stage 3", "Pupil name", "Tomos Morgan", "Date of birth",
        "Referrals made to relevant agencies", "☐Yes", "☑No", "Risk assessments done", "☑Yes", "PSP in place", "Consent and signature",
        "Suitable, documented arrangements", "Travel and transport agreed", "Statement/IDP?", "Agreed plan for return",
    )  # fmt: skip


def test_npt_rt_12_agreeing_keeps_the_signed_papers_with_the_seal(world: Any) -> None:
    row = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        kept = paperwork.kept_of(by, row)
        assert {(one.kind, one.language, one.file_format) for one in kept} == {
            (kind, language, kind_of_file)
            for kind in ("reduced", "reduced-secondary") for language in ("en", "cy") for kind_of_file in ("pdf", "docx")
        }  # fmt: skip
        for one in kept:
            with stored.open_bytes(one) as file:
                content = file.read()
            assert hashlib.sha256(content).hexdigest() == one.sha256
            assert "Tomos" not in one.title
            if one.file_format == "pdf":
                assert row.agreed_seal[:12] in pdf_text(content)
            else:
                assert "Tomos" in docx_part(content)
        signed = next(one for one in kept if (one.kind, one.language, one.file_format) == ("reduced", "en", "pdf"))
        with stored.open_bytes(signed) as file:
            assert in_order(squeezed(pdf_text(file.read())), "Agreed and signed", "Parent", "Elin Morgan", "For the school")


def test_npt_rt_13_the_notice_keeps_its_manifest_and_names_no_child(world: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        notice = Notice.objects.visible_to(by).get(timetable=row, recipient="authority")
        manifest = Manifest.objects.visible_to(by).get(notice=notice)
        by_id = {one.pk: one for one in paperwork.kept_of(by, row)}
        papers = {one["paper"] for one in manifest.items}
        assert papers == {"reduced", "reduced_secondary", "reduced_checklist", "psp", "whole"}
        assert manifest.seal == row.agreed_seal
        own = [one for one in manifest.items if one["paper"] != "psp"]
        assert all(by_id[one["file"]].sha256 == one["sha256"] for one in own)
        whole = next(one for one in own if (one["paper"], one["language"], one["format"]) == ("whole", "en", "pdf"))
        with stored.open_bytes(by_id[whole["file"]]) as file:
            text = squeezed(pdf_text(file.read()))
        checklist = next(one for one in own if (one["paper"], one["language"], one["format"]) == ("reduced_checklist", "en", "pdf"))
        assert in_order(text, "F-NPT-02", "F-NPT-04", "F-NPT-05", "Goes with these papers", checklist["sha256"][:12])
        deputy = Manifest.objects.visible_to(by).get(notice__timetable=row, notice__recipient="deputy_safeguarding_officer")
        assert {one["paper"] for one in deputy.items} == {"reduced", "reduced_secondary", "psp"}  # NPT-RT-12, within the PSP
    with world.acting("system") as by:
        sent = [one.message for one in Notice.objects.visible_to(by).filter(timetable=row) if one.message is not None]
        assert len(sent) >= 2
        for message in sent:
            assert "Tomos" not in message.subject + message.body
            assert "Morgan" not in message.subject + message.body
            assert f"/timetables/{row.pk}/documents/" in message.body  # the papers are read in Pastoral


def test_npt_rt_13_nothing_is_told_while_the_checklist_lacks_something(world: Any) -> None:
    row = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        opening.settle_asked(timetable_id=row.pk, version=None, by=by, no_referrals_reason="", referrals="")
        with pytest.raises(Refused) as refused:
            moving.move(timetable_id=row.pk, action="notify", by=by)
        assert any("checklist" in one.text for one in refused.value.reasons)
        assert not Notice.objects.visible_to(by).filter(timetable=row, recipient="authority").exists()
        assert not Manifest.objects.visible_to(by).filter(timetable=row).exists()


def test_npt_rt_04_a_healthcare_plan_goes_as_a_file_or_as_held_by_the_school(world: Any, lead: Any) -> None:
    row = making.agreed(world, healthcare_plan="IHP 7")
    with world.acting("pastoral-lead") as by:
        moving.move(timetable_id=row.pk, action="notify", by=by)
        first = Manifest.objects.visible_to(by).get(notice__recipient="authority")
        assert {"paper": "healthcare-plan", "title": "IHP 7", "held": True} in first.items
        moving.move(timetable_id=row.pk, action="amend", by=by)
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", content_type="application/pdf")
    answer = lead.post(f"/timetables/{row.pk}/documents/", {"file": upload})
    assert answer.status_code == 302, answer.content.decode()[:500]
    with world.acting("pastoral-lead") as by:
        kept = paperwork.healthcare_file(by, row)
        assert kept is not None
        moving.move(timetable_id=row.pk, action="agree", by=by)
        moving.move(timetable_id=row.pk, action="notify", by=by)
        last = paperwork.manifests_of(by, row)
        own = next(one for one in last if one.notice.recipient == "authority")
        assert any(one.get("file") == kept.pk and one["sha256"] == kept.sha256 for one in own.items)


def test_a_paper_that_says_the_same_is_not_made_twice(world: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        kept = paperwork.kept_of(by, row)
    keys = [(one.kind, one.language, one.file_format, one.template_version) for one in kept]
    assert len(keys) == len(set(keys))


def test_a_notice_that_did_not_arrive_is_sent_again(world: Any, lead: Any) -> None:
    row = making.running(world)
    with world.acting("system") as by:
        notice = Notice.objects.visible_to(by).get(timetable=row, recipient="ewo")
        before = notice.message_id
        with recording("message.failed", by=by) as record:
            message = OutboundMessage.objects.visible_to(by).get(pk=before)
            message.status = "failed"
            message.save()
            record.about(message)
    assert "Did not arrive" in lead.get(f"/timetables/{row.pk}/told/").content.decode()
    assert lead.post(f"/timetables/told/{notice.pk}/again/").status_code == 302
    with world.acting("system") as by:
        again = Notice.objects.visible_to(by).get(pk=notice.pk)
        assert again.message_id not in (None, before)
    assert "Did not arrive" not in lead.get(f"/timetables/{row.pk}/told/").content.decode()


def test_the_documents_page_lists_what_is_kept_and_a_download_is_a_look(
    world: Any, lead: Any, django_assert_max_num_queries: Any
) -> None:
    row = making.running(world)
    where = f"/timetables/{row.pk}/documents/"
    lead.get(where)
    with django_assert_max_num_queries(15):
        page = lead.get(where).content.decode()
    with world.acting("pastoral-lead") as by:
        kept = paperwork.kept_of(by, row)
    assert all(one.sha256 in page for one in kept)
    answer = lead.get(f"/files/{kept[0].pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    b"".join(answer.streaming_content)
    with world.acting("system") as by:
        assert Viewed.objects.visible_to(by).filter(subject_type="documents.storedfile", subject_id=kept[0].pk).count() == 1


def test_t27_english_alone_is_not_offered_for_what_is_not_there(world: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        for language, kind, form in (("fr", "pdf", ""), ("en", "txt", ""), ("en", "pdf", "reduced_travel"), ("en", "pdf", "psp")):
            with pytest.raises(Refused):
                paperwork.print_now(timetable_id=row.pk, language=language, file_format=kind, form=form, by=by)
        word = paperwork.print_now(timetable_id=row.pk, language="both", file_format="docx", by=by)
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        text = archive.read("word/document.xml").decode()
    assert text.index("Amserlen lai") < text.index("Reduced timetable")
