"""The pages of the audit through a browser without script, for the authority's officers, the school, and nobody else."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine

from documents.reading import pdf_text
from pastoral.casework.timetables.models import Judgement, Rating, Timetable
from pastoral.casework.timetables.services import audit_paper
from pastoral.rules.reduced.audit import INDICATORS, JUDGED
from plans.living import making as plans

from . import making
from .test_audit import SEEN, WELL, judged, looked_after
from .test_registers import running_with

pytestmark = pytest.mark.django_db


def at(row: Timetable, page: str = "") -> str:
    return f"/timetables/{row.pk}/audit/{page}"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def sitting(**answers: tuple[str, str]) -> dict[str, str]:
    """What is posted: slug → (yes or no, evidence)."""
    return {
        name: value
        for slug, (holds, evidence) in answers.items()
        for name, value in ((f"holds_{slug}", holds), (f"evidence_{slug}", evidence))
    }


def test_every_indicator_stands_on_the_page_with_its_answer_in_words(
    world: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    row = running_with(world, "/C", "/C", "OC", "/C", "/C")
    looked_after(world)
    judged(world, row, WELL[0])
    with time_machine.travel(dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)):
        officer = plans.signed_in(client, world, "ewo")
        officer.get(f"/timetables/{row.pk}/")
        for page in ("", "judge/", "red/"):
            with django_assert_max_num_queries(15):
                assert officer.get(at(row, page)).status_code == 200
        assert "Came to 4 of 5 agreed half days" in text_of(officer.get(at(row)))
        text = text_of(officer.get(at(row)))
        for _colour, words in INDICATORS.values():
            assert words in text
        assert "Red, not confirmed yet" in text
        assert f"Judged by {world.people['ewo'].name}" in text
        assert SEEN in text
        assert "From 30 November 2026 to 21 February 2027: 84 days. The limit is 12 weeks." in text
        assert "Looked after." in text
        assert "Confirm the red, or lower it" in text
        overview = officer.get(f"/timetables/{row.pk}/").content.decode()
        assert at(row) in overview


def test_one_sitting_is_saved_together_and_nothing_is_lost_on_an_error(world: Any, client: Any) -> None:
    row = making.running(world)
    officer = plans.signed_in(client, world, "safeguarding-officer")
    wrong = officer.post(at(row, "judge/"), sitting(g_a=("yes", SEEN), a1=("yes", ""), r2=("", "Came each day")))
    page = text_of(wrong)
    assert wrong.status_code == 422
    assert "Write what shows it: “Little or no progress”" in page
    assert "Say yes or no: “The child has not come for a time”" in page
    assert SEEN in page
    assert "Came each day" in page
    again = officer.get(at(row, "judge/")).content.decode()
    assert SEEN in again  # kept as a draft
    answer = officer.post(at(row, "judge/"), sitting(g_a=("yes", SEEN), a1=("no", "Two steps since October"), r2=("no", "Came each day")))
    assert (answer.status_code, answer["Location"]) == (302, at(row))
    with world.acting("ewo") as by:
        kept = {one.code: (one.holds, one.evidence) for one in Judgement.objects.visible_to(by).filter(timetable=row)}
    assert kept == {"G-a": (True, SEEN), "A1": (False, "Two steps since October"), "R2": (False, "Came each day")}
    assert officer.post(at(row, "judge/"), {}).status_code == 422
    assert "Judge at least one of these" in text_of(officer.post(at(row, "judge/"), {}))


def test_t22_an_officer_lowers_the_red_on_a_page_with_a_reason_and_an_end(world: Any, client: Any) -> None:
    row = making.running(world)
    looked_after(world)
    officer = plans.signed_in(client, world, "ewo")
    until = {"until-day": "18", "until-month": "12", "until-year": "2026"}
    refused = officer.post(at(row, "red/"), {"answer": "lowered", "reason": "", **until})
    assert refused.status_code == 422
    assert "Write your reason" in text_of(refused)
    no_end = officer.post(at(row, "red/"), {"answer": "lowered", "reason": "Her social worker leads it."})
    assert no_end.status_code == 422
    assert "Enter the last day" in text_of(no_end)
    answer = officer.post(at(row, "red/"), {"answer": "lowered", "reason": "Her social worker leads it.", **until})
    assert answer.status_code == 302
    text = text_of(officer.get(at(row)))
    assert "Set aside" in text
    assert "set the child's status aside until 18 December 2026" in text
    assert "Her social worker leads it." in text
    with world.acting("ewo") as by:
        assert Rating.objects.visible_to(by).get(timetable=row).answer == "lowered"


def test_without_a_red_there_is_nothing_to_answer(world: Any, client: Any) -> None:
    row = making.running(world)
    officer = plans.signed_in(client, world, "ewo")
    assert "There is no red to answer" in text_of(officer.get(at(row, "red/")))
    assert officer.post(at(row, "red/"), {"answer": "confirmed", "reason": "So."}).status_code == 403


def test_the_school_sees_the_result_and_the_evidence_and_cannot_judge(world: Any, lead: Any) -> None:
    row = making.running(world)
    judged(world, row, *WELL)
    text = text_of(lead.get(at(row)))
    assert "Every green indicator holds" in text
    assert SEEN in text
    assert "Judge the indicators" not in text
    for page in ("judge/", "red/"):
        assert lead.get(at(row, page)).status_code == 403
        assert lead.post(at(row, page), sitting(g_a=("yes", SEEN))).status_code == 403


def test_the_family_and_those_named_for_the_child_do_not_see_the_matrix(world: Any, client: Any) -> None:
    row = making.running(world)
    for who in ("parent", "young-person", "teacher"):
        theirs = plans.signed_in(client, world, who)
        for page in ("", "judge/", "red/", "print/"):
            assert theirs.get(at(row, page)).status_code in (403, 404), (who, page)
        assert at(row) not in theirs.get(f"/timetables/{row.pk}/agreed/").content.decode()


def test_an_authority_without_the_matrix_has_no_page_and_no_link(world: Any, lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pastoral.records.policy import packs
    from pastoral.rules.engine import Policy

    row = making.running(world)
    assert at(row) in lead.get(f"/timetables/{row.pk}/").content.decode()
    value = Policy.value
    monkeypatch.setattr(Policy, "value", lambda self, key: None if key == "reduced.audit" else value(self, key))
    assert at(row) not in lead.get(f"/timetables/{row.pk}/").content.decode()
    for page in ("", "print/"):
        assert lead.get(at(row, page)).status_code == 404
    packs.forget_packs()


def test_f_npt_06_on_paper(world: Any, lead: Any) -> None:
    row = making.running(world)
    for language in ("en", "cy", "both"):
        for file_format, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
            answer = lead.get(at(row, f"print/?language={language}&format={file_format}"))
            assert answer.status_code == 200
            assert answer.content.startswith(begins)
    assert lead.get(at(row, "print/?language=fr")).status_code == 404


def test_f_npt_06_has_every_indicator_with_answer_and_evidence(world: Any) -> None:
    row = making.running(world)
    judged(world, row, *WELL)
    with world.acting("ewo") as by:
        text = pdf_text(audit_paper.print_now(timetable_id=row.pk, language="en", file_format="pdf", by=by))
    squeezed = re.sub(r"\s+", "", text)
    for code, (_colour, words) in INDICATORS.items():
        assert re.sub(r"\s+", "", f"{code}: {words}") in squeezed
    assert squeezed.count(re.sub(r"\s+", "", SEEN)) == len(JUDGED)
    assert "F-NPT-06" in text
