"""The form as a file: every field of F-NPT-01 is there, with the answers, in the family's language (T27)."""

from __future__ import annotations

from typing import Any

import pytest

from documents.reading import docx_part, pdf_text, squeezed
from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.services.paperwork import family_languages, plan_printable, print_now, stored_of
from pastoral.foundation.documents import stored
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import versions
from pastoral.rules.sentences import Refused

from . import making

F_NPT_01 = (
    "Child's name", "Date of birth", "School", "UPN", "FSM", "CLA", "School IDP", "LA IDP", "ALN need", "Attendance %",
    "Number of exclusions", "Number of days excluded", "Date of meeting", "PSP School Lead", "Meeting attendees",
    "Reason for PSP", "Previous strategies and interventions", "What is working", "Target 1", "Target 2", "Target 3",
    "School agrees to", "Parent or carer Elin Morgan agrees to", "Other professionals agree to", "Review date",
)  # fmt: skip


def pdf_of(world: Any, plan: Plan, language: str) -> str:
    with world.acting("pastoral-lead") as by:
        return squeezed(pdf_text(render_pdf(plan_printable(by, plan, language=language))))


def test_every_field_of_the_councils_form_is_on_it_with_its_answer(world: Any) -> None:
    text = pdf_of(world, making.agreed(world), "en")
    for field in F_NPT_01:
        assert squeezed(field) in text, field
    for answer in (
        "Tomos Morgan", "11 February 2013", "Ysgol Bro Hebog", "81.4%", "4.25", making.REASON, "A quiet start in the library.",
        "Art, and walking in with a friend.", "I come in on time on 4 days a week", "Open the library at 8:30 each morning",
        "Walk beside Tomos until it is calm",
        "Pack the bag together each evening", "Visit on two mornings", "Mr Rees while drawing", "Marged Tudor", "Youth worker", "Present",
    ):  # fmt: skip
        assert squeezed(answer) in text, answer
    assert text.count("Agreed") >= 3


def test_the_welsh_form_has_the_packs_welsh_words_and_the_childs_own(world: Any) -> None:
    text = pdf_of(world, making.agreed(world), "cy")
    for words in (
        "Enw'r plentyn", "Dyddiad geni", "Y rheswm dros y PSP",
        "Yr hyn sy'n gweithio", "11 Chwefror 2013", "Dw i'n hoffi celf. Nid wyf yn hoffi'r sŵn",
    ):  # fmt: skip
        assert squeezed(words) in text, words
    assert squeezed("Child's name") not in text


def test_both_languages_carry_the_same_seal(world: Any) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        both = versions(plan_printable(by, plan, language="both"))
    assert [one.language for one in both] == ["cy", "en"]
    assert {one.seal for one in both} == {plan.current_revision.sha256}


def test_a_welsh_reading_family_never_gets_english_alone(world: Any) -> None:
    plan = making.live(world)
    with world.acting("pastoral-lead") as by:
        assert family_languages(by, plan) == ("cy", "en")
        made = {(file.language, file.file_format) for file in stored_of(by, plan)}
        assert made == {("cy", "pdf"), ("cy", "docx"), ("en", "pdf"), ("en", "docx")}
        assert all(stored.verify(file.sha256) for file in stored_of(by, plan))


def test_the_blank_form_holds_nothing_of_the_child(world: Any) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        text = squeezed(pdf_text(print_now(plan_id=plan.pk, language="en", file_format="pdf", blank=True, by=by)))
    assert "Tomos" not in text
    assert squeezed(making.REASON) not in text
    assert squeezed("Target 3") in text


def test_the_word_file_has_the_same_answers(world: Any) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        xml = docx_part(print_now(plan_id=plan.pk, language="cy", file_format="docx", blank=False, by=by))
    assert "sŵn 🎨" in xml
    assert "Visit on two mornings" in xml


def test_a_language_that_is_not_offered_is_refused(world: Any) -> None:
    plan = making.written(world)
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        print_now(plan_id=plan.pk, language="fr", file_format="pdf", blank=False, by=by)


def test_the_form_says_what_was_signed_and_not_what_was_typed_since(world: Any) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        from pastoral.casework.plans.models import SectionAnswers
        from pastoral.foundation.audit.recording import recording

        row = SectionAnswers.objects.visible_to(by).get(plan=plan, section="working")
        with recording("test.tampered", by=by, subject=row):
            row.answers = {"working": "Something nobody signed"}
            row.save()
        text = pdf_text(render_pdf(plan_printable(by, making.fresh(world, plan), language="en")))
    assert "Something nobody signed" not in text
